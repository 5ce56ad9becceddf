"""Shortages: what will not come is declared line by line, with the rule that shared out what did come.

A shortage is declared as soon as it is certain: nothing more of the article stands in the hub for these kitchens, and
its delivery is closed. Should goods turn up after all, packing them takes the declaration back.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.call_offs import DirectDelivery
from hubops.model.evidence import Deviation
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.outbound import Drop, RouteRun
from hubops.model.progress import LEFT_UNTAKEN
from hubops.operations import deviations
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

DEVIATION = "line_short"
"""Told of an order line as soon as it is known to get less, once, until it is known otherwise."""

_DECLARED = select(Shortage.id).where(
    Shortage.hub_id == bindparam("hub"),
    Shortage.order_line_id == bindparam("line"),
    Shortage.undone_by_id.is_(None),
)
_OWED = (
    select(Order.kitchen_id, func.sum(Shortage.pieces).label("pieces"))
    .join(OrderLine, (OrderLine.hub_id == Shortage.hub_id) & (OrderLine.id == Shortage.order_line_id))
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .outerjoin(
        DirectDelivery,
        (DirectDelivery.hub_id == OrderLine.hub_id) & (DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(
        Shortage.hub_id == bindparam("hub"),
        Shortage.at >= bindparam("since"),
        func.coalesce(RouteRun.day, DirectDelivery.day) < bindparam("day"),
        Shortage.undone_by_id.is_(None),
        Shortage.reason != LEFT_UNTAKEN,
        OrderLine.product_id == bindparam("product"),
    )
    .group_by(Order.kitchen_id)
)


def declare(booking: Booking, line_id: UUID, pieces: int, reason: str, rule: str = "") -> None:
    """Pieces of an order line will not come; ``rule`` is how the article was shared, empty where nothing came."""
    rows.add(
        booking.tx,
        Shortage,
        order_line_id=line_id,
        pieces=pieces,
        reason=reason,
        rule=rule,
        at=booking.tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event("short", line_id, pieces=pieces, reason=reason, rule=rule)


def declare_certain(booking: Booking, lines: Sequence[AnyRow]) -> None:
    """Declare short what lines of articles still miss that can't come any more.

    ``lines`` are rows of needs.py: ``id``, ``gtin``, ``missing`` and ``packed``, all lines of each article.
    """
    shared: Counter[str] = Counter()
    for line in lines:
        shared[line.gtin] += line.packed
    for line in lines:
        if line.missing > 0:
            rule = booking.house.shortage.of(line.gtin).name if shared[line.gtin] else ""
            declare(booking, line.id, line.missing, "shared" if rule else "not_received", rule)


def take_back(booking: Booking, line_id: UUID) -> None:
    """Goods turned up for a line: what was declared short of it is open again."""
    for row in booking.tx.execute(_DECLARED, {"hub": booking.tx.hub_id, "line": line_id}).all():
        booking.change(Shortage, row.id, undone_by_id=booking.input_id)
        booking.event("short_taken_back", line_id)
        deviations.solve_by_fact(booking, DEVIATION, line_id)


def tell(booking: Booking, line_id: UUID, kitchen: str, product: str, pieces: int, cause: str = "") -> None:
    """A line that gets less is one deviation: what was told before holds if it says the same, else this replaces it."""
    facts = {"kitchen": kitchen, "product": product, "pieces": pieces}
    for known in deviations.standing(booking, DEVIATION, line_id):
        by_fact = known.solved_at is not None and not known.solution
        if json.loads(known.facts) == facts and not by_fact:
            return
        cause = cause or known.cause
        booking.change(Deviation, known.id, undone_by_id=booking.input_id or line_id)
    booking.deviation(DEVIATION, line_id, cause, **facts)


def owed(booking: Booking, product_id: UUID) -> dict[UUID, int]:
    """The deficit account of an article: pieces that each kitchen got too little on earlier days, by kitchen.

    It is read from the shortages themselves, as far back as rules.toml says. What was declared for a day that is not
    over is no debt yet: it is what is being shared out.
    """
    since = booking.day_start - timedelta(days=booking.house.shortage.remember_days)
    params = {"hub": booking.tx.hub_id, "product": product_id, "since": since, "day": booking.day}
    return {row.kitchen_id: int(row.pieces) for row in booking.tx.execute(_OWED, params)}
