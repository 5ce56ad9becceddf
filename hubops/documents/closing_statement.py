"""The closing statement of a hub day as a paper to be signed and filed: A4 PDF or on a roll.

Its words are those of the statement on the screen (statement_text.py), frozen when it is made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, KeepTogether, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say

_SIGNED = ("paper.name", "paper.signature", "paper.time")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One figure or one sentence, with what belongs to it."""

    text: str
    count: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementPart:
    """Rows under a heading; one without a heading belongs to the part above it."""

    heading: str
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class ClosingStatement:
    """One hub day."""

    hub_name: str
    day: date
    title: str
    parts: tuple[StatementPart, ...]
    made_at: datetime
    """Aware; what happened later is not on the paper."""
    seal: str = ""
    """Of the event log, where the day is closed."""
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def closing_statement_pdf(statement: ClosingStatement) -> bytes:
    """The statement as PDF."""
    return paper.a4(_head(statement), lambda: _story(statement))


def closing_statement_roll(statement: ClosingStatement, form: RollForm) -> bytes:
    """The statement on the roll of a receipt printer."""
    roll = Roll(form, _head(statement))
    roll.text(statement.title, "bold")
    for part in statement.parts:
        if part.heading:
            roll.section(part.heading)
        for row in part.rows:
            roll.row(row.text, "" if row.count is None else str(row.count))
            for note in row.notes:
                roll.text(note, indent=3)
    roll.space()
    roll.facts(_facts(statement))
    roll.pen(*(say(code, statement.language) for code in _SIGNED))
    return roll.finished()


def _head(statement: ClosingStatement) -> paper.Head:
    day = wording.day(statement.day, statement.language)
    return paper.Head(
        title=say("statement.paper", statement.language),
        mark=day,
        detail=paper.copy_mark(statement.copy, statement.language),
        foot=f"{statement.hub_name}, {day}",
        language=statement.language,
    )


def _facts(statement: ClosingStatement) -> list[tuple[str, str]]:
    word = partial(say, language=statement.language)
    made = wording.moment(statement.made_at, ZoneInfo(statement.time_zone), statement.language)
    return [(word("statement.seal_caption"), statement.seal), (word("paper.as_of"), made)]


def _story(statement: ClosingStatement) -> list[Flowable]:
    fields = [say(code, statement.language) for code in _SIGNED]
    return [
        par(statement.title, "large"),
        *(flowable for part in statement.parts for flowable in _part(part)),
        Spacer(0, 5 * mm),
        KeepTogether([paper.facts(_facts(statement), (40, 140)), Spacer(0, 3 * mm)]),
        paper.pen_fields(fields, (75, 75, 30)),
    ]


def _part(part: StatementPart) -> list[Flowable]:
    """Each row is a table of its own row by row, so that a long list of notes runs over pages."""
    rows = []
    for row in part.rows:
        rows.append([par("" if row.count is None else str(row.count), "bold right"), par(row.text, longest=400)])
        rows += [[par(""), par(note, "small", longest=400)] for note in row.notes]
    heading = [par(part.heading, "section")] if part.heading else [Spacer(0, 3 * mm)]
    return [*heading, paper.table(rows, (18, 162), [("LINEBELOW", (0, 0), (-1, -1), 0.4, paper.GREY)])]
