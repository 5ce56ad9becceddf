"""The commands that tell of deviations as the command line knows them; what they do is in deviation_answers.py.

Rooms are imported by the command that needs them, as in cli.py.
"""

import argparse
from collections.abc import Callable
from typing import Any

from hubops.model.deviation_kinds import CAUSES

Open = Callable[[argparse.Namespace], Any]
"""Opens the hub that the options name."""


def register(
    add: Callable[..., argparse.ArgumentParser],
    parents: tuple[argparse.ArgumentParser, ...],
    open_hub: Open,
    language: Callable[[], str],
) -> None:
    """Add ``deviations`` and ``report`` to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: see :data:`Open`.
        language: of the command line.
    """

    def deviations(options: argparse.Namespace) -> int:
        """List the deviations of a week or the open ones (--open), or solve one: its cause and what was done."""
        from hubops import deviation_answers

        return deviation_answers.deviations(open_hub(options), options, language())

    def report(options: argparse.Namespace) -> int:
        """Tell the deviations of a week per producer, kitchen or route: how many, how soon solved, lines concerned."""
        from hubops import deviation_answers

        return deviation_answers.report(open_hub(options), options, language())

    listed = add("deviations", deviations, *parents)
    listed.add_argument("action", nargs="?", default="list", choices=["list", "solve"])
    listed.add_argument("id", nargs="?", default="", metavar="ID", help="which to solve, as the list shows it")
    listed.add_argument("--open", action="store_true", help="only those that nobody has solved, of whatever week")
    listed.add_argument("--week", default="", metavar="WEEK", help="2026-W48; this week if none")
    listed.add_argument("--cause", default="", metavar="WORD", help=", ".join(CAUSES))
    listed.add_argument("--how", default="", metavar="TEXT", help="what was done about it")
    listed.add_argument("--badge", default="", metavar="BADGE", help="whose solution it is")
    told = add("report", report, *parents)
    told.add_argument("what", choices=["deviations"])
    told.add_argument("week", nargs="?", default="", metavar="WEEK", help="2026-W48; this week if none")
    told.add_argument("--by", choices=["producer", "kitchen", "route"], default="producer")
    told.add_argument("--csv", action="store_true", help="one row for each, for a spreadsheet")
