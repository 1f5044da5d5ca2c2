"""What keys are called, and which there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys

from siliconfriend.keys import (
    UnfitKeyError,
    key_name,
    key_names,
    not_sent_by_all,
    shown,
    types_text,
    usable,
)

NAMES = st.builds(
    lambda modifiers, base: "+".join((*sorted(modifiers), base)),
    st.sets(st.sampled_from(["alt", "ctrl", "shift", "super"])),
    st.sampled_from(["a", "z", "7", "f1", "f24", "enter", "pageup", "backslash", "slash", "minus"]),
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ctrl+l", "ctrl+l"),
        ("Ctrl+L", "ctrl+l"),
        ("^L", "ctrl+l"),
        ("C-l", "ctrl+l"),
        ("control+shift+F5", "ctrl+shift+f5"),
        ("shift+ctrl+alt+x", "alt+ctrl+shift+x"),
        ("Esc", "escape"),
        ("PgUp", "pageup"),
        ("ctrl+\\", "ctrl+backslash"),
        ("/", "slash"),
        ("f24", "f24"),
    ],
)
def test_a_key_is_understood_as_people_write_it(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize("written", ["", "fnord", "f25", "ctrl+", "ctrl+fnord", "hype+x", "字", "ctrl+字", "True"])
def test_what_is_no_key(written: str) -> None:
    with pytest.raises(UnfitKeyError) as raised:
        key_name(written)
    assert raised.value.reason == "unknown"


@pytest.mark.parametrize(
    ("key", "other"), [("ctrl+i", "tab"), ("ctrl+m", "enter"), ("ctrl+h", "backspace"), ("ctrl+[", "escape")]
)
def test_keys_that_a_terminal_cannot_tell_apart(key: str, other: str) -> None:
    with pytest.raises(UnfitKeyError) as raised:
        key_name(key)
    assert (raised.value.reason, raised.value.other) == ("same", other)


def test_several_keys() -> None:
    assert key_names("ctrl+l, f7 ctrl+l") == ("ctrl+l", "f7")
    assert key_names("") == ()
    assert usable({"find": ["ctrl+l", "f7"], "edit": 3, "fnord": "f5"}) == {"find": "ctrl+l f7", "edit": "3"}
    assert usable("f7") == {}


@given(NAMES)
def test_what_is_shown_is_understood(name: str) -> None:
    assert key_name(name) == name
    if not {"minus", "pageup"} & {name.rpartition("+")[2]}:
        assert key_name(shown(name)) == name


def test_the_names_are_textuals() -> None:
    known = {key.value for key in Keys}
    assert {key_name(key) for key in ("ctrl+l", "f12", "pageup", "ctrl+shift+end", "ctrl+backslash")} <= known


def test_which_keys_write() -> None:
    assert [key for key in ("a", "shift+a", "slash", "space", "7") if not types_text(key)] == []
    assert [key for key in ("ctrl+a", "alt+a", "f1", "enter", "up") if types_text(key)] == []


def test_which_keys_not_every_terminal_sends() -> None:
    assert [
        key for key in ("ctrl+enter", "ctrl+shift+l", "super+l", "f13", "ctrl+1") if not not_sent_by_all(key)
    ] == []
    assert [
        key for key in ("ctrl+l", "alt+l", "f12", "ctrl+up", "enter", "ctrl+backslash") if not_sent_by_all(key)
    ] == []
