"""Every paper as A4 and on a roll, from the same frozen content."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import documents_samples as samples
import pytest
from roll_text import lines_of

from hubops.documents.closing_statement import ClosingStatement, StatementPart, StatementRow
from hubops.documents.code_sheet import CommandSheet
from hubops.documents.delivery_card import CardDay, CardLine, DeliveryCard
from hubops.documents.manifest_changes import FactChange, GoodsChange, VersionChanges
from hubops.documents.notice_sheet import NoticeSheet
from hubops.documents.paper_pack import PackDelivery, PackLine, PackRoute, PackStop, PaperPack
from hubops.documents.pickup_sheet import CratesBack, PickupLine, PickupSheet, PickupStop
from hubops.documents.receipt import CrateLine
from hubops.documents.render import Document, copy_of, freeze, render
from hubops.documents.roll import RollForm
from hubops.documents.route_card import RouteCard
from hubops.errors import BadInput

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHEET = PickupSheet(
    hub_name="Bærum Mathub",
    hub_address="Rudsletta 14, 1351 Rud",
    hub_phone="67 00 00 00",
    cluster_code="LIER",
    cluster_name="Lierdalen",
    day=samples.DAY,
    made_at=MADE_AT,
    stops=(
        PickupStop(
            producer="Trollhagen Grønt",
            address="Trollhagen 1, 3400 Lier",
            phone="90 00 00 00",
            window_start="05:30",
            window_end="07:00",
            lines=(PickupLine("Kuttet rotgrønnsakmiks 1 kg", "chilled_default", 400, 27),),
            crates=(CratesBack("Grønn kasse", 4),),
        ),
    ),
)
CARD = DeliveryCard(
    hub_name="Bærum Mathub",
    hub_address="Rudsletta 14, 1351 Rud",
    hub_phone="67 00 00 00",
    kitchen_code="BK-07",
    kitchen_name="Åsen barnehage",
    address="Åsveien 12, 1340 Skui",
    week=48,
    monday=date(2026, 11, 23),
    made_at=MADE_AT,
    days=(
        CardDay(samples.DAY, "R1 Bærum", "07:45", ("BK-2001",), (CardLine("Helmelk 1 l", 10),)),
        CardDay(date(2026, 11, 26), "", "", ("BK-2002", "BK-2003"), (CardLine("Eple Aroma 1 kg", 1),)),
    ),
    crates_to_give_back=3,
)
STATEMENT = ClosingStatement(
    hub_name="Bærum Mathub",
    day=samples.DAY,
    title="Dagsoppgjør for 24.11.2026: 2 ordrelinjer",
    parts=(
        StatementPart("Ordrelinjer", (StatementRow("levert", 1), StatementRow("IKKE GJORT REDE FOR", 0))),
        StatementPart("Avvik: 1", (StatementRow("Avvist på rampen", 1, ("Avvist: 5 stk melk",)),)),
    ),
    made_at=MADE_AT,
    seal="ab12",
)
MILK, FISH = PackLine("Melk 1 l", "chilled_default", 400, 10), PackLine("Torsk 1 kg", "fish_fresh", None, 5)
PACK = PaperPack(
    hub_name="Bærum Mathub",
    day=samples.DAY,
    deliveries=(PackDelivery(1, "Trollhagen Grønt", "90 00 00 00", "07:00", (MILK,)),),
    routes=(
        PackRoute(
            code="R1",
            name="Bærum",
            vehicle="V1",
            departure="07:30",
            stops=(PackStop(1, "BK-07 Åsen barnehage", "Åsveien 12", "07:45", "07:30–08:30", "", (FISH,)),),
        ),
    ),
)
NOTICE = NoticeSheet("order_rejected", "Åsen barnehage", {"number": "BK-7", "requested_on": "2026-11-24"})
CARD_OF_ROUTE = RouteCard("Bærum Mathub", "R1", "Bærum vest")
PAPERS: dict[str, Document] = {
    "manifest": samples.MANIFEST,
    "receipt": samples.RECEIPT,
    "route_card": CARD_OF_ROUTE,
    "pickup_sheet": SHEET,
    "delivery_card": CARD,
    "closing_statement": STATEMENT,
    "paper_pack": PACK,
    "notice": NOTICE,
}


def on_roll(kind: str, document: Document, columns: int = 48) -> list[str]:
    return lines_of(render(kind, freeze(document), "escpos", 0, roll=RollForm(columns)))


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("kind", PAPERS)
def test_one_content_is_a_page_or_a_strip(kind: str, language: str) -> None:
    document: Document = replace(PAPERS[kind], language=language)

    assert render(kind, freeze(document), "pdf", 0).startswith(b"%PDF-")
    for columns in (42, 48, 64):
        lines = on_roll(kind, document, columns)
        assert max(map(len, lines)) <= columns


@pytest.mark.parametrize("kind", PAPERS)
def test_a_copy_says_so_at_the_top(kind: str) -> None:
    copied = render(kind, copy_of(kind, freeze(PAPERS[kind]), 2), "escpos", 0)
    assert "KOPI 2" in lines_of(copied)[1]
    assert not any("KOPI" in line for line in on_roll(kind, PAPERS[kind]))


def test_a_label_is_no_strip() -> None:
    with pytest.raises(BadInput, match=r"documents\.wrong_language"):
        render("drop_label", freeze(samples.LABEL), "escpos", 0)


def test_the_keys_come_out_on_a_strip_each_with_its_code() -> None:
    sheet = CommandSheet("H", stations=("dock1",))
    printed = render("commands", freeze(sheet), "escpos", 0)
    assert all(b"{B" + sign.code.encode() in printed for sign in sheet.signs)


def test_the_pack_has_a_box_for_each_line() -> None:
    lines = on_roll("paper_pack", PACK)

    assert "Melk 1 l                               10 [____]" in lines
    assert "   MAKS 4,0 °C                         °C [____]" in lines
    assert "Torsk 1 kg                              5 [____]" in lines


def test_the_sheet_tells_the_driver_what_to_count_and_what_to_bring() -> None:
    lines = on_roll("pickup_sheet", SHEET)

    assert "05:30-07:00                          90 00 00 00" in lines
    assert "Kuttet rotgrønnsakmiks 1 kg        27 stk [____]" in lines
    assert "   kjølevare, MAKS 4,0 °C" in lines
    assert "Ta med tilbake 4 x Grønn kasse            [____]" in lines
    assert any(line.startswith("Produsentens signatur ___") for line in lines)


def test_the_card_tells_the_kitchen_what_comes_when_and_whom_to_call() -> None:
    lines = on_roll("delivery_card", CARD)

    assert lines[1] == "Uke 48, 2026"
    at = lines.index("tir. 24.11.2026")
    assert lines[at + 2 : at + 5] == [
        "R1 Bærum                               ca. 07:45",
        "Helmelk 1 l                               10 stk",
        "Ordrer: BK-2001",
    ]
    assert "Ingen rute ennå" in lines
    assert "Lånekasser å levere tilbake: 3" in lines
    assert "Noe galt? Ring 67 00 00 00" in lines


def test_an_empty_week_says_so() -> None:
    assert "Ingenting er bestilt denne uken." in on_roll("delivery_card", replace(CARD, days=()))


def test_the_statement_has_its_figures_on_the_right() -> None:
    lines = on_roll("closing_statement", STATEMENT)

    assert "IKKE GJORT REDE FOR                            0" in lines
    assert "   Avvist: 5 stk melk" in lines
    assert "Segl på hendelsesloggen: ab12" in lines


def test_the_manifest_names_each_parcel_with_its_bars() -> None:
    lines = on_roll("manifest", samples.MANIFEST)
    bars = [line for line in lines if line.startswith("[bars 7b437b31")]

    assert len(bars) == sum(len(stop.parcels) for stop in samples.MANIFEST.stops)
    assert lines.count("[dots]") == 1
    assert "Kjøttdeig av storfe 400 g       12 stk, 4,800 kg" in lines


def test_the_manifest_says_what_changed() -> None:
    change = GoodsChange(3, "Åsen barnehage", samples.sscc(1), 1, "Melk", "L1", 10, 10_000, 0, 0)
    fact = FactChange(0, "", "planned", "2026-11-24T06:15:00+00:00", "2026-11-24T07:15:00+00:00")
    changed = replace(samples.MANIFEST, changes=VersionChanges(1, (change,), (fact,)))
    lines = on_roll("manifest", changed)

    at = lines.index("   Kolli 1: Melk L1")
    assert lines[at + 1 : at + 3] == ["   Før: 10 stk, 10,000 kg", "   Nå: -"]
    assert "   Før: 24.11.2026 07:15" in lines
    untouched = replace(samples.MANIFEST, changes=VersionChanges(1, (), ()))
    assert "Ingenting om bord er endret." in on_roll("manifest", untouched)


def test_the_empty_parts_of_a_receipt_say_so() -> None:
    lines = on_roll("receipt", replace(samples.RECEIPT, lines=(), checks=(), not_received=()))
    assert lines.count("ingen") == 4


def test_the_receipt_has_the_crates_under_their_type() -> None:
    lines = on_roll("receipt", replace(samples.RECEIPT, crates=(CrateLine("Grønn kasse", 4, 2, 2),)))
    at = lines.index("Grønn kasse")
    assert [line.split()[-1] for line in lines[at + 1 : at + 4]] == ["4", "2", "2"]


@pytest.mark.parametrize("text", samples.HOSTILE)
@pytest.mark.parametrize(
    ("kind", "with_text"),
    [
        ("pickup_sheet", lambda text: replace(SHEET, cluster_name=text, hub_phone=text)),
        ("delivery_card", lambda text: replace(CARD, kitchen_name=text, address=text)),
        ("closing_statement", lambda text: replace(STATEMENT, title=text, seal=text)),
        ("manifest", lambda text: replace(samples.MANIFEST, route_name=text, carrier=text)),
    ],
)
def test_no_text_breaks_a_paper(kind: str, with_text: Callable[[str], Document], text: str) -> None:
    content = freeze(with_text(text.encode(errors="ignore").decode()))
    assert render(kind, content, "pdf", 0).startswith(b"%PDF-")
    assert render(kind, content, "escpos", 0).endswith(b"\x1dV\x00")
