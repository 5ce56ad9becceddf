"""Receive expected goods: one scan per case where the code says everything, else only what is missing is asked."""

from datetime import date
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_date, read_lot, read_temperature
from hubops.flows.table import DIGIT, ENTER, TEXT, WEIGHT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import papers, parcels, receiving
from hubops.operations.moving import Amount
from hubops.operations.receiving import REFUSAL_REASONS, Item, LotFacts
from hubops.queries import inbound


class Case(msgspec.Struct):
    """A case in hand, as far as it is known."""

    scan: Scan
    lot: str | None = None
    expiry: date | None = None
    date_kind: str = ""
    grams: int | None = None
    frame: str = ""
    """The frame of the scale that weighed it."""
    again: bool = False
    """Lot and date are those of the case before."""


class Receiving(msgspec.Struct):
    """What the dialogue has in hand."""

    delivery: UUID | None = None
    case: Case | None = None
    temperature_class: str = ""
    reason: str = ""


Receive = Turn[Receiving]


def take_scan(turn: Receive, scanned: Scan) -> Next:
    """A case was scanned: book it if everything is known, else ask for what is missing."""
    item = receiving.find_item(turn.booking, scanned)
    turn.data.delivery = item.delivery_id
    expiry = scanned.use_by or scanned.best_before
    kind = "use_by" if scanned.use_by else "best_before" if expiry else ""
    case = Case(scanned, scanned.lot, expiry, kind, scanned.net_g)
    before = receiving.lot_before(turn.booking, item) if scanned.lot is None and expiry is None else None
    if before:
        case.lot, case.expiry, case.date_kind, case.again = before.code, before.expiry, before.date_kind, True
    return _ask_or_book(turn, item, case)


def take_lot(turn: Receive, typed: Text) -> Next:
    """The lot was typed."""
    case = _case(turn)
    case.lot = read_lot(typed.text)
    return _ask_or_book(turn, receiving.find_item(turn.booking, case.scan), case)


def take_no_lot(turn: Receive, _: Key) -> Next:
    """The goods bear no lot: the hub gives them one."""
    case = _case(turn)
    case.lot = receiving.hub_lot_code(turn.booking)
    return _ask_or_book(turn, receiving.find_item(turn.booking, case.scan), case)


def take_date(turn: Receive, typed: Text) -> Next:
    """The date was typed."""
    case = _case(turn)
    case.expiry, case.date_kind = read_date(typed.text, turn.booking.day), "best_before"
    return _ask_or_book(turn, receiving.find_item(turn.booking, case.scan), case)


def take_weight(turn: Receive, weight: Weight) -> Next:
    """A stable weight of a new box came from the scale."""
    case = _case(turn)
    case.grams, case.frame = weight.grams, weight.raw
    return _ask_or_book(turn, receiving.find_item(turn.booking, case.scan), case)


def take_temperature(turn: Receive, typed: Text) -> Next:
    """The temperature of a class in the delivery was typed: the rulebook's verdict follows."""
    measured_cc = read_temperature(typed.text)
    temperature_class, delivery_id = turn.data.temperature_class, turn.data.delivery
    if delivery_id is None:
        raise Refused("receive.scan_first")
    judgement = receiving.record_temperature(turn.booking, delivery_id, temperature_class, measured_cc)
    turn.data.temperature_class = ""
    values = {
        "class_word": temperature_class,
        "measured_cc": measured_cc,
        "limit_cc": judgement.limit_cc,
        "action_word": judgement.action or None,
    }
    return Next("scan", Message(f"receive.{judgement.verdict}", values), booked="temperature")


def choose_delivery(turn: Receive, pressed: Key) -> Next:
    """A digit takes up a delivery without a scan: one that never came is finished with F4."""
    open_ones = inbound.open_deliveries(turn.booking)
    number = int(pressed.name)
    if not 1 <= number <= len(open_ones):
        raise Refused("receive.no_such_delivery", number=number, deliveries=len(open_ones))
    turn.data.delivery = open_ones[number - 1].id
    return Next("scan")


def ask_close(turn: Receive, _: Key) -> Next:
    """Finish the delivery in hand."""
    if turn.data.delivery is None:
        raise Refused("receive.scan_first")
    return Next("close")


def close(turn: Receive, _: Key) -> Next:
    """Close the delivery: differences are recorded, the producer's receipt prints, finished parcels get labels."""
    delivery_id = turn.data.delivery
    if delivery_id is None:
        raise Refused("receive.scan_first")
    rows = receiving.differences(turn.booking, delivery_id)
    receiving.close_delivery(turn.booking, delivery_id)
    missing = [(row.name, row.expected - row.received) for row in rows if row.received < row.expected]
    number = papers.print_receipt(turn.booking, delivery_id, missing)
    labels = parcels.close_finished_by(turn.booking, delivery_id)
    values: dict[str, object] = {
        "number": number,
        "labels": len(labels),
        "missing": sum(pieces for _, pieces in missing),
    }
    message = Message("receive.closed_short" if missing else "receive.closed", values)
    return Next("scan", message, booked="close_delivery", data=Receiving())


def take_reason(turn: Receive, pressed: Key) -> Next:
    """Why the next case is refused."""
    number = int(pressed.name)
    if not 1 <= number <= len(REFUSAL_REASONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(REFUSAL_REASONS))
    turn.data.reason = REFUSAL_REASONS[number - 1]
    return Next("refuse_scan")


def refuse_scan(turn: Receive, scanned: Scan) -> Next:
    """The case that is refused was scanned."""
    item = receiving.find_item(turn.booking, scanned)
    turn.data.delivery = item.delivery_id
    expiry = scanned.use_by or scanned.best_before
    kind = "use_by" if scanned.use_by else "best_before" if expiry else ""
    facts = LotFacts(scanned.lot, expiry, kind) if scanned.lot else None
    reason = turn.data.reason
    amount = Amount(item.pieces, scanned.net_g or item.pieces * item.net_g)
    receiving.refuse_case(turn.booking, item, reason, amount, facts, receiving.unique_code(scanned))
    turn.data.reason = ""
    values = {"product": item.name, "pieces": item.pieces, "reason_word": reason}
    return Next("scan", Message("receive.refused_case", values), booked="refuse_case")


def _ask_or_book(turn: Receive, item: Item, case: Case) -> Next:
    turn.data.case = case
    if case.expiry is None and item.dated and not case.again:
        return Next("date")
    if case.lot is None and case.expiry is None:
        return Next("lot")
    if item.weighed and case.grams is None:
        return Next("weigh")
    return _book(turn, item, case)


def _book(turn: Receive, item: Item, case: Case) -> Next:
    turn.data.case = None
    facts = LotFacts(case.lot or _lot_of(case), case.expiry, case.date_kind)
    # what goes by the piece is booked at its nominal weight, whatever its label says: so it is packed, too
    grams = case.grams if item.weighed and case.grams is not None else item.pieces * item.net_g
    amount, code = Amount(item.pieces, grams), receiving.unique_code(case.scan)
    values: dict[str, object] = {
        "product": item.name,
        "pieces": item.pieces,
        "weight_g": grams,
        "lot": facts.code,
        "expiry": facts.expiry,
    }
    if receiving.expired(turn.booking, facts):
        receiving.refuse_case(turn.booking, item, "expired", amount, facts, code)
        return Next("scan", Message("receive.expired", values), booked="refuse_case")
    received = receiving.accept_case(turn.booking, item, facts, amount, code, case.frame)
    said = Message(_said_of(received, case), values)
    if not received.temperature_known and turn.booking.house.classes[item.temperature_class].green_max_cc is not None:
        turn.data.temperature_class = item.temperature_class
        return Next("temperature", said, booked="receive_case")
    return Next("scan", said, booked="receive_case")


def _lot_of(case: Case) -> str:
    """Day, month and year of the date stand for the lot where none is marked (directive 2011/91/EU, article 5)."""
    return f"{case.expiry:%d%m%y}" if case.expiry else ""


def _said_of(received: receiving.Received, case: Case) -> str:
    if received.quarantined:
        return "receive.to_quarantine"
    if received.short_life:
        return "receive.short_life"
    return "receive.taken_again" if case.again else "receive.taken"


def _case(turn: Receive) -> Case:
    if turn.data.case is None:
        raise Refused("receive.scan_first")
    return turn.data.case


def _ask_scan(turn: Receive) -> Asked:
    found = inbound.open_deliveries(turn.booking)
    lines = tuple(
        Line(
            Message(
                "receive.delivery_line", {"number": n, "producer": row.producer, "got": row.got, "of": row.expected}
            ),
            "here" if row.id == turn.data.delivery else "done" if row.got >= row.expected else "",
        )
        for n, row in enumerate(found, start=1)
    )
    here = next((row for row in found if row.id == turn.data.delivery), None)
    return Asked(lines=lines, counter=(here.got, here.expected) if here else None)


def _ask_case(turn: Receive) -> Asked:
    case = turn.data.case
    name = inbound.product_name(turn.booking, case.scan.gtin) if case else ""
    return Asked({"product": name})


def _ask_temperature(turn: Receive) -> Asked:
    rule = turn.booking.house.classes[turn.data.temperature_class]
    return Asked({"class_word": rule.name, "limit_cc": rule.green_max_cc})


def _ask_close(turn: Receive) -> Asked:
    if turn.data.delivery is None:
        return Asked({"producer": ""})
    lines = []
    for row in receiving.differences(turn.booking, turn.data.delivery):
        kind = "short" if row.received < row.expected else "over" if row.received > row.expected else "exact"
        values = {"product": row.name, "got": int(row.received), "of": row.expected}
        lines.append(Line(Message(f"receive.line_{kind}", values), "done" if kind == "exact" else "bad"))
    return Asked({"producer": inbound.producer_name(turn.booking, turn.data.delivery)}, tuple(lines))


def _ask_reason(_: Receive) -> Asked:
    lines = (
        Message("receive.reason_line", {"number": n, "reason_word": word}) for n, word in enumerate(REFUSAL_REASONS, 1)
    )
    return Asked(lines=tuple(Line(message) for message in lines))


def _ask_refuse_scan(turn: Receive) -> Asked:
    return Asked({"reason_word": turn.data.reason})


_BOOKED = ("scan", "temperature")
_MISSING = ("lot", "date", "weigh", *_BOOKED)
_BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")
_ITEM = Edge(scan(ScanKind.ITEM), take_scan, _MISSING)

RECEIVE = Flow(
    "receive",
    Receiving,
    (
        State(
            "scan",
            _ask_scan,
            (
                _ITEM,
                Edge(key("f4"), ask_close, ("close",), "key.close_delivery"),
                Edge(key("f5"), go("reason"), ("reason",), "key.refuse_case"),
                Edge(DIGIT, choose_delivery, ("scan",)),
            ),
        ),
        State(
            "lot",
            _ask_case,
            (
                Edge(TEXT, take_lot, _MISSING),
                Edge(key("f4"), take_no_lot, _MISSING, "key.no_lot"),
                _BACK,
            ),
        ),
        State(
            "date",
            _ask_case,
            (Edge(TEXT, take_date, _MISSING), Edge(key("f6"), go("lot"), ("lot",), "key.type_lot"), _BACK),
        ),
        State("weigh", _ask_case, (Edge(WEIGHT, take_weight, _BOOKED), _BACK)),
        State("temperature", _ask_temperature, (Edge(TEXT, take_temperature, ("scan",)),)),
        State("reason", _ask_reason, (Edge(DIGIT, take_reason, ("refuse_scan",)), _BACK)),
        State("refuse_scan", _ask_refuse_scan, (Edge(scan(ScanKind.ITEM), refuse_scan, ("scan",)), _BACK)),
        State("close", _ask_close, (Edge(ENTER, close, ("scan",), "key.confirm"), _BACK)),
    ),
)
