"""How ready a run is: what of it is not packed, which of its parcels are open, and what speaks against a departure."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, Parcel
from hubops.model.parties import Kitchen
from hubops.model.progress import MISSING
from hubops.model.stock import Balance
from hubops.operations import loading
from hubops.operations.booking import Booking
from hubops.operations.runs import Run
from hubops.store.rows import AnyRow

TOO_EARLY = timedelta(minutes=30)
"""Longer before its time no run leaves unasked. Loading begins some twenty minutes before a departure, so a vehicle
that is full may go at once; one that goes earlier still is most often another vehicle's sign, or a scan too many."""

_OPEN = (
    select(Parcel.id, Parcel.number, Drop.stop, Kitchen.name.label("kitchen"))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(
        Parcel.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        Parcel.state == "open",
        select(Balance.id)
        .where(Balance.hub_id == Parcel.hub_id, Balance.unit_id == Parcel.id, Balance.pieces > 0)
        .exists(),
    )
    .order_by(Drop.stop, Parcel.number)
)
_UNPACKED = (
    select(func.count().label("lines"), func.count(Drop.kitchen_id.distinct()).label("kitchens"))
    .select_from(OrderLine)
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        OrderLine.cancelled_at.is_(None),
        MISSING > 0,
    )
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Order lines of a run of which pieces are neither packed nor declared short, and whose they are."""

    lines: int
    kitchens: int


@dataclass(frozen=True, slots=True)
class Doubts:
    """Why a run should not depart unasked."""

    unpacked: Unpacked
    empty: bool
    """Nothing at all is aboard."""
    early: timedelta
    """How long before its time, if that is longer than TOO_EARLY; else zero."""


def open_parcels(booking: Booking, run_id: UUID) -> list[AnyRow]:
    """Parcels of a run with goods in them that nobody has closed, first stop first."""
    return list(booking.tx.execute(_OPEN, {"hub": booking.tx.hub_id, "run": run_id}))


def unpacked(booking: Booking, run_id: UUID) -> Unpacked:
    """What of a run is still to be packed, or to be declared short."""
    row = booking.tx.execute(_UNPACKED, {"hub": booking.tx.hub_id, "run": run_id}).one()
    return Unpacked(int(row.lines), int(row.kitchens))


def doubts(booking: Booking, run: Run) -> Doubts | None:
    """What speaks against the departure of a run now; None if nothing does."""
    waiting = unpacked(booking, run.id)
    empty = not loading.aboard(booking, run.id).crates
    before = run.departure_at - booking.tx.now
    early = before if before > TOO_EARLY else timedelta()
    return Doubts(waiting, empty, early) if waiting.lines or empty or early else None
