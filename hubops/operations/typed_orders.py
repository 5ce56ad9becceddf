"""Orders that somebody types in while a kitchen is on the telephone: found by parts of names, booked as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from hubops.model.parties import Kitchen, Producer
from hubops.model.products import PackLevel, Product
from hubops.operations import authority, intake
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent, OrderContent
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
        Refused: ``signin.unknown_badge``, or ``authority.role_needed`` for a role that may not.
    """
    authority.act_as(booking, badge)
    authority.demand(booking, "type_orders")
    return booking.actor.badge


def accept(booking: Booking, badge: str, kitchen: str, requested: date, lines: Sequence[LineContent]) -> Typed:
    """Book an order; its number is ``T-<day>-<count>``, and its events bear the badge of who typed it.

    Raises:
        Refused: a badge that may not.
        BadInput: an article or unit that can't be ordered.
    """
    sign(booking, badge)
    count = rows.next_number(booking.tx, "typed_order")
    number = f"T-{booking.day:%Y%m%d}-{count}"
    content = OrderContent(number, kitchen, booking.tx.now, requested, tuple(lines))
    intake.accept(booking, content, Articles(booking))
    return Typed(number, requested)
