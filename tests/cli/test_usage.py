import pytest

from siliconfriend import __version__
from tests.cli.conftest import Run, traces

HUGE = "1" + 30 * "0"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["recal", "x"], "There is no command “recal”."),
        (["recall"], "QUESTION is missing."),
        (["recall", "x", "--now", "yesterday"], "--now: give a day"),
        (["recall", "x", "--top-k", "0"], "--top-k"),
        (["recall", "x", "--top-k", HUGE], "--top-k: give a whole number from 1 to 1000000000."),
        (["memory", "pin", "0"], "ID...: give a whole number from 1 to 1000000000."),
        (["memory", "pin", "1", HUGE], "give a whole number from 1 to 1000000000."),
        (["memory", "show", HUGE], "give a whole number from 1 to 1000000000."),
        (["memory", "list", "--limit", HUGE], "--limit: give a whole number from 1 to"),
        (["memory", "search", "x", "--limit", HUGE], "--limit: give a whole number from 1 to"),
        (["eval", "--retrieval-only", "--top-k", HUGE], "--top-k: give a whole number from 1 to"),
        (["eval", "--seed", HUGE], "--seed: give a whole number from 0 to"),
        (["tune", "--rank", HUGE], "--rank: give a whole number from 1 to"),
        (["serve", "--port", "65536"], "--port: give a whole number from 0 to 65535."),
        (["eval", "--temperature", "3"], "--temperature: give a number from 0 to 2."),
        (["eval", "--temperature", "nan"], "--temperature: give a number from 0 to 2."),
        (["tune", "--epochs", "inf"], "--epochs: give a number above 0."),
        (["eval", "--fail-under", "mrr=nan"], "--fail-under: write METRIC=VALUE"),
        (["eval", "synthesize", "--start", "soon"], "--start: give a day such as"),
        (["chat", "--langage", "en"], "There is no option --langage. Did you mean --language?"),
        (["chat", "--language", "de"], "--language takes one of: en, cn, auto."),
        (["chat", "--temperature"], "--temperature needs a value."),
        (["--top-k", "99", "chat"], "A setting cannot be used"),
        (["chat", "--profile", ""], "--profile: A profile needs a name."),
        (["memory", "list", "--profile", ""], "--profile: A profile needs a name."),
        (["export", "-", "--profile", " \t"], "--profile: A profile needs a name."),
        (["--profile", "\x1b", "recall", "x"], "--profile: A profile needs a name."),
        (["serve", "--profile", "x" * 10_000], "--profile: That name is too long."),
        (["profile", "delete", "x" * 10_000], "NAME: That name is too long."),
        (["export", ""], "FILE is missing."),
        (["import", ""], "FILE is missing."),
        (["backup", ""], "FILE is missing."),
        (["restore", ""], "FILE is missing."),
        (["models", "get", ""], "NAME is missing."),
        (["serve", "--host", ""], "--host is missing."),
        (["doctor", "all", "of it"], "This has no place here: all of it."),
        (["completion", "tcsh"], "SHELL takes one of: bash, zsh, fish."),
        (["models", "show", "nonsense"], "“nonsense” names no model with weights on this machine."),
        (["memory", "retract", "x", "--undo", "3"], "Either a text or --undo, not both."),
        ([], "The full screen needs a terminal."),
        (["profile"], "profile [OPTIONS] COMMAND"),
    ],
)
def test_what_cannot_be_understood_is_2(run: Run, args: list[str], said: str) -> None:
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_mistakes_are_named_in_chinese(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "缺少“问题”。" in run("recall").err
    assert "--language 只能是：en, cn, auto。" in run("--language", "de").err


def test_the_language_flag_before_a_subcommand_counts(run: Run) -> None:
    done = run("--language", "cn", "recall", "x", "--profile", "谁")
    assert done.code == 3
    assert "没有名为“谁”的档案" in done.err


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.out) == (0, f"siliconfriend {__version__}\n")


def test_a_broken_config_file_is_named(run: Run, home: object) -> None:
    from siliconfriend.places import places

    places().config.mkdir(parents=True)
    places().config_file.write_text("[memory]\ntop_k = 'many'\n")
    done = run("chat")
    assert done.code == 2
    assert "config.toml" in done.err
    assert run("--help").code == 0


def test_what_was_not_foreseen_is_logged_without_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("terces"[::-1])

    monkeypatch.setattr("siliconfriend.opening.open_profiles", broken)
    done = run("profile", "list")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert "secret" not in done.err
    (log,) = traces()
    assert "RuntimeError" in log
    assert "secret" not in log


def test_ctrl_c_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("siliconfriend.opening.open_profiles", pressed)
    done = run("profile", "list")
    assert done.code == 130
    assert "Interrupted" in done.err
