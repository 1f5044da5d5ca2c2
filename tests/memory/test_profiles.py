"""Who is known: names, order, and that nobody's trouble is another's."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.language import Language
from siliconfriend.memory.bank import DATABASE
from siliconfriend.memory.exchange import read_bank, write_out
from siliconfriend.memory.names import LONGEST_NAME, clean_name
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, Profile
from tests.memory.toy import NOW, ToyEmbedder, days, found, sql, talk


def names(profiles: Profiles) -> list[str]:
    return [one.name for one in profiles.list()]


def test_a_new_person_is_found_by_name(profiles: Profiles) -> None:
    made = profiles.create("Emily", Language.CN, NOW)
    assert (made.name, made.language, made.created) == ("Emily", Language.CN, NOW)
    assert profiles.find("Emily") == made
    assert profiles.list() == [made]
    assert profiles.find("Robert") is None
    assert profiles.open(made).profile == made


@pytest.mark.parametrize("name", ["", " ", "\t \n", "\u3000", "\x00\x1b", "\u200b\u202e", "\u200d"])
def test_a_name_of_nothing_is_refused(profiles: Profiles, name: str) -> None:
    with pytest.raises(MemoryBankError) as error:
        profiles.create(name, Language.EN, NOW)
    assert error.value.code == "name_empty"
    assert profiles.list() == []


def test_a_name_of_ten_thousand_characters_is_refused(profiles: Profiles) -> None:
    with pytest.raises(MemoryBankError) as error:
        profiles.create("x" * 10_000, Language.EN, NOW)
    assert (error.value.code, error.value.details["most"]) == ("name_too_long", LONGEST_NAME)
    assert profiles.create("x" * LONGEST_NAME, Language.EN, NOW).name == "x" * LONGEST_NAME


@pytest.mark.parametrize(
    "name",
    [
        "/",
        "..",
        "../../etc",
        "CON",
        "[b]bold[/b]",
        "{name} %s",
        "a'b\"; DROP TABLE profile",
        "小明",
        "👩‍🚀",
        "👨‍👩‍👧",
        "🫨",
        "محمد",
        "علی‌رضا",
        "שרה",
        "𠮷野",
        "\U00031350",
    ],
)
def test_any_visible_name_will_do(profiles: Profiles, name: str) -> None:
    made = profiles.create(name, Language.EN, NOW)
    assert made.name == name
    assert names(profiles) == [name]
    assert profiles.find(name) == made
    assert made.id.isalnum()


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("  Anna   Maria ", "Anna Maria"),
        ("Anna\nMaria", "Anna Maria"),
        ("An\x1b[31mna", "An [31mna"),
        ("\u202eannA", "annA"),
        ("Zoe\u0308", "Zoë"),
        ("Anna\ud800", "Anna"),
        ("\u200dAnna\u200c", "Anna"),
    ],
)
def test_names_are_cleaned(given_: str, kept: str) -> None:
    assert clean_name(given_) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "Zoe\u0308"),
        ("Anna", "ＡＮＮＡ"),
        ("anna maria", " Anna  MARIA "),
        ("Straße", "STRASSE"),
        ("ﬁona", "Fiona"),
        ("علی‌رضا", "علیرضا"),
        ("ㇷ゚カ", "ㇷﾟカ"),
    ],
)
def test_names_that_read_alike_are_the_same(profiles: Profiles, one: str, other: str) -> None:
    made = profiles.create(one, Language.EN, NOW)
    assert profiles.find(other) == made
    with pytest.raises(MemoryBankError) as error:
        profiles.create(other, Language.EN, NOW)
    assert error.value.code == "profile_taken"
    assert names(profiles) == [made.name]


@given(st.text(st.characters(codec=None), max_size=120))
def test_a_clean_name_stays_as_it_is(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except MemoryBankError:
        return
    assert clean_name(cleaned) == cleaned
    assert cleaned.isprintable() or any(unicodedata.category(char) in {"Cf", "Cn", "Co"} for char in cleaned)
    cleaned.encode()


def test_renaming(profiles: Profiles, emily: Profile) -> None:
    profiles.create("Robert", Language.EN, NOW)
    with pytest.raises(MemoryBankError) as error:
        profiles.rename(emily, "ROBERT")
    assert error.value.code == "profile_taken"
    with pytest.raises(MemoryBankError):
        profiles.rename(emily, " ")
    assert names(profiles) == ["Emily", "Robert"]
    assert profiles.rename(emily, "EMILY") == Profile(emily.id, "EMILY", emily.language, emily.created)
    assert profiles.rename(emily, "Zoe").name == "Zoe"
    assert names(profiles) == ["Robert", "Zoe"]


def test_deleting_removes_every_file(profiles: Profiles, emily: Profile, tmp_path: Path) -> None:
    other = profiles.create("Robert", Language.EN, NOW)
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    talk(bank, "a SECRETWORD of mine")
    assert found(bank, "secretword")
    bank.close()
    assert any(b"SECRETWORD" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    profiles.delete(emily)
    assert not any(b"secretword" in file.read_bytes().lower() for file in tmp_path.rglob("*") if file.is_file())
    assert {path.name for path in (tmp_path / "profiles").iterdir() if path.is_dir()} == {other.id}
    assert names(profiles) == ["Robert"]
    with pytest.raises(MemoryBankError) as error:
        profiles.delete(emily)
    assert error.value.code == "profile_gone"
    with pytest.raises(MemoryBankError) as error:
        profiles.open(emily)
    assert error.value.code == "profile_gone"


@pytest.mark.parametrize("cut_short", [False, True])
def test_deleting_leaves_what_somebody_else_put_there(
    profiles: Profiles, emily: Profile, tmp_path: Path, cut_short: bool
) -> None:
    folder = tmp_path / "profiles" / emily.id
    theirs = [folder / "diary.txt", folder / "copies" / "mine", folder / "photos" / "a.jpg"]
    for file in theirs:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    if cut_short:
        folder.rename(folder.with_name(f".{emily.id}"))
        profiles.finish_deleting()
    else:
        assert set(profiles.delete(emily)) == {*theirs[:2], folder / "photos"}
    assert {path for path in folder.parent.rglob("*") if path.is_file() and path.name != ".lock"} == set(theirs)
    assert profiles.list() == []
    assert not profiles.has(emily)
    with pytest.raises(MemoryBankError) as error:
        profiles.delete(emily)
    assert error.value.code == "profile_gone"
    assert profiles.unreadable() == []


def test_what_was_cut_short_is_finished_later(profiles: Profiles, emily: Profile, tmp_path: Path) -> None:
    (tmp_path / "profiles" / emily.id).rename(tmp_path / "profiles" / f".{emily.id}")
    assert profiles.list() == []
    robert = profiles.create("Robert", Language.EN, NOW)
    assert {path.name for path in (tmp_path / "profiles").iterdir()} == {robert.id, ".lock"}


def test_a_creation_that_fails_leaves_nothing(
    profiles: Profiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(MemoryBankError) as error:
            profiles.create("Emily", Language.EN, NOW)
    assert error.value.code == "home_unwritable"
    assert {path.name for path in (tmp_path / "profiles").iterdir()} <= {".lock"}
    profiles.create("Emily", Language.EN, NOW)


def test_a_home_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    profiles = Profiles(tmp_path / "file" / "profiles")
    assert profiles.list() == []
    with pytest.raises(MemoryBankError) as error:
        profiles.create("Emily", Language.EN, NOW)
    assert error.value.code == "home_unwritable"


def test_a_disk_that_takes_no_writing_is_said_in_its_own_words(
    profiles: Profiles, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: FileLock) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), lock.lock_file)

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(MemoryBankError) as error:
        profiles.delete(emily)
    assert (error.value.code, error.value.details["detail"]) == ("home_unwritable", os.strerror(errno.EROFS))


def test_everybody_by_name_and_the_latest(profiles: Profiles) -> None:
    assert profiles.latest() is None
    made = {name: profiles.create(name, Language.EN, NOW) for name in ("bob", "Anna", "carl")}
    assert names(profiles) == ["Anna", "bob", "carl"]
    bank = profiles.open(made["bob"])
    bank.identity.open(days(1))
    bank.close()
    assert profiles.latest() == made["bob"]


def garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 1000)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def folder_in_place(file: Path) -> None:
    file.unlink()
    file.mkdir()


def gone(file: Path) -> None:
    file.unlink()


def link_to_nowhere(file: Path) -> None:
    file.rename(file.with_name("on another disk"))
    file.symlink_to(file.parent / "not mounted")


def folder_on_another_disk(file: Path) -> None:
    file.parent.rename(file.parents[1] / ".on another disk")
    file.parent.symlink_to(file.parents[1] / "not mounted", target_is_directory=True)


def pipe_in_place(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o400)


ELSEWHERE = [link_to_nowhere, folder_on_another_disk, *([pipe_in_place] if hasattr(os, "mkfifo") else [])]


@pytest.mark.parametrize("harm", [garbage, empty, folder_in_place, gone, *ELSEWHERE])
def test_a_damaged_folder_does_not_hide_the_others(
    profiles: Profiles, emily: Profile, tmp_path: Path, harm: object
) -> None:
    robert = profiles.create("Robert", Language.EN, NOW)
    assert callable(harm)
    harm(tmp_path / "profiles" / emily.id / DATABASE)
    assert profiles.list() == [robert]
    assert profiles.latest() == robert
    assert profiles.find("Emily") is None
    with pytest.raises(MemoryBankError):
        profiles.open(emily)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE profile SET language = 'xx'", "UPDATE profile SET created = 1e300", "DELETE FROM profile"],
)
def test_values_no_program_of_ours_wrote_do_not_hide_the_others(
    profiles: Profiles, emily: Profile, statement: str
) -> None:
    robert = profiles.create("Robert", Language.EN, NOW)
    bank = profiles.open(emily)
    sql(bank, statement)
    bank.close()
    assert profiles.list() == [robert]
    with pytest.raises(MemoryBankError) as error:
        profiles.open(emily)
    assert error.value.code == ("database_damaged" if statement.startswith("DELETE") else "values_damaged")


CREATE = """
import json, sys
from pathlib import Path
from siliconfriend.language import Language
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError
from tests.memory.toy import NOW
profiles = Profiles(Path(json.loads(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
try:
    print(profiles.create(sys.argv[2], Language.EN, NOW).id)
except MemoryBankError as error:
    print(error.code)
"""


def test_of_two_programs_creating_a_name_one_wins(profiles: Profiles, tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", CREATE, json.dumps(str(tmp_path / "profiles")), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in ("Emily", "EMILY")
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    said = [program.communicate(timeout=60)[0].strip() for program in programs]
    (made,) = profiles.list()
    assert sorted(said) == sorted([made.id, "profile_taken"])


def test_a_hidden_folder_of_somebody_elses_is_no_person_half_deleted(
    profiles: Profiles, emily: Profile, folder: Path
) -> None:
    letter, cut_short = folder.parent / ".sync" / "letter.txt", folder.parent / f".{'0' * 32}"
    letter.parent.mkdir()
    letter.write_text("mine")
    cut_short.mkdir()
    profiles.finish_deleting()
    assert (letter.exists(), cut_short.exists()) == (True, False)


@pytest.mark.parametrize("harm", ELSEWHERE)
def test_somebody_on_a_disk_that_is_not_there_is_not_made_anew(
    profiles: Profiles, emily: Profile, folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder / "memory.sqlite3")
    [why] = profiles.unreadable()
    assert (why.code, why.details["path"]) == ("database_unreadable", str(folder / "memory.sqlite3"))
    with pytest.raises(MemoryBankError) as error:
        profiles.create("Emily", Language.EN, NOW)
    assert error.value.code == "profile_unreadable"


def test_everybody_on_a_disk_that_is_not_there(profiles: Profiles, emily: Profile, tmp_path: Path) -> None:
    everybody = tmp_path / "profiles"
    everybody.rename(tmp_path / "elsewhere")
    everybody.symlink_to(tmp_path / "not mounted", target_is_directory=True)
    [why] = profiles.unreadable()
    assert (why.code, why.details["path"]) == ("database_unreadable", str(everybody))


@pytest.mark.parametrize("what", ["letter", "empty", "unreadable"])
def test_beside_an_unreadable_person_nobody_is_made_unasked(
    profiles: Profiles, emily: Profile, folder: Path, what: str
) -> None:
    file = folder / "memory.sqlite3"
    content = file.read_bytes()
    if what == "unreadable":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(b"Dear diary, " * 1000 if what == "letter" else b"")
    assert profiles.find("Emily") is None
    [why] = profiles.unreadable()
    assert why.details["path"] == str(file)
    with pytest.raises(MemoryBankError) as error:
        profiles.create("Emily", Language.EN, NOW)
    assert error.value.code == "profile_unreadable"
    assert (error.value.details["name"], error.value.details["path"]) == ("Emily", str(file))
    robert = profiles.create("Robert", Language.EN, NOW, beside_unreadable=True)
    assert profiles.list() == [robert]
    if what == "unreadable":
        file.rmdir()
    file.write_bytes(content)
    assert profiles.unreadable() == []
    assert profiles.list() == [emily, robert]


@pytest.mark.parametrize(
    "name",
    [
        "a/b",
        "../../etc",
        "[bold]Ann[/bold]",
        "{name}",
        "%s",
        "🦊",
        "محمد",
        "שרה כהן",
        "CON",
        "a\\b",
        "x" * 100,
        "'; --",
    ],
)
def test_any_name_lives_a_whole_life(profiles: Profiles, tmp_path: Path, name: str) -> None:
    profile = profiles.create(name, Language.EN, NOW)
    bank = profiles.open(profile)
    talk(bank, f"I am {name}", "Hello")
    assert bank.profile.name == name
    exported = json.dumps({name: write_out(bank)}).encode()
    bank.close()
    [person] = read_bank(exported)
    assert person.name == name
    renamed = profiles.rename(profile, f"{name[:90]} II")
    assert profiles.find(f"{name[:90]} II") == renamed
    profiles.delete(renamed)
    assert profiles.list() == []
    assert {path.name for path in tmp_path.rglob("*")} == {"profiles", ".lock"}


@pytest.mark.parametrize("name", ["\u3164", "\u2800\u2800", "\u0301", "\ufe0f", "\u115f \u1160"])
def test_a_name_that_cannot_be_seen_is_refused(profiles: Profiles, name: str) -> None:
    with pytest.raises(MemoryBankError) as error:
        profiles.create(name, Language.EN, NOW)
    assert error.value.code == "name_empty"
