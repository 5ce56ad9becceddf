"""Days and weeks as people write them on the command line."""

import re
from datetime import date, datetime

from hubops.errors import BadInput

_WEEK = re.compile(r"(?:(?P<year>\d{4})-?W?)?(?P<week>\d{1,2})", re.IGNORECASE)


def read_day(text: str) -> date:
    """A day, ``2026-11-24`` or ``24.11.2026``. Raises BadInput ``cli.no_day``."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise BadInput("cli.no_day", text=text)


def read_week(text: str, today: date) -> date:
    """The Monday of a week, ``2026-W48`` or ``48`` of this year. Raises BadInput ``cli.no_week``."""
    if found := _WEEK.fullmatch(text.strip()):
        try:
            return date.fromisocalendar(int(found["year"] or today.isocalendar().year), int(found["week"]), 1)
        except ValueError:
            pass
    raise BadInput("cli.no_week", text=text)
