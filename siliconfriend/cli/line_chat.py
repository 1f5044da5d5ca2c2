"""A conversation line by line: one message a line in, one reply after the other out."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from siliconfriend.cli import shapes, streams
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.failures import exit_code, sentence
from siliconfriend.cli.memory_words import sample
from siliconfriend.cli.model_loading import loading_shown
from siliconfriend.cli.progress import WORTH_A_BAR, bar
from siliconfriend.cli.promises import promised, to_say
from siliconfriend.embedders.catalog import embedding_host
from siliconfriend.language import words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.models.base import ModelError
from siliconfriend.opening import wake
from siliconfriend.reflection.greeting import greeting
from siliconfriend.signals import ENDINGS, listening
from siliconfriend.tui.commands import command
from siliconfriend.tui.destination import called, destination
from siliconfriend.tui.slash import begun_with, call, slipped
from siliconfriend.tui.slips import nearest, shown

if TYPE_CHECKING:
    from siliconfriend.cli.lines import Lines
    from siliconfriend.companion import Companion
    from siliconfriend.language import Words
    from siliconfriend.reply import Reply


class LineChat:
    """The conversation, from the first line to the last. Ctrl+C stops a reply, and between replies ends it all."""

    def __init__(self, companion: Companion, lines: Lines, say: Words, *, as_json: bool = False) -> None:
        self._companion = companion
        self._lines = lines
        self._say = say
        self._as_json = as_json
        self._read = 0
        self._doubted = ""
        self._code = 0
        self._ended_by = 0
        self._ended_early = False
        self._answering = False
        self._stop_wanted = False
        self._reply: Reply | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._awake = threading.Event()

    async def run(self) -> int:
        """Talk until the input ends or a signal comes; the exit code. Everything said is stored by then.

        Raises:
            BrokenPipeError: nobody reads the replies any more.
        """
        with listening(self._signalled):
            try:
                self._greet()
                await self._wake()
                await self._greet_again()
                while not (self._ended_by or self._ended_early) and (line := await self._next()):
                    if message := self._meant(self._decoded(line)):
                        await self._answer(message)
            finally:
                await self._companion.close()
        return 128 + self._ended_by if self._ended_by else self._code

    def _greet(self) -> None:
        companion = self._companion
        model, person = companion.model, companion.bank.profile
        companion.embedder_awaited = embedding_host(companion.settings.memory)
        who = called(self._say, model.name, begins=True)
        where = destination(self._say, model.destination, companion.read_at)
        streams.note(self._say("cli.chat.greeting", name=person.name, model=who, where=where))

    async def _wake(self) -> None:
        """Forget, and make recall by meaning ready; Ctrl+C leaves what is still to be embedded for later."""
        companion = self._companion
        with bar(self._say("cli.progress.embedding"), WORTH_A_BAR) as tell:
            woken = await asyncio.to_thread(
                wake, companion.bank, companion.settings, companion.clock(), tell, self._awake.is_set
            )
        self._awake.set()
        companion.embedder_awaited = ""
        for error in woken.notices:
            streams.note(sentence(self._say, error))
        if woken.faded.count:
            shown = "; ".join(sample(memory) for memory in woken.faded.examples)
            faded = "cli.chat.faded_one" if woken.faded.count == 1 else "cli.chat.faded"
            streams.note(self._say(faded, count=woken.faded.count, examples=shown))

    async def _greet_again(self) -> None:
        """Somebody who is back after some time is greeted by what is remembered, once."""
        companion = self._companion
        if not streams.at_terminal() or self._as_json:
            return
        now = companion.clock()
        found = await asyncio.to_thread(greeting, companion.bank, companion.settings.reflection, now)
        if found is not None:
            await asyncio.to_thread(companion.bank.greet, now)
            companion.greeting = found.said(words(companion.bank.profile.language))
            streams.note(companion.greeting)

    def _keep(self, promise: str, rest: str) -> str:
        """Keep a promise that a line asks for, for what is said behind it and from then on; what is left to say.

        One that cannot be kept here ends the conversation: the next lines were written trusting in it.
        """
        if promise == "off_record":
            if not self._companion.off_record:
                self._companion.go_off_record()
                way = call(self._say, command("off_record"))
                streams.note(self._say("candour.off_record.begun", way=way))
            elif not rest:
                self._companion.new_conversation()
                streams.note(self._say("candour.off_record.ended"))
            return rest
        if not self._companion.bank.profile.local_only:
            streams.note(self._say("unsent.local_only_line"))
            self._code = ExitCode.USAGE
            self._ended_early = True
        return "" if self._ended_early else rest

    def _meant(self, line: str) -> str:
        """What is to be said, once what else the line asks for is done, or said to be impossible here."""
        doubted, self._doubted = self._doubted, ""
        if not line:
            return doubted
        if (promise := promised(line.strip())) is not None:
            line = self._keep(*promise)
        called, slip = begun_with(line), slipped(line)
        if called is None and not slip:
            return to_say(line)
        if called is None and streams.at_terminal():
            self._doubted, near = line, nearest(slip)
            key = "cli.chat.doubted_near" if near else "cli.chat.doubted"
            streams.note(self._say(key, name=shown(slip), near=near))
        elif called is None:
            self._not_done(MemoryBankError("no_such_command", call=f"{line[0]}{shown(slip)}"))
        elif called.id == "quit":
            self._ended_early = True
        else:
            self._not_done(MemoryBankError("for_the_screen", call=line.split(maxsplit=1)[0]))
        return ""

    async def _next(self) -> bytes:
        at_terminal = streams.at_terminal()
        if at_terminal:
            streams.note("> ", end="")
        line = await self._lines.next()
        if at_terminal and not line.endswith(b"\n"):
            streams.note("")
        self._read += 1
        return line

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8-sig" if self._read == 1 else "utf-8").rstrip()
        except UnicodeDecodeError:
            streams.note(self._say("cli.chat.not_utf8", line=self._read))
            self._code = self._code or ExitCode.UNREADABLE
            self._doubted = ""
            return ""

    async def _answer(self, message: str) -> None:
        self._answering = True
        try:
            reply = self._reply = await self._companion.say(message)
            if self._stop_wanted:
                await reply.stop()
            async with loading_shown(self._companion.model, self._say):
                await self._tell(reply)
        except MemoryBankError as error:
            self._not_done(error)
        finally:
            self._answering = self._stop_wanted = False
            self._reply = None

    async def _tell(self, reply: Reply) -> None:
        begun = False
        try:
            async for piece in reply:
                if not begun:
                    self._tell_recalled(reply)
                    begun = True
                if not self._as_json:
                    streams.result(piece)
            if self._as_json:
                streams.result(shapes.line(self._shape(reply, reply.error)))
            elif reply.text:
                streams.result("" if reply.text.endswith("\n") else "\n")
            if reply.help is not None and not self._as_json:
                streams.result(reply.help.text + "\n")
        except BaseException:  # such as a disk that is full behind stdout
            await reply.stop()
            raise
        self._tell_end(reply)

    def _tell_end(self, reply: Reply) -> None:
        if reply.read_in_part:
            streams.note(self._say("tui.turn.read_in_part"))
        if reply.error is not None:
            self._failed(reply.error)
        elif self._stop_wanted:
            streams.note(self._say("cli.chat.stopped"))
        elif reply.cut is not None:
            streams.note(self._say(f"cli.chat.cut.{reply.cut.value}"))

    def _tell_recalled(self, reply: Reply) -> None:
        for one in reply.recalled:
            streams.note(self._say("cli.chat.recalled", memory=sample(one.memory)))

    def _shape(self, reply: Reply | None, error: ModelError | MemoryBankError | None) -> dict[str, object]:
        told = None if error is None else {"code": error.code, "message": sentence(self._say, error)}
        return {
            "reply": reply.text if reply else "",
            "state": reply.turn.state.value if reply else "failed",
            "cut": reply.cut.value if reply and reply.cut else None,
            "recalled": [shapes.recollection(one) for one in reply.recalled] if reply else [],
            "help": reply.help.text if reply and reply.help else None,
            "model": self._companion.model.name,
            "error": told,
        }

    def _not_done(self, error: MemoryBankError) -> None:
        self._failed(error)
        if self._as_json:
            streams.result(shapes.line(self._shape(None, error)))

    def _failed(self, error: ModelError | MemoryBankError) -> None:
        streams.note(sentence(self._say, error))
        self._code = self._code or exit_code(error)

    def _signalled(self, number: int) -> None:
        waking = not self._awake.is_set()
        self._awake.set()
        if self._answering:
            self._stop_wanted = True
            if self._reply is not None and self._stopping is None:
                self._stopping = asyncio.create_task(self._stop(self._reply))
        if number in ENDINGS or not (waking or self._answering):
            self._ended_by = number
            self._lines.leave()

    async def _stop(self, reply: Reply) -> None:
        await reply.stop()
        self._stopping = None
