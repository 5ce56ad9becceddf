"""The parser of the command line, and wrong usage in the language of whoever typed it: argparse speaks English only."""

import argparse
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from hubops.answers.days import read_day
from hubops.answers.telling import language_of
from hubops.errors import BadInput
from hubops.messages import Message

WRONG_USAGE = 2
Command = Callable[[argparse.Namespace], int]
"""Runs with what was typed and gives the exit status."""
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


class Commands:
    """Where each family adds its commands; what several commands take is written here once."""

    def __init__(self, parser: Arguments) -> None:
        self._added = parser.add_subparsers(required=True, metavar="COMMAND")
        self._hub = Arguments(add_help=False)
        self._hub.add_argument(
            "--hub",
            type=Path,
            default=Path(os.environ.get("HUBOPS_HUB") or "."),
            metavar="DIR",
            help="the hub folder; else $HUBOPS_HUB, else the current folder",
        )
        self._json = Arguments(add_help=False)
        self._json.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def add(self, name: str, run: Command, *, hub: bool = True, json: bool = False) -> argparse.ArgumentParser:
        """Add a command; the first line of what ``run`` says of itself is its help.

        Args:
            name: what people type.
            run: what it does.
            hub: it takes ``--hub``.
            json: it takes ``--json``.
        """
        parents = [parent for parent, wanted in ((self._hub, hub), (self._json, json)) if wanted]
        added = self._added.add_parser(name, help=(run.__doc__ or "").splitlines()[0], parents=parents)
        added.set_defaults(command=run)
        return added


def badge_named(text: str) -> str:
    """A badge as it is written on the command line, with or without what stands before it in its barcode."""
    return text.strip().upper().removeprefix("BADGE-")


def day_named(text: str) -> date:
    """A day as it is written on the command line. Raises ArgumentTypeError with the sentence for what is none."""
    try:
        return read_day(text)
    except BadInput as fault:
        raise argparse.ArgumentTypeError(Message(fault.code, fault.values).text(language_of())) from fault
