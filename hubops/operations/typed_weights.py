"""Weights that a person typed, where a station may (``typed_weights`` in devices.toml): marked for ever after.

The mark is the frame: it stands in the input, in the event and, as a deviation, in the closing statement and on the
producer's receipt. No scale sends a frame that begins so.
"""

from uuid import UUID

from hubops.operations.booking import Booking

MARK = "typed "
KIND = "typed_weight"
"""Of the deviation."""


def note(booking: Booking, frame: str, subject_id: UUID, product: str, grams: int) -> None:
    """Write down that a weight which is booked was typed; nothing where a scale sent the frame."""
    if frame.startswith(MARK):
        booking.deviation(KIND, subject_id, product=product, weight_g=grams, typed=frame.removeprefix(MARK))
