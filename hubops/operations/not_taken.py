"""Pieces that a kitchen did not take of a parcel that it took: crossed out on the paper, or back with the driver.

They leave the parcel before it is delivered, and its order line gets so many less. What the driver brought back stands
loose in quarantine until somebody decides; what stayed at the kitchen or was thrown away there is waste.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from hubops.errors import Refused
from hubops.model.keys import Key
from hubops.model.orders import OrderLine
from hubops.model.outbound import Parcel
from hubops.model.places import WASTE
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, ITS_PARCEL, LEFT_UNTAKEN
from hubops.model.stock import Lot, Movement
from hubops.operations import moving, receiving, shortages
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.planning.temperature import Verdict, verdict
from hubops.store import rows
from hubops.store.rows import AnyRow

CAME_BACK = "came_back"
FATES = (CAME_BACK, "damaged", "too_warm", "not_wanted")
"""What became of the pieces, in the order of the digit keys: back with the driver, or why they are waste."""

_INSIDE = func.sum(case((INTO_PARCEL, Movement.pieces), else_=-Movement.pieces))
_GOODS = (
    select(
        Movement.order_line_id,
        Movement.lot_id,
        Product.name.label("product"),
        Lot.code.label("lot"),
        _INSIDE.label("pieces"),
    )
    .join(OrderLine, (OrderLine.hub_id == Movement.hub_id) & (OrderLine.id == Movement.order_line_id))
    .join(Lot, (Lot.hub_id == Movement.hub_id) & (Lot.id == Movement.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(
        Movement.hub_id == bindparam("hub"),
        OrderLine.drop_id == bindparam("drop"),
        bindparam("parcel", type_=Key()) == ITS_PARCEL,
    )
    .group_by(Movement.order_line_id, Movement.lot_id, Product.name, Lot.code)
    .having(_INSIDE > 0)
    .order_by(Product.name, Lot.code, Movement.order_line_id)
)


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods of one lot that were packed into a parcel for one order line."""

    order_line_id: UUID
    lot_id: UUID
    product: str
    lot: str
    pieces: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Pieces of a parcel that its kitchen did not take."""

    parcel_id: UUID
    order_line_id: UUID
    lot_id: UUID
    pieces: int
    fate: str
    """One of :data:`FATES`."""
    measured_cc: int | None = None
    """What they measured when they came back, in hundredths of a degree."""


def goods_of(booking: Booking, parcel_id: UUID) -> list[Goods]:
    """What a parcel holds that left with its vehicle."""
    drop_id = rows.get(booking.tx, Parcel, parcel_id).drop_id
    found = booking.tx.execute(_GOODS, {"hub": booking.tx.hub_id, "drop": drop_id, "parcel": parcel_id})
    return [Goods(row.order_line_id, row.lot_id, row.product, row.lot, int(row.pieces)) for row in found]


def left_of(goods: Goods, parcel_id: UUID, told: Collection[NotTaken]) -> int:
    """Pieces of goods in a parcel of which nothing was told."""
    key = (parcel_id, goods.order_line_id, goods.lot_id)
    return goods.pieces - sum(each.pieces for each in told if (each.parcel_id, each.order_line_id, each.lot_id) == key)


def can_be_part(booking: Booking, parcel_id: UUID) -> bool:
    """Whether a kitchen can have taken some of a parcel and left some: it holds more than one piece."""
    return sum(goods.pieces for goods in goods_of(booking, parcel_id)) > 1


def most(booking: Booking, parcel_id: UUID, told: Collection[NotTaken]) -> int:
    """How many pieces of a parcel can still be told: one at least was taken, else the parcel was not.

    Raises:
        Refused: ``handover.all_pieces``, none can.
    """
    inside = sum(left_of(goods, parcel_id, told) for goods in goods_of(booking, parcel_id))
    if inside <= 1:
        raise Refused("handover.all_pieces", parcel=rows.get(booking.tx, Parcel, parcel_id).number)
    return inside - 1


def take_out(booking: Booking, kitchen: str, parcel: AnyRow, told: Collection[NotTaken]) -> None:
    """Take what was not taken out of a parcel that is about to be delivered, and tell each article as a deviation.

    Raises:
        Refused: ``handover.all_pieces``; ``stock.not_there``, the parcel does not hold that much.
    """
    mine = [each for each in told if each.parcel_id == parcel.id]
    if mine:
        most(booking, parcel.id, mine[:-1])
    for each in mine:
        _take_out(booking, kitchen, parcel, each)


def _take_out(booking: Booking, kitchen: str, parcel: AnyRow, told: NotTaken) -> None:
    goods = [row for row in moving.contents(booking, parcel.id) if row.lot_id == told.lot_id]
    held = goods[0] if goods else None
    if held is None or not 0 < told.pieces <= held.pieces:
        raise Refused("stock.not_there", pieces=0, amount_g=0, wanted=told.pieces)
    back = told.fate == CAME_BACK
    amount = Amount(told.pieces, held.grams * told.pieces // held.pieces)
    target = Place(receiving.zone_of_kind(booking, "quarantine") if back else WASTE)
    source = Place(held.zone_id, parcel.id)
    kind = "return" if back else "waste"
    moving.move(booking, kind, told.lot_id, source, target, amount, order_line_id=told.order_line_id)
    shortages.declare(booking, told.order_line_id, told.pieces, LEFT_UNTAKEN)
    booking.event("not_taken", told.order_line_id, pieces=told.pieces, grams=amount.grams, fate=told.fate)
    values = {"kitchen": kitchen, "product": product_of(booking, told), "pieces": told.pieces}
    if told.measured_cc is None:
        booking.deviation("pieces_not_taken", told.order_line_id, **values, reason_word=told.fate)
    else:
        booking.deviation("pieces_returned", told.order_line_id, **values, measured_cc=told.measured_cc)
        _judge(booking, parcel.temperature_class, told, told.measured_cc)


def product_of(booking: Booking, told: NotTaken) -> str:
    """The name of the article that was not taken."""
    lot = rows.get(booking.tx, Lot, told.lot_id)
    return str(rows.get(booking.tx, Product, lot.product_id).name)


def _judge(booking: Booking, named: str, told: NotTaken, measured_cc: int) -> None:
    judged = verdict(booking.house.classes[named], measured_cc)
    if judged.verdict is Verdict.RED:
        warm = {"class_word": named, "measured_cc": measured_cc, "limit_cc": judged.limit_cc}
        booking.deviation("too_warm", told.order_line_id, **warm)
