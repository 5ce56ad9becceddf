"""From the frozen JSON of a print job to the bytes of a printer, and to the copy that a reprint is."""

from dataclasses import replace

import msgspec

from hubops.documents.drop_label import DropLabel, drop_label
from hubops.documents.manifest import Manifest, manifest_pdf
from hubops.documents.receipt import ProducerReceipt, receipt_pdf
from hubops.errors import BadInput

Document = DropLabel | Manifest | ProducerReceipt

KINDS: dict[str, type[Document]] = {"drop_label": DropLabel, "manifest": Manifest, "receipt": ProducerReceipt}


def freeze(document: Document) -> bytes:
    """The content as the JSON that a print job keeps."""
    return msgspec.json.encode(document)


def thaw(kind: str, content: bytes) -> Document:
    """The content of a print job.

    Raises:
        BadInput: ``documents.unknown_kind`` or ``documents.bad_content``.
    """
    if kind not in KINDS:
        raise BadInput("documents.unknown_kind", kind=kind)
    try:
        return msgspec.json.decode(content, type=KINDS[kind])
    except msgspec.MsgspecError as fault:
        raise BadInput("documents.bad_content", kind=kind, fault=str(fault)) from fault


def render(kind: str, content: bytes, language: str, dpi: int) -> bytes:
    """The bytes for a printer that speaks ``language`` (``zpl`` or ``pdf``).

    Raises:
        BadInput: ``documents.unknown_kind``, ``documents.bad_content`` or ``documents.wrong_language``.
    """
    document = thaw(kind, content)
    if isinstance(document, DropLabel) and language == "zpl":
        return drop_label(document, dpi)
    if isinstance(document, Manifest) and language == "pdf":
        return manifest_pdf(document)
    if isinstance(document, ProducerReceipt) and language == "pdf":
        return receipt_pdf(document)
    raise BadInput("documents.wrong_language", kind=kind, language=language)


def copy_of(kind: str, content: bytes, n: int) -> bytes:
    """The same content marked as copy ``n``; 0 is the original.

    Raises:
        BadInput: ``documents.unknown_kind`` or ``documents.bad_content``.
    """
    return freeze(replace(thaw(kind, content), copy=n))
