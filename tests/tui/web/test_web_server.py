"""The server behind the gate: the page, one tab at a time, and what passes between browser and program."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from aiohttp.client import ClientResponse

from siliconfriend.tui.web import seat
from tests.tui.web.conftest import Served


async def read(socket: ClientWebSocketResponse) -> str:
    return bytes((await socket.receive(10)).data).decode()


async def sit(browser: ClientSession, served: Served, path: str = "/ws") -> ClientWebSocketResponse:
    return await browser.ws_connect(f"{served.origin}{path}?width=90&height=30", origin=served.origin)


async def test_without_the_address_nothing_is_shown(served: Served, browser: ClientSession) -> None:
    for path in ("/", "/static/js/textual.js", "/page/page.js", "/download/x", "/nothing"):
        async with browser.get(served.origin + path) as response:
            assert response.status == 403, path
            assert "siliconfriend serve" in await response.text()
    with pytest.raises(WSServerHandshakeError, match="403"):
        await sit(browser, served)


async def test_the_page_asks_nobody_outside(served: Served, browser: ClientSession) -> None:
    await served.enter(browser)
    async with browser.get(served.origin) as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert set(re.findall(r"(?:https?|wss?)://[^/\"]+", page)) == {served.origin.replace("http", "ws")}
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "token" not in page


async def test_the_cookie_is_for_no_script_and_no_other_site(served: Served, browser: ClientSession) -> None:
    async with browser.get(served.gate.address, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/")
        kept = response.cookies[served.gate.cookie]
        assert (kept["httponly"], kept["samesite"].lower(), kept["domain"]) == (True, "strict", "")


async def test_what_is_typed_comes_to_the_program_and_what_it_draws_comes_back(
    served: Served, browser: ClientSession
) -> None:
    await served.enter(browser)
    socket = await sit(browser, served)
    assert (await read(socket)).startswith("I am")
    await socket.send_json(["stdin", "你好\x1b[A"])
    assert await read(socket) == "typed 你好\x1b[A"
    await socket.send_json(["resize", {"width": 90000, "height": 0}])
    assert await read(socket) == '{"type": "resize", "width": 1000, "height": 1}'
    await socket.send_json(["ping", "1"])
    assert (await socket.receive_json()) == ["pong", "1"]
    await socket.close()


@pytest.mark.parametrize("nonsense", ["", "{", "[]", "3", '["resize", {}]', '["resize"]', '["unknown", 1]', "null"])
async def test_nonsense_from_the_browser_is_passed_over(
    served: Served, browser: ClientSession, nonsense: str
) -> None:
    await served.enter(browser)
    socket = await sit(browser, served)
    await read(socket)
    await socket.send_str(nonsense)
    await socket.send_bytes(b"\xff")
    await socket.send_json(["stdin", "still here"])
    assert await read(socket) == "typed still here"
    await socket.close()


async def test_a_foreign_page_cannot_open_the_websocket_even_in_the_same_browser(
    served: Served, browser: ClientSession
) -> None:
    await served.enter(browser)
    with pytest.raises(WSServerHandshakeError, match="403"):
        await browser.ws_connect(f"{served.origin}/ws", origin="https://evil.example")
    with pytest.raises(WSServerHandshakeError, match="403"):
        await browser.ws_connect(f"{served.origin}/ws")


async def test_a_second_tab_is_asked_and_takes_over_only_when_it_insists(
    served: Served, browser: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seat, "LEAVING_SECONDS", 0.05)
    await served.enter(browser)
    first = await sit(browser, served)
    who = await read(first)
    second = await sit(browser, served)
    await second.receive(10)
    assert second.close_code == seat.BUSY
    await first.send_json(["stdin", "undisturbed"])
    assert await read(first) == "typed undisturbed"

    third = await sit(browser, served, "/ws/insist")
    await first.receive(10)
    assert first.close_code == seat.MOVED
    now = await read(third)
    assert now.startswith("I am")
    assert now != who
    assert served.ended.read_text().split() == [who.removeprefix("I am ")]
    await third.close()


async def test_a_tab_that_reads_no_more_gives_way_at_once(served: Served, browser: ClientSession) -> None:
    await served.enter(browser)
    silent = await sit(browser, served)
    await silent.send_json(["stdin", "flood"])
    while "\0" not in await read(silent):
        pass
    insisting = await sit(browser, served, "/ws/insist")
    assert (await read(insisting)).startswith("I am")
    assert served.ended.read_text()
    await insisting.close()


async def test_a_program_that_dies_is_not_said_to_have_kept_everything(
    served: Served, browser: ClientSession
) -> None:
    await served.enter(browser)
    socket = await sit(browser, served)
    await read(socket)
    await socket.send_json(["stdin", "die"])
    await socket.receive(10)
    assert socket.close_code == seat.LOST
    async with browser.get(f"{served.origin}/") as page:
        assert 'class="word lost"' in await page.text()


async def test_a_tab_that_is_loaded_anew_sits_down_again_without_being_asked(
    served: Served, browser: ClientSession
) -> None:
    await served.enter(browser)
    first = await sit(browser, served)
    await read(first)
    await first.close()
    again = await sit(browser, served)
    assert (await read(again)).startswith("I am")
    await again.close()


async def test_a_used_address_is_refused_and_the_terminal_is_told_a_new_one(
    served: Served, browser: ClientSession, other_browser: ClientSession
) -> None:
    used = served.gate.address
    await served.enter(browser)
    response: ClientResponse
    async with other_browser.get(used) as response:
        assert response.status == 403
    assert served.told == [served.gate.address]
    await served.enter(other_browser)
