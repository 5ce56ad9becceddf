"""The drop label: one box, one kitchen; read at two metres in a cold dock, and by a scanner.

100 x 150 mm at 203 dpi, and by the same code at 300. The SSCC is the lowest symbol, as on a GS1 logistic label
(domain-rules.md 3.3, devices.md 4.3). The content is frozen in the print job as JSON and drawn when it is printed.
"""

from dataclasses import dataclass
from datetime import date

from hubops.documents import gs1, wording
from hubops.documents.wording import said
from hubops.documents.zpl import MEDIA, Area, Label


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One product of one lot in a parcel."""

    product: str
    lot: str
    date: date | None
    date_kind: str
    """``best_before``, ``use_by`` or empty."""
    pieces: int
    weight_g: int
    """Net weight; 0 where it is not known."""
    owner: str
    """The producer who owns the goods: the name of a ``Party`` of the manifest."""


@dataclass(frozen=True, slots=True)
class DropLabel:
    """What stands on the label of one parcel."""

    hub_name: str
    hub_address: str
    """The cross-docking terminal, named because the goods come through it (STAND #150)."""
    kitchen_code: str
    kitchen_name: str
    kitchen_address: str
    route_name: str
    stop: int
    delivery_date: date
    parcel: int
    parcels: int | None
    """None: not the last parcel of the drop; a number: the last of so many."""
    temperature_class: str
    """A class of rules.toml: ``meat_red``, ``chilled_default``, ``frozen`` ..."""
    min_cc: int | None
    max_cc: int | None
    sscc: str
    """18 digits."""
    lines: tuple[LabelLine, ...]
    copy: int = 0
    """0 the original, n the n-th copy."""
    language: str = "nb"

    def __post_init__(self) -> None:
        """Raises ValueError for an SSCC that is none."""
        if not gs1.is_sscc(self.sscc):
            raise ValueError(f"{self.sscc!r} is not an SSCC")


LEFT, INSIDE = 4.0, 92.0
"""Left edge and width of everything but the bar code, in mm."""


def drop_label(label: DropLabel, dpi: int = 203) -> bytes:
    """The ZPL of the label, for a printer of ``dpi`` (203, 300, 600)."""
    drawn = Label(MEDIA["100x150"], dpi)
    _where_to(drawn, label)
    _temperature_and_date(drawn, label)
    _contents(drawn, label)
    _hub(drawn, label)
    _sscc(drawn, label)
    return drawn.zpl()


def _where_to(drawn: Label, label: DropLabel) -> None:
    """Kitchen, route, stop and parcel: what the loader and the driver read from two metres."""
    drawn.heading(Area(LEFT, 3, INSIDE, 22), label.kitchen_name, sizes=(20, 16, 13, 11, 9, 7))
    drawn.text(Area(LEFT, 25.5, INSIDE, 4.5), f"{label.kitchen_code}  {label.kitchen_address}", smallest=3)
    drawn.filled(Area(LEFT, 30.5, INSIDE, 0.5))
    drawn.text(Area(LEFT, 32, INSIDE, 7), label.route_name, smallest=4)
    last = "label.parcel" if label.parcels is None else "label.last_parcel"
    parcel = said(last, label.language, parcel=label.parcel, parcels=label.parcels)
    drawn.text(Area(LEFT, 39.5, 32, 10), said("label.stop", label.language, stop=label.stop), smallest=4)
    drawn.text(Area(LEFT + 34, 39.5, INSIDE - 34, 10), parcel, smallest=4, align="right")


def _temperature_and_date(drawn: Label, label: DropLabel) -> None:
    drawn.filled(Area(LEFT, 50, 65, 11.5))
    mark = wording.temperature_mark(label.min_cc, label.max_cc, label.language)
    name = wording.known_word(label.temperature_class, label.language).upper()
    if mark:
        drawn.text(Area(LEFT + 2, 52.4, 40, 8.5), mark, inverse=True)
        drawn.text(Area(LEFT + 43, 53.5, 20, 6), name, smallest=2, align="right", inverse=True)
    else:
        drawn.text(Area(LEFT + 2, 52.4, 61, 8.5), name, inverse=True)
    drawn.box(Area(LEFT + 64.5, 50, INSIDE - 64.5, 11.5))
    day = wording.day(label.delivery_date, label.language)
    drawn.text(Area(LEFT + 66, 53.3, INSIDE - 67, 6.5), day, smallest=3)


CONTENTS_TOP, CONTENTS_HEIGHT = 63.0, 31.0
LINE_HEIGHTS = (9.0, 7.5, 6.2)
"""Heights of one content line; the first with which all lines fit, else the last (then at least two are left)."""
MORE_HEIGHT = 4.0


def _contents(drawn: Label, label: DropLabel) -> None:
    """Two rows per line: amount and product; lot, date and owner. What does not fit is counted."""
    high = next((h for h in LINE_HEIGHTS if h * len(label.lines) <= CONTENTS_HEIGHT), LINE_HEIGHTS[-1])
    shown = label.lines
    if high * len(shown) > CONTENTS_HEIGHT:
        shown = shown[: int((CONTENTS_HEIGHT - MORE_HEIGHT) // high)]
    for place, line in enumerate(shown):
        top, large, small = CONTENTS_TOP + place * high, high * 0.52, high * 0.42
        pieces = said("label.pieces", label.language, pieces=line.pieces)
        weight = wording.weight(line.weight_g, label.language)
        drawn.text(Area(LEFT, top, 15, large), pieces)
        drawn.text(Area(LEFT + 16, top, 56, large), line.product, smallest=large * 0.8)
        drawn.text(Area(LEFT + 73, top, 19, large), weight, align="right")
        lot = said("label.lot", label.language, lot=line.lot) if line.lot else ""
        details = " | ".join(part for part in (lot, wording.dated(line, label.language), line.owner) if part)
        drawn.text(Area(LEFT + 16, top + large, INSIDE - 16, small), details)
    rest = len(label.lines) - len(shown)
    if rest:
        more = said("label.more_lines", label.language, count=rest)
        drawn.text(Area(LEFT, CONTENTS_TOP + len(shown) * high, INSIDE, MORE_HEIGHT), more, align="right")


def _hub(drawn: Label, label: DropLabel) -> None:
    drawn.filled(Area(LEFT, 94.5, INSIDE, 0.5))
    drawn.text(Area(LEFT, 96, 74, 5), said("label.hub", label.language, hub=label.hub_name), smallest=3)
    drawn.text(Area(LEFT, 101, 74, 4), label.hub_address, smallest=3)
    if label.copy:
        drawn.text(Area(LEFT, 105, 74, 4), said("label.copy", label.language, copy=label.copy))
    drawn.gs1_data_matrix(Area(LEFT + 79, 95.5, 13, 13), [("00", label.sscc)])


def _sscc(drawn: Label, label: DropLabel) -> None:
    drawn.gs1_128(110, 32.5, [("00", label.sscc)])
    drawn.text(Area(LEFT, 143.5, INSIDE, 5), f"(00) {gs1.spaced(label.sscc)}", align="center")
