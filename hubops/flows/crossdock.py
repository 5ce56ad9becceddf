"""Cross-dock: scan an article, follow the kitchens in load order, scan each printed label to stage its parcel."""

from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.table import ENTER, TEXT, WEIGHT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import crossdock, holding, parcels
from hubops.operations.crossdock import Article, Pick
from hubops.queries import outbound


class CrossDocking(msgspec.Struct):
    """The article in hand, the kitchens that were skipped, and a number of pieces that was typed."""

    scan: Scan | None = None
    skipped: list[UUID] = []
    pieces: int | None = None


CrossDock = Turn[CrossDocking]


def take_article(turn: CrossDock, scanned: Scan) -> Next:
    """An article was scanned: begin with the first kitchen that waits for it."""
    article = crossdock.find_article(turn.booking, scanned)
    found = crossdock.picks(turn.booking, article)
    if not found:
        holding.refuse_held(turn.booking, scanned)
        raise Refused("crossdock.nobody_waits", product=article.name)
    return Next(_state_of(article), data=CrossDocking(scan=scanned))


def take_told(turn: CrossDock, _: Key) -> Next:
    """The worker put in what the screen said."""
    article, left = _in_hand(turn)
    return _pack(turn, article, left, left[0].pieces)


def take_count(turn: CrossDock, typed: Text) -> Next:
    """The worker put in fewer than the screen said."""
    article, left = _in_hand(turn)
    return _pack(turn, article, left, read_count(typed.text, left[0].pieces))


def take_count_to_weigh(turn: CrossDock, typed: Text) -> Next:
    """Fewer than the screen said will be put on the scale."""
    turn.data.pieces = read_count(typed.text, _in_hand(turn)[1][0].pieces)
    return Next("weigh")


def take_weight(turn: CrossDock, weight: Weight) -> Next:
    """A stable weight of what goes to the kitchen came from the scale."""
    article, left = _in_hand(turn)
    return _pack(turn, article, left, turn.data.pieces or left[0].pieces, weight.grams)


def close_parcel(turn: CrossDock, _: Key) -> Next:
    """The worker says that the kitchen's parcel is full."""
    article, left = _in_hand(turn)
    parcel = parcels.open_parcel(turn.booking, left[0].drop_id, article.temperature_class)
    parcels.close(turn.booking, parcel.id)
    values = {"kitchen": left[0].kitchen_name, "number": parcel.number}
    return Next(_state_of(article), Message("crossdock.closed", values), booked="close_parcel")


def skip(turn: CrossDock, _: Key) -> Next:
    """Leave this kitchen for later."""
    article, left = _in_hand(turn)
    turn.data.skipped = [*turn.data.skipped, left[0].line_id]
    return Next(_go_on(turn, article, [pick for pick in left if pick.line_id != left[0].line_id]))


def stage(turn: CrossDock, scanned: Scan) -> Next:
    """A label was scanned: its parcel stands in its lane now."""
    parcel = parcels.stage(turn.booking, scanned.sscc or "")
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "lane": parcel.lane}
    state = "scan" if turn.data.scan is None else _state_of(crossdock.find_article(turn.booking, turn.data.scan))
    return Next(state, Message("crossdock.staged", values), booked="stage")


def _pack(turn: CrossDock, article: Article, left: list[Pick], pieces: int, grams: int | None = None) -> Next:
    pick = left[0]
    packed = crossdock.pack(turn.booking, article, pick, pieces, grams)
    code = "crossdock.packed_labels" if packed.labels else "crossdock.packed"
    values = {
        "product": article.name,
        "kitchen": pick.kitchen_name,
        "number": packed.parcel,
        "pieces": packed.pieces,
        "weight_g": packed.grams,
        "labels": len(packed.labels),
    }
    rest = left[1:] if pieces == pick.pieces else left
    return Next(_go_on(turn, article, rest), Message(code, values), booked="pack")


def _go_on(turn: CrossDock, article: Article, left: list[Pick]) -> str:
    """The state that follows: the article is laid down when no kitchen is left."""
    turn.data.pieces = None
    if not left:
        turn.data.scan = None
    return _state_of(article) if left else "scan"


def _state_of(article: Article) -> str:
    return "weigh" if article.weighed else "pick"


def _in_hand(turn: CrossDock) -> tuple[Article, list[Pick]]:
    """The article in hand, and the kitchens that wait for it and were not skipped.

    Raises:
        Refused: no article is in hand, or nobody waits for it any more.
    """
    if turn.data.scan is None:
        raise Refused("crossdock.scan_first")
    article = crossdock.find_article(turn.booking, turn.data.scan)
    left = [pick for pick in crossdock.picks(turn.booking, article) if pick.line_id not in turn.data.skipped]
    if not left:
        raise Refused("crossdock.nobody_waits", product=article.name)
    return article, left


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
    return Asked(lines=tuple(lines))


def _ask_pick(turn: CrossDock) -> Asked:
    article, left = _in_hand(turn)
    pick = left[0]
    pieces = turn.data.pieces or pick.pieces
    values: dict[str, object] = {
        "product": article.name,
        "pieces": pieces,
        "kitchen": pick.kitchen_name,
        "stop": pick.stop,
        "lot": pick.lot,
        "zone": pick.zone,
        "nominal_g": pieces * article.net_g,
    }
    lines = tuple(
        Line(
            Message("crossdock.pick_line", {"stop": row.stop, "kitchen": row.kitchen_name, "pieces": row.pieces}),
            "here" if row is pick else "",
        )
        for row in left
    )
    return Asked(values, lines)


_HANDS = ("pick", "weigh")
_STAGE = Edge(scan(ScanKind.UNIT), stage, ("scan", *_HANDS))
_ARTICLE = Edge(scan(ScanKind.ITEM), take_article, _HANDS)
_IN_HAND = (
    Edge(key("f4"), close_parcel, _HANDS, "key.close_parcel"),
    Edge(key("f5"), skip, ("scan", *_HANDS), "key.skip"),
    Edge(key("f3"), go("scan"), ("scan",), "key.back"),
    _STAGE,
    _ARTICLE,
)

CROSSDOCK = Flow(
    "crossdock",
    CrossDocking,
    (
        State("scan", _ask_scan, (_ARTICLE, _STAGE)),
        State(
            "pick",
            _ask_pick,
            (
                Edge(ENTER, take_told, ("pick", "scan"), "key.put_in"),
                Edge(TEXT, take_count, ("pick", "scan")),
                *_IN_HAND,
            ),
        ),
        State(
            "weigh",
            _ask_pick,
            (
                Edge(WEIGHT, take_weight, ("weigh", "scan")),
                Edge(TEXT, take_count_to_weigh, ("weigh",)),
                *_IN_HAND,
            ),
        ),
    ),
)
