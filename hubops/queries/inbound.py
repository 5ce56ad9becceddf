"""What stands on the way in: open deliveries, goods at the dock without a place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.parties import Producer
from hubops.model.places import Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow


def _deliveries(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The deliveries of the day, or those of them that are meant; what came of each article is counted for no other."""
    lines = (
        select(
            Delivery.id,
            func.coalesce(ExpectedLine.pieces, 0).label("expected"),
            func.coalesce(func.sum(ReceiptLine.pieces).filter(ReceiptLine.accepted), 0).label("got"),
            func.coalesce(func.sum(ReceiptLine.pieces).filter(~ReceiptLine.accepted), 0).label("refused"),
        )
        .outerjoin(ExpectedLine, (ExpectedLine.hub_id == Delivery.hub_id) & (ExpectedLine.delivery_id == Delivery.id))
        .outerjoin(
            ReceiptLine,
            (ReceiptLine.hub_id == Delivery.hub_id)
            & (ReceiptLine.delivery_id == Delivery.id)
            & (ReceiptLine.product_id == ExpectedLine.product_id)
            & ReceiptLine.undone_by_id.is_(None),
        )
        .where(
            Delivery.hub_id == bindparam("hub"),
            (Delivery.day == bindparam("day")) | ((Delivery.day < bindparam("day")) & Delivery.closed_at.is_(None)),
            # one that never came after all is left out (model/inbound.py)
            Delivery.closed_at.is_(None) | Delivery.receipt_at.is_not(None),
            *which,
        )
        .group_by(Delivery.id, ExpectedLine.id, ExpectedLine.pieces)
        .subquery()
    )
    came = lines.c.got + lines.c.refused
    return (
        select(
            Delivery.id,
            Delivery.number,
            Producer.name.label("producer"),
            Delivery.expected_at,
            Delivery.closed_at,
            func.sum(lines.c.got).label("got"),
            func.sum(lines.c.expected).label("expected"),
            func.sum(lines.c.refused).label("refused"),
            func.sum(case((lines.c.expected > came, lines.c.expected - came), else_=0)).label("missing"),
        )
        .join(lines, lines.c.id == Delivery.id)
        .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
        .where(Delivery.hub_id == bindparam("hub"), *which)
        .group_by(Delivery.id, Delivery.number, Producer.name, Delivery.expected_at, Delivery.closed_at)
        .order_by(Delivery.number)
    )


_DELIVERIES = _deliveries()
_DELIVERY = _deliveries(Delivery.id == bindparam("delivery"))
_GOODS = (
    select(
        Product.name.label("product"),
        Product.temperature_class,
        Lot.code.label("lot"),
        Zone.code.label("zone"),
        Balance.pieces,
        Balance.grams,
        HELD.label("held"),
    )
    .select_from(Balance)
    .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind == bindparam("kind"),
    )
    .order_by(Product.name, Lot.code)
)
_NAME = (
    select(Product.name)
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_PRODUCER = (
    select(Producer.name)
    .join(Delivery, (Delivery.hub_id == Producer.hub_id) & (Delivery.producer_id == Producer.id))
    .where(Delivery.hub_id == bindparam("hub"), Delivery.id == bindparam("delivery"))
)
_DOCUMENT = select(Delivery.document).where(Delivery.hub_id == bindparam("hub"), Delivery.id == bindparam("delivery"))
_RETURNS = (
    select(
        ReceiptLine.id,
        Producer.name.label("producer"),
        Product.name.label("product"),
        Lot.code.label("lot"),
        ReceiptLine.pieces,
        ReceiptLine.reason,
    )
    .join(Lot, (Lot.hub_id == ReceiptLine.hub_id) & (Lot.id == ReceiptLine.lot_id))
    .join(Product, (Product.hub_id == ReceiptLine.hub_id) & (Product.id == ReceiptLine.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.outcome == "return_later",
        ReceiptLine.returned_at.is_(None),
        ReceiptLine.undone_by_id.is_(None),
        select(Balance.id)
        .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
        .where(
            Balance.hub_id == ReceiptLine.hub_id,
            Balance.lot_id == ReceiptLine.lot_id,
            Balance.pieces >= ReceiptLine.pieces,
            Zone.kind == "quarantine",
        )
        .exists(),
    )
    .order_by(Producer.name, ReceiptLine.id)
)
"""What was wasted or released from quarantine since does not wait any more."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery of the day; ``got`` and ``expected`` are pieces."""

    id: UUID
    number: int
    producer: str
    expected_at: datetime | None
    got: int
    expected: int
    closed: bool
    missing: int = 0
    """Pieces that did not come; too much of one article does not make up for too little of another.

    Refused goods came and are not missing.
    """
    refused: int = 0


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """Loose goods of one lot in one zone."""

    product: str
    lot: str
    pieces: int
    grams: int
    zone: str
    temperature_class: str
    held: bool = False
    """The lot is on hold."""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Refused goods that wait in quarantine until the producer fetches them."""

    id: UUID
    """Of the receipt line."""
    producer: str
    product: str
    lot: str
    pieces: int
    reason: str


def deliveries(looking: Looking) -> list[DeliveryRow]:
    """The deliveries of the hub day, and older ones that nobody closed."""
    found = looking.tx.execute(_DELIVERIES, {"hub": looking.tx.hub_id, "day": looking.day})
    return [_delivery_row(row) for row in found]


def open_deliveries(looking: Looking) -> list[DeliveryRow]:
    """The deliveries that are still expected or under way."""
    return [row for row in deliveries(looking) if not row.closed]


def open_delivery(looking: Looking, delivery_id: UUID | None) -> DeliveryRow | None:
    """One delivery that is still expected or under way: every further scan into it asks, and for no other."""
    params = {"hub": looking.tx.hub_id, "day": looking.day, "delivery": delivery_id}
    row = looking.tx.execute(_DELIVERY, params).first() if delivery_id else None
    return _delivery_row(row) if row and row.closed_at is None else None


def _delivery_row(row: AnyRow) -> DeliveryRow:
    return DeliveryRow(
        row.id,
        row.number,
        row.producer,
        row.expected_at,
        int(row.got),
        int(row.expected),
        row.closed_at is not None,
        int(row.missing),
        int(row.refused),
    )


def without_place(looking: Looking) -> list[GoodsRow]:
    """Goods that stand at the dock and are in no zone of storage and in no parcel."""
    found = looking.tx.execute(_GOODS, {"hub": looking.tx.hub_id, "kind": "dock"})
    return [
        GoodsRow(row.product, row.lot, row.pieces, row.grams, row.zone, row.temperature_class, bool(row.held))
        for row in found
    ]


def product_name(looking: Looking, gtin: str | None) -> str:
    """The name of the article behind a barcode; empty if there is none."""
    found = looking.tx.execute(_NAME, {"hub": looking.tx.hub_id, "gtin": gtin}).scalar_one_or_none()
    return str(found or "")


def producer_name(looking: Looking, delivery_id: UUID) -> str:
    """Who brings a delivery."""
    return str(looking.tx.execute(_PRODUCER, {"hub": looking.tx.hub_id, "delivery": delivery_id}).scalar_one())


def document_of(looking: Looking, delivery_id: UUID) -> str:
    """The paper or photo that was noted with a delivery; empty if none was."""
    params = {"hub": looking.tx.hub_id, "delivery": delivery_id}
    return str(looking.tx.execute(_DOCUMENT, params).scalar_one() or "")


def waiting_returns(looking: Looking) -> list[ReturnRow]:
    """Refused goods in quarantine that go back to their producers later."""
    found = looking.tx.execute(_RETURNS, {"hub": looking.tx.hub_id})
    return [ReturnRow(row.id, row.producer, row.product, row.lot, row.pieces, row.reason) for row in found]
