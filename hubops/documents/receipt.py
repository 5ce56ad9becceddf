"""The producer's receipt: what the hub took over, what it refused and why, as A4 PDF.

The content is frozen in the print job as JSON and drawn when it is printed; the same content gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, KeepTogether, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.messages import say, written


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One product of one lot that came."""

    product: str
    lot: str
    date: date | None
    date_kind: str
    """``best_before``, ``use_by`` or empty."""
    pieces: int
    weight_g: int
    accepted: bool
    reason: str
    """Why it was refused: the ``x`` of a ``word.x`` in messages.py (``too_warm``), or a text; empty if accepted."""
    outcome: str = ""
    """What became of refused goods, a word as well: ``send_back``, ``waste`` or ``return_later``."""
    typed: bool = False
    """Some of the weight was typed by a person, not told by a scale."""


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """One temperature that was measured."""

    temperature_class: str
    temperature_cc: int
    verdict: str
    """``green``, ``yellow`` or ``red``."""


@dataclass(frozen=True, slots=True)
class MissingLine:
    """Something that was announced and did not come."""

    product: str
    pieces: int


@dataclass(frozen=True, slots=True)
class CrateLine:
    """Returnable crates of one type."""

    name: str
    came: int
    back: int
    """Empty ones that went back with the driver."""
    balance: int
    """Above zero the producer has so many to get back, below zero to give back."""


@dataclass(frozen=True, slots=True)
class ProducerReceipt:
    """The outcome of one delivery."""

    hub_name: str
    hub_address: str
    producer_name: str
    producer_org_number: str
    delivery_date: date
    received_at: datetime
    """Aware."""
    received_by: str
    """The operator's name."""
    lines: tuple[ReceiptLine, ...]
    checks: tuple[ReceiptCheck, ...]
    not_received: tuple[MissingLine, ...]
    number: str
    """The receipt's number."""
    document: str = ""
    """The producer's paper or a photo that goes with the delivery."""
    signed_by: str = ""
    """Who signs for the producer; empty leaves the field to the pen."""
    more_to_come: bool = False
    """The receipt is of one visit; more of the delivery comes later."""
    crates: tuple[CrateLine, ...] = ()
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def receipt_pdf(receipt: ProducerReceipt) -> bytes:
    """The receipt as PDF."""
    return paper.a4(head_of(receipt), lambda: _story(receipt))


def head_of(receipt: ProducerReceipt) -> paper.Head:
    """What stands on every page."""
    language = receipt.language
    return paper.Head(
        title=say("receipt.title", language),
        mark=receipt.number,
        detail=paper.copy_mark(receipt.copy, language),
        foot=f"{receipt.hub_name}, {receipt.producer_name}, {wording.day(receipt.delivery_date, language)}",
        language=language,
    )


def _story(receipt: ProducerReceipt) -> list[Flowable]:
    word = partial(say, language=receipt.language)
    refused = [line for line in receipt.lines if not line.accepted]
    return [
        paper.facts(list(delivery(receipt)), (35, 145)),
        par(word("receipt.accepted"), "section"),
        _goods([line for line in receipt.lines if line.accepted], receipt.language),
        par(word("receipt.refused"), "section"),
        _goods(refused, receipt.language),
        par(word("receipt.not_received"), "section"),
        _not_received(receipt),
        par(word("receipt.checks"), "section"),
        _checks(receipt),
        *_crates(receipt),
        Spacer(0, 8 * mm),
        _signatures(receipt),
    ]


def delivery(receipt: ProducerReceipt) -> Iterator[tuple[str, str]]:
    """Who, when, and the outcome in one line."""
    word = partial(say, language=receipt.language)
    at = wording.moment(receipt.received_at, ZoneInfo(receipt.time_zone), receipt.language)
    number = word("paper.org_number", values={"number": receipt.producer_org_number})
    yield word("receipt.number"), receipt.number
    yield word("receipt.producer"), f"{receipt.producer_name}, {number}"
    yield word("receipt.hub"), f"{receipt.hub_name}, {receipt.hub_address}"
    yield word("receipt.delivery_date"), wording.day(receipt.delivery_date, receipt.language)
    yield word("receipt.received"), at
    yield word("receipt.received_by"), receipt.received_by
    if receipt.document:
        yield word("receipt.document"), receipt.document
    if receipt.signed_by:
        yield word("receipt.signed_by"), receipt.signed_by
    if receipt.more_to_come:
        yield word("receipt.note"), word("receipt.more_to_come")
    yield word("receipt.result"), word("receipt.result_total", values=_result(receipt.lines))


def _result(lines: Sequence[ReceiptLine]) -> dict[str, int]:
    taken = [line for line in lines if line.accepted]
    refused = [line for line in lines if not line.accepted]
    return {
        "accepted": sum(line.pieces for line in taken),
        "accepted_g": sum(line.weight_g for line in taken),
        "refused": sum(line.pieces for line in refused),
        "refused_g": sum(line.weight_g for line in refused),
    }


def _goods(lines: Sequence[ReceiptLine], language: str) -> Flowable:
    """The lines with their sum; the reasons stand with refused ones."""
    if not lines:
        return par(say("receipt.nothing", language))
    word = partial(say, language=language)
    codes = ("paper.product", "paper.lot", "paper.date", "paper.quantity", "paper.weight")
    reason = "" if lines[0].accepted else word("receipt.reason")
    rows = [
        [
            par(line.product),
            par(line.lot),
            par(wording.dated(line, language), "small"),
            par(str(line.pieces), "right"),
            par(wording.weight(line.weight_g, language), "right"),
            par(why(line, language), "bold"),
        ]
        for line in lines
    ]
    pieces, grams = sum(line.pieces for line in lines), sum(line.weight_g for line in lines)
    total = [
        par(word("receipt.total"), "bold"),
        par(""),
        par(""),
        par(str(pieces), "bold right"),
        par(written("grams_g", grams, language), "bold right"),
        par(""),
    ]
    return paper.listing([*(word(code) for code in codes), reason], [*rows, total], (56, 32, 30, 16, 24, 22), {3, 4})


def why(line: ReceiptLine, language: str) -> str:
    """The reason of a refusal and what becomes of the goods, or that the weight was typed; else empty."""
    words = [wording.known_word(word, language) for word in (line.reason, line.outcome) if word]
    typed = [say("receipt.typed", language)] if line.typed else []
    return "; ".join([*([": ".join(words)] if words else []), *typed])


def _not_received(receipt: ProducerReceipt) -> Flowable:
    """What was announced and did not come."""
    if not receipt.not_received:
        return par(say("receipt.nothing", receipt.language))
    rows = [[par(line.product), par(str(line.pieces), "right")] for line in receipt.not_received]
    heads = [say(code, receipt.language) for code in ("paper.product", "paper.quantity")]
    return paper.listing(heads, rows, (118, 16), {1})


def _checks(receipt: ProducerReceipt) -> Flowable:
    """The measured temperatures and the verdict of the hub's rules."""
    if not receipt.checks:
        return par(say("receipt.nothing", receipt.language))
    language = receipt.language
    rows = [
        [
            par(wording.known_word(check.temperature_class, language)),
            par(written("temperature_cc", check.temperature_cc, language), "bold"),
            par(wording.known_word(check.verdict, language), "bold"),
        ]
        for check in receipt.checks
    ]
    heads = [say(code, language) for code in ("receipt.class", "receipt.measured", "receipt.verdict")]
    return paper.listing(heads, rows, (56, 32, 30))


def _crates(receipt: ProducerReceipt) -> list[Flowable]:
    """The crates that came and went, and how producer and hub stand; nothing where there are none."""
    if not receipt.crates:
        return []
    word = partial(say, language=receipt.language)
    rows = [
        [
            par(line.name),
            *(par(str(count), "right") for count in (line.came, line.back)),
            par(str(line.balance), "bold right"),
        ]
        for line in receipt.crates
    ]
    heads = [
        word(code) for code in ("receipt.crate", "receipt.crates_in", "receipt.crates_back", "receipt.crates_balance")
    ]
    return [
        par(word("receipt.crates"), "section"),
        paper.listing(heads, rows, (56, 30, 30, 30), {1, 2, 3}),
        par(word("receipt.crates_note"), "small"),
    ]


def _signatures(receipt: ProducerReceipt) -> Flowable:
    """Fields for the pen, kept together on one page."""
    word = partial(say, language=receipt.language)
    rows = [
        paper.pen_fields([word(code), word("paper.name"), word("paper.time")], (80, 70, 30))
        for code in ("receipt.hub_signature", "receipt.producer_signature")
    ]
    return KeepTogether([rows[0], Spacer(0, 3 * mm), rows[1]])
