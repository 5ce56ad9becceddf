"""Direct deliveries: what producers bring to kitchens themselves, and how it went, as somebody tells on the telephone.

What was told before is corrected here too, with the reason; F2 takes back what was just told.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_counted, read_note
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import direct
from hubops.queries.call_offs import direct_deliveries

CORRECTED_WITHIN = timedelta(days=7)
"""So long what was told of a delivery stays in the list; `hubops direct correct` knows the older ones."""


class Telling(msgspec.Struct):
    """Which delivery it is about, and what was said of it so far."""

    delivery: UUID | None = None
    settled: bool = False
    """How it went was told before it was opened here."""
    told: str = ""
    pieces: dict[str, int] = {}
    """What the kitchen took of the articles that were asked about, by GTIN."""


def choose(turn: Turn[Telling], pressed: Key) -> Next:
    """One of the list."""
    row = chosen(_listed(turn), pressed)
    return Next("one", data=Telling(row.id, row.settled_at is not None))


def take_outcome(turn: Turn[Telling], pressed: Key) -> Next:
    """On its way, or how it went."""
    turn.data.told = chosen(_choices(turn), pressed)
    turn.data.pieces = {}
    if turn.data.told == "part" and not _articles(turn):
        raise Refused("direct.nothing_less")
    return Next("part") if turn.data.told == "part" else _told(turn)


def take_count(turn: Turn[Telling], typed: Text) -> Next:
    """The kitchen took so many of the article."""
    article = _asked_about(turn)
    return _next(turn, article, read_counted(typed.text, article.pieces))


def take_all(turn: Turn[Telling], _: Key) -> Next:
    """The kitchen took all of the article."""
    article = _asked_about(turn)
    return _next(turn, article, article.pieces)


def take_reason(turn: Turn[Telling], typed: Text) -> Next:
    """Why what was told before was wrong."""
    return _book(turn, read_note(typed.text))


def leave(_: Turn[Telling], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _next(turn: Turn[Telling], article: direct.Article, count: int) -> Next:
    turn.data.pieces = {**turn.data.pieces, article.gtin: count}
    if len(turn.data.pieces) < len(_articles(turn)):
        return Next("part")
    return _told(turn)


def _told(turn: Turn[Telling]) -> Next:
    return Next("why") if turn.data.settled else _book(turn, "")


def _book(turn: Turn[Telling], reason: str) -> Next:
    data = turn.data
    direct.tell_by_telephone(turn.booking, _delivery(turn), data.told, reason, data.pieces)
    names = direct.names_of(turn.booking, _delivery(turn))
    message = Message("direct_deliveries.taken", {**names, "outcome_word": f"direct_{data.told}"})
    return Next("list", message, booked="direct_delivery", data=Telling())


def _delivery(turn: Turn[Telling]) -> UUID:
    if turn.data.delivery is None:
        raise Refused("direct.unknown", delivery="-")
    return turn.data.delivery


def _articles(turn: Turn[Telling]) -> list[direct.Article]:
    return direct.articles(turn.booking, _delivery(turn))


def _asked_about(turn: Turn[Telling]) -> direct.Article:
    """The first article that nothing was said about; an order may change while somebody asks."""
    found = next((each for each in _articles(turn) if each.gtin not in turn.data.pieces), None)
    if found is None:
        raise Refused("direct.changed")
    return found


def _listed(turn: Turn[Telling]) -> Sequence[Any]:
    """What waits for a word, the oldest first; then what was told of lately."""
    today = turn.booking.day
    found = direct_deliveries(turn.booking, today - direct.TOLD_WITHIN, today)
    waiting = [row for row in found if row.settled_at is None]
    return waiting + [row for row in found if row.settled_at is not None and row.day >= today - CORRECTED_WITHIN]


def _choices(turn: Turn[Telling]) -> tuple[str, ...]:
    row = direct.by_key(turn.booking, _delivery(turn))
    return (*direct.OUTCOMES, "sent") if row.state == "promised" else direct.OUTCOMES


def _ask_list(turn: Turn[Telling]) -> Asked:
    found = _listed(turn)
    waiting = sum(row.settled_at is None for row in found)
    return Asked({"waiting": waiting}, tuple(_line(turn, number, row) for number, row in enumerate(found, start=1)))


def _line(turn: Turn[Telling], number: int, row: Any) -> Line:
    late = row.settled_at is None and row.arrival_at <= turn.booking.tx.now
    values = {"number": number, "kitchen": row.kitchen, "producer": row.producer, "phone": row.phone or "-"}
    values |= {"day_on": row.day.isoformat(), "state_word": f"direct_{row.state}"}
    mark = "bad" if late else "done" if row.settled_at is not None else ""
    return Line(Message("direct_deliveries.line", values), mark, choice=number)


def _ask_one(turn: Turn[Telling]) -> Asked:
    row = direct.by_key(turn.booking, _delivery(turn))
    before = [Line(Message("direct_deliveries.before", {"outcome_word": f"direct_{row.state}"}), "here")]
    choices = [
        Line(Message("calloffs.answer", {"number": n, "answer_word": f"direct_{told}"}), choice=n)
        for n, told in enumerate(_choices(turn), start=1)
    ]
    goods = [Line(Message("calloffs.goods", {"product": each.name, "pieces": each.pieces})) for each in _articles(turn)]
    names = direct.names_of(turn.booking, row.id)
    return Asked({**names, "day_on": row.day.isoformat()}, (*(before if turn.data.settled else ()), *choices, *goods))


def _ask_part(turn: Turn[Telling]) -> Asked:
    article, found = _asked_about(turn), _articles(turn)
    values = {"product": article.name, "pieces": article.pieces}
    return Asked(values, counter=(len(turn.data.pieces), len(found)))


def _ask_why(turn: Turn[Telling]) -> Asked:
    return Asked({"outcome_word": f"direct_{turn.data.told}"})


_TO_ONE = Edge(key("f3"), go("one"), ("one",), "key.back")

DIRECT_DELIVERIES = Flow(
    "direct_deliveries",
    Telling,
    (
        State(
            "list",
            _ask_list,
            (Edge(DIGIT, choose, ("one",)), Edge(key("f3"), leave, ("today:board",), "key.back")),
        ),
        State(
            "one",
            _ask_one,
            (
                Edge(DIGIT, take_outcome, ("list", "part", "why")),
                Edge(key("f3"), go("list"), ("list",), "key.back"),
            ),
        ),
        State(
            "part",
            _ask_part,
            (
                Edge(TEXT, take_count, ("part", "list", "why")),
                Edge(ENTER, take_all, ("part", "list", "why"), "key.all_of_it"),
                _TO_ONE,
            ),
        ),
        State("why", _ask_why, (Edge(TEXT, take_reason, ("list",)), _TO_ONE)),
    ),
)
