"""Count: scan a zone, scan an article, type what stands there. The book's figure is never shown before.

Only who says that a zone is empty is shown what the book has in it: all of that would be booked as lost.
"""

from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_counted
from hubops.flows.choosing import chosen
from hubops.flows.goods_in_hand import facts_of
from hubops.flows.running_empty import told
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import counting, stacks
from hubops.operations.counting import MOST_PIECES, CountedLot
from hubops.operations.stacks import FloorZone
from hubops.queries import stock


class Counting(msgspec.Struct):
    """The zone that is counted, the article that was scanned, the lot in hand."""

    zone: str = ""
    scan: Scan | None = None
    lot: UUID | None = None


Count = Turn[Counting]


def take_zone(turn: Count, scanned: Scan) -> Next:
    """A zone was scanned: it is counted."""
    counting.zone_to_count(turn.booking, scanned.code)
    return Next("article", data=Counting(zone=scanned.code))


def take_article(turn: Count, scanned: Scan) -> Next:
    """An article was scanned; where several lots may be meant, the worker says which."""
    lots = counting.lots_to_count(turn.booking, _zone(turn), scanned)
    if len(lots) > 1:
        return Next("lot", data=Counting(turn.data.zone, scanned))
    return Next("amount", data=Counting(turn.data.zone, lot=lots[0].id))


def choose_lot(turn: Count, pressed: Key) -> Next:
    """A digit says which lot is counted."""
    lots = _lots(turn)
    return Next("amount", data=Counting(turn.data.zone, lot=chosen(lots, pressed).id))


def take_amount(turn: Count, typed: Text) -> Next:
    """So many were counted: the book says so too, or gives way."""
    zone, lot = _zone(turn), _lot(turn)
    found = counting.count(turn.booking, zone, lot, read_counted(typed.text, MOST_PIECES))
    booked = "" if found.counted == found.booked else "count_goods"
    return Next("article", told(found), booked=booked, data=Counting(zone.code))


def book_empty(turn: Count, _: Key) -> Next:
    """The place is empty: whatever the book has there is missing."""
    zone = _zone(turn)
    lots = counting.count_empty(turn.booking, zone)
    message = Message("count.emptied" if lots else "count.empty_right", {"zone": zone.code, "lots": lots})
    return Next("zone", message, booked="count_goods" if lots else "", data=Counting())


def _zone(turn: Count) -> FloorZone:
    if not turn.data.zone:
        raise Refused("count.scan_zone")
    return counting.zone_to_count(turn.booking, turn.data.zone)


def _lot(turn: Count) -> CountedLot:
    if turn.data.lot is None:
        raise Refused("count.scan_zone")
    return counting.lot_to_count(turn.booking, turn.data.lot)


def _lots(turn: Count) -> list[CountedLot]:
    if turn.data.scan is None:
        raise Refused("count.scan_zone")
    return counting.lots_to_count(turn.booking, _zone(turn), turn.data.scan)


def _ask_article(turn: Count) -> Asked:
    zone = _zone(turn)
    lines = (
        Line(Message("count.article_line", {"product": row.product, "lot": row.lot}))
        for row in stock.in_zone(turn.booking, zone.id)
    )
    return Asked({"zone": zone.code}, tuple(lines))


def _ask_lot(turn: Count) -> Asked:
    lots = _lots(turn)
    lines = (
        Line(Message("count.lot_line", {"number": n, "lot": lot.code, "expiry": lot.expiry}), choice=n)
        for n, lot in enumerate(lots, start=1)
    )
    return Asked({"zone": turn.data.zone, "product": lots[0].product}, tuple(lines))


def _ask_amount(turn: Count) -> Asked:
    lot = _lot(turn)
    return Asked({"zone": _zone(turn).code, "product": lot.product, "lot": lot.code})


def _ask_empty(turn: Count) -> Asked:
    zone = _zone(turn)
    found = stacks.in_zone(turn.booking, zone.code)
    lines = tuple(Line(Message("count.book_line", facts_of(stack)), "bad") for stack in found)
    return Asked({"zone": zone.code, "pieces": sum(stack.pieces for stack in found)}, lines)


_ZONE = Edge(scan(ScanKind.ZONE), take_zone, ("article",))
_ARTICLE = Edge(scan(ScanKind.ITEM), take_article, ("lot", "amount"))
_BACK = Edge(key("f3"), go("article"), ("article",), "key.back")

COUNT = Flow(
    "count",
    Counting,
    (
        State("zone", nothing, (_ZONE,)),
        State(
            "article",
            _ask_article,
            (
                _ARTICLE,
                _ZONE,
                Edge(key("f4"), go("empty"), ("empty",), "key.place_empty"),
                Edge(key("f3"), go("zone"), ("zone",), "key.back"),
            ),
        ),
        State("lot", _ask_lot, (Edge(DIGIT, choose_lot, ("amount",)), _ARTICLE, _ZONE, _BACK)),
        State("amount", _ask_amount, (Edge(TEXT, take_amount, ("article",)), _ARTICLE, _ZONE, _BACK)),
        State("empty", _ask_empty, (Edge(ENTER, book_empty, ("zone",), "key.confirm"), _ZONE, _BACK)),
    ),
)
