"""The words of a message, and the message on paper for whoever no other way reaches: A4 or on a roll."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.errors import BadInput
from hubops.messages import Message, has_words, say

_LONGEST = 2000
"""Letters of a paragraph: longer than any sentence of the catalogue."""
_DONE_BY = ("paper.name", "paper.time")
_CODE = "call_off"
"""The value of a message that a scanner opens at the terminal: the code of a call-off."""
_CODE_MM = 28


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One message, with its facts frozen."""

    kind: str
    to: str
    values: dict[str, Any]
    lines: tuple[dict[str, Any], ...] = ()
    hub_name: str = ""
    at: datetime | None = None
    """When it was queued; aware."""
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    phone: str = ""
    """Of the receiver, to whom the paper may be read out; may be empty."""
    copy: int = 0
    """0 the original, n the n-th copy."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message in a language."""

    subject: str
    body: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything but the subject, as a mail says it."""
        return "\n\n".join(part for part in (self.body, "\n".join(self.lines)) if part)


def words(
    kind: str, language: str, to: str, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], zone: tzinfo
) -> Words:
    """The words for the facts of a message.

    Args:
        kind: ``notice.<kind>.subject``, ``.body`` and, where its lines have words, ``.line`` of the catalogue.
        language: of who reads it.
        to: who is told.
        values: what the sentences name; moments as ISO text, a sentence in a sentence as its ``code`` and ``values``.
        lines: the values of one line each.
        zone: in which times of day are told.

    Raises:
        KeyError: no such kind, or a value that a sentence names is missing.
    """
    known = _thawed({"to": to, **values})
    line = f"notice.{kind}.line"
    return Words(
        say(f"notice.{kind}.subject", language, known, zone),
        say(f"notice.{kind}.body", language, known, zone),
        tuple(say(line, language, _thawed(each), zone) for each in lines) if has_words(line) else (),
    )


def notice_sheet_pdf(sheet: NoticeSheet) -> bytes:
    """The message as PDF.

    Raises:
        BadInput: ``documents.bad_content``: there are no words for it.
    """
    told = _words(sheet)
    return paper.a4(_head(sheet), lambda: _story(sheet, told))


def notice_sheet_roll(sheet: NoticeSheet, form: RollForm) -> bytes:
    """The message on the roll of a receipt printer.

    Raises:
        BadInput: as :func:`notice_sheet_pdf`.
    """
    told = _words(sheet)
    roll = Roll(form, _head(sheet))
    roll.text(told.subject, "bold", longest=_LONGEST)
    roll.text(told.body, longest=_LONGEST)
    for line in told.lines:
        roll.text(line, indent=2, longest=_LONGEST)
    if code := str(sheet.values.get(_CODE, "")):
        roll.qr(code)
        roll.text(code, "bold")
    roll.space()
    roll.text(say("notice.by_hand", sheet.language), longest=_LONGEST)
    if sheet.phone:
        roll.text(_phone(sheet), "bold")
    roll.pen(*(say(code, sheet.language) for code in _DONE_BY))
    return roll.finished()


def _story(sheet: NoticeSheet, told: Words) -> list[Flowable]:
    return [
        par(told.subject, "large", longest=_LONGEST),
        Spacer(0, 3 * mm),
        par(told.body, longest=_LONGEST),
        Spacer(0, 3 * mm),
        *(par(line, "bold", longest=_LONGEST) for line in told.lines),
        *_code(sheet),
        Spacer(0, 8 * mm),
        par(say("notice.by_hand", sheet.language), "small", longest=_LONGEST),
        *([par(_phone(sheet), "large")] if sheet.phone else []),
        Spacer(0, 2 * mm),
        paper.pen_fields([say(code, sheet.language) for code in _DONE_BY], (120, 60)),
    ]


def _phone(sheet: NoticeSheet) -> str:
    return say("notice.ring", sheet.language, {"to": sheet.to, "phone": sheet.phone})


def _code(sheet: NoticeSheet) -> list[Flowable]:
    """The code that opens what the message is about at the terminal, to be scanned with the producer on the line."""
    code = str(sheet.values.get(_CODE, ""))
    if not code:
        return []
    drawn = paper.table([[paper.qr_code(code, _CODE_MM), par(code, "large")]], (_CODE_MM + 6, 100))
    return [Spacer(0, 6 * mm), drawn]


def _head(sheet: NoticeSheet) -> paper.Head:
    at = wording.moment(sheet.at, ZoneInfo(sheet.time_zone), sheet.language) if sheet.at else ""
    return paper.Head(
        title=say("notice.paper", sheet.language),
        mark=sheet.to,
        detail=paper.copy_mark(sheet.copy, sheet.language),
        foot=", ".join(part for part in (sheet.hub_name, at) if part),
        language=sheet.language,
    )


def _words(sheet: NoticeSheet) -> Words:
    try:
        return words(sheet.kind, sheet.language, sheet.to, sheet.values, sheet.lines, ZoneInfo(sheet.time_zone))
    except KeyError as fault:
        raise BadInput("documents.bad_content", kind="notice", fault=str(fault)) from fault


def _thawed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _thawed_value(name, value) for name, value in values.items()}


def _thawed_value(name: str, value: Any) -> Any:
    if name.endswith("_at") and isinstance(value, str):
        return datetime.fromisoformat(value)
    return Message(value["code"], _thawed(value["values"])) if isinstance(value, dict) else value
