"""Orders on the telephone: kitchen, articles, quantities; when each line would come is said before it is booked."""

from datetime import date
from typing import Any

from hubops.errors import Refused
from hubops.flows.answers import read_date, read_quantity
from hubops.flows.choosing import chosen
from hubops.flows.order_change import look_for_order
from hubops.flows.order_in_hand import (
    Typing,
    ask_article,
    ask_articles,
    ask_day,
    ask_kitchens,
    ask_quantity,
    ask_unit,
    ask_whole,
    earliest,
    found_articles,
    found_kitchens,
    promise_of,
)
from hubops.flows.table import DIGIT, ENTER, TEXT, Edge, Flow, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import authority, typed_orders
from hubops.operations.order_content import LineContent

Order = Turn[Typing]


def take_kitchen(turn: Order, typed: Text) -> Next:
    """A kitchen's code or a part of its name."""
    authority.demand(turn.booking, "type_orders")
    found = typed_orders.kitchens_like(turn.booking, typed.text)
    if not found:
        raise Refused("typing.none_found", text=typed.text)
    turn.data.text = typed.text
    return Next("which_kitchen") if len(found) > 1 else _at(turn, found[0])


def choose_kitchen(turn: Order, pressed: Key) -> Next:
    """One of the kitchens with that part in their names."""
    return _at(turn, chosen(found_kitchens(turn), pressed))


def scan_article(turn: Order, scanned: Scan) -> Next:
    """Goods were scanned: a piece, a case."""
    found = typed_orders.products_like(turn.booking, scanned.gtin or "")
    if not found:
        raise Refused("typing.none_found", text=scanned.raw)
    return _ordered(turn, found[0])


def take_article(turn: Order, typed: Text) -> Next:
    """A part of an article's name, or its number."""
    found = typed_orders.products_like(turn.booking, typed.text)
    if not found:
        raise Refused("typing.none_found", text=typed.text)
    turn.data.text = typed.text
    return Next("which_article") if len(found) > 1 else _ordered(turn, found[0])


def choose_article(turn: Order, pressed: Key) -> Next:
    """One of the articles with that part in their names."""
    return _ordered(turn, chosen(found_articles(turn), pressed))


def choose_unit(turn: Order, pressed: Key) -> Next:
    """In pieces, in cases, by weight."""
    turn.data.unit = chosen(typed_orders.units_of(turn.booking, turn.data.gtin), pressed)
    return Next("quantity")


def take_quantity(turn: Order, typed: Text) -> Next:
    """How much: the line is in hand, and the kitchen can be told when it would come."""
    data = turn.data
    thousandths = read_quantity(typed.text, broken=data.unit == "kg")
    data.lines.append(LineContent(len(data.lines) + 1, data.gtin, thousandths, data.unit, ""))
    return Next("article", promise_of(turn))


def finish(turn: Order, _: Key) -> Next:
    """The kitchen wants nothing more."""
    if not turn.data.lines:
        raise Refused("orders.no_lines")
    return Next("day")


def drop_line(turn: Order, _: Key) -> Next:
    """The last line was a mistake; without any line it was the kitchen."""
    if not turn.data.lines:
        return Next("kitchen", data=Typing())
    turn.data.lines.pop()
    return Next("article")


def take_earliest(turn: Order, _: Key) -> Next:
    """As soon as all of it can be there."""
    day = earliest(turn)
    if day is None:
        raise Refused("orders.no_day")
    turn.data.requested = day
    return Next("whole")


def take_day(turn: Order, typed: Text) -> Next:
    """A day that the kitchen wishes."""
    day: date = read_date(typed.text, turn.booking.day)
    if day < turn.booking.day:
        raise Refused("orders.past_day", day=day)
    turn.data.requested = day
    return Next("whole")


def book(turn: Order, _: Key) -> Next:
    """The kitchen has heard what comes when, and it is right."""
    data = turn.data
    if data.requested is None:
        raise Refused("orders.no_day")
    typed = typed_orders.book(turn.booking, data.kitchen, data.requested, data.lines)
    message = Message("orders.booked", {"order": typed.number, "kitchen": data.name, "lines": len(data.lines)})
    return Next("kitchen", message, booked="phone_order", data=Typing())


def ask_first(_: Order, __: Key) -> Next:
    """F10 would drop what is typed already."""
    return Next("drop")


def leave(_: Order, __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _at(turn: Order, kitchen: Any) -> Next:
    turn.data = Typing(kitchen.code, kitchen.name)
    return Next("article")


def _ordered(turn: Order, product: Any) -> Next:
    data = turn.data
    data.gtin, data.product = product.gtin, product.name
    units = typed_orders.units_of(turn.booking, data.gtin)
    data.unit = units[0]
    return Next("unit" if len(units) > 1 else "quantity")


_GOODS = ("which_article", "unit", "quantity")
_NO_ARTICLE = Edge(key("f3"), go("article"), ("article",), "key.back")
_HOME = Edge(key("f10"), ask_first, ("drop",), "key.home")

ORDERS = Flow(
    "orders",
    Typing,
    (
        State(
            "kitchen",
            nothing,
            (
                Edge(TEXT, take_kitchen, ("which_kitchen", "article")),
                Edge(key("f5"), look_for_order, ("order_change:find",), "key.change_order"),
                Edge(key("f3"), leave, ("today:board",), "key.back"),
            ),
        ),
        State(
            "which_kitchen",
            ask_kitchens,
            (
                Edge(DIGIT, choose_kitchen, ("article",)),
                Edge(key("f3"), go("kitchen"), ("kitchen",), "key.back"),
            ),
        ),
        State(
            "article",
            ask_article,
            (
                Edge(scan(ScanKind.ITEM), scan_article, ("unit", "quantity")),
                Edge(TEXT, take_article, _GOODS),
                Edge(ENTER, finish, ("day",), "key.no_more"),
                Edge(key("f3"), drop_line, ("article", "kitchen"), "key.drop_last"),
                _HOME,
            ),
        ),
        State("which_article", ask_articles, (Edge(DIGIT, choose_article, ("unit", "quantity")), _NO_ARTICLE, _HOME)),
        State("unit", ask_unit, (Edge(DIGIT, choose_unit, ("quantity",)), _NO_ARTICLE, _HOME)),
        State("quantity", ask_quantity, (Edge(TEXT, take_quantity, ("article",)), _NO_ARTICLE, _HOME)),
        State(
            "day",
            ask_day,
            (
                Edge(ENTER, take_earliest, ("whole",), "key.earliest"),
                Edge(TEXT, take_day, ("whole",)),
                _NO_ARTICLE,
                _HOME,
            ),
        ),
        State(
            "whole",
            ask_whole,
            (
                Edge(ENTER, book, ("kitchen",), "key.book"),
                Edge(key("f3"), go("day"), ("day",), "key.back"),
                _HOME,
            ),
        ),
        State("drop", ask_article, (_NO_ARTICLE,)),
    ),
)
