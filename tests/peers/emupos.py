"""A running emupos with devices of its own, and what a person does with them through its control interface."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installed import EMUPOS

START_S = 20.0


@dataclass(frozen=True)
class Emupos:
    """One running program; ``base`` is the address of its control interface."""

    base: str

    def get(self, path: str) -> bytes:
        """What it answers."""
        with urllib.request.urlopen(f"{self.base}{path}", timeout=5) as answer:  # noqa: S310 - loopback
            content: bytes = answer.read()
        return content

    def json(self, path: str) -> Any:
        """The same, read."""
        return json.loads(self.get(path))

    def order(self, method: str, path: str, **body: object) -> None:
        """Do something to a device: ``PUT /devices/front/faults/paper-out``, ``DELETE`` of the same."""
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.base}{path}", data, headers, method=method)  # noqa: S310 - loopback
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - loopback


@contextmanager
def running(folder: Path, devices: str) -> Iterator[Emupos]:
    """Start it with ``devices``, the YAML list of its configuration; ``folder`` is its working folder."""
    port = free_port()
    config = folder / "emupos.yaml"
    config.write_text(f"schema: 1\napi: {{ host: 127.0.0.1, port: {port} }}\ndevices:\n{devices}", encoding="utf-8")
    with (folder / "emupos.log").open("wb") as log:
        command = [str(EMUPOS), "run", "--config", str(config)]
        program = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        started = Emupos(f"http://127.0.0.1:{port}/api/v1")
        _wait_for(started, program)
        yield started
    finally:
        program.terminate()
        program.wait(10)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _wait_for(started: Emupos, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            started.get("/devices")
        except (urllib.error.URLError, ConnectionError):
            assert program.poll() is None, "emupos ended at its start"
            assert time.monotonic() < deadline, "emupos does not answer"
            time.sleep(0.05)
        else:
            return
