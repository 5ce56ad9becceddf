"""The small drop label, 60 x 40 mm: a small parcel whose GS1-128 would not fit bears its SSCC as a GS1 DataMatrix.

It says what the loader, the driver and the kitchen need; what the parcel holds in full stands on the manifest.
"""

from hubops.documents import gs1, wording
from hubops.documents.drop_label import DropLabel
from hubops.documents.wording import said
from hubops.documents.zpl import MEDIA, Area, Label

LEFT, INSIDE = 2.0, 56.0
BESIDE = 34.0
"""Width of what stands left of the symbol, in mm."""


def small_drop_label(label: DropLabel, dpi: int = 203) -> bytes:
    """The ZPL of the label, for a printer of ``dpi`` (203, 300, 600)."""
    drawn = Label(MEDIA["60x40"], dpi)
    drawn.heading(Area(LEFT, 2, INSIDE, 10.5), label.kitchen_name, sizes=(10.5, 9, 7.5, 5.2))
    drawn.text(Area(LEFT, 13, 33, 3.5), label.route_name)
    drawn.text(Area(LEFT + 34, 13, 22, 3.5), wording.day(label.delivery_date, label.language), align="right")
    _stop_and_parcel(drawn, label)
    _temperature(drawn, label)
    drawn.text(Area(LEFT, 32.7, BESIDE, 3), _contents(label))
    drawn.text(Area(LEFT, 35.7, BESIDE, 2.7), f"(00) {gs1.spaced(label.sscc)}", smallest=2.2)
    drawn.gs1_data_matrix(Area(LEFT + 36, 17.7, 20, 20), [("00", label.sscc)])
    return drawn.zpl()


def _stop_and_parcel(drawn: Label, label: DropLabel) -> None:
    drawn.text(Area(LEFT, 17, 15, 6), said("label.stop", label.language, stop=label.stop))
    last = "label.parcel" if label.parcels is None else "label.last_parcel"
    parcel = said(last, label.language, parcel=label.parcel, parcels=label.parcels)
    drawn.text(Area(LEFT + 15.5, 17, BESIDE - 15.5, 6), parcel, smallest=2, align="right")


def _temperature(drawn: Label, label: DropLabel) -> None:
    """The limit white on black, and the class below it; the class alone where there is no limit."""
    drawn.filled(Area(LEFT, 23.5, BESIDE, 5.7))
    mark = wording.temperature_mark(label.min_cc, label.max_cc, label.language)
    name = wording.known_word(label.temperature_class, label.language).upper()
    drawn.text(Area(LEFT + 1, 24.3, BESIDE - 2, 4.5), mark or name, inverse=True)
    drawn.text(Area(LEFT, 29.6, 23, 3), name if mark else "")
    if label.copy:
        drawn.text(Area(LEFT + 23.5, 29.6, 10.5, 3), said("label.copy", label.language, copy=label.copy), align="right")


def _contents(label: DropLabel) -> str:
    """What one line of goods is; of several only how many there are."""
    if not label.lines:
        return ""
    first = label.lines[0]
    pieces = said("label.pieces", label.language, pieces=first.pieces)
    rest = len(label.lines) - 1
    more = f"{said('label.more_lines', label.language, count=rest)} | " if rest else ""
    return f"{more}{pieces} {first.product}"
