"""How a command says something: in the language of the command line, or as JSON for a program."""

import json
import os
from pathlib import Path
from typing import Any

from hubops.messages import LANGUAGES, Message


def language_of(fallback: str = "en") -> str:
    """The language of the command line: ``$HUBOPS_LANGUAGE``, else that of the locale, else ``fallback``."""
    for name in ("HUBOPS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")[:2].lower()
        if wanted in ("nb", "no", "nn"):
            return "nb"
        if wanted in LANGUAGES:
            return wanted
    return fallback


def tell(language: str, code: str, **values: object) -> None:
    """Print the sentence of a code."""
    print(Message(code, values).text(language))


def tell_written(document: str, to: Path) -> None:
    """Say that a document was written; not where it went to standard output (``--to /dev/stdout``), which holds it."""
    if not os.path.samestat(to.stat(), os.fstat(1)):
        tell(language_of(), "print.written", document_word=document, to=str(to))


def print_json(value: object) -> None:
    """Print one JSON object, at once: a program may be waiting for it."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def tell_done(done: Message, language: str, *, as_json: bool) -> None:
    """Print what was done, as its sentence or as JSON: ``code``, and the sentence as ``told``."""
    text = done.text(language)
    if as_json:
        print_json({"code": done.code, "told": text})
    else:
        print(text)


def plain(row: Any) -> dict[str, object]:
    """A row as JSON, without its key: moments and days in ISO 8601."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row._asdict().items()
        if name != "id"
    }
