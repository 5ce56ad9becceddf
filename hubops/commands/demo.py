"""``demo`` and ``replay``: the demo hub with its recorded day, and floor input that was recorded anywhere."""

import argparse
import sys
from pathlib import Path

from hubops.answers.telling import language_of, print_json, tell
from hubops.commands.arguments import Commands


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    shown = commands.add("demo", demo, hub=False)
    shown.add_argument("--headless", action="store_true")
    shown.add_argument("--dir", type=Path, default=Path("hubops-demo"), metavar="DIR")
    played = commands.add("replay", replay, json=True)
    played.add_argument("file", type=Path, metavar="FILE")
    played.add_argument("--strict", action="store_true")
    played.add_argument("--yes", action="store_true")


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
        return start.run_terminal(opened.hub, opened.station, opened.recorded_day(), opened.devices.lay)


def replay(options: argparse.Namespace) -> int:
    """Play recorded floor input; with --json an answer per input."""
    from hubops.demo import day

    told = print_json if options.json else lambda _: None
    played = day.replay(options.hub, options.file, told, anyway=options.yes)
    if options.json:
        print_json({"summary": played})
    else:
        tell(language_of(), "replay.done", **played)
    return 1 if options.strict and played["refused"] else 0
