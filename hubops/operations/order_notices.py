"""What must be told when an order changes: one event with all its facts, from which the messages are made.

This is the one place that whoever sends notices to kitchens and producers has to know.
"""

from dataclasses import asdict

from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing


def tell_changes(booking: Booking, changing: Changing, sender: str) -> None:
    """Write what a change did to an order; nothing if it did nothing.

    The event is ``order_cancelled`` if nothing of the order is left, else ``order_changed``. Its body: ``number``,
    ``kitchen`` (code), ``requested_on``, ``sender``, ``differences`` (each with ``line``, ``what``, ``before``,
    ``after``, ``facts``: order_changes.py) and ``concerns``: the parties to be told, ``kitchen:<code>``,
    ``producer:<organisation number>`` and ``route:<code>``. Its subject is the order.
    """
    if not changing.differences:
        return
    order = changing.order
    booking.event(
        "order_cancelled" if changing.all_cancelled else "order_changed",
        order.id,
        number=order.number,
        kitchen=order.code,
        requested_on=order.requested_date.isoformat(),
        sender=sender,
        differences=[asdict(difference) for difference in changing.differences],
        concerns=list(changing.concerned),
    )
