"""Cross-dock: scan an article, follow the kitchens in load order, scan each printed label to stage its parcel."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.running_empty import EMPTIED, Watching, asking, watch
from hubops.flows.table import ENTER, TEXT, WEIGHT, Asked, Edge, Flow, Line, Next, State, Turn, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import crossdock, holding, parcels, sharing
from hubops.operations.sharing import Article, Pick, Plan
from hubops.queries import outbound


class Outcome(msgspec.Struct):
    """How an article came out that was shared out to the end, in pieces."""

    product: str
    served: int
    ordered: int
    rule: str
    """By which a shortage was shared; empty where everyone got everything."""
    surplus: int


class CrossDocking(Watching):
    """The article in hand, the kitchens that were skipped, and a number of pieces that was typed."""

    article: Article | None = None
    skipped: list[UUID] = msgspec.field(default_factory=list)
    pieces: int | None = None
    outcome: Outcome | None = None
    """Of the article that was in hand before."""


CrossDock = Turn[CrossDocking]


def take_article(turn: CrossDock, scanned: Scan) -> Next:
    """An article was scanned: begin with the first kitchen that waits for it."""
    article = sharing.find_article(turn.booking, scanned)
    plan = sharing.plan(turn.booking, article)
    if not plan.picks:
        holding.refuse_held(turn.booking, scanned)
        raise _nobody(plan)
    return Next(_state_of(article), data=CrossDocking(article=article))


def take_told(turn: CrossDock, _: Key) -> Next:
    """The worker put in what the screen said."""
    plan, left = _in_hand(turn)
    return _pack(turn, plan, left, left[0].pieces)


def take_count(turn: CrossDock, typed: Text) -> Next:
    """The worker put in fewer than the screen said."""
    plan, left = _in_hand(turn)
    return _pack(turn, plan, left, read_count(typed.text, left[0].pieces))


def take_count_to_weigh(turn: CrossDock, typed: Text) -> Next:
    """Fewer than the screen said will be put on the scale."""
    turn.data.pieces = read_count(typed.text, _in_hand(turn)[1][0].pieces)
    return Next("weigh")


def take_weight(turn: CrossDock, weight: Weight) -> Next:
    """A stable weight of what goes to the kitchen came from the scale."""
    plan, left = _in_hand(turn)
    return _pack(turn, plan, left, turn.data.pieces or left[0].pieces, weight)


def close_parcel(turn: CrossDock, _: Key) -> Next:
    """The worker says that the kitchen's parcel is full."""
    plan, left = _in_hand(turn)
    parcel = parcels.open_parcel(turn.booking, left[0].drop_id, plan.article.temperature_class)
    parcels.close(turn.booking, parcel.id)
    values = {"kitchen": left[0].kitchen_name, "number": parcel.number}
    return Next(_state_of(plan.article), Message("crossdock.closed", values), booked="close_parcel")


def skip(turn: CrossDock, _: Key) -> Next:
    """Leave this kitchen for later."""
    plan, left = _in_hand(turn)
    skipped = left[0]
    turn.data.skipped = [*turn.data.skipped, skipped.line_id]
    values = {"kitchen": skipped.kitchen_name, "product": plan.article.name, "pieces": skipped.wanted}
    state = _go_on(turn, plan, [pick for pick in left if pick.line_id != skipped.line_id])
    return Next(state, Message("crossdock.skipped", values))


def lay_down(turn: CrossDock, _: Key) -> Next:
    """The article in hand is laid down; what is packed of it stays packed."""
    article = turn.data.article
    said = Message("crossdock.laid_down", {"product": article.name}) if article else None
    return Next("scan", said, data=CrossDocking())


def stage(turn: CrossDock, scanned: Scan) -> Next:
    """A label was scanned: its parcel stands in its lane now."""
    parcel = parcels.stage(turn.booking, scanned.sscc or "")
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "lane": parcel.lane}
    state = _state_of(turn.data.article) if turn.data.article else "scan"
    return Next(state, Message("crossdock.staged", values), booked="stage")


def begin(flow: str) -> Callable[[CrossDock, Key], Next]:
    """An edge that begins another dialogue of the cross-dock."""

    def do(_: CrossDock, __: Key) -> Next:
        return Next("", flow=flow)

    return do


def _pack(turn: CrossDock, plan: Plan, left: list[Pick], pieces: int, weight: Weight | None = None) -> Next:
    pick = left[0]
    packed = crossdock.pack(turn.booking, plan, pick, pieces, weight)
    code = "crossdock.packed_labels" if packed.labels else "crossdock.packed"
    values = {
        "product": plan.article.name,
        "kitchen": pick.kitchen_name,
        "number": packed.parcel,
        "pieces": packed.pieces,
        "weight_g": packed.grams,
        "labels": len(packed.labels),
    }
    rest = left[1:] if pieces == pick.pieces else left
    if pieces == plan.to_pack:
        name = plan.article.name
        turn.data.outcome = Outcome(name, plan.served, plan.ordered, plan.rule, plan.surplus)
    state = _go_on(turn, plan, rest)
    if state == "scan":
        turn.data.emptied = watch(turn.booking, pick.zone, pick.lot_id)
        state = EMPTIED if turn.data.emptied else state
    return Next(state, Message(code, values), booked="pack")


def _go_on(turn: CrossDock, plan: Plan, left: list[Pick]) -> str:
    """The state that follows: the article is laid down when no kitchen is left."""
    turn.data.pieces = None
    if not left:
        turn.data.article = None
    return _state_of(plan.article) if left else "scan"


def _state_of(article: Article) -> str:
    return "weigh" if article.weighed else "pick"


def _in_hand(turn: CrossDock) -> tuple[Plan, list[Pick]]:
    """How the article in hand is shared out, and the kitchens that wait for it and were not skipped.

    Raises:
        Refused: no article is in hand, nobody waits for it any more, or the first is not what the screen showed.
    """
    if turn.data.article is None:
        raise Refused("crossdock.scan_first")
    plan = sharing.plan(turn.booking, turn.data.article)
    left = [pick for pick in plan.picks if pick.line_id not in turn.data.skipped]
    if not left:
        raise _nobody(plan)
    if turn.meant not in ("", _meaning(left[0])):
        raise Refused("crossdock.changed", product=plan.article.name)
    return plan, left


def _meaning(pick: Pick) -> str:
    """What the worker is told to do: goods for this kitchen, from this place, so many."""
    return f"{pick.line_id.hex}/{pick.lot_id.hex}/{pick.zone_id.hex}/{pick.pieces}"


def _nobody(plan: Plan) -> Refused:
    """Nobody gets any of an article: it stays in stock, or none of it is in the hub."""
    if not plan.left_over:
        return Refused("crossdock.none_here", product=plan.article.name)
    zone = plan.left_over[0].zone
    return Refused("crossdock.nobody_waits", product=plan.article.name, pieces=plan.surplus, zone=zone)


def _ask_scan(turn: CrossDock) -> Asked:
    waiting = outbound.articles_to_pack(turn.booking)
    lines = [
        Line(Message("crossdock.article_line", {"product": row.name, "pieces": row.missing, "stock": row.stock}))
        for row in waiting
    ]
    unstaged = outbound.parcels_to_stage(turn.booking)
    lines += [
        Line(Message("crossdock.stage_line", {"kitchen": row.kitchen, "number": row.number, "lane": row.lane}), "here")
        for row in unstaged
    ]
    return Asked(lines=(*_outcome_lines(turn.data.outcome), *lines))


def _outcome_lines(outcome: Outcome | None) -> list[Line]:
    """How the last article came out: short by a rule, exact, or with something left over."""
    if outcome is None:
        return []
    lines = []
    if outcome.rule:
        lines.append(_shared_line(outcome.product, outcome.served, outcome.ordered, outcome.rule))
    if outcome.surplus:
        values = {"product": outcome.product, "pieces": outcome.surplus}
        lines.append(Line(Message("crossdock.surplus_line", values), "bad"))
    exact = Line(Message("crossdock.exact_line", {"product": outcome.product, "ordered": outcome.ordered}), "done")
    return lines or [exact]


def _shared_line(product: str, served: int, ordered: int, rule: str) -> Line:
    values = {"product": product, "served": served, "ordered": ordered, "rule_word": rule}
    return Line(Message("crossdock.shared_line", values), "bad")


def _ask_pick(turn: CrossDock) -> Asked:
    plan, left = _in_hand(turn)
    article, pick = plan.article, left[0]
    pieces = turn.data.pieces or pick.pieces
    values: dict[str, object] = {
        "product": article.name,
        "pieces": pieces,
        "kitchen": pick.kitchen_name,
        "route": pick.route,
        "stop": pick.stop,
        "lot": pick.lot,
        "zone": pick.zone,
        "nominal_g": pieces * article.net_g,
    }
    shared = [_shared_line(article.name, plan.served, plan.ordered, plan.rule)] if plan.rule else []
    lines = (*shared, *(_pick_line(row, "here" if row is pick else "") for row in left))
    return Asked(values, lines, means=_meaning(pick))


def _pick_line(pick: Pick, mark: str) -> Line:
    values = {
        "route": pick.route,
        "stop": pick.stop,
        "kitchen": pick.kitchen_name,
        "pieces": pick.pieces,
        "wanted": pick.wanted,
    }
    if pick.pieces == pick.wanted:
        return Line(Message("crossdock.pick_line", values), mark)
    return Line(Message("crossdock.owed_line" if pick.owed else "crossdock.cut_line", values), mark)


_HANDS = ("pick", "weigh")
_STAGE = Edge(scan(ScanKind.UNIT), stage, ("scan", *_HANDS))
_ARTICLE = Edge(scan(ScanKind.ITEM), take_article, _HANDS)
_IN_HAND = (
    Edge(key("f4"), close_parcel, _HANDS, "key.close_parcel"),
    Edge(key("f5"), skip, ("scan", *_HANDS), "key.skip"),
    Edge(key("f3"), lay_down, ("scan",), "key.back"),
    _STAGE,
    _ARTICLE,
)

CROSSDOCK = Flow(
    "crossdock",
    CrossDocking,
    (
        State(
            "scan",
            _ask_scan,
            (
                _ARTICLE,
                _STAGE,
                Edge(key("f6"), begin("substitute"), ("substitute:",), "key.substitute"),
                Edge(key("f7"), begin("repack"), ("repack:",), "key.open_parcel"),
            ),
        ),
        asking(_ARTICLE, _STAGE),
        State(
            "pick",
            _ask_pick,
            (
                Edge(ENTER, take_told, ("pick", "scan", EMPTIED), "key.put_in"),
                Edge(TEXT, take_count, ("pick", "scan", EMPTIED)),
                *_IN_HAND,
            ),
        ),
        State(
            "weigh",
            _ask_pick,
            (
                Edge(WEIGHT, take_weight, ("weigh", "scan", EMPTIED)),
                Edge(TEXT, take_count_to_weigh, ("weigh",)),
                *_IN_HAND,
            ),
        ),
    ),
)
