"""A receipt printer on a wire: asked how it is, sent a paper, asked whether it is done and how it is (devices.md 5).

Such a printer takes all bytes at once, long before they are on paper, and one that hangs takes them too: nothing is
confirmed but by its own answer to a question that stands behind the last byte.
"""

import time

from hubops.devices.printers.escpos_status import (
    ASK_STATUS,
    ASK_WHEN_DONE,
    LOW_PAPER,
    QUESTIONS,
    fault_of,
    ran_out,
    read_answers,
)
from hubops.devices.printers.logged_wire import LoggedWire
from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.printers.wires import BrokeOff, Unreached, Wire
from hubops.devices.states import DeviceState

DONE_S = 8.0
"""Seconds that the last part of a paper may take to come out; without an answer by then it stays unconfirmed."""
_PRINTS = ("", LOW_PAPER)


class EscPosPrinter:
    """One printer. Not for two threads at once: the spool owns it."""

    def __init__(self, name: str, wire: Wire, *, done_s: float = DONE_S) -> None:
        """Set up, without a connection.

        Args:
            name: as in devices.toml.
            wire: the way to it.
            done_s: seconds to wait for a paper that the printer is working on.
        """
        self.name = name
        self.address = wire.address
        self._wire = LoggedWire(name, wire)
        self._done_s = done_s
        self._values = {"name": name, "address": wire.address}

    def status(self) -> PrinterHealth:
        """Ask how it is; a printer that does not answer is mute, not gone."""
        try:
            answer = self._wire.ask(ASK_STATUS, lambda heard: len(read_answers(heard).status) >= len(QUESTIONS))
        except Unreached as unreached:
            return PrinterHealth(self.name, DeviceState.GONE, unreached.fault, self._values)
        told = read_answers(answer).status
        fault = fault_of(told) if told else "printer.mute"
        state = DeviceState.DEGRADED if fault else DeviceState.READY
        return PrinterHealth(self.name, state, fault, self._values)

    def send(self, data: bytes) -> Sent:
        """Print one paper and say what became of it. Never raises."""
        before = self.status()
        if before.fault not in (*_PRINTS, "printer.mute"):
            return self._sent(Outcome.REFUSED, before.fault)
        try:
            self._wire.hand_over(data)
        except Unreached as unreached:
            return self._sent(Outcome.REFUSED, unreached.fault)
        except BrokeOff as broken:
            return self._sent(Outcome.UNKNOWN, broken.fault)
        return self._confirmed()

    def _confirmed(self) -> Sent:
        """Wait until it says that all is worked off, reports a fault, or the time is over."""
        deadline = time.monotonic() + self._done_s
        while True:
            done = self._is_done()
            health = self.status()
            if done or health.fault not in _PRINTS or time.monotonic() > deadline:
                break
        fault = "printer.mute" if health.state is DeviceState.GONE else health.fault
        if done and ran_out(done[0]):
            fault = "printer.paper_out"
        if fault not in _PRINTS:
            return self._sent(Outcome.SENT_UNCONFIRMED, fault)
        return self._sent(Outcome.CONFIRMED) if done else self._sent(Outcome.SENT_UNCONFIRMED, "printer.slow")

    def _is_done(self) -> tuple[int, ...]:
        """Its answers to the question that stands behind the last byte; none if it did not get there yet."""
        try:
            return read_answers(self._wire.ask(ASK_WHEN_DONE, lambda heard: bool(read_answers(heard).done))).done
        except Unreached:
            return ()

    def _sent(self, outcome: Outcome, fault: str = "") -> Sent:
        return Sent(outcome, fault, self._values)
