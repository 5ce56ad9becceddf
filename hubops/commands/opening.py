"""Opens the hub that a command is about."""

import argparse
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubops.open_hub import OpenHub


def open_hub(options: argparse.Namespace) -> "OpenHub":
    """The hub of ``--hub``, closed when the command ends; a demo hub has the clock of its recorded day.

    Raises:
        SetupFault: the folder or a file in it is wrong.
        StoreFault: there is no database, or it is of another version.
    """
    from hubops.demo.clock import read_clock
    from hubops.open_hub import OpenHub
    from hubops.settings import load

    clock = read_clock(options.hub) if load(options.hub).hub.demo else None
    hub: OpenHub = options.at_end.enter_context(closing(OpenHub.open(options.hub, clock)))
    return hub
