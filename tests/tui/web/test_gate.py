"""Who is let in."""

from __future__ import annotations

from socket import gethostname
from urllib.parse import parse_qs, urlsplit

import pytest

from siliconfriend.tui.web.gate import Asked, Gate, Verdict, loopback

PORT = 8377


def asked(
    host: str | None = f"127.0.0.1:{PORT}",
    origin: str | None = None,
    token: str | None = None,
    cookie: str | None = None,
    *,
    websocket: bool = False,
) -> Asked:
    cookies = {} if cookie is None else {f"siliconfriend-{PORT}": cookie}
    return Asked(host, origin, token, cookies, websocket)


def token_of(gate: Gate) -> str:
    return parse_qs(urlsplit(gate.address).query)["token"][0]


def test_the_printed_address_opens_once() -> None:
    warned: list[str] = []
    gate = Gate("127.0.0.1", PORT, lambda: warned.append(gate.address))
    token = token_of(gate)
    assert gate.judge(asked(token=token)) is Verdict.ADMIT
    assert gate.judge(asked(token=token)) is Verdict.SPENT
    assert warned == [gate.address]
    assert token_of(gate) != token
    assert gate.judge(asked(token=token_of(gate))) is Verdict.ADMIT


def test_the_browser_that_was_let_in_may_use_the_old_address_again() -> None:
    gate = Gate("127.0.0.1", PORT)
    token = token_of(gate)
    gate.judge(asked(token=token))
    assert gate.judge(asked(token=token, cookie=gate.value)) is Verdict.ADMIT
    assert gate.judge(asked(cookie=gate.value)) is Verdict.PASS


@pytest.mark.parametrize("cookie", [None, "", "x", "é"])
def test_without_the_cookie_nobody_passes(cookie: str | None) -> None:
    gate = Gate("127.0.0.1", PORT)
    assert gate.judge(asked(cookie=cookie)) is Verdict.STRANGER
    assert gate.judge(asked(cookie=cookie, token="guess")) is Verdict.STRANGER


@pytest.mark.parametrize(
    "host", [None, "", "evil.example:8377", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil:8377"]
)
def test_a_foreign_name_pointed_at_this_machine_is_refused(host: str | None) -> None:
    gate = Gate("127.0.0.1", PORT)
    assert gate.judge(asked(host, cookie=gate.value, token=token_of(gate))) is Verdict.FOREIGN_HOST


@pytest.mark.parametrize("host", [f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"127.0.0.1:{PORT}", f"[::1]:{PORT}"])
def test_this_machine_goes_by_its_usual_names(host: str) -> None:
    gate = Gate("127.0.0.1", PORT)
    assert gate.judge(asked(host, cookie=gate.value)) is Verdict.PASS


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:9", f"http://localhost:{PORT}"]
)
def test_a_websocket_comes_from_our_own_page_or_not_at_all(origin: str | None) -> None:
    gate = Gate("127.0.0.1", PORT)
    assert gate.judge(asked(origin=origin, cookie=gate.value, websocket=True)) is Verdict.FOREIGN_PAGE
    own = asked(origin=f"http://127.0.0.1:{PORT}", cookie=gate.value, websocket=True)
    assert gate.judge(own) is Verdict.PASS


def test_another_page_may_not_spend_the_token() -> None:
    gate = Gate("127.0.0.1", PORT)
    token = token_of(gate)
    assert gate.judge(asked(origin="https://evil.example", token=token)) is Verdict.FOREIGN_PAGE
    assert gate.judge(asked(token=token)) is Verdict.ADMIT


def test_where_others_can_reach_it_numbers_and_its_own_name_are_hosts_but_no_other_names() -> None:
    gate = Gate("0.0.0.0", PORT)
    assert gate.origin == f"http://{gethostname()}:{PORT}"
    for host in (f"192.168.1.5:{PORT}", f"{gethostname()}:{PORT}"):
        assert gate.judge(asked(host, cookie=gate.value)) is Verdict.PASS
    assert gate.judge(asked(f"rebound.example:{PORT}", cookie=gate.value)) is Verdict.FOREIGN_HOST


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
    ],
)
def test_what_only_this_machine_can_reach(host: str, alone: bool) -> None:
    assert loopback(host) is alone
