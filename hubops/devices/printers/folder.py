"""A "printer" that puts documents into a folder: the PDFs of a hub without a paper printer on the network."""

import os
import tempfile
from itertools import count
from pathlib import Path

from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.states import DeviceState


class FolderPrinter:
    """Writes whole files or none, and never over another one. The spool is the only writer of the folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._values = {"name": name, "address": str(folder)}

    def status(self) -> PrinterHealth:
        """Ready if the folder is there and can be written."""
        if self.folder.is_dir() and os.access(self.folder, os.W_OK):
            return PrinterHealth(self.name, DeviceState.READY, values=self._values, waiting=0)
        return PrinterHealth(self.name, DeviceState.GONE, "printer.no_folder", self._values)

    def send(self, data: bytes, file_name: str) -> Sent:
        """Write ``data`` as ``file_name`` and say what became of it. Never raises.

        A file of that name with the same content is this very document. With another content it stays as it is, and the
        document becomes ``name-2``, ``name-3`` ...; ``values["path"]`` says which.
        """
        if file_name in ("", ".", "..") or Path(file_name).name != file_name or "\0" in file_name:
            values = {**self._values, "file": file_name}
            return Sent(Outcome.REFUSED, "printer.bad_file_name", values, for_good=True)
        try:
            target = self._target(data, file_name)
            if not target.exists():
                self._write(data, target)
        except OSError as error:
            return Sent(Outcome.REFUSED, "printer.no_folder", {**self._values, "error": error.strerror or str(error)})
        return Sent(Outcome.CONFIRMED, values={**self._values, "path": str(target)})

    def _target(self, data: bytes, file_name: str) -> Path:
        """The first name of the row that is free or already holds this document."""
        wanted = self.folder / file_name
        for number in count(2):
            if not wanted.exists() or (wanted.is_file() and wanted.read_bytes() == data):
                break
            wanted = self.folder / f"{Path(file_name).stem}-{number}{Path(file_name).suffix}"
        return wanted

    def _write(self, data: bytes, target: Path) -> None:
        """A temporary file in the same folder, made durable, takes the name when it is whole."""
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows can't open a folder and needs none of it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
