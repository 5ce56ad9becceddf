"""The command line: one thin function per command (interfaces.md).

Exit status: 0 done; 1 refused or failed, with one sentence on standard error; 2 wrong usage. Nothing but the answer
goes to standard output. Rooms are imported by the command that needs them, so that the terminal starts fast.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime
from functools import partial
from pathlib import Path

from hubops import (
    __version__,
    call_off_commands,
    chain_commands,
    deviation_commands,
    message_commands,
    order_commands,
    print_commands,
)
from hubops.arguments import Arguments, language_of
from hubops.clock import Clock
from hubops.errors import HubopsError
from hubops.messages import Message

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is returned."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)
    try:
        with ExitStack() as options.at_end:
            status: int = options.command(options)
    except HubopsError as error:
        logging.getLogger(__name__).debug("refused", exc_info=True)
        print(Message(error.code, error.values).text(_language()), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        told = Message("cli.failed", {"path": str(error.filename or "-"), "reason": str(error.strerror or error)})
        print(told.text(_language()), file=sys.stderr)
        return 1
    return status


def init(options: argparse.Namespace) -> int:
    """Make a new hub."""
    from hubops.clock import WallClock
    from hubops.founding import FIRST_ADMIN, found

    folder: Path = options.dir
    found(folder, WallClock(), demo=options.demo)
    _say("init.done", folder=str(folder), badge=f"BADGE-{FIRST_ADMIN}")
    return 0


def demo(options: argparse.Namespace) -> int:
    """Open the demo hub, or play its day where there is no terminal."""
    if options.headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from hubops.demo import day

        text, unaccounted = day.play_headless(options.dir)
        sys.stdout.write(text)
        return 1 if unaccounted else 0
    from hubops.demo.opened import open_demo
    from hubops.tui import start

    with open_demo(options.dir) as opened:
        return start.run_terminal(opened.hub, opened.station, opened.recorded_day())


def tui(options: argparse.Namespace) -> int:
    """Open the terminal of a station."""
    from hubops.tui import start

    hub = _open(options)
    return start.run_terminal(hub, options.station or "")


def worker(options: argparse.Namespace) -> int:
    """Run the clock's jobs as a process of their own."""
    from hubops.open_hub import OpenHub
    from hubops.worker_process import run_worker

    hub: OpenHub = _open(options)
    return run_worker(hub, options.child_of)


def import_(options: argparse.Namespace) -> int:
    """Import master data or orders."""
    from hubops.exchange.importing import import_file

    hub = _open(options)
    report = import_file(hub.job_desk("import"), options.kind, options.file, options.dry_run, options.late)
    language = _language()
    for message in (*report.warnings, *report.faults):
        print(message.text(language), file=sys.stderr)
    if report.faults:
        return 1
    for message in report.orders:
        print(message.text(language))
    moved = sum(message.code == "outcome.new_other_day" for message in report.orders)
    if moved:
        _say("import.other_day", orders=moved)
    _say("import.done", kind=options.kind, added=report.added, changed=report.changed, same=report.same)
    return 0


def day_(options: argparse.Namespace) -> int:
    """Print a day's closing statement, 0 only if nothing is unaccounted; or compare the day with a list (--against)."""
    if options.against:
        from hubops.reconciliation_answers import against

        return against(_open(options), options, _language())
    from hubops.operations.closing import close_day
    from hubops.queries import statement as reading
    from hubops.statement_text import statement_text

    hub = _open(options)
    desk = hub.job_desk("day")
    calendar = hub.house.calendar
    day: date = options.date or calendar.hub_day(hub.clock.now())
    span = calendar.day_span(day)
    statement = desk.look(lambda booking: reading.read(booking, day, span))
    deviations = desk.look(lambda booking: reading.deviations(booking, span))
    turned_away = desk.look(lambda booking: reading.turned_away(booking, span))
    seal = None
    if options.close:
        seal = desk.book(lambda booking: close_day(booking, day, statement.counts, statement.left_open))
    if options.json:
        _print_json(
            {
                "day": day.isoformat(),
                "seal": seal,
                "counts": statement.counts,
                "unaccounted": statement.unaccounted,
                "lines": [{name: getattr(line, name) for name in line.__slots__} for line in statement.lines],
                "deviations": [{"kind": kind, "values": values} for kind, values in deviations],
                "turned_away": turned_away,
            }
        )
    else:
        sys.stdout.write(statement_text(statement, _language(), deviations, turned_away))
        if seal:
            _say("statement.seal", seal=seal)
    return 1 if statement.unaccounted else 0


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


def print_(options: argparse.Namespace) -> int:
    """Print a label, manifest or receipt again, or a paper of what the hub is now; with --to write a file."""
    from hubops import printing

    hub = _open(options)
    document, title, labels = PRINTED[options.kind], " ".join(options.title), options.labels
    if options.to:
        pdf = options.to.suffix.lower() == ".pdf"
        options.to.write_bytes(printing.drawn(hub, document, title, labels=labels, pdf=pdf))
        return 0
    print(printing.queued(hub, document, title, labels=labels).text(_language()))
    return 0


def replay(options: argparse.Namespace) -> int:
    """Play recorded floor input; with --json an answer per input."""
    from hubops.demo import day

    tell = _print_json if options.json else lambda _: None
    played = day.replay(options.hub, options.file, tell, anyway=options.yes)
    if options.json:
        _print_json({"summary": played})
    else:
        _say("replay.done", **played)
    return 1 if options.strict and played["refused"] else 0


def backup(options: argparse.Namespace) -> int:
    """Keep a proved copy of the database."""
    from hubops.store.backup import back_up

    hub = _open(options)
    path = back_up(hub.store, hub.house.hub_id, hub.settings.folder / "backups", hub.clock.now())
    print(path)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Examine the hub: database, event chains, print queue; 1 on any fault."""
    from hubops.examination import TITLES, examine

    hub = _open(options)
    findings = examine(hub)
    language = "en" if options.json else language_of(hub.house.language)
    told = {name: value if isinstance(value, str) else value.text(language) for name, value, _ in findings}
    if options.json:
        _print_json(told)
    else:
        for name, _, sound in findings:
            state = Message("doctor.sound" if sound else "doctor.fault").text(language)
            print(f"{state:4}  {Message(TITLES[name]).text(language)}: {told[name]}")
    return 0 if all(sound for _, _, sound in findings) else 1


def crates(options: argparse.Namespace) -> int:
    """Tell which producers and kitchens have crates to get or to give back."""
    from hubops.queries import crates as reading

    desk = _open(options).job_desk("crates")
    found = {"producers": desk.look(reading.of_producers), "kitchens": desk.look(reading.of_kitchens)}
    if options.json:
        told = {
            kind: [{"party": row.party, "crate_type": row.code, "crates": int(row.crates)} for row in rows]
            for kind, rows in found.items()
        }
        _print_json(told)
        return 0
    for row in (row for rows in found.values() for row in rows):
        owed = Message(
            "crates.to_get_back" if row.crates > 0 else "crates.to_give_back", {"crates": abs(int(row.crates))}
        )
        _say("crates.listed", party=row.party, name=row.name, balance=owed)
    if not any(found.values()):
        _say("crates.nothing_listed")
    return 0


def devices(options: argparse.Namespace) -> int:
    """Show each device, ask it (check), read a scanner (read NAME), simulate one (simulate KIND), scanner-sheet."""
    if options.action == "simulate":
        from hubops.simulation import simulate

        return simulate(options.name, options.port, _language(), partial(print, flush=True))
    if options.action == "scanner-sheet":
        return _scanner_sheet(options)
    if options.action == "read":
        return _read_scanner(options)
    from hubops.device_check import look_at_devices

    found = look_at_devices(_open(options), options.action == "check", _language())
    if options.json:
        _print_json({"devices": [each.json for each in found]})
    else:
        for each in found:
            facts = each.device.facts
            print(f"{facts.name:12} {facts.kind:8} {each.where:40} {each.text}")
    return 0 if all(each.sound for each in found) else 1


def _scanner_sheet(options: argparse.Namespace) -> int:
    """With --to write a file, else queue it for the paper printer."""
    from hubops import printing

    hub = _open(options)
    if options.to:
        options.to.write_bytes(printing.drawn(hub, "scanner_sheet", "", pdf=True))
    else:
        print(printing.queued(hub, "scanner_sheet", "").text(_language()))
    return 0


def _read_scanner(options: argparse.Namespace) -> int:
    """0 only if something was read."""
    from hubops.scanner_trial import read_scanner

    read = read_scanner(_open(options), options.name, options.seconds, _language(), partial(print, flush=True))
    return 0 if read else 1


def _open(options: argparse.Namespace):  # type: ignore[no-untyped-def]  # noqa: ANN202 - its type is imported late
    from hubops.demo.clock import read_clock
    from hubops.open_hub import OpenHub
    from hubops.settings import load

    clock: Clock | None = read_clock(options.hub) if load(options.hub).hub.demo else None
    return options.at_end.enter_context(closing(OpenHub.open(options.hub, clock)))


def _day(text: str) -> date:
    """A day as it is written on the command line. Raises ArgumentTypeError with the sentence for what is none."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(Message("cli.no_day", {"text": text}).text(_language()))


def _say(code: str, **values: object) -> None:
    print(Message(code, values).text(_language()))


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _language() -> str:
    return language_of()


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(prog="hubops", description="The operations system of a cooperative food hub.")
    parser.add_argument("--version", action="version", version=f"hubops {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    where = Arguments(add_help=False)
    where.add_argument(
        "--hub",
        type=Path,
        default=Path(os.environ.get("HUBOPS_HUB") or "."),
        metavar="DIR",
        help="the hub folder; else $HUBOPS_HUB, else the current folder",
    )
    as_json = Arguments(add_help=False)
    as_json.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def command(name: str, run: Command, *parents: Arguments) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=(run.__doc__ or "").splitlines()[0], parents=list(parents))
        added.set_defaults(command=run)
        return added

    made = command("init", init)
    made.add_argument("dir", type=Path, metavar="DIR")
    made.add_argument("--demo", action="store_true", help="with the demo hub's data")
    shown = command("demo", demo)
    shown.add_argument("--headless", action="store_true", help="play the whole day and print its closing statement")
    shown.add_argument("--dir", type=Path, default=Path("hubops-demo"), metavar="DIR")
    command("tui", tui, where).add_argument("--station", metavar="NAME")
    command("worker", worker, where).add_argument("--child-of", type=int, metavar="PID", help=argparse.SUPPRESS)
    imported = command("import", import_, where)
    imported.add_argument("kind", metavar="KIND")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    imported.add_argument(
        "--late", default="", metavar="BADGE", help="whose badge lets orders be changed after the cut-off"
    )
    closed = command("day", day_, where, as_json)
    closed.add_argument("date", type=_day, nargs="?", metavar="DATE", help="2026-11-24 or 24.11.2026; today if none")
    closed.add_argument("--close", action="store_true", help="close the day by hand")
    closed.add_argument(
        "--against", type=Path, metavar="FILE", help="the ordering system's own list as CSV; 1 on any difference"
    )
    printed = command("print", print_, where)
    printed.add_argument("kind", choices=list(PRINTED))
    printed.add_argument(
        "title",
        nargs="*",
        metavar="TITLE",
        help="the SSCC, the manifest's code, the receipt's number, a route's code for its manifest or card; "
        "pickup-sheet CLUSTER DATE, card KITCHEN WEEK, statement DATE",
    )
    printed.add_argument("--to", type=Path, metavar="FILE", help="as the printer would get it; A4 for a name in .pdf")
    printed.add_argument(
        "--labels", action="store_true", help="signs, badges and commands as one label each, on the label printer"
    )
    print_commands.register(command, (where, as_json), _open, _language)
    message_commands.register(command, (where, as_json), _open, _language)
    played = command("replay", replay, where, as_json)
    played.add_argument("file", type=Path, metavar="FILE")
    played.add_argument("--strict", action="store_true", help="exit 1 if anything was refused")
    played.add_argument("--yes", action="store_true", help="also on a hub in which people have worked")
    shown_devices = command("devices", devices, where, as_json)
    shown_devices.add_argument("action", nargs="?", choices=["check", "read", "scanner-sheet", "simulate"])
    shown_devices.add_argument("name", nargs="?", default="", metavar="NAME", help="what to read or simulate")
    shown_devices.add_argument("--port", default="", metavar="PORT", help="of a simulated device: a link, or HOST:PORT")
    shown_devices.add_argument("--seconds", type=float, default=30, metavar="N", help="how long to read: 30")
    shown_devices.add_argument("--to", type=Path, metavar="FILE", help="the sheet as PDF")
    for dated in (order_commands, call_off_commands):
        dated.register(command, (where, as_json), _open, _language, _day)
    chain_commands.register(command, (where, as_json), _open, _language)
    deviation_commands.register(command, (where, as_json), _open, _language)
    command("crates", crates, where, as_json)
    command("backup", backup, where)
    command("doctor", doctor, where, as_json)
    return parser
