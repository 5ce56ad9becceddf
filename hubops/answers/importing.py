"""What ``import`` and ``exchange`` answer: a file is taken, or only tried."""

import argparse
import sys

from hubops.answers.telling import print_json, tell
from hubops.exchange import order_import
from hubops.exchange.importing import import_file
from hubops.exchange.order_import import Wish
from hubops.messages import Message
from hubops.open_hub import OpenHub

OTHER_DAY = ("outcome.new_other_day", "outcome.new_some_other_day")
"""What is said of orders of which something comes on another day than asked for."""


def import_(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Take a file whole and tell what became of it; 1 with each fault named, and nothing taken, if there is one."""
    desk = hub.job_desk("import")
    report = import_file(desk, options.kind, options.file, options.dry_run, options.late)
    for message in (*report.warnings, *report.faults):
        print(message.text(language), file=sys.stderr)
    if report.faults:
        if not options.dry_run:
            order_import.tell_dock(desk, report)
        return 1
    for message in report.orders:
        print(message.text(language))
    moved = sum(message.code in OTHER_DAY for message in report.orders)
    if moved:
        tell(language, "import.other_day", orders=moved)
    counts = {"added": report.added, "changed": report.changed, "same": report.same}
    tell(language, "import.done", kind_word=f"import_{options.kind.replace('-', '_')}", **counts)
    if report.on_paper:
        tell(language, "import.on_paper_tried" if options.dry_run else "import.on_paper", messages=report.on_paper)
    return 0


def exchange(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Say what would happen to each order of a file and name each fault; nothing is changed. 1 if there is a fault."""
    desk = hub.job_desk("check")
    if options.kind == order_import.KIND:
        report = order_import.take_path(desk, options.file, Wish(dry_run=True))
    else:
        report = import_file(desk, options.kind, options.file, dry_run=True)
    told = (*report.warnings, *report.orders, *report.faults)
    texts = [message.text(language, hub.house.calendar.zone) for message in told]
    if options.json:
        counts = {"added": report.added, "changed": report.changed, "same": report.same}
        faults = [_fault(message) for message in report.faults]
        print_json({"taken": not report.faults, **counts, "faults": faults, "told": texts})
    else:
        for text in texts:
            print(text)
        if report.faults:
            tell(language, "exchange.would_refuse", faults=len(report.faults))
        else:
            counts = {"added": report.added, "changed": report.changed, "same": report.same}
            tell(language, "exchange.would_take", **counts)
    return 1 if report.faults else 0


def _fault(message: Message) -> dict[str, object]:
    place = {name: getattr(message, name) for name in ("line", "column", "order") if hasattr(message, name)}
    return {"code": message.code, **place, "values": {name: str(value) for name, value in message.values.items()}}
