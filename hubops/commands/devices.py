"""``devices``: how each device is, what a scanner reads, and a device that is not there, to try with."""

import argparse
from functools import partial
from pathlib import Path

from hubops.answers.telling import language_of, print_json, tell_done, tell_written
from hubops.commands.arguments import Commands
from hubops.commands.opening import open_hub
from hubops.errors import Refused

LIVE = ("read", "simulate")
"""What tells a person how a device does while it does it; there is no JSON of that."""


def register(commands: Commands) -> None:
    """Add the command to the parser."""
    shown = commands.add("devices", devices, json=True, needs={"read": "name"})
    shown.add_argument("action", nargs="?", choices=["check", "read", "scanner-sheet", "simulate"])
    shown.add_argument("name", nargs="?", default="", metavar="NAME")
    shown.add_argument("--port", default="", metavar="PORT")
    shown.add_argument("--seconds", type=float, default=30, metavar="N")
    shown.add_argument("--to", type=Path, metavar="FILE")


def devices(options: argparse.Namespace) -> int:
    """Show each device, ask all or those of a name (check), read a scanner, simulate a KIND, the scanner sheet."""
    if options.json and options.action in LIVE:
        raise Refused("cli.no_json", command=f"hubops devices {options.action}")
    if options.action == "simulate":
        from hubops.answers.simulation import simulate

        return simulate(options.name, options.port, language_of(), partial(print, flush=True))
    if options.action == "scanner-sheet":
        return _scanner_sheet(options)
    if options.action == "read":
        return _read_scanner(options)
    from hubops.answers.device_check import look_at_devices

    found = look_at_devices(open_hub(options), options.action == "check", language_of(), options.name)
    if options.json:
        print_json({"devices": [each.json for each in found]})
    else:
        for each in found:
            facts = each.device.facts
            print(f"{facts.name:12} {facts.kind:8} {each.where:40} {each.text}")
    return 0 if all(each.sound for each in found) else 1


def _scanner_sheet(options: argparse.Namespace) -> int:
    """With --to write a file, else queue it for the paper printer."""
    from hubops.answers import printing

    hub = open_hub(options)
    if options.to:
        options.to.write_bytes(printing.drawn(hub, "scanner_sheet", "", pdf=True))
        if options.json:
            print_json({"file": str(options.to)})
        else:
            tell_written("scanner_sheet", options.to)
    else:
        tell_done(printing.queued(hub, "scanner_sheet", ""), language_of(), as_json=options.json)
    return 0


def _read_scanner(options: argparse.Namespace) -> int:
    """0 only if something was read."""
    from hubops.answers.scanner_trial import read_scanner

    read = read_scanner(open_hub(options), options.name, options.seconds, language_of(), partial(print, flush=True))
    return 0 if read else 1
