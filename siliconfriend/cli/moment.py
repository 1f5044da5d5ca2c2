"""A moment given on the command line."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import click

from siliconfriend.language import Words

NOON = time(12)


class Moment(click.ParamType[datetime]):
    """A day (its noon in the local zone) or an ISO date and time (local where it names no zone)."""

    name = "moment"

    def __init__(self, say: Words) -> None:
        self._say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment that `value` names."""
        if isinstance(value, datetime):
            return value
        try:
            return _parse(str(value)).astimezone()
        except (ValueError, OverflowError, OSError):
            self.fail(self._say("cli.usage.no_date"), param, ctx)


def _parse(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), NOON)
    except ValueError:
        return datetime.fromisoformat(text)
