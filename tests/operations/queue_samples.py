"""The print queue of one hub, looked at through the verbs under test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from hubops.clock import ManualClock
from hubops.model.evidence import Event
from hubops.model.keys import new_key
from hubops.model.outbound import Drop, Parcel
from hubops.model.outbox import PrintJob
from hubops.model.places import Zone
from hubops.model.stock import HandlingUnit
from hubops.open_hub import OpenHub
from hubops.operations import papers, spooling
from hubops.operations.spooling import Job
from hubops.store import rows

SSCC = "370900000000000018"


class Queue:
    """The queue of one hub, looked at through the verbs under test."""

    def __init__(self, hub: OpenHub, clock: ManualClock) -> None:
        self.hub = hub
        self.desk = hub.job_desk("spool")
        self.clock = clock

    def put(self, title: str = SSCC, document: str = "drop_label", printer: str = "labels") -> UUID:
        """Queue a document and return its key."""
        self.desk.book(lambda booking: papers.queue(booking, document, new_key(), title, printer, {"a": 1}))
        with self.hub.store.read.begin() as conn:
            return conn.execute(select(PrintJob.id).order_by(PrintJob.id.desc())).scalars().first() or UUID(int=0)

    def claim(self, holder: str = "a", printer: str = "labels") -> Job | None:
        """Take the next job."""
        return self.desk.book(lambda booking: spooling.claim(booking, printer, holder, 30))

    def settle(
        self, key: UUID, outcome: str, holder: str = "a", fault: str = "", again_in_s: float | None = None
    ) -> bool:
        """Say what became of a job."""
        return self.desk.book(lambda booking: spooling.settle(booking, key, holder, outcome, fault, again_in_s))

    def scan(self, sscc: str = SSCC) -> int:
        """Scan the label."""
        return self.desk.book(lambda booking: spooling.settle_by_scan(booking, sscc))

    def reprint(self, key: UUID) -> int:
        """Ask for a copy."""
        return self.desk.book(lambda booking: spooling.reprint(booking, key))

    def recover(self, holder: str = "b", leading: bool = False) -> int:
        """Settle what dead holders left behind."""
        return self.desk.book(lambda booking: spooling.recover(booking, holder, ["papers"], leading))

    def row(self, key: UUID) -> Any:
        """The row of a job."""
        return self.desk.look(lambda booking: rows.get(booking.tx, PrintJob, key))

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))

    def events(self) -> list[str]:
        """The kinds of the events about printing."""
        kinds = ("print_settled", "reprint_asked")
        with self.hub.store.read.begin() as conn:
            return list(conn.execute(select(Event.kind).where(Event.kind.in_(kinds)).order_by(Event.id)).scalars())


def label_of_a_parcel(hub: OpenHub, void: bool = False) -> None:
    """Make the parcel of the label; ``void`` as undo leaves it. Which drop it is for does not matter here."""
    own = {"hub_id": hub.house.hub_id}
    with hub.store.write.begin() as conn:
        drop_id, zone_id = (conn.execute(select(table.id)).scalars().first() for table in (Drop, Zone))
        parcel = own | {"id": new_key(), "drop_id": drop_id, "number": 1, "temperature_class": "chilled_default"}
        conn.execute(insert(Parcel), parcel | {"state": "open", "zone_id": zone_id, "written_off_reason": ""})
        label = own | {"id": new_key(), "sscc": SSCC, "parcel_id": parcel["id"], "void": void}
        conn.execute(insert(HandlingUnit), label | {"at": hub.clock.now()})
