"""``hubops printers`` as the command line knows it; what it does is in print_queue.py.

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
    """Add ``printers`` to the parser.

    Args:
        add: what cli.py adds its own commands with.
        parents: the options for the hub folder and for JSON.
        open_hub: opens the hub that the options name.
        language: of the command line.
    """

    def printers(options: argparse.Namespace) -> int:
        """List what waits for each printer; hold it, let it go on, try it again, move it, say that it came out."""
        from hubops import print_queue

        hub = open_hub(options)
        if options.action:
            asked = print_queue.Asked(options.action, options.name, options.to)
            print(print_queue.done(hub, asked).text(language()))
        elif options.json:
            print(json.dumps(print_queue.listed(hub), ensure_ascii=False))
        else:
            print("\n".join(print_queue.told(hub, language())))
        return 0

    queue = add("printers", printers, *parents)
    queue.add_argument("action", nargs="?", choices=["hold", "release", "retry", "move", "came-out", "cancel"])
    queue.add_argument("name", nargs="?", default="", metavar="NAME", help="a printer, or a job as the list names it")
    queue.add_argument("--to", default="", metavar="PRINTER", help="the printer that takes over (move)")
