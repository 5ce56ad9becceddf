"""Put away: scan the goods at the dock, scan the zone that is proposed."""

import msgspec

from hubops.errors import Refused
from hubops.flows.table import Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Scan, ScanKind
from hubops.messages import Message
from hubops.operations import putaway
from hubops.queries import inbound


class PuttingAway(msgspec.Struct):
    """The goods in hand and the zone that was proposed for them."""

    scan: Scan | None = None
    zone: str = ""


PutAway = Turn[PuttingAway]


def take_goods(turn: PutAway, scanned: Scan) -> Next:
    """Goods were scanned: propose a zone."""
    waiting = putaway.find_goods(turn.booking, scanned)
    turn.data.zone = putaway.propose(turn.booking, waiting.goods)
    turn.data.scan = scanned
    return Next("zone")


def take_zone(turn: PutAway, scanned: Scan) -> Next:
    """A zone was scanned: the goods stand there now, or the zone is refused with the reason."""
    if turn.data.scan is None:
        raise Refused("putaway.scan_first")
    waiting = putaway.find_goods(turn.booking, turn.data.scan)
    amount = putaway.put_away(turn.booking, waiting, scanned.code)
    values = {"product": waiting.product, "lot": waiting.lot, "pieces": amount.pieces, "zone": scanned.code}
    return Next("scan", Message("putaway.done", values), booked="put_away", data=PuttingAway())


def _ask_scan(turn: PutAway) -> Asked:
    lines = (
        Line(
            Message(
                "putaway.waiting_held" if row.held else "putaway.waiting_line",
                {"product": row.product, "lot": row.lot, "pieces": row.pieces},
            ),
            "bad" if row.held else "",
        )
        for row in inbound.without_place(turn.booking)
    )
    return Asked(lines=tuple(lines))


def _ask_zone(turn: PutAway) -> Asked:
    if turn.data.scan is None:
        raise Refused("putaway.scan_first")
    waiting = putaway.find_goods(turn.booking, turn.data.scan)
    return Asked({"product": waiting.product, "lot": waiting.lot, "pieces": waiting.pieces, "zone": turn.data.zone})


PUTAWAY = Flow(
    "putaway",
    PuttingAway,
    (
        State("scan", _ask_scan, (Edge(scan(ScanKind.ITEM), take_goods, ("zone",)),)),
        State(
            "zone",
            _ask_zone,
            (
                Edge(scan(ScanKind.ZONE), take_zone, ("scan",)),
                Edge(scan(ScanKind.ITEM), take_goods, ("zone",)),
                Edge(key("f3"), go("scan"), ("scan",), "key.back"),
            ),
        ),
    ),
)
