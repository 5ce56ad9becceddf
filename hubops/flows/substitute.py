"""Substitute: goods that nobody ordered go to a kitchen that is short of others, once somebody there has said yes."""

from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_count, read_name
from hubops.flows.choosing import chosen
from hubops.flows.table import (
    DIGIT,
    ENTER,
    TEXT,
    WEIGHT,
    Asked,
    Edge,
    Flow,
    Line,
    Next,
    State,
    Turn,
    go,
    key,
    scan,
)
from hubops.inputs import Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import sharing, substitution
from hubops.operations.sharing import Article, Loose, Plan
from hubops.operations.substitution import ShortLine


class Substituting(msgspec.Struct):
    """What goes instead, the order line that is short, who agreed to it, and a number of pieces that was typed."""

    article: Article | None = None
    line: UUID | None = None
    consent_by: str = ""
    pieces: int | None = None


Substitute = Turn[Substituting]


def take_article(turn: Substitute, scanned: Scan) -> Next:
    """Goods were scanned that may go instead of others."""
    article = sharing.find_article(turn.booking, scanned)
    lines = substitution.short_lines(turn.booking, article)
    if not lines:
        raise Refused("substitute.nobody_short", product=article.name)
    substitution.spare(sharing.plan(turn.booking, article), lines[0])
    return Next("line", data=Substituting(article=article))


def choose_line(turn: Substitute, pressed: Key) -> Next:
    """A digit says which kitchen gets them."""
    turn.data.line = chosen(_lines(turn), pressed).id
    return Next("consent")


def take_consent(turn: Substitute, typed: Text) -> Next:
    """The name of who said yes was typed."""
    turn.data.consent_by = read_name(typed.text)
    return Next("weigh" if _article(turn).weighed else "amount")


def take_told(turn: Substitute, _: Key) -> Next:
    """The worker put in what the screen said."""
    return _substitute(turn, _most(turn))


def take_count(turn: Substitute, typed: Text) -> Next:
    """The worker put in fewer."""
    return _substitute(turn, read_count(typed.text, _most(turn)))


def take_count_to_weigh(turn: Substitute, typed: Text) -> Next:
    """Fewer will be put on the scale."""
    turn.data.pieces = read_count(typed.text, _most(turn))
    return Next("weigh")


def take_weight(turn: Substitute, weight: Weight) -> Next:
    """A stable weight of what goes to the kitchen came from the scale."""
    return _substitute(turn, turn.data.pieces or _most(turn), weight)


def give_up(_: Substitute, __: Key) -> Next:
    """Back to the cross-dock."""
    return Next("scan", flow="crossdock")


def _substitute(turn: Substitute, pieces: int, weight: Weight | None = None) -> Next:
    plan, line, _ = _meant(turn)
    packed = substitution.substitute(turn.booking, plan, line, pieces, turn.data.consent_by, weight)
    values = {
        "product": plan.article.name,
        "instead": line.product,
        "kitchen": line.kitchen_name,
        "pieces": packed.pieces,
        "number": packed.parcel,
        "labels": len(packed.labels),
    }
    code = "substitute.done_labels" if packed.labels else "substitute.done"
    return Next("scan", Message(code, values), booked="substitute", flow="crossdock")


def _article(turn: Substitute) -> Article:
    if turn.data.article is None:
        raise Refused("crossdock.scan_first")
    return turn.data.article


def _lines(turn: Substitute) -> list[ShortLine]:
    return substitution.short_lines(turn.booking, _article(turn))


def _meant(turn: Substitute) -> tuple[Plan, ShortLine, Loose]:
    """How the article is shared out, the line that gets it instead, and the lot that is spare.

    Raises:
        Refused: the line is short no more, or nothing is spare any more.
    """
    article = _article(turn)
    line = next((line for line in _lines(turn) if line.id == turn.data.line), None)
    if line is None:
        raise Refused("substitute.nobody_short", product=article.name)
    plan = sharing.plan(turn.booking, article)
    return plan, line, substitution.spare(plan, line)


def _most(turn: Substitute) -> int:
    _, line, loose = _meant(turn)
    return min(line.pieces, loose.pieces)


def _ask_scan(turn: Substitute) -> Asked:
    lines = (
        Line(
            Message(
                "substitute.short_line",
                {
                    "route": line.route,
                    "stop": line.stop,
                    "kitchen": line.kitchen_name,
                    "pieces": line.pieces,
                    "product": line.product,
                },
            )
        )
        for line in substitution.all_short_lines(turn.booking)
    )
    return Asked(lines=tuple(lines))


def _ask_line(turn: Substitute) -> Asked:
    article, lines = _article(turn), _lines(turn)
    if not lines:
        raise Refused("substitute.nobody_short", product=article.name)
    shown = (
        Line(
            Message(
                "substitute.line",
                {"number": n, "kitchen": line.kitchen_name, "pieces": line.pieces, "product": line.product},
            ),
            choice=n,
        )
        for n, line in enumerate(lines, start=1)
    )
    return Asked({"product": article.name}, tuple(shown))


def _ask_consent(turn: Substitute) -> Asked:
    plan, line, _ = _meant(turn)
    return Asked({"product": plan.article.name, "kitchen": line.kitchen_name, "instead": line.product})


def _ask_amount(turn: Substitute) -> Asked:
    plan, line, loose = _meant(turn)
    pieces = turn.data.pieces or min(line.pieces, loose.pieces)
    return Asked(
        {
            "product": plan.article.name,
            "pieces": pieces,
            "kitchen": line.kitchen_name,
            "lot": loose.lot,
            "zone": loose.zone,
            "nominal_g": pieces * plan.article.net_g,
        }
    )


_TO_LINE = Edge(key("f3"), go("line"), ("line",), "key.back")
_ITEM = Edge(scan(ScanKind.ITEM), take_article, ("line",))
_DONE = ("crossdock:scan",)

SUBSTITUTE = Flow(
    "substitute",
    Substituting,
    (
        State("scan", _ask_scan, (_ITEM, Edge(key("f3"), give_up, _DONE, "key.back"))),
        State(
            "line",
            _ask_line,
            (Edge(DIGIT, choose_line, ("consent",)), _ITEM, Edge(key("f3"), go("scan"), ("scan",), "key.back")),
        ),
        State("consent", _ask_consent, (Edge(TEXT, take_consent, ("amount", "weigh")), _TO_LINE)),
        State(
            "amount",
            _ask_amount,
            (Edge(ENTER, take_told, _DONE, "key.put_in"), Edge(TEXT, take_count, _DONE), _TO_LINE),
        ),
        State(
            "weigh",
            _ask_amount,
            (Edge(WEIGHT, take_weight, _DONE), Edge(TEXT, take_count_to_weigh, ("weigh",)), _TO_LINE),
        ),
    ),
)
