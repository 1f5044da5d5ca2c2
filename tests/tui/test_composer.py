"""Writing: lines, words, pastes, and letters that arrive faster than they are shown."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from siliconfriend.language import Language, words
from siliconfriend.tui.themes import DARK
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import type_text


class Writing(App[None]):
    """A composer and nothing else."""

    CSS_PATH = "../../siliconfriend/tui/siliconfriend.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {name: DARK.variables[name] for name in ("quiet", "rule")}

    def compose(self) -> ComposeResult:
        yield Composer(words(Language.EN))

    def on_composer_submitted(self, event: Composer.Submitted) -> None:
        self.sent.append(event.text)
        event.composer.take(event.typed)


def composer(pilot: Pilot[None]) -> Composer:
    return pilot.app.query_one(Composer)


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter"])
async def test_a_line_is_begun_and_enter_sends(key: str) -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "one")
        await pilot.press(key)
        await type_text(pilot, "two")
        assert composer(pilot).text == "one\ntwo"
        await pilot.press("enter")
        assert app.sent == ["one\ntwo"]
        assert composer(pilot).text == ""


async def test_nothing_but_white_space_is_not_sent() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await pilot.press("space", "ctrl+j", "enter")
        assert app.sent == []


async def test_letters_typed_in_one_breath_are_all_sent() -> None:
    """Keys that arrive together: Enter must not overtake the letters before it, nor eat those after it."""
    app = Writing()
    async with app.run_test() as pilot:
        for char in "quick":
            app.post_message(events.Key(char, char))
        app.post_message(events.Key("enter", "\r"))
        for char in "next":
            app.post_message(events.Key(char, char))
        await pilot.pause()
        assert app.sent == ["quick"]
        assert composer(pilot).text == "next"


async def test_what_was_sent_cannot_be_undone_into_sight() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "secret")
        await pilot.press("enter", "ctrl+z", "ctrl+z")
        assert composer(pilot).text == ""


async def test_chinese_words_are_deleted_one_at_a_time() -> None:
    async with Writing().run_test() as pilot:
        await pilot.press(*"我今天很开心")
        await pilot.press("ctrl+w")
        assert composer(pilot).text == "我今天很开"
        await pilot.press("ctrl+left", "ctrl+left", "alt+delete")
        assert composer(pilot).text == "我今天开"
        await pilot.press("ctrl+right", "!")
        assert composer(pilot).text == "我今天开!"


async def test_english_words_and_line_ends_too() -> None:
    async with Writing().run_test() as pilot:
        await type_text(pilot, "one two")
        await pilot.press("ctrl+j")
        await pilot.press("ctrl+w")
        assert composer(pilot).text == "one two"
        await pilot.press("ctrl+w")
        assert composer(pilot).text == "one "
        await pilot.press("home", "ctrl+right", "ctrl+right", "ctrl+right", "x")
        assert composer(pilot).text == "one x"
        await pilot.press("home", "alt+delete", "alt+delete", "alt+delete")
        assert composer(pilot).text == ""


async def test_a_paste_keeps_its_lines_and_loses_its_power() -> None:
    async with Writing().run_test() as pilot:
        pilot.app.post_message(events.Paste("a\x1b[2J\r\nb\rc"))
        await pilot.pause()
        assert composer(pilot).text == "a␛[2J\nb\nc"


async def test_it_grows_with_its_lines_up_to_eight() -> None:
    async with Writing().run_test(size=(80, 24)) as pilot:
        heights = []
        for _ in range(12):
            heights.append(composer(pilot).content_size.height)
            await pilot.press("ctrl+j")
        assert heights == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]


async def test_words_given_back_come_before_those_typed_since() -> None:
    async with Writing().run_test() as pilot:
        await type_text(pilot, "since")
        composer(pilot).give_back("lost")
        assert composer(pilot).text == "lost\nsince"
        await pilot.press("!")
        assert composer(pilot).text == "lost\nsince!"
