"""``print`` and ``printers``: a paper or a label once more, and what waits for each printer."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of, print_json, tell_done, tell_written
from hubops.commands.arguments import Commands
from hubops.commands.opening import open_hub

PRINTED = {
    "label": "drop_label",
    "pallet": "logistic_label",
    "manifest": "manifest",
    "receipt": "receipt",
    "commands": "commands",
    "signs": "signs",
    "badges": "badges",
    "route-card": "route_card",
    "pickup-sheet": "pickup_sheet",
    "card": "delivery_card",
    "statement": "closing_statement",
    "pack": "paper_pack",
}
"""What ``print`` prints, and how the print queue calls it."""
CARDS = "cards"
"""The delivery card of every kitchen that gets something in a week."""


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    printed = commands.add("print", print_)
    printed.add_argument("kind", choices=[*PRINTED, CARDS])
    printed.add_argument(
        "title",
        nargs="*",
        metavar="TITLE",
    )
    printed.add_argument("--to", type=Path, metavar="FILE")
    printed.add_argument("--labels", action="store_true")
    queue = commands.add("printers", printers, json=True)
    queue.add_argument("action", nargs="?", choices=["hold", "release", "retry", "move", "came-out", "cancel"])
    queue.add_argument("name", nargs="?", default="", metavar="NAME")
    queue.add_argument("--to", default="", metavar="PRINTER")


def print_(options: argparse.Namespace) -> int:
    """Print a label, manifest or receipt again, or a paper of what the hub is now; with --to write a file."""
    from hubops.answers import printing

    hub = open_hub(options)
    if options.kind == CARDS:
        print(printing.cards(hub, " ".join(options.title), options.to).text(language_of()))
        return 0
    document, title, labels = PRINTED[options.kind], " ".join(options.title), options.labels
    if options.to:
        pdf = options.to.suffix.lower() == ".pdf"
        options.to.write_bytes(printing.drawn(hub, document, title, labels=labels, pdf=pdf))
        tell_written(document, options.to)
        return 0
    print(printing.queued(hub, document, title, labels=labels).text(language_of()))
    return 0


def printers(options: argparse.Namespace) -> int:
    """List what waits for each printer; hold it, let it go on, try it again, move it, say that it came out."""
    from hubops.answers import print_queue

    hub = open_hub(options)
    if options.action:
        asked = print_queue.Asked(options.action, options.name, options.to)
        tell_done(print_queue.done(hub, asked), language_of(), as_json=options.json)
    elif options.json:
        print_json(print_queue.listed(hub))
    else:
        print("\n".join(print_queue.told(hub, language_of())))
    return 0
