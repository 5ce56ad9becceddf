"""The parser of the command line, and wrong usage in the language of whoever typed it: argparse speaks English only."""

import argparse
import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from hubops.answers.days import read_day
from hubops.answers.telling import language_of
from hubops.errors import BadInput
from hubops.messages import Message, say

WRONG_USAGE = 2
Command = Callable[[argparse.Namespace], int]
"""Runs with what was typed and gives the exit status."""
_SAID = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "cli.arguments_missing"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "cli.arguments_unknown"),
    (
        re.compile(r"argument (?P<name>-.+?): invalid choice: (?P<text>.+?) \(choose from (?P<choices>.+)\)"),
        "cli.no_choice",
    ),
    (
        re.compile(r"argument .+?: invalid choice: (?P<text>.+?) \(choose from (?P<choices>.+)\)"),
        "cli.no_such_choice",
    ),
    (re.compile(r"argument (?P<name>.+?): invalid (int|float) value: '(?P<text>.*)'"), "cli.no_number"),
    (re.compile(r"argument (?P<name>.+?): expected .*arguments?"), "cli.argument_empty"),
    (re.compile(r"argument (?P<name>.+?): (?P<reason>.+)"), "cli.argument_bad"),
)
"""What argparse says, and the sentence that says it in the languages of hubops."""


class Arguments(argparse.ArgumentParser):
    """A parser that speaks the languages of the catalogue; commands get parsers of the same kind.

    What it is for stands there as ``cli.help.<command>``, what each of its arguments is for as
    ``cli.help.<command>.<dest>`` where it is not named as ``help``.
    """

    def __init__(self, *, about: str = "", add_help: bool = True, **known: Any) -> None:
        """``about`` is the command, ``hubops`` for all of them together; empty for what only lends its arguments."""
        super().__init__(**known, add_help=False, formatter_class=_Help)
        self._about = f"cli.help.{about.replace('-', '_')}"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="cli.help.help")

    def explain(self) -> None:
        """Say of each argument what it is for, and name choices by what there is; to be called when it has them all."""
        for action in self._actions:
            if action.help is None:
                action.help = f"{self._about}.{action.dest}"
            if action.choices and not action.option_strings:
                action.metavar = "|".join(action.choices)

    def name_of(self, dest: str) -> str:
        """An argument as its usage names it."""
        (action,) = (action for action in self._actions if action.dest == dest)
        return action.option_strings[0] if action.option_strings else str(action.metavar or dest)

    def format_help(self) -> str:
        """How the command is used, in the language of the command line."""
        language = language_of()
        self._positionals.title = say("cli.help.arguments", language)
        self._optionals.title = say("cli.help.options", language)
        self.description = say(self._about, language)
        usage = Message("cli.usage", {"usage": ""}).text(language)
        return super().format_help().replace("usage: ", usage, 1)

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


class _Help(argparse.HelpFormatter):
    """Writes the help of an argument, which is a code of the catalogue, in the language of the command line."""

    def _get_help_string(self, action: argparse.Action) -> str:
        return say(action.help, language_of()) if action.help else ""


def _checked(parser: Arguments, run: Command, needs: Mapping[str, str], options: argparse.Namespace) -> int:
    """Run a command if it is said what its action is to be done with; else that is wrong usage."""
    wanted = needs.get(options.action)
    if wanted and not getattr(options, wanted):
        parser.error(f"the following arguments are required: {parser.name_of(wanted)}")
    return run(options)


class Commands:
    """Where each family adds its commands; what several commands take is written here once."""

    def __init__(self, parser: Arguments) -> None:
        self._added = parser.add_subparsers(required=True, metavar="COMMAND")
        self._all: list[Arguments] = []
        self._hub = Arguments(add_help=False)
        folder = Path(os.environ.get("HUBOPS_HUB") or ".")
        self._hub.add_argument("--hub", type=Path, default=folder, metavar="DIR", help="cli.help.hub")
        self._json = Arguments(add_help=False)
        self._json.add_argument("--json", action="store_true", help="cli.help.json")

    def add(
        self, name: str, run: Command, *, hub: bool = True, json: bool = False, needs: Mapping[str, str] | None = None
    ) -> Arguments:
        """Add a command.

        Args:
            name: what people type.
            run: what it does.
            hub: it takes ``--hub``.
            json: it takes ``--json``.
            needs: the argument that an action of the command can't do without.
        """
        parents = [parent for parent, wanted in ((self._hub, hub), (self._json, json)) if wanted]
        about = f"cli.help.{name.replace('-', '_')}"
        added: Arguments = self._added.add_parser(name, about=name, help=about, parents=parents)
        added.set_defaults(parser=added, command=partial(_checked, added, run, needs) if needs else run)
        self._all.append(added)
        return added

    def explain(self) -> None:
        """Say of each argument of each command what it is for; to be called when all have theirs."""
        for each in self._all:
            each.explain()


def badge_named(text: str) -> str:
    """A badge as it is written on the command line, with or without what stands before it in its barcode."""
    return text.strip().upper().removeprefix("BADGE-")


def day_named(text: str) -> date:
    """A day as it is written on the command line. Raises ArgumentTypeError with the sentence for what is none."""
    try:
        return read_day(text)
    except BadInput as fault:
        raise argparse.ArgumentTypeError(Message(fault.code, fault.values).text(language_of())) from fault
