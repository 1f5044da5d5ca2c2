"""Typed settings: built-in defaults < config file < environment < command-line flags.

One schema: names, types, bounds and help are the structs below (msgspec). In the file a setting is
`[section] name = value`, in the environment `SILICONFRIEND_SECTION_NAME=value`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta, Struct, field

from siliconfriend.help_lines import country_known
from siliconfriend.keys import KeySettings, usable
from siliconfriend.server_address import names_server, names_server_in_full
from siliconfriend.settings_error import (
    COMMAND_LINE,
    ENVIRONMENT,
    SettingsError,
    no_number,
    not_toml,
    text_of,
    unfit,
)

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT_PREFIX = "SILICONFRIEND_"

EXPECTED = "expected"
"""In the schema: what is asked of a text that is written from now on; what a file says is taken as it is."""

EMBEDDER = ("memory.embedder", "memory.embedder_url")
"""The settings that say which embedder is used."""


def names_embedder(text: str) -> bool:
    """Whether `text` can name an embedder: `endpoint:` alone names none."""
    return text.strip() != "endpoint:"


class ChatSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which model answers, and how."""

    model: Annotated[
        str, Meta(description="builtin, chatgpt, chatglm, belle, a server's model name, a folder, or auto")
    ] = "auto"
    base: Annotated[str, Meta(description="the weights of a local model: a folder, or OWNER/NAME at the hub")] = ""
    adapter: Annotated[str, Meta(description="a LoRA or P-tuning adapter for it: a folder, or OWNER/NAME")] = ""
    quantize: Annotated[Literal["none", "8bit", "4bit"], Meta(description="a local model in fewer bits")] = "none"
    device: Annotated[Literal["auto", "cuda", "mps", "cpu"], Meta(description="where a local model runs")] = "auto"
    compile: Annotated[bool, Meta(description="on CUDA: compile a local model's step, slow once, fast after")] = (
        True
    )
    seed: Annotated[int, Meta(ge=-1, description="a local model's random seed; -1: another each time")] = -1
    base_url: Annotated[
        str, Meta(description="address of an OpenAI-compatible server", extra={EXPECTED: names_server})
    ] = ""
    openai_model: Annotated[str, Meta(description="the model that `chatgpt` stands for")] = "gpt-4.1-mini"
    temperature: Annotated[float, Meta(ge=0, le=2, description="MemoryBank's value is 1")] = 1.0
    top_p: Annotated[float, Meta(gt=0, le=1, description="MemoryBank's value is 0.95")] = 0.95
    frequency_penalty: Annotated[float, Meta(ge=-2, le=2)] = 0.4
    presence_penalty: Annotated[float, Meta(ge=-2, le=2)] = 0.2
    max_tokens: Annotated[int, Meta(ge=16, description="longest reply, in tokens")] = 1024
    context_tokens: Annotated[int, Meta(ge=512, description="tokens a prompt may take, reply excluded")] = 6000
    input_price: Annotated[float, Meta(ge=0, description="what a million tokens sent cost; 0: unknown")] = 0.0
    output_price: Annotated[float, Meta(ge=0, description="what a million tokens replied cost; 0: unknown")] = 0.0
    timeout: Annotated[float, Meta(gt=0, description="seconds without a word until giving up")] = 60.0


class MemorySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How memories are found."""

    top_k: Annotated[
        int, Meta(ge=0, le=50, description="memories recalled for a message, beside at most two of days")
    ] = 5
    embedder: Annotated[
        str,
        Meta(
            description="minilm (bundled), none, endpoint:MODEL, or a sentence-transformers name or folder",
            extra={EXPECTED: names_embedder},
        ),
    ] = "minilm"
    embedder_url: Annotated[
        str, Meta(description="OpenAI-compatible embeddings server", extra={EXPECTED: names_server_in_full})
    ] = ""


class ForgettingSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The forgetting curve R = exp(-t / (S * tau_days)), t in days since the last recall."""

    enabled: Annotated[bool, Meta(description="off: nothing fades and rank ignores retention")] = True
    tau_days: Annotated[float, Meta(gt=0, description="1 is the paper's curve")] = 30.0
    floor: Annotated[float, Meta(gt=0, lt=1, description="a memory fades below this retention")] = 0.05


class ReflectionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is understood of what was said, and when the companion thinks about it."""

    automatic: Annotated[bool, Meta(description="by itself, with a free model or one you agreed to pay for")] = True
    after_turns: Annotated[int, Meta(ge=1, description="turns that gather before today is reflected on")] = 20
    greeting: Annotated[bool, Meta(description="greet on return, by what is remembered")] = True
    greeting_after_hours: Annotated[float, Meta(ge=0, description="hours away that make it a return")] = 8.0


LanguageName = Literal["en", "cn"]
ThemeName = Literal["dark", "light", "ansi-dark", "ansi-light"]


class InterfaceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The screen."""

    language: Annotated[Literal["auto", LanguageName], Meta(description="auto follows the system")] = "auto"
    theme: Annotated[Literal["auto", ThemeName], Meta(description="auto follows the terminal")] = "auto"
    ambiguous_width: Annotated[
        Literal["auto", "narrow", "wide"],
        Meta(description="how wide the terminal draws dashes, quotes and the like; auto asks it"),
    ] = "auto"
    plain: Annotated[
        bool, Meta(description="for screen readers: no lines, nothing that moves, and who speaks in words")
    ] = False


class CareSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Help in danger."""

    enabled: Annotated[bool, Meta(description="show where help is when a message speaks of danger")] = True
    country: Annotated[
        str,
        Meta(
            description="two letters, such as US or CN; empty: as the system says", extra={EXPECTED: country_known}
        ),
    ] = ""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a user can set."""

    chat: ChatSettings = field(default_factory=ChatSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    forgetting: ForgettingSettings = field(default_factory=ForgettingSettings)
    reflection: ReflectionSettings = field(default_factory=ReflectionSettings)
    interface: InterfaceSettings = field(default_factory=InterfaceSettings)
    care: CareSettings = field(default_factory=CareSettings)
    keys: KeySettings = field(default_factory=KeySettings)


def load(
    file: Path, flags: Mapping[str, object] | None = None, wrong: Callable[[SettingsError], None] | None = None
) -> Settings:
    """Settings in force: `file` (which may be missing), the environment, then `flags`.

    Args:
        file: a TOML file.
        flags: values by `section.name`; None stands for a flag that was not given.
        wrong: told what cannot be used in the file or the environment, and raises it, or has it left out.

    Raises:
        SettingsError: a value does not fit, or a name is unknown.
    """
    merged: dict[str, dict[str, Any]] = {}
    told = wrong or _refuse
    try:
        in_file = _from_file(file)
    except SettingsError as error:
        told(error)
        in_file = {}
    for origin, layer in ((str(file), in_file), (ENVIRONMENT, _from_environment())):
        _merge(merged, layer)
        while True:
            try:
                converted(merged, origin)
                break
            except SettingsError as error:
                told(error)
                _leave_out(merged, error)
    _merge(merged, _nested(flags or {}))
    return converted(merged, COMMAND_LINE)


def _refuse(error: SettingsError) -> None:
    raise error


def _leave_out(merged: dict[str, dict[str, Any]], error: SettingsError) -> None:
    """Take out of `merged` the section or the setting that the `error` names."""
    name = str(error.details["name"])
    if error.code in ("setting_no_section", "setting_is_section"):
        del merged[name]
    else:
        section, _, one = name.partition(".")
        del merged[section][one]


def variable(name: str) -> str:
    """The environment's name for the setting `name`, section.name."""
    return f"{ENVIRONMENT_PREFIX}{name.replace('.', '_')}".upper()


def stray_keys(file: Path) -> list[str]:
    """The names in `[keys]` of `file` that are no command's.

    Raises:
        SettingsError: it cannot be read.
    """
    table = _from_file(file).get("keys", {})
    return [name for name in table if name not in KeySettings.__struct_fields__] if isinstance(table, dict) else []


def converted(merged: Mapping[str, object], origin: str) -> Settings:
    """The settings that stand in `merged`, which came from `origin`. Keys that cannot be used refuse nothing.

    Raises:
        SettingsError: a value does not fit, or a name is unknown.
    """
    try:
        if "keys" in merged:
            merged = {**merged, "keys": usable(merged["keys"])}
        settings = msgspec.convert(merged, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise unfit(Settings, merged, origin) from error
    for name in settings.__struct_fields__:
        if any(map(no_number, msgspec.structs.astuple(getattr(settings, name)))):
            raise unfit(Settings, merged, origin)
    return settings


def _from_file(file: Path) -> dict[str, Any]:
    try:
        text = text_of(file)
    except FileNotFoundError:
        return {}
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise not_toml(file, text, error) from error


def _from_environment() -> dict[str, Any]:
    flat: dict[str, object] = {}
    for section, struct in get_type_hints(Settings).items():
        for name in struct.__struct_fields__:
            value = os.environ.get(variable(f"{section}.{name}"))
            if value is not None:
                flat[f"{section}.{name}"] = value
    return _nested(flat)


def _nested(flat: Mapping[str, object]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        if value is not None:
            section, name = key.split(".")
            nested.setdefault(section, {})[name] = value
    return nested


def _merge(merged: dict[str, dict[str, Any]], layer: Mapping[str, Any]) -> None:
    for section, values in layer.items():
        if isinstance(values, Mapping):
            merged.setdefault(section, {}).update(values)
        else:
            merged[section] = values
