"""A parcel was carried to a stop that is not its own: the model worker tells so, and what became of it.

It ends in one of four ways: the driver has fetched it before the stop's own paper is read, or it is brought after that;
it comes back to the hub; or the other kitchen keeps it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from benchmarks.quarter.findings import Injected, LineKey
from benchmarks.quarter.world import SUPERVISOR, WORKER
from hubops.demo.brought import TEMPERATURES
from hubops.demo.model_worker import ModelWorker
from hubops.demo.signed import ROOM, Paper, read_paper
from hubops.flows import handover_wrong_stops
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Parcel
from hubops.model.stock import Movement
from hubops.operations import handover
from hubops.operations.booking import Booking
from hubops.operations.handover import Outcome, Stop

FETCHED, BROUGHT, RETURNED, KEPT = "fetched", "brought", "returned", "kept"
END_STATES = {FETCHED: "delivered", BROUGHT: "delivered", RETURNED: "short", KEPT: "short"}
"""How the lines end that are in the parcel: a line that never came to its kitchen is short."""


@dataclass(frozen=True)
class Strayed:
    """What becomes of the last parcel of a stop."""

    end: str
    fault: Injected
    sound: Collection[LineKey]
    """Lines with which nothing else is wrong."""


def read_stop(worker: ModelWorker, stop: Stop, strayed: Strayed) -> str:
    """Read the paper of a stop of which a parcel was left elsewhere; the parcel's label is returned."""
    parcel = worker.look(lambda booking: handover.parcels_of(booking, stop.drop_id))[-1]
    label = f"]C100{parcel.sscc}"
    packed = worker.look(lambda booking: _packed_in(booking, parcel.sscc))
    strayed.fault.ends(packed.intersection(strayed.sound), END_STATES[strayed.end])
    if strayed.end != BROUGHT:
        _tell(worker, label)
    if strayed.end == FETCHED:
        _end(worker, label, "brought")
    read_paper(worker, stop, Paper(Outcome.PART) if strayed.end in (RETURNED, KEPT) else Paper())
    return label


def settle(worker: ModelWorker, vehicle: str, label: str, end: str) -> None:
    """The papers are read, and what became of a parcel that was left elsewhere is told."""
    if end == RETURNED:
        _take_up(worker, vehicle)
        worker.scan(label)
        if worker.answer.prompt.id == "handover.return":
            worker.type(TEMPERATURES.get(str(worker.answer.prompt.what.values["class_word"]), ROOM))
    elif end == BROUGHT:
        _take_up(worker, vehicle)
        _tell(worker, label)
        _take_up(worker, vehicle)
        _end(worker, label, "brought")
    elif end == KEPT:
        _sign_in(worker, SUPERVISOR)
        _take_up(worker, vehicle)
        _end(worker, label, "kept")
        _sign_in(worker, WORKER)


def _take_up(worker: ModelWorker, vehicle: str) -> None:
    worker.start("handover")
    worker.scan(f"VEHICLE-{vehicle}")


def _sign_in(worker: ModelWorker, badge: str) -> None:
    """Whoever is signed in goes; whoever comes signs in."""
    while worker.answer.prompt.flow != "signin":
        worker.press("f10")
    worker.scan(badge)


def _tell(worker: ModelWorker, label: str) -> None:
    """It was left at the first of the other stops."""
    worker.press("f6")
    worker.scan(label)
    worker.press("1")


def _end(worker: ModelWorker, label: str, end: str) -> None:
    worker.press("f6")
    worker.scan(label)
    worker.press(str(1 + handover_wrong_stops.ENDS.index(end)))


def _packed_in(booking: Booking, sscc: str) -> set[LineKey]:
    rows = booking.tx.conn.execute(
        select(Order.number, OrderLine.line)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Movement, Movement.order_line_id == OrderLine.id)
        .join(Parcel, Parcel.id == Movement.to_unit_id)
        .where(Parcel.sscc == sscc)
    )
    return {(row.number, row.line) for row in rows}
