"""The scanner and the scale of the station that a terminal is bound to: made from the settings, and as they are now."""

import threading
from collections.abc import Callable, Sequence

from hubops.clock import Clock
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceStatus
from hubops.inputs import Scan, Weight
from hubops.operations.plant import Facts
from hubops.settings import Settings
from hubops.tui.place import Reader

LONGEST_SHOWN = 60
"""Letters of a scan that are kept as the last value."""
_Key = tuple[str, str]


class Equipment:
    """Makes readers; one whose settings have not changed stays the one that it was."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[_Key, tuple[object, Reader]] = {}
        self._typing: Facts | None = None
        """A wedge, which has no port: nobody can tell whether it is there."""
        self._last: dict[_Key, Facts] = {}
        self._lock = threading.Lock()
        self._on_scan: Callable[[Scan], None] = _nobody
        self._on_weight: Callable[[Weight], None] = _nobody
        self._on_status: Callable[[DeviceStatus], None] = _nobody

    def listen(
        self,
        on_scan: Callable[[Scan], None],
        on_weight: Callable[[Weight], None],
        on_status: Callable[[DeviceStatus], None],
    ) -> None:
        """Who hears what the readers say."""
        self._on_scan, self._on_weight, self._on_status = on_scan, on_weight, on_status

    def fit(self, settings: Settings, station: str) -> Sequence[Reader]:
        """The readers of a station; those that are new have yet to be started.

        Raises:
            SetupFault: a port, a line or a protocol that can't be.
        """
        used = settings.devices.stations[station]
        made: dict[_Key, tuple[object, Reader]] = {}
        self._typing = None
        if used.scanner and settings.devices.scanners[used.scanner].kind == "wedge":
            self._typing = Facts("scanner", used.scanner, "ready", self._clock.now())
        elif used.scanner:
            made["scanner", used.scanner] = self._scanner(settings, used.scanner)
        if used.scale:
            made["scale", used.scale] = self._scale(settings, used.scale)
        self._made = made
        return tuple(reader for _, reader in made.values())

    def own(self) -> list[Facts]:
        """Each device as it is at this moment, with its last value; from any thread."""
        found = [self._facts(reader.status) for _, reader in tuple(self._made.values())]
        return [*found, self._typing] if self._typing else found

    def _scanner(self, settings: Settings, name: str) -> tuple[object, Reader]:
        scanner = settings.devices.scanners[name]
        port, setup = settings.port(scanner.port), settings.scanner_setup(name)
        known = self._made.get(("scanner", name))
        if known is not None and known[0] == (scanner, setup):
            return known
        reader = ScannerReader(name, port, scanner.line, self._clock, self._hear_scan, self._hear_status, setup)
        return (scanner, setup), reader

    def _scale(self, settings: Settings, name: str) -> tuple[object, Reader]:
        scale = settings.devices.scales[name]
        known = self._made.get(("scale", name))
        if known is not None and known[0] == scale:
            return known
        reader = ScaleReader(
            name, settings.port(scale.port), scale.line, self._clock, self._hear_weight, self._hear_status,
            protocol=scale.protocol, unit=scale.unit, weighs=scale.weighs, alibi=scale.alibi,
        )  # fmt: skip
        return scale, reader

    def _facts(self, status: DeviceStatus) -> Facts:
        with self._lock:
            last = self._last.get((status.kind, status.name))
        known = Facts(status.kind, status.name, str(status.state), status.since, status.fault, status.values)
        if last is None:
            return known
        return Facts(
            known.kind, known.name, known.state, known.since, known.fault, known.fault_values, last.last,
            last.last_values, last.last_at,
        )  # fmt: skip

    def _hear_scan(self, scan: Scan) -> None:
        self._remember("scanner", scan.device, "devices.last_scan", scanned=(scan.aim_id + scan.raw)[:LONGEST_SHOWN])
        self._on_scan(scan)

    def _hear_weight(self, weight: Weight) -> None:
        if weight.stable:
            self._remember("scale", weight.device, "devices.last_weight", weight_g=weight.grams)
        self._on_weight(weight)

    def _hear_status(self, status: DeviceStatus) -> None:
        self._on_status(status)

    def _remember(self, kind: str, name: str, code: str, **values: object) -> None:
        now = self._clock.now()
        with self._lock:
            self._last[kind, name] = Facts(kind, name, "", now, last=code, last_values=values, last_at=now)


def _nobody(_: object) -> None:
    """Before anybody listens."""
