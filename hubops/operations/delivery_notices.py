"""What a kitchen is told of its delivery: that it departed, with what comes and what does not, and how it ended.

On paper nobody is told: the papers of the delivery come with it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from hubops.model.orders import OrderLine, Shortage
from hubops.model.outbound import ASTRAY, Drop, Parcel
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, ITS_PARCEL, UNPACKED
from hubops.model.stock import Balance, Movement
from hubops.operations import notices, papers
from hubops.operations.booking import Booking
from hubops.operations.notices import Addressee
from hubops.operations.runs import Run
from hubops.store.rows import AnyRow

_KITCHENS = select(Drop.id, Drop.arrival_at, Drop.kitchen_id, Kitchen.name.label("kitchen"), Kitchen.email).join(
    Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id)
)
_OF_RUN = _KITCHENS.where(Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run")).order_by(Drop.stop)
_OF_DROP = _KITCHENS.where(Drop.hub_id == bindparam("hub"), Drop.id == bindparam("drop"))
_LOADED = (
    select(
        Drop.id,
        Product.name.label("product"),
        Product.measured_by,
        func.sum(Balance.pieces).label("pieces"),
        func.sum(Balance.grams).label("grams"),
    )
    .join(Parcel, (Parcel.hub_id == Drop.hub_id) & (Parcel.drop_id == Drop.id))
    .join(Balance, (Balance.hub_id == Parcel.hub_id) & (Balance.unit_id == Parcel.id))
    .join(Product, (Product.hub_id == Balance.hub_id) & (Product.id == Balance.product_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        Parcel.state == "loaded",
        Balance.pieces > 0,
    )
    .group_by(Drop.id, Product.name, Product.measured_by)
    .order_by(Product.name)
)
_SHORT = (
    select(
        Drop.id,
        Product.name.label("product"),
        Shortage.reason,
        func.sum(Shortage.pieces).label("pieces"),
    )
    .join(OrderLine, (OrderLine.hub_id == Drop.hub_id) & (OrderLine.drop_id == Drop.id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Shortage, (Shortage.hub_id == OrderLine.hub_id) & (Shortage.order_line_id == OrderLine.id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        OrderLine.cancelled_at.is_(None),
        Shortage.undone_by_id.is_(None),
        UNPACKED > 0,
    )
    .group_by(Drop.id, Product.name, Shortage.reason)
    .order_by(Product.name, Shortage.reason)
)
_PIECES = func.sum(case((INTO_PARCEL, Movement.pieces), else_=-Movement.pieces))
_WRITTEN_OFF = (
    select(
        Drop.id,
        Product.name.label("product"),
        Parcel.written_off_reason.label("reason"),
        _PIECES.label("pieces"),
    )
    .join(OrderLine, (OrderLine.hub_id == Drop.hub_id) & (OrderLine.drop_id == Drop.id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Movement, (Movement.hub_id == OrderLine.hub_id) & (Movement.order_line_id == OrderLine.id))
    .join(Parcel, (Parcel.hub_id == Movement.hub_id) & (Parcel.id == ITS_PARCEL))
    .where(Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"), Parcel.state == "written_off")
    .group_by(Drop.id, Product.name, Parcel.written_off_reason)
    .having(_PIECES > 0)
    .order_by(Product.name, Parcel.written_off_reason)
)


def tell_departed(booking: Booking, run: Run) -> None:
    """Tell each kitchen of a run that departs what comes and when, what does not and why; or that nothing comes.

    A departure that is entered afterwards is no news, and one that has nothing to do with a kitchen neither.
    """
    if not notices.reaches(booking) or booking.entered_for is not None:
        return
    params = {"hub": booking.tx.hub_id, "run": run.id}
    told: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    aboard: set[UUID] = set()
    for row in booking.tx.execute(_LOADED, params):
        aboard.add(row.id)
        told[row.id].append(_line(_comes(row)))
    for statement in (_SHORT, _WRITTEN_OFF):
        for row in booking.tx.execute(statement, params):
            told[row.id].append(_line(_comes_not(row)))
    late = max(timedelta(), booking.tx.now - run.departure_at)
    for stop in booking.tx.execute(_OF_RUN, params).all():
        if told[stop.id]:
            arrival = stop.arrival_at + late
            values: dict[str, object] = {"route": run.route_name, "departed_at": booking.tx.now.isoformat()}
            values |= {"day_on": run.day.isoformat(), "arrival_at": arrival.isoformat()}
            kind = "delivery_departed" if stop.id in aboard else "delivery_nothing"
            _tell(booking, kind, stop, values, told[stop.id])


def tell_delivered(
    booking: Booking,
    drop_id: UUID,
    outcome: str,
    at: datetime,
    crates_back: int,
    back: Sequence[AnyRow],
    pieces: Sequence[tuple[str, int]] = (),
) -> None:
    """Tell the kitchen of a stop what its signed paper says.

    Args:
        booking: the booking under way.
        drop_id: the stop.
        outcome: of handover.py.
        at: when the driver was there.
        crates_back: empty crates that the driver took back.
        back: the parcels that were not delivered, with ``id``, ``number`` and ``state``.
        pieces: articles, and how many pieces of each the kitchen did not take of parcels that it took.
    """
    if not notices.reaches(booking):
        return
    row = booking.tx.execute(_OF_DROP, {"hub": booking.tx.hub_id, "drop": drop_id}).one()
    day = at.astimezone(booking.house.calendar.zone).date()
    values = {"outcome_word": outcome, "day_on": day.isoformat(), "delivered_at": at.isoformat()}
    lines = [_line(said) for parcel in back for said in _came_back(booking, parcel)]
    for product, left in pieces:
        lines.append(_line({"code": "notice.not_taken", "values": {"product": product, "pieces": left}}))
    _tell(booking, "delivery_done", row, {**values, "crates_back": crates_back}, lines)


def _tell(booking: Booking, kind: str, row: AnyRow, values: dict[str, object], lines: list[dict[str, object]]) -> None:
    """Each booking is a fact of its own: one that was taken back and done again is told again."""
    to = Addressee(row.kitchen_id, row.kitchen, row.email or "", booking.house.language)
    notices.tell(booking, kind, to, row.id, notices.version_of(booking), values, lines, paper=False)


def _line(said: dict[str, object]) -> dict[str, object]:
    return {"what": said}


def _comes(row: AnyRow) -> dict[str, object]:
    values = {"product": row.product, "pieces": int(row.pieces)}
    if row.measured_by == "piece":
        return {"code": "notice.comes", "values": values}
    return {"code": "notice.comes_weighed", "values": {**values, "weight_g": int(row.grams)}}


def _comes_not(row: AnyRow) -> dict[str, object]:
    values = {"product": row.product, "pieces": int(row.pieces), "reason_word": row.reason}
    return {"code": "notice.comes_not", "values": values}


def _came_back(booking: Booking, parcel: AnyRow) -> list[dict[str, object]]:
    """What is in a parcel; its number alone where its goods were taken out again already."""
    values = {"parcel": parcel.number}
    if parcel.state == ASTRAY:
        return [{"code": "notice.parcel_astray", "values": values}]
    goods: list[dict[str, object]] = [
        {"code": "notice.came_back", "values": {**values, "product": row.product, "pieces": row.pieces}}
        for row in papers.goods_of(booking, parcel.id)
    ]
    return goods or [{"code": "notice.parcel_back", "values": values}]
