import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.records import Turn, TurnState
from siliconfriend.opening import open_profiles
from tests.cli.conftest import COMMAND, Run
from tests.scripted_server import Reply, ScriptedServer, refusal

TALK = ("chat", "--profile", "Emily", "--model", "builtin")


def turns(name: str = "Emily") -> list[Turn]:
    """What is kept of a person's conversations."""
    profile = open_profiles().find(name)
    assert profile is not None
    bank = open_profiles().open(profile)
    try:
        return bank.turns()
    finally:
        bank.close()


@contextmanager
def talking(*args: str) -> Iterator[subprocess.Popen[bytes]]:
    """A conversation in a process of its own, on unbuffered pipes."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *args], stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0) as process:
        try:
            yield process
        finally:
            process.kill()


def say(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text.encode())


def hear(process: subprocess.Popen[bytes], text: str) -> None:
    """Read exactly `text` from stdout."""
    assert process.stdout is not None
    heard = b""
    while len(heard) < len(text.encode()) and (byte := process.stdout.read(1)):
        heard += byte
    assert heard.decode() == text


def over(server: ScriptedServer) -> tuple[str, ...]:
    return ("chat", "--profile", "Emily", "--base-url", server.url, "--model", "scripted")


def test_one_message_a_line_and_each_reply(talk: Run) -> None:
    with ScriptedServer(Reply("Hello", " Emily."), Reply("Biscuit!\n")) as server:
        done = talk(*over(server), stdin=b"Hello\r\n\n   \nMy cat is called Biscuit")
    assert (done.code, done.out) == (0, "Hello Emily.\nBiscuit!\n")
    assert "Emily is known now (English)." in done.err
    assert server.host in done.err
    assert [(turn.query, turn.response, turn.state) for turn in turns()] == [
        ("Hello", "Hello Emily.", TurnState.FINISHED),
        ("My cat is called Biscuit", "Biscuit!\n", TurnState.FINISHED),
    ]


def test_without_a_server_words_stay_here(talk: Run) -> None:
    done = talk("chat", "--profile", "Emily", stdin=b"Hello\n")
    assert done.code == 0
    assert done.out.strip()
    assert "The built-in companion answers; words stay on this machine." in done.err


def test_chinese_whatever_the_locale(talk: Run) -> None:
    done = talk(
        "--language",
        "cn",
        "chat",
        "--profile",
        "小林",
        stdin="你好\n".encode(),
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
    )
    assert done.code == 0
    assert "小林" in done.out
    assert turns("小林")[0].query == "你好"
    assert open_profiles().list()[0].language is Language.CN


def test_each_run_is_a_new_conversation_unless_it_goes_on(talk: Run) -> None:
    talk(*TALK, stdin=b"One\n")
    talk(*TALK, stdin=b"Two\n")
    talk(*TALK, "--continue", stdin=b"Three\n")
    one, two, three = turns()
    assert one.conversation != two.conversation == three.conversation


def test_json_is_one_object_a_line(talk: Run, people: None) -> None:
    done = talk(*TALK, "--json", stdin=b"Tell me about my cat Biscuit\nI want to kill myself\n")
    first, second = [json.loads(line) for line in done.out.splitlines()]
    assert set(first) == {"reply", "state", "cut", "recalled", "help", "model", "error"}
    assert (first["state"], first["model"], first["help"], first["error"]) == ("finished", "builtin", None, None)
    assert set(first["recalled"][0]) == {"kind", "date", "index", "score", "text", "why"}
    assert (first["recalled"][0]["date"], first["recalled"][0]["index"]) == ("2023-04-29", 0)
    assert "findahelpline.com" in second["help"]


def test_what_is_recalled_is_told_and_help_is_for_the_person(talk: Run, people: None) -> None:
    done = talk(*TALK, stdin=b"Tell me about my cat Biscuit\nI want to kill myself\n")
    assert "2023-04-29 I adopted a cat called Biscuit." in done.err
    assert "findahelpline.com" in done.out


def test_an_empty_input_is_a_talk_without_words(talk: Run) -> None:
    done = talk(*TALK)
    assert (done.code, done.out) == (0, "")
    assert turns() == []


def test_a_reply_that_fails_is_said_and_the_talk_goes_on(talk: Run) -> None:
    with ScriptedServer(refusal(401, "no"), Reply("Here I am.")) as server:
        done = talk(*over(server), stdin=b"One\nTwo\n")
    assert (done.code, done.out) == (5, "Here I am.\n")
    assert "asks for an API key, and none is set" in done.err
    assert [turn.state for turn in turns()] == [TurnState.FAILED, TurnState.FINISHED]


def test_a_reply_that_fails_in_json(talk: Run) -> None:
    with ScriptedServer(refusal(401, "no")) as server:
        done = talk(*over(server), "--json", stdin=b"One\n")
    assert done.code == 5
    assert (done.json["reply"], done.json["state"]) == ("", "failed")
    assert done.json["error"]["code"] == "key_wanted"
    assert "asks for an API key, and none is set" in done.json["error"]["message"]


def test_a_model_that_does_not_exist(talk: Run) -> None:
    done = talk("chat", "--profile", "Emily", "--model", "nonsense", stdin=b"Hello\n")
    assert (done.code, done.out) == (5, "")
    assert "nonsense" in done.err


def test_a_line_that_is_not_utf8_is_left_out(talk: Run) -> None:
    done = talk(*TALK, stdin="\ufeffHello\n".encode() + b"\xff\xfe\nGood night\n")
    assert done.code == 4
    assert "Line 2 is not UTF-8" in done.err
    assert [turn.query for turn in turns()] == ["Hello", "Good night"]


def test_ctrl_c_stops_the_reply_and_goes_on(home: object) -> None:
    gate = threading.Event()
    with ScriptedServer(Reply("Hel", gate, "lo"), Reply("Yes?")) as server, talking(*over(server)) as process:
        say(process, "Hello\n")
        hear(process, "Hel")
        process.send_signal(signal.SIGINT)
        hear(process, "\n")
        say(process, "Are you there?\n")
        hear(process, "Yes?\n")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0
    assert [(turn.response, turn.state) for turn in turns()] == [
        ("Hel", TurnState.STOPPED),
        ("Yes?", TurnState.FINISHED),
    ]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_a_signal_between_replies_ends_the_talk(home: object, number: signal.Signals, code: int) -> None:
    with talking(*TALK) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        say(process, "Hello\n")
        assert process.stdout.readline()
        process.send_signal(number)
        assert process.wait(60) == code
        assert b"Traceback" not in process.stderr.read()
    assert [turn.state for turn in turns()] == [TurnState.FINISHED]


def test_sigterm_in_the_middle_of_a_reply_keeps_what_has_come(home: object) -> None:
    with ScriptedServer(Reply("Hel", threading.Event())) as server, talking(*over(server)) as process:
        say(process, "Hello\n")
        hear(process, "Hel")
        process.terminate()
        assert process.wait(60) == 143
    assert [(turn.response, turn.state) for turn in turns()] == [("Hel", TurnState.STOPPED)]


def test_kill_in_the_middle_of_a_reply_loses_no_message(home: object) -> None:
    with ScriptedServer(Reply("Hel", threading.Event())) as server, talking(*over(server)) as process:
        say(process, "Hello\n")
        hear(process, "Hel")
        process.kill()
        process.wait(60)
    assert [turn.query for turn in turns()] == ["Hello"]


def test_a_reader_who_leaves_ends_the_talk_quietly(home: object) -> None:
    replies = Reply("One."), Reply("Two.", threading.Event())
    with ScriptedServer(*replies) as server, talking(*over(server)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        say(process, "1\n")
        hear(process, "One.\n")
        process.stdout.close()
        say(process, "2\n")
        assert process.wait(60) == 141
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert [turn.state for turn in turns()] == [TurnState.FINISHED, TurnState.STOPPED]


@pytest.mark.parametrize("place", ["> /dev/full", ">&-"])
def test_what_has_come_is_kept_when_it_cannot_be_written_out(home: object, place: str) -> None:
    with ScriptedServer(Reply("One.", threading.Event())) as server:
        line = f"{' '.join([*COMMAND, *over(server)])} {place}"
        done = subprocess.run(line, shell=True, input=b"1\n", capture_output=True, env=os.environ, timeout=60)
    assert done.returncode in (1, 141)
    assert b"Traceback" not in done.stderr
    assert [(turn.response, turn.state) for turn in turns()] == [("One.", TurnState.STOPPED)]


def test_a_closed_stdin_is_an_empty_one(home: object) -> None:
    line = f"{' '.join(COMMAND)} {' '.join(TALK)} <&-"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, env=os.environ)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr


def test_one_that_faded_is_one(talk: Run) -> None:
    talk("profile", "create", "Emily")
    talk("memory", "add", "--profile", "Emily", "I have a cat")
    done = talk(*TALK, SILICONFRIEND_FORGETTING_TAU_DAYS="0.0000001")
    assert "1 memory has faded into the archive: " in done.err


def test_what_faded_is_said(talk: Run, people: None) -> None:
    done = talk(*TALK, SILICONFRIEND_FORGETTING_TAU_DAYS="0.0000001")
    assert "4 memories have faded into the archive" in done.err
    assert "Emily adopted a cat and bought a bicycle." in done.err
    again = talk(*TALK, SILICONFRIEND_FORGETTING_TAU_DAYS="0.0000001")
    assert "faded" not in again.err


def test_whoever_talked_last_is_asked_when_nobody_is_named(talk: Run) -> None:
    assert talk("chat", stdin=b"Hello\n").code == 3
    talk(*TALK, stdin=b"Hello\n")
    done = talk("chat", "--model", "builtin", stdin=b"Hello again\n")
    assert done.code == 0
    assert "Emily" in done.err
    assert len(turns()) == 2


@pytest.mark.parametrize("call", ["/off-record", "/不留记录"])
def test_a_line_that_asks_to_be_off_the_record_is_heard(talk: Run, people: None, call: str) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=f"said aloud\n{call} my first secret\nmy second secret\n".encode())
    assert done.code == 0
    assert "off the record" in done.err
    assert [turn.query for turn in turns()[before:]] == ["said aloud"]
    assert len(done.out.splitlines()) >= 3


def test_that_a_message_was_too_long_for_the_model_is_said(talk: Run, people: None) -> None:
    with ScriptedServer(Reply("Hello"), Reply("Hello")) as server:
        done = talk(*over(server), stdin=b"Hello\n" + b"one long story " * 9000 + b"\n")
    assert done.code == 0
    assert done.err.count("It is kept whole.") == 1


def test_the_line_that_began_it_ends_being_off_the_record(talk: Run, people: None) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=b"/off-record\nmy secret\n/off-record more of it\n/off-record\nsaid aloud\n")
    assert done.code == 0
    assert "/off-record ends it" in done.err
    assert "no longer off the record" in done.err
    assert [turn.query for turn in turns()[before:]] == ["said aloud"]


def test_a_line_that_asks_for_what_a_pipe_cannot_promise_ends_it(talk: Run, people: None) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=b"/local-only my first secret\nmy second secret\n")
    assert done.code == 2
    assert "local-only NAME" in done.err
    assert len(turns()) == before


@pytest.mark.parametrize("line", ["/forget my dog", "/记住 我家的狗", "、帮助", "/off-record /forget my dog"])
def test_a_command_of_the_screen_is_not_said(talk: Run, people: None, line: str) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=f"{line}\n".encode())
    assert done.code == 2
    assert "is for the full screen" in done.err
    assert len(turns()) == before
    assert done.out == ""
    (told,) = talk(*TALK, "--json", stdin=f"{line}\n".encode()).out.splitlines()
    assert json.loads(told)["error"]["code"] == "for_the_screen"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("//forget my dog", "/forget my dog"),
        ("／／忘掉 豆豆", "／忘掉 豆豆"),
        (" /forget my dog", "/forget my dog"),
        ("/etc/hosts is a file", "/etc/hosts is a file"),
        ("//a comment", "//a comment"),
        (" /shrug", "/shrug"),
        ("/24 is a prefix", "/24 is a prefix"),
        ("/ hello", "/ hello"),
        ("/", "/"),
    ],
)
def test_what_only_looks_like_a_command_is_said(talk: Run, people: None, line: str, said: str) -> None:
    assert talk(*TALK, stdin=f"{line}\n".encode()).code == 0
    assert turns()[-1].query == said


@pytest.mark.parametrize(
    "line", ["/forgte my secret", "/忘记 袋鼠", "/forget: my secret", "/off-recrod my secret", "/shrug"]
)
def test_a_misspelt_command_is_not_said(talk: Run, people: None, line: str) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=f"{line}\n".encode())
    assert done.code == 2
    assert "There is no command /" in done.err
    assert len(turns()) == before
    (told,) = talk(*TALK, "--json", stdin=f"{line}\n".encode()).out.splitlines()
    assert json.loads(told)["error"]["code"] == "no_such_command"


@pytest.mark.parametrize(
    ("behind", "said"), [("\n", ["/forgte my secret"]), ("Hello\n\n", ["Hello"]), ("/off-record\n\n", [])]
)
def test_who_types_a_misspelt_command_can_say_it_with_another_enter(
    people: None, behind: str, said: list[str]
) -> None:
    before = len(turns())
    keyboard, terminal = os.openpty()
    os.write(keyboard, f"/forgte my secret\n{behind}/quit\n".encode())
    done = subprocess.run([*COMMAND, *TALK], stdin=terminal, capture_output=True, timeout=60)
    os.close(keyboard)
    os.close(terminal)
    assert done.returncode == 0
    assert "Did you mean /forget?" in done.stderr.decode()
    assert [turn.query for turn in turns()[before:]] == said


@pytest.mark.parametrize("line", ["/quit", "/退出"])
def test_the_word_to_leave_with_ends_it(talk: Run, people: None, line: str) -> None:
    before = len(turns())
    done = talk(*TALK, stdin=f"Hello\n{line}\nnever said\n".encode())
    assert done.code == 0
    assert [turn.query for turn in turns()[before:]] == ["Hello"]
