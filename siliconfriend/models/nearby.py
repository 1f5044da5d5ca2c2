"""What could answer on this machine: servers on the usual ports, weights in the usual folders, a graphics card.

Everything here blocks, for two seconds at most, whatever a server sends; nothing leaves the machine, and no key is
sent. Nothing heavy is imported: a card is known by its device, weights by their files.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Thread, Timer
from typing import Any, Final, TypeVar

from siliconfriend.models.listed import chatting

PORTS: Final = (11434, 8000, 1234, 8080, 5000)
"""Ollama, vLLM and `transformers serve`, LM Studio, llama.cpp, text-generation-webui."""

SECONDS: Final = 1.0
LOOK_EVERY_SECONDS: Final = 0.1
LARGEST_ANSWER: Final = 1_000_000
MOST_MODELS: Final = 8
WEIGHTS: Final = ("*.safetensors", "*.bin", "*.safetensors.index.json")
CHATTING: Final = ("ForCausalLM", "ForConditionalGeneration", "ChatGLM")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Nearby:
    """A model that could answer: `name` for the setting `chat.model`, and where it is.

    `base_url` is the address of its server; empty for weights on this machine.
    """

    name: str
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found; `card` is the graphics card's name, empty when there is none."""

    servers: Sequence[Nearby] = ()
    weights: Sequence[Nearby] = ()
    card: str = ""


def look_around(ports: Sequence[int] = PORTS, stop: Callable[[], bool] = lambda: False) -> Surroundings:
    """Servers, weights and the card, all looked for at once; nothing once `stop` says so."""
    asked = [_begun(partial(served, port)) for port in ports]
    weights, card = _begun(lambda: list(weights_here())), _begun(graphics_card)
    waited_for: set[Future[Any]] = {*asked, weights, card}
    while waited_for and not stop():
        waited_for = wait(waited_for, LOOK_EVERY_SECONDS).not_done
    if waited_for:
        return Surroundings()
    servers = [one for answer in asked for one in answer.result()]
    return Surroundings(tuple(servers), tuple(weights.result()), card.result())


def _begun(look: Callable[[], T]) -> Future[T]:
    """What `look` finds, looked for by a thread that holds up nobody who leaves."""
    found: Future[T] = Future()

    def begin() -> None:
        try:
            found.set_result(look())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            found.set_exception(error)

    Thread(target=begin, daemon=True).start()
    return found


def served(port: int) -> list[Nearby]:
    """The chat models that a server on this machine's `port` says it has; none when nobody answers so."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.connect()
        with _hung_up_in_time(connection.sock):
            connection.request("GET", "/v1/models", headers={"Accept": "application/json"})
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                return []
            told = answer.read(LARGEST_ANSWER)
        found = json.loads(told)
        listed = found["data"] if isinstance(found, dict) else found
        names = chatting(one["id"] for one in listed)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return []
    finally:
        connection.close()
    return [Nearby(name, f"http://localhost:{port}") for name in names[:MOST_MODELS]]


@contextmanager
def _hung_up_in_time(connected: socket.socket) -> Iterator[None]:
    """A byte now and then would hold up whoever reads for ever, since each read has a time of its own only."""

    def hang_up() -> None:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    timer = Timer(2 * SECONDS, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def weights_here() -> Iterator[Nearby]:
    """Folders of weights that could be loaded; none unless what loads them is installed."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        return
    count = 0
    for folder in _folders():
        if count < MOST_MODELS and _can_chat(folder):
            count += 1
            yield Nearby(str(folder))


def _folders() -> Iterator[Path]:
    home = Path.home()
    hub = os.environ.get("HF_HUB_CACHE") or Path(os.environ.get("HF_HOME", home / ".cache/huggingface")) / "hub"
    for pattern_root, pattern in (
        (home / "models", "*"),
        (Path.cwd() / "models", "*"),
        (Path(hub), "models--*/snapshots/*"),
    ):
        try:
            yield from sorted(path for path in pattern_root.glob(pattern) if path.is_dir())
        except OSError:
            continue


def _can_chat(folder: Path) -> bool:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kinds = config.get("architectures") or []
        return any(mark in str(kind) for kind in kinds for mark in CHATTING) and any(
            next(folder.glob(pattern), None) for pattern in WEIGHTS
        )
    except (OSError, ValueError, AttributeError, RecursionError):
        return False


def graphics_card() -> str:
    """The name of a card that models could run on, as far as the system tells; empty when there is none."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "Apple GPU"
    if Path("/dev/nvidia0").exists() or Path("/proc/driver/nvidia/gpus").is_dir():
        return _nvidia_name() or "NVIDIA GPU"
    return "AMD GPU" if Path("/dev/kfd").exists() else ""


def _nvidia_name() -> str:
    try:
        told = subprocess.run(
            ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"],  # noqa: S607 - wherever it is installed
            capture_output=True,
            text=True,
            timeout=2 * SECONDS,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return next(iter(told.splitlines()), "").strip()
