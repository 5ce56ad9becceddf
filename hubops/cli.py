"""The command line: builds the parser, runs one command, and catches what it could not do (interfaces.md).

Exit status: 0 done; 1 refused or failed, with one sentence on standard error; 2 wrong usage. Nothing but the answer
goes to standard output; with ``--json`` it is JSON, also where it is that something can't be done.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from hubops import __version__
from hubops.answers.telling import language_of, print_json
from hubops.commands import accounts, call_offs, chain, demo, devices, hub, messages, orders, papers
from hubops.commands.arguments import Arguments, Commands
from hubops.errors import HubopsError
from hubops.messages import Message

FAMILIES = (hub, demo, orders, call_offs, papers, messages, devices, chain, accounts)
"""In the order in which ``--help`` names their commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is returned."""
    options = parser().parse_args(arguments)
    os.umask(0o077)
    try:
        with ExitStack() as options.at_end:
            status: int = options.command(options)
    except HubopsError as error:
        logging.getLogger(__name__).debug("refused", exc_info=True)
        return _not_done(Message(error.code, error.values), options)
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        values = {"path": str(error.filename or "-"), "reason": str(error.strerror or error)}
        return _not_done(Message("cli.failed", values), options)
    return status


def _not_done(why: Message, options: argparse.Namespace) -> int:
    """Say why it is not done, to a program as well."""
    text = why.text(language_of())
    print(text, file=sys.stderr)
    if getattr(options, "json", False):
        print_json({"refused": why.code, "told": text})
    return 1


def parser() -> Arguments:
    """The parser with every command in it."""
    parser = Arguments(prog="hubops", description="The operations system of a cooperative food hub.")
    parser.add_argument("--version", action="version", version=f"hubops {__version__}")
    commands = Commands(parser)
    for family in FAMILIES:
        family.register(commands)
    return parser
