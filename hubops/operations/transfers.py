"""Transfers: goods that go from one zone of the hub to another, and out of quarantine once they are released."""

from hubops.errors import Refused
from hubops.operations import authority, moving, putaway, stacks
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.stacks import Stack
from hubops.planning.zones import STORAGE


def transfer(booking: Booking, stack: Stack, pieces: int, zone_code: str) -> Amount:
    """Move a stack, or a part of it, into another zone; the amount is returned.

    A storage zone takes the goods or refuses them as on put-away; the dock and, while there is room, a trolley take
    whatever passes. What stands in quarantine is thereby released: to a storage zone, by somebody who may decide.

    Raises:
        Refused: too many pieces, the zone they stand in, an unknown one, one that can't take them with the reason, or
            a role that may not release them.
    """
    if not 0 < pieces <= stack.pieces:
        raise Refused("stock.not_there", pieces=stack.pieces, amount_g=stack.grams, wanted=pieces)
    amount = stack.part(pieces)
    target = stacks.zone(booking, zone_code)
    if target.id == stack.zone_id:
        raise Refused("move.same_zone", zone=zone_code, product=stack.product)
    released = stack.kind == "quarantine"
    if released:
        authority.demand(booking)
    if released and target.kind != STORAGE:
        raise Refused("putaway.zone_kind", zone=zone_code, kind_word=target.kind)
    if target.kind != "dock":
        putaway.storage_for(booking, stack, pieces, zone_code)
    kind = "release" if released else "move"
    moving.move(booking, kind, stack.lot_id, stack.place, Place(target.id), amount)
    body: dict[str, object] = {"lot": stack.lot, "from": stack.zone, "zone": zone_code, "pieces": amount.pieces}
    booking.event("released" if released else "moved", stack.lot_id, **body)
    return amount
