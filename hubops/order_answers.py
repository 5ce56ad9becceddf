"""What the commands of the order book answer: list, show, answer, season agreements, and the check of a file.

They take the hub that the command line opened and the language it speaks, and give the exit status.
"""

import argparse
import json
import sys
from datetime import timedelta
from typing import Any

from hubops.errors import Refused
from hubops.exchange import order_import
from hubops.exchange.importing import import_file
from hubops.exchange.order_import import Wish
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import answering
from hubops.order_typing import type_order
from hubops.queries import order_book

DAYS_SHOWN = 14
"""Of the list where no date is given: from today on."""


def orders(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """List orders (--date, --kitchen), show one, type one in, answer one, or tell what is left of agreements."""
    if options.action == "new":
        return type_order(hub, language)
    do = {"agreements": _agreements, "show": _show, "list": _list, "answer": _answer}[options.action]
    return do(hub, options, language)


def exchange(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Say what would happen to each order of a file and name each fault; nothing is changed. 1 if there is a fault."""
    desk = hub.job_desk("check")
    if options.kind == order_import.KIND:
        report = order_import.take_path(desk, options.file, Wish(dry_run=True))
    else:
        report = import_file(desk, options.kind, options.file, dry_run=True)
    told = (*report.warnings, *report.orders, *report.faults)
    texts = [message.text(language, hub.house.calendar.zone) for message in told]
    if options.json:
        counts = {"added": report.added, "changed": report.changed, "same": report.same}
        faults = [_fault(message) for message in report.faults]
        _print_json({"taken": not report.faults, **counts, "faults": faults, "told": texts})
    else:
        for text in texts:
            print(text)
        if report.faults:
            _say(language, "exchange.would_refuse", faults=len(report.faults))
        else:
            counts = {"added": report.added, "changed": report.changed, "same": report.same}
            _say(language, "exchange.would_take", **counts)
    return 1 if report.faults else 0


def _fault(message: Message) -> dict[str, object]:
    place = {name: getattr(message, name) for name in ("line", "column", "order") if hasattr(message, name)}
    return {"code": message.code, **place, "values": {name: str(value) for name, value in message.values.items()}}


def _list(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    today = hub.house.calendar.hub_day(hub.clock.now())
    first = options.date or today
    last = options.date or today + timedelta(days=DAYS_SHOWN)
    rows = hub.job_desk("orders").look(lambda booking: order_book.orders(booking, first, last, options.kitchen))
    if options.json:
        _print_json({"orders": [_plain(row) for row in rows]})
        return 0
    for row in rows:
        comes = f"{row.route} {row.comes_on:%d.%m}" if row.comes_on else "-"
        cancelled = f"(-{row.cancelled})" if row.cancelled else ""
        asked = f"{row.requested_date:%d.%m.%Y}"
        print(f"{asked}  {row.number:20} {row.kitchen:6} {row.kitchen_name:30} {row.lines:>3}{cancelled:5} {comes}")
    if not rows:
        _say(language, "orders.none", first_on=first.isoformat(), last_on=last.isoformat())
    return 0


def _show(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    desk = hub.job_desk("orders")
    lines = desk.look(lambda booking: order_book.lines(booking, options.number))
    changes = desk.look(lambda booking: order_book.changes(booking, options.number))
    if not lines:
        print(Message("orders.no_such", {"number": options.number}).text(language), file=sys.stderr)
        return 1
    if options.json:
        told = [{**_plain(row), "before": json.loads(row.before), "after": json.loads(row.after)} for row in changes]
        _print_json({"number": options.number, "lines": [_plain(row) for row in lines], "changes": told})
        return 0
    for row in lines:
        state = Message("word.cancelled").text(language) if row.cancelled_at else ""
        comes = f"{row.route} {row.comes_on:%d.%m.%Y}" if row.comes_on else "-"
        print(f"{row.line:>4}  {row.product:32} {row.ordered_quantity:>12} {row.pieces:>6}  {comes} {state}".rstrip())
    zone = hub.house.calendar.zone
    for row in changes:
        what = Message(f"word.change_{row.what}").text(language)
        before, after = json.loads(row.before), json.loads(row.after)
        facts = ", ".join(f"{name}: {before.get(name, '-')} -> {after[name]}" for name in after)
        print(f"{row.at.astimezone(zone):%d.%m.%Y %H:%M}  {row.actor}  {what} {row.line or ''}  {facts}")
    return 0


def _answer(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Accept or reject an order by hand. 1 where it is refused."""
    if not options.answer:
        print(Message("answer.which", {"number": options.number}).text(language), file=sys.stderr)
        return 1
    said = answering.Said(options.number, options.answer == "accept", options.why, options.badge)
    try:
        hub.job_desk("orders").book(lambda booking: answering.answer(booking, said))
    except Refused as refusal:
        print(Message(refusal.code, refusal.values).text(language, hub.house.calendar.zone), file=sys.stderr)
        return 1
    _say(language, f"answer.{options.answer}ed", number=options.number)
    return 0


def _agreements(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    rows = hub.job_desk("orders").look(order_book.agreements)
    if options.json:
        told = [{**_plain(row), "remaining_pieces": row.agreed_pieces - row.called_off_pieces} for row in rows]
        _print_json({"agreements": told})
        return 0
    for row in rows:
        left = row.agreed_pieces - row.called_off_pieces
        _say(
            language,
            "agreement.listed",
            party=f"{row.buyer}, {row.kitchen}" if row.kitchen else row.buyer,
            product=row.product,
            agreed=row.agreed_quantity,
            called_off_g=int(row.called_off_pieces * row.net_g),
            left_g=int(left * row.net_g),
            start_on=row.starts_on.isoformat(),
            end_on=row.ends_on.isoformat(),
        )
    if not rows:
        _say(language, "agreement.none")
    return 0


def _plain(row: Any) -> dict[str, object]:
    """A row as JSON: moments and days in ISO 8601."""
    told = {}
    for name, value in row._asdict().items():
        told[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return told


def _say(language: str, code: str, **values: object) -> None:
    print(Message(code, values).text(language))


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
