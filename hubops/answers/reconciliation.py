"""What ``day --against`` answers: each difference to the ordering system's own list in one sentence."""

import argparse
import sys
from datetime import date

from hubops.answers.telling import print_json
from hubops.exchange import reconciliation
from hubops.messages import Message
from hubops.open_hub import OpenHub


def against(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Compare a day with a list; 1 on any difference, and for a list that can't be read."""
    calendar = hub.house.calendar
    day: date = options.date or calendar.hub_day(hub.clock.now())
    sheet = reconciliation.read(options.against)
    for message in (*sheet.warnings, *sheet.faults):
        print(message.text(language, calendar.zone), file=sys.stderr)
    if sheet.faults:
        if options.json:
            print_json({"day": day.isoformat(), "faults": [_plain(message, language) for message in sheet.faults]})
        return 1
    found = hub.job_desk("day").look(lambda booking: reconciliation.compare(booking, sheet, day))
    if options.json:
        told = [_plain(message, language) for message in found.differences]
        print_json({"day": day.isoformat(), "lines": found.lines, "differences": told})
    else:
        for message in found.differences:
            print(message.text(language, calendar.zone))
        values = {"day_on": day, "lines": found.lines, "differences": len(found.differences)}
        print(Message("against.differences" if found.differences else "against.agrees", values).text(language))
    return 1 if found.differences else 0


def _plain(message: Message, language: str) -> dict[str, object]:
    values = {name: str(value) if isinstance(value, date) else value for name, value in message.values.items()}
    return {"code": message.code, "values": values, "text": message.text(language)}
