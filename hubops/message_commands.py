"""``hubops messages`` as the command line knows it; what it does is in message_answers.py.

Rooms are imported by the command that needs them, as in cli.py.
"""

import argparse
import json
from collections.abc import Callable
from typing import Any


def register(
    add: Callable[..., argparse.ArgumentParser],
    parents: tuple[argparse.ArgumentParser, ...],
    open_hub: Callable[[argparse.Namespace], Any],
    language: Callable[[], str],
) -> None:
    """Add ``messages`` to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: opens the hub that the options name.
        language: of the command line.
    """

    def messages(options: argparse.Namespace) -> int:
        """List the messages to kitchens, producers and systems; send one again (retry), count it as told (settled)."""
        from hubops import message_answers

        hub = open_hub(options)
        if options.action:
            print(message_answers.done(hub, options.action, options.key, options.how).text(language()))
        elif options.json:
            print(json.dumps(message_answers.listed(hub, options.undelivered), ensure_ascii=False))
        else:
            print("\n".join(message_answers.told(hub, options.undelivered, language())))
        return 0

    listed = add("messages", messages, *parents)
    listed.add_argument("action", nargs="?", choices=["retry", "settled"])
    listed.add_argument("key", nargs="?", default="", metavar="KEY", help="a message by the first letters of its key")
    listed.add_argument("--how", default="", metavar="TEXT", help="how it was told instead (settled): rang them")
    listed.add_argument("--undelivered", action="store_true", help="only what nobody is known to have")
