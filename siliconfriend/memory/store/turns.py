"""Keeping the dialogue: conversations, their turns, and what was recalled for each reply."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from siliconfriend.memory.records import MemoryBankError, Recollection, TurnState
from siliconfriend.memory.store.rows import as_json, as_text, seconds, zone_of
from siliconfriend.memory.store.transcript import Transcript

if TYPE_CHECKING:
    from datetime import tzinfo

    from siliconfriend.memory.new import NewTurn


TRIED = "tried"


class Turns(Transcript):
    """The dialogue as it was, and as it goes on."""

    def begin_conversation(self, now: datetime, *, imported: bool = False) -> int:
        """A new conversation's id."""
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO conversation (started, imported) VALUES (?, ?)", [seconds(now), int(imported)]
            )
            return int(cursor.lastrowid or 0)

    def add(self, conversation: int, query: str, now: datetime) -> int:
        """Keep what the user says at `now`: the last of all turns, even if the clock was set back; its id."""
        day = now.date().isoformat()
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO turn (conversation, day, place, query, state, said, zone, at) "
                "VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM turn WHERE day = ?), ?, ?, ?, ?, "
                "max(?, coalesce((SELECT max(at) FROM turn), ?)))",
                [
                    conversation,
                    day,
                    day,
                    as_text(query),
                    TurnState.OPEN.value,
                    seconds(now),
                    zone_of(now),
                    seconds(now),
                    seconds(now),
                ],
            )
            return int(cursor.lastrowid or 0)

    def add_past(self, new: NewTurn, zone: tzinfo | None) -> int:
        """Keep a turn of the past at the end of its day; its id.

        Where nobody knows when it was `said`, it stands in the transcript where its day begins in `zone`.
        """
        day, said, answered = new.day.isoformat(), new.said, new.answered
        at = said or datetime.combine(new.day, time.min, zone or UTC)
        with self._database.writing() as db:
            cursor = db.execute(
                "INSERT INTO turn (conversation, day, place, query, response, state, said, answered, zone, "
                "model, echo, extra, at) VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM turn "
                "WHERE day = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    new.conversation,
                    day,
                    day,
                    as_text(new.query),
                    as_text(new.response),
                    new.state.value,
                    None if said is None else seconds(said),
                    None if answered is None else seconds(answered),
                    None if said is None else zone_of(said),
                    new.model,
                    int(new.echo),
                    as_json(new.extra or {}),
                    seconds(at),
                ],
            )
            return int(cursor.lastrowid or 0)

    def try_writing(self) -> None:
        """Leave a mark without a meaning.

        Raises:
            MemoryBankError: the disk does not take it.
        """
        with self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO cache (name, stamp) VALUES (?, ?)", [TRIED, secrets.token_hex(8)])

    def keep(self, turn: int, response: str) -> None:
        """Keep what has arrived of a reply; a reply that has ended is left as it is."""
        with self._database.writing() as db:
            db.execute("UPDATE turn SET response = ? WHERE id = ? AND state = 'open'", [as_text(response), turn])

    def end(self, turn: int, response: str, *, state: TurnState, now: datetime, model: str, echo: bool) -> None:
        """Keep a reply with the way it ended.

        Raises:
            MemoryBankError: there is no such turn.
        """
        with self._database.writing() as db:
            ended = db.execute(
                "UPDATE turn SET response = ?, state = ?, answered = ?, model = ?, echo = ? WHERE id = ?",
                [as_text(response), state.value, seconds(now), model, int(echo), turn],
            )
            if ended.rowcount == 0:
                raise MemoryBankError("no_such_turn", turn=turn)

    def keep_recalled(self, turn: int, recalled: Sequence[Recollection]) -> None:
        """Keep what was recalled for a turn's latest reply, best first; memories deleted since are left out."""
        with self._database.writing() as db:
            db.execute("DELETE FROM recall WHERE turn = ?", [turn])
            for rank, one in enumerate(recalled):
                db.execute(
                    "INSERT INTO recall (turn, rank, memory, score, why) SELECT ?, ?, id, ?, ? "
                    "FROM memory WHERE id = ?",
                    [turn, rank, one.score, as_json(dict(one.why)), one.memory.id],
                )
