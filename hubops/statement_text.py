"""The closing statement as text, in the language of the reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hubops.messages import has_words, say
from hubops.queries.statement import LineState, Statement

Deviations = tuple[tuple[str, dict[str, object]], ...]
"""Kind and values of each, in the order they came."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure or a sentence, with what belongs to it."""

    text: str
    count: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together; ``caption`` is a message code for papers, ``heading`` is said everywhere."""

    rows: tuple[Row, ...]
    heading: str = ""
    caption: str = ""


def statement_text(
    statement: Statement, language: str, deviations: Deviations = (), turned_away: Mapping[str, int] | None = None
) -> str:
    """The statement: figures per state, lines that did not go as ordered, what went wrong by kind.

    Args:
        statement: what became of the order lines.
        language: ``nb`` or ``en``.
        deviations: of the day.
        turned_away: inputs that counted for nothing, by the code of the answer.
    """
    parts = statement_parts(statement, language, deviations, turned_away)
    return "\n\n".join((title(statement, language), *("\n".join(_lines(part)) for part in parts))) + "\n"


def title(statement: Statement, language: str) -> str:
    """Which day, and how many lines."""
    return say("statement.title", language, {"day": statement.day, "lines": len(statement.lines)})


def statement_parts(
    statement: Statement, language: str, deviations: Deviations = (), turned_away: Mapping[str, int] | None = None
) -> list[Part]:
    """The statement as parts, those that are empty left out; arguments as for :func:`statement_text`."""
    parts = (
        Part(tuple(_counts(statement, language)), caption="statement.states"),
        Part(tuple(_notable(statement, language)), caption="statement.notable"),
        _deviations(deviations, language),
        _turned_away(turned_away or {}, language),
    )
    return [part for part in parts if part.rows]


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for row in part.rows:
        yield row.text if row.count is None else f"{row.count:6}  {row.text}"
        yield from row.notes if row.count is None else (f"          {note}" for note in row.notes)


def _counts(statement: Statement, language: str) -> Iterator[Row]:
    for state, count in statement.counts.items():
        if count or state == "unaccounted":
            yield Row(say(f"word.{state}", language), count)


def _notable(statement: Statement, language: str) -> Iterator[Row]:
    for line in statement.lines:
        if line.state not in ("on_its_way", "delivered", "not_yet_due") or line.instead:
            others = ({"product": product, "pieces": pieces} for product, pieces in line.instead)
            instead = tuple(say("statement.instead", language, other) for other in others)
            yield Row(_line(line, language), notes=instead)


def _deviations(deviations: Deviations, language: str) -> Part:
    """By kind; where the kind has a reason in its name, each reason is a kind of its own."""
    by_kind: dict[str, list[str]] = {}
    for kind, values in deviations:
        by_kind.setdefault(say(f"kind.{kind}", language, values), []).append(say(f"deviation.{kind}", language, values))
    rows = tuple(Row(heading, len(told), tuple(told)) for heading, told in by_kind.items())
    return Part(rows, say("statement.deviations", language, {"count": len(deviations)}))


def _turned_away(counts: Mapping[str, int], language: str) -> Part:
    """Kinds that a day is judged by have names; the rest are told as one, for the log of inputs holds each."""
    named = {code: count for code, count in counts.items() if has_words(f"turned_away.{code}")}
    other = sum(counts.values()) - sum(named.values())
    rows = [Row(say(f"turned_away.{code}", language), count) for code, count in named.items()]
    if other:
        rows.append(Row(say("turned_away.other", language), other))
    return Part(tuple(rows), say("statement.turned_away", language, {"count": sum(counts.values())}))


def _line(line: LineState, language: str) -> str:
    values: dict[str, object] = {
        "order": line.order,
        "line": line.line,
        "kitchen": line.kitchen,
        "product": line.product,
        "pieces": line.pieces,
        "on_its_way": line.on_its_way,
        "delivered": line.delivered,
        "state_word": line.state,
    }
    if line.delivered and line.on_its_way:
        return say("statement.line_both", language, values)
    return say("statement.line_delivered" if line.delivered or line.refused else "statement.line", language, values)
