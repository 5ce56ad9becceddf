"""The one way in which goods move: a movement and the balances on both sides, in one transaction.

Amounts are pieces and grams. A place is a zone, or a parcel in a zone (``unit``). External places have no balance, and
neither has a place in which nothing is left: a hub's past does not stand in the way of a scan.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, case, delete, func, insert, select, update

from hubops.errors import Refused
from hubops.model.keys import new_key
from hubops.model.places import EXTERNAL, PRODUCER, WEIGHING_DIFFERENCE
from hubops.model.products import Product
from hubops.model.stock import NO_UNIT, Balance, Lot, Movement
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

_KEY = (
    Balance.hub_id == bindparam("b_hub"),
    Balance.zone_id == bindparam("b_zone"),
    Balance.unit_id == bindparam("b_unit"),
    Balance.lot_id == bindparam("b_lot"),
)
_TAKE = (
    update(Balance)
    .where(*_KEY, Balance.pieces >= bindparam("b_pieces"), Balance.grams >= bindparam("b_grams"))
    .values(pieces=Balance.pieces - bindparam("b_pieces"), grams=Balance.grams - bindparam("b_grams"))
    .returning(Balance.pieces, Balance.grams)
)
_EMPTY = delete(Balance).where(*_KEY)
_PUT = (
    update(Balance)
    .where(*_KEY)
    .values(pieces=Balance.pieces + bindparam("b_pieces"), grams=Balance.grams + bindparam("b_grams"))
)
_BEGIN = insert(Balance).values(
    product_id=select(Lot.product_id)
    .where(Lot.hub_id == bindparam("b_hub"), Lot.id == bindparam("b_lot"))
    .scalar_subquery()
)
_READ = select(Balance.pieces, Balance.grams).where(*_KEY)
_CONTENTS = select(Balance.zone_id, Balance.lot_id, Balance.pieces, Balance.grams).where(
    Balance.hub_id == bindparam("hub"), Balance.unit_id == bindparam("unit")
)
_CARRY = (
    update(Balance)
    .where(Balance.hub_id == bindparam("b_hub"), Balance.unit_id == bindparam("b_unit"))
    .values(zone_id=bindparam("b_target"))
)


def _net_g(zone_id: UUID) -> ScalarSelect[int]:
    """Grams of a lot that came from an external place, less what went there."""
    signed = case((Movement.from_zone_id == zone_id, Movement.grams), else_=-Movement.grams)
    return (
        select(func.coalesce(func.sum(signed), 0))
        .where(
            Movement.hub_id == Lot.hub_id,
            Movement.lot_id == Lot.id,
            (Movement.from_zone_id == zone_id) | (Movement.to_zone_id == zone_id),
        )
        .correlate(Lot)
        .scalar_subquery()
    )


_LOT = (
    select(
        Lot.code.label("lot"),
        Product.name.label("product"),
        _net_g(PRODUCER).label("received_g"),
        _net_g(WEIGHING_DIFFERENCE).label("difference_g"),
        select(func.coalesce(func.sum(Balance.pieces), 0))
        .where(Balance.hub_id == Lot.hub_id, Balance.lot_id == Lot.id, Balance.unit_id == NO_UNIT)
        .correlate(Lot)
        .scalar_subquery()
        .label("loose"),
    )
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(Lot.hub_id == bindparam("hub"), Lot.id == bindparam("lot"))
)


@dataclass(frozen=True)
class Place:
    """A zone, or a parcel that stands in it."""

    zone_id: UUID
    unit_id: UUID = NO_UNIT


@dataclass(frozen=True)
class Amount:
    """Pieces and grams of one lot."""

    pieces: int
    grams: int


def move(
    booking: Booking,
    kind: str,
    lot_id: UUID,
    source: Place,
    target: Place,
    amount: Amount,
    order_line_id: UUID | None = None,
    reverses_id: UUID | None = None,
) -> UUID:
    """Move goods of a lot; the key of the movement is returned.

    Raises:
        Refused: ``stock.not_there``, the source does not hold that much; nothing was moved.
    """
    _take(booking, source, lot_id, amount)
    _put(booking, target, lot_id, amount)
    return _write(booking, kind, lot_id, source, target, amount, order_line_id, reverses_id)


def _take(booking: Booking, source: Place, lot_id: UUID, amount: Amount) -> None:
    if source.zone_id in EXTERNAL:
        return
    tx = booking.tx
    left = tx.execute(_TAKE, _params(tx.hub_id, source, lot_id, amount)).one_or_none()
    if left is None:
        held = balance(booking, source, lot_id)
        raise Refused("stock.not_there", pieces=held.pieces, amount_g=held.grams, wanted=amount.pieces)
    if not left.pieces + left.grams:
        tx.execute(_EMPTY, _key(tx.hub_id, source, lot_id))


def _put(booking: Booking, target: Place, lot_id: UUID, amount: Amount) -> None:
    tx = booking.tx
    if target.zone_id in EXTERNAL or tx.execute(_PUT, _params(tx.hub_id, target, lot_id, amount)).rowcount:
        return
    row = {
        "hub_id": tx.hub_id,
        "id": new_key(),
        "zone_id": target.zone_id,
        "unit_id": target.unit_id,
        "lot_id": lot_id,
        "pieces": amount.pieces,
        "grams": amount.grams,
    }
    tx.execute(_BEGIN, {**row, "b_hub": tx.hub_id, "b_lot": lot_id})


def _write(
    booking: Booking,
    kind: str,
    lot_id: UUID,
    source: Place,
    target: Place,
    amount: Amount,
    order_line_id: UUID | None = None,
    reverses_id: UUID | None = None,
) -> UUID:
    return rows.add(
        booking.tx,
        Movement,
        at=booking.tx.now,
        kind=kind,
        lot_id=lot_id,
        from_zone_id=source.zone_id,
        from_unit_id=source.unit_id,
        to_zone_id=target.zone_id,
        to_unit_id=target.unit_id,
        pieces=amount.pieces,
        grams=amount.grams,
        order_line_id=order_line_id,
        input_id=booking.input_id,
        reverses_id=reverses_id,
    )


def balance(booking: Booking, place: Place, lot_id: UUID) -> Amount:
    """What stands in a place of a lot."""
    row = booking.tx.execute(_READ, _key(booking.tx.hub_id, place, lot_id)).one_or_none()
    return Amount(row.pieces, row.grams) if row else Amount(0, 0)


def settle_weight(booking: Booking, place: Place, lot_id: UUID, taking: Amount) -> None:
    """Make the balance of a weighed lot fit what is about to be taken, against ``weighing_difference``.

    Catch weight is weighed twice, on receipt and when it is packed, and the two never agree to the gram. More than the
    book holds is booked in first; what the last piece would leave behind is booked out (architecture.md, rule 2). With
    the last loose piece the lot is closed: a difference beyond rules.toml is a deviation.
    """
    held = balance(booking, place, lot_id)
    missing = taking.grams - held.grams
    if missing > 0:
        move(booking, "weighing_difference", lot_id, Place(WEIGHING_DIFFERENCE), place, Amount(0, missing))
    if taking.pieces == held.pieces:
        _leave_nothing(booking, place, lot_id, -missing)
        _judge_lot(booking, lot_id, taking.pieces)


def settle_residue(booking: Booking, place: Place, lot_id: UUID, taking: Amount) -> None:
    """Book out the grams that would stay in a place of custody when its last piece is taken."""
    if place.zone_id in EXTERNAL:
        return
    held = balance(booking, place, lot_id)
    if taking.pieces and taking.pieces == held.pieces:
        _leave_nothing(booking, place, lot_id, held.grams - taking.grams)


def _leave_nothing(booking: Booking, place: Place, lot_id: UUID, residue_g: int) -> None:
    if residue_g > 0:
        move(booking, "weighing_difference", lot_id, place, Place(WEIGHING_DIFFERENCE), Amount(0, residue_g))


def _judge_lot(booking: Booking, lot_id: UUID, last_pieces: int) -> None:
    """Hold what went to and came from ``weighing_difference`` against what was received, once a lot is used up."""
    row = booking.tx.execute(_LOT, {"hub": booking.tx.hub_id, "lot": lot_id}).one()
    if row.loose > last_pieces:
        return
    if abs(row.difference_g) * 100 > row.received_g * booking.house.lot_difference_percent:
        values = {"product": row.product, "lot": row.lot}
        amounts = {"difference_g": int(row.difference_g), "received_g": int(row.received_g)}
        booking.deviation("lot_weight", lot_id, **values, **amounts)


def contents(booking: Booking, parcel_id: UUID) -> list[AnyRow]:
    """The balances of a parcel's goods."""
    return list(booking.tx.execute(_CONTENTS, {"hub": booking.tx.hub_id, "unit": parcel_id}))


def move_parcel(booking: Booking, kind: str, parcel_id: UUID, target_zone_id: UUID) -> None:
    """Move a parcel with all its goods into a zone; into an external place its goods leave the parcel."""
    goods = contents(booking, parcel_id)
    if target_zone_id in EXTERNAL:
        for row in goods:
            amount = Amount(row.pieces, row.grams)
            move(booking, kind, row.lot_id, Place(row.zone_id, parcel_id), Place(target_zone_id), amount)
        return
    tx = booking.tx
    tx.execute(_CARRY, {"b_hub": tx.hub_id, "b_unit": parcel_id, "b_target": target_zone_id})
    for row in goods:
        source, target = Place(row.zone_id, parcel_id), Place(target_zone_id, parcel_id)
        _write(booking, kind, row.lot_id, source, target, Amount(row.pieces, row.grams))


def _key(hub_id: str, place: Place, lot_id: UUID) -> dict[str, object]:
    return {"b_hub": hub_id, "b_zone": place.zone_id, "b_unit": place.unit_id, "b_lot": lot_id}


def _params(hub_id: str, place: Place, lot_id: UUID, amount: Amount) -> dict[str, object]:
    return {**_key(hub_id, place, lot_id), "b_pieces": amount.pieces, "b_grams": amount.grams}
