"""The paper pack: a page for each producer and route, forms for the pen, and no text that breaks it."""

from dataclasses import replace
from datetime import date

import pytest
from documents_samples import HOSTILE, words_of

from hubops.documents.paper_pack import PackDelivery, PackLine, PackRoute, PackStop, PaperPack, paper_pack_pdf
from hubops.messages import LANGUAGES

MILK = PackLine("Helmelk 1 l", "chilled_default", 400, 50)
FLOUR = PackLine("Sammalt hvetemel 5 kg", "ambient", None, 3)
DELIVERY = PackDelivery(7, "Asker Meieri", "41000001", "07:30", (MILK, FLOUR))
STOP = PackStop(2, "B05 Åsen barnehage", "Åsveien 12, 1340 Skui", "08:05", "07:30–09:00", "Ring på dør B", (MILK,))
ROUTE = PackRoute("R1", "Bærum vest", "V1 EK 12345", "07:15", (STOP, replace(STOP, stop=3, lines=(FLOUR,))))
PACK = PaperPack("Lierbyen matterminal", date(2026, 11, 24), (DELIVERY,), (ROUTE,))


@pytest.mark.parametrize(
    "fact",
    [
        "Papirpakke", "tir. 24.11.2026", "Levering 7: Asker Meieri, ventes 07:30", "41000001",
        "Helmelk 1 l 50 MAKS 4,0 °C", "Sammalt hvetemel 5 kg 3 romtemperatur", "Stk kg Parti Dato °C Kl.",
        "R1 Bærum vest, V1 EK 12345, avgang 07:15", "Stopp 2: B05 Åsen barnehage, ankomst 08:05, tidsvindu 07:30–09:00",
        "Åsveien 12, 1340 Skui, Ring på dør B", "Mottatt av (blokkbokstaver)", "Mottak av varer som ikke var varslet",
        "Temperaturer", "Overlevering", "For huben", "Side 5 av 5",
    ],
)  # fmt: skip
def test_what_the_pack_says(fact: str) -> None:
    assert fact in words_of(paper_pack_pdf(PACK))


def test_each_producer_and_each_route_begins_a_page() -> None:
    pack = replace(PACK, deliveries=(DELIVERY,) * 3, routes=(ROUTE,) * 2)

    assert "Side 8 av 8" in words_of(paper_pack_pdf(pack))


def test_a_copy_says_so() -> None:
    assert "KOPI 2" in words_of(paper_pack_pdf(replace(PACK, copy=2)))


def test_same_content_same_bytes() -> None:
    assert paper_pack_pdf(PACK) == paper_pack_pdf(PACK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_without_anything_is_blank_forms(language: str) -> None:
    words = words_of(paper_pack_pdf(replace(PACK, deliveries=(), routes=(), language=language)))

    assert ("Side 3 av 3" if language == "nb" else "Page 3 of 3") in words


def test_a_stop_that_is_longer_than_a_page_runs_on() -> None:
    route = replace(ROUTE, stops=(replace(STOP, lines=(MILK,) * 60),))

    assert words_of(paper_pack_pdf(replace(PACK, routes=(route,)))).count("Helmelk 1 l") == 61


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_pack(text: str) -> None:
    line = PackLine(text, text, 400, 10**9)
    stop = PackStop(1, text, text, text, text, text, (line,))
    delivery = PackDelivery(1, text, text, text, (line, replace(line, max_cc=None)))
    pack = PaperPack(text, PACK.day, (delivery,), (PackRoute(text, text, text, text, (stop,)),))

    assert paper_pack_pdf(pack).startswith(b"%PDF-")
