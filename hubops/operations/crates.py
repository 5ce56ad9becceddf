"""Returnable crates: taken off the weight by their tare, and counted per type and party."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select

from hubops.errors import Refused
from hubops.model.crates import CrateMovement, CrateType
from hubops.model.inbound import Delivery
from hubops.model.outbound import Drop
from hubops.operations.booking import Booking
from hubops.store import rows

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any crate was counted."""

_TYPES = (
    select(CrateType.id, CrateType.code, CrateType.name, CrateType.tare_g)
    .where(CrateType.hub_id == bindparam("hub"))
    .order_by(CrateType.code)
)
_OF_VISIT = and_(CrateMovement.delivery_id == bindparam("delivery"), CrateMovement.at > bindparam("since"))
_AT_DOCK = (
    select(
        CrateType.code,
        CrateType.name,
        func.sum(case((and_(_OF_VISIT, CrateMovement.crates > 0), CrateMovement.crates), else_=0)).label("came"),
        func.sum(case((and_(_OF_VISIT, CrateMovement.crates < 0), -CrateMovement.crates), else_=0)).label("back"),
        func.coalesce(func.sum(CrateMovement.crates), 0).label("balance"),
    )
    .outerjoin(
        CrateMovement,
        and_(
            CrateMovement.hub_id == CrateType.hub_id,
            CrateMovement.crate_type_id == CrateType.id,
            CrateMovement.undone_by_id.is_(None),
            CrateMovement.producer_id
            == select(Delivery.producer_id)
            .where(Delivery.hub_id == bindparam("hub"), Delivery.id == bindparam("delivery"))
            .scalar_subquery(),
        ),
    )
    .where(CrateType.hub_id == bindparam("hub"))
    .group_by(CrateType.code, CrateType.name)
    .order_by(CrateType.code)
)
_TO_FETCH = (
    select(CrateMovement.kitchen_id, (-func.sum(CrateMovement.crates)).label("crates"))
    .where(
        CrateMovement.hub_id == bindparam("hub"),
        CrateMovement.undone_by_id.is_(None),
        CrateMovement.kitchen_id.in_(
            select(Drop.kitchen_id).where(Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"))
        ),
    )
    .group_by(CrateMovement.kitchen_id)
    .having(func.sum(CrateMovement.crates) < 0)
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of crates; ``tare_g`` is the weight of an empty one."""

    id: UUID
    code: str
    name: str
    tare_g: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a type at a delivery, and how many its producer has to get back (above zero)."""

    code: str
    name: str
    came: int
    back: int
    balance: int


def types(booking: Booking) -> list[Kind]:
    """The types of crates, by code: what a digit chooses from."""
    found = booking.tx.execute(_TYPES, {"hub": booking.tx.hub_id})
    return [Kind(row.id, row.code, row.name, row.tare_g) for row in found]


def crate_type(booking: Booking, code: str) -> Kind:
    """The type with a code. Raises Refused ``crates.unknown_type``."""
    found = next((row for row in types(booking) if row.code == code), None)
    if found is None:
        raise Refused("crates.unknown_type", crate_type=code)
    return found


def net_g(booking: Booking, gross_g: int, code: str) -> int:
    """The weight of goods without the one crate that they were weighed in, in grams.

    Raises:
        Refused: ``crates.lighter_than_tare``: what stands on the scale weighs no more than the empty crate.
    """
    found = crate_type(booking, code)
    if gross_g <= found.tare_g:
        raise Refused("crates.lighter_than_tare", name=found.name, tare_g=found.tare_g, weight_g=gross_g)
    return gross_g - found.tare_g


def at_dock(booking: Booking, delivery_id: UUID, since: datetime = EVER) -> list[Counted]:
    """Every type, by code, with what was counted of it at a delivery since a moment."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "since": since}
    found = booking.tx.execute(_AT_DOCK, params)
    return [Counted(row.code, row.name, int(row.came), int(row.back), int(row.balance)) for row in found]


def to_fetch(booking: Booking, run_id: UUID) -> dict[UUID, int]:
    """How many crates each kitchen of a run has to give back, of all types; kitchens with none are left out."""
    found = booking.tx.execute(_TO_FETCH, {"hub": booking.tx.hub_id, "run": run_id})
    return {row.kitchen_id: int(row.crates) for row in found}


def with_producer(booking: Booking, producer_id: UUID, delivery_id: UUID, code: str, crates: int) -> None:
    """Crates came with a producer's goods, or below zero: empty ones went back to the producer."""
    _book(booking, code, crates, producer_id=producer_id, delivery_id=delivery_id)


def with_kitchen(booking: Booking, kitchen_id: UUID, drop_id: UUID, code: str, crates: int) -> None:
    """Empty crates came back from a kitchen, or below zero: crates were delivered to it."""
    _book(booking, code, crates, kitchen_id=kitchen_id, drop_id=drop_id)


def at_stop(booking: Booking, drop_id: UUID, delivered: int, back: int) -> None:
    """So many parcels were delivered, each in a crate of the hub's own type, and so many empty crates came back.

    A hub whose rules name no type for its parcels, or one that it never imported, counts none: a slip in the settings
    stops nobody at the dock; ``hubops doctor`` tells it.
    """
    code = booking.house.parcel_crate
    if code not in {row.code for row in types(booking)}:
        return
    kitchen_id = rows.get(booking.tx, Drop, drop_id).kitchen_id
    for crates in (-delivered, back):
        if crates:
            with_kitchen(booking, kitchen_id, drop_id, code, crates)


def _book(booking: Booking, code: str, crates: int, **party: UUID) -> None:
    found = crate_type(booking, code)
    columns: dict[str, UUID | None] = dict.fromkeys(("producer_id", "kitchen_id", "delivery_id", "drop_id"))
    rows.add(
        booking.tx,
        CrateMovement,
        crate_type_id=found.id,
        crates=crates,
        at=booking.tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
        **(columns | party),
    )
    booking.event("crates", next(iter(party.values())), crate_type=code, crates=crates)
