"""Frozen contents: the way through JSON and back, rendering by kind, and copies."""

import msgspec
import pytest
from documents_samples import LABEL, MANIFEST, RECEIPT, sscc

from hubops.documents.drop_label import drop_label
from hubops.documents.manifest import manifest_pdf
from hubops.documents.receipt import receipt_pdf
from hubops.documents.render import Document, copy_of, freeze, render, thaw
from hubops.errors import BadInput

PAPERS: list[tuple[str, Document, str, bytes]] = [
    ("drop_label", LABEL, "zpl", drop_label(LABEL, 300)),
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
