"""Promises are kept: what a change of days, routes or vehicles makes untrue is promised anew, and told.

A day is closed, a pickup moved, a vehicle exchanged, and orders were promised already. Each line whose promise can't be
kept any more gets the first day that is left; its kitchen is told of the day and why, once. A line that nothing can
bring any more is an alarm (watches.py, ``order_without_route``), and so is one that is packed already: goods in parcels
are moved by people. Where the day is opened again, what was moved goes back to it if that is still possible.

Nothing happens to a promise that holds, so doing it twice does no more than doing it once.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from hubops.model.orders import OrderLine
from hubops.operations import call_off_answers, pickups, promise_notices, promises_standing, runs_to_be
from hubops.operations.booking import Booking, put
from hubops.operations.pickups import Withdrawn
from hubops.operations.promise_terms import Again, Goods, Promised, Wanted, keeps_days
from hubops.operations.promises_standing import TOLD_FROM, Moved, Stuck
from hubops.operations.promising import Promising
from hubops.store.rows import AnyRow

READY = timedelta(minutes=30)
"""No departure sooner than that can take goods that were to come another way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the promises that lie ahead, as far as anybody notices."""

    moved: tuple[Moved, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def keep(booking: Booking) -> Kept:
    """Look at every promise that lies ahead; what does not hold is promised anew, and everyone is told."""
    runs_to_be.follow_routes(booking)
    found = promises_standing.ahead(booking)
    promising = Promising(booking)
    why = {row.id: _why(booking, promising, row) for row in found}
    broken = [row for row in found if why[row.id] and not row.packed]
    for row in broken:  # first of all, so that they take no place of each other's
        put(booking.tx, OrderLine, row.id, {"drop_id": None, "direct_delivery_id": None})
    moved = []
    for row in found:
        again = None if row.packed and why[row.id] else _again(booking, promising, row, why[row.id])
        moved += [again] if again else []
    stuck = [Stuck(row, why[row.id]) for row in found if why[row.id] and row.packed]
    noticed = [each for each in moved if each.is_noticed]
    for _, lines in groupby(noticed, key=lambda each: each.row.order_id):
        promise_notices.tell_moved(booking, promising, list(lines))
    for each in stuck:
        promise_notices.tell_stuck(booking, each)
    promise_notices.end_stuck(booking, {row.drop_id for row in found if not why[row.id]}, stuck)
    return Kept(tuple(noticed), tuple(stuck), tuple(pickups.follow_changes(booking)))


def _why(booking: Booking, promising: Promising, row: AnyRow) -> str:
    """Why a line does not come as promised; empty if it does, and where nothing was to bring it."""
    day = promises_standing.planned_for(row)
    return promising.broken(promises_standing.as_standing(row, day, booking.day)) if day else ""


def _again(booking: Booking, promising: Promising, row: AnyRow, why: str) -> Moved | None:
    """A line promised anew and written down; None where it stays as it is."""
    day = promises_standing.planned_for(row)
    if why:
        return _write(booking, promising, Moved(row, day, why, _first_left(booking, promising, row)))
    if day is None:
        return _after_all(booking, promising, row)
    if row.instead_of is not None and booking.day <= row.instead_of < day and not row.packed:
        return _back(booking, promising, row, day)
    return _at_another_time(booking, promising, row, day)


def _first_left(booking: Booking, promising: Promising, row: AnyRow) -> Promised:
    """The first day that is left, with goods that are ordered already or with others, whatever comes sooner.

    What stands in the house, or was ordered for an earlier day, may live too short for a later one.
    """
    goods, anew = _goods(row), _from_now(booking, row, row.requested_date)
    found = [(anew, promising.look(anew, goods))]
    for fetched_on in _ordered_goods(booking, promising, row):
        wanted = _with_its_goods(booking, row, row.requested_date, fetched_on)
        promised = promising.look(wanted, goods)
        if promised.day is None or _lives(booking, promising, row, fetched_on, promised.day):
            found.append((wanted, promised))
    wanted, promised = min(reversed(found), key=lambda each: each[1].day or date.max)
    return promising.bind(wanted, goods, promised)


def _lives(booking: Booking, promising: Promising, row: AnyRow, fetched_on: date | None, day: date) -> bool:
    """Whether goods live long enough to come on a day; those that are yet to be fetched are as fresh as can be."""
    if fetched_on is None or row.came or fetched_on < booking.day:
        return bool(promising.living(row.product_id, day) >= row.pieces - row.short)
    keeps = _goods(row).keeps_days
    return keeps is None or day - fetched_on <= timedelta(days=keeps)


def _ordered_goods(booking: Booking, promising: Promising, row: AnyRow) -> list[date | None]:
    """The pickup of the goods that the producer knows of, or to which it was moved; None is in the house.

    None at all while any pickup can still be ordered: then the freshest is chosen anew.
    """
    if row.run_day is None:
        return []
    if row.pickup_day is None:
        return [None]
    if _lost_pickup(promising, row, booking.day):
        answered_by = booking.tx.now + booking.house.alarms.call_off_answer
        instead = promising.pickup_instead(row.producer_id, row.pickup_day, answered_by)
        return [instead] if instead else []
    return [row.pickup_day] if promising.is_called_off(row.producer_id, row.pickup_day) else []


def _lost_pickup(promising: Promising, row: AnyRow, today: date) -> bool:
    """Whether the goods themselves do not come as ordered, whatever else is wrong."""
    fetched_on = promises_standing.as_standing(row, row.run_day, today).fetched_on
    return fetched_on is not None and not promising.fetches(row.producer_id, fetched_on)


def _after_all(booking: Booking, promising: Promising, row: AnyRow) -> Moved | None:
    """Nothing could bring it; perhaps something can now."""
    wanted = _from_now(booking, row, row.requested_date)
    promised = promising.look(wanted, _goods(row))
    if promised.day is None:
        return None
    return _write(booking, promising, Moved(row, None, "", promising.bind(wanted, _goods(row), promised)))


def _back(booking: Booking, promising: Promising, row: AnyRow, day: date) -> Moved | None:
    """The hub had moved it; perhaps it need not have."""
    fetched_on = promises_standing.first_pickup(booking, row.id, row.instead_of)
    if row.run_day is not None and fetched_on == row.pickup_day:
        wanted = _with_its_goods(booking, row, row.instead_of, fetched_on)
    else:
        wanted = _from_now(booking, row, row.instead_of)
    promised = promising.look(wanted, _goods(row))
    if promised.day is None or promised.day >= day:
        return None
    return _write(booking, promising, Moved(row, day, "", promising.bind(wanted, _goods(row), promised)))


def _at_another_time(booking: Booking, promising: Promising, row: AnyRow, day: date) -> Moved | None:
    """The same day, but so much earlier or later that the kitchen must know."""
    planned, told = promises_standing.planned_at(row), row.promised_at
    if planned is None or told is None or row.promised_day != day or abs(planned - told) < TOLD_FROM:
        return None
    cause, late = "", day > row.requested_date
    same = Promised(day, planned, row.drop_id, None, row.pickup_day, cause, late, row.route)
    return _write(booking, promising, Moved(row, day, "", same))


def _write(booking: Booking, promising: Promising, moved: Moved) -> Moved:
    """Keep what is promised now, and instead of which day."""
    row, promised = moved.row, moved.promised
    first: date | None = row.instead_of or moved.before
    late = promised.day is None or promised.day > row.requested_date
    cause = (moved.why or promised.cause) if late else ""
    promised = replace(promised, late=late, cause=cause)
    ways: dict[str, UUID | None] = {"drop_id": promised.drop_id, "direct_delivery_id": promised.direct_delivery_id}
    put(booking.tx, OrderLine, row.id, ways)
    asked_anew = False
    if promised.pickup_day != row.pickup_day:  # what the producer said of the other pickup says nothing of this one
        asked_anew = bool(call_off_answers.open_again(booking, [row.id], booking.input_id or row.order_id))
    promising.write(row.id, row.pieces, promised, None if promised.day == first else first)
    return replace(moved, promised=promised, asked_anew=asked_anew)


def _with_its_goods(booking: Booking, row: AnyRow, requested: date, fetched_on: date | None) -> Wanted:
    """What was ordered in time once is in time for every run that has not left."""
    again = Again(booking.tx.now + READY, fetched_on)
    return Wanted(row.kitchen_id, row.ordered_at, max(requested, booking.day), again, may_be_sooner=True)


def _from_now(booking: Booking, row: AnyRow, requested: date) -> Wanted:
    """Its goods are to be ordered anew: the cut-offs of now count."""
    return Wanted(row.kitchen_id, booking.tx.now, max(requested, booking.day), may_be_sooner=True)


def _goods(row: AnyRow) -> Goods:
    keeps = keeps_days(row.shelf_life_days, row.min_life_on_delivery_days)
    return Goods(row.product_id, row.producer_id, row.temperature_class, row.volume_ml, row.pieces, keeps)
