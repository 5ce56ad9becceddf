"""The manifest: what it says, that the same content gives the same bytes, and that no text breaks it."""

from dataclasses import replace

import pytest
import zxingcpp
from documents_samples import HOSTILE, LABEL, MANIFEST, MEAT, STOP, sscc, words_of
from PIL import Image, ImageDraw
from reportlab.graphics.shapes import Drawing, Group, Rect  # type: ignore[import-untyped]

from hubops.devices.scanners.meaning import read_scan
from hubops.documents import gs1, paper
from hubops.documents.manifest import Manifest, ManifestParcel, ManifestStop, Party, WrittenOff, manifest_pdf, qr_text
from hubops.inputs import ScanKind

WORDS = words_of(manifest_pdf(MANIFEST))


def hostile(text: str, lines: int) -> Manifest:
    """A manifest with ``text`` in every place that outside text can reach."""
    line = replace(MEAT, product=text, lot=text, owner=text, date_kind=text)
    parcel = ManifestParcel(LABEL.sscc, 1, text, 400, 10**9, (line,) * lines)
    stop = ManifestStop(1, text, text, text, text, text, text, text, text, text, (parcel,))
    return replace(
        MANIFEST, hub_name=text, hub_address=text, hub_org_number=text, route_code=text, route_name=text,
        vehicle_code=text, vehicle_registration=text, carrier=text, stops=(stop,),
        written_off=(WrittenOff(text, text, text),), owners=(Party(text, text, text),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "fact",
    [
        "Kjøttdeig av storfe 400 g",  # 1 description
        "12 4,800 kg",  # 2 quantity
        "Bærum Mathub, Rudsletta 14, 1351 Rud, org.nr. 999888777",  # 3 dispatching operator
        "Vestmarka Gårdsslakteri Vestmarkveien 1, 1341 Slependen NO 123 EFTA",  # 4 owner
        "BK-07 Åsen barnehage, Åsveien 12, 1340 Skui",  # 5 receiver
        "Bærum kommune, Arnold Haukelands plass 10, 1338 Sandvika",  # 6 consignee
        "L2611",  # 7 lot
        "Avsendt 24.11.2026 07:21",  # 8 date of dispatch
    ],
)
def test_the_eight_fields_of_931_2011(fact: str) -> None:
    assert fact in WORDS


@pytest.mark.parametrize(
    "fact",
    [
        "MAN-R1-20261124-2-7F3A", "Versjon 2", "Side 1 av 2", "Side 2 av 2", "V1, EK 12345", "Budstikka Transport",
        "2 stopp, 2 kolli, 9,455 kg", "Tidsvindu 07:30–08:30", "Ankomst 07:45", "Inngang bak, ring på dør B",
        "Kolli 1 3 7090000 000012345 2 rødt kjøtt MAKS 7,0 °C 8,255 kg", "Kolli 2 3 7090000 000012346 9 romtemperatur",
        "siste forbruksdag 02.12.2026", f"Rykkinn skole {gs1.spaced(sscc(99))} skadet", "Lånekasser ut",
        "Lånekasser i retur",
        "Mottatt av (blokkbokstaver)", "Sjåførens signatur",
    ],
)  # fmt: skip
def test_what_the_manifest_says(fact: str) -> None:
    assert fact in WORDS


def test_version_and_code_stand_on_every_page() -> None:
    assert WORDS.count("MAN-R1-20261124-2-7F3A Versjon 2") == 2


def test_before_the_departure_in_english_and_as_a_copy() -> None:
    words = words_of(manifest_pdf(replace(MANIFEST, dispatched_at=None, language="en", copy=1)))

    assert "Date of dispatch not yet departed" in words
    assert "Version 2 COPY 1" in words


def test_a_kitchen_that_buys_for_itself_has_no_consignee() -> None:
    stop = replace(STOP, buyer_name="", buyer_address="")

    assert "Kjøper" not in words_of(manifest_pdf(replace(MANIFEST, stops=(stop,))))


def test_same_content_same_bytes() -> None:
    assert manifest_pdf(MANIFEST) == manifest_pdf(MANIFEST)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lines", [0, 2])
def test_no_text_breaks_the_manifest(text: str, lines: int) -> None:
    assert manifest_pdf(hostile(text, lines)).startswith(b"%PDF-")


def test_markup_is_shown_and_not_obeyed() -> None:
    """Obeyed, it would open the file that an <img> names."""
    assert "<img src='/etc/passwd'/>" in words_of(manifest_pdf(hostile("<img src='/etc/passwd'/>", 1)))


def test_forty_lines_in_a_parcel_run_over_the_page() -> None:
    parcel = replace(STOP.parcels[0], lines=(MEAT,) * 40)
    words = words_of(manifest_pdf(replace(MANIFEST, stops=(replace(STOP, parcels=(parcel,)),))))

    assert words.count("Kjøttdeig av storfe 400 g") == 40
    assert words.count("Vare Parti Dato") >= 2  # the heads come again


def test_nothing_on_board() -> None:
    words = words_of(manifest_pdf(replace(MANIFEST, stops=(), owners=(), written_off=())))

    assert "0 stopp, 0 kolli" in words


def test_the_qr_code_names_this_version() -> None:
    drawing = paper.qr_code(qr_text(MANIFEST), 40)
    image = Image.new("L", (400, 400), 255)
    paint(drawing, ImageDraw.Draw(image), 400 / drawing.width)

    (code,) = zxingcpp.read_barcodes(image)
    scan = read_scan(code.text)
    assert (scan.kind, scan.code) == (ScanKind.MANIFEST, MANIFEST.code)


def paint(shape: Drawing | Group, on: ImageDraw.ImageDraw, scale: float) -> None:
    """Black rectangles of a drawing, whose widgets draw when asked."""
    for part in shape.contents:
        if isinstance(part, Rect) and part.fillColor == paper.BLACK:
            left, top = part.x * scale, part.y * scale
            box = (left, 399 - top - part.height * scale, left + part.width * scale, 399 - top)
            on.rectangle(tuple(round(edge) for edge in box), fill=0)
        elif hasattr(part, "contents") or hasattr(part, "draw"):
            paint(part if hasattr(part, "contents") else part.draw(), on, scale)


def test_crates_to_fetch() -> None:
    stops = (replace(STOP, crates_to_fetch=4), replace(STOP, stop=4))

    assert words_of(manifest_pdf(replace(MANIFEST, stops=stops))).count("Hent lånekasser 4") == 1
