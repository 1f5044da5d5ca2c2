"""Where help is, beside a reply."""

from __future__ import annotations

from siliconfriend.tui.widgets.sentence import Sentence


class CareNotice(Sentence):
    """A gentle panel that nothing waits for."""
