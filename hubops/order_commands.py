"""The commands of the order book as the command line knows them; what they do is in order_answers.py.

Rooms are imported by the command that needs them, as in cli.py.
"""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Open = Callable[[argparse.Namespace], Any]
"""Opens the hub that the options name."""


def register(
    add: Callable[..., argparse.ArgumentParser],
    parents: tuple[argparse.ArgumentParser, ...],
    open_hub: Open,
    language: Callable[[], str],
    day: Callable[[str], date],
) -> None:
    """Add ``orders`` and ``exchange`` to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: see :data:`Open`.
        language: of the command line.
        day: reads a day as it is written there.
    """

    def orders(options: argparse.Namespace) -> int:
        """List orders, show one, type one in (new), answer one by hand, or tell what is left of season agreements."""
        from hubops import order_answers

        return order_answers.orders(open_hub(options), options, language())

    def exchange(options: argparse.Namespace) -> int:
        """Say what would happen to each order of a file, and name each fault; nothing is changed."""
        from hubops import order_answers

        return order_answers.exchange(open_hub(options), options, language())

    listed = add("orders", orders, *parents)
    listed.add_argument("action", nargs="?", default="list", choices=["list", "show", "new", "answer", "agreements"])
    listed.add_argument("number", nargs="?", default="", metavar="NUMBER", help="the order to show or to answer")
    listed.add_argument("answer", nargs="?", default="", choices=["", "accept", "reject"], help="with answer")
    listed.add_argument("--why", default="", metavar="TEXT", help="with answer: what the kitchen is told")
    listed.add_argument("--badge", default="", metavar="BADGE", help="with answer: who answers")
    listed.add_argument("--date", type=day, metavar="DATE", help="asked for that day; else the next two weeks")
    listed.add_argument("--kitchen", default="", metavar="KITCHEN", help="its code or a part of its name")
    checked = add("exchange", exchange, *parents)
    checked.add_argument("action", choices=["check"])
    checked.add_argument("file", type=Path, metavar="FILE")
    checked.add_argument("--kind", default="orders", metavar="KIND", help="what the file holds; orders if not said")
