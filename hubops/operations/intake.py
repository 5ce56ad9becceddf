"""Intake: an order is accepted once, each of its lines is promised, and the kitchen gets its answer."""

from collections import Counter
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput, Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.operations import acknowledging, season
from hubops.operations.acknowledging import Answered, AnsweredLine
from hubops.operations.articles import Article, Articles
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.promise_terms import Promised, Wanted
from hubops.operations.promising import Promising
from hubops.operations.season import Ordered
from hubops.store import rows

_ORDER = select(Order.content_hash).where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
_KITCHEN = select(Kitchen.id).where(Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code"))


class Intake(StrEnum):
    """What became of an order."""

    ACCEPTED = "accepted"
    KNOWN = "known"


def accept(
    booking: Booking,
    content: OrderContent,
    articles: Articles | None = None,
    file_id: UUID | None = None,
    promising: Promising | None = None,
) -> Intake:
    """Accept an order; the same number with the same content is known and changes nothing.

    ``articles`` and ``promising`` are those of other orders of the booking; ``file_id`` is the file it came in.

    Raises:
        Refused: ``order.conflict``, the number is known with other content.
        BadInput: a kitchen, article or unit that the hub does not know.
    """
    tx = booking.tx
    digest = content.digest
    known = tx.execute(_ORDER, {"hub": tx.hub_id, "number": content.number}).scalar_one_or_none()
    if known == digest:
        return Intake.KNOWN
    if known is not None:
        raise Refused("order.conflict", number=content.number)
    kitchen_id = kitchen_of(booking, content.kitchen)
    if kitchen_id is None:
        raise BadInput("order.unknown_kitchen", number=content.number, kitchen=content.kitchen)
    order_id = rows.add(
        tx,
        Order,
        number=content.number,
        kitchen_id=kitchen_id,
        ordered_at=content.ordered_at,
        requested_date=content.requested_date,
        imported_at=tx.now,
        content_hash=digest,
        file_id=file_id,
    )
    articles, promising = articles or Articles(booking), promising or Promising(booking)
    wanted = Wanted(kitchen_id, content.ordered_at, content.requested_date)
    answered = [
        add_line(booking, order_id, wanted, content.number, line, articles, promising) for line in content.lines
    ]
    booking.event("order_accepted", order_id, number=content.number, lines=len(content.lines))
    about = Answered(order_id, content.number, kitchen_id, content.kitchen, content.requested_date)
    acknowledging.tell_other_days(booking, about, answered)
    acknowledging.acknowledge(booking, order_id, content.number, kitchen_id, content.requested_date, answered)
    if articles.agreed:
        added: Counter[UUID] = Counter()
        for line in content.lines:
            product_id, pieces = articles.pieces_of(content.number, line)
            added[product_id] += pieces
        order = Ordered(order_id, content.number, kitchen_id, content.requested_date)
        season.warn(booking, articles, order, added)
    return Intake.ACCEPTED


def kitchen_of(booking: Booking, code: str) -> UUID | None:
    """The kitchen with that code; None if there is none."""
    found: UUID | None = booking.tx.execute(_KITCHEN, {"hub": booking.tx.hub_id, "code": code}).scalar_one_or_none()
    return found


def add_line(
    booking: Booking,
    order_id: UUID,
    wanted: Wanted,
    number: str,
    line: LineContent,
    articles: Articles,
    promising: Promising,
) -> AnsweredLine:
    """Add a line to an order and promise it. Raises BadInput for an unknown article or unit."""
    product_id, pieces = articles.pieces_of(number, line)
    article = known_article(articles, number, line)
    promised = promise(promising, wanted, article, pieces)
    line_id = rows.add(
        booking.tx,
        OrderLine,
        order_id=order_id,
        line=line.line,
        product_id=product_id,
        pieces=pieces,
        ordered_quantity=line.quantity,
        note=line.note or None,
        drop_id=promised.drop_id,
        direct_delivery_id=promised.direct_delivery_id,
        cancelled_at=None,
    )
    promising.write(line_id, pieces, promised)
    weekdays = promising.pickup_weekdays(article.producer_id)
    return AnsweredLine(line.line, article.name, line.quantity, article.producer, weekdays, promised)


def known_article(articles: Articles, number: str, line: LineContent) -> Article:
    """The article of a line. Raises BadInput ``order.unknown_item``."""
    article = articles.find(line.gtin)
    if article is None:
        raise BadInput("order.unknown_item", number=number, line=line.line, gtin=line.gtin)
    return article


def promise(promising: Promising, wanted: Wanted, article: Article, pieces: int) -> Promised:
    """What can be promised of so many pieces of an article."""
    return promising.promise(wanted, article.goods(pieces))
