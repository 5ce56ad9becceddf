"""Builds the printers of devices.toml: what the spool sends bytes to, whatever the wire."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hubops.devices.printers.cups import Carry, CupsPrinter, by_lp, by_lp_as_document, by_zebra
from hubops.devices.printers.escpos_printer import EscPosPrinter
from hubops.devices.printers.folder import FolderPrinter
from hubops.devices.printers.outcome import PrinterHealth, Sent
from hubops.devices.printers.wires import SerialWire, TcpWire, Wire
from hubops.devices.printers.zpl_printer import ZplPrinter
from hubops.devices.states import DeviceState
from hubops.documents.roll import RollForm
from hubops.documents.zpl import MEDIA
from hubops.errors import SetupFault
from hubops.settings import PrinterSettings, Settings

_USUAL_ROLL = RollForm()
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as the spool sees it."""

    name: str
    """As in devices.toml."""
    language: str
    """``zpl``, ``pdf`` or ``escpos``."""
    dpi: int
    repeatable: bool
    """The same document sent twice is one: a folder."""
    send: Callable[[bytes, str], Sent]
    """Sends a document under a name and says what became of it; never raises."""
    status: Callable[[], PrinterHealth]
    """Asks how it is; never raises."""
    media: str = "100x150"
    """The roll in a label printer: one of MEDIA."""
    roll: RollForm = _USUAL_ROLL
    """What a receipt printer can do."""
    missing: Callable[[], PrinterHealth | None] | None = None
    """Looks whether it can be reached, without a byte to it: how it is if not. None: it can only be asked."""


def build_all(settings: Settings) -> dict[str, Printer]:
    """All printers of a hub, by name.

    Raises:
        SetupFault: an address or a combination of language and transport that hubops can't print to.
    """
    return {name: build(name, each, settings.folder) for name, each in settings.devices.printers.items()}


def build(name: str, settings: PrinterSettings, folder: Path) -> Printer:
    """One printer; a relative folder or port lies in the hub folder.

    Raises:
        SetupFault: ``spool.unknown_printer_kind``, ``spool.unknown_media``, ``device.bad_address``,
            ``device.bad_port`` or ``device.bad_line``.
    """
    if settings.language == "zpl" and settings.media not in MEDIA:
        raise SetupFault("spool.unknown_media", name=name, media=settings.media, known=", ".join(MEDIA))
    builder = BUILDERS.get((settings.language, settings.transport))
    if builder is None:
        known = ", ".join(f"{language} over {transport}" for language, transport in BUILDERS)
        kind = {"language": settings.language, "transport": settings.transport}
        raise SetupFault("spool.unknown_printer_kind", name=name, **kind, known=known)
    return builder(name, settings, folder)


def wire(settings: PrinterSettings, folder: Path) -> Wire:
    """The wire of a printer that can answer: ``tcp`` or ``serial``.

    Raises:
        SetupFault: ``device.bad_address``, ``device.bad_port`` or ``device.bad_line``.
    """
    if settings.transport == "tcp":
        return TcpWire(settings.address)
    port = settings.address
    if "://" not in port and not port.startswith("/"):
        port = str(folder / port)
    return SerialWire(port, settings.line, settings.flow_control)


def missing(name: str, way: Wire) -> Callable[[], PrinterHealth | None] | None:
    """What looks whether a printer can be reached; None where that can't be seen without asking it."""
    if not isinstance(way, TcpWire):
        return None

    def look() -> PrinterHealth | None:
        if way.is_there():
            return None
        return PrinterHealth(name, DeviceState.GONE, "printer.refused", {"name": name, "address": way.address})

    return look


def zpl_printer(device: ZplPrinter, dpi: int = 203, media: str = "100x150") -> Printer:
    """A label printer on a wire."""

    def send(data: bytes, _: str) -> Sent:
        return device.send(data)

    return Printer(device.name, "zpl", dpi, repeatable=False, send=send, status=device.status, media=media)


def folder_printer(device: FolderPrinter, language: str = "pdf", dpi: int = 203, media: str = "100x150") -> Printer:
    """A folder that gets each document as a file."""

    def send(data: bytes, title: str) -> Sent:
        return device.send(data, f"{_NOT_IN_A_FILE_NAME.sub('_', title)}.{language}")

    return Printer(device.name, language, dpi, repeatable=True, send=send, status=device.status, media=media)


def roll_of(settings: PrinterSettings) -> RollForm:
    """What a receipt printer can do."""
    return RollForm(settings.columns, settings.code_page, settings.code_page_id)


def repeatable(printers: Mapping[str, Printer]) -> list[str]:
    """The names of the printers on which the same document sent twice is one."""
    return [name for name, printer in printers.items() if printer.repeatable]


def _zpl_on_a_wire(name: str, settings: PrinterSettings, folder: Path) -> Printer:
    way = wire(settings, folder)
    printer = zpl_printer(ZplPrinter(name, way), settings.dpi, settings.media)
    return replace(printer, missing=missing(name, way))


def _receipt_printer(name: str, settings: PrinterSettings, folder: Path) -> Printer:
    way = wire(settings, folder)
    device = EscPosPrinter(name, way)

    def send(data: bytes, _: str) -> Sent:
        return device.send(data)

    printer = Printer(name, "escpos", settings.dpi, repeatable=False, send=send, status=device.status)
    return replace(printer, roll=roll_of(settings), missing=missing(name, way))


def _in_a_folder(name: str, settings: PrinterSettings, folder: Path) -> Printer:
    device = FolderPrinter(name, folder / settings.address)
    printer = folder_printer(device, settings.language, settings.dpi, settings.media)
    return replace(printer, roll=roll_of(settings))


def _in_a_queue(carry: Carry) -> Callable[[str, PrinterSettings, Path], Printer]:
    """A queue of CUPS, whatever the language: its bytes are not looked at."""

    def build_it(name: str, settings: PrinterSettings, _: Path) -> Printer:
        device = CupsPrinter(name, settings.address, carry)
        kind = (name, settings.language, settings.dpi)
        printer = Printer(*kind, repeatable=False, send=device.send, status=device.status, media=settings.media)
        return replace(printer, roll=roll_of(settings))

    return build_it


BUILDERS: dict[tuple[str, str], Callable[[str, PrinterSettings, Path], Printer]] = {
    ("zpl", "tcp"): _zpl_on_a_wire,
    ("zpl", "serial"): _zpl_on_a_wire,
    ("zpl", "cups"): _in_a_queue(by_lp),
    ("zpl", "lpr"): _in_a_queue(by_zebra),
    ("zpl", "file"): _in_a_folder,
    ("pdf", "cups"): _in_a_queue(by_lp_as_document),
    ("pdf", "file"): _in_a_folder,
    ("escpos", "tcp"): _receipt_printer,
    ("escpos", "serial"): _receipt_printer,
    ("escpos", "cups"): _in_a_queue(by_lp),
    ("escpos", "file"): _in_a_folder,
}
"""What hubops can print to: language and transport, and what builds such a printer."""
