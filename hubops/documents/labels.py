"""The label composer: from what a label says and the roll that is in the printer to its ZPL."""

from collections.abc import Callable
from typing import Any

from hubops.documents.code_label import CodeLabel, code_label, labels_of, small_code_label
from hubops.documents.code_sheet import CommandSheet, SignSheet
from hubops.documents.drop_label import DropLabel, drop_label
from hubops.documents.logistic_label import LogisticLabel, logistic_label
from hubops.documents.small_drop_label import small_drop_label
from hubops.documents.zpl import MEDIA
from hubops.errors import BadInput

LabelContent = DropLabel | LogisticLabel | CodeLabel
Printable = LabelContent | CommandSheet | SignSheet
"""What a label printer prints: a label, or a sheet of codes as one label per code."""

_FORMS: dict[tuple[type[LabelContent], str], Callable[[Any, int], bytes]] = {
    (DropLabel, "100x150"): drop_label,
    (DropLabel, "60x40"): small_drop_label,
    (LogisticLabel, "100x150"): lambda label, dpi: logistic_label(label, MEDIA["100x150"], dpi),
    (LogisticLabel, "105x148"): lambda label, dpi: logistic_label(label, MEDIA["105x148"], dpi),
    (CodeLabel, "100x150"): code_label,
    (CodeLabel, "60x40"): small_code_label,
}


def compose(label: LabelContent, dpi: int = 203, media: str = "100x150") -> bytes:
    """The ZPL of a label.

    Args:
        label: what it says.
        dpi: resolution of the printer's head: 203, 300 or 600.
        media: the roll, as devices.toml names it.

    Raises:
        BadInput: ``documents.wrong_media``: this label does not fit that roll.
    """
    form = _FORMS.get((type(label), media))
    if form is None:
        raise BadInput("documents.wrong_media", kind=type(label).__name__, media=media)
    return form(label, dpi)


def compose_all(content: Printable, dpi: int, media: str) -> bytes:
    """The ZPL of a print job: of one label, or of the labels that a sheet of codes is.

    Raises:
        BadInput: ``documents.wrong_media``.
    """
    if isinstance(content, CommandSheet | SignSheet):
        return b"".join(compose(label, dpi, media) for label in labels_of(content))
    return compose(content, dpi, media)
