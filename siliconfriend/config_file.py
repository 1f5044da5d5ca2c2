"""The settings' names, and the file that keeps them: read and changed one by one, comments and order kept."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from siliconfriend.keys import key_names
from siliconfriend.places import private_folder, write_privately
from siliconfriend.settings import ENVIRONMENT_PREFIX, EXPECTED, Settings, converted
from siliconfriend.settings_error import SettingsError, controls, no_number, not_toml, text_of

if TYPE_CHECKING:
    from pathlib import Path


class UnknownSettingError(SettingsError):
    """There is no setting called `key`; `near` holds names like it."""

    def __init__(self, key: str, near: tuple[str, ...]) -> None:
        super().__init__("setting_unknown", name=key)
        self.key = key
        self.near = near


class UnfitValueError(SettingsError):
    """`text` is no value for `setting`."""

    def __init__(self, setting: Setting, text: str) -> None:
        super().__init__("setting_unfit", name=setting.key, value=text)
        self.setting = setting


class Setting(Struct, frozen=True):
    """One setting: `annotation` is its type with bounds, `help` what the schema says of it."""

    key: str
    annotation: Any
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.key.replace(".", "_").upper()

    def parse(self, text: str) -> Any:
        """The value that `text` stands for.

        Raises:
            UnfitValueError: it is not of this setting's type, or out of its bounds.
            UnfitKeyError: it is to be a key, and there is no such key.
        """
        try:
            text.encode()
            if self.key.startswith("keys."):
                return " ".join(key_names(text))
            value = msgspec.convert(text, self.annotation, strict=False)
        except (msgspec.ValidationError, UnicodeEncodeError):
            raise UnfitValueError(self, text) from None
        if not all(fits(text) for fits in _expected(self.annotation)):
            raise UnfitValueError(self, text)
        if no_number(value) or controls(value):
            raise UnfitValueError(self, text)
        return value


@cache
def all_settings() -> Mapping[str, Setting]:
    """Every setting by its `section.name`, in the schema's order."""
    found = {}
    for section, struct in get_type_hints(Settings).items():
        hints = get_type_hints(struct, include_extras=True)
        for field in msgspec.structs.fields(struct):
            annotation = hints[field.name]
            key = f"{section}.{field.name}"
            found[key] = Setting(key, annotation, field.default, _description(annotation))
    return found


def setting(key: str) -> Setting:
    """The setting called `key`.

    Raises:
        UnknownSettingError: there is none.
    """
    wanted = key.strip().lower().replace("-", "_")
    known = all_settings()
    if wanted not in known:
        near = [name for name in known if name.partition(".")[2] == wanted]
        raise UnknownSettingError(key, tuple(near or difflib.get_close_matches(wanted, known, 3, 0.7)))
    return known[wanted]


def value_of(settings: Settings, key: str) -> Any:
    """What the setting called `key` is under `settings`."""
    section, name = key.split(".")
    return getattr(getattr(settings, section), name)


def with_value(settings: Settings, key: str, value: Any) -> Settings:
    """`settings`, but for the one called `key`."""
    section, name = key.split(".")
    changed = msgspec.structs.replace(getattr(settings, section), **{name: value})
    return msgspec.structs.replace(settings, **{section: changed})


class ConfigFile:
    """The file at `path`, which may be missing. Every change is checked against the schema before it is written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keys(self) -> set[str]:
        """The settings that the file sets.

        Raises:
            SettingsError: the file cannot be read.
        """
        sections = self._document().unwrap().items()
        return {f"{section}.{name}" for section, values in sections if isinstance(values, dict) for name in values}

    def put(self, key: str, value: Any) -> None:
        """Set the setting called `key` to `value`.

        Raises:
            SettingsError: the file would not be usable; it is as it was.
            OSError: the disk refuses; the file is as it was.
        """
        import tomlkit

        document = self._document()
        section, name = key.split(".")
        if not isinstance(document.get(section, {}), dict):
            raise SettingsError("setting_is_section", str(self._path), name=section)
        if section not in document:
            document[section] = tomlkit.table()
        document[section][name] = value
        self._write(document)

    def remove(self, key: str) -> bool:
        """Leave the setting called `key` to its default; whether the file had set it.

        Raises:
            SettingsError, OSError: as for `put`.
        """
        document = self._document()
        section, name = key.split(".")
        values = document.get(section)
        if not isinstance(values, dict) or name not in values:
            return False
        del values[name]
        self._write(document)
        return True

    def _document(self) -> Any:
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            text = text_of(self._path)
        except FileNotFoundError:
            return tomlkit.document()
        try:
            return tomlkit.parse(text)
        except (ValueError, TOMLKitError) as error:
            raise not_toml(self._path, text, error) from error

    def _write(self, document: Any) -> None:
        converted(document.unwrap(), str(self._path))
        path = self._path.resolve()  # a link to the file stays one
        private_folder(path.parent)
        write_privately(path, document.as_string().encode())


def _description(annotation: Any) -> str:
    return next((note.description for note in _notes(annotation) if note.description), "")


def _expected(annotation: Any) -> Sequence[Callable[[str], bool]]:
    return [note.extra[EXPECTED] for note in _notes(annotation) if note.extra and EXPECTED in note.extra]


def _notes(annotation: Any) -> Sequence[msgspec.Meta]:
    if get_origin(annotation) is not Annotated:
        return ()
    return [note for note in get_args(annotation)[1:] if isinstance(note, msgspec.Meta)]
