"""The reader of one scale: asks about eight times a second, tells changes, and notices when nobody answers."""

import queue
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from hubops.clock import Clock
from hubops.devices.ports import PortThread
from hubops.devices.scales.alibi import AlibiRecord
from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import (
    Complaint,
    Declined,
    Done,
    Frame,
    Identity,
    Noise,
    NoWeight,
    Stored,
    Tare,
    Unusable,
)
from hubops.devices.scales.protocols import driver_for
from hubops.devices.states import DeviceState, DeviceStatus, StatusRecord
from hubops.errors import DeviceFault
from hubops.inputs import Weight

POLL_S = 0.12
"""Seconds between two questions: Kern's terminals want more than 0.1 (devices.md 1.1)."""
MUTE_AFTER_S = 1.5
"""Seconds without a weight after which the scale counts as mute: a pulled plug behind an adapter is only silence."""
TARE_EVERY_S = 0.5
"""Seconds between two questions for the tare: nobody sets one, loads the scale and lets it rest in less."""
TARE_HOLDS_S = 1.5
"""Seconds after which a tare that was told is no longer known."""
TARE_TRIES = 3
"""Questions for the tare after which a scale that never told it is not asked again."""
ORDER_S = 5.0
"""Seconds that a scale has to zero or to tare; it waits for rest first."""

_COMPLAINTS = {NoWeight: "scale.busy", Complaint: "scale.error", Noise: "scale.garbled"}


@dataclass(slots=True)
class _Order:
    command: bytes
    ends_at: float
    outcome: "Future[bool]" = field(default_factory=Future)


class ScaleReader:
    """Reads one scale in a thread of its own and finds it again after an unplug.

    A weight that was told holds until the next one, or until the state is no longer ``ready``.
    """

    def __init__(
        self,
        name: str,
        port: str,
        line: str,
        clock: Clock,
        on_weight: Callable[[Weight], None],
        on_status: Callable[[DeviceStatus], None],
        *,
        protocol: str = "mt-sics",
        unit: str = "",
        weighs: str = "",
        alibi: bool = False,
        poll_s: float = POLL_S,
        mute_after_s: float = MUTE_AFTER_S,
    ) -> None:
        """Set up, without opening anything; both callbacks come from the reader's thread.

        Args:
            name: as in devices.toml.
            port: device path, ``socket://host:port`` or ``rfc2217://host:port``.
            line: such as ``9600 8N1``.
            clock: tells since when a state holds.
            on_weight: gets a weight when anything that it shows changed.
            on_status: gets every change of state, and the scale's serial number.
            protocol: a name of protocols.py.
            unit: what the scale shows, for a protocol that sends no unit.
            weighs: ``gross`` or ``net``: what a weight is that does not say so; empty: the scale is asked for its tare.
            alibi: the scale stores each load at rest in its alibi memory, and its record goes with the weight.
            poll_s: seconds between two questions.
            mute_after_s: seconds without a weight until the state is ``degraded``.

        Raises:
            SetupFault: ``port``, ``line``, ``protocol`` or ``unit`` is malformed, or has no alibi memory.
        """
        self._name = name
        self._driver: ScaleDriver = driver_for(protocol, unit, alibi=alibi)
        self._unit = unit
        self._weighs = weighs
        self._on_weight = on_weight
        self._record = StatusRecord(name, "scale", clock, on_status, port=port)
        self._poll_s = poll_s
        self._mute_after_s = mute_after_s
        self._alibi = AlibiRecord(self._driver.store if alibi else b"")
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        self._order: _Order | None = None
        self._serial = ""
        self._tare_g = 0
        self._tare_told_at = self._tare_asked_at = float("-inf")
        self._start_over(_nobody)
        self._thread = PortThread(port, line, self, self._record, poll_s)

    @property
    def status(self) -> DeviceStatus:
        """The state that was reported last."""
        return self._record.status

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        self._thread.stop()

    def zero(self) -> "Future[bool]":
        """Order the scale to set itself to zero; from any thread.

        Returns:
            At most a few seconds later: True, the scale did it; False, it declined, for it is loaded or moves.
            DeviceFault ``scale.cannot``: the protocol has no such command; ``scale.no_answer``: it says nothing.
        """
        return self._place(self._driver.zero)

    def tare(self) -> "Future[bool]":
        """Order the scale to take what lies on it as tare; like ``zero``."""
        return self._place(self._driver.tare)

    def opened(self, write: Callable[[bytes], object]) -> None:
        """The port is open: ask who is there. The questions also end a stream that a crashed reader left running."""
        self._start_over(write)
        self._record.change(DeviceState.OPENING)
        self._ask(self._driver.first + self._driver.identify or self._driver.ask)

    def received(self, data: bytes) -> None:
        """Bytes came."""
        for frame in self._parser.feed(data):
            self._take(frame)
        self._look_at_the_time()

    def silent(self) -> None:
        """It is time for the next question."""
        self._look_at_the_time()

    def _place(self, command: bytes) -> "Future[bool]":
        order = _Order(command, time.monotonic() + ORDER_S)
        if command:
            self._orders.put(order)
        else:
            order.outcome.set_exception(DeviceFault("scale.cannot", name=self._name))
        return order.outcome

    def _start_over(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._parser = self._driver.parser(self._unit)
        self._told: Weight | None = None
        self._complaint = "scale.mute"
        self._heard_at = self._asked_at = time.monotonic()
        self._fail_order()
        self._forget_tare()
        self._alibi.forget()

    def _look_at_the_time(self) -> None:
        """Declare the scale dumb if it is, and ask again if it is time."""
        now = time.monotonic()
        if self._order is not None and now > self._order.ends_at:
            self._fail_order()
        awaited = self._order is not None and self._driver.confirms
        if awaited:
            self._heard_at = now  # it is busy with the order, and is asked nothing meanwhile
        elif now - self._heard_at > self._mute_after_s:
            self._told = None
            self._record.change(DeviceState.DEGRADED, self._complaint)
            self._complaint, self._heard_at = "scale.mute", now
        if not awaited and now - self._asked_at >= self._poll_s:
            self._ask(self._next_order(now) or self._next_question(now))

    def _ask(self, command: bytes) -> None:
        self._asked_at = time.monotonic()
        if command:
            self._write(command)

    def _next_order(self, now: float) -> bytes:
        """An order that waited too long is not sent: who gave it has gone away."""
        if self._order is not None or self._orders.empty():
            return b""
        self._order = self._orders.get()
        if now > self._order.ends_at or not self._order.outcome.set_running_or_notify_cancel():
            self._fail_order()
            return b""
        return self._order.command

    def _next_question(self, now: float) -> bytes:
        if not self._asks_tare or now - self._tare_asked_at < TARE_EVERY_S:
            return self._alibi.question() or self._driver.ask
        self._tare_asked_at = now
        self._tare_tries += 1
        return self._driver.ask_tare

    @property
    def _asks_tare(self) -> bool:
        """Whether the scale may still tell its tare, which its weights don't."""
        return bool(self._driver.ask_tare) and not self._weighs and self._tare_tries < TARE_TRIES

    def _take(self, frame: Frame) -> None:
        match frame:
            case Weight():
                if self._record.status.state is DeviceState.DEGRADED:
                    self._tare_tries = 0  # who was mute left that question unanswered too
                self._tell(self._completed(frame))
            case Unusable():
                # the scale shows something else than what was told last: that weight must not stand any longer
                self._told = None
                self._heard_at = time.monotonic()
                self._record.change(DeviceState.DEGRADED, frame.fault)
            case Identity():
                self._forget_tare()  # it may have been switched off and on
                self._serial = frame.serial
                self._record.change(self.status.state, self.status.fault, serial=frame.serial)
            case Tare():
                self._tare_g, self._tare_tries = frame.grams, 0
                self._tare_told_at = time.monotonic()
            case Stored():
                self._alibi.heard(frame)
            case Done() | Declined():
                self._end_order(isinstance(frame, Done))
            case _:
                self._complaint = _COMPLAINTS[type(frame)]
                if isinstance(frame, Complaint) and self._driver.confirms:
                    self._end_order(False)

    def _completed(self, weight: Weight) -> Weight:
        """The weight with what its frame does not say: whose it is, and whether it is net."""
        net, tare_g = weight.net, weight.tare_g
        if net is None and self._weighs:
            net = self._weighs == "net"
        elif net is None and time.monotonic() - self._tare_told_at <= TARE_HOLDS_S:
            net, tare_g = self._tare_g != 0, self._tare_g
        # its tare was asked for and is told in a moment: until then the weight is none that can be booked
        stable = weight.stable and not (net is None and self._asks_tare)
        whole = replace(weight, stable=stable, net=net, tare_g=tare_g, device=self._name, serial=self._serial)
        return self._alibi.completed(whole)

    def _tell(self, weight: Weight) -> None:
        self._heard_at = time.monotonic()
        self._complaint = "scale.mute"
        refused = self._alibi.is_refused
        self._record.change(DeviceState.DEGRADED if refused else DeviceState.READY, "scale.no_record" * refused)
        if not self._driver.confirms:
            self._end_order(True)  # the weight is all the answer there is
        if self._told is None or _shown(weight) != _shown(self._told):
            self._told = weight
            self._on_weight(weight)

    def _forget_tare(self) -> None:
        self._tare_told_at = self._tare_asked_at = float("-inf")
        self._tare_tries = 0

    def _end_order(self, done: bool) -> None:
        if self._order is not None:
            self._forget_tare()
            self._order.outcome.set_result(done)
            self._order = None

    def _fail_order(self) -> None:
        if self._order is not None and not self._order.outcome.cancelled():
            self._order.outcome.set_exception(DeviceFault("scale.no_answer", name=self._name))
        self._order = None


def _nobody(data: bytes) -> None:
    """Where questions go before the port is open."""


def _shown(weight: Weight) -> Weight:
    """What a person can see of a weight."""
    return replace(weight, raw="", serial="", centre_of_zero=False)
