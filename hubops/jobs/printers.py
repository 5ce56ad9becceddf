"""Builds the printers of devices.toml: what the spool sends bytes to, whatever the wire."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hubops.devices.printers.folder import FolderPrinter
from hubops.devices.printers.outcome import Sent
from hubops.devices.printers.zpl_tcp import ZplTcpPrinter
from hubops.documents.zpl import MEDIA
from hubops.errors import SetupFault
from hubops.settings import PrinterSettings, Settings

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as the spool sees it."""

    name: str
    """As in devices.toml."""
    language: str
    """``zpl`` or ``pdf``."""
    dpi: int
    repeatable: bool
    """The same document sent twice is one: a folder."""
    send: Callable[[bytes, str], Sent]
    """Sends a document under a name and says what became of it; never raises."""
    media: str = "100x150"
    """The roll in a label printer: one of MEDIA."""


def build_all(settings: Settings) -> dict[str, Printer]:
    """All printers of a hub, by name.

    Raises:
        SetupFault: an address or a combination of language and transport that hubops can't print to.
    """
    return {name: build(name, each, settings.folder) for name, each in settings.devices.printers.items()}


def build(name: str, settings: PrinterSettings, folder: Path) -> Printer:
    """One printer; a relative folder lies in the hub folder.

    Raises:
        SetupFault: ``spool.unknown_printer_kind``, ``spool.unknown_media`` or ``device.bad_address``.
    """
    if settings.language == "zpl" and settings.media not in MEDIA:
        raise SetupFault("spool.unknown_media", name=name, media=settings.media, known=", ".join(MEDIA))
    kind = (settings.language, settings.transport)
    if kind == ("zpl", "tcp"):
        return zpl_printer(ZplTcpPrinter(name, settings.address), settings.dpi, settings.media)
    if kind in (("pdf", "file"), ("zpl", "file")):
        return folder_printer(
            FolderPrinter(name, folder / settings.address), settings.language, settings.dpi, settings.media
        )
    raise SetupFault("spool.unknown_printer_kind", name=name, language=settings.language, transport=settings.transport)


def zpl_printer(device: ZplTcpPrinter, dpi: int = 203, media: str = "100x150") -> Printer:
    """A label printer on the network."""
    return Printer(device.name, "zpl", dpi, repeatable=False, send=lambda data, _: device.send(data), media=media)


def folder_printer(device: FolderPrinter, language: str = "pdf", dpi: int = 203, media: str = "100x150") -> Printer:
    """A folder that gets each document as a file."""

    def send(data: bytes, title: str) -> Sent:
        return device.send(data, f"{_NOT_IN_A_FILE_NAME.sub('_', title)}.{language}")

    return Printer(device.name, language, dpi, repeatable=True, send=send, media=media)


def repeatable(printers: Mapping[str, Printer]) -> list[str]:
    """The names of the printers on which the same document sent twice is one."""
    return [name for name, printer in printers.items() if printer.repeatable]
