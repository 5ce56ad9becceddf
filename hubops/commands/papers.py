"""``print`` and ``printers``: a paper or a label once more, and what waits for each printer."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of, print_json, tell_done
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
        help="the SSCC, the manifest's code, the receipt's number, a route's code for its manifest or card; "
        "pickup-sheet CLUSTER DATE, card KITCHEN WEEK, cards WEEK, statement DATE",
    )
    printed.add_argument(
        "--to", type=Path, metavar="FILE", help="as the printer would get it; A4 for a name in .pdf; a folder for cards"
    )
    printed.add_argument(
        "--labels", action="store_true", help="signs, badges and commands as one label each, on the label printer"
    )
    queue = commands.add("printers", printers, json=True)
    queue.add_argument("action", nargs="?", choices=["hold", "release", "retry", "move", "came-out", "cancel"])
    queue.add_argument("name", nargs="?", default="", metavar="NAME", help="a printer, or a job as the list names it")
    queue.add_argument("--to", default="", metavar="PRINTER", help="the printer that takes over (move)")


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
