"""Receiving, the typed date: one that has passed and one that is too far away are asked about before they count."""

from hubops.flows.answers import read_date
from hubops.flows.case_in_hand import ASKED, Receive, ask_case, ask_or_book, case_of, item_of
from hubops.flows.table import ENTER, TEXT, Asked, Edge, Next, State, go, key
from hubops.inputs import Key, Text
from hubops.operations import receiving

_DATED = ("past_date", "far_date", *ASKED)


def take_best_before(turn: Receive, typed: Text) -> Next:
    """A best-before date was typed."""
    return _take(turn, typed, "best_before")


def take_use_by(turn: Receive, typed: Text) -> Next:
    """A use-by date was typed."""
    return _take(turn, typed, "use_by")


def take_again(turn: Receive, typed: Text) -> Next:
    """A date that is far away was typed a second time: it counts; another one is looked at anew."""
    case = case_of(turn)
    if read_date(typed.text, turn.booking.day) == case.expiry:
        return ask_or_book(turn, item_of(turn), case)
    return _take(turn, typed, case.date_kind)


def refuse_expired(turn: Receive, _: Key) -> Next:
    """The date on the goods has really passed."""
    return ask_or_book(turn, item_of(turn), case_of(turn))


def type_again(turn: Receive, _: Key) -> Next:
    """The date was typed wrong."""
    case = case_of(turn)
    case.expiry = None
    return Next("use_by" if case.date_kind == "use_by" else "date")


def _take(turn: Receive, typed: Text, kind: str) -> Next:
    case, item = case_of(turn), item_of(turn)
    case.expiry, case.date_kind = read_date(typed.text, turn.booking.day), kind
    if receiving.expired(turn.booking, case.expiry):
        return Next("past_date")
    if receiving.too_far(turn.booking, item, case.expiry):
        return Next("far_date")
    return ask_or_book(turn, item, case)


def _ask_doubted(turn: Receive) -> Asked:
    case, today = case_of(turn), turn.booking.day
    days = abs((case.expiry - today).days) if case.expiry else 0
    return Asked({**ask_case(turn).values, "expiry": case.expiry, "days": days})


_AGAIN = Edge(key("f3"), type_again, ("date", "use_by"), "key.type_again")

STATES = (
    State(
        "date",
        ask_case,
        (
            Edge(TEXT, take_best_before, _DATED),
            Edge(key("f5"), go("use_by"), ("use_by",), "key.use_by"),
            Edge(key("f6"), go("lot"), ("lot",), "key.type_lot"),
            Edge(key("f3"), go("scan"), ("scan",), "key.back"),
        ),
    ),
    State(
        "use_by",
        ask_case,
        (Edge(TEXT, take_use_by, _DATED), Edge(key("f3"), go("date"), ("date",), "key.back")),
    ),
    State("past_date", _ask_doubted, (Edge(ENTER, refuse_expired, ASKED, "key.refuse_goods"), _AGAIN)),
    State("far_date", _ask_doubted, (Edge(TEXT, take_again, _DATED), _AGAIN)),
)
