import pytest

from siliconfriend.models.address import OPENAI, Address, BadAddressError, is_address


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("localhost:11434", "http://localhost:11434/v1", "localhost:11434"),
        (" http://localhost:1234/ ", "http://localhost:1234/v1", "localhost:1234"),
        ("http://localhost:1234/v1/", "http://localhost:1234/v1", "localhost:1234"),
        ("http://10.0.0.2:8000/v1/chat/completions", "http://10.0.0.2:8000/v1", "10.0.0.2:8000"),
        ("192.168.1.5:8080", "http://192.168.1.5:8080/v1", "192.168.1.5:8080"),
        ("[::1]:8080", "http://[::1]:8080/v1", "[::1]:8080"),
        ("my-box:8080", "http://my-box:8080/v1", "my-box:8080"),
        ("api.example.com", "https://api.example.com/v1", "api.example.com"),
        ("https://example.com/openai/v1", "https://example.com/openai/v1", "example.com"),
        ("HTTPS://API.OpenAI.com/v1", "https://api.openai.com/v1", "api.openai.com"),
    ],
)
def test_an_address_is_completed(text: str, url: str, host: str) -> None:
    assert Address.parse(text) == Address(url, host)


@pytest.mark.parametrize(
    "text",
    ["", "http://", "ftp://host", "host:port", "host:99999", "two words", "http://a..b", "?", "http://[::1",
     "http://host/v1?key=1", "http://host/v1#top", "http://ho st:1", ":11434", "file:///etc/hosts"],
)  # fmt: skip
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(BadAddressError) as caught:
        Address.parse(text)
    assert caught.value.details["address"] == text


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadAddressError) as caught:
        Address.parse("http://me:secret@host:1/v1")
    assert "secret" not in repr(caught.value) + str(caught.value.details)


@pytest.mark.parametrize(
    ("text", "official", "here"),
    [
        ("https://api.openai.com/v1", True, False),
        ("https://eu.api.openai.com/v1", True, False),
        ("https://api.openai.com.example.com", False, False),
        ("localhost:1", False, True),
        ("127.0.0.2:1", False, True),
        ("0.0.0.0:1", False, True),
        ("[::1]:1", False, True),
        ("192.168.0.1:1", False, False),
        ("localhost.example.com", False, False),
    ],
)
def test_who_is_openai_and_what_stays_here(text: str, official: bool, here: bool) -> None:
    address = Address.parse(text)
    assert (address.official, address.on_this_machine) == (official, here)
    assert Address.parse(OPENAI.url) == OPENAI


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("http://my-box/v1", True),
        ("HTTPS://models.example.org", True),
        ("ftp://models.example.org", True),
        ("localhost:8080", True),
        ("127.0.0.1:8080/v1", True),
        ("192.168.1.5", True),
        ("my-box.lan:8080/v1", True),
        ("[::1]:8080", True),
        ("llama3:8b", False),
        ("qwen3:8", False),
        ("owner/name", False),
        ("/models/localhost", False),
        ("gpt-4.1", False),
        ("[", False),
        ("", False),
    ],
)
def test_what_can_only_be_a_server_is_no_models_name(text: str, meant: bool) -> None:
    assert is_address(text) is meant
