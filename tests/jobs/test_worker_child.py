"""The worker as a child: started when nobody leads, ended with its parent, however that went."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hubops.jobs.child import WorkerChild

ROOT = Path(__file__).parents[2]
CHILD = """
import sys, threading
from hubops.jobs.child import watch_parent
from hubops.jobs.worker import stop_on_signal
assert sys.argv[1:3] == ["worker", "--hub"], sys.argv
stop = stop_on_signal()
watch_parent(int(sys.argv[sys.argv.index("--child-of") + 1]), stop)
print("ready", file=sys.stderr, flush=True)
stop.wait(60)
print("ended", file=sys.stderr, flush=True)
"""
PARENT = """
import sys, time
from pathlib import Path
from hubops.jobs.child import WorkerChild
child = WorkerChild(Path("."), Path(sys.argv[1]), (sys.executable, "-c", sys.argv[2]))
child.ensure(None)
time.sleep(60)
"""


class Log:
    """A pipe with a name, in which the child says how far it is."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def next(self) -> str:
        """The next line, within ten seconds; empty when the child is gone."""
        line = b""
        while not line.endswith(b"\n"):
            assert select.select([self._reader], [], [], 10)[0]
            piece = os.read(self._reader, 1)
            if not piece:
                break
            line += piece
        return line.decode().strip()


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Log(tmp_path / "log")


@pytest.mark.slow
def test_a_child_is_started_once_and_stopped(log: Log, tmp_path: Path) -> None:
    """Slow because the child is a process of its own."""
    child = WorkerChild(tmp_path, log.path, (sys.executable, "-c", CHILD))
    assert not child.ensure("somebody"), "somebody leads"
    assert child.ensure(None)
    assert not child.ensure(None), "it is on its way"
    assert log.next() == "ready"
    pid = child.pid
    child.stop()
    assert log.next() == "ended"
    assert pid is not None
    assert child.pid is None


@pytest.mark.slow
def test_a_child_that_was_killed_is_started_again(log: Log, tmp_path: Path) -> None:
    """Slow because the child is a process of its own."""
    child = WorkerChild(tmp_path, log.path, (sys.executable, "-c", CHILD))
    for _ in range(2):
        assert child.ensure(None)
        assert log.next() == "ready"
        pid = child.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert log.next() == ""
    child.stop()


@pytest.mark.slow
def test_a_child_ends_when_its_parent_was_killed(log: Log) -> None:
    """Slow because parent and child are processes of their own."""
    with subprocess.Popen([sys.executable, "-c", PARENT, str(log.path), CHILD]) as parent:
        assert log.next() == "ready"
        parent.kill()
    assert log.next() == "ended"


def test_nothing_to_stop(tmp_path: Path) -> None:
    WorkerChild(tmp_path).stop()
