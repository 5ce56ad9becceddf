"""From the frozen JSON of a print job to the bytes that a printer understands, and to the copy that a reprint is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from hubops.documents.case_label_sheet import CaseLabelSheet, case_label_sheet_pdf
from hubops.documents.closing_statement import ClosingStatement, closing_statement_pdf, closing_statement_roll
from hubops.documents.code_sheet import (
    CommandSheet,
    SignSheet,
    command_sheet_pdf,
    command_sheet_roll,
    sign_sheet_pdf,
    sign_sheet_roll,
)
from hubops.documents.delivery_card import DeliveryCard, delivery_card_pdf, delivery_card_roll
from hubops.documents.drop_label import DropLabel
from hubops.documents.labels import Printable, compose_all
from hubops.documents.logistic_label import LogisticLabel
from hubops.documents.manifest import Manifest, manifest_pdf
from hubops.documents.manifest_roll import manifest_roll
from hubops.documents.notice_sheet import NoticeSheet, notice_sheet_pdf, notice_sheet_roll
from hubops.documents.paper_pack import PaperPack, paper_pack_pdf
from hubops.documents.paper_pack_roll import paper_pack_roll
from hubops.documents.pickup_sheet import PickupSheet, pickup_sheet_pdf, pickup_sheet_roll
from hubops.documents.receipt import ProducerReceipt, receipt_pdf
from hubops.documents.receipt_roll import receipt_roll
from hubops.documents.roll import RollForm
from hubops.documents.route_card import RouteCard, route_card_pdf, route_card_roll
from hubops.documents.scanner_sheet import ScannerSheet, scanner_sheet_pdf
from hubops.errors import BadInput

Document = (
    DropLabel
    | LogisticLabel
    | Manifest
    | ProducerReceipt
    | RouteCard
    | PickupSheet
    | DeliveryCard
    | ClosingStatement
    | CommandSheet
    | SignSheet
    | PaperPack
    | ScannerSheet
    | NoticeSheet
    | CaseLabelSheet
)

KINDS: dict[str, type[Document]] = {
    "drop_label": DropLabel,
    "logistic_label": LogisticLabel,
    "manifest": Manifest,
    "receipt": ProducerReceipt,
    "route_card": RouteCard,
    "pickup_sheet": PickupSheet,
    "delivery_card": DeliveryCard,
    "closing_statement": ClosingStatement,
    "commands": CommandSheet,
    "signs": SignSheet,
    "badges": SignSheet,
    "paper_pack": PaperPack,
    "scanner_sheet": ScannerSheet,
    "notice": NoticeSheet,
    "case_labels": CaseLabelSheet,
}
_PDF: dict[type[Document], Callable[[Any], bytes]] = {
    Manifest: manifest_pdf,
    ProducerReceipt: receipt_pdf,
    RouteCard: route_card_pdf,
    PickupSheet: pickup_sheet_pdf,
    DeliveryCard: delivery_card_pdf,
    ClosingStatement: closing_statement_pdf,
    CommandSheet: command_sheet_pdf,
    SignSheet: sign_sheet_pdf,
    PaperPack: paper_pack_pdf,
    ScannerSheet: scanner_sheet_pdf,
    NoticeSheet: notice_sheet_pdf,
    CaseLabelSheet: case_label_sheet_pdf,
}
_ROLL: dict[type[Document], Callable[[Any, RollForm], bytes]] = {
    Manifest: manifest_roll,
    ProducerReceipt: receipt_roll,
    RouteCard: route_card_roll,
    PickupSheet: pickup_sheet_roll,
    DeliveryCard: delivery_card_roll,
    ClosingStatement: closing_statement_roll,
    PaperPack: paper_pack_roll,
    NoticeSheet: notice_sheet_roll,
    CommandSheet: command_sheet_roll,
    SignSheet: sign_sheet_roll,
}
"""Papers for a receipt printer."""


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


def render(
    kind: str, content: bytes, language: str, dpi: int, media: str = "100x150", roll: RollForm | None = None
) -> bytes:
    """The bytes for a printer that speaks ``language`` (``zpl``, ``pdf`` or ``escpos``).

    Args:
        kind: of KINDS.
        content: the frozen JSON.
        language: of the printer.
        dpi: resolution of a label printer.
        media: the roll in a label printer, as devices.toml names it.
        roll: columns and code page of a receipt printer; None for those that are usual.

    Raises:
        BadInput: ``documents.unknown_kind``, ``documents.bad_content``, ``documents.wrong_language`` or
            ``documents.wrong_media``.
    """
    document = thaw(kind, content)
    if isinstance(document, Printable) and language == "zpl":
        return compose_all(document, dpi, media)
    if type(document) in _PDF and language == "pdf":
        return _PDF[type(document)](document)
    if type(document) in _ROLL and language == "escpos":
        return _ROLL[type(document)](document, roll or RollForm())
    raise BadInput("documents.wrong_language", kind=kind, language=language)


def copy_of(kind: str, content: bytes, n: int) -> bytes:
    """The same content marked as copy ``n``; 0 is the original.

    Raises:
        BadInput: ``documents.unknown_kind`` or ``documents.bad_content``.
    """
    return freeze(replace(thaw(kind, content), copy=n))
