"""``init``, ``tui``, ``worker``, ``backup`` and ``doctor``: a hub is made, worked in, kept and examined."""

import argparse
from pathlib import Path

from hubops.answers.telling import language_of, print_json, tell
from hubops.commands.arguments import Commands
from hubops.commands.opening import open_hub
from hubops.messages import Message


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    made = commands.add("init", init, hub=False)
    made.add_argument("dir", type=Path, metavar="DIR")
    made.add_argument("--demo", action="store_true")
    commands.add("tui", tui).add_argument("--station", metavar="NAME")
    commands.add("worker", worker).add_argument("--child-of", type=int, metavar="PID", help=argparse.SUPPRESS)
    commands.add("backup", backup)
    commands.add("doctor", doctor, json=True)


def init(options: argparse.Namespace) -> int:
    """Make a new hub."""
    from hubops.clock import WallClock
    from hubops.founding import FIRST_ADMIN, found

    folder: Path = options.dir
    found(folder, WallClock(), demo=options.demo)
    tell(language_of(), "init.done", folder=str(folder), badge=f"BADGE-{FIRST_ADMIN}")
    return 0


def tui(options: argparse.Namespace) -> int:
    """Open the terminal of a station."""
    from hubops.tui import start

    hub = open_hub(options)
    return start.run_terminal(hub, options.station or "")


def worker(options: argparse.Namespace) -> int:
    """Run the clock's jobs as a process of their own."""
    from hubops.worker_process import run_worker

    return run_worker(open_hub(options), options.child_of)


def backup(options: argparse.Namespace) -> int:
    """Keep a proved copy of the database."""
    from hubops.store.backup import back_up

    hub = open_hub(options)
    path = back_up(hub.store, hub.house.hub_id, hub.settings.folder / "backups", hub.clock.now())
    print(path)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Examine the hub: database, event chains, print queue; 1 on any fault."""
    from hubops.answers.examination import TITLES, examine

    hub = open_hub(options)
    findings = examine(hub)
    language = "en" if options.json else language_of(hub.house.language)
    told = {name: value if isinstance(value, str) else value.text(language) for name, value, _ in findings}
    if options.json:
        print_json(told)
    else:
        for name, _, sound in findings:
            state = Message("doctor.sound" if sound else "doctor.fault").text(language)
            print(f"{state:4}  {Message(TITLES[name]).text(language)}: {told[name]}")
    return 0 if all(sound for _, _, sound in findings) else 1
