"""Frozen contents: the way through JSON and back, rendering by kind, and copies."""

import msgspec
import pytest
from documents_samples import LABEL, MANIFEST, RECEIPT, sscc
from label_pictures import PALLET

from hubops.documents.code_label import labels_of
from hubops.documents.code_sheet import CommandSheet
from hubops.documents.drop_label import drop_label
from hubops.documents.labels import compose
from hubops.documents.manifest import manifest_pdf
from hubops.documents.receipt import receipt_pdf
from hubops.documents.render import Document, copy_of, freeze, render, thaw
from hubops.documents.small_drop_label import small_drop_label
from hubops.errors import BadInput

PAPERS: list[tuple[str, Document, str, bytes]] = [
    ("drop_label", LABEL, "zpl", drop_label(LABEL, 300)),
    ("logistic_label", PALLET, "zpl", compose(PALLET, 300)),
    ("manifest", MANIFEST, "pdf", manifest_pdf(MANIFEST)),
    ("receipt", RECEIPT, "pdf", receipt_pdf(RECEIPT)),
]


@pytest.mark.parametrize(("kind", "content", "language", "drawn"), PAPERS)
def test_frozen_content_prints_like_the_original(kind: str, content: Document, language: str, drawn: bytes) -> None:
    frozen = freeze(content)

    assert frozen == msgspec.json.encode(content)
    assert thaw(kind, frozen) == content
    assert render(kind, frozen, language, 300) == drawn


@pytest.mark.parametrize(("kind", "content", "language", "drawn"), PAPERS)
def test_a_copy_says_so(kind: str, content: Document, language: str, drawn: bytes) -> None:
    copy = copy_of(kind, freeze(content), 3)

    assert thaw(kind, copy).copy == 3
    assert render(kind, copy, language, 300) != drawn
    assert copy_of(kind, copy, 0) == freeze(content)


def test_the_roll_chooses_the_form() -> None:
    assert render("drop_label", freeze(LABEL), "zpl", 203, "60x40") == small_drop_label(LABEL)


def test_a_label_printer_prints_a_sheet_of_codes_as_labels() -> None:
    sheet = CommandSheet("Hub")

    drawn = render("commands", freeze(sheet), "zpl", 203, "60x40")
    assert drawn == b"".join(compose(label, 203, "60x40") for label in labels_of(sheet))
    assert render("commands", freeze(sheet), "pdf", 203).startswith(b"%PDF-")


def test_a_roll_that_the_label_does_not_fit() -> None:
    with pytest.raises(BadInput) as refused:
        render("logistic_label", freeze(PALLET), "zpl", 203, "60x40")

    assert refused.value.code == "documents.wrong_media"


@pytest.mark.parametrize(
    ("kind", "content", "language", "code"),
    [
        ("poster", b"{}", "zpl", "documents.unknown_kind"),
        ("drop_label", b"{}", "zpl", "documents.bad_content"),
        ("drop_label", b"\xff", "zpl", "documents.bad_content"),
        ("drop_label", freeze(LABEL).replace(sscc(12345).encode(), b"1"), "zpl", "documents.bad_content"),
        ("drop_label", freeze(LABEL), "pdf", "documents.wrong_language"),
        ("manifest", freeze(MANIFEST), "zpl", "documents.wrong_language"),
    ],
)
def test_what_can_not_be_rendered(kind: str, content: bytes, language: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        render(kind, content, language, 203)

    assert refused.value.code == code
