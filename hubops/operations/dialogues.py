"""Where a station's dialogue stands, kept in the database so that a restart resumes it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from hubops.model.evidence import FloorInput
from hubops.model.people import Dialogue, Operator
from hubops.operations.booking import Actor, Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

_READ = (
    select(
        Dialogue.id,
        Dialogue.operator_id,
        Dialogue.flow,
        Dialogue.state,
        Dialogue.data,
        Dialogue.scale_armed,
        Dialogue.last_code,
        Dialogue.last_scan_at,
        Dialogue.entered_for,
        Dialogue.last_input_at,
        Dialogue.held,
        Dialogue.begun,
        Operator.badge,
        Operator.name,
        Operator.language,
        Operator.role,
        select(FloorInput.answer)
        .where(FloorInput.hub_id == Dialogue.hub_id, FloorInput.idempotency_key == bindparam("input_key"))
        .correlate(Dialogue)
        .scalar_subquery()
        .label("answer"),
    )
    .outerjoin(Operator, (Operator.hub_id == Dialogue.hub_id) & (Operator.id == Dialogue.operator_id))
    .where(Dialogue.hub_id == bindparam("hub"), Dialogue.station == bindparam("at_station"))
)
_SAVE = (
    update(Dialogue)
    .where(Dialogue.hub_id == bindparam("hub"), Dialogue.id == bindparam("key"))
    .values(
        operator_id=bindparam("p_operator"),
        flow=bindparam("p_flow"),
        state=bindparam("p_state"),
        data=bindparam("p_data"),
        scale_armed=bindparam("p_armed"),
        last_code=bindparam("p_code"),
        last_scan_at=bindparam("p_at"),
        entered_for=bindparam("p_entered_for"),
        last_input_at=bindparam("p_input_at"),
        held=bindparam("p_held"),
        begun=bindparam("p_begun"),
    )
)


@dataclass(frozen=True)
class Stood:
    """Where a dialogue stands or stood: its flow, the state, and what it has in hand."""

    flow: str
    state: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Held:
    """What the idle lock holds: who was at work, where the dialogue stood, and before the step that was begun."""

    operator: UUID
    name: str
    flow: str
    state: str
    data: dict[str, Any]
    begun: Stood | None = None


@dataclass
class Standing:
    """The dialogue of a station between two inputs."""

    key: UUID | None
    operator: UUID | None = None
    flow: str = "signin"
    state: str = "badge"
    data: dict[str, Any] = field(default_factory=dict)
    scale_armed: bool = True
    last_code: str = ""
    last_scan_at: datetime | None = None
    last_input_at: datetime | None = None
    held: Held | None = None
    begun: Stood | None = None
    """Where the dialogue stood before the step that is under way and has booked nothing; None between two steps."""

    @classmethod
    def load(cls, booking: Booking) -> "Standing":
        """How the dialogue of the booking's station stands; a station that never said anything asks for a badge."""
        row = booking.dialogue
        if row is None:
            return cls(None)
        return cls(
            row.id,
            row.operator_id,
            row.flow,
            row.state,
            msgspec.json.decode(row.data),
            row.scale_armed,
            row.last_code,
            row.last_scan_at,
            row.last_input_at,
            _held_from_json(row.held),
            _from_json(row.begun),
        )

    def save(self, booking: Booking) -> None:
        """Write it back; whoever the booking signed in or out is kept with it."""
        self.operator = None if self.flow == "signin" else booking.actor.key
        entered_for = None if self.flow == "signin" else booking.entered_for
        data = msgspec.json.encode(self.data).decode()
        if self.key is None:
            self.key = rows.add(
                booking.tx,
                Dialogue,
                station=booking.station.name,
                operator_id=self.operator,
                flow=self.flow,
                state=self.state,
                data=data,
                scale_armed=self.scale_armed,
                last_code=self.last_code,
                last_scan_at=self.last_scan_at,
                entered_for=entered_for,
                last_input_at=self.last_input_at,
                held=_held_to_json(self.held),
                begun=_to_json(self.begun),
            )
            return
        params = {
            "hub": booking.tx.hub_id,
            "key": self.key,
            "p_operator": self.operator,
            "p_flow": self.flow,
            "p_state": self.state,
            "p_data": data,
            "p_armed": self.scale_armed,
            "p_code": self.last_code,
            "p_at": self.last_scan_at,
            "p_entered_for": entered_for,
            "p_input_at": self.last_input_at,
            "p_held": _held_to_json(self.held),
            "p_begun": _to_json(self.begun),
        }
        booking.tx.execute(_SAVE, params)

    @property
    def stands(self) -> Stood:
        """Where it stands now."""
        return Stood(self.flow, self.state, self.data)

    def copy(self) -> "Standing":
        """The same again, to be kept while this one moves on; ``data`` is replaced as a whole, never changed."""
        return Standing(**vars(self))

    def idle(self, now: datetime, minutes: int) -> bool:
        """Somebody is signed in and used the station last so many minutes ago, or longer; 0 minutes: never."""
        if not minutes or self.operator is None or self.last_input_at is None:
            return False
        return now - self.last_input_at >= timedelta(minutes=minutes)

    def lock(self, booking: Booking) -> None:
        """Hold what is in hand until the same operator is back: from now on nobody is at the station."""
        if self.operator is None:
            return
        self.held = Held(self.operator, booking.actor.name, self.flow, self.state, self.data, self.begun)
        self.operator, self.last_code, self.begun = None, "", None
        self.flow, self.state, self.data = "signin", "locked", {"locked_by": booking.actor.name}
        booking.happened(None)
        booking.actor = Actor(None, "", "", booking.house.language)

    def repeats(self, code: str, now: datetime, within_ms: int) -> bool:
        """The same code came a moment ago: one pull of the trigger that was read twice."""
        if code != self.last_code or self.last_scan_at is None:
            return False
        return now - self.last_scan_at < timedelta(milliseconds=within_ms)


def _held_to_json(held: Held | None) -> str:
    if held is None:
        return ""
    begun = _to_json(held.begun)
    return msgspec.json.encode([held.operator.hex, held.name, held.flow, held.state, held.data, begun]).decode()


def _held_from_json(text: str) -> Held | None:
    if not text:
        return None
    operator, name, flow, state, data, begun = msgspec.json.decode(text)
    return Held(UUID(operator), name, flow, state, data, _from_json(begun))


def _to_json(stood: Stood | None) -> str:
    return msgspec.json.encode(stood).decode() if stood else ""


def _from_json(text: str) -> Stood | None:
    return msgspec.json.decode(text, type=Stood) if text else None


def read(booking: Booking, input_key: bytes | None = None) -> None:
    """Read the dialogue of the booking's station: how it stands, who is signed in, and what an input got before."""
    params = {"hub": booking.tx.hub_id, "at_station": booking.station.name, "input_key": input_key}
    seat(booking, booking.tx.execute(_READ, params).one_or_none())


def seat(booking: Booking, row: AnyRow | None) -> None:
    """The booking is made in a dialogue as it was read; None where it never began."""
    booking.dialogue = row
    if row is None:
        return
    if row.entered_for is not None:
        booking.happened(row.entered_for)
    if row.operator_id is not None:
        booking.actor = Actor(row.operator_id, row.badge, row.name, row.language, row.role)
