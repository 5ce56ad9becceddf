"""A hub that is open for work: its settings, database and clock, from which desks and floors are made."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

import msgspec
from sqlalchemy import select

from hubops import settings
from hubops.clock import Clock, WallClock
from hubops.model.people import OperatorPin
from hubops.operations.booking import House
from hubops.operations.desk import Desk
from hubops.settings import Messages, Settings
from hubops.store import pepper
from hubops.store.engines import Store, open_store
from hubops.store.transactions import Writer

if TYPE_CHECKING:
    from hubops.flows.floor import Floor


@dataclass
class OpenHub:
    """One process's hold on a hub."""

    settings: Settings
    store: Store
    clock: Clock
    house: House
    _desks: WeakSet[Desk] = field(default_factory=WeakSet)

    @classmethod
    def open(cls, folder: Path, clock: Clock | None = None) -> "OpenHub":
        """Open the hub in a folder.

        Raises:
            SetupFault: the folder or a file in it is wrong, or PINs are asked and the pepper is missing.
            StoreFault: there is no database, or it is of another version.
        """
        loaded = settings.load(folder)
        store = open_store(loaded.database)
        house = loaded.house
        if house.signin.pin != "off":
            house = replace(house, signin=replace(house.signin, pepper=_pepper(loaded.folder, store)))
        return cls(loaded, store, clock or WallClock(), house)

    def desk(self, station: str, job: str = "") -> Desk:
        """A desk with an event chain of its own; ``job`` names what books without an operator.

        Raises:
            SetupFault: no such station in devices.toml.
        """
        desk = Desk(self._writer(), self.house, self.settings.station(station), job)
        self._desks.add(desk)
        return desk

    def job_desk(self, job: str) -> Desk:
        """A desk for a job of the clock or a command; it prints where the first station prints."""
        stations = list(self.settings.devices.stations)
        return self.desk(stations[0], job)

    def floor(self, station: str) -> "Floor":
        """The floor of a station. Most commands do without: the dialogues are loaded by whoever wants one."""
        from hubops.flows.floor import Floor  # noqa: PLC0415

        return Floor(self.desk(station))

    def follow(self, settings: Settings) -> None:
        """Other devices hold from now on: every desk of this hub prints where its station prints now."""
        self.settings = replace(self.settings, devices=settings.devices)
        self.house = replace(self.house, printers=settings.house.printers)
        for desk in tuple(self._desks):
            desk.house = replace(desk.house, printers=self.house.printers)
            if desk.station.name in settings.devices.stations:
                desk.station = settings.station(desk.station.name)

    def follow_messages(self, messages: Messages) -> None:
        """Other ways hold from now on: every desk of this hub tells people by them."""
        self.settings = replace(self.settings, hub=msgspec.structs.replace(self.settings.hub, messages=messages))
        self.house = replace(self.house, reach=messages.reach)
        for desk in tuple(self._desks):
            desk.house = replace(desk.house, reach=messages.reach)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    def _writer(self) -> Writer:
        return Writer(self.store, self.settings.hub.code, self.clock)


def _pepper(folder: Path, store: Store) -> bytes:
    """The pepper; a hub that was made without one gets it, as long as no PIN lies under another."""
    with store.read.begin() as conn:
        used = conn.execute(select(OperatorPin.id).where(OperatorPin.seal != "").limit(1)).first()
    return pepper.read(folder) if used else pepper.make(folder)
