"""The station that a terminal is bound to: remembered for its machine, and held while the terminal works there."""

import os
import socket
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress

from hubops.errors import Refused
from hubops.operations import terminals
from hubops.operations.desk import Desk
from hubops.settings import Settings

RENEW_S = 20.0
"""Seconds between two signs of life; three may be missed (operations/terminals.py)."""


def terminal_name(environment: Mapping[str, str], host: str) -> str:
    """What this terminal is called: ``$HUBOPS_TERMINAL``, else the address that it reaches the hub from, else the host.

    Handhelds that sign in by ssh are one host to the hub, and many terminals.
    """
    return environment.get("HUBOPS_TERMINAL") or environment.get("SSH_CONNECTION", "").split(" ")[0] or host


class Binding:
    """This terminal's hold on one station; each thread uses it with a desk of its own."""

    def __init__(self, terminal: str, station: str) -> None:
        self.terminal = terminal
        self.station = station
        self._moving = threading.Lock()
        self._holder = f"{terminal}/{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"

    def stay(self, desk: Desk) -> str:
        """Be at the station, or go on being there: the other terminal that is there too, empty if none is."""
        with self._moving:
            return self._take(desk, self.station)

    def leave(self, desk: Desk) -> None:
        """Be there no longer."""
        desk.book(lambda booking: terminals.leave(booking, self.station, self._holder))

    def move(self, desk: Desk, station: str) -> None:
        """Be at another station from now on, also after a restart; ``desk`` is one of that station.

        Raises:
            Refused: ``station.taken``.
        """
        with self._moving:
            other = self._take(desk, station)
            if other:
                raise Refused("station.taken", station=station, terminal=other)
            self.leave(desk)
            desk.book(lambda booking: terminals.bind(booking, self.terminal))
            self.station = station

    def _take(self, desk: Desk, station: str) -> str:
        other = desk.book(lambda booking: terminals.stay(booking, station, self._holder))
        if not other or not _is_dead(other):
            return other.split("/")[0]
        desk.book(lambda booking: terminals.leave(booking, station, other))
        return self._take(desk, station)


def demand_station(settings: Settings, station: str) -> None:
    """There is such a station. Raises Refused ``station.unknown``."""
    known = settings.devices.stations
    if station not in known:
        raise Refused("station.unknown", station=station, known=", ".join(known))


def _is_dead(holder: str) -> bool:
    """Whether the terminal that holds a station is a process of this machine, and is no more."""
    _, host, process, _ = holder.split("/")
    if host != socket.gethostname():
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
    return False
