from typing import Any

import httpx2
import openai
import pytest

from siliconfriend.models.base import (
    BadKeyError,
    ContextTooLongError,
    ModelError,
    RateLimitedError,
    UnknownModelError,
)
from siliconfriend.models.refusals import (
    LONGEST_DETAIL,
    RefusedError,
    WrongAddressError,
    explain,
    rejected_parameter,
)

CLIENT = openai.OpenAI(api_key="sk-secret-key", base_url="http://127.0.0.1:1/v1")
SENT = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "max_tokens")


def refused(status: int, body: Any) -> openai.APIStatusError:
    """The package's own error for an answer."""
    request = httpx2.Request("POST", "http://127.0.0.1:1/v1/chat/completions")
    content = {"text": body} if isinstance(body, str) else {"json": body}
    return CLIENT._make_status_error_from_response(httpx2.Response(status, request=request, **content))


def error(message: str, **more: object) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


TOO_LONG: list[tuple[int, Any]] = [
    (400, error("whatever", code="context_length_exceeded")),
    (400, error("This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.")),
    (400, error("'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum "
                "context length is 2048 tokens and your request has 1500 input tokens", param="max_tokens")),
    (400, error("the request exceeds the available context size. try increasing the context size",
                type="exceed_context_size_error", code=400)),
    (400, error("request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it")),
    (500, error("the input length exceeds the context length")),
    (500, error("prompt too long; exceeded max context length by 12 tokens")),
    (400, {"error": "Trying to keep the first 6000 tokens when context the overflows. However, the model "
                    "is loaded with context length of only 4096 tokens, which is not enough."}),
    (400, {"error": "The number of tokens to keep from the prompt is greater than the context length."}),
    (422, {"error": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000"}),
    (400, error("prompt is too long: 210000 tokens > 200000 maximum")),
    (400, error("The input token count (40000) exceeds the maximum number of tokens allowed (32768).")),
    (400, error("Range of input length should be [1, 30720]")),
    (413, "<html>Request Entity Too Large</html>"),
    (429, error("Request too large for gpt-4 on tokens per min (TPM): Limit 10000, Requested 12000",
                code="rate_limit_exceeded")),
]  # fmt: skip
UNKNOWN: list[tuple[int, Any]] = [
    (404, error("The model `gpt-9` does not exist or you do not have access to it.", code="model_not_found")),
    (403, error("Project `p` does not have access to model `gpt-9`", code="model_not_found")),
    (404, error("The model `m` does not exist.", type="NotFoundError", code=404)),
    (404, error('model "m" not found, try pulling it first')),
    (400, error("Model Not Exist")),
    (400, error("Invalid model: m")),
    (400, error("m is not a valid model ID")),
    (400, error("invalid", param="model")),
    (404, error("No models loaded. Please load a model in the developer page")),
    (400, {"detail": "Server is pinned to '/tmp/tiny'; requested 'm'."}),
]
OTHERS: list[tuple[int, Any, type[ModelError]]] = [
    (401, error("Incorrect API key provided: sk-1***23.", code="invalid_api_key"), BadKeyError),
    (403, error("Forbidden"), RefusedError),
    (403, error("Country, region, or territory not supported", code="unsupported_country_region_territory"),
     RefusedError),
    (429, error("Rate limit reached"), RateLimitedError),
    (429, error("You exceeded your current quota", code="insufficient_quota"), RateLimitedError),
    (404, "404 page not found", WrongAddressError),
    (404, {"detail": "Not Found"}, WrongAddressError),
    (404, "<html><title>No model here</title></html>", WrongAddressError),
    (405, {"detail": "Method Not Allowed"}, WrongAddressError),
    (301, "<html>moved</html>", WrongAddressError),
    (500, error("CUDA out of memory"), ModelError),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [*((*one, ContextTooLongError) for one in TOO_LONG), *((*one, UnknownModelError) for one in UNKNOWN), *OTHERS],
)
def test_every_servers_words_become_our_error(status: int, body: Any, kind: type[ModelError]) -> None:
    ours = explain(refused(status, body), host="h:1", model="m")
    assert type(ours) is kind
    assert ours.details["host"] == "h:1"


def test_a_prompt_too_long_is_no_matter_of_parameters() -> None:
    assert [rejected_parameter(refused(*one), SENT) for one in TOO_LONG] == [None] * len(TOO_LONG)


def detail(status: int, body: Any, key: str = "") -> object:
    return explain(refused(status, body), host="h", model="m", key=key).details["detail"]


def test_the_servers_message_is_passed_on_short_and_in_one_line() -> None:
    assert detail(500, error("CUDA\n out of memory")) == "CUDA out of memory"
    assert detail(500, {"detail": "worker died"}) == "worker died"
    assert detail(500, {"error": "runner terminated"}) == "runner terminated"
    assert detail(502, "plain words") == "plain words"
    assert len(str(detail(500, "long " * 1000))) <= LONGEST_DETAIL


@pytest.mark.parametrize("page", ["<!DOCTYPE html><p>Bad Gateway", "\n<html><body>Bad Gateway", ""])
def test_a_page_for_browsers_is_not_shown(page: str) -> None:
    assert detail(502, page) == "HTTP 502"


def test_a_server_that_repeats_the_key_is_not_repeated() -> None:
    assert detail(500, error("no tenant for sk-secret-key"), key="sk-secret-key") == "no tenant for …"


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (400, error("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                    "'max_completion_tokens' instead.", param="max_tokens", code="unsupported_parameter"),
         "max_tokens"),
        (400, error("Unsupported value: 'temperature' does not support 0.5.", param="temperature"),
         "temperature"),
        (400, error("Argument not supported on this model: presencePenalty"), "presence_penalty"),
        (400, error('Invalid JSON payload received. Unknown name "frequency_penalty": Cannot find field.'),
         "frequency_penalty"),
        (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "top_p"]}]}, "top_p"),
        (422, {"detail": "Unexpected fields in the request: {'max_tokens'}"}, "max_tokens"),
        (400, error("Stopping is not supported"), None),
        (400, error("messages must alternate", param="messages"), None),
        (500, error("temperature"), None),
    ],
)  # fmt: skip
def test_a_parameter_that_a_server_names_is_found(status: int, body: Any, name: str | None) -> None:
    assert rejected_parameter(refused(status, body), SENT) == name
