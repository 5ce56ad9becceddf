"""Orders that somebody types in while a kitchen is on the telephone: found by parts of names, booked as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import PackLevel, Product
from hubops.operations import authority, intake
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking, Change
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.promise_terms import Promised, Wanted
from hubops.operations.promising import Promising
from hubops.store import rows
from hubops.store.rows import AnyRow

_KITCHENS = (
    select(Kitchen.code, Kitchen.name).where(Kitchen.hub_id == bindparam("hub")).order_by(Kitchen.name, Kitchen.code)
)
_PRODUCTS = (
    select(Product.gtin, Product.name, Producer.name.label("producer"))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(Product.hub_id == bindparam("hub"))
    .order_by(Product.name, Product.gtin)
)
_PACK = (
    select(Product.name, PackLevel.level, PackLevel.gtin)
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_KITCHEN = select(Kitchen.id).where(Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code"))
_BOOKED = (
    select(OrderLine.id)
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .where(OrderLine.hub_id == bindparam("hub"), Order.number == bindparam("number"))
    .order_by(OrderLine.line)
)
_Case = aliased(PackLevel)
_UNITS = (
    select(
        Product.measured_by,
        PackLevel.level,
        exists()
        .where(_Case.hub_id == Product.hub_id, _Case.product_id == Product.id, _Case.level == "case")
        .label("has_case"),
    )
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a line."""

    line: LineContent
    product: str
    pieces: int
    promised: Promised


@dataclass(frozen=True, slots=True)
class Typed:
    """An order that was typed in."""

    number: str
    requested_date: date


def kitchens_like(booking: Booking, part: str) -> list[AnyRow]:
    """The kitchens with that code, or else with that part in their names: ``code``, ``name``."""
    found = booking.tx.execute(_KITCHENS, {"hub": booking.tx.hub_id}).all()
    wanted = part.strip().casefold()
    exact = [row for row in found if row.code.casefold() == wanted]
    return exact or [row for row in found if wanted and wanted in row.name.casefold()]


def products_like(booking: Booking, part: str) -> Sequence[AnyRow]:
    """The articles with that barcode, or else with that part in their names: ``gtin``, ``name``."""
    wanted = part.strip().casefold()
    if wanted.isdecimal() and len(wanted) in (8, 12, 13, 14):
        return booking.tx.execute(_PACK, {"hub": booking.tx.hub_id, "gtin": wanted.zfill(14)}).all()
    found = booking.tx.execute(_PRODUCTS, {"hub": booking.tx.hub_id})
    return [row for row in found if wanted and wanted in row.name.casefold()]


def sign(booking: Booking, badge: str) -> str:
    """What is booked from here on is booked by whose badge it is, if that person may type orders.

    Raises:
        Refused: as :func:`authority.act_as`.
    """
    authority.act_as(booking, badge, "type_orders")
    return booking.actor.badge


def accept(booking: Booking, badge: str, kitchen: str, requested: date, lines: Sequence[LineContent]) -> Typed:
    """Book an order for whose badge it is, as :func:`book`."""
    sign(booking, badge)
    return book(booking, kitchen, requested, lines)


def book(booking: Booking, kitchen: str, requested: date, lines: Sequence[LineContent]) -> Typed:
    """Book an order; its number is ``T-<day>-<count>``, and its events bear the badge of who typed it.

    Undo cancels its lines, as long as nothing of them is packed.

    Raises:
        Refused: somebody who may not.
        BadInput: an article or unit that can't be ordered.
    """
    authority.demand(booking, "type_orders")
    count = rows.next_number(booking.tx, "typed_order")
    number = f"T-{booking.day:%Y%m%d}-{count}"
    content = OrderContent(number, kitchen, booking.tx.now, requested, tuple(lines))
    intake.accept(booking, content, Articles(booking))
    table, now = OrderLine.__tablename__, booking.tx.now
    for key in booking.tx.execute(_BOOKED, {"hub": booking.tx.hub_id, "number": number}).scalars():
        booking.changes.append(Change(table, key, {"cancelled_at": now}, {"cancelled_at": None}))
    return Typed(number, requested)


def foresee(booking: Booking, kitchen: str, requested: date, lines: Sequence[LineContent]) -> list[Foreseen]:
    """What would be promised of each line of an order that is not booked yet; nothing is written.

    Raises:
        BadInput: an article or unit that can't be ordered.
    """
    kitchen_id = booking.tx.execute(_KITCHEN, {"hub": booking.tx.hub_id, "code": kitchen}).scalar_one()
    articles, promising = Articles(booking), Promising(booking)
    wanted = Wanted(kitchen_id, booking.tx.now, requested)
    foreseen = []
    for line in lines:
        article = intake.known_article(articles, "", line)
        _, pieces = articles.pieces_of("", line)
        foreseen.append(Foreseen(line, article.name, pieces, promising.foresee(wanted, article.goods(pieces))))
    return foreseen


def units_of(booking: Booking, gtin: str) -> tuple[str, ...]:
    """The units in which an article is ordered: pieces, whole cases where it has such, kilograms where it is weighed.

    The code of a case, or of what lies in one, says the unit itself.

    Raises:
        Refused: ``typing.none_found``.
    """
    row = booking.tx.execute(_UNITS, {"hub": booking.tx.hub_id, "gtin": gtin}).one_or_none()
    if row is None:
        raise Refused("typing.none_found", text=gtin)
    if row.level == "case":
        return ("case",)
    found = ("piece", "case") if row.has_case else ("piece",)
    return (*found, "kg") if row.measured_by == "weight" else found
