"""What the commands of the order book answer: list, show, change, cancel, answer and season agreements."""

import argparse
import json
from datetime import date, timedelta
from typing import Any

from hubops.answers import order_change
from hubops.answers.order_typing import type_order
from hubops.answers.telling import plain, print_json, tell, tell_done
from hubops.errors import Refused
from hubops.exchange import outcomes
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import answering
from hubops.queries import order_book

DAYS_SHOWN = 14
"""Of the list where no date is given: from today on."""


def orders(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """List orders (--date, --kitchen), show, type in, change or answer one, or tell what is left of agreements."""
    if options.action == "new":
        if options.json:
            raise Refused("cli.no_json", command="hubops orders new")
        return type_order(hub, language)
    do = {
        "agreements": _agreements,
        "show": _show,
        "list": _list,
        "change": order_change.change,
        "cancel": order_change.cancel,
        "answer": _answer,
    }[options.action]
    return do(hub, options, language)


def _list(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    today = hub.house.calendar.hub_day(hub.clock.now())
    first = options.date or today
    last = options.date or today + timedelta(days=DAYS_SHOWN)
    rows = hub.job_desk("orders").look(lambda booking: order_book.orders(booking, first, last, options.kitchen))
    if options.json:
        print_json({"orders": [plain(row) for row in rows]})
        return 0
    for row in rows:
        comes = _comes(row, "%d.%m", language)
        cancelled = f"(-{row.cancelled})" if row.cancelled else ""
        asked = f"{row.requested_date:%d.%m.%Y}"
        print(f"{asked}  {row.number:20} {row.kitchen:6} {row.kitchen_name:30} {row.lines:>3}{cancelled:5} {comes}")
    if not rows:
        tell(language, "orders.none", first_on=first.isoformat(), last_on=last.isoformat())
    return 0


def _show(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    desk = hub.job_desk("orders")
    lines = desk.look(lambda booking: order_book.lines(booking, options.number))
    changes = desk.look(lambda booking: order_book.changes(booking, options.number))
    if not lines:
        raise Refused("orders.no_such", number=options.number)
    if options.json:
        told = [{**plain(row), "before": json.loads(row.before), "after": json.loads(row.after)} for row in changes]
        print_json({"number": options.number, "lines": [plain(row) for row in lines], "changes": told})
        return 0
    for row in lines:
        state = Message("word.cancelled").text(language) if row.cancelled_at else ""
        amount, comes = _amount(row.ordered_quantity, language), _comes(row, "%d.%m.%Y", language)
        print(f"{row.line:>4}  {row.product:32} {amount:>12} {row.pieces:>6}  {comes} {state}".rstrip())
    zone = hub.house.calendar.zone
    for row in changes:
        what = Message(f"word.change_{row.what}").text(language)
        before, after = json.loads(row.before), json.loads(row.after)
        facts = ", ".join(_difference(name, before.get(name), after[name], language) for name in after)
        print(f"{row.at.astimezone(zone):%d.%m.%Y %H:%M}  {row.actor}  {what} {row.line or ''}  {facts}")
    return 0


def _comes(row: Any, form: str, language: str) -> str:
    """What brings an order or a line, and when: a route, its producer, both, or nothing."""
    direct = Message("word.direct").text(language)
    ways = ((row.route, row.comes_on), (direct, row.direct_on))
    return ", ".join(f"{way} {day:{form}}" for way, day in ways if day) or "-"


def _difference(name: str, before: object, after: object, language: str) -> str:
    """What a value was and is, with its name in words."""
    was, now = (_written(name, str(value or "-"), language) for value in (before, after))
    return f"{Message(f'word.{name}').text(language)}: {was} -> {now}"


def _written(name: str, text: str, language: str) -> str:
    if name == "requested_date":
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    return _amount(text, language) if name == "quantity" and text != "-" else text


def _amount(quantity: str, language: str) -> str:
    said = outcomes.amount(quantity)
    return said.text(language) if isinstance(said, Message) else str(said)


def _answer(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Accept or reject an order by hand."""
    if options.detail not in ("accept", "reject"):
        raise Refused("answer.which", number=options.number)
    said = answering.Said(options.number, options.detail == "accept", options.why, options.badge)
    hub.job_desk("orders").book(lambda booking: answering.answer(booking, said))
    done = Message(f"answer.{options.detail}ed", {"number": options.number})
    tell_done(done, language, as_json=options.json)
    return 0


def _agreements(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    rows = hub.job_desk("orders").look(order_book.agreements)
    if options.json:
        told = [{**plain(row), "remaining_pieces": row.agreed_pieces - row.called_off_pieces} for row in rows]
        print_json({"agreements": told})
        return 0
    for row in rows:
        left = row.agreed_pieces - row.called_off_pieces
        tell(
            language,
            "agreement.listed",
            party=f"{row.buyer}, {row.kitchen}" if row.kitchen else row.buyer,
            product=row.product,
            agreed=outcomes.amount(row.agreed_quantity),
            called_off_g=int(row.called_off_pieces * row.net_g),
            left_g=int(left * row.net_g),
            start_on=row.starts_on.isoformat(),
            end_on=row.ends_on.isoformat(),
        )
    if not rows:
        tell(language, "agreement.none")
    return 0
