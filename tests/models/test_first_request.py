"""What the first request needs is loaded with the client, in its thread, and not while the screen waits."""

from __future__ import annotations

import subprocess
import sys

from tests.scripted_server import Reply, ScriptedServer

ASK = """
import asyncio, sys
from datetime import datetime
from siliconfriend.language import Language
from siliconfriend.models.address import Address
from siliconfriend.models.base import Message, Prompt, Role, Sampling
from siliconfriend.models.chatgpt import ChatGPT

async def ask(url):
    model = ChatGPT(Address.parse(url), "scripted")
    await model._connected()
    before = set(sys.modules)
    prompt = Prompt((Message(Role.USER, "hi"),), "hi", "Emily", Language.EN, datetime.now())
    reply = "".join([piece async for piece in model.stream(prompt, Sampling())])
    print(reply, *sorted(set(sys.modules) - before))
    await model.close()

asyncio.run(ask(sys.argv[1]))
"""


def test_the_first_request_imports_nothing() -> None:
    with ScriptedServer() as server:
        server.script(Reply("Hello"))
        done = subprocess.run([sys.executable, "-c", ASK, server.url], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Hello"]
