"""What ``day`` answers: the closing statement, and the closing of the day by hand."""

import argparse
import sys
from datetime import date

from hubops.answers.telling import print_json, tell
from hubops.open_hub import OpenHub
from hubops.operations.closing import close_day
from hubops.queries import statement as reading
from hubops.statement_text import statement_text


def day(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """Tell what became of each order line of a day, and with ``--close`` close it. 1 if a line is unaccounted."""
    desk = hub.job_desk("day")
    calendar = hub.house.calendar
    asked: date = options.date or calendar.hub_day(hub.clock.now())
    span = calendar.day_span(asked)
    statement = desk.look(lambda booking: reading.read(booking, asked, span))
    deviations = desk.look(lambda booking: reading.deviations(booking, span))
    turned_away = desk.look(lambda booking: reading.turned_away(booking, span))
    seal = None
    if options.close:
        seal = desk.book(lambda booking: close_day(booking, asked, statement.counts, statement.left_open))
    if options.json:
        print_json(
            {
                "day": asked.isoformat(),
                "seal": seal,
                "counts": statement.counts,
                "unaccounted": statement.unaccounted,
                "lines": [{name: getattr(line, name) for name in line.__slots__} for line in statement.lines],
                "deviations": [{"kind": kind, "values": values} for kind, values in deviations],
                "turned_away": turned_away,
            }
        )
    else:
        sys.stdout.write(statement_text(statement, language, deviations, turned_away))
        if seal:
            tell(language, "statement.seal", seal=seal)
    return 1 if statement.unaccounted else 0
