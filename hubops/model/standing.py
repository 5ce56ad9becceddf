"""What is agreed for longer than a day: standing orders that become orders by themselves, and season agreements."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, select
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen


class StandingOrder(HubRow, Base):
    """An article that a kitchen gets on the same weekdays until further notice."""

    __tablename__ = "standing_order"
    __table_args__ = (
        unique("kitchen_id", "product_id", "starts_on"),
        refers("kitchen_id", "kitchen"),
        refers("product_id", "product"),
        CheckConstraint("quantity_thousandths > 0", name="quantity"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    kitchen_id: Mapped[UUID]
    product_id: Mapped[UUID]
    gtin: Mapped[str]
    """As it was agreed: of a piece or of a case."""
    quantity_thousandths: Mapped[int]
    unit: Mapped[str]
    """``piece``, ``case`` or ``kg``."""
    weekdays: Mapped[str]
    """Days of delivery, ``tue thu``."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    pause_weeks: Mapped[str]
    """ISO weeks without delivery, ``2026-W41 2027-W08``; empty for none."""


class StandingOrderDay(HubRow, Base):
    """A day of a standing order that was dealt with: it became an order, or it was skipped for a cause."""

    __tablename__ = "standing_order_day"
    __table_args__ = (
        unique("standing_order_id", "day"),
        refers("standing_order_id", "standing_order"),
        refers("order_id", "customer_order"),
        CheckConstraint("(order_id IS NULL) = (cause <> '')", name="cause"),
    )

    standing_order_id: Mapped[UUID]
    day: Mapped[date]
    order_id: Mapped[UUID | None]
    cause: Mapped[str]
    """``public_holiday`` or ``pause_week``; empty where an order was made."""


class SeasonAgreement(HubRow, Base):
    """A volume of an article that a buyer, or one kitchen of it, has agreed to take within a season."""

    __tablename__ = "season_agreement"
    __table_args__ = (
        unique("buyer_id", "kitchen_id", "product_id", "starts_on"),
        refers("buyer_id", "buyer"),
        refers("kitchen_id", "kitchen"),
        refers("product_id", "product"),
        CheckConstraint("agreed_pieces > 0", name="agreed"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index(None, "hub_id", "product_id"),
    )

    buyer_id: Mapped[UUID]
    kitchen_id: Mapped[UUID | None]
    """None: all kitchens of the buyer call off from it."""
    product_id: Mapped[UUID]
    agreed_pieces: Mapped[int]
    """Of nominal weight where the article is weighed."""
    agreed_quantity: Mapped[str]
    """As it was agreed, with its unit: ``1200 kg``."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]


CALLED_OFF = (
    select(func.coalesce(func.sum(OrderLine.pieces), 0))
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .where(
        OrderLine.hub_id == SeasonAgreement.hub_id,
        OrderLine.product_id == SeasonAgreement.product_id,
        OrderLine.cancelled_at.is_(None),
        Kitchen.buyer_id == SeasonAgreement.buyer_id,
        SeasonAgreement.kitchen_id.is_(None) | (SeasonAgreement.kitchen_id == Order.kitchen_id),
        Order.requested_date >= SeasonAgreement.starts_on,
        Order.requested_date <= SeasonAgreement.ends_on,
    )
    .correlate(SeasonAgreement)
    .scalar_subquery()
)
"""Pieces of an agreement that were ordered for a day within it."""
