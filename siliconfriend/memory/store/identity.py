"""Who the profile is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siliconfriend.language import Language
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.memory.store.copies import damaged, sensible_rows
from siliconfriend.memory.store.rows import as_json, as_text, from_json, moment, seconds, zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.store.database import Database

CHOSEN = ("companion", "model", "model_at", "theme")


class Identity:
    """The one row that says who the file belongs to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def found(self, name: str, language: Language, now: datetime, *, here: bool) -> None:
        """Make the file `name`'s, who is `here` now, or has not been yet."""
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO profile (one, name, language, created, opened, zone) VALUES (1, ?, ?, ?, ?, ?)",
                [name, language.value, seconds(now), seconds(now) if here else 0.0, zone_of(now)],
            )
            db.execute("INSERT INTO portrait (one) VALUES (1)")

    def profile(self, id_: str) -> Profile:
        """Whose file this is; `id_` is the name of its folder."""
        with sensible_rows(self._database.path):
            row = self._row()
            return Profile(
                id_,
                row["name"],
                Language(row["language"]),
                moment(row["created"], row["zone"]),
                local_only=bool(row.get("local_only", 0)),
                **{one: row.get(one, "") for one in CHOSEN},  # a glimpse may see an older schema
            )

    def opened(self) -> float:
        """When the profile was last opened for talking, in seconds since 1970; 0: never."""
        return float(self._row()["opened"])

    def open(self, now: datetime) -> None:
        """Note that the profile is opened for talking."""
        with self._database.writing() as db:
            db.execute("UPDATE profile SET opened = ?", [seconds(now)])

    def rename(self, name: str) -> None:
        """Give the person another name."""
        with self._database.writing() as db:
            db.execute("UPDATE profile SET name = ?", [name])

    def choose(self, **chosen: str) -> None:
        """Keep what the person chose: a `language`, or any of `CHOSEN`, where empty takes a choice back."""
        with self._database.writing() as db:
            for one in (*CHOSEN, "language"):
                if one in chosen:
                    db.execute(f"UPDATE profile SET {one} = ?", [as_text(chosen[one])])

    def speak(self, language: Language) -> None:
        """Change the language the companion speaks with the person."""
        with self._database.writing() as db:
            db.execute("UPDATE profile SET language = ?", [language.value])

    def keep_here(self, local_only: bool) -> None:
        """Say whether the person's words must not leave this machine."""
        with self._database.writing() as db:
            db.execute("UPDATE profile SET local_only = ?", [int(local_only)])

    def extra(self) -> dict[str, Any]:
        """What an imported file said of the person that has no place of its own."""
        with sensible_rows(self._database.path):
            found: dict[str, Any] = from_json(self._row()["extra"])
            return found

    def keep_extra(self, extra: dict[str, Any]) -> None:
        """Replace what `extra` returns."""
        with self._database.writing() as db:
            db.execute("UPDATE profile SET extra = ?", [as_json(extra)])

    def _row(self) -> dict[str, Any]:
        with self._database.reading() as db:
            row = next(db.query("SELECT * FROM profile"), None)
        if row is None:
            raise self._damaged("no profile in it")
        return row

    def _damaged(self, detail: str) -> MemoryBankError:
        return damaged(self._database.path, detail)
