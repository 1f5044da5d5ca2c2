"""Writing: lines, words, pastes, and letters that arrive faster than they are shown."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult

from siliconfriend.language import Language, words
from siliconfriend.tui.themes import DARK
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.field import Field
from tests.tui.scripted import composer, type_text


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


@pytest.mark.parametrize("key", ["ctrl+w", "alt+backspace", "ctrl+backspace"])
async def test_every_key_that_deletes_a_word_to_the_left(key: str) -> None:
    async with Writing().run_test() as pilot:
        await type_text(pilot, "我喝 coffee")
        await pilot.press(key)
        assert composer(pilot).text == "我喝 "
        await pilot.press(key)
        assert composer(pilot).text == "我"


@pytest.mark.parametrize("key", ["alt+d", "alt+delete"])
async def test_every_key_that_deletes_a_word_to_the_right(key: str) -> None:
    async with Writing().run_test() as pilot:
        await type_text(pilot, "我喝 coffee")
        await pilot.press("home", key, key)
        assert composer(pilot).text == " coffee"
        await pilot.press(key)
        assert composer(pilot).text == ""


@pytest.mark.parametrize(
    ("left", "right"), [("ctrl+left", "ctrl+right"), ("alt+b", "alt+f"), ("alt+left", "alt+right")]
)
async def test_every_key_that_goes_by_words(left: str, right: str) -> None:
    async with Writing().run_test() as pilot:
        await type_text(pilot, "我喝 coffee")
        places = []
        for key in (left, left, left, right, right):
            await pilot.press(key)
            places.append(composer(pilot).cursor_location[1])
        assert places == [3, 1, 0, 1, 3]


@pytest.mark.parametrize(("times", "marked"), [(1, ""), (2, "今天很好"), (3, "我说 hello，今天很好。")])
async def test_clicks_mark_what_is_between_two_signs_then_the_line(times: int, marked: str) -> None:
    async with Writing().run_test(size=(60, 20)) as pilot:
        await type_text(pilot, "我说 hello，今天很好。")
        await pilot.pause()
        await pilot.click(Composer, offset=(2 + 14, 1), times=times)
        assert composer(pilot).selected_text == marked


async def test_what_an_input_method_puts_in_at_once_is_all_there() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        for text in ("今天", "天气", "很好。"):
            await type_text(pilot, text)
        app.post_message(events.Key("enter", "\r"))
        await pilot.pause()
        assert app.sent == ["今天天气很好。"]


class Looking(App[None]):
    """A field and nothing else."""

    def compose(self) -> ComposeResult:
        yield Field()


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("ctrl+w",), "我喝 "),
        (("alt+backspace", "ctrl+backspace"), "我"),
        (("alt+b", "alt+d"), "我喝 "),
        (("home", "alt+d"), "喝 coffee"),
        (("home", "ctrl+right", "alt+f", "alt+d"), "我喝 "),
        (("alt+left", "ctrl+left", "alt+delete"), "我 coffee"),
    ],
    ids=str,
)
async def test_words_in_a_field(keys: tuple[str, ...], left: str) -> None:
    async with Looking().run_test() as pilot:
        await type_text(pilot, "我喝 coffee")
        await pilot.press(*keys)
        assert pilot.app.query_one(Field).value == left
