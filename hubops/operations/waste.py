"""Waste: goods that nobody may eat any more leave custody with a reason."""

from hubops.errors import Refused
from hubops.model.places import WASTE
from hubops.operations import authority, moving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.stacks import Stack

WASTE_REASONS = ("expired", "damaged", "too_warm", "quality")
"""Why goods are thrown away, in the order of the digit keys."""


def discard(booking: Booking, stack: Stack, pieces: int, reason: str) -> Amount:
    """Throw away a stack or a part of it; the amount is returned.

    Raises:
        Refused: too many pieces; or the goods are in quarantine or on hold and the operator may not decide about them.
    """
    if not 0 < pieces <= stack.pieces:
        raise Refused("stock.not_there", pieces=stack.pieces, amount_g=stack.grams, wanted=pieces)
    if stack.held or stack.kind == "quarantine":
        authority.demand(booking)
    amount = stack.part(pieces)
    moving.move(booking, "waste", stack.lot_id, stack.place, Place(WASTE), amount)
    values = {"product": stack.product, "lot": stack.lot, "zone": stack.zone, "pieces": pieces, "reason_word": reason}
    booking.deviation("wasted", stack.lot_id, **values)
    booking.event("wasted", stack.lot_id, lot=stack.lot, zone=stack.zone, pieces=pieces, reason=reason)
    return amount
