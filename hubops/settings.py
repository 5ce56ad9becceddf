"""The hub folder's files as typed settings, and the frozen facts that the rooms below are given.

A wrong file is refused with the file, the place in it and what was expected; unknown keys are refused too, so that a
slip of the fingers is not taken for a default.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hubops.errors import SetupFault
from hubops.operations.booking import House, Station
from hubops.planning.calendar import HubCalendar
from hubops.planning.temperature import ClassRule

T = TypeVar("T")
FOLDERS = ("data", "inbox", "outbox", "archive", "backups", "logs", "print")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a settings file; keys that nobody reads are refused."""


class Database(Strict, frozen=True):
    """``[database]`` of hub.toml."""

    url: str = ""
    """Empty for the embedded SQLite in ``data/``."""


class Hub(Strict, frozen=True):
    """hub.toml."""

    code: str
    """A short name: the ``hub_id`` of every row."""
    name: str
    address: str
    org_number: str
    gs1_company_prefix: str
    gln: str = ""
    sscc_extension_digit: int = 3
    time_zone: str = "Europe/Oslo"
    day_start_hour: int = 3
    language: str = "nb"
    database: Database = Database()
    demo: bool = False
    """The hub is a demo: its clock is shifted and its devices are simulated."""


class Scale(Strict, frozen=True):
    """``[scales.<name>]`` of devices.toml."""

    port: str
    protocol: str = "mt-sics"
    line: str = "9600 8N1"


class Scanner(Strict, frozen=True):
    """``[scanners.<name>]``."""

    port: str
    line: str = "9600 8N1"


class PrinterSettings(Strict, frozen=True):
    """``[printers.<name>]``."""

    language: str
    transport: str
    address: str
    dpi: int = 203
    media: str = "100x150"


class StationSettings(Strict, frozen=True):
    """``[stations.<name>]``: which devices a station has."""

    label_printer: str
    paper_printer: str
    scanner: str = ""
    scale: str = ""


class Devices(Strict, frozen=True):
    """devices.toml."""

    scales: dict[str, Scale] = {}
    scanners: dict[str, Scanner] = {}
    printers: dict[str, PrinterSettings] = {}
    stations: dict[str, StationSettings] = {}


class TemperatureRule(Strict, frozen=True):
    """``[temperature.<class>]`` of rules.toml: the fields of ClassRule, with their source."""

    source: str
    green_max_cc: int | None = None
    yellow_max_cc: int | None = None
    exposure_max_cc: int | None = None
    exposure_hours: int | None = None
    min_cc: int | None = None
    tolerance_cc: int | None = None
    stated_replaces: bool = False
    yellow_action: str = ""

    def rule(self, name: str) -> ClassRule:
        """The rule that planning works with."""
        values = msgspec.structs.asdict(self)
        del values["source"]
        return ClassRule(name, **values)


class ParcelRule(Strict, frozen=True):
    """``[parcel]``."""

    source: str
    max_litres: int
    max_g: int


class ScanRule(Strict, frozen=True):
    """``[scan]``."""

    source: str
    repeat_within_ms: int


class ScaleRule(Strict, frozen=True):
    """``[scale]``."""

    source: str
    zero_within_g: int


class ReceivingRule(Strict, frozen=True):
    """``[receiving]``."""

    source: str
    catch_weight_tolerance_percent: int


class LeadTimeRule(Strict, frozen=True):
    """``[lead_time]``."""

    source: str
    target_days: int


class RulesFile(Strict, frozen=True):
    """rules.toml."""

    temperature: dict[str, TemperatureRule]
    parcel: ParcelRule
    scan: ScanRule
    scale: ScaleRule
    receiving: ReceivingRule
    lead_time: LeadTimeRule


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
            org_number=self.hub.org_number,
            gs1_prefix=self.hub.gs1_company_prefix,
            extension_digit=self.hub.sscc_extension_digit,
            language=self.hub.language,
            calendar=HubCalendar(ZoneInfo(self.hub.time_zone), self.hub.day_start_hour),
            classes={name: rule.rule(name) for name, rule in self.rules.temperature.items()},
            parcel_ml=self.rules.parcel.max_litres * 1000,
            parcel_g=self.rules.parcel.max_g,
            repeat_ms=self.rules.scan.repeat_within_ms,
            zero_within_g=self.rules.scale.zero_within_g,
            catch_weight_tolerance_percent=self.rules.receiving.catch_weight_tolerance_percent,
        )

    def station(self, name: str) -> Station:
        """A station with its printers. Raises SetupFault ``settings.unknown_station``."""
        found = self.devices.stations.get(name)
        if found is None:
            known = ", ".join(self.devices.stations) or "-"
            raise SetupFault("settings.unknown_station", station=name, known=known)
        return Station(name, found.label_printer, found.paper_printer)

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
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except FileNotFoundError as error:
        raise SetupFault("settings.missing_file", file=path.name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SetupFault("settings.bad_file", file=path.name, fault=str(error)) from error
