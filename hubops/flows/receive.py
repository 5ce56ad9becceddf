"""Receive goods: one scan per case where the code says everything, else only what is missing is asked.

The table of the dialogue, and its common path; doubts about dates and amounts, refusals, crates and the end of a
delivery stand in files of their own.
"""

from hubops.errors import Refused
from hubops.flows import receive_counting, receive_crates, receive_dates, receive_finish, receive_refusal
from hubops.flows.answers import read_lot, read_temperature
from hubops.flows.case_in_hand import (
    ASKED,
    Case,
    Receive,
    Receiving,
    ask_case,
    ask_or_book,
    case_of,
    delivery_of,
    item_of,
)
from hubops.flows.receive_counting import counted_line, take_more
from hubops.flows.table import DIGIT, TEXT, WEIGHT, Asked, Edge, Flow, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import crates, receiving, temperature_checks
from hubops.queries import inbound
from hubops.queries.inbound import DeliveryRow


def take_scan(turn: Receive, scanned: Scan) -> Next:
    """A case was scanned: book it if everything is known, else ask for what is missing."""
    item = receiving.find_item(turn.booking, scanned)
    expiry = scanned.use_by or scanned.best_before
    kind = "use_by" if scanned.use_by else "best_before" if expiry else ""
    case = Case(scanned, scanned.lot, expiry, kind, scanned.net_g)
    if item.awaited.closed_at is not None:
        turn.data.case = case
        values = {"producer": item.producer, "closed_at": item.awaited.closed_at}
        return Next("reopen", Message("receive.delivery_closed", values))
    turn.data.delivery = item.awaited.delivery_id or turn.data.delivery
    before = receiving.lot_before(turn.booking, item) if scanned.lot is None and expiry is None else None
    if before:
        case.lot, case.expiry, case.date_kind, case.again = before.code, before.expiry, before.date_kind, True
    return ask_or_book(turn, item, case)


def take_lot(turn: Receive, typed: Text) -> Next:
    """The lot was typed."""
    case = case_of(turn)
    case.lot = read_lot(typed.text)
    return ask_or_book(turn, item_of(turn), case)


def take_no_lot(turn: Receive, _: Key) -> Next:
    """The goods bear no lot: the hub gives them one."""
    case = case_of(turn)
    case.lot = receiving.hub_lot_code(turn.booking)
    return ask_or_book(turn, item_of(turn), case)


def take_weight(turn: Receive, weight: Weight) -> Next:
    """A stable weight of a new box came from the scale; its crate is taken off, unless the scale did that."""
    case, item = case_of(turn), item_of(turn)
    case.grams, case.gross_g, case.frame = weight.grams, weight.grams, weight.raw
    case.crate = turn.data.tares.get(item.producer_id, "")
    if case.crate and not weight.net:
        case.grams = crates.net_g(turn.booking, weight.grams, case.crate)
    return ask_or_book(turn, item, case)


def take_temperature(turn: Receive, typed: Text) -> Next:
    """The temperature of a class in the delivery was typed: the rulebook's verdict follows."""
    measured_cc = read_temperature(typed.text)
    temperature_class, delivery_id = turn.data.temperature_class, turn.data.delivery
    if delivery_id is None:
        raise Refused("receive.scan_first")
    judgement = temperature_checks.record(turn.booking, delivery_id, temperature_class, measured_cc)
    turn.data.temperature_class = ""
    values = {
        "class_word": temperature_class,
        "measured_cc": measured_cc,
        "limit_cc": judgement.limit_cc,
        "action_word": judgement.action or None,
    }
    return Next("more", Message(f"receive.{judgement.verdict}", values), booked="temperature")


def choose_delivery(turn: Receive, pressed: Key) -> Next:
    """A digit takes up a delivery without a scan: one that never came is finished with F4."""
    open_ones = inbound.open_deliveries(turn.booking)
    number = int(pressed.name)
    if not 1 <= number <= len(open_ones):
        raise Refused("receive.no_such_delivery", number=number, deliveries=len(open_ones))
    turn.data.delivery = open_ones[number - 1].id
    return Next("scan")


def _ask_scan(turn: Receive) -> Asked:
    found = inbound.open_deliveries(turn.booking)
    lines = tuple(_line_of(row, row.id == turn.data.delivery, number=n) for n, row in enumerate(found, start=1))
    return Asked(lines=lines, counter=_counter(next((row for row in found if row.id == turn.data.delivery), None)))


def _ask_more(turn: Receive) -> Asked:
    here = inbound.open_delivery(turn.booking, turn.data.delivery)
    lines = (_line_of(here, here=True),) if here else ()
    return Asked(lines=(*counted_line(turn), *lines), counter=_counter(here))


def _line_of(row: DeliveryRow, here: bool, number: int | None = None) -> Line:
    """A delivery; one that is short does not look complete because there is too much of something else."""
    covered = row.missing and row.got >= row.expected
    code = "receive.delivery_covered" if covered else "receive.delivery_line"
    if not row.expected:
        code = "receive.delivery_unannounced"
    values: dict[str, object] = {"number": number or "", "producer": row.producer, "got": row.got, "of": row.expected}
    if covered:
        values["missing"] = row.missing
    complete = "bad" if covered or not row.expected else "done" if row.got >= row.expected else ""
    return Line(Message(code, values), "here" if here else complete, number or 0)


def _counter(here: DeliveryRow | None) -> tuple[int, int] | None:
    return (here.got, here.expected) if here and here.expected else None


def _ask_temperature(turn: Receive) -> Asked:
    temperature_class = turn.data.temperature_class
    limit_cc = temperature_checks.warmest(turn.booking, delivery_of(turn), temperature_class)
    return Asked({"class_word": temperature_class, "limit_cc": limit_cc})


_BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")
_COMMON = (
    Edge(scan(ScanKind.ITEM), take_scan, ("reopen", *ASKED)),
    Edge(key("f4"), receive_finish.ask_close, ("close",), "key.close_delivery"),
    Edge(key("f5"), receive_refusal.begin, ("reason",), "key.refuse_case"),
    Edge(key("f6"), receive_crates.begin, ("crates",), "key.crates"),
    Edge(key("f7"), receive_finish.ask_document, ("document",), "key.document"),
)

RECEIVE = Flow(
    "receive",
    Receiving,
    (
        State(
            "scan",
            _ask_scan,
            (
                *_COMMON,
                Edge(key("f8"), go("returns"), ("returns",), "key.returns"),
                Edge(DIGIT, choose_delivery, ("scan",)),
            ),
        ),
        State("more", _ask_more, (*_COMMON, Edge(TEXT, take_more, ASKED), _BACK)),
        State(
            "lot",
            ask_case,
            (
                Edge(TEXT, take_lot, ASKED),
                Edge(key("f4"), take_no_lot, ASKED, "key.no_lot"),
                _BACK,
            ),
        ),
        State(
            "weigh",
            receive_crates.ask_weigh,
            (
                Edge(WEIGHT, take_weight, ASKED),
                Edge(key("f6"), receive_crates.ask_tare, ("tare",), "key.in_crate"),
                _BACK,
            ),
        ),
        State("temperature", _ask_temperature, (Edge(TEXT, take_temperature, ("more",)),)),
        *receive_counting.STATES,
        *receive_dates.STATES,
        *receive_refusal.STATES,
        *receive_finish.STATES,
        *receive_crates.STATES,
    ),
)
