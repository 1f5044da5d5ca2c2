"""No date that no source has."""

from __future__ import annotations

from datetime import date

import pytest

from siliconfriend.reflection.checking import Dates, without_denied, without_strange_dates

DAY = date(2024, 5, 3)


def checked(text: str, *sources: str) -> str:
    dates = Dates()
    dates.add("", DAY)
    for one in sources:
        dates.add(one, DAY)
    return without_strange_dates(text, DAY, dates)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("She moves on 12 May 2024.", "I move on May 12th"),
        ("She moves on May 12, 2024, to Lyon.", "I move next Sunday"),
        ("The deadline is 12 May.", "I must hand it in by 12 May"),
        ("On 3 May 2024 she was tired.", "I am tired"),
        ("She moves in May.", "I move on May 12th"),
        ("Yesterday she rested, and two days ago she ran.", "I rested"),
        ("She has 12 cats and ran 3 miles in 2 weeks.", "cats"),
        ("她5月12日搬家。", "我5月12号搬家"),
        ("她在2024年5月12日搬家。", "我下周日搬家"),
        ("截止日期是5月12日。", "我要在5月12日之前交"),
        ("2024年5月3日，她很累。", "我好累"),
        ("她昨天休息了。", "累"),
    ],
)
def test_dates_of_the_sources_stay(text: str, source: str) -> None:
    assert checked(text, source) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("She moves to Lyon on 14 June 2024. She is glad.", "She moves to Lyon. She is glad."),
        ("On 14 June, she moves.", "She moves."),
        ("She was born on 1990-02-03 (3 February 1990).", "She was born."),
        ("She moves in July to Lyon.", "She moves to Lyon."),
        ("Since 4 May 2019 she has lived alone.", "She has lived alone."),
        ("14 June 2024.", ""),
        ("她6月14日搬去里昂。她很高兴。", "她搬去里昂。她很高兴。"),
        ("她在6月14日去面试。", "她去面试。"),
        ("2019年5月4日的婚礼很美。", "婚礼很美。"),
        ("她要参加6月14日的面试，有些紧张。", "她要参加面试，有些紧张。"),
    ],
)
def test_other_dates_go_and_the_sentence_stays(text: str, left: str) -> None:
    assert checked(text, "I move to Lyon soon", "我快要搬去里昂了") == left


def test_lines_stay_lines() -> None:
    assert (
        checked("One.\nOn 1 July 2020.\nTwo.", "x") == "One.\n\nTwo."
        or checked("One.\nOn 1 July 2020.\nTwo.", "x") == "One.\nTwo."
    )


def test_what_is_denied_goes() -> None:
    text = "Emily owns a boat. Emily sails it. She is shy."
    assert without_denied(text, ["I own a boat"], ["She is shy."]) == "Emily sails it."
