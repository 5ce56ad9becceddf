"""The closing statement as text, in the language of the reader."""

from collections.abc import Iterator, Mapping

from hubops.messages import has_words, say
from hubops.queries.statement import LineState, Statement

Deviations = tuple[tuple[str, dict[str, object]], ...]
"""Kind and values of each, in the order they came."""


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
    parts = (
        _counts(statement, language),
        _notable(statement, language),
        _deviations(deviations, language),
        _turned_away(turned_away or {}, language),
    )
    title = say("statement.title", language, {"day": statement.day, "lines": len(statement.lines)})
    found = ("\n".join(lines) for part in parts if (lines := list(part)))
    return "\n\n".join((title, *found)) + "\n"


def _counts(statement: Statement, language: str) -> Iterator[str]:
    for state, count in statement.counts.items():
        if count or state == "unaccounted":
            yield f"{count:6}  {say(f'word.{state}', language)}"


def _notable(statement: Statement, language: str) -> Iterator[str]:
    for line in statement.lines:
        if line.state not in ("on_its_way", "delivered", "not_yet_due") or line.instead:
            yield _line(line, language)
            for product, pieces in line.instead:
                yield say("statement.instead", language, {"product": product, "pieces": pieces})


def _deviations(deviations: Deviations, language: str) -> Iterator[str]:
    """By kind; where the kind has a reason in its name, each reason is a kind of its own."""
    by_kind: dict[str, list[str]] = {}
    for kind, values in deviations:
        by_kind.setdefault(say(f"kind.{kind}", language, values), []).append(say(f"deviation.{kind}", language, values))
    if by_kind:
        yield say("statement.deviations", language, {"count": len(deviations)})
    for heading, told in by_kind.items():
        yield f"{len(told):6}  {heading}"
        yield from (f"          {each}" for each in told)


def _turned_away(counts: Mapping[str, int], language: str) -> Iterator[str]:
    """Kinds that a day is judged by have names; the rest are told as one, for the log of inputs holds each."""
    named = {code: count for code, count in counts.items() if has_words(f"turned_away.{code}")}
    other = sum(counts.values()) - sum(named.values())
    if counts:
        yield say("statement.turned_away", language, {"count": sum(counts.values())})
    yield from (f"{count:6}  {say(f'turned_away.{code}', language)}" for code, count in named.items())
    if other:
        yield f"{other:6}  {say('turned_away.other', language)}"


def _line(line: LineState, language: str) -> str:
    values: dict[str, object] = {
        "order": line.order,
        "line": line.line,
        "kitchen": line.kitchen,
        "product": line.product,
        "pieces": line.pieces,
        "on_its_way": line.on_its_way + line.delivered,
        "delivered": line.delivered,
        "state_word": line.state,
    }
    return say("statement.line_refused" if line.refused else "statement.line", language, values)
