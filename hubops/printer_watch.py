"""What the worker follows while it leads: the printers of devices.toml, and the wire logs that people ask for."""

import logging
from collections.abc import Mapping

from hubops.devices.wire_log import is_logged, log_wire
from hubops.devices_file import DevicesFile
from hubops.errors import StoreFault
from hubops.jobs.printers import Printer, build_all
from hubops.open_hub import OpenHub
from hubops.operations import device_reports
from hubops.operations.booking import Booking

_log = logging.getLogger(__name__)


class PrinterWatch:
    """The printers that hold now; used by one thread."""

    def __init__(self, hub: OpenHub) -> None:
        """Begin with the printers of the hub's settings.

        Raises:
            SetupFault: a printer that hubops can't print to.
        """
        self._hub = hub
        self._file = DevicesFile(hub.settings)
        self._desk = hub.job_desk("worker")
        self._logs = hub.settings.folder / "logs"
        self._named = ""
        self._settings = dict(hub.settings.devices.printers)
        self.printers: dict[str, Printer] = build_all(hub.settings)
        try:
            self._desk.book(self._begin)
        except StoreFault as trouble:
            _log.warning("wire logs of an earlier worker may go on: %s", trouble)

    def look(self) -> Mapping[str, Printer]:
        """The printers as devices.toml has them now, those that have not changed the same as before. Never raises."""
        if self._file.look():
            self._take()
        fault = str(self._file.fault or "")
        if fault and fault != self._named:
            _log.error("devices.file_bad %s", fault)
        self._named = fault
        try:
            wanted = self._desk.look(device_reports.wire_logs_wanted)
        except StoreFault as trouble:
            _log.warning("no look at the wire logs: %s", trouble)
            return self.printers
        for name in self.printers:
            if (("printer", name) in wanted) != is_logged("printer", name):
                log_wire("printer", name, self._logs if ("printer", name) in wanted else None)
        return self.printers

    def _take(self) -> None:
        settings = self._file.settings
        self._hub.follow(settings)
        new, before = build_all(settings), self._settings
        same = {name for name, each in settings.devices.printers.items() if before.get(name) == each}
        self.printers = {name: self.printers[name] if name in same else printer for name, printer in new.items()}
        self._settings = dict(settings.devices.printers)
        _log.info("devices.toml has changed: printers %s", ", ".join(self.printers))

    def _begin(self, booking: Booking) -> None:
        for name in self.printers:
            device_reports.begin(booking, "printer", name)
