"""``hubops orders change`` and ``hubops orders cancel``: what a kitchen says on the telephone, typed at a shell."""

import argparse
from collections.abc import Callable
from dataclasses import asdict

from hubops.answers.telling import print_json
from hubops.errors import Refused
from hubops.exchange import outcomes
from hubops.flows.answers import read_amount
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import authority, typed_changes
from hubops.operations.booking import Booking
from hubops.operations.typed_changes import Changed, Wish


def change(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Change or cancel one line."""
    number, line = options.number, options.detail

    def work(booking: Booking) -> Changed:
        authority.act_as(booking, options.badge, "type_orders")
        if not (line.isascii() and line.isdecimal()):
            raise Refused("orders.no_line", number=number, line=line)
        row = typed_changes.line_of(booking, number, int(line))
        amount = read_amount(options.amount, broken=typed_changes.unit_of(row) == "kg")
        return typed_changes.change(booking, Wish(number, row.line, amount, options.why, options.late))

    return _tell(_booked(hub, work), options, language)


def cancel(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Cancel all lines of an order."""
    number = options.number
    if options.detail:
        raise Refused("orders.cancels_all", number=number, line=options.detail)

    def work(booking: Booking) -> Changed:
        authority.act_as(booking, options.badge, "type_orders")
        return typed_changes.change(booking, Wish(number, 0, 0, options.why, options.late))

    return _tell(_booked(hub, work), options, language)


def _booked(hub: OpenHub, work: Callable[[Booking], Changed]) -> Changed:
    """Book it. Raises Refused, also where the dock is told to take out first what is packed."""
    try:
        done = hub.job_desk("orders").book(work)
    except Refused as refusal:
        if refusal.code != "order.change_too_late":
            raise
        raise Refused("orders.too_late", **refusal.values) from refusal
    if done.packed is not None:
        raise Refused("orders.packed", **done.packed)
    return done


def _tell(done: Changed, options: argparse.Namespace, language: str) -> int:
    """What was changed, each difference, and who is told of it."""
    told = [Message("orders.same", {"number": done.number})]
    if done.differences:
        code = "outcome.cancelled" if done.cancelled else "outcome.changed"
        told = [Message(code, {"number": done.number, "kitchen": done.kitchen})]
        told += [message for each in done.differences for message in outcomes.words_of(each)]
        told.append(Message("orders.kitchen_told"))
        if done.producers:
            told.append(Message("orders.call_offs_follow", {"producers": ", ".join(done.producers)}))
    lines = [message.text(language) for message in told]
    if options.json:
        facts = {"number": done.number, "kitchen": done.kitchen, "cancelled": done.cancelled, "told": lines}
        changes = [asdict(each) for each in done.differences]
        print_json({**facts, "changes": changes, "call_offs": list(done.producers)})
    else:
        print("\n".join(lines))
    return 0
