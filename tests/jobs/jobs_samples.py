"""A small hub on a real database for the tests of this room, with labels and papers to print.

Run as a program it is a spool that can be killed: ``python jobs_samples.py DB LABELS-ADDRESS PAPERS-FOLDER POINT``.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from hubops.clock import Clock, ManualClock
from hubops.devices.printers.folder import FolderPrinter
from hubops.devices.printers.outcome import Sent
from hubops.devices.printers.zpl_tcp import ZplTcpPrinter
from hubops.documents.drop_label import DropLabel
from hubops.documents.receipt import ProducerReceipt
from hubops.documents.render import Document, freeze
from hubops.jobs.printers import Printer, folder_printer, zpl_printer
from hubops.jobs.spool import Spool
from hubops.model.keys import new_key
from hubops.model.outbox import PrintJob
from hubops.model.sscc import sscc as sscc_of
from hubops.operations import papers
from hubops.operations.booking import House, SigninRule, Station
from hubops.operations.desk import Desk
from hubops.planning.calendar import HubCalendar
from hubops.planning.lockout import LockoutRule
from hubops.planning.shortage import Rules
from hubops.store.engines import Store, open_store
from hubops.store.transactions import Writer

OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
"""05:30 on the demo day."""
SENDING_S = 30
HOUSE = House(
    hub_id="hub",
    name="Bærum Mathub",
    address="Rudsletta 14, 1351 Rud",
    org_number="999999999",
    gs1_prefix="7090000",
    extension_digit=3,
    language="nb",
    calendar=HubCalendar(OSLO, 3),
    classes={},
    parcel_ml=50_000,
    parcel_g=15_000,
    parcel_crate="",
    repeat_ms=700,
    zero_within_g=20,
    catch_weight_tolerance_percent=10,
    back_entry_days=3,
    farthest_date_percent=200,
    lot_difference_percent=2,
    shortage=Rules(),
    signin=SigninRule("off", 0, LockoutRule(3, 30, 1800)),
)


def sscc(serial: int) -> str:
    """An SSCC of the sample hub."""
    return sscc_of(3, HOUSE.gs1_prefix, serial)


def label(serial: int) -> DropLabel:
    """The label of a parcel."""
    return DropLabel(
        hub_name=HOUSE.name,
        hub_address=HOUSE.address,
        kitchen_code="BK-07",
        kitchen_name="Åsen barnehage",
        kitchen_address="Åsveien 12, 1340 Skui",
        route_name="R1 Bærum vest",
        stop=3,
        delivery_date=date(2026, 11, 24),
        parcel=serial,
        parcels=None,
        temperature_class="chilled_default",
        min_cc=None,
        max_cc=400,
        sscc=sscc(serial),
        lines=(),
    )


def receipt(number: int) -> ProducerReceipt:
    """The receipt of a delivery."""
    return ProducerReceipt(
        hub_name=HOUSE.name,
        hub_address=HOUSE.address,
        producer_name="Lågendalen Kjøtt",
        producer_org_number="888888888",
        delivery_date=date(2026, 11, 24),
        received_at=START,
        received_by="Kari",
        lines=(),
        checks=(),
        not_received=(),
        number=str(number),
    )


@dataclass
class SampleHub:
    """An open hub."""

    store: Store
    clock: Clock

    @classmethod
    def open(cls, address: Path | str, clock: Clock | None = None) -> "SampleHub":
        """Open the database at ``address``; it is made if need be."""
        return cls(open_store(address, create=True), clock or ManualClock(START))

    def desk(self, job: str = "spool") -> Desk:
        """A desk for a job of the clock."""
        return Desk(Writer(self.store, "hub", self.clock), HOUSE, Station("dock1", "labels", "papers"), job)

    def move(self, seconds: float) -> None:
        """Move the clock on, if it is one that stands still."""
        assert isinstance(self.clock, ManualClock)
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))

    def queue_label(self, serial: int, printer: str = "labels") -> None:
        """Queue a label."""
        self.queue("drop_label", sscc(serial), printer, label(serial))

    def queue_receipt(self, number: int, printer: str = "papers") -> None:
        """Queue a receipt."""
        self.queue("receipt", str(number), printer, receipt(number))

    def queue(self, document: str, title: str, printer: str, content: Document | None) -> None:
        """Queue a document; None is content that nobody can read."""
        data = json.loads(freeze(content)) if content else {}
        self.desk().book(lambda booking: papers.queue(booking, document, new_key(), title, printer, data))

    def jobs(self) -> Sequence[Row[UUID, str, str, int, str]]:
        """All print jobs in the order they were queued: id, title, state, attempts, fault."""
        columns = (PrintJob.id, PrintJob.title, PrintJob.state, PrintJob.attempts, PrintJob.fault)
        with self.store.read.begin() as conn:
            return conn.execute(select(*columns).order_by(PrintJob.id)).all()

    def states(self) -> list[str]:
        """The states of all print jobs."""
        return [job.state for job in self.jobs()]


def printers(labels: str, papers_folder: Path) -> dict[str, Printer]:
    """A label printer on the network and a folder for papers."""
    device = ZplTcpPrinter("labels", labels)
    return {"labels": zpl_printer(device), "papers": folder_printer(FolderPrinter("papers", papers_folder))}


def address_of(argument: str) -> Path | str:
    """A database that was named to a program: a file or, with a scheme, on a server."""
    return argument if "://" in argument else Path(argument)


def die() -> None:
    """As a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(printer: Printer, point: str) -> Printer:
    """A printer whose process dies ``before_send`` or ``after_send``."""

    def send(data: bytes, title: str) -> Sent:
        if point == "before_send":
            die()
        sent = printer.send(data, title)
        if point == "after_send":
            die()
        return sent

    return replace(printer, send=send)


def main(database: str, labels: str, papers_folder: str, point: str) -> None:
    """Print everything, and die at the point."""
    with closing(open_store(address_of(database))) as store:
        hub = SampleHub(store, ManualClock(START))
        if point == "before_claim":
            die()
        machines = {name: dying(each, point) for name, each in printers(labels, Path(papers_folder)).items()}
        Spool(hub.desk(), machines, "victim", sending_s=SENDING_S).tick()


if __name__ == "__main__":
    main(*sys.argv[1:])
