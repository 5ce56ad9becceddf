"""The reader of one serial scanner: bytes from its port, framed and given their meaning."""

from collections.abc import Callable

from hubops.clock import Clock
from hubops.devices.ports import PortThread
from hubops.devices.scanners.framing import ScanFramer
from hubops.devices.scanners.meaning import read_scan, unreadable
from hubops.devices.scanners.setup import PLAIN, ScannerSetup
from hubops.devices.states import DeviceState, DeviceStatus, StatusRecord
from hubops.inputs import Scan

SILENCE_S = 0.1
"""A message without a suffix ends after this time (devices.md 2.1)."""


class ScannerReader:
    """Reads one scanner in a thread of its own and finds it again after an unplug.

    A code that is read twice is told twice: whether it counts is for the flow to say.
    """

    def __init__(
        self,
        name: str,
        port: str,
        line: str,
        clock: Clock,
        on_scan: Callable[[Scan], None],
        on_status: Callable[[DeviceStatus], None],
        setup: ScannerSetup = PLAIN,
    ) -> None:
        """Set up, without opening anything; both callbacks come from the reader's thread.

        Args:
            name: as in devices.toml.
            port: device path, ``socket://host:port`` or ``rfc2217://host:port``.
            line: such as ``9600 8N1``.
            clock: tells since when a state holds.
            on_scan: gets every scan, also the unreadable.
            on_status: gets every change of state.
            setup: what is written down of its prefix, suffix and separator.

        Raises:
            SetupFault: ``port`` or ``line`` is malformed.
        """
        self._name = name
        self._on_scan = on_scan
        self._record = StatusRecord(name, "scanner", clock, on_status, port=port)
        self._setup = setup
        self._framer = self._new_framer()
        self._thread = PortThread(port, line, self, self._record, SILENCE_S)

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
        """The port is open: half a code from before the loss is worth nothing."""
        self._framer = self._new_framer()
        self._record.change(DeviceState.READY)

    def received(self, data: bytes) -> None:
        """Bytes came."""
        for message in self._framer.feed(data):
            self._tell(message)

    def silent(self) -> None:
        """What is pending is a whole code, or a piece of one if this scanner ends its codes."""
        for message in self._framer.silence():
            self._tell(message, whole=not self._framer.ends_codes)
            self._framer.forget_suffix()

    def _new_framer(self) -> ScanFramer:
        return ScanFramer(self._setup.suffix.encode("latin-1"))

    def _tell(self, message: bytes, *, whole: bool = True) -> None:
        scan = read_scan(message, self._name, self._setup)
        has_head = message.startswith(self._setup.prefix.encode())
        if not (whole and has_head) and scan.fault != "scan.ssi_packet":
            scan = unreadable(scan.raw, "scan.cut_off", scan.aim_id, self._name)
        self._on_scan(scan)
