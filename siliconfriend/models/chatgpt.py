"""OpenAI, and every server that speaks its chat completions (Ollama, vLLM, LM Studio, llama.cpp …)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from siliconfriend.models.address import OPENAI, Address
from siliconfriend.models.base import (
    ModelError,
    Prompt,
    Sampling,
    UnknownModelError,
    UnreachableError,
)
from siliconfriend.models.bounded_answers import EndlessAnswerError
from siliconfriend.models.chunks import contents
from siliconfriend.models.connection import PLACEHOLDER_KEY, open_client
from siliconfriend.models.cut_short import CutShort
from siliconfriend.models.listed import chatting
from siliconfriend.models.pieces import WholeCharacters, WithoutThinking
from siliconfriend.models.refusals import WrongAddressError, explain, rejected_parameter
from siliconfriend.models.so_far import SoFar

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk


class NoModelError(UnknownModelError):
    """The server was asked which models it has, and none of them chats."""

    code = "no_model"


class ChatGPT:
    """A `ChatModel` behind an OpenAI-compatible server. Nothing is imported or asked before it is needed.

    Args:
        address: the server.
        model: the model's name there; empty: the server's first chat model, asked for at first use.
        timeout: seconds without a word until giving up, for the first word and between two.
        retries: how often the openai package asks again after a lost connection, 408, 409, 429 or 5xx.
        keyless: tell the server no key, though there may be one.
    """

    context_tokens: int | None = None
    echoes = False

    def __init__(
        self,
        address: Address = OPENAI,
        model: str = "",
        *,
        timeout: float = 60.0,
        retries: int = 2,
        keyless: bool = False,
    ) -> None:
        self._address = address
        self._model = model
        self._timeout = timeout
        self._retries = retries
        self._key = PLACEHOLDER_KEY if keyless else None
        self._refused: set[str] = set()
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    @property
    def name(self) -> str:
        """The model's name; the server's until that is known."""
        return self._model or self._address.host

    @property
    def destination(self) -> str:
        """The host that words are sent to, with its port when that was given."""
        return self._address.host

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        """The reply, piece by piece; last a `CutShort`, if it is. Closing it closes the connection.

        Raises:
            ModelError: there is none, or it broke off.
        """
        client = await self._connected()
        from openai import APIConnectionError, APIError

        so_far = SoFar(self.destination)
        characters, thinking = WholeCharacters(), WithoutThinking()
        try:
            async with (
                await self._ask(client, prompt, sampling) as chunks,
                aclosing(contents(chunks, self._timeout, self.destination)) as coming,
            ):
                so_far.answered = True
                async for content, reason in coming:
                    so_far.ended(reason)
                    if piece := thinking.feed(characters.feed(content)):
                        yield so_far.said(piece)
        except (APIConnectionError, TimeoutError, EndlessAnswerError, ValueError, RecursionError) as error:
            raise so_far.broken_by(error) from error
        except APIError as error:
            raise self._explain(error, client) from error
        if piece := thinking.feed(characters.end()) + thinking.end():
            yield so_far.said(piece)
        so_far.check(chunks.response)
        if so_far.cut is not None:
            yield CutShort(so_far.cut)

    async def models(self) -> Sequence[str]:
        """The names of the chat models that the server says it has: at least one.

        Raises:
            ModelError: it does not answer so, or has none.
        """
        return await self._listed(await self._opened())

    async def close(self) -> None:
        """Close the connections; a later stream opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _ask(
        self, client: AsyncOpenAI, prompt: Prompt, sampling: Sampling
    ) -> AsyncStream[ChatCompletionChunk]:
        """The stream's beginning, asked for again without each parameter that the server does not take."""
        from openai import APIError

        messages: Any = [{"role": one.role.value, "content": one.content} for one in prompt.messages]
        while True:
            parameters: dict[str, Any] = self._parameters(sampling)
            try:
                async with asyncio.timeout(self._timeout):
                    chunks: AsyncStream[ChatCompletionChunk] = await client.chat.completions.create(
                        model=self._model, messages=messages, stream=True, **parameters
                    )
            except TimeoutError as error:
                raise UnreachableError(host=self.destination) from error
            except APIError as error:
                name = rejected_parameter(error, parameters)
                if name is None:
                    raise
                self._refused.add(name)
            else:
                return chunks

    def _parameters(self, sampling: Sampling) -> dict[str, float]:
        """`sampling` as request parameters, without those that this model refused before."""
        limits = ("max_tokens", "max_completion_tokens")
        limit = next(
            (one for one in limits[:: -1 if self._address.official else 1] if one not in self._refused), ""
        )
        wanted = {
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "frequency_penalty": sampling.frequency_penalty,
            "presence_penalty": sampling.presence_penalty,
            limit: sampling.max_tokens,
        }
        if sampling.seed is not None:
            wanted["seed"] = sampling.seed
        return {name: value for name, value in wanted.items() if name and name not in self._refused}

    async def _connected(self) -> AsyncOpenAI:
        """The client, with the model's name known."""
        async with self._opening:
            client = await self._opened()
            if not self._model:
                self._model = (await self._listed(client))[0]
            return client

    async def _opened(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = await asyncio.to_thread(
                open_client, self._address, self._timeout, self._retries, self._key
            )
        return self._client

    async def _listed(self, client: AsyncOpenAI) -> Sequence[str]:
        from openai import APIError

        try:
            async with asyncio.timeout(self._timeout):
                names = [model.id async for model in client.models.list()]
        except TimeoutError as error:
            raise UnreachableError(host=self.destination) from error
        except APIError as error:
            raise self._explain(error, client) from error
        except (
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:  # no list of models
            raise WrongAddressError(host=self.destination) from error
        found = chatting(names)
        if not found:
            raise NoModelError(host=self.destination, model="")
        return found

    def _explain(self, error: APIError, client: AsyncOpenAI) -> ModelError:
        key = client.api_key if client.api_key != PLACEHOLDER_KEY else None
        return explain(error, host=self.destination, model=self._model, key=key)
