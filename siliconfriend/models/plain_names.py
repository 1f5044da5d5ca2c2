"""Names of models as a person reads them on the screen, in either language, may be written as well."""

from __future__ import annotations

from siliconfriend.language import Language, words

BUILTIN, CHATGPT = "builtin", "chatgpt"
_SHOWN = ("tui.destination.builtin", "tui.destination.the_builtin")


def meant(name: str) -> str:
    """The name that settings have for what a person calls `name`; any other name as it is."""
    name = name.strip()
    closed_up = _closed_up(name)
    if closed_up == CHATGPT:
        return CHATGPT
    bare = closed_up.replace("-", "")
    if bare == BUILTIN or bare in (
        _closed_up(words(one)(key)).replace("-", "") for one in Language for key in _SHOWN
    ):
        return BUILTIN
    return name


def _closed_up(name: str) -> str:
    return "".join(name.casefold().split())
