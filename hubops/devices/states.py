"""The state of one device, as the board and ``hubops devices`` show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hubops.clock import Clock


class DeviceState(StrEnum):
    """Where a device stands: ``absent -> opening -> ready <-> degraded -> gone -> ready`` (devices.md 8)."""

    ABSENT = "absent"
    """Its port was not there since the start."""
    OPENING = "opening"
    """The port is being opened, or is open and the device has not answered yet."""
    READY = "ready"
    DEGRADED = "degraded"
    """It is there, but can't do its work; ``fault`` says what to do."""
    GONE = "gone"
    """It was there and went away; the hub looks for it again by itself."""


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What is known of a device at one moment."""

    name: str
    """The name in devices.toml."""
    kind: str
    """``scale``, ``scanner`` or ``printer``."""
    state: DeviceState
    since: datetime
    """When this state (or this fault) began, UTC."""
    fault: str = ""
    """A message code that says what is wrong and what to do, empty if nothing is wrong."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the sentence of ``fault`` names (``name``, ``port``), and what is known: ``serial`` of a scale."""


class StatusRecord:
    """Keeps the status of one device and tells every change of it, and nothing but changes, to one listener."""

    def __init__(
        self,
        name: str,
        kind: str,
        clock: Clock,
        on_status: Callable[[DeviceStatus], None],
        **values: object,
    ) -> None:
        self._clock = clock
        self._on_status = on_status
        self.status = DeviceStatus(name, kind, DeviceState.ABSENT, clock.now(), values={"name": name, **values})

    def change(self, state: DeviceState, fault: str = "", **values: object) -> None:
        """Note a state, its fault and what else became known; ``since`` moves with the state or the fault only."""
        old = self.status
        same_state = (state, fault) == (old.state, old.fault)
        known = {**old.values, **values}
        if same_state and known == old.values:
            return
        since = old.since if same_state else self._clock.now()
        self.status = DeviceStatus(old.name, old.kind, state, since, fault, known)
        self._on_status(self.status)
