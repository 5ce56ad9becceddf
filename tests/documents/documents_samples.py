"""Contents of papers for the tests of this room, and a look into a PDF."""

import base64
import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

from hubops.documents.drop_label import DropLabel, LabelLine
from hubops.documents.manifest import Manifest, ManifestParcel, ManifestStop, Party, WrittenOff
from hubops.documents.receipt import MissingLine, ProducerReceipt, ReceiptCheck, ReceiptLine
from hubops.model.sscc import sscc as sscc_of

PREFIX = "7090000"
DAY = date(2026, 11, 24)
HOSTILE = (
    "^FS^XZ~JA",
    "Kjøtt^FS^FO0,0^GB800,1200,800^FS~JA_5E\\5E> æøå",  # devices.md 4.3
    "\\",
    ">;>8",
    "^XA^FD\r\n\x00\x1b~HS\x7f",
    "<b>&amp;<img src='/etc/passwd'/></para>",
    "W" * 500,
    "ord " * 200,
    "\u202egal \u200b\ud800 日本語 😀",
    "",
)


def sscc(serial: int) -> str:
    """An SSCC of the sample hub."""
    return sscc_of(3, PREFIX, serial)


MEAT = LabelLine("Kjøttdeig av storfe 400 g", "L2611", date(2026, 12, 2), "use_by", 12, 4800, "Vestmarka Gårdsslakteri")
STEW = LabelLine("Grytekjøtt av storfe", "KJ-2611-07", date(2026, 12, 4), "best_before", 2, 3455, "Lågendalen Kjøtt")
LABEL = DropLabel(
    hub_name="Bærum Mathub",
    hub_address="Rudsletta 14, 1351 Rud",
    kitchen_code="BK-07",
    kitchen_name="Åsen barnehage",
    kitchen_address="Åsveien 12, 1340 Skui",
    route_name="R1 Bærum vest",
    stop=3,
    delivery_date=DAY,
    parcel=2,
    parcels=None,
    temperature_class="meat_red",
    min_cc=None,
    max_cc=700,
    sscc=sscc(12345),
    lines=(MEAT, STEW),
)
PARCEL = ManifestParcel(sscc(12345), 1, "meat_red", 700, 8255, (MEAT, STEW))
STOP = ManifestStop(
    stop=3,
    kitchen_code="BK-07",
    kitchen_name="Åsen barnehage",
    address="Åsveien 12, 1340 Skui",
    window_start="07:30",
    window_end="08:30",
    arrival="07:45",
    access_note="Inngang bak, ring på dør B",
    buyer_name="Bærum kommune",
    buyer_address="Arnold Haukelands plass 10, 1338 Sandvika",
    parcels=(PARCEL, ManifestParcel(sscc(12346), 2, "ambient", None, 1200, ())),
)
MANIFEST = Manifest(
    hub_name="Bærum Mathub",
    hub_address="Rudsletta 14, 1351 Rud",
    hub_org_number="999888777",
    route_code="R1",
    route_name="Bærum vest",
    delivery_date=DAY,
    departure_at=datetime(2026, 11, 24, 6, 15, tzinfo=UTC),
    dispatched_at=datetime(2026, 11, 24, 6, 21, tzinfo=UTC),
    vehicle_code="V1",
    vehicle_registration="EK 12345",
    carrier="Budstikka Transport",
    version=2,
    code="MAN-R1-20261124-2-7F3A",
    written_off=(WrittenOff("Rykkinn skole", sscc(99), "damaged"),),
    owners=(Party("Vestmarka Gårdsslakteri", "Vestmarkveien 1, 1341 Slependen", "NO 123 EFTA"),),
    stops=(STOP, replace(STOP, stop=4, kitchen_name="Rykkinn skole", parcels=())),
)
RECEIPT = ProducerReceipt(
    hub_name="Bærum Mathub",
    hub_address="Rudsletta 14, 1351 Rud",
    producer_name="Vestmarka Gårdsslakteri",
    producer_org_number="987654321",
    delivery_date=DAY,
    received_at=datetime(2026, 11, 24, 5, 2, tzinfo=UTC),
    received_by="Kari Nordmann",
    lines=(
        ReceiptLine("Kjøttdeig av storfe 400 g", "L2611", date(2026, 12, 2), "use_by", 12, 4800, True, ""),
        ReceiptLine("Bogstek", "KJ-2611-08", None, "", 1, 12345, False, "too_warm"),
    ),
    checks=(ReceiptCheck("meat_red", 810, "red"),),
    not_received=(MissingLine("Egg frittgående 12 stk", 10),),
    number="R-20261124-0007",
)


def words_of(pdf: bytes) -> str:
    """The text that is drawn on the pages, in the order of drawing, line breaks as spaces."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = [zlib.decompress(base64.a85decode(stream.strip(), adobe=False)) for stream in map(_without_mark, streams)]
    strings = re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", b"".join(drawn), re.DOTALL)
    return re.sub(r"\s+", " ", " ".join(_unescaped(text).decode("cp1252") for text in strings))


def _without_mark(stream: bytes) -> bytes:
    return stream.strip().removesuffix(b"~>")


def _unescaped(text: bytes) -> bytes:
    octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), text)
    return re.sub(rb"\\([()\\])", rb"\1", octal)
