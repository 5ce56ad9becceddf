"""``import``, ``orders`` and ``exchange``: what comes in as files, and the order book."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of
from hubops.commands.arguments import Commands, badge_named, day_named
from hubops.commands.opening import open_hub


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    imported = commands.add("import", import_)
    imported.add_argument("kind", metavar="KIND")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--dry-run", action="store_true")
    imported.add_argument(
        "--late",
        type=badge_named,
        default="",
        metavar="BADGE",
    )
    needs = {"show": "number", "change": "amount", "cancel": "number", "answer": "number"}
    listed = commands.add("orders", orders, json=True, needs=needs)
    actions = ["list", "show", "new", "change", "cancel", "answer", "agreements"]
    listed.add_argument("action", nargs="?", default="list", choices=actions)
    listed.add_argument("number", nargs="?", default="", metavar="NUMBER")
    listed.add_argument("detail", nargs="?", default="", metavar="LINE|accept|reject")
    listed.add_argument("amount", nargs="?", default="", metavar="AMOUNT")
    listed.add_argument("--why", default="", metavar="TEXT")
    listed.add_argument("--badge", type=badge_named, default="", metavar="BADGE")
    listed.add_argument("--late", type=badge_named, default="", metavar="BADGE")
    listed.add_argument("--date", type=day_named, metavar="DATE")
    listed.add_argument("--kitchen", default="", metavar="KITCHEN")
    checked = commands.add("exchange", exchange, json=True)
    checked.add_argument("action", choices=["check"])
    checked.add_argument("file", type=Path, metavar="FILE")
    checked.add_argument("--kind", default="orders", metavar="KIND")


def import_(options: argparse.Namespace) -> int:
    """Import master data or orders."""
    from hubops.answers import importing

    return importing.import_(open_hub(options), options, language_of())


def orders(options: argparse.Namespace) -> int:
    """List orders; show, type in (new), change, cancel or answer one; tell what is left of season agreements."""
    from hubops.answers import orders as answers

    return answers.orders(open_hub(options), options, language_of())


def exchange(options: argparse.Namespace) -> int:
    """Say what would happen to each order of a file, and name each fault; nothing is changed."""
    from hubops.answers import importing

    return importing.exchange(open_hub(options), options, language_of())
