"""Waste: goods that nobody may eat any more leave custody with a reason."""

from dataclasses import dataclass

from hubops.errors import Refused
from hubops.model.places import WASTE
from hubops.operations import authority, moving, parcels
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.stacks import Stack

OTHER = "other"
"""The reason that wants a word of its own."""
_DECIDE = "decide_on_held_goods"
WASTE_REASONS = ("expired", "damaged", "too_warm", "quality", OTHER)
"""Why goods are thrown away, in the order of the digit keys."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was thrown away, and how many parcels were closed because they waited for it."""

    amount: Amount
    labels: int


def demand(booking: Booking, stack: Stack) -> None:
    """Whoever is signed in may throw these goods away; told as soon as they are in hand.

    Raises:
        Refused: ``waste.set_apart``, they are in quarantine or on hold and the operator may not decide about them.
    """
    if (stack.held or stack.kind == "quarantine") and not authority.may(booking.actor.role, _DECIDE):
        facts = {"product": stack.product, "lot": stack.lot, "zone": stack.zone}
        raise Refused("waste.set_apart", **facts, who_word=f"may_{_DECIDE}")


def discard(booking: Booking, stack: Stack, pieces: int, reason: str, note: str = "") -> Discarded:
    """Throw away a stack or a part of it; ``note`` says why in the worker's words where the reason is another one.

    Raises:
        Refused: too many pieces; or as :func:`demand`.
    """
    if not 0 < pieces <= stack.pieces:
        raise Refused("stock.not_there", pieces=stack.pieces, amount_g=stack.grams, wanted=pieces)
    demand(booking, stack)
    amount = stack.part(pieces)
    moving.move(booking, "waste", stack.lot_id, stack.place, Place(WASTE), amount)
    values = {"product": stack.product, "lot": stack.lot, "zone": stack.zone, "pieces": pieces, "reason_word": reason}
    if note:
        booking.deviation("wasted_other", stack.lot_id, **values, note=note)
    else:
        booking.deviation("wasted", stack.lot_id, **values)
    body: dict[str, object] = {"lot": stack.lot, "zone": stack.zone, "pieces": pieces, "reason": reason}
    booking.event("wasted", stack.lot_id, **body, **({"note": note} if note else {}))
    return Discarded(amount, len(parcels.close_hopeless(booking, stack.product_id)))
