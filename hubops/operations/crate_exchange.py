"""Crates at the dock: full ones come with a delivery, empty ones go back with its driver."""

from uuid import UUID

from hubops.errors import Refused
from hubops.operations import crates, deliveries
from hubops.operations.booking import Booking


def exchange(booking: Booking, delivery_id: UUID, code: str, came: int, back: int) -> None:
    """So many crates of a type came with a delivery, and so many empty ones went back with its driver.

    Raises:
        Refused: ``crates.none``, neither came nor went any; ``receive.delivery_closed``, its receipt is printed;
            ``crates.unknown_type``.
    """
    delivery = deliveries.still_open(booking, delivery_id)
    if not came and not back:
        raise Refused("crates.none", name=crates.crate_type(booking, code).name)
    for number in (came, -back):
        if number:
            crates.with_producer(booking, delivery.producer_id, delivery_id, code, number)
