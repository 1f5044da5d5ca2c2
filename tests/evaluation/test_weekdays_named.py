from datetime import date

import pytest

from siliconfriend.evaluation.checking.weekdays import weekday_claims

WEDNESDAY = date(2024, 5, 8)


def claims(text: str) -> list[tuple[str, bool]]:
    return [(one.day.isoformat(), one.true) for one in weekday_claims(text, WEDNESDAY)]


@pytest.mark.parametrize(
    ("text", "day", "true"),
    [
        ("Today is Wednesday.", "2024-05-08", True),
        ("It's late; today's only Thursday", "2024-05-08", False),
        ("Yesterday was a Tuesday", "2024-05-07", True),
        ("yesterday, Monday", "2024-05-07", False),
        ("Tomorrow is Thursday", "2024-05-09", True),
        ("on Friday, May 10th", "2024-05-10", True),
        ("on Friday the 11th of May", "2024-05-11", False),
        ("May 10, a Friday", "2024-05-10", True),
        ("Saturday 6 January", "2024-01-06", True),
        ("Sunday the 31st of December", "2023-12-31", True),
        ("Friday the 10th", "2024-05-10", True),
        ("Sunday, the 9th", "2024-06-09", True),
        ("Monday the 10th", "2024-06-10", True),
        ("Saturday the 10th", "2024-05-10", False),
        ("今天是星期三。", "2024-05-08", True),
        ("昨天星期一", "2024-05-07", False),
        ("大前天，星期天，她来了", "2024-05-05", True),
        ("明天就是周四了", "2024-05-09", True),
        ("5月10日（周五）", "2024-05-10", True),
        ("五月十号是个星期六", "2024-05-10", False),
        ("周五，5月10号", "2024-05-10", True),
        ("十号那天正好星期五", "2024-05-10", True),
        ("二十二号是礼拜天", "2024-05-22", False),
    ],
)
def test_claims(text: str, day: str, true: bool) -> None:
    assert claims(text) == [(day, true)]


@pytest.mark.parametrize(
    "text",
    [
        "I work on Mondays.",
        "See you on Friday!",
        "The 10th was fine.",
        "Monday 99 people came",
        "yesterday I met Wednesday Addams",
        "周末见，星期五晚上也行",
        "每周二、周四跑步",
        "2月30日星期五",
        "",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert claims(text) == []
