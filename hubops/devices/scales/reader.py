"""The reader of one MT-SICS scale: asks about eight times a second, tells changes, and notices when nobody answers."""

import time
from collections.abc import Callable

from hubops.clock import Clock
from hubops.devices.ports import PortThread
from hubops.devices.scales.mt_sics import (
    ASK_SERIAL,
    ASK_WEIGHT,
    Complaint,
    Frame,
    Identity,
    MtSicsParser,
    Noise,
    NoWeight,
    Unusable,
)
from hubops.devices.states import DeviceState, DeviceStatus, StatusRecord
from hubops.inputs import Weight

POLL_S = 0.12
"""Seconds between two questions: Kern's terminals want more than 0.1 (devices.md 1.1)."""
MUTE_AFTER_S = 1.5
"""Seconds without a weight after which the scale counts as mute: a pulled plug behind an adapter is only silence."""

_COMPLAINTS = {NoWeight: "scale.busy", Complaint: "scale.error", Noise: "scale.garbled"}


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
        mute_after_s: float = MUTE_AFTER_S,
    ) -> None:
        """Set up, without opening anything; both callbacks come from the reader's thread.

        Args:
            name: as in devices.toml.
            port: device path, ``socket://host:port`` or ``rfc2217://host:port``.
            line: such as ``9600 8N1``.
            clock: tells since when a state holds.
            on_weight: gets a weight when its value, its stability or its being over or under changed.
            on_status: gets every change of state, and the scale's serial number.
            mute_after_s: seconds without a weight until the state is ``degraded``.

        Raises:
            SetupFault: ``port`` or ``line`` is malformed.
        """
        self._name = name
        self._on_weight = on_weight
        self._record = StatusRecord(name, "scale", clock, on_status, port=port)
        self._mute_after_s = mute_after_s
        self._start_over(_nobody)
        self._thread = PortThread(port, line, self, self._record, POLL_S)

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

    def opened(self, write: Callable[[bytes], object]) -> None:
        """The port is open: ask who is there. The question also ends a stream that a crashed reader left running."""
        self._start_over(write)
        self._record.change(DeviceState.OPENING)
        write(ASK_SERIAL)
        self._ask()

    def received(self, data: bytes) -> None:
        """Bytes came."""
        for frame in self._parser.feed(data):
            self._take(frame)
        self._look_at_the_time()

    def silent(self) -> None:
        """It is time for the next question."""
        self._look_at_the_time()

    def _start_over(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._parser = MtSicsParser(self._name)
        self._told: Weight | None = None
        self._complaint = "scale.mute"
        self._heard_at = self._asked_at = time.monotonic()

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        self._write(ASK_WEIGHT)

    def _look_at_the_time(self) -> None:
        """Declare the scale dumb if it is, and ask again if it is time."""
        now = time.monotonic()
        if now - self._heard_at > self._mute_after_s:
            self._told = None
            self._record.change(DeviceState.DEGRADED, self._complaint)
            self._complaint, self._heard_at = "scale.mute", now
        if now - self._asked_at >= POLL_S:
            self._ask()

    def _take(self, frame: Frame) -> None:
        match frame:
            case Weight():
                self._tell(frame)
            case Unusable():
                # the scale shows something else than what was told last: that weight must not stand any longer
                self._told = None
                self._heard_at = time.monotonic()
                self._record.change(DeviceState.DEGRADED, frame.fault)
            case Identity():
                self._record.change(self.status.state, self.status.fault, serial=frame.serial)
            case _:
                self._complaint = _COMPLAINTS[type(frame)]

    def _tell(self, weight: Weight) -> None:
        self._heard_at = time.monotonic()
        self._complaint = "scale.mute"
        self._record.change(DeviceState.READY)
        if self._told is None or _shown(weight) != _shown(self._told):
            self._told = weight
            self._on_weight(weight)


def _nobody(data: bytes) -> None:
    """Where questions go before the port is open."""


def _shown(weight: Weight) -> tuple[int, bool, bool, bool]:
    return weight.grams, weight.stable, weight.over, weight.under
