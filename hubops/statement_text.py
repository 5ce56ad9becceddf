"""The closing statement as text, in the language of the reader."""

from collections.abc import Iterator

from hubops.messages import say
from hubops.queries.statement import LineState, Statement


def statement_text(
    statement: Statement, language: str, deviations: tuple[tuple[str, dict[str, object]], ...] = ()
) -> str:
    """The statement: figures per state, lines that did not go as ordered, deviations by kind."""
    return "\n".join(_lines(statement, language, deviations)) + "\n"


def _lines(statement: Statement, language: str, deviations: tuple[tuple[str, dict[str, object]], ...]) -> Iterator[str]:
    values: dict[str, object] = {"day": statement.day, "lines": len(statement.lines)}
    yield say("statement.title", language, values)
    yield ""
    for state, count in statement.counts.items():
        if count or state == "unaccounted":
            yield f"{count:6}  {say(f'word.{state}', language)}"
    notable = [line for line in statement.lines if line.state not in ("on_its_way", "delivered", "not_yet_due")]
    if notable:
        yield ""
        yield from (_line(line, language) for line in notable)
    if deviations:
        yield ""
        yield say("statement.deviations", language, {"count": len(deviations)})
        yield from (f"  {say(f'deviation.{kind}', language, found)}" for kind, found in deviations)


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
