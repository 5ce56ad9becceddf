"""A ZPL printer on a wire: asked how it is, sent a label, asked again (devices.md 4.2)."""

import time
from collections.abc import Callable

from hubops.devices.printers.logged_wire import LoggedWire
from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.printers.wires import BrokeOff, Unreached, Wire
from hubops.devices.printers.zpl_status import (
    ASK_ERRORS,
    ASK_HOST_STATUS,
    ERRORS_FRAMES,
    HOST_STATUS_FRAMES,
    ZplStatus,
    frames_in,
    read_errors,
    read_host_status,
)
from hubops.devices.states import DeviceState

CONFIRM_S = 5.0
"""Seconds that a label may take to come out; without an end by then it stays unconfirmed."""
PAUSE_S = 0.1
"""Seconds between two questions while a label comes out."""
HALF = "printer.half_format"
"""Half a label waits in it for its end, and would swallow the beginning of the next one."""
FORGET_HALF = b"~JX"
"""Cancels the format that has begun and not ended, and nothing else (ZPL II guide 45541L, ``~JX``)."""
STILL_AT_IT = ("", HALF)
"""What may be said while a label is being taken in: the rest of it may be on the way through the printer."""


class ZplPrinter:
    """One printer. Not for two threads at once: the spool owns it."""

    def __init__(self, name: str, wire: Wire, *, confirm_s: float = CONFIRM_S) -> None:
        """Set up, without a connection.

        Args:
            name: as in devices.toml.
            wire: the way to it.
            confirm_s: seconds to wait for a label that the printer is working on.
        """
        self.name = name
        self.address = wire.address
        self._wire = LoggedWire(name, wire)
        self._confirm_s = confirm_s
        self._broke_off = False
        """The last document may lie in it half; a mute printer does not say so."""
        self._values = {"name": name, "address": wire.address}

    def status(self) -> PrinterHealth:
        """Ask ``~HS``, and ``~HQES`` if that is not answered: a printer without paper may be mute, not offline."""
        try:
            answer = self._ask(ASK_HOST_STATUS, HOST_STATUS_FRAMES, read_host_status)
            if answer is None:
                answer = self._ask(ASK_ERRORS, ERRORS_FRAMES, read_errors)
        except Unreached as unreached:
            return PrinterHealth(self.name, DeviceState.GONE, unreached.fault, self._values)
        if answer is None:
            return PrinterHealth(self.name, DeviceState.DEGRADED, "printer.mute", self._values)
        state = DeviceState.DEGRADED if answer.fault else DeviceState.READY
        return PrinterHealth(self.name, state, answer.fault, self._values, answer.waiting)

    def send(self, data: bytes) -> Sent:
        """Print one document of ZPL formats and say what became of it. Never raises."""
        before = self.status()
        if before.fault not in ("", "printer.mute", HALF):
            return self._sent(Outcome.REFUSED, before.fault)
        if before.fault == HALF or self._broke_off:
            data = FORGET_HALF + data
        try:
            self._wire.hand_over(data)
        except Unreached as unreached:
            return self._sent(Outcome.REFUSED, unreached.fault)
        except BrokeOff as broken:
            self._broke_off = True
            return self._sent(Outcome.UNKNOWN, broken.fault)
        self._broke_off = False
        return self._confirmed()

    def _confirmed(self) -> Sent:
        """Ask until the printer holds nothing back, reports a fault, or the time is over."""
        deadline = time.monotonic() + self._confirm_s
        while True:
            health = self.status()
            late = time.monotonic() > deadline
            if health.fault not in STILL_AT_IT or (health.fault and late):
                fault = "printer.mute" if health.state is DeviceState.GONE else health.fault
                return self._sent(Outcome.SENT_UNCONFIRMED, fault)
            if not health.fault and health.waiting == 0:
                return self._sent(Outcome.CONFIRMED)
            if health.waiting is None or late:
                return self._sent(Outcome.SENT_UNCONFIRMED, "printer.slow" if health.waiting else "printer.mute")
            time.sleep(PAUSE_S)

    def _ask(self, question: bytes, frames: int, read: Callable[[bytes], ZplStatus | None]) -> ZplStatus | None:
        return read(self._wire.ask(question, lambda answer: frames_in(answer) >= frames))

    def _sent(self, outcome: Outcome, fault: str = "") -> Sent:
        return Sent(outcome, fault, self._values)
