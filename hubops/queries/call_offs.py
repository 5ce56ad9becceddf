"""Call-offs and direct deliveries, as lists."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.model.call_offs import CallOff, CallOffLine, DirectDelivery
from hubops.model.orders import OrderLine
from hubops.model.parties import Kitchen, Producer
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_Newer = aliased(CallOff)
_CALL_OFFS = (
    select(
        CallOff.code,
        CallOff.day,
        CallOff.version,
        CallOff.at,
        CallOff.answer_due_at,
        CallOff.answer,
        CallOff.answered_at,
        Producer.org_number,
        Producer.name.label("producer"),
        Producer.phone,
        func.count(CallOffLine.id).label("articles"),
        func.coalesce(func.sum(CallOffLine.pieces), 0).label("pieces"),
        func.sum(CallOffLine.agreed_pieces).label("agreed_pieces"),
    )
    .join(Producer, and_(Producer.hub_id == CallOff.hub_id, Producer.id == CallOff.producer_id))
    .outerjoin(CallOffLine, and_(CallOffLine.hub_id == CallOff.hub_id, CallOffLine.call_off_id == CallOff.id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.day.between(bindparam("first"), bindparam("last")),
        ~exists().where(
            _Newer.hub_id == CallOff.hub_id,
            _Newer.producer_id == CallOff.producer_id,
            _Newer.day == CallOff.day,
            _Newer.version > CallOff.version,
        ),
    )
    .group_by(
        CallOff.id,
        CallOff.code,
        CallOff.day,
        CallOff.version,
        CallOff.at,
        CallOff.answer_due_at,
        CallOff.answer,
        CallOff.answered_at,
        Producer.org_number,
        Producer.name,
        Producer.phone,
    )
    .order_by(CallOff.day, CallOff.answer_due_at, Producer.name)
)
_UNANSWERED = _CALL_OFFS.where(CallOff.answer == "")
_DIRECT = (
    select(
        DirectDelivery.id,
        DirectDelivery.day,
        DirectDelivery.arrival_at,
        DirectDelivery.state,
        DirectDelivery.settled_at,
        Kitchen.code.label("kitchen_code"),
        Kitchen.name.label("kitchen"),
        Kitchen.phone,
        Producer.name.label("producer"),
        func.count(OrderLine.id).label("lines"),
    )
    .join(Kitchen, and_(Kitchen.hub_id == DirectDelivery.hub_id, Kitchen.id == DirectDelivery.kitchen_id))
    .join(Producer, and_(Producer.hub_id == DirectDelivery.hub_id, Producer.id == DirectDelivery.producer_id))
    .join(
        OrderLine,
        and_(
            OrderLine.hub_id == DirectDelivery.hub_id,
            OrderLine.direct_delivery_id == DirectDelivery.id,
            OrderLine.cancelled_at.is_(None),
        ),
    )
    .where(DirectDelivery.hub_id == bindparam("hub"), DirectDelivery.day.between(bindparam("first"), bindparam("last")))
    .group_by(
        DirectDelivery.id,
        DirectDelivery.day,
        DirectDelivery.arrival_at,
        DirectDelivery.state,
        DirectDelivery.settled_at,
        Kitchen.code,
        Kitchen.name,
        Kitchen.phone,
        Producer.name,
    )
    .order_by(DirectDelivery.day, DirectDelivery.arrival_at, Kitchen.name)
)


def call_offs(looking: Looking, first: date, last: date) -> Sequence[AnyRow]:
    """The call-offs for pickups of some days, the newest version of each, by day and deadline."""
    return looking.tx.execute(_CALL_OFFS, {"hub": looking.tx.hub_id, "first": first, "last": last}).all()


def unanswered(looking: Looking) -> Sequence[AnyRow]:
    """The call-offs for today and later that wait for the producer's answer."""
    return looking.tx.execute(_UNANSWERED, {"hub": looking.tx.hub_id, "first": looking.day, "last": date.max}).all()


def direct_deliveries(looking: Looking, first: date, last: date) -> Sequence[AnyRow]:
    """What producers bring to kitchens themselves on some days, with how many order lines."""
    return looking.tx.execute(_DIRECT, {"hub": looking.tx.hub_id, "first": first, "last": last}).all()
