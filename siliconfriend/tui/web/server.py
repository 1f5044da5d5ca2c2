"""textual-serve with a gate before it, one tab at a time, and a page of our own that asks nobody outside.

textual-serve starts the program anew for each tab; here a second tab takes the conversation over, after asking.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from textual_serve.server import Server

from siliconfriend.tui.web.gate import Asked, Gate, Verdict
from siliconfriend.tui.web.program import Program
from siliconfriend.tui.web.seat import BUSY, Seat, end, lost

if TYPE_CHECKING:
    import socket

    from siliconfriend.language import Words

PAGE = Path(__file__).with_name("page")
WEBSOCKET, WEBSOCKET_INSISTING = "/ws", "/ws/insist"
LARGEST_MESSAGE = 8 * 1024 * 1024
HEARTBEAT_SECONDS = 5.0
"""How often a browser is asked whether it is there; half as long later it is not."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


class FriendServer(Server):
    """Serves `command`, a program of ours, to whoever passes the gate."""

    def __init__(self, command: str, gate: Gate, say: Words) -> None:
        super().__init__(command, public_url=gate.origin, templates_path=PAGE)
        self._gate = gate
        self._say = say
        self._seat = Seat()

    def serve_on(self, listening: socket.socket, ready: Callable[[], object]) -> None:
        """Serve on the bound socket until Ctrl+C or SIGTERM; `ready` is called once it answers."""

        def tell(*_: object) -> None:
            ready()

        web.run_app(self.guarded(), sock=listening, print=tell, access_log=None)

    async def guarded(self) -> web.Application:
        """The application behind the gate."""
        app = await self._make_app()
        app.middlewares.append(self._guard)
        app.router.add_get(WEBSOCKET_INSISTING, self.handle_websocket)
        app.router.add_static("/page", PAGE)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is written: `ready` tells the address."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - textual-serve's signature
        """The conversation on the screen is stored before the server goes."""
        await self._seat.get_up()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        websocket = request.path.startswith(WEBSOCKET)
        verdict = self._gate.judge(
            Asked(
                host=request.headers.get("Host"),
                origin=request.headers.get("Origin"),
                token=request.query.get("token") if request.path == "/" else None,
                cookies=request.cookies,
                websocket=websocket,
            )
        )
        if verdict is Verdict.ADMIT:
            response = web.Response(status=303, headers={"Location": "/", **HEADERS})
            response.set_cookie(
                self._gate.cookie,
                self._gate.value,
                httponly=True,
                samesite="Strict",
            )
            return response
        if verdict is not Verdict.PASS:
            text = self._say(f"web.refused.{verdict.value}", address=self._gate.origin)
            return web.Response(text=text + "\n", status=403, headers=HEADERS)
        if websocket:
            return await handler(request)
        answer = await handler(request)
        answer.headers.update(HEADERS)
        return answer

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page with the terminal in it."""
        from aiohttp_jinja2 import render_template

        path = WEBSOCKET_INSISTING if "insist" in request.query else WEBSOCKET
        context = {
            "say": self._say,
            "language": "zh-CN" if self._say.language.value == "cn" else "en",
            "app_websocket_url": f"ws://{request.host}{path}",
            "font_size": 16,
        }
        return render_template("app_index.html", request, context)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A tab has come: the program starts for it when nobody else sits here, or it insists."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST_MESSAGE)
        await socket.prepare(request)
        if not await self._seat.take(socket, insist=request.path == WEBSOCKET_INSISTING):
            await socket.close(code=BUSY)
            return socket
        app = Program(
            self.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=partial(_close, socket),
            download_manager=self.download_manager,
        )
        try:
            await app.start(_size(request, "width", 80), _size(request, "height", 24))
            dying = asyncio.create_task(lost(app, socket))
            try:
                await self._pass_on(socket, app)
            finally:
                dying.cancel()
        except Exception:  # aiohttp would answer with a page of its own
            log.exception("the conversation in the browser broke off")
        finally:
            await asyncio.shield(asyncio.ensure_future(self._end(app)))  # whatever becomes of this request
        return socket

    async def _end(self, app: Program) -> None:
        try:
            await end(app)
        finally:
            self._seat.leave()

    async def _pass_on(self, socket: web.WebSocketResponse, app: Program) -> None:
        """Give the program what the browser sends, and leave out what makes no sense."""
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                kind, data = _envelope(message.data)
                await self._pass_one(socket, app, kind, data)
            except (ValueError, TypeError, KeyError):
                log.warning("the browser sent what makes no sense")

    async def _pass_one(self, socket: web.WebSocketResponse, app: Program, kind: str, data: Any) -> None:
        if kind == "stdin":
            await app.send_bytes(str(data).encode("utf-8", errors="replace"))
        elif kind == "resize":
            await app.set_terminal_size(_bounded(data["width"]), _bounded(data["height"]))
        elif kind == "ping":
            await socket.send_json(["pong", data])
        elif kind == "blur":
            await app.blur()
        elif kind == "focus":
            await app.focus()


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close()


def _envelope(text: str) -> tuple[str, Any]:
    kind, *data = json.loads(text)
    return kind, data[0] if data else None


def _bounded(number: object) -> int:
    return max(1, min(int(str(number)), 1000))


def _size(request: web.Request, name: str, otherwise: int) -> int:
    given = request.query.get(name, "")
    return _bounded(given) if given.isdecimal() else otherwise
