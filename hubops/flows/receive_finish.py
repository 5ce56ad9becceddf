"""Receiving, the delivery itself: its end, the end of a visit when more comes later, its papers, opening it again."""

from hubops.errors import Refused
from hubops.flows.answers import read_name, read_reference
from hubops.flows.case_in_hand import Receive, Receiving, delivery_of, item_of
from hubops.flows.table import ENTER, TEXT, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import colleagues, deliveries, parcels
from hubops.operations.colleagues import Colleague
from hubops.operations.deliveries import Difference
from hubops.queries import inbound


def ask_close(turn: Receive, _: Key) -> Next:
    """Finish the delivery in hand; a colleague who still receives it at another station is named."""
    found = colleagues.receiving(turn.booking, delivery_of(turn))
    return Next("close", _receives_too("receive.colleague", found[0]) if found else None)


def close(turn: Receive, _: Key) -> Next:
    """Finish it without a signature of the producer."""
    return _close(turn, None)


def close_signed(turn: Receive, typed: Text) -> Next:
    """Finish it; who signed for the producer was typed."""
    return _close(turn, read_name(typed.text))


def end_visit(turn: Receive, _: Key) -> Next:
    """More comes later: the receipt of this visit prints."""
    delivery_id = delivery_of(turn)
    number = deliveries.end_visit(turn.booking, delivery_id)
    producer = inbound.producer_name(turn.booking, delivery_id)
    return _next(turn, Message("receive.visit_ended", {"number": number, "producer": producer}), "end_visit")


def ask_document(turn: Receive, _: Key) -> Next:
    """Note the producer's paper or a photo of the delivery in hand."""
    delivery_of(turn)
    return Next("document")


def take_document(turn: Receive, typed: Text) -> Next:
    """The number of a paper or the name of a photo was typed."""
    return _note(turn, typed.text)


def scan_document(turn: Receive, scanned: Scan) -> Next:
    """The barcode of a paper was scanned; it need not mean anything to the hub."""
    return _note(turn, scanned.raw)


def reopen(turn: Receive, scanned: Scan) -> Next:
    """A supervisor's badge opens a finished delivery again, because more of it came."""
    item = item_of(turn)
    turn.data.case = None
    if item.awaited.delivery_id is None:
        raise Refused("receive.scan_first")
    name = deliveries.reopen(turn.booking, item.awaited.delivery_id, scanned.code)
    turn.data.delivery = item.awaited.delivery_id
    values = {"producer": item.producer, "name": name}
    return Next("scan", Message("receive.reopened", values), booked="reopen_delivery")


def _close(turn: Receive, signed_by: str | None) -> Next:
    delivery_id = delivery_of(turn)
    number, missing = deliveries.close(turn.booking, delivery_id, signed_by)
    labels = parcels.close_finished_by(turn.booking, delivery_id)
    values: dict[str, object] = {
        "producer": inbound.producer_name(turn.booking, delivery_id),
        "number": number,
        "labels": len(labels),
        "missing": sum(pieces for _, pieces in missing),
    }
    return _next(turn, Message("receive.closed_short" if missing else "receive.closed", values), "close_delivery")


def _next(turn: Receive, message: Message, booked: str) -> Next:
    """The next delivery that goods were taken in for is in hand then: F4 finishes it, and goods may be scanned."""
    left = [each for each in turn.data.touched if each != turn.data.delivery]
    left = [each for each in left if deliveries.is_open(turn.booking, each)]
    if not left:
        return Next("scan", message, booked=booked, data=Receiving())
    return Next("scan", message, booked=booked, data=Receiving(delivery=left[0], touched=left))


def _note(turn: Receive, text: str) -> Next:
    document = deliveries.note_document(turn.booking, delivery_of(turn), read_reference(text))
    return Next("scan", Message("receive.document_noted", {"document": document}), booked="note_document")


def _ask_close(turn: Receive) -> Asked:
    if turn.data.delivery is None:
        return Asked({"producer": ""})
    if not deliveries.is_open(turn.booking, turn.data.delivery):
        raise Refused("receive.scan_first")  # another station finished it: the dialogue begins again
    found = colleagues.receiving(turn.booking, turn.data.delivery)
    lines = [Line(_receives_too("receive.colleague_line", each), "bad") for each in found]
    lines += [_difference(row) for row in deliveries.differences(turn.booking, turn.data.delivery)]
    document = inbound.document_of(turn.booking, turn.data.delivery)
    if document:
        lines.append(Line(Message("receive.document_line", {"document": document})))
    return Asked({"producer": inbound.producer_name(turn.booking, turn.data.delivery)}, tuple(lines))


def _receives_too(code: str, colleague: Colleague) -> Message:
    return Message(code, {"name": colleague.name, "station": colleague.station})


def _difference(row: Difference) -> Line:
    """An article of the delivery: what was taken in of what was expected, what was refused, what did not come."""
    kind = "exact" if row.received == row.expected else "short" if row.received < row.expected else "over"
    if row.refused:
        kind = "refused_short" if row.missing else "refused"
    elif not row.expected:
        kind = "unannounced"
    values: dict[str, object] = {"product": row.product, "got": row.received, "of": row.expected}
    if row.refused:
        values |= {"refused": row.refused, "missing": row.missing}
    return Line(Message(f"receive.line_{kind}", values), "done" if kind == "exact" else "bad")


def _ask_document(turn: Receive) -> Asked:
    return Asked({"producer": inbound.producer_name(turn.booking, delivery_of(turn))})


def _ask_reopen(turn: Receive) -> Asked:
    return Asked({"producer": item_of(turn).producer})


_BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")

STATES = (
    State(
        "close",
        _ask_close,
        (
            Edge(TEXT, close_signed, ("scan",)),
            Edge(ENTER, close, ("scan",), "key.not_signed"),
            Edge(key("f6"), end_visit, ("scan",), "key.more_later"),
            _BACK,
        ),
    ),
    State(
        "document",
        _ask_document,
        (
            Edge(TEXT, take_document, ("scan",)),
            Edge(scan(ScanKind.UNREADABLE), scan_document, ("scan",)),
            _BACK,
        ),
    ),
    State("reopen", _ask_reopen, (Edge(scan(ScanKind.BADGE), reopen, ("scan",)), _BACK)),
)
