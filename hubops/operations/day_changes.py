"""Days that are not as the weekdays say: read for whoever plans, and taken in as master data (kind ``closed-days``)."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from hubops.errors import BadInput
from hubops.model.keys import Base
from hubops.model.parties import KITCHEN_KINDS, Cluster, Kitchen, Producer
from hubops.model.schedule import CHANGES_SINCE, DayChange, Route
from hubops.operations.booking import Booking
from hubops.operations.season import check_period
from hubops.operations.upserting import Record, Saved, known, together, upsert
from hubops.planning.day_changes import KEPT_DAYS, DayChanges

LONGEST_DAYS = 100
"""More days in one row than the longest school holidays have: such a row is a slip of the fingers."""
_WHOSE: dict[str, tuple[type[Base], str, str]] = {
    "route": (Route, "code", "master.unknown_route"),
    "kitchen": (Kitchen, "code", "master.unknown_kitchen"),
    "cluster": (Cluster, "code", "master.unknown_cluster"),
    "producer": (Producer, "org_number", "master.unknown_producer"),
}
"""By scope: what a code names, by which column, and what is wrong if there is no such thing."""
_REASONS = select(DayChange.scope, DayChange.code, DayChange.reason).where(
    DayChange.hub_id == bindparam("hub"), DayChange.day == bindparam("day"), DayChange.runs.is_(False)
)
_KIND = re.compile(r"([a-z_]+)(?:/[0-9]{4})?")


def read(booking: Booking) -> DayChanges:
    """The days that are not as usual, as far as they still matter."""
    first = booking.day - timedelta(days=KEPT_DAYS)
    return DayChanges.of(booking.tx.execute(CHANGES_SINCE, {"hub": booking.tx.hub_id, "first": first}))


def reasons(booking: Booking, day: date) -> Mapping[tuple[str, str], str]:
    """Why nothing runs on a day, in the words of who entered it, by scope and code."""
    found = booking.tx.execute(_REASONS, {"hub": booking.tx.hub_id, "day": day})
    return {(row.scope, row.code): row.reason for row in found}


def save_closed_days(booking: Booking, record: Record) -> Saved:
    """Every day of a period is closed; a single day may be moved to another one, which is extra then.

    A day that is moved to itself is open again: nothing is deleted.

    Raises:
        BadInput: a code that names nothing, a period upside down or too long, more than one day that is moved.
    """
    scope, code = record["scope"], record["code"] or ""
    _check_code(booking, scope, code)
    check_period(record)
    days = _days(record["from"], record["to"])
    if len(days) > LONGEST_DAYS:
        raise BadInput("closed.too_long", field="to", text=record["to"], days=len(days), most=LONGEST_DAYS)
    moved_to = record["moved_to"]
    if moved_to is not None and len(days) > 1:
        raise BadInput("closed.move_one_day", field="moved_to", text=moved_to)
    runs = dict.fromkeys(days, False) | ({moved_to: True} if moved_to else {})
    saved = [_save(booking, scope, code, day, record["reason"], runs=each) for day, each in runs.items()]
    return together(*saved)


def _save(booking: Booking, scope: str, code: str, day: date, reason: str, *, runs: bool) -> Saved:
    natural = {"scope": scope, "code": code, "day": day}
    return upsert(booking, DayChange, natural, {"runs": runs, "reason": reason}).saved


def _check_code(booking: Booking, scope: str, code: str) -> None:
    if scope == "hub":
        if code:
            raise BadInput("closed.hub_has_no_code", field="code", text=code)
    elif scope == "kind":
        match = _KIND.fullmatch(code)
        if match is None or match[1] not in KITCHEN_KINDS:
            raise BadInput("closed.unknown_kind", field="code", text=code, expected=", ".join(KITCHEN_KINDS))
    else:
        table, column, fault = _WHOSE[scope]
        known(booking, table, fault, "code", **{column: code})


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
