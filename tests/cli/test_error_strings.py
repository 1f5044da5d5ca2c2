"""Every error that is raised anywhere in the package can be said in both languages."""

import ast
import tomllib
from collections import defaultdict
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

import siliconfriend
from siliconfriend.memory.store import connecting

PACKAGE = Path(siliconfriend.__file__).parent
ROOTS = {"MemoryBankError", "ModelError"}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text("utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}


def _families(trees: dict[Path, ast.Module]) -> dict[str, ast.ClassDef]:
    """The error classes below `ROOTS`, by name."""
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    family: dict[str, ast.ClassDef] = {one.name: one for one in classes if one.name in ROOTS}
    while more := [
        one for one in classes if one.name not in family and any(_name(base) in family for base in one.bases)
    ]:
        family.update({one.name: one for one in more})
    return family


def _own_code(node: ast.ClassDef) -> str | None:
    for one in node.body:
        if isinstance(one, ast.Assign) and _name(one.targets[0]) == "code" and isinstance(one.value, ast.Constant):
            return str(one.value.value)
    return None


def _raised() -> dict[str, list[set[str]]]:
    """By code, the details given at each place where it is raised."""
    trees = _trees()
    family = _families(trees)
    found: dict[str, list[set[str]]] = defaultdict(list)
    for name, node in family.items():
        if (code := _own_code(node)) is not None:
            found[code]  # known even where it is raised through a variable
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__" and name not in ROOTS:
                _note(found, call)
    for path, tree in trees.items():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or _name(call.func) not in family:
                continue
            code = _own_code(family[_name(call.func)])
            if code is not None:
                found[code].append({keyword.arg or "" for keyword in call.keywords} | {"detail"})
            elif _name(call.func) == "MemoryBankError":
                _note(found, call, path)
    return found


def _note(found: dict[str, list[set[str]]], call: ast.Call, path: Path | None = None) -> None:
    given = {keyword.arg or "" for keyword in call.keywords}
    if call.args and isinstance(call.args[0], ast.Constant):
        found[str(call.args[0].value)].append(given)
        return
    assert path is not None
    assert path.name == "connecting.py", f"{path}: name the code where the error is raised"
    for code in {*connecting.ERROR_CODES.values(), "database_failed"}:
        found[code].append(given)


@pytest.mark.parametrize("language", ["en", "cn"])
def test_every_error_has_a_sentence_whose_places_are_filled(language: str) -> None:
    file = resources.files("siliconfriend") / "locale" / language / "errors.toml"
    strings = tomllib.loads(file.read_text("utf-8"))
    raised = _raised()
    assert {"import_not_json", "disk_full", "no_key", "embedder_altered", "no_such_profile"} <= raised.keys()
    assert set(raised) - set(strings) == set()
    for code, sites in raised.items():
        places = {name for _, name, _, _ in Formatter().parse(strings[code]) if name}
        for given in sites:
            assert places <= given, f"{code}: {places - given} is not given"


def test_both_languages_use_the_same_places() -> None:
    en, cn = (
        tomllib.loads((resources.files("siliconfriend") / "locale" / one / "errors.toml").read_text("utf-8"))
        for one in ("en", "cn")
    )
    places = [
        {code: {name for _, name, _, _ in Formatter().parse(text) if name} for code, text in strings.items()}
        for strings in (en, cn)
    ]
    assert places[0] == places[1]
