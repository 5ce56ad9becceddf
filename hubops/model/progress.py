"""How far an order line has come, derived from movements and shortages: expressions for use in any select."""

from sqlalchemy import ColumnElement, func, select

from hubops.model.orders import OrderLine, Shortage
from hubops.model.stock import Movement

PACKED = (
    select(
        func.coalesce(
            func.sum(Movement.pieces).filter(Movement.reverses_id.is_(None))
            - func.coalesce(func.sum(Movement.pieces).filter(Movement.reverses_id.is_not(None)), 0),
            0,
        )
    )
    .where(Movement.hub_id == OrderLine.hub_id, Movement.order_line_id == OrderLine.id)
    .correlate(OrderLine)
    .scalar_subquery()
)
"""Pieces packed for an order line: packings less their reversals, which name the same line."""
SHORT = (
    select(func.coalesce(func.sum(Shortage.pieces), 0))
    .where(
        Shortage.hub_id == OrderLine.hub_id,
        Shortage.order_line_id == OrderLine.id,
        Shortage.undone_by_id.is_(None),
    )
    .correlate(OrderLine)
    .scalar_subquery()
)
"""Pieces of an order line that were declared short."""
MISSING: ColumnElement[int] = OrderLine.pieces - PACKED - SHORT
"""Pieces of an order line that are neither packed nor declared short."""
