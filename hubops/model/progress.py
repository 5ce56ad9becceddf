"""How far an order line has come, derived from movements and shortages: expressions for use in any select."""

from sqlalchemy import ColumnElement, case, exists, func, select

from hubops.model.evidence import Deviation
from hubops.model.orders import OrderLine, Shortage
from hubops.model.outbound import Parcel
from hubops.model.stock import NO_UNIT, Movement

INTO_PARCEL: ColumnElement[bool] = Movement.to_unit_id != NO_UNIT
"""Of a movement that bears an order line: it went into a parcel; else it came out, to be undone or packed anew."""
ITS_PARCEL: ColumnElement[object] = case((INTO_PARCEL, Movement.to_unit_id), else_=Movement.from_unit_id)
"""The parcel of a movement that bears an order line."""
WENT_ASTRAY: ColumnElement[bool] = (
    exists()
    .where(
        Deviation.hub_id == Parcel.hub_id,
        Deviation.subject_id == Parcel.id,
        Deviation.kind == "wrong_stop",
        Deviation.undone_by_id.is_(None),
    )
    .correlate(Parcel)
)
"""Of a parcel: it was left at a stop that is not its own, whatever became of it since."""
PACKED = (
    select(func.coalesce(func.sum(case((INTO_PARCEL, Movement.pieces), else_=-Movement.pieces)), 0))
    .where(Movement.hub_id == OrderLine.hub_id, Movement.order_line_id == OrderLine.id)
    .correlate(OrderLine)
    .scalar_subquery()
)
"""Pieces packed for an order line: what went into parcels for it less what came out again."""
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
UNPACKED: ColumnElement[int] = OrderLine.pieces - PACKED
"""Pieces of an order line that are not packed: what it takes if goods turn up, declared short or not."""
LEFT_UNTAKEN = "not_taken"
"""Reason of a shortage: the kitchen was offered the pieces and did not take them."""
NOT_TAKEN = (
    select(func.coalesce(func.sum(Shortage.pieces), 0))
    .where(
        Shortage.hub_id == OrderLine.hub_id,
        Shortage.order_line_id == OrderLine.id,
        Shortage.reason == LEFT_UNTAKEN,
        Shortage.undone_by_id.is_(None),
    )
    .correlate(OrderLine)
    .scalar_subquery()
)
"""Pieces of an order line that its kitchen did not take of parcels that it took; SHORT counts them as well."""
MISSING: ColumnElement[int] = UNPACKED - SHORT
"""Pieces of an order line that are neither packed nor declared short."""
