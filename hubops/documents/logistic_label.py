"""The pallet label: a GS1 logistic label with what STAND asks of a transport label (domain-rules.md 3.3).

Three parts: names on top, text in the middle, bar codes at the bottom with the SSCC lowest. The bars are never narrower
than prescribed: what then does not fit across the label (a lot of more than about ten letters) stands as text, and in
the GS1 DataMatrix, which always holds everything.
"""

from dataclasses import dataclass
from datetime import date

from hubops.documents import gs1, wording
from hubops.documents.wording import said
from hubops.documents.zpl import Area, Label, Media

DATE_AI = {"best_before": "15", "use_by": "17"}
BAR_HEIGHT, STEP = 32.2, 36.4
"""Height of the bars, and from the top of one symbol to the next with its text, in mm."""
SSCC_TOP = 110.0
TEXT_BELOW = 0.5
LIST_TOP, ROW, ROWS = 38.0, 5.5, 13
"""Where the goods of a mixed pallet are listed, in the room of the other symbols; height and number of rows."""


@dataclass(frozen=True, slots=True)
class PalletLine:
    """Trade units of one lot on a pallet."""

    product: str
    gtin: str
    """14 digits, of the trade unit that is counted; empty where it has none."""
    count: int
    lot: str
    date: date | None
    date_kind: str
    """``best_before``, ``use_by`` or empty."""

    def __post_init__(self) -> None:
        """Raises ValueError for a GTIN that is none."""
        if self.gtin and not gs1.is_gtin_14(self.gtin):
            raise ValueError(f"{self.gtin!r} is not a GTIN of 14 digits")


@dataclass(frozen=True, slots=True)
class LogisticLabel:
    """What stands on the label of one pallet or roll cage."""

    sender: str
    """Name and address."""
    recipient_name: str
    recipient_address: str
    terminal: str
    """Name and address of the cross-docking terminal; empty where the goods go straight."""
    reference: str
    """The buyer's; empty where there is none."""
    gross_g: int
    """0 where it is not known."""
    top_load_kg: int | None
    """What may be put on top; None on a mixed pallet."""
    temperature_class: str
    """A class of rules.toml."""
    min_cc: int | None
    max_cc: int | None
    sscc: str
    """18 digits."""
    lines: tuple[PalletLine, ...]
    copy: int = 0
    """0 the original, n the n-th copy."""
    language: str = "nb"

    def __post_init__(self) -> None:
        """Raises ValueError for an SSCC that is none."""
        if not gs1.is_sscc(self.sscc):
            raise ValueError(f"{self.sscc!r} is not an SSCC")


def logistic_label(label: LogisticLabel, media: Media, dpi: int = 203) -> bytes:
    """The ZPL of the label, 100 x 150 or 105 x 148 mm, for a printer of ``dpi`` (203, 300, 600)."""
    drawn = Label(media, dpi)
    left = (media.width - 92) / 2
    groups = elements_of(label)
    _names(drawn, left, label, [element for group in groups for element in group])
    _facts(drawn, left, label)
    _list(drawn, left, label)
    for place, elements in enumerate(_symbols(drawn, groups)):
        top = SSCC_TOP - STEP * place
        drawn.gs1_128(top, BAR_HEIGHT, elements)
        read = " ".join(f"({ai}) {gs1.spaced(value) if ai == '00' else value}" for ai, value in elements)
        drawn.text(Area(left, top + BAR_HEIGHT + TEXT_BELOW, 92, 3.6), read, align="center")
    return drawn.zpl()


def elements_of(label: LogisticLabel) -> list[list[gs1.Element]]:
    """The GS1 elements: of the SSCC; of content and count; of date and lot. Only of a pallet with one line."""
    carrier = [("00", label.sscc)]
    line = label.lines[0] if len(label.lines) == 1 else None
    if line is None or not line.gtin or not 0 < line.count < 10**8:
        return [carrier]
    digits = str(line.count)
    # Digits go in pairs: a leading zero makes the symbol narrower and the count no other.
    content = [("02", line.gtin), ("37", digits.zfill(len(digits) + len(digits) % 2))]
    batch = []
    if line.date and line.date_kind in DATE_AI:
        batch.append((DATE_AI[line.date_kind], f"{line.date:%y%m%d}"))
    if gs1.is_lot(line.lot):
        batch.append(("10", line.lot))
    return [carrier, content, batch] if batch else [carrier, content]


def _symbols(drawn: Label, groups: list[list[gs1.Element]]) -> list[list[gs1.Element]]:
    """The GS1-128 symbols that fit across the label, from the lowest up; the first group always fits."""
    symbols = groups[:1]
    for elements in groups[1:]:
        # One variable length at the end of each symbol: no separator can get lost between them (devices.md 2.4).
        parts = [elements, elements[-1:], elements[:1]] if elements[-1][0] == "10" else [elements]
        fitting = next((part for part in parts if drawn.holds_gs1_128(part)), None)
        if fitting:
            symbols.append(fitting)
    return symbols


def _names(drawn: Label, left: float, label: LogisticLabel, elements: list[gs1.Element]) -> None:
    """The top part, and beside it the DataMatrix with all elements."""
    language = label.language
    drawn.text(Area(left, 2.5, 66, 3.2), said("label.from", language, sender=label.sender))
    drawn.text(Area(left, 6.3, 66, 7), label.recipient_name, smallest=5)
    drawn.text(Area(left, 13.6, 66, 3.4), label.recipient_address, smallest=3)
    if label.terminal:
        drawn.text(Area(left, 17.2, 66, 3.2), said("label.hub", language, hub=label.terminal))
    drawn.text(Area(left, 20.8, 66, 7), _product(label), smallest=5)
    drawn.gs1_data_matrix(Area(left + 68, 2.5, 24, 24.4), elements)


def _product(label: LogisticLabel) -> str:
    products = list(dict.fromkeys(line.product for line in label.lines))
    return products[0] if len(products) == 1 else said("label.mixed", label.language)


def _facts(drawn: Label, left: float, label: LogisticLabel) -> None:
    """The middle part: amount, date and lot; temperature, weight, what may stand on top, the buyer's reference."""
    language = label.language
    room = 92
    if label.copy:
        drawn.text(Area(left + 76, 28.2, 16, 3.6), said("label.copy", language, copy=label.copy), align="right")
        room = 75
    if len(label.lines) == 1:
        drawn.text(Area(left, 28.2, room, 3.6), _amount(label.lines[0], language))
    drawn.filled(Area(left, 32, 28, 5))
    name = wording.known_word(label.temperature_class, language).upper()
    mark = wording.temperature_mark(label.min_cc, label.max_cc, language) or name
    drawn.text(Area(left + 1, 32.8, 26, 4), mark, inverse=True)
    facts = [
        said("label.reference", language, reference=label.reference) if label.reference else "",
        said("label.gross", language, gross_g=label.gross_g) if label.gross_g else "",
        "" if label.top_load_kg is None else said("label.top_load", language, top_load_kg=label.top_load_kg),
    ]
    drawn.text(Area(left + 29, 32.8, 63, 4), " | ".join(fact for fact in facts if fact))


def _amount(line: PalletLine, language: str) -> str:
    lot = said("label.lot", language, lot=line.lot) if line.lot else ""
    pieces = said("label.pieces", language, pieces=line.count)
    return " | ".join(part for part in (pieces, wording.dated(line, language), lot) if part)


def _list(drawn: Label, left: float, label: LogisticLabel) -> None:
    """The goods of a mixed pallet; what does not fit is counted."""
    if len(label.lines) < 2:
        return
    shown = label.lines if len(label.lines) <= ROWS else label.lines[: ROWS - 1]
    texts = [f"{_amount(line, label.language)} | {line.product}" for line in shown]
    if len(shown) < len(label.lines):
        texts.append(said("label.more_lines", label.language, count=len(label.lines) - len(shown)))
    for place, text in enumerate(texts):
        drawn.text(Area(left, LIST_TOP + place * ROW, 92, 4.5), text, smallest=3)
