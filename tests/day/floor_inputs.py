"""Throws any sequence of floor inputs at a hub and holds the hub to what must always be true."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from books import Books
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.all import FLOWS
from hubops.flows.floor import Answer, Floor
from hubops.inputs import Input
from hubops.messages import LANGUAGES, Severity
from hubops.model.evidence import FloorInput
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.people import Dialogue
from hubops.model.places import EXTERNAL
from hubops.model.progress import MISSING, PACKED
from hubops.model.stock import NO_UNIT, Balance, HandlingUnit, Movement
from hubops.open_hub import OpenHub
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.rows import AnyRow
from hubops.store.transactions import Writer

BOOKED_REFUSALS = ("receive.red", "receive.expired")
"""The goods are refused, and that is booked."""
Key = tuple[UUID, UUID, UUID]
"""Zone, parcel and lot."""


class Hub:
    """A hub with two stations that take whatever comes."""

    def __init__(self, folder: Path, start: datetime) -> None:
        self.clock = ManualClock(start)
        self.hub = OpenHub.open(folder, self.clock)
        self.books = Books(self.hub)
        self.floors = [self._floor(name) for name in ("dock1", "dock2")]
        self.said: list[tuple[int, Input, bytes, Answer]] = []
        """Every input with its answer."""
        self.n = 0

    def close(self) -> None:
        """Give the database back."""
        self.hub.close()

    def wait(self, milliseconds: int) -> None:
        """Let time pass."""
        self.clock.move_to(self.clock.now() + timedelta(milliseconds=milliseconds))

    def say(self, station: int, said: Input) -> Answer:
        """Say something new; a refusal must change nothing."""
        self.n += 1
        key = self.n.to_bytes(8)
        before = self.stands()
        answer = self.floors[station].handle(said, key)
        if answer.status is Severity.REFUSED and answer.message and answer.message.code not in BOOKED_REFUSALS:
            assert self.stands() == before, answer.message
        for language in LANGUAGES:
            _all_words(answer, language)
        self.said.append((station, said, key, answer))
        return answer

    def repeat(self, back: int) -> None:
        """Send an input that was kept again: the same answer, and nothing changes."""
        station, said, key, answer = self.said[back % len(self.said)]
        if not self.books.rows(select(FloorInput.id).where(FloorInput.idempotency_key == key)):
            return  # the noise of a scale is not kept
        before = self.books.everything()
        again = self.floors[station].handle(said, key)
        assert again.message == answer.message
        assert self.books.everything() == before

    def restart(self, station: int) -> None:
        """The terminal is killed and comes back to the same prompt."""
        stood = self.floors[station].resume()
        self.floors[station] = self._floor(("dock1", "dock2")[station])
        assert self.floors[station].resume() == stood

    def undo_again(self, station: int, said: Input) -> None:
        """Say something; if it was booked, undo it: everything stands as before.

        The dialogue stands as before, too; where the booking has led into another one (an interruption back to the step
        it began in, a substitution back to the cross-dock), it stays there.
        """
        before, dialogue = self.stands(), self.dialogue(station)
        bookings = self.bookings()
        self.say(station, said)
        if self.bookings() == bookings:
            return
        led_to = self.dialogue(station)
        undo = self.say(station, read_scan("CMD-F2"))
        assert undo.message is not None
        assert undo.message.code == "undo.done", (said, undo.message)
        assert self.stands() == before
        assert self.dialogue(station) == (dialogue if _flow_of(led_to) == _flow_of(dialogue) else led_to)

    def stands(self) -> dict[str, list[tuple[Any, ...]]]:
        """How things stand."""
        return self.books.standing()

    def dialogue(self, station: int) -> tuple[Any, ...]:
        """Who is signed in, flow, state and what is in hand."""
        name = ("dock1", "dock2")[station]
        found = self.books.rows(select(Dialogue).where(Dialogue.station == name))
        if not found:
            return ()
        row = found[0]
        data = msgspec.json.decode(row.data, type=FLOWS[row.flow].data, strict=False)
        return row.operator_id, row.flow, row.state, data

    def bookings(self) -> int:
        """How many inputs made a booking that can be undone."""
        return len(self.books.rows(select(FloorInput.id).where(FloorInput.booked != "")))

    def check(self) -> None:
        """What must always be true."""
        balances = self.books.rows(select(Balance))
        parcels = {row.id: row for row in self.books.rows(select(Parcel))}
        self._movements_add_up(balances)
        self._parcels_stand_in_one_place(balances, parcels)
        self._labels_name_one_parcel(parcels)
        self._departed_runs_are_whole(parcels)
        assert self.books.rows(select(OrderLine.id).where((MISSING < 0) | (PACKED < 0))) == []
        assert self.books.broken_chains() == []

    def labels(self) -> list[str]:
        """Every SSCC that was given out."""
        return sorted(self.books.labels())

    def _floor(self, name: str) -> Floor:
        writer = Writer(self.hub.store, self.hub.settings.hub.code, self.clock)
        return Floor(Desk(writer, self.hub.house, Station(name, "labels", "papers")))

    def _movements_add_up(self, balances: list[AnyRow]) -> None:
        pieces: Counter[Key] = Counter()
        grams: Counter[Key] = Counter()
        for row in self.books.rows(select(Movement)):
            for zone, unit, sign in ((row.from_zone_id, row.from_unit_id, -1), (row.to_zone_id, row.to_unit_id, 1)):
                if zone not in EXTERNAL:
                    pieces[zone, unit, row.lot_id] += sign * row.pieces
                    grams[zone, unit, row.lot_id] += sign * row.grams
        held = {(row.zone_id, row.unit_id, row.lot_id): (row.pieces, row.grams) for row in balances}
        assert {key: value for key, value in held.items() if any(value)} == {
            key: (pieces[key], grams[key]) for key in pieces if pieces[key] or grams[key]
        }
        assert all(count >= 0 and weight >= 0 for count, weight in held.values())
        assert not any(weight and not count for count, weight in held.values()), "no grams without pieces"

    def _parcels_stand_in_one_place(self, balances: list[AnyRow], parcels: dict[UUID, AnyRow]) -> None:
        places: dict[UUID, set[UUID]] = {}
        for row in balances:
            if row.unit_id != NO_UNIT and (row.pieces or row.grams):
                places.setdefault(row.unit_id, set()).add(row.zone_id)
        for key, parcel in parcels.items():
            assert places.get(key, {parcel.zone_id}) == {parcel.zone_id}, parcel
            gone = parcel.state in ("written_off", "delivered", "astray")
            assert parcel.state == "open" or (key in places) != gone, parcel
        assert places.keys() <= parcels.keys()

    def _labels_name_one_parcel(self, parcels: dict[UUID, AnyRow]) -> None:
        valid = Counter(row.parcel_id for row in self.books.rows(select(HandlingUnit)) if not row.void)
        assert valid == Counter(key for key, parcel in parcels.items() if parcel.state != "open")
        printing = {row.title for row in self.books.rows(select(PrintJob).where(PrintJob.state != "cancelled"))}
        assert {parcel.sscc for parcel in parcels.values() if parcel.sscc} <= printing

    def _departed_runs_are_whole(self, parcels: dict[UUID, AnyRow]) -> None:
        departed = self.books.rows(
            select(Parcel.id)
            .join(Drop, Drop.id == Parcel.drop_id)
            .join(RouteRun, RouteRun.id == Drop.run_id)
            .where(RouteRun.departed_at.is_not(None))
        )
        filled = {row.unit_id for row in self.books.rows(select(Balance).where(Balance.pieces > 0))}
        for row in departed:
            assert parcels[row.id].state in ("loaded", "delivered", "returned", "written_off") or row.id not in filled


def _flow_of(dialogue: tuple[Any, ...]) -> object:
    """The flow that a dialogue is in."""
    return dialogue[1] if dialogue else None


def _all_words(answer: Answer, language: str) -> None:
    """Every word of an answer can be said."""
    prompt = answer.prompt
    for message in (answer.message, prompt.where, prompt.what, *(line.message for line in prompt.lines)):
        if message is not None:
            message.text(language)
