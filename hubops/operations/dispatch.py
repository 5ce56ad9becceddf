"""Dispatch: a run departs when each of its parcels is loaded or written off with a reason; the manifest is printed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import LOSS, WASTE
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, MISSING, UNPACKED
from hubops.model.stock import Movement
from hubops.operations import delivery_notices, loading, manifests, moving, parcels, readiness, shortages
from hubops.operations.booking import Booking
from hubops.operations.manifests import Version
from hubops.operations.readiness import Doubts
from hubops.operations.runs import Run
from hubops.store.rows import AnyRow

WRITE_OFF_REASONS = {"damaged": WASTE, "too_warm": WASTE, "not_found": LOSS}
"""Why a parcel stays behind for good, in the order of the digit keys, and where its goods go."""

_UNFILLED = (
    select(
        OrderLine.id,
        Order.number,
        OrderLine.line,
        Product.name.label("product"),
        Kitchen.name.label("kitchen"),
        Drop.stop,
        UNPACKED.label("missing"),
        MISSING.label("undeclared"),
    )
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        OrderLine.cancelled_at.is_(None),
        UNPACKED > 0,
    )
    .order_by(Drop.stop, Order.number, OrderLine.line)
)
_PACKED_IN = (
    select(
        Movement.order_line_id,
        func.coalesce(func.sum(Movement.pieces).filter(INTO_PARCEL), 0).label("packed"),
        func.coalesce(func.sum(Movement.pieces).filter(~INTO_PARCEL), 0).label("undone"),
    )
    .where(
        Movement.hub_id == bindparam("hub"),
        Movement.order_line_id.is_not(None),
        (Movement.to_unit_id == bindparam("parcel")) | (Movement.from_unit_id == bindparam("parcel")),
    )
    .group_by(Movement.order_line_id)
    .order_by(Movement.order_line_id)
)


@dataclass(frozen=True, slots=True)
class Papers:
    """The manifest that goes with a run."""

    run: Run
    version: Version
    taken: bool
    """Somebody has this version."""
    old_holders: str
    """Who has an older version only, names with commas."""


def to_write_off(booking: Booking, run: Run, code: str) -> AnyRow:
    """The parcel of a label that may be written off.

    Raises:
        Refused: a parcel of another run, or one that can't be written off now.
    """
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        raise loading.other_run(booking, run, parcel)
    if parcel.state not in ("closed", "staged", "loaded"):
        raise Refused("load.not_ready", kitchen=parcel.kitchen, number=parcel.number, state_word=parcel.state)
    return parcel


def write_off(booking: Booking, run: Run, code: str, reason: str) -> AnyRow:
    """Write a parcel off with a reason: its goods leave custody for good; the parcel is returned.

    Raises:
        Refused: as :func:`to_write_off`.
    """
    parcel = to_write_off(booking, run, code)
    tell_lines(booking, parcel.id, reason)
    target = WRITE_OFF_REASONS[reason]
    moving.move_parcel(booking, "write_off", parcel.id, target)
    booking.change(Parcel, parcel.id, state="written_off", zone_id=target, written_off_reason=reason)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "reason_word": reason}
    booking.deviation("written_off", parcel.id, **values)
    booking.event("written_off", parcel.id, sscc=code, reason=reason)
    return parcel


def tell_lines(booking: Booking, parcel_id: UUID, reason: str) -> None:
    """Each order line that a parcel was packed for has its event: so many of its pieces never come."""
    for row in booking.tx.execute(_PACKED_IN, {"hub": booking.tx.hub_id, "parcel": parcel_id}).all():
        if row.packed > row.undone:
            booking.event("line_written_off", row.order_line_id, pieces=row.packed - row.undone, reason=reason)


def unfilled(booking: Booking, run_id: UUID) -> list[AnyRow]:
    """Order lines of a run that are not packed in full; ``undeclared`` counts what was not declared short before."""
    return list(booking.tx.execute(_UNFILLED, {"hub": booking.tx.hub_id, "run": run_id}))


def close_open(booking: Booking, run: Run) -> int:
    """Close every parcel of a run that is still open, as it is; how many labels print is returned."""
    found = readiness.open_parcels(booking, run.id)
    for row in found:
        parcels.close(booking, row.id)
    return len(found)


def depart(booking: Booking, run: Run, *, sure: bool = False) -> Papers | Doubts:
    """Let a run depart: what is not packed is declared short; a manifest that tells the load prints, unless it is out.

    Its kitchens are told. Nothing is booked if something speaks against it and nobody said that they are sure: the
    doubts are returned. Anybody may be sure, as anybody may declare short what is not there.

    Raises:
        Refused: parcels are open, or neither loaded nor written off.
    """
    _refuse_unloaded(booking, run)
    doubts = None if sure else readiness.doubts(booking, run)
    if doubts is not None:
        return doubts
    for row in unfilled(booking, run.id):
        if row.undeclared:
            shortages.declare(booking, row.id, row.undeclared, "not_received")
        shortages.tell(booking, row.id, row.kitchen, row.product, row.missing)
    booking.change(RouteRun, run.id, departed_at=booking.tx.now)
    version = manifests.up_to_date(booking, run.id)
    booking.event("departed", run.id, route=run.route, vehicle=run.vehicle, manifest=version.code)
    delivery_notices.tell_departed(booking, run)
    return _papers(booking, run, version)


def print_manifest(booking: Booking, run: Run) -> Papers:
    """Print the current manifest of a run: a new version if the load is another than the last one says, else a copy.

    Raises:
        Refused: before the departure, parcels are open, or neither loaded nor written off.
    """
    version = manifests.newest(booking, run.id) if run.departed_at else None
    if version is None:
        _refuse_unloaded(booking, run)
        version = manifests.up_to_date(booking, run.id)
    if not version.fresh:
        manifests.print_again(booking, run.id, version)
    return _papers(booking, run, version)


def _papers(booking: Booking, run: Run, version: Version) -> Papers:
    held = manifests.takers(booking, run.id)
    old = ", ".join(name for name, number in held.items() if number < version.number)
    return Papers(run, version, taken=version.number in held.values(), old_holders=old)


def _refuse_unloaded(booking: Booking, run: Run) -> None:
    open_parcels = readiness.open_parcels(booking, run.id)
    if open_parcels:
        values = {"kitchen": open_parcels[0].kitchen, "number": open_parcels[0].number, "vehicle": run.vehicle}
        raise Refused("dispatch.open_parcel", **values)
    left = loading.missing(booking, run.id)
    if left:
        raise Refused("dispatch.not_loaded", parcels=len(left), kitchen=left[0].kitchen, number=left[0].number)
