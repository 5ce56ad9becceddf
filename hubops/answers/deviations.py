"""What the commands that tell of deviations answer: the list, the solving of one, and the weekly report."""

import argparse
import sys
from datetime import date, datetime, timedelta

from hubops.answers.days import read_week
from hubops.answers.telling import print_json, tell, tell_done
from hubops.exchange import csv_writing
from hubops.messages import Message
from hubops.model.deviation_kinds import FAMILIES
from hubops.open_hub import OpenHub
from hubops.operations import deviations as solving
from hubops.queries import deviation_report
from hubops.queries import deviations as reading
from hubops.queries.deviation_report import Figures
from hubops.queries.deviations import Told

DAYS = timedelta(days=7)


def deviations(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """List the deviations of a week, or the open ones; or solve one."""
    if options.action == "solve":
        return _solve(hub, options, language)
    desk = hub.job_desk("deviations")
    if options.open:
        found = desk.look(reading.open_ones)
    else:
        span = _span(hub, _monday(hub, options.week))
        found = desk.look(lambda booking: reading.between(booking, *span))
    if options.json:
        print_json({"deviations": [_plain(each) for each in found]})
        return 0
    for each in found:
        print(_line(hub, each, language))
    if not found:
        tell(language, "deviations.none")
    return 0


def report(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    """The weekly report, as text, JSON or CSV."""
    monday = _monday(hub, options.week)
    span = _span(hub, monday)
    found = hub.job_desk("deviations").look(lambda booking: deviation_report.read(booking, monday, span, options.by))
    week = f"{monday:%G-W%V}"
    if options.json:
        rows = [_figures(row) for row in found.rows]
        print_json({"week": week, "by": found.by, "rows": rows, "total": _figures(found.total)})
    elif options.csv:
        rows = [_figures(row) for row in found.rows]
        sys.stdout.write(csv_writing.text_of(list(_figures(found.total)), [list(row.values()) for row in rows]))
    else:
        title = Message(f"word.by_{found.by}")
        tell(language, "deviation_report.title", week=week, by=title)
        for row in (*found.rows, found.total):
            _tell(row, language, whole=row is found.total)
    return 0


def _solve(hub: OpenHub, options: argparse.Namespace, language: str) -> int:
    desk = hub.job_desk("deviations")
    desk.book(lambda booking: solving.solve(booking, options.id, options.cause, options.how, options.badge))
    tell_done(Message("deviations.solved", {"text": options.id}), language, as_json=options.json)
    return 0


def _monday(hub: OpenHub, week: str) -> date:
    """The first day of a week, this one if none is said. Raises BadInput."""
    today = hub.house.calendar.hub_day(hub.clock.now())
    return read_week(week, today) if week else today - timedelta(days=today.weekday())


def _span(hub: OpenHub, monday: date) -> tuple[datetime, datetime]:
    calendar = hub.house.calendar
    return calendar.day_span(monday)[0], calendar.day_span(monday + DAYS)[0]


def _line(hub: OpenHub, each: Told, language: str) -> str:
    zone = hub.house.calendar.zone
    sentence = Message(f"deviation.{each.kind}", each.values).text(language, zone)
    if each.is_open:
        state = Message("deviations.open", {"owner_word": each.owner})
    elif each.cause:
        cause = Message(f"word.cause_{each.cause}")
        values = {"cause": cause, "how": each.solution, "badge": each.solved_by, "minutes": each.minutes}
        state = Message("deviations.solved_so", values)
    elif each.owner:
        state = Message("deviations.solved_by_fact", {"minutes": each.minutes})
    else:
        state = Message("deviations.told")
    at = f"{each.at.astimezone(zone):%d.%m %H:%M}"
    return f"{solving.code_of(each.key)}  {at}  {sentence} ({state.text(language)})"


def _tell(row: Figures, language: str, whole: bool) -> None:
    """A party with its figures, in two lines."""
    families = [
        f"{Message(f'word.family_{family}').text(language)} {count}" for family, count in row.families.items() if count
    ]
    name = Message("deviation_report.total" if whole else "deviation_report.nobody").text(language)
    print(f"{row.party.name or name}: {', '.join(families) or '0'}")
    code = "deviation_report.row" if row.median_minutes is not None else "deviation_report.row_none_solved"
    values = {
        "open_count": row.still_open,
        "median": _hours(row.median_minutes),
        "longest": _hours(row.longest_minutes),
        "concerned": row.lines_concerned,
        "lines": row.lines,
        "percent": (row.share_permille + 5) // 10,
    }
    print(f"  {Message(code, values).text(language)}")


def _hours(minutes: int | None) -> str:
    return "-" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"


def _figures(row: Figures) -> dict[str, object]:
    return {
        "code": row.party.code,
        "name": row.party.name,
        **{family: row.families[family] for family in FAMILIES},
        "deviations": row.deviations,
        "open": row.still_open,
        "median_minutes": row.median_minutes,
        "longest_minutes": row.longest_minutes,
        "lines": row.lines,
        "lines_concerned": row.lines_concerned,
        "share_permille": row.share_permille,
    }


def _plain(each: Told) -> dict[str, object]:
    return {
        "id": solving.code_of(each.key),
        "at": each.at.isoformat(),
        "kind": each.kind,
        "family": each.family,
        "owner": each.owner,
        "values": dict(each.values),
        "cause": each.cause,
        "solved_at": each.solved_at.isoformat() if each.solved_at else None,
        "solved_by": each.solved_by,
        "solution": each.solution,
    }
