"""Call-offs that wait for an answer: a producer on the telephone says yes, less of some articles, or no.

The code on the paper of a call-off opens that one, answered or not: another answer takes the place of the one before.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubops.flows.answers import read_counted
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import authority, call_off_answers, call_offs
from hubops.queries.call_offs import unanswered

ANSWERS = ("yes", "less", "no")


class Answering(msgspec.Struct):
    """Which call-off is answered, and what was said of its articles so far."""

    code: str = ""
    answered: bool = False
    """Whether it was answered before it was opened here."""
    pieces: dict[str, int] = {}
    """What comes of the articles that were asked about, by GTIN."""


def look_at_call_offs(turn: Turn[Any], _: Any) -> Next:
    """Somebody has a producer on the telephone."""
    authority.demand(turn.booking, "take_answers")
    return Next("list", flow="calloffs")


def choose(turn: Turn[Answering], pressed: Key) -> Next:
    """One of the list."""
    return Next("one", data=Answering(chosen(unanswered(turn.booking), pressed).code))


def take_code(turn: Turn[Any], scanned: Scan) -> Next:
    """The code on the paper of a call-off, at the board or here."""
    authority.demand(turn.booking, "take_answers")
    row = call_offs.find(turn.booking, call_offs.PREFIX + scanned.code)
    call_off_answers.check_newest(turn.booking, row)
    call_off_answers.check_asks(row, call_offs.lines_of(turn.booking, row.id))
    return Next("one", flow="calloffs", data=Answering(row.code, answered=bool(row.answer)))


def look_at_direct(_: Turn[Answering], __: Any) -> Next:
    """What producers bring to kitchens themselves."""
    return Next("list", flow="direct_deliveries")


def take_answer(turn: Turn[Answering], pressed: Key) -> Next:
    """1 yes, 2 less, 3 no."""
    said = chosen(ANSWERS, pressed)
    if said == "less":
        return Next("less", data=Answering(turn.data.code, turn.data.answered))
    return _book(turn, said, {})


def take_count(turn: Turn[Answering], typed: Text) -> Next:
    """So many pieces of the article will come."""
    line = _asked_about(turn)
    return _next(turn, line, read_counted(typed.text, line.pieces))


def take_all(turn: Turn[Answering], _: Key) -> Next:
    """All of the article will come."""
    line = _asked_about(turn)
    return _next(turn, line, line.pieces)


def leave(_: Turn[Answering], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _next(turn: Turn[Answering], line: Any, count: int) -> Next:
    turn.data.pieces = {**turn.data.pieces, line.gtin: count}
    if len(turn.data.pieces) < len(_lines(turn)):
        return Next("less")
    return _book(turn, "less", turn.data.pieces)


def _book(turn: Turn[Answering], said: str, pieces: dict[str, int]) -> Next:
    data = turn.data
    taken = call_off_answers.answer_by_telephone(turn.booking, data.code, said, pieces, instead=data.answered)
    values = {"call_off": data.code, "producer": taken.producer, "kitchens": taken.kitchens}
    return Next("list", Message("call_off.taken", values), booked="call_off_answer", data=Answering())


def _lines(turn: Turn[Answering]) -> Sequence[Any]:
    return call_offs.lines_of(turn.booking, call_offs.find(turn.booking, turn.data.code).id)


def _asked_about(turn: Turn[Answering]) -> Any:
    """The first article that nothing was said about."""
    return next(line for line in _lines(turn) if line.gtin not in turn.data.pieces)


def _ask_list(turn: Turn[Answering]) -> Asked:
    found = unanswered(turn.booking)
    lines = []
    for number, row in enumerate(found, start=1):
        values = {"number": number, "call_off": row.code, "producer": row.producer, "phone": row.phone or "-"}
        late = row.answer_due_at <= turn.booking.tx.now
        told = Message("calloffs.line", {**values, "day_on": row.day.isoformat(), "answer_by_at": row.answer_due_at})
        lines.append(Line(told, "bad" if late else "", choice=number))
    return Asked({"call_offs": len(found)}, tuple(lines) or (Line(Message("calloffs.none")),))


def _ask_one(turn: Turn[Answering]) -> Asked:
    row = call_offs.find(turn.booking, turn.data.code)
    choices = [
        Line(Message("calloffs.answer", {"number": n, "answer_word": f"call_off_{said}"}), choice=n)
        for n, said in enumerate(ANSWERS, start=1)
    ]
    goods = [Line(Message("calloffs.goods", {"product": line.name, "pieces": line.pieces})) for line in _lines(turn)]
    values = {"call_off": row.code, "day_on": row.day.isoformat()}
    before = [Line(Message("calloffs.before", {"answer_word": f"call_off_{row.answer}"}), "here")] if row.answer else []
    return Asked({**values, "producer": call_offs.producer_of(turn.booking, row)}, (*before, *choices, *goods))


def _ask_less(turn: Turn[Answering]) -> Asked:
    line, lines = _asked_about(turn), _lines(turn)
    return Asked({"product": line.name, "pieces": line.pieces}, counter=(len(turn.data.pieces), len(lines)))


CALL_OFF_CODE = Edge(scan(ScanKind.CALL_OFF), take_code, ("calloffs:one",))

CALLOFFS = Flow(
    "calloffs",
    Answering,
    (
        State(
            "list",
            _ask_list,
            (
                Edge(DIGIT, choose, ("one",)),
                CALL_OFF_CODE,
                Edge(key("f4"), look_at_direct, ("direct_deliveries:list",), "key.direct"),
                Edge(key("f3"), leave, ("today:board",), "key.back"),
            ),
        ),
        State(
            "one",
            _ask_one,
            (
                Edge(DIGIT, take_answer, ("list", "less")),
                CALL_OFF_CODE,
                Edge(key("f3"), go("list"), ("list",), "key.back"),
            ),
        ),
        State(
            "less",
            _ask_less,
            (
                Edge(TEXT, take_count, ("less", "list")),
                Edge(ENTER, take_all, ("less", "list"), "key.all_of_it"),
                Edge(key("f3"), go("one"), ("one",), "key.back"),
            ),
        ),
    ),
)
