"""What the hub's books say, in the words that tests use: zones by code, parcels by kitchen and number, goods by lot."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hubops.model.crates import CrateMovement
from hubops.model.evidence import Deviation, Event, FloorInput
from hubops.model.inbound import Check, Delivery, ReceiptLine
from hubops.model.keys import Base
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.outbound import Drop, Handover, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.stock import NO_UNIT, Balance, HandlingUnit, Hold, Lot, Movement
from hubops.open_hub import OpenHub
from hubops.queries import statement
from hubops.queries.statement import LineState, Statement
from hubops.store import chain
from hubops.store.rows import AnyRow

STATES: tuple[type[Base], ...] = (Balance, Parcel, RouteRun, Delivery)
"""Tables that hold how things stand, not what happened."""


@dataclass(frozen=True)
class Box:
    """A parcel as a worker sees it."""

    kitchen: str
    number: int
    temperature_class: str
    state: str
    zone: str
    sscc: str | None
    goods: tuple[tuple[str, int, int], ...]
    """Lot, pieces and grams."""


class Books:
    """Reads of one hub."""

    def __init__(self, hub: OpenHub) -> None:
        self.hub = hub

    def rows(self, statement: Any) -> list[AnyRow]:
        """The rows of a select."""
        with self.hub.store.read.begin() as conn:
            return list(conn.execute(statement))

    def everything(self, *but: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
        """The contents of all tables."""
        left_out = {table.__tablename__ for table in but}
        return {
            name: sorted((tuple(row) for row in self.rows(select(table))), key=lambda row: str(row[:2]))
            for name, table in Base.metadata.tables.items()
            if name not in left_out
        }

    def standing(self) -> dict[str, list[tuple[Any, ...]]]:
        """How things stand: balances that are not empty, states that undo restores, receipt lines that count."""
        found: dict[str, list[tuple[Any, ...]]] = {
            "balance": sorted(
                tuple(row)
                for row in self.rows(
                    select(Balance.zone_id, Balance.unit_id, Balance.lot_id, Balance.pieces, Balance.grams).where(
                        Balance.pieces + Balance.grams > 0
                    )
                )
            ),
            "parcel": sorted(
                tuple(row)
                for row in self.rows(select(Parcel).order_by(Parcel.id))
                if row.state != "open" or any(True for _ in self.goods_of(row.id))
            ),
            "run": sorted(tuple(row) for row in self.rows(select(RouteRun.id, RouteRun.departed_at))),
            "delivery": sorted(
                tuple(map(str, row))
                for row in self.rows(
                    select(Delivery.id, Delivery.closed_at, Delivery.receipt_at, Delivery.signed_by, Delivery.document)
                )
                if row.closed_at is None or row.receipt_at is not None
            ),
            "returned": sorted(
                tuple(row)
                for row in self.rows(
                    select(ReceiptLine.id, ReceiptLine.returned_at).where(ReceiptLine.returned_at.is_not(None))
                )
            ),
            "hold": sorted(
                (row.lot_id,)
                for row in self.rows(select(Hold.lot_id).where(Hold.released_at.is_(None), Hold.undone_by_id.is_(None)))
            ),
        }
        for table in (ReceiptLine, Check, Shortage, Deviation, Handover, CrateMovement):
            columns = table.__table__.c
            found[table.__tablename__] = sorted(
                (row.id,) for row in self.rows(select(columns.id).where(columns.undone_by_id.is_(None)))
            )
        return found

    def goods_of(self, parcel_id: UUID) -> list[tuple[str, int, int]]:
        """Lot, pieces and grams of what is in a parcel."""
        rows = self.rows(
            select(Lot.code, Balance.pieces, Balance.grams)
            .join(Lot, Lot.id == Balance.lot_id)
            .where(Balance.unit_id == parcel_id, Balance.pieces + Balance.grams > 0)
            .order_by(Lot.code)
        )
        return [(row.code, row.pieces, row.grams) for row in rows]

    def loose(self, zone: str) -> dict[str, tuple[int, int]]:
        """Pieces and grams of each lot that stands loose in a zone."""
        rows = self.rows(
            select(Lot.code, Balance.pieces, Balance.grams)
            .join(Lot, Lot.id == Balance.lot_id)
            .join(Zone, Zone.id == Balance.zone_id)
            .where(Zone.code == zone, Balance.unit_id == NO_UNIT, Balance.pieces + Balance.grams > 0)
        )
        return {row.code: (row.pieces, row.grams) for row in rows}

    def boxes(self, kitchen: str = "") -> list[Box]:
        """The parcels, of one kitchen (by its code) or of all."""
        rows = self.rows(
            select(Parcel, Kitchen.code.label("kitchen"), Zone.code.label("zone"))
            .join(Drop, Drop.id == Parcel.drop_id)
            .join(Kitchen, Kitchen.id == Drop.kitchen_id)
            .join(Zone, Zone.id == Parcel.zone_id)
            .order_by(Kitchen.code, Parcel.number)
        )
        return [
            Box(r.kitchen, r.number, r.temperature_class, r.state, r.zone, r.sscc, tuple(self.goods_of(r.id)))
            for r in rows
            if kitchen in ("", r.kitchen)
        ]

    def jobs(self, document: str) -> list[dict[str, Any]]:
        """The frozen contents of what was queued for printing and not cancelled."""
        rows = self.rows(
            select(PrintJob.content)
            .where(PrintJob.document == document, PrintJob.state != "cancelled")
            .order_by(PrintJob.id)
        )
        return [json.loads(row.content) for row in rows]

    def deviations(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and values of the deviations that stand."""
        rows = self.rows(
            select(Deviation.kind, Deviation.values.label("facts"))
            .where(Deviation.undone_by_id.is_(None))
            .order_by(Deviation.id)
        )
        return [(row.kind, json.loads(row.facts)) for row in rows]

    def movements(self) -> list[AnyRow]:
        """All movements, oldest first."""
        return self.rows(select(Movement).order_by(Movement.id))

    def packed(self, gtin: str) -> dict[str, int]:
        """Pieces of an article in each kitchen's parcels."""
        rows = self.rows(
            select(Kitchen.code, Balance.pieces)
            .join(Parcel, Parcel.id == Balance.unit_id)
            .join(Drop, Drop.id == Parcel.drop_id)
            .join(Kitchen, Kitchen.id == Drop.kitchen_id)
            .join(Lot, Lot.id == Balance.lot_id)
            .join(Product, Product.id == Lot.product_id)
            .where(Product.gtin == gtin, Balance.pieces > 0)
        )
        counted: dict[str, int] = {}
        for row in rows:
            counted[row.code] = counted.get(row.code, 0) + row.pieces
        return counted

    def ordered(self, gtin: str) -> dict[str, int]:
        """Pieces of an article that each kitchen ordered."""
        rows = self.rows(
            select(Kitchen.code, OrderLine.pieces)
            .join(Order, Order.id == OrderLine.order_id)
            .join(Kitchen, Kitchen.id == Order.kitchen_id)
            .join(Product, Product.id == OrderLine.product_id)
            .where(Product.gtin == gtin)
        )
        counted: dict[str, int] = {}
        for row in rows:
            counted[row.code] = counted.get(row.code, 0) + row.pieces
        return counted

    def labels(self) -> dict[str, bool]:
        """The SSCCs that were given out, and whether each was withdrawn."""
        return {row.sscc: row.void for row in self.rows(select(HandlingUnit.sscc, HandlingUnit.void))}

    def inputs(self) -> int:
        """How many floor inputs were written down."""
        return len(self.rows(select(FloorInput.id)))

    def statement(self, day: Any = None) -> Statement:
        """The closing statement of a day, today's by default."""
        desk = self.hub.job_desk("day")
        calendar = self.hub.house.calendar
        day = day or calendar.hub_day(self.hub.clock.now())
        return desk.look(lambda booking: statement.read(booking, day, calendar.day_span(day)))

    def line(self, order: str, line: int) -> LineState:
        """One line of today's statement."""
        return next(row for row in self.statement().lines if (row.order, row.line) == (order, line))

    def events(self, kind: str) -> int:
        """How many facts of a kind the log holds."""
        return len(self.rows(select(Event.id).where(Event.kind == kind)))

    def broken_chains(self) -> list[chain.Broken]:
        """Where the event chains do not hold."""
        with self.hub.store.read.begin() as conn:
            return chain.verify(conn, self.hub.house.hub_id)
