"""Standing orders: what a kitchen gets on the same weekdays becomes an order some days ahead, once per day.

Public holidays, weeks of pause, and days on which the hub or the kitchen is closed are skipped; an event says so.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, select

from hubops.errors import BadInput
from hubops.model.orders import Order
from hubops.model.parties import Kitchen
from hubops.model.standing import StandingOrder, StandingOrderDay
from hubops.operations import day_changes, intake
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.rhythm import working_weekdays
from hubops.operations.season import check_period, pieces_agreed
from hubops.operations.upserting import Record, Saved, known, upsert
from hubops.planning.calendar import weekdays_of
from hubops.planning.day_changes import DayChanges
from hubops.store import rows
from hubops.store.rows import AnyRow

DAYS_AHEAD = 14
"""So long before its day an order is made: the longest lead time of the pilot (pickups.py, LOOK_AHEAD_DAYS)."""

_STANDING = (
    select(
        StandingOrder.id,
        StandingOrder.gtin,
        StandingOrder.quantity_thousandths,
        StandingOrder.unit,
        StandingOrder.weekdays,
        StandingOrder.starts_on,
        StandingOrder.ends_on,
        StandingOrder.pause_weeks,
        Kitchen.code.label("kitchen"),
        Kitchen.kind,
        Kitchen.municipality_number,
    )
    .join(Kitchen, (Kitchen.hub_id == StandingOrder.hub_id) & (Kitchen.id == StandingOrder.kitchen_id))
    .where(
        StandingOrder.hub_id == bindparam("hub"),
        StandingOrder.starts_on <= bindparam("last"),
        StandingOrder.ends_on >= bindparam("first"),
    )
    .order_by(Kitchen.code, StandingOrder.gtin, StandingOrder.starts_on)
)
_DEALT_WITH = select(StandingOrderDay.standing_order_id, StandingOrderDay.day).where(
    StandingOrderDay.hub_id == bindparam("hub"), StandingOrderDay.day >= bindparam("first")
)
_ORDER = select(Order.id).where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
_NUMBER_TAKEN = select(exists().where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number")))


@dataclass(frozen=True, slots=True)
class Made:
    """What a run of the job did."""

    orders: int
    skipped: int


def save_standing_order(booking: Booking, record: Record) -> Saved:
    """A standing order; orders that were made of it already stay as they are.

    Raises:
        BadInput: an unknown kitchen or article, bad weekdays or weeks, an end before the start.
    """
    check_period(record)
    kitchen_id = known(booking, Kitchen, "master.unknown_kitchen", "kitchen", code=record["kitchen"])
    line = LineContent(0, record["gtin"], record["quantity_thousandths"], record["unit"], "")
    product_id, _ = pieces_agreed(booking, line)
    natural = {"kitchen_id": kitchen_id, "product_id": product_id, "starts_on": record["from"]}
    values = {
        "gtin": record["gtin"],
        "quantity_thousandths": record["quantity_thousandths"],
        "unit": record["unit"],
        "weekdays": working_weekdays(record["weekdays"]),
        "ends_on": record["to"],
        "pause_weeks": _weeks(record["pause_weeks"] or ""),
    }
    return upsert(booking, StandingOrder, natural, values).saved


def is_due(booking: Booking) -> bool:
    """Whether :func:`make_due` has anything to do; a read."""
    due, skipped = _due(booking)
    return bool(due or skipped)


def make_due(booking: Booking) -> Made:
    """Make the orders of all standing orders from tomorrow on that were not made yet; again changes nothing.

    Lines for the same kitchen and day stand in one order, ``ST-<kitchen>-<day>``. Events: ``standing_order_skipped``
    with ``kitchen``, ``gtin``, ``day`` and ``cause``; each order has its ``order_accepted``.
    """
    tx = booking.tx
    due, skipped = _due(booking)
    for row, day, cause in skipped:
        rows.add(tx, StandingOrderDay, standing_order_id=row.id, day=day, order_id=None, cause=cause)
        facts = {"kitchen": row.kitchen, "gtin": row.gtin, "day": day.isoformat(), "cause": cause}
        booking.event("standing_order_skipped", row.id, **facts)
    for (kitchen, day), standing in sorted(due.items()):
        order_id = _order(booking, kitchen, day, standing)
        for row in standing:
            rows.add(tx, StandingOrderDay, standing_order_id=row.id, day=day, order_id=order_id, cause="")
    return Made(len(due), len(skipped))


def _due(booking: Booking) -> tuple[dict[tuple[str, date], list[AnyRow]], list[tuple[AnyRow, date, str]]]:
    """What becomes an order, by kitchen and day; and what is skipped, with the cause."""
    tx = booking.tx
    first, last = booking.day + timedelta(days=1), booking.day + timedelta(days=DAYS_AHEAD)
    done = {(row.standing_order_id, row.day) for row in tx.execute(_DEALT_WITH, {"hub": tx.hub_id, "first": first})}
    due: dict[tuple[str, date], list[AnyRow]] = defaultdict(list)
    skipped = []
    changes = day_changes.read(booking)
    for row in tx.execute(_STANDING, {"hub": tx.hub_id, "first": first, "last": last}).all():
        for day in _days(row, first, last):
            if (row.id, day) in done:
                continue
            cause = _cause_to_skip(booking, changes, row, day)
            if cause:
                skipped.append((row, day, cause))
            else:
                due[row.kitchen, day].append(row)
    return due, skipped


def _days(row: AnyRow, first: date, last: date) -> list[date]:
    weekdays = weekdays_of(row.weekdays)
    start, end = max(first, row.starts_on), min(last, row.ends_on)
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if day.weekday() in weekdays]


def _cause_to_skip(booking: Booking, changes: DayChanges, row: AnyRow, day: date) -> str:
    calendar = changes.calendar(booking.house.calendar)
    if not calendar.is_working_day(day) and day not in calendar.closed:
        return "public_holiday"
    year, week, _ = day.isocalendar()
    if f"{year}-W{week:02}" in row.pause_weeks.split():
        return "pause_week"
    if day in calendar.closed:
        return "hub_closed"
    closed = changes.closed_kitchen(row.kitchen, row.kind, row.municipality_number)
    return "kitchen_closed" if day in closed else ""


def _order(booking: Booking, kitchen: str, day: date, standing: list[AnyRow]) -> UUID:
    number = _free_number(booking, f"ST-{kitchen}-{day:%Y%m%d}")
    lines = (
        LineContent(place, row.gtin, row.quantity_thousandths, row.unit, "") for place, row in enumerate(standing, 1)
    )
    intake.accept(booking, OrderContent(number, kitchen, booking.tx.now, day, tuple(lines)))
    order_id: UUID = booking.tx.execute(_ORDER, {"hub": booking.tx.hub_id, "number": number}).scalar_one()
    return order_id


def _free_number(booking: Booking, wanted: str) -> str:
    """``wanted``, or with a number behind it where a standing order came later than the first order of the day."""
    number, again = wanted, 1
    while booking.tx.execute(_NUMBER_TAKEN, {"hub": booking.tx.hub_id, "number": number}).scalar_one():
        again += 1
        number = f"{wanted}-{again}"
    return number


def _weeks(text: str) -> str:
    """ISO weeks in order, ``2026-W41``. Raises BadInput ``agreement.bad_week``."""
    weeks = sorted(set(text.upper().split()))
    for week in weeks:
        try:
            date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
        except ValueError as error:
            raise BadInput("agreement.bad_week", field="pause_weeks", text=week) from error
        if week[4:6] != "-W" or len(week) != 8:
            raise BadInput("agreement.bad_week", field="pause_weeks", text=week)
    return " ".join(weeks)
