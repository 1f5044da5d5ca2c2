"""What has come of a streamed reply, and what it is called if it ends so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.models.base import BrokenStreamError, GarbledReplyError, ModelError, UnreachableError
from siliconfriend.models.bounded_answers import EndlessAnswerError, EndlessReplyError, end_marked
from siliconfriend.models.cut_short import REASONS, Cut
from siliconfriend.models.refusals import WrongAddressError

if TYPE_CHECKING:
    import httpx2


class EmptyReplyError(ModelError):
    """The reply ended without a word."""

    code = "empty_reply"


class FilteredReplyError(ModelError):
    """The server's filter let no word of the reply through."""

    code = "filtered_reply"


@dataclass
class SoFar:
    """A reply from `host`: whether words have come (`begun`), and why it ended (`reason`), if that was said."""

    host: str
    begun: bool = False
    reason: str = ""

    def said(self, piece: str) -> str:
        """`piece`, which is part of the reply."""
        self.begun = self.begun or not piece.isspace()
        return piece

    def ended(self, reason: str | None) -> None:
        """The server said why the reply ended, or nothing of it."""
        self.reason = reason or self.reason

    @property
    def cut(self) -> Cut | None:
        """Why the server cut it short, if it did."""
        return REASONS.get(self.reason)

    def check(self, response: httpx2.Response) -> None:
        """Raise what is wrong with the reply that came in `response`, now that nothing more comes."""
        if not self.reason and not end_marked(response):
            streamed = self.begun or "event-stream" in response.headers.get("content-type", "")
            raise (BrokenStreamError if streamed else WrongAddressError)(host=self.host)
        if not self.begun:
            raise (FilteredReplyError if self.cut is Cut.FILTER else EmptyReplyError)(host=self.host)

    def broken_by(self, error: Exception) -> ModelError:
        """What ended the reply, but for a refusal."""
        if isinstance(error, EndlessAnswerError):
            return EndlessReplyError(host=self.host) if self.begun else error
        if isinstance(error, ValueError | RecursionError):  # a chunk that is none
            return GarbledReplyError(host=self.host)
        return (BrokenStreamError if self.begun else UnreachableError)(host=self.host)
