"""Direct deliveries: a producer with own transport brings goods to a kitchen; the hub answers for them all the same."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from hubops.errors import Refused
from hubops.model.call_offs import DirectDelivery
from hubops.model.parties import Kitchen, Producer
from hubops.operations.booking import Booking, put
from hubops.store import rows

OUTCOMES = ("delivered", "part", "refused", "not_home")
"""How a direct delivery ends, as the kitchen or the producer tells it."""

_ON_DAY = select(DirectDelivery.id).where(
    DirectDelivery.hub_id == bindparam("hub"),
    DirectDelivery.producer_id == bindparam("producer"),
    DirectDelivery.kitchen_id == bindparam("kitchen"),
    DirectDelivery.day == bindparam("day"),
)


_NAMES = (
    select(Kitchen.name.label("kitchen"), Producer.name.label("producer"))
    .select_from(DirectDelivery)
    .join(Kitchen, and_(Kitchen.hub_id == DirectDelivery.hub_id, Kitchen.id == DirectDelivery.kitchen_id))
    .join(Producer, and_(Producer.hub_id == DirectDelivery.hub_id, Producer.id == DirectDelivery.producer_id))
    .where(DirectDelivery.hub_id == bindparam("hub"), DirectDelivery.id == bindparam("delivery"))
)


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


def sent(booking: Booking, delivery_id: UUID) -> None:
    """The producer says that it is on its way. Raises Refused ``direct.settled``."""
    _check_open(booking, delivery_id)
    put(booking.tx, DirectDelivery, delivery_id, {"state": "sent"})
    booking.event("direct_sent", delivery_id)


def settle(booking: Booking, delivery_id: UUID, outcome: str, at: datetime) -> None:
    """The kitchen or the producer tells how it ended, and when.

    Raises:
        Refused: ``direct.settled``, that was told before; ``direct.unknown_outcome``.
    """
    _check_open(booking, delivery_id)
    if outcome not in OUTCOMES:
        raise Refused("direct.unknown_outcome", outcome=outcome, expected=", ".join(OUTCOMES))
    by = booking.actor.badge
    put(booking.tx, DirectDelivery, delivery_id, {"state": outcome, "settled_at": at, "settled_by": by})
    booking.event("direct_settled", delivery_id, outcome=outcome, at=at.isoformat())
    if outcome != "delivered":
        booking.deviation(f"direct_{outcome}", delivery_id, **_names(booking, delivery_id))


def _names(booking: Booking, delivery_id: UUID) -> dict[str, object]:
    row = booking.tx.execute(_NAMES, {"hub": booking.tx.hub_id, "delivery": delivery_id}).one()
    return {"kitchen": row.kitchen, "producer": row.producer}


def _check_open(booking: Booking, delivery_id: UUID) -> None:
    row = rows.get(booking.tx, DirectDelivery, delivery_id)
    if row.settled_at is not None:
        raise Refused("direct.settled", outcome_word=row.state)
