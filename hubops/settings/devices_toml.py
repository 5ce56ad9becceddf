"""The tables of devices.toml: scales, scanners, printers, and the stations that use them."""

from typing import Annotated, Literal

import msgspec

from hubops.devices.scales.protocols import driver_for
from hubops.operations.booking import PrinterFacts
from hubops.settings.toml_file import Strict


class Scale(Strict, frozen=True):
    """``[scales.<name>]`` of devices.toml."""

    port: str
    protocol: str = "mt-sics"
    line: str = ""
    """Such as ``9600 8N1``; left out, it is what is usual with the protocol."""
    unit: str = ""
    """For a protocol that sends no unit: the one that the scale shows."""
    weighs: Literal["", "gross", "net"] = ""
    """What its weights are where the scale does not say so and can't be asked for its tare; the hub answers for it."""
    alibi: bool = False
    """Each load at rest is stored in the scale's alibi memory, and its record is kept with the weight's frame."""

    def __post_init__(self) -> None:
        """Raises SetupFault for an unknown protocol or unit, a unit that is missing, an alibi memory it lacks."""
        driver = driver_for(self.protocol, self.unit, alibi=self.alibi)
        if not self.line:
            msgspec.structs.force_setattr(self, "line", driver.line)


class Scanner(Strict, frozen=True):
    """``[scanners.<name>]``."""

    kind: Literal["serial", "wedge"] = "serial"
    """A wedge types its codes as a keyboard does, and has no port."""
    port: str = ""
    line: str = "9600 8N1"
    prefix: Annotated[str, msgspec.Meta(max_length=8)] = ""
    """What it sends before each code."""
    suffix: Annotated[str, msgspec.Meta(max_length=1, pattern="^[\x00-\x1f]*$")] = ""
    """The control character it sends after each code, if that is neither CR nor LF."""
    separator: Annotated[str, msgspec.Meta(max_length=1, pattern="^[#$@^`{|}~\\\\]*$")] = ""
    """What it sends for GS, if it can't send that: a character that no GS1 element holds."""

    def __post_init__(self) -> None:
        """Raises ValueError for a wedge with a port or a suffix, and for any other scanner without a port."""
        if self.kind == "wedge" and (self.port or self.suffix):
            raise ValueError("a wedge has no port; Enter, Tab or a pause ends its codes")
        if self.kind == "serial" and not self.port:
            raise ValueError("port is missing")


class PrinterSettings(Strict, frozen=True):
    """``[printers.<name>]``; which languages go over which transports, jobs/printers.py tells."""

    language: str
    transport: str
    address: str
    """Of ``tcp`` host and port, of ``serial`` a port, of ``cups`` and ``lpr`` a queue, of ``file`` a folder."""
    dpi: int = 203
    media: str = "100x150"
    line: str = "9600 8N1"
    """Of a serial printer."""
    flow_control: Literal["xonxoff", "rtscts", "none"] = "xonxoff"
    """How a serial printer says that it can't take more."""
    columns: Literal[42, 48, 56, 64] = 48
    """Of a receipt printer: letters across its roll."""
    code_page: Literal["CP850", "CP858", "CP865", "CP1252"] = "CP858"
    """Of a receipt printer: the letters that it has."""
    code_page_id: Annotated[int, msgspec.Meta(ge=0, le=255)] | None = None
    """How the printer calls that page, as its manual says; left out, as an Epson calls it."""

    @property
    def facts(self) -> PrinterFacts:
        """What operations must know of it."""
        return PrinterFacts(self.language, self.media if self.language == "zpl" else "", self.address)


class StationSettings(Strict, frozen=True):
    """``[stations.<name>]``: which devices a station has, and what may be done there."""

    label_printer: str
    paper_printer: str
    scanner: str = ""
    scale: str = ""
    typed_weights: bool = False
    """A weight may be typed where no scale can tell it; it is marked as typed for ever after."""


class Devices(Strict, frozen=True):
    """devices.toml."""

    scales: dict[str, Scale] = msgspec.field(default_factory=dict)
    scanners: dict[str, Scanner] = msgspec.field(default_factory=dict)
    printers: dict[str, PrinterSettings] = msgspec.field(default_factory=dict)
    stations: dict[str, StationSettings] = msgspec.field(default_factory=dict)
