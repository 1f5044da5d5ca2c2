"""What every snapshot of a screen is taken in: both languages, two themes, two sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from siliconfriend.language import Language
from siliconfriend.settings import InterfaceSettings, MemorySettings, ReflectionSettings, Settings

Compare = Callable[..., bool]
Remember = Callable[..., None]

NAMES = {Language.EN: "Emily", Language.CN: "小雨"}

sizes = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
themes = pytest.mark.parametrize("theme", ["dark", "light"])
languages = pytest.mark.parametrize("language", Language)


def dressed(language: Language, theme: str, *, greeting: bool = True, automatic: bool = True) -> Settings:
    """Settings that show themselves so; `greeting` and `automatic` are what the companion does by itself."""
    assert theme in {"dark", "light"}
    return Settings(
        memory=MemorySettings(embedder="none"),
        interface=InterfaceSettings(language=language.value, theme="dark" if theme == "dark" else "light"),
        reflection=ReflectionSettings(greeting=greeting, automatic=automatic),
    )
