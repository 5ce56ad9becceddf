"""The spool with a receipt printer: one content, the language of the printer, and every fault said in words."""

from collections.abc import Iterator
from pathlib import Path

import escpos.printer  # type: ignore[import-untyped]  # noqa: F401 - takes a second, so it is loaded before a test begins
import pytest
from jobs_samples import SampleHub, receipt

from hubops.devices.printers.escpos_printer import EscPosPrinter
from hubops.devices.printers.wires import TcpWire
from hubops.devices.simulators.receipt_printer import Fault, SimulatedReceiptPrinter
from hubops.documents.receipt_roll import receipt_roll
from hubops.documents.roll import RollForm
from hubops.jobs.printers import Printer, build
from hubops.jobs.spool import AT_HAND_WAIT_S, Spool
from hubops.settings import PrinterSettings

ROLL = RollForm(42, "CP865", 9)


@pytest.fixture
def machine_for_papers() -> Iterator[SimulatedReceiptPrinter]:
    machine = SimulatedReceiptPrinter()
    yield machine
    machine.close()


@pytest.fixture
def papers(machine_for_papers: SimulatedReceiptPrinter, tmp_path: Path) -> Printer:
    """The printer as devices.toml has it, with shorter times."""
    settings = PrinterSettings(
        "escpos", "tcp", machine_for_papers.address, columns=42, code_page="CP865", code_page_id=9
    )
    device = EscPosPrinter("papers", TcpWire(machine_for_papers.address), done_s=1.0)
    built = build("papers", settings, tmp_path)
    return Printer(
        built.name,
        built.language,
        built.dpi,
        repeatable=built.repeatable,
        send=lambda data, _: device.send(data),
        status=device.status,
        roll=built.roll,
    )


def test_a_paper_comes_out_on_the_roll_of_its_printer(
    hub: SampleHub, papers: Printer, machine_for_papers: SimulatedReceiptPrinter
) -> None:
    hub.queue_receipt(1)

    assert Spool(hub.desk(), {"papers": papers}, "me").tick() == 1
    assert machine_for_papers.papers == [receipt_roll(receipt(1), ROLL)]
    assert hub.states() == ["confirmed"]


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_it_waits_for_the_person_who_mends_it(
    fault: Fault, hub: SampleHub, papers: Printer, machine_for_papers: SimulatedReceiptPrinter
) -> None:
    hub.queue_receipt(1)
    spool = Spool(hub.desk(), {"papers": papers}, "me")
    machine_for_papers.fault(fault)
    spool.tick()
    assert [(job.state, job.fault) for job in hub.jobs()] == [("refused", f"printer.{fault}")]

    machine_for_papers.fault(None)
    hub.move(AT_HAND_WAIT_S)
    spool.tick()
    assert (hub.states(), len(machine_for_papers.papers)) == (["confirmed"], 1)


def test_a_printer_that_hangs_is_not_believed_and_asked_for_nothing_twice(
    hub: SampleHub, papers: Printer, machine_for_papers: SimulatedReceiptPrinter
) -> None:
    hub.queue_receipt(1)
    spool = Spool(hub.desk(), {"papers": papers}, "me")
    machine_for_papers.fault("never_prints")
    spool.tick()
    hub.move(60)
    spool.tick()

    assert [(job.state, job.attempts, job.fault) for job in hub.jobs()] == [("sent_unconfirmed", 1, "printer.slow")]
