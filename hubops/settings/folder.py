"""The hub folder: its three settings files, and the frozen facts that the rooms below are given."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from hubops.devices.scanners.setup import InStoreCodes, ScannerSetup
from hubops.errors import SetupFault
from hubops.operations.booking import House, SigninRule, Station
from hubops.planning.calendar import HubCalendar
from hubops.planning.lockout import LockoutRule
from hubops.settings.devices_toml import Devices
from hubops.settings.hub_toml import Hub
from hubops.settings.rules_toml import RulesFile
from hubops.settings.toml_file import parse

T = TypeVar("T")
FOLDERS = ("data", "inbox", "outbox", "archive", "backups", "logs", "print")


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
