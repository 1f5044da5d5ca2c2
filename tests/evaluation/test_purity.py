import pytest

from siliconfriend.evaluation.checking.purity import foreign
from siliconfriend.language import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Crème brûlée at Zoë's – “lovely” … 30 °C!", Language.EN),
        ("…", Language.EN),
        ("我用iPhone听《You Shook Me All Night Long》，30℃。", Language.CN),
        ("你好", Language.CN),
        ("", Language.CN),
    ],
)
def test_pure(text: str, language: Language) -> None:
    assert foreign(text, language) == ""


@pytest.mark.parametrize(
    ("text", "language", "strange"),
    [
        ("I like 饺子 and 饺子", Language.EN, "饺子"),
        ("Yes，really。", Language.EN, "，。"),
        ("I like борщ", Language.EN, "борщ"),
        ("我说 I do not want to go 好吗", Language.CN, "I do not want to go"),
        ("カラオケ很好玩", Language.CN, "カラオケ"),
        ("Hello there 好", Language.CN, "Hello there 好"),
    ],
)
def test_foreign(text: str, language: Language, strange: str) -> None:
    assert foreign(text, language) == strange
