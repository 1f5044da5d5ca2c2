"""A hundred thousand memories, made by SQL in seconds; and a count of what is read of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.lexical import search_terms
from tests.memory.toy import NOW

MANY = 100_000
A_DAY = 70
FIRST_DAY = date(2020, 1, 1)
EVERY = " ".join(search_terms("Thing by the river, and how was it?"))
SOME = " ".join(search_terms("a heron 吃火锅"))


def said(number: int) -> str:
    """What was said as the turn `number`, from 1 on: each thousandth tells of a heron."""
    return f"Thing {number} by the river" + (", a heron 吃火锅" if number % 1000 == 0 else "")


def day_of(number: int) -> date:
    """When it was said."""
    return FIRST_DAY + timedelta(days=number // A_DAY)


def crowd(bank: Bank, count: int = MANY, now: datetime = NOW) -> None:
    """Put `count` turns and their memories behind the bank's back into a bank that is empty."""
    conversation = bank.begin_conversation(now)
    began = now.timestamp() - count
    numbers = range(1, count + 1)
    with bank._database.writing() as db:
        db.conn.executemany(
            "INSERT INTO turn (id, conversation, day, place, query, response, state, said, zone, at) "
            "VALUES (?, ?, ?, ?, ?, 'And how was it?', 'finished', ?, 0, ?)",
            (
                (one, conversation, day_of(one).isoformat(), one % A_DAY, said(one), began + one, began + one)
                for one in numbers
            ),
        )
        db.execute(
            "INSERT INTO memory (id, kind, turn, day, formed, recalled, held) "
            "SELECT id, 'turn', id, day, at, at, at FROM turn"
        )
        db.conn.executemany(
            "INSERT INTO memory_terms (rowid, terms) VALUES (?, ?)",
            ((one, f"{EVERY} {one}" + (f" {SOME}" if one % 1000 == 0 else "")) for one in numbers),
        )


@dataclass
class Read:
    """How many statements there were, and how many rows they gave: bare numbers (ids, counts), and others."""

    statements: list[str] = field(default_factory=list)
    numbers: int = 0
    rows: int = 0

    def clear(self) -> None:
        """Begin anew."""
        self.statements.clear()
        self.numbers = self.rows = 0


def counting(connection: sqlite3.Connection, read: Read) -> None:
    """Count into `read` what a connection gives from now on."""

    def row(_: sqlite3.Cursor, values: tuple[object, ...]) -> tuple[object, ...]:
        if len(values) == 1:
            read.numbers += 1
        else:
            read.rows += 1
        return values

    connection.row_factory = row
    connection.set_trace_callback(read.statements.append)
