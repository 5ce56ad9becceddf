"""Repack: a labelled parcel is opened by its label, goods are taken out, and it is closed with a new label."""

from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import parcels, repacking
from hubops.operations.repacking import REASONS, Content


class Repacking(msgspec.Struct):
    """The parcel in hand: its label until it is opened, its key from then on; and the lot that comes out."""

    sscc: str = ""
    parcel: UUID | None = None
    number: int = 0
    kitchen: str = ""
    lot: UUID | None = None


Repack = Turn[Repacking]


def take_label(turn: Repack, scanned: Scan) -> Next:
    """The label of the parcel that is to be opened was scanned."""
    parcel = repacking.find_to_open(turn.booking, scanned.sscc or "")
    return Next("reason", data=Repacking(sscc=scanned.sscc or "", number=parcel.number, kitchen=parcel.kitchen))


def open_parcel(turn: Repack, pressed: Key) -> Next:
    """A digit says why it is opened."""
    number = int(pressed.name)
    if not 1 <= number <= len(REASONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(REASONS))
    parcel = repacking.reopen(turn.booking, turn.data.sscc, REASONS[number - 1])
    values = {"number": parcel.number, "kitchen": parcel.kitchen}
    opened = Repacking(parcel=parcel.id, number=parcel.number, kitchen=parcel.kitchen)
    return Next("opened", Message("repack.opened", values), booked="reopen", data=opened)


def choose_goods(turn: Repack, pressed: Key) -> Next:
    """A digit says which goods come out."""
    turn.data.lot = chosen(_contents(turn), pressed).lot_id
    return Next("take_out")


def take_all(turn: Repack, _: Key) -> Next:
    """All of the goods come out."""
    content = _content(turn)
    return _take_out(turn, content, content.pieces)


def take_some(turn: Repack, typed: Text) -> Next:
    """Some of the goods come out."""
    content = _content(turn)
    return _take_out(turn, content, read_count(typed.text, content.pieces))


def close(turn: Repack, _: Key) -> Next:
    """The parcel is packed anew: it gets a new number and a new label."""
    parcels.close(turn.booking, _parcel(turn))
    values = {"kitchen": turn.data.kitchen, "number": turn.data.number}
    return Next("scan", Message("crossdock.closed", values), booked="close_parcel", flow="crossdock")


def leave(_: Repack, __: Key) -> Next:
    """Back to the cross-dock; a parcel that was opened stays open and takes what is packed for its kitchen."""
    return Next("scan", flow="crossdock")


def _take_out(turn: Repack, content: Content, pieces: int) -> Next:
    repacking.take_out(turn.booking, _parcel(turn), content, pieces)
    turn.data.lot = None
    values = {"pieces": pieces, "product": content.product, "number": turn.data.number, "kitchen": turn.data.kitchen}
    return Next("opened", Message("repack.taken_out", values), booked="take_out")


def _parcel(turn: Repack) -> UUID:
    if turn.data.parcel is None:
        raise Refused("repack.scan_first")
    return turn.data.parcel


def _contents(turn: Repack) -> list[Content]:
    return repacking.contents(turn.booking, _parcel(turn))


def _content(turn: Repack) -> Content:
    for content in _contents(turn):
        if content.lot_id == turn.data.lot:
            return content
    raise Refused("repack.scan_first")


def _ask_reason(turn: Repack) -> Asked:
    lines = (
        Line(Message("repack.reason_line", {"number": n, "reason_word": word}), choice=n)
        for n, word in enumerate(REASONS, 1)
    )
    return Asked({"number": turn.data.number, "kitchen": turn.data.kitchen}, tuple(lines))


def _ask_opened(turn: Repack) -> Asked:
    lines = (
        Line(
            Message("repack.line", {"number": n, "pieces": row.pieces, "product": row.product, "lot": row.lot}),
            choice=n,
        )
        for n, row in enumerate(_contents(turn), start=1)
    )
    return Asked({"number": turn.data.number, "kitchen": turn.data.kitchen}, tuple(lines))


def _ask_take_out(turn: Repack) -> Asked:
    content = _content(turn)
    return Asked({"pieces": content.pieces, "product": content.product, "lot": content.lot})


_LEFT = ("crossdock:scan",)
_LEAVE = Edge(key("f3"), leave, _LEFT, "key.back")

REPACK = Flow(
    "repack",
    Repacking,
    (
        State("scan", nothing, (Edge(scan(ScanKind.UNIT), take_label, ("reason",)), _LEAVE)),
        State(
            "reason",
            _ask_reason,
            (Edge(DIGIT, open_parcel, ("opened",)), Edge(key("f3"), go("scan"), ("scan",), "key.back")),
        ),
        State(
            "opened",
            _ask_opened,
            (Edge(DIGIT, choose_goods, ("take_out",)), Edge(key("f4"), close, _LEFT, "key.close_parcel"), _LEAVE),
        ),
        State(
            "take_out",
            _ask_take_out,
            (
                Edge(ENTER, take_all, ("opened",), "key.take_out"),
                Edge(TEXT, take_some, ("opened",)),
                Edge(key("f3"), go("opened"), ("opened",), "key.back"),
            ),
        ),
    ),
)
