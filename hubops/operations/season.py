"""Season agreements: a volume that a buyer has agreed to take; every order of its kitchens calls off from it.

An order beyond what remains is accepted: the kitchen needs the food. It is a deviation, told when it happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput
from hubops.model.parties import Buyer, Kitchen
from hubops.model.products import Product
from hubops.model.standing import CALLED_OFF, SeasonAgreement
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent
from hubops.operations.upserting import Record, Saved, known, upsert
from hubops.store.rows import AnyRow

_BUYER_OF = select(Kitchen.buyer_id).where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen"))
_OF_KITCHEN = (
    select(
        SeasonAgreement.id,
        SeasonAgreement.agreed_pieces,
        SeasonAgreement.agreed_quantity,
        Product.name.label("product"),
        Buyer.name.label("buyer"),
    )
    .select_from(SeasonAgreement)
    .join(Product, (Product.hub_id == SeasonAgreement.hub_id) & (Product.id == SeasonAgreement.product_id))
    .join(Buyer, (Buyer.hub_id == SeasonAgreement.hub_id) & (Buyer.id == SeasonAgreement.buyer_id))
    .join(Kitchen, (Kitchen.hub_id == Buyer.hub_id) & (Kitchen.buyer_id == Buyer.id))
    .where(
        SeasonAgreement.hub_id == bindparam("hub"),
        SeasonAgreement.product_id == bindparam("product"),
        SeasonAgreement.kitchen_id.is_(None) | (SeasonAgreement.kitchen_id == Kitchen.id),
        Kitchen.id == bindparam("kitchen"),
        SeasonAgreement.starts_on <= bindparam("day"),
        SeasonAgreement.ends_on >= bindparam("day"),
    )
)
_CALLED_OFF = select(CALLED_OFF).where(
    SeasonAgreement.hub_id == bindparam("hub"), SeasonAgreement.id == bindparam("agreement")
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order whose lines are in the tables already."""

    id: UUID
    number: str
    kitchen_id: UUID
    requested_date: date


def save_agreement(booking: Booking, record: Record) -> Saved:
    """An agreement of one kitchen, or of a buyer for all its kitchens.

    Raises:
        BadInput: not exactly one of kitchen and buyer, an unknown one, an unknown article, an end before the start.
    """
    check_period(record)
    kitchen, org_number = record["kitchen"], record["buyer_org_number"]
    if (kitchen is None) == (org_number is None):
        raise BadInput("agreement.kitchen_or_buyer", field="kitchen")
    kitchen_id = None
    if kitchen is not None:
        kitchen_id = known(booking, Kitchen, "master.unknown_kitchen", "kitchen", code=kitchen)
        params = {"hub": booking.tx.hub_id, "kitchen": kitchen_id}
        buyer_id: UUID = booking.tx.execute(_BUYER_OF, params).scalar_one()
    else:
        buyer_id = known(booking, Buyer, "agreement.unknown_buyer", "buyer_org_number", org_number=org_number)
    line = LineContent(0, record["gtin"], record["quantity_thousandths"], record["unit"], "")
    product_id, pieces = pieces_agreed(booking, line)
    natural = {"buyer_id": buyer_id, "kitchen_id": kitchen_id, "product_id": product_id}
    natural["starts_on"] = record["from"]
    values = {"agreed_pieces": pieces, "agreed_quantity": line.quantity, "ends_on": record["to"]}
    return upsert(booking, SeasonAgreement, natural, values).saved


def pieces_agreed(booking: Booking, line: LineContent) -> tuple[UUID, int]:
    """The article that a standing order or agreement names, and its quantity in pieces.

    Raises:
        BadInput: ``agreement.bad_article`` for what can't be ordered in that unit, with the ``field``.
    """
    try:
        return Articles(booking).pieces_of("", line)
    except BadInput as error:
        if error.code == "order.unknown_item":
            raise BadInput("agreement.unknown_item", field="gtin", text=line.gtin) from error
        raise BadInput("agreement.bad_unit", field="unit", text=line.quantity) from error


def check_period(record: Record) -> None:
    """Refuse a period that ends before it starts. Raises BadInput ``agreement.period``."""
    if record["to"] < record["from"]:
        start, end = record["from"], record["to"]
        raise BadInput("agreement.period", field="to", text=end, start_on=start.isoformat(), end_on=end.isoformat())


def warn(booking: Booking, articles: Articles, order: Ordered, pieces: Mapping[UUID, int]) -> None:
    """Tell what of an order goes beyond an agreement: event and deviation ``over_agreement``, once per agreement.

    ``pieces`` is what was just added to the order, by article.
    """
    tx = booking.tx
    for product_id in sorted(articles.agreed.intersection(pieces)):
        params = {"hub": tx.hub_id, "product": product_id, "kitchen": order.kitchen_id, "day": order.requested_date}
        for row in tx.execute(_OF_KITCHEN, params).all():
            called_off = _called_off(booking, articles, row.id, pieces[product_id])
            if called_off > row.agreed_pieces:
                _tell(booking, order, row, called_off - row.agreed_pieces)


def _called_off(booking: Booking, articles: Articles, agreement_id: UUID, added: int) -> int:
    """Counted in the tables once for a whole file, and by head from there on."""
    known = articles.called_off.get(agreement_id)
    if known is None:
        params = {"hub": booking.tx.hub_id, "agreement": agreement_id}
        total = int(booking.tx.execute(_CALLED_OFF, params).scalar_one())
    else:
        total = known + added
    articles.called_off[agreement_id] = total
    return total


def _tell(booking: Booking, order: Ordered, row: AnyRow, beyond: int) -> None:
    values = {
        "number": order.number,
        "product": row.product,
        "buyer": row.buyer,
        "agreed": row.agreed_quantity,
        "beyond_pieces": beyond,
    }
    booking.event("over_agreement", order.id, agreement=row.id.hex, **values)
    booking.deviation("over_agreement", order.id, **values)
