"""A printer behind a queue of CUPS: by CUPS's own ``lp``, or by the package ``zebra`` (devices.md 4.1).

What goes wrong there goes wrong without a word: ``zebra`` looks at no exit code and sets no time limit, and says
nothing of an unknown queue or a dead daemon. So CUPS is asked before and after, whoever carries the bytes. At most one
document of this hub lies in a queue at a time: the others wait here, where a person can hold them or move them.

CUPS knows when it has handed a document over, not whether a raw label came out: such a one stays unconfirmed.
"""

import getpass
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable

from zebra import Zebra

from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.states import DeviceState

COMMAND_S = 10.0
"""Seconds for one command; a daemon that does not answer in that time is taken for dead."""
CONFIRM_S = 10.0
"""Seconds for CUPS to hand a document over to its printer."""
LOOK_S = 0.2
"""Seconds between two looks at a job under way."""

_REQUEST = re.compile(r"request id is (\S+-\d+)")

Carry = Callable[[str, bytes, str, float], str]
"""Puts a document into a queue under a title, in so many seconds, and returns its job there, empty if it tells none.

Raises CupsError, or TimeoutError if it can't be known whether it went in.
"""


class CupsError(Exception):
    """CUPS did not take a document, for the reason it gives."""


def by_lp(queue: str, data: bytes, title: str, seconds: float, *, raw: bool = True) -> str:
    """CUPS's own command, which names the job that it makes."""
    done = _run("lp", "-d", queue, "-t", title, *(("-o", "raw") if raw else ()), data=data, seconds=seconds)
    if done.returncode != 0:
        raise CupsError(_reason(done))
    found = _REQUEST.search(done.stdout.decode(errors="replace"))
    return found.group(1) if found else ""


def by_zebra(queue: str, data: bytes, _: str, seconds: float) -> str:
    """The package zebra: always bytes, it would write text as CP437. Its job is the one that is new in the queue."""
    before = _jobs("all", queue)
    zebra, failed = Zebra(queue), list[Exception]()  # type: ignore[no-untyped-call]

    def carry() -> None:
        try:
            zebra.output(data)  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - the top of a thread: raised again below
            failed.append(error)

    carrier = threading.Thread(target=carry, name=f"zebra {queue}", daemon=True)
    carrier.start()
    carrier.join(seconds)
    if carrier.is_alive():
        raise TimeoutError(queue)
    if failed:
        raise failed[0]
    new = [job for job in _jobs("all", queue) if job not in before]
    if not new:
        raise CupsError("lpr")
    return new[-1]


def by_lp_as_document(queue: str, data: bytes, title: str, seconds: float) -> str:
    """A document that CUPS itself draws for the printer, such as a PDF."""
    return by_lp(queue, data, title, seconds, raw=False)


class CupsPrinter:
    """One queue of the CUPS of this machine, or of the one that ``$CUPS_SERVER`` names. Not for two threads at once."""

    def __init__(self, name: str, queue: str, carry: Carry = by_lp, *, confirm_s: float = CONFIRM_S) -> None:
        """Set up; nothing is asked yet.

        Args:
            name: as in devices.toml.
            queue: as CUPS calls it.
            carry: what puts documents into the queue.
            confirm_s: seconds to wait until CUPS has handed a document over.
        """
        self.name = name
        self.queue = queue
        self._carry = carry
        self._confirm_s = confirm_s
        self._values: dict[str, object] = {"name": name, "address": queue}

    def status(self) -> PrinterHealth:
        """Ask CUPS about the queue; the printer itself is not asked."""
        try:
            fault, reason = self._fault()
            waiting = len(_jobs("not-completed", self.queue)) if not fault else None
        except (OSError, subprocess.TimeoutExpired):
            fault, reason, waiting = "printer.no_cups", "", None
        if waiting:
            fault = "printer.queue_holds"
        gone = fault in ("printer.no_cups", "printer.no_queue")
        state = DeviceState.GONE if gone else DeviceState.DEGRADED if fault else DeviceState.READY
        return PrinterHealth(self.name, state, fault, {**self._values, "reason": reason}, waiting)

    def send(self, data: bytes, title: str) -> Sent:
        """Put one document into the queue and say what became of it. Never raises."""
        before = self.status()
        if before.fault:
            return Sent(Outcome.REFUSED, before.fault, before.values)
        try:
            job = self._carry(self.queue, data, title, COMMAND_S)
        except CupsError as refusal:
            values = {**self._values, "reason": str(refusal)}
            return Sent(Outcome.REFUSED, "printer.queue_refused", values, for_good="format" in str(refusal))
        except FileNotFoundError:
            return Sent(Outcome.REFUSED, "printer.no_cups", self._values)
        except (OSError, subprocess.TimeoutExpired):
            return Sent(Outcome.UNKNOWN, "printer.broke_off", self._values)
        try:
            return self._followed(job)
        except (OSError, subprocess.TimeoutExpired):
            return Sent(Outcome.SENT_UNCONFIRMED, "printer.no_cups", self._values)

    def _fault(self) -> tuple[str, str]:
        """What is wrong with the queue, and CUPS's word for it."""
        if shutil.which("lpstat") is None or "is running" not in _said("lpstat", "-r"):
            return "printer.no_cups", ""
        asked = _run("lpstat", "-p", self.queue, "-a", self.queue)
        if asked.returncode != 0:
            return "printer.no_queue", ""
        lines = asked.stdout.decode(errors="replace").splitlines()
        if any(" disabled " in line or " not accepting " in line for line in lines):
            return "printer.queue_stopped", next((line.strip() for line in lines if line[:1].isspace()), "")
        return "", ""

    def _followed(self, job: str) -> Sent:
        """Look until the job has left the queue, or the time is over."""
        deadline = time.monotonic() + self._confirm_s
        while job in _jobs("not-completed", self.queue):
            if time.monotonic() > deadline:
                return Sent(Outcome.SENT_UNCONFIRMED, "printer.queue_holds", self._values)
            time.sleep(LOOK_S)
        alerts = _alerts(self.queue, job)
        if "cancel" in alerts or "abort" in alerts:
            return Sent(Outcome.UNKNOWN, "printer.broke_off", self._values)
        if self._carry is by_lp_as_document and job:
            return Sent(Outcome.CONFIRMED, values=self._values)
        return Sent(Outcome.SENT_UNCONFIRMED, "printer.handed_over", self._values)


def _jobs(which: str, queue: str) -> list[str]:
    """This user's jobs in a queue, the newest last: ``completed``, ``not-completed`` or ``all``."""
    rows = (line.split() for line in _said("lpstat", "-W", which, "-o", queue).splitlines())
    mine = {row[0] for row in rows if len(row) > 1 and row[1] == getpass.getuser()}
    return sorted(mine, key=lambda job: int(job.rpartition("-")[2]))


def _alerts(queue: str, job: str) -> str:
    """What CUPS noted about a job that has ended, such as ``job-canceled-by-user``."""
    told = False
    for line in _said("lpstat", "-l", "-W", "completed", "-o", queue).splitlines():
        if not line[:1].isspace():
            told = line.split(" ", 1)[0] == job
        elif told and line.strip().startswith("Alerts:"):
            return line.partition(":")[2].strip()
    return ""


def _said(*command: str) -> str:
    return _run(*command).stdout.decode(errors="replace")


def _run(*command: str, data: bytes = b"", seconds: float = COMMAND_S) -> subprocess.CompletedProcess[bytes]:
    """Run one command of CUPS, in the one language in which its answers are read.

    Raises:
        FileNotFoundError: it is not installed.
        TimeoutExpired: it did not end in time.
    """
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    return subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment, check=False)  # noqa: S603


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command gave as its reason, without its name."""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return said[-1].partition(": ")[2] if said else str(done.returncode)
