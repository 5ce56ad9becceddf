"""Back-entry: a supervisor says for when the next entries are, at the board or, for another time, at any step."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hubops.flows.answers import read_date, read_time
from hubops.flows.table import BACK, ENTER, TEXT, Asked, Edge, Flow, Interruption, Next, State, Turn, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import back_entry
from hubops.operations.booking import Booking

ANOTHER_TIME = "right"
"""The key that asks for another time at any step of a back-entry."""


class Entering(Interruption):
    """The step that was left."""


def ask_time(turn: Turn[Any], _: Key) -> Next:
    """From the board: something is to be entered later."""
    back_entry.demand(turn.booking)
    return Next("time", flow="back_entry", data=Entering("today", "board"))


def take_time(turn: Turn[Entering], typed: Text) -> Next:
    """The moment was typed."""
    moment = read_moment(turn.booking, typed.text)
    back_entry.begin(turn.booking, moment)
    return Next("", Message("back_entry.begun", {"moment": moment}), flow=BACK)


def end(turn: Turn[Entering], _: Key) -> Next:
    """Back to now."""
    back_entry.end(turn.booking)
    return Next("", Message("back_entry.ended"), flow=BACK)


def leave(_: Turn[Entering], __: Key) -> Next:
    """All stays as it is."""
    return Next("", flow=BACK)


def read_moment(booking: Booking, text: str) -> datetime:
    """A moment from ``07:40`` (on the day that is entered), ``24.11 07:40`` or ``24.11.2026 0740``.

    Raises:
        Refused: ``answer.no_time`` or ``answer.no_date``.
    """
    calendar = booking.house.calendar
    day, _, clock = text.strip().rpartition(" ")
    at = read_time(clock)
    if day.strip():
        today = booking.tx.clock_now.astimezone(calendar.zone).date()
        return calendar.moment(read_date(day, today), at)
    return calendar.moment(_date_of(booking.day, at, calendar.day_start), at)


def _date_of(hub_day: date, at: time, day_start: time) -> date:
    """The date of a time of a hub day: before the hub day's start it is the next night."""
    return hub_day if at >= day_start else hub_day + timedelta(days=1)


def _ask(turn: Turn[Entering]) -> Asked:
    return Asked({"moment": turn.booking.tx.clock_now})


_OUT = (f"{BACK}:",)

BACK_ENTRY = Flow(
    "back_entry",
    Entering,
    (
        State(
            "time",
            _ask,
            (
                Edge(TEXT, take_time, _OUT),
                Edge(ENTER, end, _OUT, "key.end_back_entry"),
                Edge(key("f3"), leave, _OUT, "key.back"),
            ),
        ),
    ),
)
