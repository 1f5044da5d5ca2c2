"""The real thing: `siliconfriend serve`, a headless Chromium, and a model that streams."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text

from tests.scripted_server import Reply, ScriptedServer

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1200,800"
)
GIVE_UP_SECONDS = 60

pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver"),
    pytest.mark.xdist_group("chromium"),
]


class Browser:
    """A Chromium; `seen` is all that was drawn in it, without colours and positions."""

    def __init__(self, profile: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        self.driver: Any = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        self.asked: set[str] = set()
        self._drawn = b""

    @property
    def seen(self) -> str:
        self.look()
        return Text.from_ansi(
            re.sub(rb"\x1b\[[0-9;?]*[A-Za-ln-z]", b"\n", self._drawn).decode("utf-8", "replace")
        ).plain

    def look(self) -> None:
        """Take in what has been asked of servers and what has been drawn since the last look."""
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                if event["params"]["documentURL"].startswith("http"):
                    self.asked.add(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketFrameReceived" and event["params"]["response"]["opcode"] == 2:
                self._drawn += base64.b64decode(event["params"]["response"]["payloadData"])

    def forget(self) -> None:
        """Only what is drawn from now on is `seen`."""
        self.look()
        self._drawn = b""

    def wait(self, until: Callable[[], object], what: str) -> None:
        end = time.monotonic() + GIVE_UP_SECONDS
        while not until():
            assert time.monotonic() < end, f"{what}: {self.seen[-2000:]!r}"
            self.driver.execute_async_script("setTimeout(arguments[0], 50)")

    def wait_for(self, text: str) -> None:
        self.wait(lambda: text in self.seen, f"{text!r} was not drawn")

    def type(self, text: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(text).perform()

    def shown(self, sign: str) -> bool:
        """Whether the page shows its word `sign`."""
        from selenium.webdriver.common.by import By

        return bool(self.driver.find_element(By.CSS_SELECTOR, f".word.{sign}").is_displayed())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"SILICONFRIEND_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", "OPENAI_API_KEY": "none"}


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(tmp_path / "chromium")
    yield browser
    browser.driver.quit()


def ours(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "siliconfriend", *arguments]


def test_type_stream_take_over_and_close(environment: dict[str, str], chromium: Browser) -> None:
    from selenium.webdriver.common.keys import Keys

    subprocess.run(ours("profile", "create", "Emily"), env=environment, check=True)
    gate = threading.Event()
    with ScriptedServer() as model:
        model.script(Reply("What a ", gate, "lovely name."), Reply("Still ", threading.Event()))
        flags = ("--base-url", model.url, "--model", "scripted")
        served = subprocess.Popen(
            ours(*flags, "serve", "--port", "0"), env=environment, stderr=subprocess.PIPE, text=True
        )
        try:
            address = _address(served)
            chromium.driver.get(address)
            chromium.wait_for("0 memories")
            chromium.type("My cat is called Momo" + Keys.ENTER)
            chromium.wait_for("What a")
            assert "lovely" not in chromium.seen
            gate.set()
            chromium.wait_for("lovely name.")
            chromium.wait_for("1 memory")
            chromium.forget()
            chromium.type("/memories" + Keys.ENTER)
            chromium.wait_for("Momo")
            chromium.type(Keys.ESCAPE)
            origin = address.partition("/?")[0]
            assert {url for url in chromium.asked if not url.startswith(origin)} <= {"data:,"}

            chromium.driver.switch_to.new_window("tab")
            chromium.driver.get(origin)
            chromium.wait(lambda: chromium.shown("busy"), "the second tab was not asked")
            chromium.driver.find_element("css selector", ".word.busy button").click()
            chromium.forget()
            chromium.wait_for("lovely name.")
            chromium.wait_for("1 memory")
            chromium.type("And now?" + Keys.ENTER)
            chromium.wait_for("Still")
            served.send_signal(signal.SIGTERM)
            assert served.wait(GIVE_UP_SECONDS) == 0
            chromium.wait(lambda: chromium.shown("closed"), "the page does not say that it is over")
        finally:
            served.kill()
            served.wait()
    listed = subprocess.run(
        ours("memory", "list", "--json"), env=environment, check=True, capture_output=True, text=True
    )
    texts = [one["text"] for one in json.loads(listed.stdout)["memories"]]
    assert texts == ["And now?\nStill ", "My cat is called Momo\nWhat a lovely name."]


def _address(served: subprocess.Popen[str]) -> str:
    assert served.stderr is not None
    for line in served.stderr:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError("no address was printed")
