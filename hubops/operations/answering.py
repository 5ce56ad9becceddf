"""An order that the rules can't answer well is accepted or rejected by hand, and the kitchen is told why."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.orders import OrderLine
from hubops.operations import authority
from hubops.operations.acknowledging import Answer, book_answer
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing

_STANDING = select(OrderLine.line).where(
    OrderLine.hub_id == bindparam("hub"), OrderLine.order_id == bindparam("order"), OrderLine.cancelled_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a coordinator decides about an order."""

    number: str
    accept: bool
    why: str
    """In the words that the kitchen reads."""
    badge: str
    """Of who decides."""


def answer(booking: Booking, said: Said) -> None:
    """Accept an order though a rule found no way for it, or reject it: then its lines are cancelled.

    Raises:
        Refused: no badge, or one that may not; ``order.unknown_number``; ``answer.why``, no reason;
            ``answer.nothing_left``, all of it is cancelled; what is packed or departed can't be rejected.
    """
    authority.act_as(booking, said.badge, "type_orders")
    changing = Changing(booking, said.number, Articles(booking), late_badge=said.badge)
    order = changing.order
    if not said.why.strip():
        raise Refused("answer.why", number=said.number)
    if changing.all_cancelled:
        raise Refused("answer.nothing_left", number=said.number)
    if not said.accept:
        for line in booking.tx.execute(_STANDING, {"hub": booking.tx.hub_id, "order": order.id}).scalars().all():
            changing.cancel_line(line)
    word = "accepted" if said.accept else "rejected"
    values = {"number": order.number, "requested_on": order.requested_date.isoformat(), "why": said.why.strip()}
    book_answer(booking, Answer(order.id, order.number, order.kitchen_id, word, f"order_{word}_by_hand"), values)
