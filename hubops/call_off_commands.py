"""``call-offs`` and ``direct`` as the command line knows them; what they do is in call_off_desk.py.

Rooms are imported by the command that needs them, as in cli.py.
"""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any


def register(
    add: Callable[..., argparse.ArgumentParser],
    parents: tuple[argparse.ArgumentParser, ...],
    open_hub: Callable[[argparse.Namespace], Any],
    language: Callable[[], str],
    day: Callable[[str], date],
) -> None:
    """Add the commands to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: opens the hub that the options name.
        language: of the command line.
        day: reads a day as it is written there.
    """

    def call_offs(options: argparse.Namespace) -> int:
        """List what producers were asked for and what they said; answer writes an answer down."""
        from hubops import call_off_desk

        return call_off_desk.call_offs(open_hub(options), options, language())

    def direct(options: argparse.Namespace) -> int:
        """List what producers bring to kitchens themselves; sent, delivered, part, refused, not_home: how it went."""
        from hubops import call_off_desk

        return call_off_desk.direct(open_hub(options), options, language())

    asked = add("call-offs", call_offs, *parents)
    asked.add_argument("action", nargs="?", default="list", choices=["list", "answer"])
    asked.add_argument("code", nargs="?", default="", metavar="CALL-7")
    asked.add_argument("said", nargs="?", default="", metavar="yes|less|no")
    asked.add_argument(
        "pieces", nargs="*", metavar="GTIN=PIECES", help="for less: what will come; the rest comes in full"
    )
    asked.add_argument("--date", type=day, metavar="DATE", help="pickups of that day; else the next two weeks")
    told = add("direct", direct, *parents)
    told.add_argument(
        "action", nargs="?", default="list", choices=["list", "sent", "delivered", "part", "refused", "not_home"]
    )
    told.add_argument("delivery", nargs="?", default="", metavar="ID", help="as the list names it")
    told.add_argument("pieces", nargs="*", metavar="GTIN=PIECES", help="for part: what the kitchen took")
    told.add_argument("--date", type=day, metavar="DATE", help="of that day; else the last and the next two weeks")
