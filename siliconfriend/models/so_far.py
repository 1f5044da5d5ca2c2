"""What has come of a streamed reply, and what it is called if it ends so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.models.base import BrokenStreamError, GarbledReplyError, ModelError, UnreachableError
from siliconfriend.models.bounded_answers import EndlessAnswerError, EndlessReplyError, end_marked, is_a_page
from siliconfriend.models.cut_short import REASONS, Cut
from siliconfriend.models.refusals import WrongAddressError, hung_up, is_nonsense

if TYPE_CHECKING:
    import httpx2


class EmptyReplyError(ModelError):
    """The reply ended without a word."""

    code = "empty_reply"


class FilteredReplyError(ModelError):
    """The server's filter let no word of the reply through."""

    code = "filtered_reply"


class NoWordsError(UnreachableError):
    """The server took the message, and then said nothing, or hung up."""

    code = "no_words"


class ToolWantedError(ModelError):
    """Instead of answering the model asked for a tool to be used."""

    code = "tool_wanted"


@dataclass
class SoFar:
    """A reply from `host`: whether anything (`answered`) and words (`begun`) have come, and its end's `reason`."""

    host: str
    begun: bool = False
    answered: bool = False
    reason: str = ""

    def said(self, piece: str) -> str:
        """`piece`, which is part of the reply."""
        self.begun = self.begun or not piece.isspace()
        return piece

    def ended(self, reason: str | None) -> None:
        """The server said why the reply ended, or nothing of it."""
        self.reason = reason or self.reason

    @property
    def cut(self) -> Cut | None:
        """Why the server cut it short, if it did."""
        return REASONS.get(self.reason)

    def check(self, response: httpx2.Response) -> None:
        """Raise what is wrong with the reply that came in `response`, now that nothing more comes."""
        if not self.reason and not end_marked(response):
            streamed = self.begun or "event-stream" in response.headers.get("content-type", "")
            broken = streamed and not is_a_page(response)
            raise (BrokenStreamError if broken else WrongAddressError)(host=self.host)
        if not self.begun:
            raise self._wordless(host=self.host)

    @property
    def _wordless(self) -> type[ModelError]:
        if self.reason in ("tool_calls", "function_call"):
            return ToolWantedError
        return FilteredReplyError if self.cut is Cut.FILTER else EmptyReplyError

    def broken_by(self, error: Exception) -> ModelError:
        """What ended the reply, but for a refusal."""
        if isinstance(error, EndlessAnswerError):
            return EndlessReplyError(host=self.host) if self.begun else error
        if isinstance(error, ValueError | RecursionError) or (self.answered and is_nonsense(error)):
            return GarbledReplyError(host=self.host)
        if is_nonsense(error):
            return WrongAddressError(host=self.host)
        if self.begun:
            return BrokenStreamError(host=self.host)
        return (NoWordsError if self.answered or hung_up(error) else UnreachableError)(host=self.host)
