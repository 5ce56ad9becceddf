"""The drivers are back: the model worker reads the signed papers and scans in what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from hubops.demo.brought import TEMPERATURES
from hubops.model.outbound import Drop, Parcel
from hubops.operations import handover
from hubops.operations.handover import Outcome, Stop, Trip

if TYPE_CHECKING:
    from hubops.demo.model_worker import ModelWorker
    from hubops.operations.booking import Booking

RECEIVER = "Anne K."
"""Signs for every kitchen."""
ROOM = "14,0"
"""What goods measure that need no cold."""


@dataclass(frozen=True)
class Paper:
    """What the signed manifest says of one stop."""

    outcome: Outcome = Outcome.DELIVERED
    refused: int = 0
    """How many of its parcels a stop did not take, where it took a part."""
    temperature: str = ""
    """What was measured there, as it is typed; empty where nobody measured."""


def sign_off(worker: ModelWorker, vehicle: str) -> None:
    """Read the paper of every stop of a vehicle, then scan in what it brought back."""
    worker.start("handover")
    worker.scan(f"VEHICLE-{vehicle}")
    trip = worker.look(lambda booking: handover.trip_of_vehicle(booking, vehicle))
    for stop in worker.look(lambda booking: handover.stops(booking, trip.id)):
        read_paper(worker, stop, worker.mishaps.papers.get(stop.kitchen, Paper()))
    for code in worker.look(lambda booking: _aboard(booking, trip)):
        worker.scan(f"]C100{code}")
        if worker.answer.prompt.id == "handover.return":
            worker.type(TEMPERATURES.get(str(worker.answer.prompt.what.values["class_word"]), ROOM))
    worker.meanwhile(f"signed {vehicle}")


def read_paper(worker: ModelWorker, stop: Stop, paper: Paper, later: timedelta = timedelta()) -> None:
    """Enter what the paper of the stop in hand says; the driver was there so much later than planned."""
    worker.press(str(list(Outcome).index(paper.outcome) + 1))
    if paper.outcome is Outcome.PART:
        for parcel in worker.look(lambda booking: handover.parcels_of(booking, stop.drop_id))[: paper.refused]:
            worker.scan(f"]C100{parcel.sscc}")
        worker.press("enter")
    worker.type(f"{(stop.arrival_at + later).astimezone(worker.zone):%H%M}")
    if paper.outcome is not Outcome.NOT_HOME:
        worker.type(RECEIVER)
        if paper.temperature:
            worker.type(paper.temperature)
        else:
            worker.press("enter")
    worker.press("enter")


def _aboard(booking: Booking, trip: Trip) -> list[str]:
    """The labels of what is still on the vehicle."""
    rows = booking.tx.conn.execute(
        select(Parcel.sscc)
        .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
        .where(Parcel.hub_id == booking.tx.hub_id, Drop.run_id == trip.id, Parcel.state == "loaded")
        .order_by(Drop.stop, Parcel.number)
    )
    return [str(row.sscc) for row in rows]
