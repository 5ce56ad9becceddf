"""What ``hubops call-offs`` and ``hubops direct`` answer: lists, and what a producer or a kitchen said by telephone."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from hubops.answers.telling import plain, print_json, tell_done
from hubops.errors import BadInput
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import authority, call_off_answers
from hubops.operations import direct as delivering
from hubops.operations.booking import Booking
from hubops.operations.call_off_answers import Answered
from hubops.queries import call_offs as reading
from hubops.store.rows import AnyRow

DAYS_SHOWN = timedelta(days=14)
"""Of a list where no date is given."""
NAME = 8
"""The last letters of a key, by which a person names a direct delivery."""


def call_offs(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """List call-offs (--date), or write an answer down.

    Raises:
        BadInput: a quantity that is none.
        Refused: the answer can't be taken, or not from whose badge it is.
    """
    if options.action == "answer":
        pieces = pieces_of(options.pieces)

        def take(booking: Booking) -> Answered:
            authority.act_as(booking, options.badge, "take_answers")
            return call_off_answers.answer(booking, options.code, options.said, pieces, instead=options.instead)

        answered = hub.job_desk("telephone").book(take)
        values = {"call_off": options.code.upper(), "producer": answered.producer, "kitchens": answered.kitchens}
        tell_done(Message("call_off.taken", values), language, as_json=options.json)
        return 0
    first, last = _days(hub, options, back=timedelta())
    found = hub.job_desk("call-offs").look(lambda booking: reading.call_offs(booking, first, last))
    lines = [
        {**_on_its_day(row), "answer_word": f"call_off_{row.answer}" if row.answer else "call_off_waits"}
        for row in found
    ]
    return _list(hub, options, language, "call_offs", lines)


def direct(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """List direct deliveries (--date), or write down how one went, or correct it (--reason).

    Raises:
        BadInput: a quantity that is none.
        Refused: there is no such delivery, or how it went was told before, or there is nothing to correct; or a badge
            that may not.
    """
    if options.action != "list":
        pieces = pieces_of(options.pieces)

        def book(booking: Booking) -> None:
            authority.act_as(booking, options.badge, "take_answers")
            key = delivering.find(booking, options.delivery)
            delivering.tell_by_telephone(booking, key, options.action, options.reason, pieces)

        hub.job_desk("telephone").book(book)
        values = {"delivery": options.delivery, "outcome_word": f"direct_{options.action}"}
        told = Message("direct.corrected" if options.reason else "direct.taken", values)
        tell_done(told, language, as_json=options.json)
        return 0
    first, last = _days(hub, options, back=DAYS_SHOWN)
    found = hub.job_desk("direct").look(lambda booking: reading.direct_deliveries(booking, first, last))
    lines = [{**_on_its_day(row), "delivery": row.id.hex[-NAME:], "state_word": f"direct_{row.state}"} for row in found]
    return _list(hub, options, language, "direct", lines)


def pieces_of(words: Sequence[str]) -> dict[str, int]:
    """``GTIN=PIECES`` as pieces by GTIN-14. Raises BadInput ``call_off.bad_pieces``."""
    named = {}
    for word in words:
        gtin, equals, count = word.partition("=")
        if not (equals and gtin.isdecimal() and count.isdecimal()):
            raise BadInput("call_off.bad_pieces", text=word)
        named[gtin.zfill(14)] = int(count)
    return named


def _days(hub: OpenHub, options: argparse.Namespace, back: timedelta) -> tuple[date, date]:
    today = hub.house.calendar.hub_day(hub.clock.now())
    return (options.date, options.date) if options.date else (today - back, today + DAYS_SHOWN)


def _list(
    hub: OpenHub, options: argparse.Namespace, language: str, name: str, lines: Sequence[Mapping[str, object]]
) -> int:
    if options.json:
        print_json({name: lines})
        return 0
    zone = hub.house.calendar.zone
    for line in lines:
        moments = {key: datetime.fromisoformat(str(at)) for key, at in line.items() if key.endswith("_at") and at}
        print(Message(f"{name}.line", {**line, **moments}).text(language, zone).rstrip())
    if not lines:
        print(Message(f"{name}.none").text(language))
    return 0


def _on_its_day(row: AnyRow) -> dict[str, object]:
    """A row as plain values, with its day as sentences name it."""
    return plain(row) | {"day_on": row.day.isoformat()}
