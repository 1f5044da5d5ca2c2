"""The API key: from the environment, else from the system's keyring."""

from __future__ import annotations

import logging
import os
import queue
import threading
from importlib.util import find_spec

VARIABLES = ("SILICONFRIEND_API_KEY", "OPENAI_API_KEY")
SERVICE = "siliconfriend"
KEYRING_SECONDS = 5.0
RECOMMENDED_PRIORITY = 1.0

log = logging.getLogger(__name__)


def from_environment() -> str | None:
    """The key that the environment holds, if any."""
    return next((key for name in VARIABLES if (key := os.environ.get(name, "").strip())), None)


def find(host: str) -> str | None:
    """The key for `host`: the environment's, else what the keyring keeps for `host` under "siliconfriend".

    Waits at most `KEYRING_SECONDS` for the keyring, which may be asking its owner to unlock it; call it off
    the event loop, and only when a key is needed. Without a usable keyring: None.
    """
    return from_environment() or _from_keyring(host)


def _from_keyring(host: str) -> str | None:
    if find_spec("keyring") is None:
        return None
    answer: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    # A daemon: a keyring that never answers must not keep the program from ending.
    threading.Thread(target=_ask_keyring, args=(host, answer), name="keyring", daemon=True).start()
    try:
        return answer.get(timeout=KEYRING_SECONDS)
    except queue.Empty:
        log.warning("the keyring did not answer")
        return None


def _ask_keyring(host: str, answer: queue.SimpleQueue[str | None]) -> None:
    key = None
    try:
        import keyring

        # Backends of a lower priority keep keys in plain files, or ask for a password on the terminal.
        if keyring.get_keyring().priority >= RECOMMENDED_PRIORITY:
            key = keyring.get_password(SERVICE, host)
    except Exception as error:  # noqa: BLE001 - backends raise anything, and their words may hold the key
        log.warning("the keyring failed: %s", type(error).__name__)
    answer.put(key.strip() or None if key else None)
