"""What is typed to be looked for, in its parts."""

from __future__ import annotations

import pytest

from siliconfriend.memory.looked_for import parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n", []),
        ("cat dog", [("cat", False), ("dog", False)]),
        ('"black cat" dog', [("black cat", True), ("dog", False)]),
        ('" black cat " dog', [(" black cat ", True), ("dog", False)]),
        ("“black cat” 「黑 猫」", [("black cat", True), ("黑 猫", True)]),
        ('"cat" dog "mouse"', [("cat", True), ("dog", False), ("mouse", True)]),
        ('the 5" disk', [("the", False), ('5"', False), ("disk", False)]),
        ('"black cat', [('"black', False), ("cat", False)]),
        ('"black cat"s', [('"black', False), ('cat"s', False)]),
        ('"" " " cat', [('""', False), ('"', False), ('"', False), ("cat", False)]),
    ],
)
def test_words_and_phrases(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(one.text, one.phrase) for one in parts(text)] == found
