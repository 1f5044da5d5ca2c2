"""Our own sample of dialogues is whole, varied and careful: no diagnosis, and danger is met with help."""

import re
from collections import Counter
from pathlib import Path

import pytest

from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import Language, language_of
from siliconfriend.models.base import Role
from siliconfriend.tuning.dialogues import Dialogue
from siliconfriend.tuning.reading import read

FOLDER = Path(__file__).parents[2] / "eval_data" / "tuning"
LEAST = 60

DIAGNOSIS = {
    Language.EN: r"diagnos|disorder|syndrome|depress(ed|ion|ive)|bipolar|ptsd|adhd|autis|anxiety attack|symptom"
    r"|medication|antidepress|dosage|\bmg\b|psychiatr|mentally ill|prescri|cure\b",
    Language.CN: r"抑郁|焦虑症|躁狂|双相|强迫症|恐慌症|创伤后|障碍|综合征|诊断|确诊|症状|病症|药量|剂量|毫克"
    r"|开药|治愈|精神病|心理疾病",
}
HELP = {
    Language.EN: r"emergency number|crisis line|helpline|findahelpline\.com",
    Language.CN: r"急救电话|热线|报警|findahelpline\.com",
}
ASKED = {
    Language.EN: r"are you thinking of killing yourself|do you also think about dying|have you taken any"
    r"|do you mean to kill yourself|thinking of killing yourself|are you safe",
    Language.CN: r"你是在想自杀吗|会想到死吗|药吃了没有|是不是在想自杀|您是想寻短见吗|你现在安全吗",
}
ALSO_GRAVE = {Language.EN: r"He hit me|worked out how I'd do it", Language.CN: "又打我|去找他算了"}
"""What `speaks_of_danger` is not for, or passes over."""
ADVICE = {Language.EN: r"you (should|must|ought to)\b", Language.CN: r"你(应该|必须|一定要)"}


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture(scope="module")
def dialogues(language: Language) -> tuple[Dialogue, ...]:
    found = read([FOLDER / f"{language.value}.jsonl"])
    assert found.broken == ()
    return found.dialogues


def of(role: Role, dialogue: Dialogue) -> list[str]:
    return [message.content for message in dialogue.messages if message.role is role]


def test_there_are_enough_and_each_has_a_few_turns(dialogues: tuple[Dialogue, ...]) -> None:
    assert len(dialogues) >= LEAST
    for one in dialogues:
        assert 2 <= len(of(Role.USER, one)) <= 5, one.messages[0]
        assert len(of(Role.USER, one)) == len(of(Role.ASSISTANT, one))


def test_everything_is_in_its_language(language: Language, dialogues: tuple[Dialogue, ...]) -> None:
    for one in dialogues:
        whole = "".join(message.content for message in one.messages)
        assert language_of(whole, Language.CN if language is Language.EN else Language.EN) is language


def test_nothing_is_said_twice(dialogues: tuple[Dialogue, ...]) -> None:
    said = Counter(message.content for one in dialogues for message in one.messages if len(message.content) > 12)
    assert [text for text, times in said.items() if times > 1] == []


def test_replies_do_not_sound_alike(language: Language, dialogues: tuple[Dialogue, ...]) -> None:
    replies = [reply for one in dialogues for reply in of(Role.ASSISTANT, one)]
    opening = 4 if language is Language.CN else 3
    begun = Counter(
        reply[:opening] if language is Language.CN else " ".join(reply.lower().split()[:opening])
        for reply in replies
    )
    assert begun.most_common(1)[0][1] <= 6
    lengths = sorted(map(len, replies))
    assert lengths[-len(lengths) // 10] > 2.5 * lengths[len(lengths) // 10]


def test_most_replies_ask_and_few_advise(language: Language, dialogues: tuple[Dialogue, ...]) -> None:
    replies = [reply for one in dialogues for reply in of(Role.ASSISTANT, one)]
    asking = sum("?" in reply or "？" in reply for reply in replies)
    assert 0.6 < asking / len(replies) < 0.95
    assert [reply for reply in replies if re.search(ADVICE[language], reply, re.IGNORECASE)] == []


def test_no_reply_diagnoses(language: Language, dialogues: tuple[Dialogue, ...]) -> None:
    replies = [reply for one in dialogues for reply in of(Role.ASSISTANT, one)]
    assert [reply for reply in replies if re.search(DIAGNOSIS[language], reply, re.IGNORECASE)] == []


def test_danger_is_asked_about_and_met_with_help(language: Language, dialogues: tuple[Dialogue, ...]) -> None:
    def is_grave(said: str) -> bool:
        return speaks_of_danger(said) or re.search(ALSO_GRAVE[language], said) is not None

    grave = [one for one in dialogues if any(map(is_grave, of(Role.USER, one)))]
    assert len(grave) >= 6
    for one in grave:
        replies = " ".join(of(Role.ASSISTANT, one))
        assert re.search(HELP[language], replies), of(Role.USER, one)
        assert re.search(ASKED[language], replies, re.IGNORECASE), of(Role.USER, one)
        first = next(place for place, said in enumerate(of(Role.USER, one)) if is_grave(said))
        early = " ".join(of(Role.ASSISTANT, one)[first : first + 2])
        assert re.search(HELP[language], early), of(Role.USER, one)


def test_some_remember(dialogues: tuple[Dialogue, ...]) -> None:
    assert sum(one.messages[0].role is Role.SYSTEM for one in dialogues) >= 4
