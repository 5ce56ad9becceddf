"""A CUPS server of its own for the tests: in a folder, on a free port of the loopback address, with raw queues."""

import os
import shutil
import socket
import subprocess
import threading
import time
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

FILES = """
ServerRoot {folder}
StateDir {folder}/run
RequestRoot {folder}/spool
CacheDir {folder}/cache
TempDir {folder}/tmp
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
SystemGroup root
"""
SERVER = """
Listen 127.0.0.1:{port}
LogLevel warn
DefaultAuthType None
WebInterface No
Browsing No
JobRetryInterval 1
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
START_S = 15.0


class Sink:
    """What a print server would be: takes bytes on TCP, and can be switched off and on again at the same port."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.documents: list[bytes] = []
        self._changed = threading.Condition()
        self._server: socket.socket | None = None

    def switch_on(self) -> None:
        """Begin to take documents."""
        self._server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self._server,), name="sink", daemon=True).start()

    def switch_off(self) -> None:
        """Take no more; nothing happens if it is off."""
        if self._server is not None:
            self._server.shutdown(socket.SHUT_RDWR)
            self._server.close()
            self._server = None

    def wait_for(self, documents: int, seconds: float = 10.0) -> bool:
        """Wait until so many documents came in all; False if they do not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.documents) >= documents, seconds)

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                document = b"".join(iter(partial(connection.recv, 65536), b""))
            with self._changed:
                self.documents.append(document)
                self._changed.notify_all()


class PrivateCups:
    """A cupsd of its own; its address stands in ``server``."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.server = f"127.0.0.1:{port}"
        self._folder = folder
        for name in ("run", "spool", "cache", "tmp"):
            (folder / name).mkdir(parents=True)
        for each in (folder, *folder.parents[:2]):  # its back-ends run as another user
            each.chmod(0o755)
        (folder / "cups-files.conf").write_text(FILES.format(folder=folder))
        (folder / "cupsd.conf").write_text(SERVER.format(port=port))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it, and wait until it answers."""
        command = ("-f", "-c", str(self._folder / "cupsd.conf"), "-s", str(self._folder / "cups-files.conf"))
        program = shutil.which("cupsd") or "/usr/sbin/cupsd"
        self._process = subprocess.Popen([program, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_S
        while "is running" not in self.command("lpstat", "-r"):
            assert time.monotonic() < deadline, (self._folder / "error_log").read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        self.stop()

    def stop(self) -> None:
        """End it; nothing happens if it has ended."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(START_S)
            self._process = None

    def add_queue(self, name: str, port: int) -> None:
        """Make a raw queue to a port of this machine that tries again and again."""
        device = ("-v", f"socket://127.0.0.1:{port}", "-m", "raw", "-o", "printer-error-policy=retry-job")
        self.command("lpadmin", "-p", name, "-E", *device)

    def command(self, *command: str) -> str:
        """Run a command of CUPS against this server; what it says is returned."""
        environment = {**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=START_S)
        return done.stdout + done.stderr
