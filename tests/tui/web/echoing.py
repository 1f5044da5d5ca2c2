"""A program for textual-serve: says who it is, echoes what is typed, and notes in a file when it has to end."""

import json
import os
import sys
import threading
from pathlib import Path


def write(data: bytes) -> None:
    os.write(1, b"D" + len(data).to_bytes(4, "big") + data)


def read(size: int) -> bytes:
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        raise SystemExit
    return data


def flood() -> None:
    while True:
        write(bytes(1 << 16))


os.write(1, b"__GANGLION__\n")
write(f"I am {os.getpid()}".encode())
while True:
    kind, size = read(1), int.from_bytes(read(4), "big")
    payload = read(size)
    if payload == b"die":
        os.kill(os.getpid(), 9)
    elif payload == b"flood":
        threading.Thread(target=flood, daemon=True).start()
    elif kind == b"D":
        write(b"typed " + payload)
    elif (told := json.loads(payload))["type"] == "quit":
        with Path(sys.argv[1]).open("a") as file:
            file.write(f"{os.getpid()}\n")
        raise SystemExit
    else:
        write(json.dumps(told).encode())
