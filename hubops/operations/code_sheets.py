"""The sheet of command barcodes, queued for the paper printer of the station."""

from uuid import UUID

from hubops.operations import papers
from hubops.operations.booking import Booking

_NOTHING = UUID(int=0)
"""What a sheet is about: no row of the hub."""


def print_commands(booking: Booking) -> None:
    """Queue the sheet with every key as a barcode."""
    house, station = booking.house, booking.station
    content: dict[str, object] = {"hub_name": house.name, "language": house.language}
    papers.queue(booking, "commands", _NOTHING, station.name, station.paper_printer, content)
    booking.event("commands_printed", None)
