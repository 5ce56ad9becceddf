"""Which station a terminal is bound to, and who is at a station: a lease per station, renewed while a terminal works.

A terminal is known by its machine, so that it comes back to its station after a restart.
"""

from sqlalchemy import bindparam, select, update

from hubops.model.devices import TerminalBinding
from hubops.operations import leases
from hubops.operations.booking import Booking
from hubops.store import rows

PRESENT_S = 60.0
"""Seconds after which a terminal that tells nothing any more no longer counts as being at its station."""
_MINE = (TerminalBinding.hub_id == bindparam("hub"), TerminalBinding.terminal == bindparam("p_terminal"))
_STATION = select(TerminalBinding.station).where(*_MINE)
_BIND = update(TerminalBinding).where(*_MINE).values(station=bindparam("p_station"), bound_at=bindparam("p_at"))


def station_of(booking: Booking, terminal: str) -> str:
    """The station that a terminal was bound to last; empty if it never was."""
    return booking.tx.execute(_STATION, _params(booking, terminal)).scalar_one_or_none() or ""


def bind(booking: Booking, terminal: str) -> None:
    """Remember that a terminal is bound to the booking's station."""
    station, now = booking.station.name, booking.tx.clock_now
    if not booking.tx.execute(_BIND, {**_params(booking, terminal), "p_station": station, "p_at": now}).rowcount:
        rows.add(booking.tx, TerminalBinding, terminal=terminal, station=station, bound_at=now)
    booking.event("terminal_bound", None, terminal=terminal)


def stay(booking: Booking, station: str, holder: str) -> str:
    """Be at a station, or go on being there: the holder who is there already, empty if it is free."""
    if leases.take(booking, _lease(station), holder, PRESENT_S):
        return ""
    return leases.holder_of(booking, _lease(station)) or ""


def leave(booking: Booking, station: str, holder: str) -> None:
    """Be there no longer."""
    leases.release(booking, _lease(station), holder)


def _lease(station: str) -> str:
    return f"station {station}"


def _params(booking: Booking, terminal: str) -> dict[str, object]:
    return {"hub": booking.tx.hub_id, "p_terminal": terminal}
