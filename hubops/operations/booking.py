"""The context in which an operation records what happened: who, where, when, on what authority.

A booking lives inside one transaction. It remembers every state that it changes, so that the undo of it can put the
states back (operations/corrections.py).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Update, bindparam, update

from hubops.model.call_offs import CallOff, CallOffLine, DirectDelivery
from hubops.model.deviation_kinds import kind_of
from hubops.model.evidence import Deviation
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.keys import Base, Key, Moment
from hubops.model.orders import OrderLine, Shortage, Substitution
from hubops.model.outbound import Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.stock import HandlingUnit, Hold
from hubops.model.tables import METADATA
from hubops.operations.plant import NO_PLANT, Plant
from hubops.planning.calendar import HubCalendar
from hubops.planning.lockout import LockoutRule
from hubops.planning.shortage import Rules
from hubops.planning.temperature import ClassRule
from hubops.store import rows
from hubops.store.rows import AnyRow
from hubops.store.transactions import Tx

CHANGEABLE: tuple[type[Base], ...] = (
    Parcel,
    RouteRun,
    Delivery,
    PrintJob,
    Hold,
    Shortage,
    Substitution,
    HandlingUnit,
    ReceiptLine,
    Deviation,
    CallOff,
    CallOffLine,
    ExpectedLine,
    DirectDelivery,
    OrderLine,
)
"""Tables whose rows have a state that bookings change and undo puts back."""


@dataclass(frozen=True)
class SigninRule:
    """How people prove who they are: ``[signin]`` of hub.toml and of rules.toml."""

    pin: str
    """Whose PIN is asked: ``off``, ``supervisors`` (every role above the worker) or ``all``."""
    idle_lock_minutes: int
    """A station that nobody uses for so long locks; 0: never."""
    lockout: LockoutRule
    pepper: bytes = field(default=b"", repr=False)
    """The key under which PINs are sealed (store/pepper.py); empty where no PIN is asked."""


@dataclass(frozen=True)
class PrinterFacts:
    """What devices.toml says of a printer."""

    language: str
    media: str
    """The roll of a label printer; empty for any other printer."""
    address: str

    def prints_like(self, other: "PrinterFacts") -> bool:
        """Whether what waits for one can come out of the other: the same language and the same roll."""
        return (self.language, self.media) == (other.language, other.media)


@dataclass(frozen=True)
class AlarmRule:
    """How long a silence may last before it is an alarm: ``[alarms]`` of rules.toml."""

    acknowledge: timedelta = timedelta(minutes=30)
    """From the import of an order to its answer."""
    call_off_answer: timedelta = timedelta(hours=2)
    """From a call-off to the producer's answer."""
    delivery: timedelta = timedelta(minutes=45)
    """From the end of a pickup's window to the first goods on the dock."""
    place: timedelta = timedelta(minutes=60)
    """From the arrival of cold goods on the dock to a zone or a parcel."""
    packed_before: timedelta = timedelta(minutes=20)
    """Before a departure: what waits for goods by then is told."""
    departure: timedelta = timedelta(minutes=15)
    """From the planned to the real departure."""
    handover: timedelta = timedelta(hours=8)
    """From the planned arrival to the signed manifest at the hub."""
    notice: timedelta = timedelta(hours=1)
    """From a message to its receiver having it."""
    escalate_minutes: int = 60
    """From an alarm to the next role, if nobody took it on."""


@dataclass(frozen=True)
class Subscription:
    """A system outside that is told of some kinds of message."""

    name: str
    kinds: tuple[str, ...] = ()
    """By their first part, ``order``; none named: all."""

    def wants(self, kind: str) -> bool:
        """Whether it is told of messages of that kind."""
        return not self.kinds or kind.partition("_")[0] in self.kinds


@dataclass(frozen=True)
class Reach:
    """By which ways the hub can tell people and systems outside: ``[messages]`` of hub.toml."""

    smtp: bool = False
    file_drop: bool = False
    systems: tuple[Subscription, ...] = ()
    duty_address: str = ""
    give_up_hours: int = 24


@dataclass(frozen=True)
class House:
    """What operations must know of the hub that stands in no table: read from the hub folder by the edges."""

    hub_id: str
    name: str
    address: str
    org_number: str
    gs1_prefix: str
    extension_digit: int
    language: str
    calendar: HubCalendar
    classes: Mapping[str, ClassRule]
    parcel_ml: int
    parcel_g: int
    parcel_crate: str
    """The code of the crate that each parcel goes out in; empty where crates of kitchens are not counted."""
    repeat_ms: int
    zero_within_g: int
    catch_weight_tolerance_percent: int
    back_entry_days: int
    """So many hub days before today may still be entered."""
    farthest_date_percent: int
    """Of its shelf life: a typed date that is further away is doubted."""
    lot_difference_percent: int
    shortage: Rules
    signin: SigninRule
    reach: Reach = Reach()
    alarms: AlarmRule = AlarmRule()
    lead_time_target_days: int = 5
    """From order to delivery; more is told."""
    printers: Mapping[str, PrinterFacts] = field(default_factory=dict)
    """By their names in devices.toml."""
    phone: str = ""
    """Whom kitchens and drivers call; empty if hub.toml names none."""


@dataclass(frozen=True)
class Station:
    """A place of work with its printers, by their names in devices.toml."""

    name: str
    label_printer: str
    paper_printer: str
    typed_weights: bool = False
    """A weight may be typed there; it is marked as typed."""


@dataclass(frozen=True)
class Actor:
    """Who does it: an operator, or a job of the clock (no key)."""

    key: UUID | None
    badge: str
    name: str
    language: str
    role: str = ""
    """Of model/people.py; empty for a job of the clock and where nobody is signed in."""


@dataclass
class Change:
    """A state that a booking changed, with what stood there before."""

    table: str
    key: UUID
    old: dict[str, object]
    new: dict[str, object]


@dataclass
class Booking:
    """One booking under way."""

    tx: Tx
    house: House
    station: Station
    actor: Actor
    input_id: UUID | None = None
    """The key under which the floor input will be written at the end of the transaction."""
    dialogue: AnyRow | None = None
    """The dialogue of the station as the booking found it (operations/dialogues.py); None where it never began."""
    changes: list[Change] = field(default_factory=list)
    entered_for: datetime | None = None
    """Back-entry at the station: when what is booked happened; None where it happens now."""
    plant: Plant = NO_PLANT
    """The devices at hand."""

    def happened(self, at: datetime | None) -> None:
        """What is booked from here on happened at ``at``, until it is said otherwise; None: it happens now."""
        self.entered_for = at
        self.tx.happened(at)

    @property
    def day(self) -> date:
        """The hub day of the booking."""
        return self.house.calendar.hub_day(self.tx.now)

    @property
    def day_start(self) -> datetime:
        """When the hub day of the booking began."""
        return self.house.calendar.day_span(self.day)[0]

    def change(self, table: type[Base], key: UUID, known: AnyRow | None = None, /, **values: object) -> None:
        """Change the state of a row, remembering what it was; ``known`` has these columns of it as they were read."""
        row = rows.get(self.tx, table, key) if known is None else known
        self.changes.append(Change(table.__tablename__, key, {name: getattr(row, name) for name in values}, values))
        put(self.tx, table, key, values)

    def event(self, kind: str, subject_id: UUID | None, **body: object) -> None:
        """Write a fact into the event log."""
        self.tx.event(kind, self.actor.badge, self.station.name, subject_id, body)

    def deviation(self, kind: str, subject_id: UUID | None, cause: str = "", /, **values: object) -> None:
        """Record that something was not as it should be; ``values`` are those of the sentence ``deviation.<kind>``.

        ``cause`` is one of CAUSES of model/deviation_kinds.py where the fact itself tells why.
        """
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        settled = not kind_of(kind).owner
        rows.add(
            self.tx,
            Deviation,
            at=self.tx.now,
            kind=kind,
            subject_id=subject_id,
            values=text,
            cause=cause,
            solved_at=self.tx.now if settled else None,
            solved_by=self.actor.badge if settled else "",
            solution="",
            input_id=self.input_id,
            undone_by_id=None,
        )


def put(tx: Tx, table: type[Base], key: UUID, values: Mapping[str, object]) -> None:
    """Set columns of a row."""
    tx.execute(_update(table), {"_hub": tx.hub_id, "_key": key, **values})


@cache
def _update(table: type[Base]) -> Update:
    columns = table.__table__.c
    return update(table).where(columns.hub_id == bindparam("_hub"), columns.id == bindparam("_key"))


def changes_to_json(changes: list[Change]) -> list[object]:
    """The changes as plain JSON values."""
    return [[change.table, change.key.hex, _plain(change.old), _plain(change.new)] for change in changes]


def changes_from_json(data: list[list[object]]) -> list[Change]:
    """The changes as they were before :func:`changes_to_json`."""
    return [
        Change(str(table), UUID(str(key)), _typed(str(table), old), _typed(str(table), new))
        for table, key, old, new in data
    ]


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    def plain(value: object) -> object:
        if isinstance(value, UUID):
            return value.hex
        return value.isoformat() if isinstance(value, datetime) else value

    return {name: plain(value) for name, value in values.items()}


def _typed(table: str, values: object) -> dict[str, object]:
    assert isinstance(values, dict)  # noqa: S101 - our own JSON
    columns = METADATA.tables[table].c

    def typed(name: str, value: object) -> object:
        if value is None:
            return None
        if isinstance(columns[name].type, Key):
            return UUID(str(value))
        return datetime.fromisoformat(str(value)) if isinstance(columns[name].type, Moment) else value

    return {name: typed(name, value) for name, value in values.items()}
