"""Every label on every roll, with usual and hostile texts: drawn by another's hand, read by another's eye."""

import re
from itertools import combinations

import pytest
from documents_samples import HOSTILE, LABEL, MANIFEST
from label_pictures import COMMANDS, FORMS, LABELS, PALLET, ZONE, boxes, commands, picture, read, said_on, zpl_of

from hubops.documents.code_label import DRAWABLE, CodeLabel
from hubops.documents.code_sheet import KEYS, CommandSheet, Sign, SignSheet
from hubops.documents.drop_label import DropLabel
from hubops.documents.labels import LabelContent, compose, compose_all
from hubops.documents.letters import printable
from hubops.documents.zpl import dots
from hubops.errors import BadInput

MARGINS = {"100x150": 2.4, "105x148": 1.6, "60x40": 1.4}
"""mm that stay white on every side."""

every_form = pytest.mark.parametrize(("name", "media"), FORMS)
every_head = pytest.mark.parametrize("dpi", [203, 300])
# Pictures take most of the time: at 300 dpi only those of the usual texts and of the widest and the oddest.
every_picture = pytest.mark.parametrize(
    ("name", "media", "dpi"),
    [
        *((name, media, 203) for name, media in FORMS),
        *((name, media, 300) for name, media in FORMS if not name.endswith(("0", "2", "3", "4", "5", "7"))),
    ],
)


@every_picture
def test_nothing_runs_off_the_label(name: str, media: str, dpi: int) -> None:
    """In a picture by another's measure of the letters."""
    image, edge = picture(name, media, dpi), dots(MARGINS[media], dpi)
    ink = image.point([255] * 128 + [0] * 128).getbbox()

    if name == "code of hostile 9":  # the empty text
        return
    assert ink is not None
    assert min(ink[0], ink[1], image.width - ink[2]) >= edge
    assert image.height - ink[3] >= dots(1.3, dpi)


@every_picture
def test_the_symbols_hold_what_was_booked(name: str, media: str, dpi: int) -> None:
    label, found = LABELS[name], read(name, media, dpi)

    if isinstance(label, CodeLabel):
        assert {code[3:] for code in found} == ({label.sign.code} if DRAWABLE.fullmatch(label.sign.code) else set())
    elif isinstance(label, DropLabel):
        assert found == [f"{aim}00{label.sscc}" for aim in ("]C1", "]d2")[media == "60x40" :]]
    else:
        assert f"]C100{label.sscc}" in found
        assert [code for code in found if code.startswith(f"]d200{label.sscc}")]


@every_form
def test_only_the_commands_that_were_meant(name: str, media: str) -> None:
    found = commands(zpl_of(name, media, 203))

    assert set(found) <= COMMANDS
    assert found.count(b"^XA") == found.count(b"^XZ") == 1


@every_form
def test_a_data_matrix_names_its_escape_and_stands_without_hex(name: str, media: str) -> None:
    """Firmwares differ in the escape they take for granted; ^FH would make a byte of _10 (devices.md 4.3)."""
    for field in re.findall(rb"\^BX.*", zpl_of(name, media, 203)):
        assert re.match(rb"\^BXN,\d+,200,,,,\|,1\^FD", field)
        assert b"^FH" not in field


@every_form
def test_every_label_says_its_own_size_and_code_page(name: str, media: str) -> None:
    """What the last label set survives in the printer."""
    wide, high = {"100x150": (800, 1200), "105x148": (840, 1184), "60x40": (480, 320)}[media]

    assert zpl_of(name, media, 203).startswith(b"^XA^CI28^PW%d^LL%d^LH0,0^PON^MMT^PQ1,0,1,Y" % (wide, high))


@every_head
@every_form
def test_nothing_lies_on_anything_else(name: str, media: str, dpi: int) -> None:
    """Texts and symbols, these with their quiet zones."""
    for one, other in combinations(boxes(zpl_of(name, media, dpi)), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize("media", ["100x150", "60x40"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if printable(text)])
def test_hostile_text_is_shown_as_it_is(text: str, media: str) -> None:
    """Whole where it fits; its beginning where it does not."""
    shown = said_on(CodeLabel(Sign("ZONE-K1", "K1", text), "Hub"), media)

    assert any(printable(text).startswith(drawn.removesuffix("...")) for drawn in shown[1:-2])


@pytest.mark.parametrize(
    ("label", "media"),
    [(LABEL, "105x148"), (PALLET, "60x40"), (ZONE, "105x148"), (LABEL, ""), (PALLET, "A4")],
)
def test_a_roll_that_a_label_does_not_fit(label: LabelContent, media: str) -> None:
    with pytest.raises(BadInput) as refused:
        compose(label, 203, media)

    assert (refused.value.code, refused.value.values["media"]) == ("documents.wrong_media", media)


def test_a_sheet_of_codes_is_a_label_for_each() -> None:
    signs = SignSheet(MANIFEST.hub_name, "signs", (ZONE.sign, Sign("VEHICLE-V1", "V1", "")), copy=1)

    assert compose_all(signs, 203, "60x40").count(b"^XA") == 2
    assert compose_all(CommandSheet("Hub"), 300, "60x40").count(b"^XA") == len(KEYS)
    assert b"KOPI 1" in compose_all(signs, 203, "100x150")
