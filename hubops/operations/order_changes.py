"""Changes of accepted orders: a line is changed, added or cancelled, or the order is moved to another day.

The difference is kept, who made it and when (model/orders.py, OrderChange). What holds for all of them:

- until the cut-off of its run a line may be changed freely; after it only by the badge of a supervisor or coordinator;
- what is packed is packed: a line can't fall below it, change its article or be cancelled before it is taken out again;
- what has departed is not changed any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput, Refused
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.operations import authority, intake, order_as_it_stands, order_history, season
from hubops.operations.acknowledging import AnsweredLine
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking, put
from hubops.operations.order_content import LineContent
from hubops.operations.promise_terms import Wanted
from hubops.operations.promising import Promising
from hubops.operations.season import Ordered
from hubops.planning.calendar import parse_cutoff
from hubops.store.rows import AnyRow

_SHORTAGES = (
    select(Shortage.id, Shortage.pieces, Shortage.undone_by_id)
    .where(
        Shortage.hub_id == bindparam("hub"),
        Shortage.order_line_id == bindparam("line"),
        Shortage.undone_by_id.is_(None),
    )
    .order_by(Shortage.id.desc())
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one change made of a line, or of the order as a whole."""

    line: int
    """0: the order as a whole."""
    what: str
    """``added``, ``changed``, ``cancelled`` or ``moved``."""
    before: dict[str, Any]
    """The values that differ; empty for an added line."""
    after: dict[str, Any]
    facts: dict[str, Any]
    """The line's ``gtin``, ``product``, ``producer`` (organisation number), ``route`` and ``run_on``."""


class Changing:
    """The change of one order, line by line, within a booking; whoever is refused leaves the booking as a whole."""

    def __init__(
        self,
        booking: Booking,
        number: str,
        articles: Articles,
        file_id: UUID | None = None,
        late_badge: str = "",
        promising: Promising | None = None,
    ) -> None:
        """Find the order.

        Args:
            booking: under way.
            number: the order's.
            articles: read already for other orders of the booking, or new.
            file_id: the file that the change came in.
            late_badge: of who lets changes pass after the cut-off; empty: nobody does.
            promising: of other orders of the booking; None: a new one.

        Raises:
            Refused: ``order.unknown_number``.
        """
        self._booking = booking
        self._articles = articles
        self._file_id = file_id
        self._late_badge = late_badge
        self._promising = promising or Promising(booking)
        found = order_as_it_stands.find(booking, number)
        if found is None:
            raise Refused("order.unknown_number", number=number)
        self.order: AnyRow = found
        self._lines: dict[int, AnyRow] = {row.line: row for row in self._read()}
        self.differences: list[Difference] = []
        self.answered: list[AnsweredLine] = []
        """The lines that were promised anew."""
        self.concerned = {f"kitchen:{self.order.code}": None}
        """Who has to be told, in an order: ``kitchen:<code>``, ``producer:<organisation number>``, ``route:<code>``."""

    def check_kitchen(self, code: str) -> None:
        """An order stays with its kitchen. Raises Refused ``order.other_kitchen``."""
        if code != self.order.code:
            raise Refused("order.other_kitchen", number=self.order.number, kitchen=code, known_kitchen=self.order.code)

    @property
    def lines(self) -> Sequence[AnyRow]:
        """The lines as they stand (order_as_it_stands.py)."""
        return tuple(self._lines.values())

    def check(self, line: int, pieces: int) -> None:
        """Whether a line may become so many pieces, 0 to cancel it; nothing is written.

        Raises:
            Refused: departed, after the cut-off, or less than is packed already.
        """
        row = self._lines[line]
        self._is_late(row)
        if row.packed and not pieces:
            raise self._packed(row)
        self._check_packed(row, row.product_id, pieces)

    def change_line(self, content: LineContent) -> None:
        """Make a line what is said now; a line that is not there yet is added; one that is so already stays.

        Raises:
            BadInput: an unknown article or unit.
            Refused: cancelled, departed, after the cut-off, or less than is packed already.
        """
        row = self._lines.get(content.line)
        product_id, pieces = self._articles.pieces_of(self.order.number, content)
        if row is None:
            self._add(content)
            return
        if row.cancelled_at is not None:
            raise Refused("order.line_is_cancelled", number=self.order.number, line=row.line, field="line")
        article = self._articles.find(content.gtin)
        before = {"gtin": row.gtin, "product": row.product, "pieces": row.pieces, "quantity": row.ordered_quantity}
        before["note"] = row.note or ""
        after = {
            "gtin": row.gtin if product_id == row.product_id else content.gtin,
            "product": article.name if article else row.product,
            "pieces": pieces,
            "quantity": content.quantity,
            "note": content.note,
        }
        differing = [name for name, value in after.items() if before[name] != value]
        if not differing:
            return
        late = self._may_change(row)
        self._check_packed(row, product_id, pieces)
        self._shorten(row.id, pieces - row.packed)
        values = {"product_id": product_id, "pieces": pieces, "ordered_quantity": content.quantity}
        self._booking.change(OrderLine, row.id, row, **values, note=content.note or None)
        if product_id != row.product_id:
            self._promise_anew(row, content.gtin, pieces, content.quantity, self.order.requested_date)
        self._concern(row)
        was = {name: before[name] for name in differing}
        row = self._lines[row.line] = self._line(row.line)
        self._keep(row, "changed", was, {name: after[name] for name in differing}, late)
        self._warn(product_id)

    def cancel_line(self, number: int) -> None:
        """Cancel a line; one that is cancelled stays so.

        Raises:
            Refused: no such line, departed, after the cut-off, or packed already.
        """
        row = self._lines.get(number)
        if row is None:
            raise Refused("order.unknown_line", number=self.order.number, line=number, field="line")
        if row.cancelled_at is not None:
            return
        late = self._may_change(row)
        if row.packed:
            raise self._packed(row)
        self._shorten(row.id, 0)
        self._articles.called_off.clear()
        self._booking.change(OrderLine, row.id, row, cancelled_at=self._booking.tx.now)
        was = {"pieces": row.pieces, "quantity": row.ordered_quantity}
        self._keep(row, "cancelled", was, {"pieces": 0, "quantity": ""}, late)

    def move(self, requested: date) -> None:
        """Ask for another day: all lines that are not cancelled come with the first run from then on.

        Raises:
            Refused: departed, after the cut-off, or packed already.
        """
        order = self.order
        if requested == order.requested_date:
            return
        moving = [row for row in self._lines.values() if row.cancelled_at is None]
        late = [self._may_change(row) for row in moving]
        for row in moving:
            if row.packed:
                values = {"line": row.line, "packed": int(row.packed)}
                raise Refused("order.packed", number=order.number, field="requested_date", **values)
        put(self._booking.tx, Order, order.id, {"requested_date": requested})
        for row in moving:
            self._shorten(row.id, 0)
            self._promise_anew(row, row.gtin, row.pieces, row.ordered_quantity, requested)
        self.order = order_as_it_stands.find(self._booking, order.number) or order
        for row in moving:
            self._concern(row)
            self._lines[row.line] = self._line(row.line)
            self._concern(self._lines[row.line])
        was, now = order.requested_date.isoformat(), requested.isoformat()
        self._keep(None, "moved", {"requested_date": was}, {"requested_date": now}, any(late))

    @property
    def all_cancelled(self) -> bool:
        """Whether nothing of the order is left."""
        return all(row.cancelled_at is not None for row in self._read())

    def _add(self, content: LineContent) -> None:
        order, wanted = self.order, self._wanted(self.order.requested_date)
        booking, articles, promising = self._booking, self._articles, self._promising
        self.answered.append(intake.add_line(booking, order.id, wanted, order.number, content, articles, promising))
        row = self._lines[content.line] = self._line(content.line)
        now = {"product": row.product, "pieces": row.pieces, "quantity": row.ordered_quantity, "note": content.note}
        self._keep(row, "added", {}, now, late=False)
        self._warn(row.product_id)

    def _wanted(self, requested: date) -> Wanted:
        """What is added or moved now makes the cut-offs of now, whenever the order itself came."""
        return Wanted(self.order.kitchen_id, self._booking.tx.now, requested)

    def _promise_anew(self, row: AnyRow, gtin: str, pieces: int, quantity: str, requested: date) -> None:
        """A line comes on another day, or another article comes in its place."""
        article = self._articles.find(gtin)
        if article is None:
            raise BadInput("order.unknown_item", number=self.order.number, line=0, gtin=gtin)
        promised = intake.promise(self._promising, self._wanted(requested), article, pieces)
        ways = {"drop_id": promised.drop_id, "direct_delivery_id": promised.direct_delivery_id}
        put(self._booking.tx, OrderLine, row.id, ways)
        self._promising.write(row.id, pieces, promised)
        weekdays = self._promising.pickup_weekdays(article.producer_id)
        said = AnsweredLine(row.line, article.name, quantity, article.producer, weekdays, promised)
        self.answered = [*(line for line in self.answered if line.line != row.line), said]

    def _is_late(self, row: AnyRow) -> bool:
        """Whether the cut-off has passed and somebody is named who lets the change pass."""
        number = self.order.number
        if row.departed_at is not None:
            raise Refused("order.departed", number=number, line=row.line, departed_at=row.departed_at, field="line")
        if row.day is None:
            return False
        cutoff = parse_cutoff(row.cutoff)
        cutoff_at = self._promising.calendar.cutoff_at(row.day, cutoff.days_before, cutoff.at)
        if self._booking.tx.now <= cutoff_at:
            return False
        if not self._late_badge:
            values = {"cutoff": cutoff_at, "run_on": row.day.isoformat()}
            raise Refused("order.change_too_late", number=number, line=row.line, field="line", **values)
        return True

    def _may_change(self, row: AnyRow) -> bool:
        """Whether the cut-off has passed and somebody lets the change pass."""
        if not self._is_late(row):
            return False
        booking, facts = self._booking, {"number": self.order.number, "line": row.line}
        name = authority.override(booking, self._late_badge, "order_cutoff", "late_order_change", **facts)
        booking.deviation("override_order_cutoff", self.order.id, name=name, **facts)
        return True

    def _packed(self, row: AnyRow) -> Refused:
        values = {"number": self.order.number, "line": row.line, "packed": int(row.packed)}
        return Refused("order.packed", field="line", **values)

    def _check_packed(self, row: AnyRow, product_id: UUID, pieces: int) -> None:
        values = {"number": self.order.number, "line": row.line, "packed": int(row.packed)}
        if row.packed and product_id != row.product_id:
            raise Refused("order.packed", field="gtin", **values)
        if pieces < row.packed:
            raise Refused("order.less_than_packed", field="quantity", pieces=pieces, **values)

    def _shorten(self, line_id: UUID, most: int) -> None:
        """A line can't be shorter than it is long: shortages beyond ``most`` pieces no longer hold."""
        tx = self._booking.tx
        for row in tx.execute(_SHORTAGES, {"hub": tx.hub_id, "line": line_id}).all():
            kept = min(row.pieces, most)
            most -= kept
            if kept == 0:
                self._booking.change(Shortage, row.id, row, undone_by_id=self.order.id)
            elif kept < row.pieces:
                self._booking.change(Shortage, row.id, row, pieces=kept)

    def _keep(self, row: AnyRow | None, what: str, before: dict[str, Any], after: dict[str, Any], late: bool) -> None:
        facts = {}
        if row is not None:
            run_on = row.day.isoformat() if row.day else None
            facts = {"gtin": row.gtin, "product": row.product, "producer": row.producer}
            facts |= {"route": row.route, "run_on": run_on}
            self._concern(row)
        self.differences.append(Difference(row.line if row else 0, what, before, after, facts))
        line_id, file_id = row.id if row else None, self._file_id
        order_history.keep(self._booking, self.order.id, line_id, what, before, after, late=late, file_id=file_id)

    def _warn(self, product_id: UUID) -> None:
        """Where an agreement is overdrawn now; what was counted of it for other orders is out of date."""
        self._articles.called_off.clear()
        order = self.order
        season.warn(
            self._booking,
            self._articles,
            Ordered(order.id, order.number, order.kitchen_id, order.requested_date),
            {product_id: 0},
        )

    def _concern(self, row: AnyRow) -> None:
        self.concerned[f"producer:{row.producer}"] = None
        if row.route:
            self.concerned[f"route:{row.route}"] = None

    def _line(self, number: int) -> AnyRow:
        """A line as it stands now."""
        return next(row for row in self._read() if row.line == number)

    def _read(self) -> Sequence[AnyRow]:
        return order_as_it_stands.lines_of(self._booking, self.order.id)
