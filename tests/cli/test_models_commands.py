"""What `models` says about the models on this machine."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from siliconfriend.cli.exit_codes import ExitCode
from tests.cli.conftest import Run

if not all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))):
    pytest.skip("needs the extra local", allow_module_level=True)

COMMIT = "0" * 40


@pytest.fixture(scope="module")
def belle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_local import make_tiny_belle

    return make_tiny_belle(tmp_path_factory.mktemp("models") / "belle")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub's client, and no network."""
    from huggingface_hub import constants

    folder = tmp_path / "hub"
    folder.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return folder


def fetched(cache: Path, name: str, files: Path) -> Path:
    """`files` as if they had been fetched under `name`."""
    place = cache / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(COMMIT)
    return Path(shutil.copytree(files, place / "snapshots" / COMMIT))


def test_nothing_installed_is_said(run: Run) -> None:
    shown = run("models", "list")
    assert (shown.code, shown.out) == (0, "")
    assert "models get" in shown.err
    assert run("models", "list", "--json").json == {"models": []}


def test_the_cache_and_the_folders_in_use_are_listed(run: Run, belle: Path, cache: Path, tmp_path: Path) -> None:
    fetched(cache, "me/tiny", belle)
    fetched(cache, "me/lora", belle / "lora")
    broken = fetched(cache, "me/broken", belle)
    (broken / "model.safetensors").unlink()
    run("config", "set", "chat.base", str(belle))
    rows = {one["name"]: one for one in run("models", "list", "--json").json["models"]}
    assert list(rows) == ["me/broken", "me/lora", "me/tiny", str(belle)]
    assert rows["me/tiny"]["facts"]["bytes"] == (belle / "model.safetensors").stat().st_size
    assert rows["me/lora"]["adapter"]["rank"] == 8
    assert rows["me/broken"]["problem"] == "no_weights"
    table = run("models", "list").out
    assert "cannot be used" in table
    assert "llama" in table


def test_a_model_in_the_cache_is_known_by_its_name(run: Run, belle: Path, cache: Path) -> None:
    fetched(cache, "me/tiny", belle)
    shown = run("models", "show", "me/tiny", "--adapter", str(belle / "lora"), "--json").json
    assert shown["model"]["model_type"] == "llama"
    assert shown["adapter"]["targets"][0] == "down_proj"
    assert shown["here"]["needed"] > shown["model"]["bytes"]
    words = run("models", "show", "belle", "--base", str(belle), "--adapter", str(belle / "lora")).out
    assert "rank 8, alpha 16" in words
    assert "2048 tokens" in words


def test_a_model_that_is_not_here_is_a_clear_sentence_offline(run: Run) -> None:
    for command in ("show", "get"):
        shown = run("models", command, "me/nowhere")
        assert shown.code == ExitCode.NO_ANSWER
        assert "“me/nowhere” is not on this machine, and huggingface.co could not be reached" in shown.err


def test_without_a_model_there_is_nothing_to_show(run: Run) -> None:
    shown = run("models", "show")
    assert shown.code == ExitCode.USAGE
    assert "OWNER/NAME" in shown.err


def test_a_model_is_tried(run: Run, belle: Path) -> None:
    found = run("models", "check", "belle", "--base", str(belle), "--adapter", str(belle / "lora"), "--json").json
    assert found["model"] == "belle + lora"
    assert 1 <= found["tokens"] <= 48
    assert found["device"]
    assert found["load_seconds"] > 0


def test_a_chat_with_a_model_of_2023(talk: Run, belle: Path) -> None:
    given = ("--model", "belle", "--base", str(belle), "--adapter", str(belle / "lora"))
    said = talk("chat", "--profile", "Emily", *given, stdin=b"Hello\nAnd then?\n")
    assert said.code == 0
    assert "belle + lora answers; words stay on this machine." in said.err
    assert said.out.strip()


def test_a_wrong_adapter_is_explained_and_the_message_kept(talk: Run, belle: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = talk(
        "chat", "--profile", "Emily", "--model", "belle", "--base", str(belle), "--adapter",
        str(tmp_path / "empty"), stdin=b"Hello\n",
    )  # fmt: skip
    assert said.code == ExitCode.NO_ANSWER
    assert "There is no adapter in" in said.err
    assert "Hello" in talk("memory", "list", "--profile", "Emily").out + talk("export", "--profile", "Emily").out
