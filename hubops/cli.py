"""The command line: builds the parser, runs one command, and catches what it could not do (interfaces.md).

Exit status: 0 done; 1 refused or failed, with one sentence on standard error; 2 wrong usage. Nothing but the answer
goes to standard output; with ``--json`` it is JSON, also where it is that something can't be done.
"""

import argparse
import errno
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
FAILURES = {
    errno.ENOENT: "not_there",
    errno.EACCES: "no_access",
    errno.EPERM: "no_access",
    errno.ENOSPC: "disk_full",
    errno.EISDIR: "is_folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "is_there",
    errno.EROFS: "read_only",
}
"""What the operating system says only in its own language."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is returned."""
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    os.umask(0o077)
    logging.getLogger("hubops").addHandler(logging.NullHandler())  # else logging itself prints warnings, in English
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
        known = FAILURES.get(error.errno or 0)
        reason = Message(f"word.failed_{known}") if known else str(error.strerror or error)
        values = {"path": str(error.filename or "-"), "reason": reason}
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
    parser = Arguments(prog="hubops", about="hubops")
    parser.add_argument("--version", action="version", version=f"hubops {__version__}", help="cli.help.version")
    commands = Commands(parser)
    for family in FAMILIES:
        family.register(commands)
    commands.explain()
    return parser
