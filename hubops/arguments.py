"""Wrong usage of the command line in the language of whoever typed it; the words of argparse are English only."""

import argparse
import os
import re
from typing import NoReturn

from hubops.messages import LANGUAGES, Message

WRONG_USAGE = 2
_SAID = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "cli.arguments_missing"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "cli.arguments_unknown"),
    (
        re.compile(r"argument (?P<name>.+?): invalid choice: (?P<text>.+?) \(choose from (?P<choices>.+)\)"),
        "cli.no_choice",
    ),
    (re.compile(r"argument (?P<name>.+?): expected .*arguments?"), "cli.argument_empty"),
    (re.compile(r"argument (?P<name>.+?): (?P<reason>.+)"), "cli.argument_bad"),
)
"""What argparse says, and the sentence that says it in the languages of hubops."""


def language_of(fallback: str = "en") -> str:
    """The language of the command line: ``$HUBOPS_LANGUAGE``, else that of the locale, else ``fallback``."""
    for name in ("HUBOPS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")[:2].lower()
        if wanted in ("nb", "no", "nn"):
            return "nb"
        if wanted in LANGUAGES:
            return wanted
    return fallback


class Arguments(argparse.ArgumentParser):
    """A parser that says what is wrong as a sentence of the catalogue; commands get parsers of the same kind."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used, and end with status 2."""
        language = language_of()
        usage = Message("cli.usage", {"usage": self.format_usage().removeprefix("usage: ").rstrip()})
        self.exit(WRONG_USAGE, f"{usage.text(language)}\n{told(message).text(language)}\n")


def told(message: str) -> Message:
    """What argparse says, as a sentence of the catalogue."""
    for pattern, code in _SAID:
        if match := pattern.fullmatch(message):
            return Message(code, match.groupdict())
    return Message("cli.arguments_bad", {"reason": message})
