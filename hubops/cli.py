"""The command line: builds the parser, runs one command, and catches what it could not do (interfaces.md).

Exit status: 0 done; 1 refused or failed, with one sentence on standard error; 2 wrong usage. Nothing but the answer
goes to standard output.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from hubops import __version__
from hubops.answers.telling import language_of
from hubops.commands import accounts, call_offs, chain, demo, devices, hub, messages, orders, papers
from hubops.commands.arguments import Arguments, Commands
from hubops.errors import HubopsError
from hubops.messages import Message

FAMILIES = (hub, demo, orders, call_offs, papers, messages, devices, chain, accounts)
"""In the order in which ``--help`` names their commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is returned."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)
    try:
        with ExitStack() as options.at_end:
            status: int = options.command(options)
    except HubopsError as error:
        logging.getLogger(__name__).debug("refused", exc_info=True)
        print(Message(error.code, error.values).text(language_of()), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        told = Message("cli.failed", {"path": str(error.filename or "-"), "reason": str(error.strerror or error)})
        print(told.text(language_of()), file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(prog="hubops", description="The operations system of a cooperative food hub.")
    parser.add_argument("--version", action="version", version=f"hubops {__version__}")
    commands = Commands(parser)
    for family in FAMILIES:
        family.register(commands)
    return parser
