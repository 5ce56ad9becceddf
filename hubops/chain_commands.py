"""``where``, ``explain`` and ``alarms`` as the command line knows them; what they do is in chain_answers.py.

Rooms are imported by the command that needs them, as in cli.py.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def register(
    add: Callable[..., argparse.ArgumentParser],
    parents: tuple[argparse.ArgumentParser, ...],
    open_hub: Callable[[argparse.Namespace], Any],
    language: Callable[[], str],
) -> None:
    """Add the commands to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: opens the hub that the options name.
        language: of the command line.
    """

    def where(options: argparse.Namespace) -> int:
        """Tell where a kitchen's goods are, when they come and why they are late; the question is counted."""
        from hubops import chain_answers

        return chain_answers.where(open_hub(options), " ".join(options.text), options.json, language())

    def explain(options: argparse.Namespace) -> int:
        """Tell all that is known of an order, in the order of time; --bundle writes it to a file for who helps."""
        from hubops import chain_answers

        return chain_answers.explain(open_hub(options), options.order, options.json, options.bundle, language())

    def alarms(options: argparse.Namespace) -> int:
        """List what should have happened and did not, the oldest first; 1 if there is anything."""
        from hubops import chain_answers

        return chain_answers.alarms(open_hub(options), options.json, language())

    asked = add("where", where, *parents)
    asked.add_argument(
        "text", nargs="+", metavar="TEXT", help="part of a kitchen's name, its code, an order's number, or an SSCC"
    )
    explained = add("explain", explain, *parents)
    explained.add_argument("order", metavar="ORDER", help="the order's number")
    explained.add_argument("--bundle", type=Path, metavar="FILE.zip", help="with chain, messages, logs and settings")
    add("alarms", alarms, *parents)
