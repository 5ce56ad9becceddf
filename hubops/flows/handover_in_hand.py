"""What the hand-over dialogue has in hand, and where it goes on: next stop, what is on board, next paper."""

from datetime import datetime
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.table import Asked, Line, Next, Turn
from hubops.messages import Message
from hubops.operations import handover
from hubops.operations.handover import Stop, Trip
from hubops.operations.not_taken import NotTaken

ON = ("stop", "unload", "papers")
"""Where it can go on."""


class HandingOver(msgspec.Struct):
    """The run whose driver is back, the stop in hand, and what the paper says about it so far."""

    run: UUID | None = None
    skipped: list[UUID] = []
    outcome: str = ""
    drop: UUID | None = None
    back: list[str] = []
    """SSCCs of the parcels that a stop did not take, told by their labels."""
    not_taken: list[NotTaken] = []
    """Single pieces that a stop did not take of parcels that it took."""
    parcel: UUID | None = None
    line: UUID | None = None
    lot: UUID | None = None
    count: int = 0
    """Of which parcel, order line and lot pieces are being told, and how many."""
    at: datetime | None = None
    receiver: str = ""
    temperature_cc: int | None = None
    sscc: str = ""
    """The return whose temperature is asked, or the parcel that was left at a wrong stop."""
    measured: dict[str, int] = {}
    """Temperatures of the returns of this vehicle by class, in hundredths of a degree."""


HandOver = Turn[HandingOver]


def go_on(turn: HandOver, message: Message | None = None, booked: str = "") -> Next:
    """On to the next stop, then to what is still on the vehicle, then to the next paper."""
    run_id = trip_of(turn).id
    found = handover.stops(turn.booking, run_id)
    if any(not stop.outcome for stop in found):
        if not left(turn):
            turn.data.skipped = []
        return Next("stop", message, booked)
    if any(stop.on_board for stop in found):
        return Next("unload", message, booked)
    return Next("papers", message, booked, data=HandingOver())


def trip_of(turn: HandOver) -> Trip:
    """The run in hand. Raises Refused ``handover.scan_first``."""
    if turn.data.run is None:
        raise Refused("handover.scan_first")
    return handover.trip(turn.booking, turn.data.run)


def left(turn: HandOver) -> list[Stop]:
    """The stops that are not recorded and were not skipped."""
    found = handover.stops(turn.booking, trip_of(turn).id)
    return [stop for stop in found if not stop.outcome and stop.drop_id not in turn.data.skipped]


def stop_in_hand(turn: HandOver) -> Stop:
    """The stop whose outcome was chosen. Raises Refused when another station recorded it meanwhile."""
    found = handover.stops(turn.booking, trip_of(turn).id)
    stop = next((stop for stop in found if stop.drop_id == turn.data.drop), None)
    if stop is None or not turn.data.outcome:
        raise Refused("handover.choose_first")
    if stop.outcome:
        raise Refused("handover.recorded", stop=stop.stop, kitchen=stop.kitchen, outcome_word=stop.outcome)
    return stop


def with_stops(turn: HandOver, values: dict[str, object], here: UUID | None = None) -> Asked:
    """A question with the stops of the run below it; ``here`` is the one in question."""
    found = handover.stops(turn.booking, trip_of(turn).id)
    recorded = sum(bool(stop.outcome) for stop in found)
    return Asked(values, tuple(_stop_line(stop, here) for stop in found), (recorded, len(found)))


def _stop_line(stop: Stop, here: UUID | None) -> Line:
    if stop.astray:
        values = {"stop": stop.stop, "kitchen": stop.kitchen, "astray": stop.astray}
        return Line(Message("handover.astray_line", values), "here" if stop.drop_id == here else "bad")
    if not stop.outcome:
        values = {"stop": stop.stop, "kitchen": stop.kitchen, "parcels": stop.parcels, "arrival_at": stop.arrival_at}
        return Line(Message("handover.stop_line", values), "here" if stop.drop_id == here else "")
    values = {
        "stop": stop.stop,
        "kitchen": stop.kitchen,
        "outcome_word": stop.outcome,
        "on_board": stop.on_board,
    }
    code = "handover.on_board_line" if stop.on_board else "handover.recorded_line"
    return Line(Message(code, values), "bad" if stop.on_board else "done")
