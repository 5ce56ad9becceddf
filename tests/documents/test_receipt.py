"""The producer's receipt: what it says, same bytes, and that no text breaks it."""

from dataclasses import replace

import pytest
from documents_samples import HOSTILE, RECEIPT, words_of

from hubops.documents.receipt import CrateLine, MissingLine, ReceiptCheck, receipt_pdf

WORDS = words_of(receipt_pdf(RECEIPT))


@pytest.mark.parametrize(
    "fact",
    [
        "R-20261124-0007",
        "Vestmarka Gårdsslakteri, org.nr. 987654321",
        "Bærum Mathub, Rudsletta 14, 1351 Rud",
        "tir. 24.11.2026",
        "Mottatt 24.11.2026 06:02",  # Oslo
        "Kari Nordmann",
        "12 stk godkjent (4,800 kg), 1 stk avvist (12,345 kg)",
        "Kjøttdeig av storfe 400 g L2611 siste forbruksdag 02.12.2026 12 4,800 kg",
        "Bogstek KJ-2611-08 1 12,345 kg for varm",
        "Egg frittgående 12 stk 10",
        "rødt kjøtt 8,1 °C rød",
        "For produsent eller sjåfør",
        "Side 1 av 1",
    ],
)
def test_what_the_receipt_says(fact: str) -> None:
    assert fact in WORDS


def test_nothing_came() -> None:
    words = words_of(receipt_pdf(replace(RECEIPT, lines=(), checks=(), not_received=(), copy=2, language="en")))

    assert words.count("nothing") == 4
    assert "COPY 2" in words


def test_papers_signature_and_what_becomes_of_refused_goods() -> None:
    lines = tuple(replace(line, outcome="" if line.accepted else "return_later") for line in RECEIPT.lines)
    words = words_of(
        receipt_pdf(replace(RECEIPT, lines=lines, document="FS 4711", signed_by="Ola Nord", more_to_come=True))
    )

    for fact in ("Papirer FS 4711", "Signert av Ola Nord", "Delleveranse: mer kommer senere", "venter i karantene"):
        assert fact in words


def test_crates_and_how_the_producer_stands() -> None:
    crates = (CrateLine("Eurokasse E2", 12, 10, 2), CrateLine("Meieribrett", 0, 4, -3))
    words = words_of(receipt_pdf(replace(RECEIPT, crates=crates)))

    assert "Lånekasser Lånekasse Kom Tatt med Saldo Eurokasse E2 12 10 2 Meieribrett 0 4 -3 Saldo over null" in words
    assert "Saldo" not in WORDS, "a receipt without crates does not speak of them"


def test_same_content_same_bytes() -> None:
    assert receipt_pdf(RECEIPT) == receipt_pdf(RECEIPT)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_receipt(text: str) -> None:
    lines = [replace(line, product=text, lot=text, reason=text, date_kind=text) for line in RECEIPT.lines]
    receipt = replace(
        RECEIPT, hub_name=text, hub_address=text, producer_name=text, producer_org_number=text, received_by=text,
        lines=tuple(lines * 2), checks=(ReceiptCheck(text, 1, text),), not_received=(MissingLine(text, 1),),
        number=text, document=text, signed_by=text, crates=(CrateLine(text, 1, 1, 1),),
    )  # fmt: skip

    assert receipt_pdf(receipt).startswith(b"%PDF-")


def test_a_typed_weight_is_marked() -> None:
    typed = replace(RECEIPT, lines=tuple(replace(line, typed=line.accepted) for line in RECEIPT.lines), language="en")

    assert "weight typed by hand" in words_of(receipt_pdf(typed))
    assert "typed" not in words_of(receipt_pdf(replace(RECEIPT, language="en")))
