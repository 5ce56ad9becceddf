"""Refusing: goods that the hub does not take, with a reason and what becomes of them.

What goes back with the driver never enters custody. What the hub throws away for the producer enters quarantine and
leaves it as waste. What the producer fetches later stands in quarantine until it is sent back.
"""

from uuid import UUID

from hubops.errors import Refused
from hubops.model.inbound import ReceiptLine
from hubops.model.places import PRODUCER, WASTE
from hubops.model.products import Product
from hubops.operations import deliveries, moving, receiving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.receiving import Item, LotFacts
from hubops.store import rows
from hubops.store.rows import AnyRow

REFUSAL_REASONS = ("damaged", "wrong_item", "wrong_label", "too_warm", "other")
"""The reasons that a worker can give, in the order of the digit keys."""
NOT_ORDERED = "not_ordered"
"""The reason of what nobody ordered and of what is more than was ordered."""
SEND_BACK, WASTE_HERE, RETURN_LATER = "send_back", "waste", "return_later"
"""What becomes of refused goods: ``outcome`` of a receipt line."""


def refuse(
    booking: Booking,
    item: Item,
    reason: str,
    amount: Amount,
    facts: LotFacts | None,
    code: str | None,
    outcome: str = SEND_BACK,
) -> UUID:
    """Record goods that the hub does not take; the key of their delivery is returned.

    Goods that stay at the hub for a while and bear no lot get one of the hub's own.

    Raises:
        Refused: ``receive.delivery_closed``.
    """
    delivery_id, number = deliveries.at_the_dock(booking, item.awaited, item.producer_id)
    if outcome != SEND_BACK and facts is None:
        facts = LotFacts(receiving.hub_lot_code(booking), None, "")
    lot_id = receiving.lot_of(booking, item.product_id, facts) if facts else None
    receiving.add_line(booking, delivery_id, item, lot_id, amount, reason=reason, outcome=outcome, code=code)
    if lot_id is not None and outcome != SEND_BACK:
        _set_apart(booking, lot_id, amount, outcome)
    values = {"product": item.name, "pieces": amount.pieces, "reason_word": reason, "outcome_word": outcome}
    booking.deviation("refused", delivery_id, **values)
    booking.event(
        "refused",
        delivery_id,
        gtin=item.gtin,
        lot=facts.code if facts else "",
        pieces=amount.pieces,
        grams=amount.grams,
        delivery=number,
        reason=reason,
        outcome=outcome,
    )
    return delivery_id


def send_back(booking: Booking, line_id: UUID) -> AnyRow:
    """The producer has fetched refused goods that waited in quarantine; their receipt line is returned.

    Raises:
        Refused: ``receive.no_return``, they do not wait any more; ``stock.not_there``, they left quarantine.
    """
    line = rows.get(booking.tx, ReceiptLine, line_id)
    if line.outcome != RETURN_LATER or line.returned_at is not None or line.undone_by_id is not None:
        raise Refused("receive.no_return", product=rows.get(booking.tx, Product, line.product_id).name)
    quarantine = Place(receiving.zone_of_kind(booking, "quarantine"))
    moving.move(booking, "send_back", line.lot_id, quarantine, Place(PRODUCER), Amount(line.pieces, line.grams))
    booking.change(ReceiptLine, line_id, returned_at=booking.tx.now)
    booking.event("sent_back", line.lot_id, pieces=line.pieces, grams=line.grams)
    return line


def _set_apart(booking: Booking, lot_id: UUID, amount: Amount, outcome: str) -> None:
    quarantine = Place(receiving.zone_of_kind(booking, "quarantine"))
    moving.move(booking, "refuse", lot_id, Place(PRODUCER), quarantine, amount)
    if outcome == WASTE_HERE:
        moving.move(booking, "waste", lot_id, quarantine, Place(WASTE), amount)
