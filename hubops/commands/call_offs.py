"""``call-offs`` and ``direct``: what producers were asked for, and what they bring to kitchens themselves."""

import argparse

from hubops.answers.telling import language_of
from hubops.commands.arguments import Commands, badge_named, day_named
from hubops.commands.opening import open_hub

TOLD = ("sent", "delivered", "part", "refused", "not_home")
"""What is told of a direct delivery."""


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    asked = commands.add("call-offs", call_offs, json=True, needs={"answer": "said"})
    asked.add_argument("action", nargs="?", default="list", choices=["list", "answer"])
    asked.add_argument("code", nargs="?", default="", metavar="CALL-7")
    asked.add_argument("said", nargs="?", default="", metavar="yes|less|no")
    asked.add_argument("pieces", nargs="*", metavar="GTIN=PIECES")
    asked.add_argument("--instead", action="store_true")
    asked.add_argument("--date", type=day_named, metavar="DATE")
    asked.add_argument("--badge", type=badge_named, default="", metavar="BADGE")
    told = commands.add("direct", direct, json=True, needs=dict.fromkeys(TOLD, "delivery"))
    told.add_argument("action", nargs="?", default="list", choices=["list", *TOLD])
    told.add_argument("delivery", nargs="?", default="", metavar="ID")
    told.add_argument("pieces", nargs="*", metavar="GTIN=PIECES")
    told.add_argument("--reason", default="", metavar="TEXT")
    told.add_argument("--badge", type=badge_named, default="", metavar="BADGE")
    told.add_argument("--date", type=day_named, metavar="DATE")


def call_offs(options: argparse.Namespace) -> int:
    """List what producers were asked for and what they said; answer writes an answer down."""
    from hubops.answers import call_offs as answers

    return answers.call_offs(open_hub(options), options, language_of())


def direct(options: argparse.Namespace) -> int:
    """List what producers bring to kitchens themselves; sent, delivered, part, refused, not_home: how it went."""
    from hubops.answers import call_offs as answers

    return answers.direct(open_hub(options), options, language_of())
