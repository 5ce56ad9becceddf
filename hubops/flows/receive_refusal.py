"""Receiving, what the hub does not take: why, what becomes of it, and what waits to be sent back."""

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.case_in_hand import Case, Receive, amount_of, facts_of
from hubops.flows.goods_in_hand import read_reason, reason_lines
from hubops.flows.receive_counting import MOST_PACKS
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import receiving, refusing
from hubops.operations.refusing import REFUSAL_REASONS
from hubops.queries import inbound


def begin(turn: Receive, _: Key) -> Next:
    """Refuse goods: one case that goes back with the driver, unless something else is said."""
    turn.data.reason, turn.data.outcome, turn.data.packs = "", refusing.SEND_BACK, 1
    return Next("reason")


def take_reason(turn: Receive, pressed: Key) -> Next:
    """Why goods are refused."""
    turn.data.reason = read_reason(pressed, REFUSAL_REASONS)
    return Next("refuse_scan")


def take_packs(turn: Receive, typed: Text) -> Next:
    """So many identical cases are refused."""
    turn.data.packs = read_count(typed.text, MOST_PACKS)
    return Next("refuse_scan")


def throw_away(turn: Receive, _: Key) -> Next:
    """The hub throws the goods away for the producer."""
    turn.data.outcome = refusing.WASTE_HERE
    return Next("refuse_scan")


def return_later(turn: Receive, _: Key) -> Next:
    """The goods wait in quarantine until the producer fetches them."""
    turn.data.outcome = refusing.RETURN_LATER
    return Next("refuse_scan")


def refuse_scan(turn: Receive, scanned: Scan) -> Next:
    """The case that is refused was scanned."""
    data = turn.data
    item, code = receiving.find_item(turn.booking, scanned), receiving.unique_code(scanned)
    if code is not None and data.packs > 1:
        raise Refused("receive.count_unique", product=item.name)
    expiry = scanned.use_by or scanned.best_before
    kind = "use_by" if scanned.use_by else "best_before" if expiry else ""
    grams = scanned.net_g * data.packs if scanned.net_g else None
    case = Case(scanned, scanned.lot, expiry, kind, grams, packs=data.packs)
    amount = amount_of(item, case)
    facts = facts_of(case)
    data.delivery = refusing.refuse(turn.booking, item, data.reason, amount, facts, code, data.outcome)
    values = {
        "product": item.name,
        "pieces": amount.pieces,
        "reason_word": data.reason,
        "outcome_word": data.outcome,
    }
    data.reason, data.outcome, data.packs = "", refusing.SEND_BACK, 1
    return Next("scan", Message("receive.refused_case", values), booked="refuse_case")


def send_back(turn: Receive, pressed: Key) -> Next:
    """The producer fetched goods that waited: a digit says which."""
    waiting = inbound.waiting_returns(turn.booking)
    number = int(pressed.name)
    if not 1 <= number <= len(waiting):
        raise Refused("receive.no_such_return", number=number, returns=len(waiting))
    row = waiting[number - 1]
    refusing.send_back(turn.booking, row.id)
    values = {"product": row.product, "pieces": row.pieces, "producer": row.producer}
    return Next("returns", Message("receive.sent_back", values), booked="return_fetched")


def _ask_reason(_: Receive) -> Asked:
    return Asked(lines=reason_lines(REFUSAL_REASONS))


def _ask_refuse_scan(turn: Receive) -> Asked:
    data = turn.data
    return Asked({"reason_word": data.reason, "outcome_word": data.outcome, "packs": data.packs})


def _ask_returns(turn: Receive) -> Asked:
    waiting = inbound.waiting_returns(turn.booking)
    lines = (
        Line(
            Message(
                "receive.return_line",
                {
                    "number": n,
                    "producer": row.producer,
                    "product": row.product,
                    "pieces": row.pieces,
                    "lot": row.lot,
                    "reason_word": row.reason,
                },
            ),
            choice=n,
        )
        for n, row in enumerate(waiting, 1)
    )
    return Asked({"returns": len(waiting)}, tuple(lines))


_BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")

STATES = (
    State("reason", _ask_reason, (Edge(DIGIT, take_reason, ("refuse_scan",)), _BACK)),
    State(
        "refuse_scan",
        _ask_refuse_scan,
        (
            Edge(scan(ScanKind.ITEM), refuse_scan, ("scan",)),
            Edge(TEXT, take_packs, ("refuse_scan",)),
            Edge(key("f6"), throw_away, ("refuse_scan",), "key.throw_away"),
            Edge(key("f7"), return_later, ("refuse_scan",), "key.return_later"),
            _BACK,
        ),
    ),
    State("returns", _ask_returns, (Edge(DIGIT, send_back, ("returns",)), _BACK)),
)
