"""``where``, ``explain`` and ``alarms``: where goods are, what is known of an order, and what is silent."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of
from hubops.commands.arguments import Commands
from hubops.commands.opening import open_hub


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    asked = commands.add("where", where, json=True)
    asked.add_argument("text", nargs="+", metavar="TEXT")
    explained = commands.add("explain", explain, json=True)
    explained.add_argument("order", metavar="ORDER")
    explained.add_argument("--bundle", type=Path, metavar="FILE.zip")
    commands.add("alarms", alarms, json=True)


def where(options: argparse.Namespace) -> int:
    """Tell where a kitchen's goods are, when they come and why they are late; the question is counted."""
    from hubops.answers import where as answers

    return answers.where(open_hub(options), " ".join(options.text), options.json, language_of())


def explain(options: argparse.Namespace) -> int:
    """Tell all that is known of an order, in the order of time; --bundle writes it to a file for who helps."""
    from hubops.answers import chain

    return chain.explain(open_hub(options), options.order, options.json, options.bundle, language_of())


def alarms(options: argparse.Namespace) -> int:
    """List what should have happened and did not, the oldest first; 1 if there is anything."""
    from hubops.answers import chain

    return chain.alarms(open_hub(options), options.json, language_of())
