"""Repacking: a labelled parcel is opened again, goods are taken out, and it is closed under a new SSCC.

Its old label is withdrawn the moment it is opened: whoever scans it is told which one replaced it (parcels.py).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from hubops.errors import Refused
from hubops.model.keys import Key
from hubops.model.orders import OrderLine, Substitution
from hubops.model.outbound import Parcel
from hubops.model.outbox import PrintJob
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, ITS_PARCEL
from hubops.model.stock import Balance, HandlingUnit, Lot, Movement
from hubops.operations import moving, parcels, receiving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.store import rows
from hubops.store.rows import AnyRow

REASONS = ("wrong_item", "damaged", "order_changed", "check_contents")
"""Why a parcel is opened, in the order of the digit keys."""

_UNIT = select(HandlingUnit.id).where(HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"))
_WAITING_LABELS = select(PrintJob.id).where(
    PrintJob.hub_id == bindparam("hub"),
    PrintJob.subject_id == bindparam("parcel"),
    PrintJob.document == "drop_label",
    PrintJob.state.in_(("queued", "refused", "unknown", "sent_unconfirmed")),
)
_CONTENTS = (
    select(Balance.lot_id, Lot.code.label("lot"), Product.name.label("product"), Balance.pieces, Balance.grams)
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(Balance.hub_id == bindparam("hub"), Balance.unit_id == bindparam("parcel"), Balance.pieces > 0)
    .order_by(Product.name, Lot.code)
)
_INSIDE = func.sum(case((INTO_PARCEL, Movement.pieces), else_=-Movement.pieces))
_LINES = (
    select(OrderLine.id, OrderLine.product_id, _INSIDE.label("pieces"))
    .join(Movement, (Movement.hub_id == OrderLine.hub_id) & (Movement.order_line_id == OrderLine.id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Movement.lot_id == bindparam("lot"),
        bindparam("parcel", type_=Key()) == ITS_PARCEL,
    )
    .group_by(OrderLine.id, OrderLine.product_id)
    .having(_INSIDE > 0)
    .order_by(OrderLine.id.desc())
)
_SUBSTITUTIONS = (
    select(Substitution)
    .where(
        Substitution.hub_id == bindparam("hub"),
        Substitution.order_line_id == bindparam("line"),
        Substitution.product_id == bindparam("product"),
        Substitution.undone_by_id.is_(None),
    )
    .order_by(Substitution.id.desc())
)


@dataclass(frozen=True, slots=True)
class Content:
    """Goods of one lot in a parcel."""

    lot_id: UUID
    lot: str
    product: str
    pieces: int
    grams: int


def find_to_open(booking: Booking, code: str) -> AnyRow:
    """The parcel of a label, if it may be opened.

    Raises:
        Refused: no valid label, or a parcel that is on a vehicle or further.
    """
    parcel = parcels.find(booking, code)
    if parcel.state == "loaded":
        raise Refused("parcel.unload_first", number=parcel.number, kitchen=parcel.kitchen)
    if parcel.state not in ("closed", "staged"):
        raise Refused("parcel.not_to_open", number=parcel.number, kitchen=parcel.kitchen, state_word=parcel.state)
    return parcel


def reopen(booking: Booking, code: str, reason: str) -> AnyRow:
    """Open a labelled parcel at the dock: its label is withdrawn for good; the parcel is returned.

    Raises:
        Refused: as :func:`find_to_open`.
    """
    parcel = find_to_open(booking, code)
    tx = booking.tx
    booking.change(HandlingUnit, tx.execute(_UNIT, {"hub": tx.hub_id, "sscc": code}).scalar_one(), void=True)
    for job in tx.execute(_WAITING_LABELS, {"hub": tx.hub_id, "parcel": parcel.id}).all():
        booking.change(PrintJob, job.id, state="cancelled")
    dock = receiving.zone_of_kind(booking, "dock")
    moving.move_parcel(booking, "repack", parcel.id, dock)
    booking.change(Parcel, parcel.id, state="open", sscc=None, zone_id=dock)
    booking.event("parcel_opened", parcel.id, sscc=code, reason=reason)
    return parcel


def contents(booking: Booking, parcel_id: UUID) -> list[Content]:
    """What is in a parcel that is open.

    Raises:
        Refused: ``parcel.not_open``, somebody closed it.
    """
    _open_parcel(booking, parcel_id)
    found = booking.tx.execute(_CONTENTS, {"hub": booking.tx.hub_id, "parcel": parcel_id})
    return [Content(row.lot_id, row.lot, row.product, row.pieces, row.grams) for row in found]


def take_out(booking: Booking, parcel_id: UUID, content: Content, pieces: int) -> None:
    """Take pieces out of an open parcel; they stand loose where the parcel stands, and their order lines lack them.

    Raises:
        Refused: ``parcel.not_open``, or goods that are no longer in it.
    """
    place = Place(_open_parcel(booking, parcel_id).zone_id, parcel_id)
    held = moving.balance(booking, place, content.lot_id)
    if not 0 < pieces <= held.pieces:
        raise Refused("stock.not_there", pieces=held.pieces, amount_g=held.grams, wanted=pieces)
    lot = rows.get(booking.tx, Lot, content.lot_id)
    params = {"hub": booking.tx.hub_id, "lot": lot.id, "parcel": parcel_id}
    left = pieces
    for line in booking.tx.execute(_LINES, params).all():
        taken = min(left, int(line.pieces))
        if not taken:
            break
        amount = Amount(taken, held.grams * taken // held.pieces)
        moving.move(booking, "unpack", lot.id, place, Place(place.zone_id), amount, order_line_id=line.id)
        booking.event("unpacked", line.id, lot=lot.code, pieces=amount.pieces, grams=amount.grams)
        if lot.product_id != line.product_id:
            _less_instead(booking, line.id, lot.product_id, taken)
        held = Amount(held.pieces - amount.pieces, held.grams - amount.grams)
        left -= taken


def _open_parcel(booking: Booking, parcel_id: UUID) -> AnyRow:
    parcel = rows.get(booking.tx, Parcel, parcel_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", number=parcel.number)
    return parcel


def _less_instead(booking: Booking, line_id: UUID, product_id: UUID, pieces: int) -> None:
    """Pieces that a kitchen took in place of others came out again: the consent stands for the rest."""
    params = {"hub": booking.tx.hub_id, "line": line_id, "product": product_id}
    for row in booking.tx.execute(_SUBSTITUTIONS, params).all():
        taken = min(pieces, row.pieces)
        if not taken:
            return
        booking.change(Substitution, row.id, undone_by_id=booking.input_id)
        pieces -= taken
        if row.pieces > taken:
            kept = {**row._asdict(), "pieces": row.pieces - taken, "input_id": booking.input_id}
            rows.add(booking.tx, Substitution, **{name: kept[name] for name in kept if name not in ("hub_id", "id")})
