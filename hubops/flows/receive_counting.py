"""Receiving, how many: identical cases by their number, more than was ordered, and what nobody ordered."""

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.case_in_hand import (
    ASKED,
    Case,
    Receive,
    amount_of,
    ask_or_book,
    book,
    case_of,
    facts_of,
    item_of,
    refuse,
)
from hubops.flows.table import ENTER, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import receiving, refusing
from hubops.operations.receiving import Item

MOST_PACKS = 999
"""More identical cases than any van brings: a slip of the fingers."""


def take_more(turn: Receive, typed: Text) -> Next:
    """So many further cases are like the last one: one booking for all of them."""
    last = turn.data.last
    if last is None:
        raise Refused("receive.scan_first")
    packs = read_count(typed.text, MOST_PACKS)
    before = last.case
    if receiving.unique_code(before.scan) is not None:
        raise Refused("receive.count_unique", product=last.product)
    item = receiving.find_item(turn.booking, before.scan)
    if item.weighed:
        raise Refused("receive.count_weighed", product=last.product)
    case = Case(before.scan, before.lot, before.expiry, before.date_kind, again=True, packs=packs)
    return ask_or_book(turn, item, case)


def take_anyway(turn: Receive, _: Key) -> Next:
    """The worker takes it although nobody ordered it, or so many."""
    case = case_of(turn)
    case.confirmed = True
    return ask_or_book(turn, item_of(turn), case)


def confirm_by_scan(turn: Receive, scanned: Scan) -> Next:
    """The same code once more says yes, too."""
    if scanned.raw != case_of(turn).scan.raw:
        raise Refused("receive.answer_first")
    return take_anyway(turn, Key("enter"))


def refuse_unannounced(turn: Receive, _: Key) -> Next:
    """What nobody ordered goes back with the driver."""
    return refuse(turn, item_of(turn), case_of(turn), refusing.NOT_ORDERED, "receive.refused_case")


def refuse_rest(turn: Receive, _: Key) -> Next:
    """What fits the order is taken in, what is more goes back with the driver."""
    case, item = case_of(turn), item_of(turn)
    fit = min(item.awaited.room // item.pieces, case.packs - 1)
    if not fit:
        return refuse(turn, item, case, refusing.NOT_ORDERED, "receive.refused_case")
    rest = Case(case.scan, case.lot, case.expiry, case.date_kind, packs=case.packs - fit)
    left = amount_of(item, rest)
    refusing.refuse(turn.booking, item, refusing.NOT_ORDERED, left, facts_of(rest), None)
    case.packs = fit
    booked = book(turn, item, case)
    values = {"product": item.name, "pieces": amount_of(item, case).pieces, "refused": left.pieces}
    return Next(booked.state, Message("receive.part_taken", values), booked=booked.booked)


def counted_line(turn: Receive) -> tuple[Line, ...]:
    """What the last booking counted, where it was more than one piece: 3 × case = 15 pieces."""
    last = turn.data.last
    if last is None or last.pieces == 1:
        return ()
    values = {"packs": last.case.packs, "level_word": last.level, "pieces": last.pieces, "product": last.product}
    return (Line(Message("receive.counted", values)),)


def _ask_unannounced(turn: Receive) -> Asked:
    case, item = case_of(turn), item_of(turn)
    return Asked({"product": item.name, "producer": item.producer, "pieces": amount_of(item, case).pieces})


def _ask_over(turn: Receive) -> Asked:
    case, item = case_of(turn), item_of(turn)
    return Asked(
        {
            "product": item.name,
            "pieces": amount_of(item, case).pieces,
            "expected": item.awaited.expected,
            "received": item.awaited.received,
        },
        _fits(item, case),
    )


def _fits(item: Item, case: Case) -> tuple[Line, ...]:
    pieces = min(item.awaited.room // item.pieces, case.packs - 1) * item.pieces
    return (Line(Message("receive.fits_line", {"pieces": pieces})),) if pieces else ()


_BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")

STATES = (
    State(
        "unannounced",
        _ask_unannounced,
        (
            Edge(ENTER, take_anyway, ASKED, "key.take_in"),
            Edge(scan(ScanKind.ITEM), confirm_by_scan, ASKED),
            Edge(key("f5"), refuse_unannounced, ("scan",), "key.refuse_goods"),
            _BACK,
        ),
    ),
    State(
        "over",
        _ask_over,
        (
            Edge(ENTER, take_anyway, ASKED, "key.take_all"),
            Edge(key("f5"), refuse_rest, ("scan", "more", "temperature"), "key.refuse_rest"),
            _BACK,
        ),
    ),
)
