"""The hub folder's files as typed settings, and the frozen facts that the rooms below are given.

A wrong file is refused with the file, the place in it and what was expected; unknown keys are refused too, so that a
slip of the fingers is not taken for a default.
"""

import os
import tomllib
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hubops.devices.scales.protocols import driver_for
from hubops.devices.scanners.setup import InStoreCodes, ScannerSetup
from hubops.errors import SetupFault
from hubops.message_settings import Messages
from hubops.operations.booking import House, PrinterFacts, SigninRule, Station
from hubops.planning.calendar import HubCalendar
from hubops.planning.lockout import LockoutRule
from hubops.rules_file import RulesFile, Strict

T = TypeVar("T")
FOLDERS = ("data", "inbox", "outbox", "archive", "backups", "logs", "print")


class Database(Strict, frozen=True):
    """``[database]`` of hub.toml."""

    url: str = ""
    """Empty for the embedded SQLite in ``data/``."""


class Signin(Strict, frozen=True):
    """``[signin]`` of hub.toml."""

    pin: Literal["off", "supervisors", "all"] = "off"
    """Whose PIN is asked beside the badge; ``supervisors`` are all roles above the worker."""
    idle_lock_minutes: Annotated[int, msgspec.Meta(ge=0, le=480)] = 0
    """A station that nobody uses for so long locks; 0: never."""


class PaperPack(Strict, frozen=True):
    """``[paper_pack]`` of hub.toml: the day on paper, for when all else fails."""

    printed: bool = True
    """Each working day, on the paper printer of the first station."""
    at: time = time(3, 15)
    """Local time, once the day is opened."""


class Hub(Strict, frozen=True):
    """hub.toml."""

    code: str
    """A short name: the ``hub_id`` of every row."""
    name: str
    address: str
    org_number: str
    gs1_company_prefix: str
    gln: str = ""
    phone: str = ""
    """On papers for kitchens and drivers."""
    sscc_extension_digit: int = 3
    time_zone: str = "Europe/Oslo"
    day_start_hour: int = 3
    language: str = "nb"
    database: Database = Database()
    signin: Signin = Signin()
    paper_pack: PaperPack = PaperPack()
    messages: Messages = Messages()
    demo: bool = False
    """The hub is a demo: its clock is shifted and its devices are simulated."""


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

    def __post_init__(self) -> None:
        """Raises SetupFault for an unknown protocol or unit, and for a unit that is missing."""
        driver = driver_for(self.protocol, self.unit)
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


@dataclass(frozen=True)
class Settings:
    """Everything that the hub folder says."""

    folder: Path
    hub: Hub
    devices: Devices
    rules: RulesFile

    @property
    def database(self) -> Path | str:
        """The SQLite file, or a PostgreSQL URL from hub.toml or ``$HUBOPS_DATABASE_URL``."""
        url = os.environ.get("HUBOPS_DATABASE_URL") or self.hub.database.url
        return url or self.folder / "data" / "hub.db"

    @property
    def database_exists(self) -> bool:
        """Whether there is a database to open; one on a server is taken to be there."""
        return not isinstance(self.database, Path) or self.database.exists()

    @property
    def house(self) -> House:
        """What operations must know of the hub."""
        return House(
            hub_id=self.hub.code,
            name=self.hub.name,
            address=self.hub.address,
            phone=self.hub.phone,
            org_number=self.hub.org_number,
            gs1_prefix=self.hub.gs1_company_prefix,
            extension_digit=self.hub.sscc_extension_digit,
            language=self.hub.language,
            calendar=HubCalendar(ZoneInfo(self.hub.time_zone), self.hub.day_start_hour),
            classes={name: rule.rule(name) for name, rule in self.rules.temperature.items()},
            parcel_ml=self.rules.parcel.max_litres * 1000,
            parcel_g=self.rules.parcel.max_g,
            parcel_crate=self.rules.parcel.crate_type,
            repeat_ms=self.rules.scan.repeat_within_ms,
            zero_within_g=self.rules.scale.zero_within_g,
            catch_weight_tolerance_percent=self.rules.receiving.catch_weight_tolerance_percent,
            back_entry_days=self.rules.back_entry.days,
            farthest_date_percent=self.rules.receiving.farthest_date_percent,
            lot_difference_percent=self.rules.weighing.lot_difference_percent,
            shortage=self.rules.shortage.rules,
            signin=self._signin,
            reach=self.hub.messages.reach,
            alarms=self.rules.alarms.rule,
            lead_time_target_days=self.rules.lead_time.target_days,
            printers={name: printer.facts for name, printer in self.devices.printers.items()},
        )

    @property
    def _signin(self) -> SigninRule:
        rule, waits = self.hub.signin, self.rules.signin
        lockout = LockoutRule(waits.free_tries, waits.first_wait_s, waits.longest_wait_s)
        return SigninRule(rule.pin, rule.idle_lock_minutes, lockout)

    def station(self, name: str) -> Station:
        """A station with its printers. Raises SetupFault ``settings.unknown_station``."""
        found = self.devices.stations.get(name)
        if found is None:
            known = ", ".join(self.devices.stations) or "-"
            raise SetupFault("settings.unknown_station", station=name, known=known)
        return Station(name, found.label_printer, found.paper_printer, found.typed_weights)

    def scanner_setup(self, scanner: str) -> ScannerSetup:
        """How the codes of a scanner are to be read; those of the keyboard alone for an empty name."""
        in_store = self.rules.in_store.codes if self.rules.in_store else InStoreCodes()
        if not scanner:
            return ScannerSetup(in_store=in_store)
        found = self.devices.scanners[scanner]
        return ScannerSetup(found.prefix, found.suffix, found.separator, in_store)

    def keyboard_setup(self, station: str) -> ScannerSetup:
        """How codes that are typed at a station are to be read: as its wedge sends them, if it has one."""
        scanner = self.devices.stations[station].scanner
        is_wedge = bool(scanner) and self.devices.scanners[scanner].kind == "wedge"
        return self.scanner_setup(scanner if is_wedge else "")

    def port(self, url: str) -> str:
        """A device's port; a path without a leading slash lies in the hub folder."""
        return url if "://" in url or url.startswith("/") else str(self.folder / url)


def load(folder: Path) -> Settings:
    """Read the settings of a hub folder.

    Raises:
        SetupFault: the folder is none, or a file in it is wrong; file, place and expectation are named.
    """
    folder = folder.resolve()
    if not (folder / "hub.toml").exists():
        raise SetupFault("settings.no_hub", folder=str(folder))
    return Settings(
        folder,
        _read(folder / "hub.toml", Hub),
        _read(folder / "devices.toml", Devices),
        _read(folder / "rules.toml", RulesFile),
    )


def _read(path: Path, kind: type[T]) -> T:
    try:
        return parse(path.name, path.read_bytes(), kind)
    except FileNotFoundError as error:
        raise SetupFault("settings.missing_file", file=path.name) from error


def parse(file: str, content: bytes, kind: type[T]) -> T:
    """The settings in the content of a file. Raises SetupFault ``settings.bad_file``, with the place that is wrong."""
    try:
        return msgspec.convert(tomllib.loads(content.decode()), kind)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SetupFault("settings.bad_file", file=file, fault=str(error)) from error
