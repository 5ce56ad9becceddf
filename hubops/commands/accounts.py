"""``day``, ``deviations``, ``report`` and ``crates``: what a day or a week came to, and what is still owed."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of
from hubops.commands.arguments import Commands, badge_named, day_named
from hubops.commands.opening import open_hub


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    closed = commands.add("day", day, json=True)
    closed.add_argument("date", type=day_named, nargs="?", metavar="DATE")
    closed.add_argument("--close", action="store_true")
    closed.add_argument("--against", type=Path, metavar="FILE")
    listed = commands.add("deviations", deviations, json=True)
    listed.add_argument("action", nargs="?", default="list", choices=["list", "solve"])
    listed.add_argument("id", nargs="?", default="", metavar="ID")
    listed.add_argument("--open", action="store_true")
    listed.add_argument("--week", default="", metavar="WEEK")
    listed.add_argument("--cause", default="", metavar="WORD")
    listed.add_argument("--how", default="", metavar="TEXT")
    listed.add_argument("--badge", type=badge_named, default="", metavar="BADGE")
    told = commands.add("report", report, json=True)
    told.add_argument("what", choices=["deviations"])
    told.add_argument("week", nargs="?", default="", metavar="WEEK")
    told.add_argument("--by", choices=["producer", "kitchen", "route"], default="producer")
    told.add_argument("--csv", action="store_true")
    commands.add("crates", crates, json=True)


def day(options: argparse.Namespace) -> int:
    """Print a day's closing statement, 0 only if nothing is unaccounted; or compare the day with a list (--against)."""
    if options.against:
        from hubops.answers import reconciliation

        return reconciliation.against(open_hub(options), options, language_of())
    from hubops.answers import day as answers

    return answers.day(open_hub(options), options, language_of())


def deviations(options: argparse.Namespace) -> int:
    """List the deviations of a week or the open ones (--open), or solve one: its cause and what was done."""
    from hubops.answers import deviations as answers

    return answers.deviations(open_hub(options), options, language_of())


def report(options: argparse.Namespace) -> int:
    """Tell the deviations of a week per producer, kitchen or route: how many, how soon solved, lines concerned."""
    from hubops.answers import deviations as answers

    return answers.report(open_hub(options), options, language_of())


def crates(options: argparse.Namespace) -> int:
    """Tell which producers and kitchens have crates to get or to give back."""
    from hubops.answers import crates as answers

    return answers.crates(open_hub(options), options.json, language_of())
