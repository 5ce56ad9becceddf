"""The case that a worker holds while goods are received: what is known of it, what must still be asked, its booking."""

from datetime import date
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.table import Asked, Next, Turn
from hubops.inputs import Scan
from hubops.messages import Message, Severity
from hubops.operations import crates, receiving, refusing
from hubops.operations.moving import Amount
from hubops.operations.receiving import Item, LotFacts
from hubops.queries import inbound


class Case(msgspec.Struct):
    """A case in hand, as far as it is known; several identical ones where their number was typed."""

    scan: Scan
    lot: str | None = None
    expiry: date | None = None
    date_kind: str = ""
    grams: int | None = None
    """Of the scale or of the code; None where neither told it."""
    frame: str = ""
    """The frame of the scale that weighed it."""
    crate: str = ""
    """The code of the crate that it was weighed in; empty where it was weighed bare, or not at all."""
    gross_g: int = 0
    """What the scale showed."""
    again: bool = False
    """Lot and date are those of the case before."""
    packs: int = 1
    confirmed: bool = False
    """The worker takes it although nobody ordered it, or so many."""


class Counted(msgspec.Struct):
    """The last case that was taken in, and what was counted of it."""

    case: Case
    product: str
    level: str
    pieces: int


class Receiving(msgspec.Struct):
    """What the dialogue has in hand."""

    delivery: UUID | None = None
    touched: list[UUID] = []
    """Deliveries that goods were taken in for since the dialogue began, in that order."""
    case: Case | None = None
    last: Counted | None = None
    temperature_class: str = ""
    reason: str = ""
    outcome: str = refusing.SEND_BACK
    packs: int = 1
    """How many identical cases are refused with the next scan."""
    crate: str = ""
    """The code of the crates that are being counted."""
    crates_in: int = 0
    """How many of them came."""
    tares: dict[UUID, str] = {}
    """By producer: the code of the crate that the goods of the delivery are weighed in."""


Receive = Turn[Receiving]

ASKED = ("unannounced", "over", "date", "lot", "weigh", "temperature", "more", "scan")
"""Every state that a case can lead to."""


def case_of(turn: Receive) -> Case:
    """The case in hand. Raises Refused ``receive.scan_first``."""
    if turn.data.case is None:
        raise Refused("receive.scan_first")
    return turn.data.case


def delivery_of(turn: Receive) -> UUID:
    """The delivery in hand. Raises Refused ``receive.scan_first``."""
    if turn.data.delivery is None:
        raise Refused("receive.scan_first")
    return turn.data.delivery


def item_of(turn: Receive) -> Item:
    """The article of the case in hand, with its delivery as it stands now."""
    return receiving.find_item(turn.booking, case_of(turn).scan)


def ask_case(turn: Receive) -> Asked:
    """The question of a state that is about the case in hand."""
    case = turn.data.case
    return Asked({"product": inbound.product_name(turn.booking, case.scan.gtin) if case else ""})


def ask_or_book(turn: Receive, item: Item, case: Case) -> Next:
    """Book a case if everything is known, else ask for what is missing; doubts come first."""
    turn.data.case = case
    question = _doubt(item, case) or _missing(item, case)
    if question:
        return Next(question)
    if receiving.expired(turn.booking, case.expiry):
        return refuse(turn, item, case, "expired", "receive.expired")
    if item.weighed and case.grams is None:
        return Next("weigh")
    return book(turn, item, case)


def book(turn: Receive, item: Item, case: Case) -> Next:
    """Take the case in hand into custody."""
    amount = amount_of(item, case)
    received = receiving.accept_case(turn.booking, item, _facts(case), amount, case.scan, case.frame, case.crate)
    data = turn.data
    data.case, data.delivery = None, received.delivery_id
    if received.delivery_id not in data.touched:
        data.touched = [*data.touched, received.delivery_id]
    data.last = Counted(case, item.name, item.level, amount.pieces)
    said = Message(_said_of(received, case), values_of(item, case))
    if case.crate:
        said = _with_crate(turn, said, case)
    if not received.temperature_known and turn.booking.house.classes[item.temperature_class].green_max_cc is not None:
        data.temperature_class = item.temperature_class
        return Next("temperature", said, booked="receive_case")
    return Next("more", said, booked="receive_case")


def refuse(turn: Receive, item: Item, case: Case, reason: str, said: str) -> Next:
    """The case in hand goes back with the driver."""
    code = receiving.unique_code(case.scan)
    amount = amount_of(item, case)
    turn.data.delivery = refusing.refuse(turn.booking, item, reason, amount, facts_of(case), code)
    turn.data.case = None
    values = {**values_of(item, case), "reason_word": reason, "outcome_word": refusing.SEND_BACK}
    return Next("scan", Message(said, values), booked="refuse_case")


def facts_of(case: Case) -> LotFacts | None:
    """The lot of a case; None where nothing is known of it."""
    return None if case.lot is None and case.expiry is None else _facts(case)


def amount_of(item: Item, case: Case) -> Amount:
    """Pieces and grams of the case; what goes by the piece is booked at its nominal weight, as it is packed."""
    pieces = item.pieces * case.packs
    return Amount(pieces, case.grams if item.weighed and case.grams is not None else pieces * item.net_g)


def values_of(item: Item, case: Case) -> dict[str, object]:
    """What sentences about a case name."""
    amount, facts = amount_of(item, case), facts_of(case)
    return {
        "product": item.name,
        "pieces": amount.pieces,
        "weight_g": amount.grams,
        "lot": facts.code if facts else None,
        "expiry": case.expiry,
    }


def _with_crate(turn: Receive, taken: Message, case: Case) -> Message:
    """The same, with what the scale showed and what the crate weighs."""
    found = crates.crate_type(turn.booking, case.crate)
    values = {"name": found.name, "tare_g": found.tare_g, "gross_g": case.gross_g, "net_g": case.grams}
    weighed = Message("receive.net_already" if case.grams == case.gross_g else "receive.less_tare", values)
    code = "receive.in_crate" if taken.severity is Severity.OK else "receive.in_crate_warned"
    return Message(code, {"taken": taken, "weighed": weighed})


def _doubt(item: Item, case: Case) -> str:
    """The state that asks whether so much, or the article at all, is to be taken; empty if it was expected."""
    if case.confirmed:
        return ""
    if item.awaited.unannounced:
        return "unannounced"
    return "over" if item.goes_over(case.packs) else ""


def _missing(item: Item, case: Case) -> str:
    """The state that asks for what the code did not tell of the lot; empty if all is known."""
    if case.expiry is None and item.dated and not case.again:
        return "date"
    return "lot" if case.lot is None and case.expiry is None else ""


def _facts(case: Case) -> LotFacts:
    """Day, month and year of the date stand for the lot where none is marked (directive 2011/91/EU, article 5)."""
    dated = f"{case.expiry:%d%m%y}" if case.expiry else ""
    return LotFacts(case.lot or dated, case.expiry, case.date_kind)


def _said_of(received: receiving.Received, case: Case) -> str:
    if received.quarantined:
        return "receive.to_quarantine"
    if received.short_life:
        return "receive.short_life"
    return "receive.taken_again" if case.again else "receive.taken"
