"""Labels for the tests of this room, as others draw and read them: zplkit the picture, zxing-cpp the symbols."""

import io
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import zplkit
import zplkit.parse
import zxingcpp
from documents_samples import HOSTILE, LABEL, MEAT, sscc
from PIL import Image

from hubops.documents import font0, gs1
from hubops.documents.code_label import CodeLabel
from hubops.documents.code_sheet import Sign
from hubops.documents.drop_label import DropLabel, LabelLine
from hubops.documents.labels import LabelContent, compose
from hubops.documents.logistic_label import LogisticLabel, PalletLine
from hubops.documents.zpl import MEDIA, dots

COMMANDS = {
    b"^XA", b"^CI", b"^PW", b"^LL", b"^LH", b"^PO", b"^MM", b"^PQ", b"^FO", b"^FR", b"^A0", b"^FH", b"^FD", b"^FS",
    b"^GB", b"^BY", b"^BC", b"^BX", b"^XZ",
}  # fmt: skip
ZONE = CodeLabel(Sign("ZONE-K1", "K1", "Kjølerom"), "Bærum Mathub")
CARROTS = PalletLine("Gulrot vasket 1 kg", "07038010000997", 48, "LOT-A7", date(2026, 12, 31), "best_before")
ODD_LOT = "_1%&,'_5E"
PALLET = LogisticLabel(
    sender="Lågendalen Kjøtt, Industriveien 4, 3630 Rødberg",
    recipient_name="Bærum Mathub",
    recipient_address="Rudsletta 14, 1351 Rud",
    terminal="Lierbyen matterminal, Lierbyen 3, 3400 Lier",
    reference="PO-4711",
    gross_g=412_500,
    top_load_kg=200,
    temperature_class="chilled_default",
    min_cc=0,
    max_cc=400,
    sscc=sscc(77),
    lines=(CARROTS,),
)


def hostile_drop(text: str, lines: int) -> DropLabel:
    """A drop label with ``text`` in every place that outside text can reach."""
    line = LabelLine(text, text, MEAT.date, text, 123_456, 12_345_678, text)
    return replace(
        LABEL, hub_name=text, hub_address=text, kitchen_code=text, kitchen_name=text, kitchen_address=text,
        route_name=text, temperature_class=text, lines=(line,) * lines, parcel=1234, parcels=1234, stop=12_345,
        min_cc=-2500, max_cc=-1800, copy=99,
    )  # fmt: skip


def hostile_pallet(text: str, lines: int) -> LogisticLabel:
    """A pallet label with ``text`` in every place that outside text can reach."""
    line = PalletLine(text, CARROTS.gtin, 1_234_567, text, CARROTS.date, "use_by")
    return replace(
        PALLET, sender=text, recipient_name=text, recipient_address=text, terminal=text, reference=text,
        gross_g=12_345_678, top_load_kg=123_456, temperature_class=text, min_cc=-2500, max_cc=-1800,
        lines=(line,) * lines, copy=99,
    )  # fmt: skip


def hostile_code(text: str) -> CodeLabel:
    """A code label with ``text`` in every place that outside text can reach."""
    return CodeLabel(Sign(text, text, text), text, copy=99)


DROPS: dict[str, LabelContent] = {
    "drop": LABEL,
    "drop in English": replace(LABEL, language="en", min_cc=0, max_cc=400),
    "last drop": replace(LABEL, parcel=5, parcels=5, copy=2),
    "drop without limit": replace(LABEL, max_cc=None, temperature_class="ambient"),
    "drop without lines": replace(LABEL, lines=()),
    "drop of forty lines": replace(LABEL, lines=(MEAT,) * 40),
    **{f"drop of hostile {place}": hostile_drop(text, place % 6) for place, text in enumerate(HOSTILE)},
}
PALLETS: dict[str, LabelContent] = {
    "pallet": PALLET,
    "pallet of a long lot": replace(PALLET, lines=(replace(CARROTS, lot="X" * 20, count=123_456),), copy=3),
    "pallet of an odd lot": replace(PALLET, lines=(replace(CARROTS, lot=ODD_LOT),)),
    "mixed pallet": replace(PALLET, lines=(CARROTS,) * 40, top_load_kg=None),
    "empty pallet": replace(PALLET, lines=(), gross_g=0, terminal="", reference=""),
    **{f"pallet of hostile {place}": hostile_pallet(text, 1 + place % 3) for place, text in enumerate(HOSTILE)},
}
CODES: dict[str, LabelContent] = {
    "zone": ZONE,
    "key": CodeLabel(Sign("CMD-ENTER", "Enter", "Ja, bekreft / Yes, confirm"), "Hub"),
    "long code": CodeLabel(Sign("STATION-" + "x_" * 20, "Terminalen ved rampen", ""), "Hub"),
    **{f"code of hostile {place}": hostile_code(text) for place, text in enumerate(HOSTILE)},
}
LABELS = DROPS | PALLETS | CODES
HOSTILE_NAMES = {name for name in LABELS if " of hostile " in name}
FORMS = [
    *((name, media) for name in DROPS | CODES for media in ("100x150", "60x40")),
    *((name, media) for name in PALLETS for media in ("100x150", "105x148")),
]
"""Each label on each roll that it is printed on."""


@cache
def zpl_of(name: str, media: str, dpi: int) -> bytes:
    """A label of LABELS."""
    return compose(LABELS[name], dpi, media)


@cache
def picture(name: str, media: str, dpi: int) -> Image.Image:
    """A label of LABELS as zplkit draws it."""
    return drawn(zpl_of(name, media, dpi), media, dpi)


def drawn(zpl: bytes, media: str, dpi: int) -> Image.Image:
    """A label as zplkit draws it; it refuses printer control and has no Norwegian letters in font 0."""
    plain = re.sub(rb"\^(?:PO|MM|PQ)[^^]*", b"", zpl)
    plain = re.sub(rb"(?:\\[C-F][0-9A-F])(?:\\[89AB][0-9A-F])+", b"o", plain)
    options = zplkit.Options(width=dots(MEDIA[media].width, dpi), height=dots(MEDIA[media].height, dpi), dpi=dpi)
    return Image.open(io.BytesIO(zplkit.render(plain, options).labels[0].png())).convert("L")


@cache
def read(name: str, media: str, dpi: int) -> list[str]:
    """What a scanner reads on a label of LABELS: each symbol with its AIM identifier."""
    found = zxingcpp.read_barcodes(picture(name, media, dpi))
    return sorted(code.symbology_identifier + code.bytes.decode() for code in found)


@dataclass(frozen=True, slots=True)
class DrawnText:
    """One text field, in dots."""

    left: int
    top: int
    height: int
    text: str


def texts(zpl: bytes) -> list[DrawnText]:
    """The text fields of a label."""
    fields = re.findall(rb"\^FO(\d+),(\d+)(?:\^FR)?\^A0N,(\d+),\d+\^FH\\\^FD(.*?)\^FS", zpl)
    return [DrawnText(int(x), int(y), int(height), _unescaped(data)) for x, y, height, data in fields]


def said_on(label: LabelContent, media: str = "100x150") -> list[str]:
    """The texts of a label."""
    return [text.text for text in texts(compose(label, 203, media))]


Box = tuple[int, int, int, int]
"""Left, top, right and bottom in dots."""


def boxes(zpl: bytes) -> list[Box]:
    """What each text and each symbol covers; a symbol with its quiet zones."""
    # A letter reaches from the top to 0.94 of the font's height where it has a tail (measured on zplkit's pictures).
    covered = [
        (text.left, text.top, text.left + font0.width_of(text.text, text.height), text.top + 94 * text.height // 100)
        for text in texts(zpl)
    ]
    for x, y, module, data in re.findall(rb"\^FO(\d+),(\d+)\^BXN,(\d+),[^^]*\^FD(.*?)\^FS", zpl):
        message = data.decode().replace("|1", gs1.FNC1)
        quiet, side = int(module), int(module) * gs1.data_matrix_modules(message)
        covered.append((int(x) - quiet, int(y) - quiet, int(x) + side + quiet, int(y) + side + quiet))
    for x, y, module, height, data in re.findall(rb"\^FO(\d+),(\d+)\^BY(\d+),3,(\d+)\^BC[^^]*\^FD(.*?)\^FS", zpl):
        wide, quiet = int(module) * _modules(data.decode()), int(module) * 10
        covered.append((int(x) - quiet, int(y), int(x) + wide + quiet, int(y) + int(height)))
    return covered


def _modules(field: str) -> int:
    """The width of a Code 128 by its field data: start, check and stop are 35 modules, each sign 11."""
    pairs = re.fullmatch(r">;((?:>8|[0-9]{2})*)(?:>6(.*))?", field)
    if pairs is None:
        return 35 + 11 * len(field.removeprefix(">:"))
    rest = f"6{pairs[2]}".replace(">8", "8") if pairs[2] is not None else ""
    return 35 + 11 * (len(pairs[1]) // 2 + len(rest))


def commands(zpl: bytes) -> list[bytes]:
    """The commands that a strict parser sees."""
    elements = zplkit.parse.parse(zpl).elements
    assert not [element for element in elements if element.kind in ("control_command", "control_character")]
    return [bytes(element)[:3] for element in elements if element.kind == "format_command"]


def _unescaped(data: bytes) -> str:
    return re.sub(rb"\\([0-9A-F]{2})", lambda found: bytes.fromhex(found[1].decode()), data).decode()
