"""The sheet of command barcodes and station signs, queued for the paper printer of the station."""

from uuid import UUID

from hubops.operations import papers
from hubops.operations.booking import Booking

_NOTHING = UUID(int=0)
"""What a sheet is about: no row of the hub."""


def print_commands(booking: Booking) -> None:
    """Queue the sheet with every key and every station as a barcode."""
    house, station = booking.house, booking.station
    stations = list(booking.plant.sections["stations"]) or [station.name]
    content: dict[str, object] = {"hub_name": house.name, "language": house.language, "stations": stations}
    papers.queue(booking, "commands", _NOTHING, station.name, station.paper_printer, content)
    booking.event("commands_printed", None)
