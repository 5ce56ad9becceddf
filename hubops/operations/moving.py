"""The one way in which goods move: a movement and the balances on both sides, in one transaction.

Amounts are pieces and grams. A place is a zone, or a parcel in a zone (``unit``). External places have no balance.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.places import EXTERNAL, WEIGHING_DIFFERENCE
from hubops.model.stock import NO_UNIT, Balance, Movement
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
)
_PUT = (
    update(Balance)
    .where(*_KEY)
    .values(pieces=Balance.pieces + bindparam("b_pieces"), grams=Balance.grams + bindparam("b_grams"))
)
_READ = select(Balance.pieces, Balance.grams).where(*_KEY)
_CONTENTS = select(Balance).where(
    Balance.hub_id == bindparam("hub"), Balance.unit_id == bindparam("unit"), Balance.pieces + Balance.grams > 0
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
    tx = booking.tx
    if source.zone_id not in EXTERNAL and not tx.execute(_TAKE, _params(tx.hub_id, source, lot_id, amount)).rowcount:
        held = balance(booking, source, lot_id)
        raise Refused("stock.not_there", pieces=held.pieces, amount_g=held.grams, wanted=amount.pieces)
    if target.zone_id not in EXTERNAL and not tx.execute(_PUT, _params(tx.hub_id, target, lot_id, amount)).rowcount:
        rows.add(
            tx,
            Balance,
            zone_id=target.zone_id,
            unit_id=target.unit_id,
            lot_id=lot_id,
            pieces=amount.pieces,
            grams=amount.grams,
        )
    return rows.add(
        tx,
        Movement,
        at=tx.now,
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
    params = _params(booking.tx.hub_id, place, lot_id, Amount(0, 0))
    row = booking.tx.execute(_READ, params).one_or_none()
    return Amount(row.pieces, row.grams) if row else Amount(0, 0)


def settle_weight(booking: Booking, place: Place, lot_id: UUID, taking: Amount) -> None:
    """Make the balance of a weighed lot fit what is about to be taken, against ``weighing_difference``.

    Catch weight is weighed twice, on receipt and when it is packed, and the two never agree to the gram. More than the
    book holds is booked in first; what the last piece would leave behind is booked out (architecture.md, rule 2).
    """
    held = balance(booking, place, lot_id)
    last = taking.pieces == held.pieces
    missing = taking.grams - held.grams
    if missing > 0:
        move(booking, "weighing_difference", lot_id, Place(WEIGHING_DIFFERENCE), place, Amount(0, missing))
    elif missing < 0 and last:
        move(booking, "weighing_difference", lot_id, place, Place(WEIGHING_DIFFERENCE), Amount(0, -missing))


def contents(booking: Booking, parcel_id: UUID) -> list[AnyRow]:
    """The balance rows of a parcel's goods."""
    return list(booking.tx.execute(_CONTENTS, {"hub": booking.tx.hub_id, "unit": parcel_id}))


def move_parcel(booking: Booking, kind: str, parcel_id: UUID, target_zone_id: UUID) -> None:
    """Move a parcel with all its goods into a zone; into an external place its goods leave the parcel."""
    unit = NO_UNIT if target_zone_id in EXTERNAL else parcel_id
    for row in contents(booking, parcel_id):
        source, target = Place(row.zone_id, parcel_id), Place(target_zone_id, unit)
        move(booking, kind, row.lot_id, source, target, Amount(row.pieces, row.grams))


def _params(hub_id: str, place: Place, lot_id: UUID, amount: Amount) -> dict[str, object]:
    return {
        "b_hub": hub_id,
        "b_zone": place.zone_id,
        "b_unit": place.unit_id,
        "b_lot": lot_id,
        "b_pieces": amount.pieces,
        "b_grams": amount.grams,
    }
