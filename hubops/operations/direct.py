"""Direct deliveries: a producer with own transport brings goods to a kitchen; the hub answers for them all the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from hubops.errors import Refused
from hubops.model.call_offs import DirectDelivery
from hubops.model.orders import OrderLine, Shortage
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import SHORT
from hubops.operations import authority, deviations, notices, shortages
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

OUTCOMES = ("delivered", "part", "refused", "not_home")
SENT = "sent"
"""Told before any outcome: it is on its way."""
"""How a direct delivery ends, as the kitchen or the producer tells it."""
TAKEN_IN_PART = "direct_part"
"""Why pieces are short: the kitchen did not take them."""
TOLD_WITHIN = timedelta(days=31)
"""So long afterwards somebody may still tell how one ended: as long as the closing statement asks for it."""
SHORTEST = 4
"""Letters of a name that are enough if no other delivery ends alike."""

_ON_DAY = select(DirectDelivery.id).where(
    DirectDelivery.hub_id == bindparam("hub"),
    DirectDelivery.producer_id == bindparam("producer"),
    DirectDelivery.kitchen_id == bindparam("kitchen"),
    DirectDelivery.day == bindparam("day"),
)
_SINCE = select(DirectDelivery.id).where(
    DirectDelivery.hub_id == bindparam("hub"), DirectDelivery.day >= bindparam("since")
)
_NAMES = (
    select(Kitchen.name.label("kitchen"), Producer.name.label("producer"))
    .select_from(DirectDelivery)
    .join(Kitchen, and_(Kitchen.hub_id == DirectDelivery.hub_id, Kitchen.id == DirectDelivery.kitchen_id))
    .join(Producer, and_(Producer.hub_id == DirectDelivery.hub_id, Producer.id == DirectDelivery.producer_id))
    .where(DirectDelivery.hub_id == bindparam("hub"), DirectDelivery.id == bindparam("delivery"))
)
_LINES = (
    select(OrderLine.id, Product.gtin, Product.name, (OrderLine.pieces - SHORT).label("pieces"))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.direct_delivery_id == bindparam("delivery"),
        OrderLine.cancelled_at.is_(None),
    )
    .order_by(OrderLine.id)
)
_NOT_TAKEN = (
    select(Shortage.id, Shortage.order_line_id, Shortage.pieces)
    .join(OrderLine, and_(OrderLine.hub_id == Shortage.hub_id, OrderLine.id == Shortage.order_line_id))
    .where(
        Shortage.hub_id == bindparam("hub"),
        OrderLine.direct_delivery_id == bindparam("delivery"),
        Shortage.reason == TAKEN_IN_PART,
        Shortage.undone_by_id.is_(None),
    )
    .order_by(Shortage.id)
)


@dataclass(frozen=True, slots=True)
class Article:
    """What a delivery brings of one article."""

    gtin: str
    name: str
    pieces: int


def delivery_on(booking: Booking, producer_id: UUID, kitchen_id: UUID, day: date, arrival_at: datetime) -> UUID:
    """The producer's delivery to the kitchen on a day; it is made if need be."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "producer": producer_id, "kitchen": kitchen_id, "day": day}
    found = tx.execute(_ON_DAY, params).scalar_one_or_none()
    if isinstance(found, UUID):
        return found
    return rows.add(
        tx,
        DirectDelivery,
        producer_id=producer_id,
        kitchen_id=kitchen_id,
        day=day,
        arrival_at=arrival_at,
        state="promised",
        settled_at=None,
        settled_by=None,
    )


def find(booking: Booking, name: str) -> UUID:
    """A delivery by the end of its key, as ``hubops direct`` lists it. Raises Refused ``direct.unknown``."""
    since = booking.day - TOLD_WITHIN
    known = booking.tx.execute(_SINCE, {"hub": booking.tx.hub_id, "since": since}).scalars()
    found = [key for key in known if key.hex.endswith(name.strip().lower())]
    if len(found) != 1 or len(name.strip()) < SHORTEST:
        raise Refused("direct.unknown", delivery=name)
    return found[0]


def sent(booking: Booking, delivery_id: UUID) -> None:
    """The producer says that it is on its way; the kitchen is told. Raises Refused ``direct.settled``."""
    row = _still_open(booking, delivery_id)
    booking.change(DirectDelivery, delivery_id, state="sent")
    booking.event("direct_sent", delivery_id)
    _tell(booking, "direct_sent", row, {"arrival_at": row.arrival_at.isoformat()})


def settle(
    booking: Booking, delivery_id: UUID, outcome: str, at: datetime, pieces: Mapping[str, int] | None = None
) -> None:
    """The kitchen or the producer tells how it ended; the kitchen is told what was written down.

    Args:
        booking: the booking under way.
        delivery_id: the delivery.
        outcome: of OUTCOMES.
        at: when that was.
        pieces: for ``part``, what the kitchen took, by GTIN; what is not named it took in full.

    Raises:
        Refused: it was told before, no such outcome, or quantities that can't be.
    """
    row, pieces = _still_open(booking, delivery_id), pieces or {}
    if outcome not in OUTCOMES:
        raise Refused("direct.unknown_outcome", outcome=outcome, expected=", ".join(OUTCOMES))
    if (outcome == "part") != bool(pieces):
        raise Refused("direct.part_needs_pieces")
    if outcome == "part" and all(pieces.get(each.gtin) in (None, each.pieces) for each in articles(booking, row.id)):
        raise Refused("direct.nothing_less")
    _shorten(booking, delivery_id, pieces)
    by = booking.actor.badge
    booking.change(DirectDelivery, delivery_id, state=outcome, settled_at=at, settled_by=by)
    booking.event("direct_settled", delivery_id, outcome=outcome, at=at.isoformat(), pieces=dict(pieces))
    if outcome != "delivered":
        booking.deviation(f"direct_{outcome}", delivery_id, **names_of(booking, delivery_id))
    _tell(booking, "direct_done", row, {"outcome_word": outcome, "delivered_at": at.isoformat()})


def correct(
    booking: Booking,
    delivery_id: UUID,
    outcome: str,
    at: datetime,
    reason: str,
    pieces: Mapping[str, int] | None = None,
) -> None:
    """What was told of how it ended was wrong: that is taken back, and what is told now holds.

    The kitchen is told once more; ``reason`` says why, the rest is as for :func:`settle`. With the outcome ``sent`` it
    is still on its way.

    Raises:
        Refused: ``direct.not_settled``, nothing was told yet; or as :func:`settle`.
    """
    row = rows.get(booking.tx, DirectDelivery, delivery_id)
    if row.settled_at is None:
        raise Refused("direct.not_settled")
    by = booking.input_id or delivery_id
    for short in _not_taken(booking, delivery_id):
        booking.change(Shortage, short.id, undone_by_id=by)
        booking.event("short_taken_back", short.order_line_id)
    deviations.take_back(booking, f"direct_{row.state}", delivery_id, by)
    booking.change(DirectDelivery, delivery_id, state="sent", settled_at=None, settled_by=None)
    booking.event("direct_corrected", delivery_id, told=row.state, reason=reason.strip())
    if outcome == SENT:
        sent(booking, delivery_id)
    else:
        settle(booking, delivery_id, outcome, at, pieces)


def tell_by_telephone(
    booking: Booking, delivery_id: UUID, told: str, reason: str = "", pieces: Mapping[str, int] | None = None
) -> None:
    """Somebody who may take answers hears it: ``sent``, or one of OUTCOMES; with a reason it corrects what was told.

    Raises:
        Refused: ``authority.role_needed``, or as :func:`sent`, :func:`settle` and :func:`correct`.
    """
    authority.demand(booking, "take_answers")
    if told == SENT and pieces:
        raise Refused("direct.part_needs_pieces")
    if reason:
        correct(booking, delivery_id, told, booking.tx.now, reason, pieces)
    elif told == SENT:
        sent(booking, delivery_id)
    else:
        settle(booking, delivery_id, told, booking.tx.now, pieces)


def by_key(booking: Booking, delivery_id: UUID) -> AnyRow:
    """A delivery by its key."""
    return rows.get(booking.tx, DirectDelivery, delivery_id)


def articles(booking: Booking, delivery_id: UUID) -> list[Article]:
    """What a delivery brings, by article; what a kitchen did not take of it counts."""
    not_taken: Counter[UUID] = Counter()
    for row in _not_taken(booking, delivery_id):
        not_taken[row.order_line_id] += row.pieces
    found: dict[str, Article] = {}
    for line in booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "delivery": delivery_id}):
        known = found.get(line.gtin, Article(line.gtin, line.name, 0))
        found[line.gtin] = replace(known, pieces=known.pieces + int(line.pieces) + not_taken[line.id])
    return [each for each in found.values() if each.pieces]


def names_of(booking: Booking, delivery_id: UUID) -> dict[str, object]:
    """Whose delivery it is to whom: ``kitchen`` and ``producer``."""
    row = booking.tx.execute(_NAMES, {"hub": booking.tx.hub_id, "delivery": delivery_id}).one()
    return {"kitchen": row.kitchen, "producer": row.producer}


def _not_taken(booking: Booking, delivery_id: UUID) -> Sequence[AnyRow]:
    return booking.tx.execute(_NOT_TAKEN, {"hub": booking.tx.hub_id, "delivery": delivery_id}).all()


def _shorten(booking: Booking, delivery_id: UUID, taken: Mapping[str, int]) -> None:
    """Declare short what was not taken; of several lines of an article the first one gets what there is."""
    lines = booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "delivery": delivery_id}).all()
    for gtin, count in taken.items():
        mine = [line for line in lines if line.gtin == gtin]
        most = sum(int(line.pieces) for line in mine)
        if not 0 <= count <= most:
            raise Refused("direct.too_many", gtin=gtin, pieces=count, most=most)
        missing = most - count
        for line in reversed(mine):
            lacks = min(missing, int(line.pieces))
            missing -= lacks
            if lacks:
                shortages.declare(booking, line.id, lacks, TAKEN_IN_PART)


def _tell(booking: Booking, kind: str, row: AnyRow, values: Mapping[str, object]) -> None:
    to = notices.kitchen(booking, row.kitchen_id)
    facts = {"producer": names_of(booking, row.id)["producer"], "day_on": row.day.isoformat(), **values}
    notices.tell(booking, kind, to, row.id, notices.version_of(booking), facts, paper=False)


def _still_open(booking: Booking, delivery_id: UUID) -> AnyRow:
    row = rows.get(booking.tx, DirectDelivery, delivery_id)
    if row.settled_at is not None:
        raise Refused("direct.settled", outcome_word=f"direct_{row.state}")
    return row
