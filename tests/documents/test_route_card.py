"""The route card: its words, and a code that the hub's scanners read."""

from dataclasses import replace

import pytest
from documents_samples import HOSTILE, words_of

from hubops.devices.scanners.meaning import read_scan
from hubops.documents.route_card import RouteCard, qr_text, route_card_pdf
from hubops.inputs import ScanKind

CARD = RouteCard("Bærum Mathub", "R1", "Bærum vest")


def test_it_names_the_route_and_what_it_is_for() -> None:
    words = words_of(route_card_pdf(CARD))

    assert "R1 Bærum vest ROUTE-R1 Skann kortet ved en stasjon" in words


def test_the_code_is_read_as_a_route() -> None:
    scan = read_scan(qr_text(CARD))

    assert (scan.kind, scan.code) == (ScanKind.ROUTE, "R1")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_it(text: str) -> None:
    assert route_card_pdf(replace(CARD, route_name=text, hub_name=text)).startswith(b"%PDF-")


def test_same_content_same_bytes() -> None:
    assert route_card_pdf(CARD) == route_card_pdf(CARD)
