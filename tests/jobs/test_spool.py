"""The spool with the product's own simulated printers, on real SQLite: nothing lost, nothing doubled unasked."""

import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import jobs_samples
import pytest
from jobs_samples import SENDING_S, SampleHub, label, printers, receipt, sscc

from hubops.devices.printers.outcome import Outcome, Sent
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.documents.drop_label import drop_label
from hubops.documents.receipt import receipt_pdf
from hubops.documents.render import Document
from hubops.documents.small_drop_label import small_drop_label
from hubops.errors import StoreFault
from hubops.jobs.printers import Printer
from hubops.jobs.spool import AT_HAND_WAIT_S, FIRST_WAIT_S, LONGEST_WAIT_S, Spool, SpoolThread
from hubops.operations import spooling

ROOT = Path(__file__).parents[2]


def test_what_is_queued_comes_out_as_it_was_frozen(
    hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, folder: Path
) -> None:
    hub.queue_label(1)
    hub.queue_receipt(1)
    hub.queue_label(2)

    assert spool.tick() == 3
    assert machine.labels == [drop_label(label(serial)).strip() for serial in (1, 2)]
    assert (folder / "receipt-1.pdf").read_bytes() == receipt_pdf(receipt(1))
    assert [(job.state, job.attempts, job.fault) for job in hub.jobs()] == [("confirmed", 1, "")] * 3
    assert spool.tick() == 0


def test_the_roll_in_the_printer_chooses_the_form(hub: SampleHub, machine: SimulatedZplPrinter, folder: Path) -> None:
    hub.queue_label(1)
    small = replace(printers(machine.address, folder)["labels"], media="60x40")

    assert Spool(hub.desk(), {"labels": small}, "me").tick() == 1
    assert machine.labels == [small_drop_label(label(1)).strip()]


def test_labels_go_before_papers_on_one_printer(hub: SampleHub, machine: SimulatedZplPrinter, folder: Path) -> None:
    """Somebody stands and waits for the label."""
    names: list[str] = []
    printer = printers(machine.address, folder)["labels"]

    def send(data: bytes, title: str) -> Sent:
        names.append(title)
        return printer.send(data, title)

    hub.queue("receipt", "7", "labels", receipt(7))
    hub.queue_label(1)
    Spool(hub.desk(), {"labels": replace(printer, send=send)}, "me").tick()

    assert names == [f"drop_label-{sscc(1)}"]
    assert hub.states() == ["refused", "confirmed"], "a receipt can't be drawn in ZPL"


def test_paper_out_and_back(hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool) -> None:
    machine.fault("paper_out")
    for serial in (1, 2, 3):
        hub.queue_label(serial)
    assert spool.tick() == 1, "what stands behind a refused label waits"
    first, *others = hub.jobs()
    assert (first.state, first.attempts, first.fault) == ("refused", 0, "printer.paper_out")
    assert {job.state for job in others} == {"queued"}

    machine.fault(None)
    assert spool.tick() == 0, "it is not time yet"
    hub.move(FIRST_WAIT_S)
    assert spool.tick() == 3
    assert machine.labels == [drop_label(label(serial)).strip() for serial in (1, 2, 3)], "in order, no copy, no double"
    assert hub.states() == ["confirmed"] * 3


def test_waits_are_short_again_after_a_success(hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool) -> None:
    for serial in (1, 2):
        hub.queue_label(serial)
        machine.fault("paper_out")
        for wait in (FIRST_WAIT_S, 2 * FIRST_WAIT_S):
            assert spool.tick() == 1
            hub.move(wait)
        machine.fault(None)
        assert spool.tick() == 1


def test_paper_runs_out_under_a_label(
    hub: SampleHub, machine: SimulatedZplPrinter, devices: dict[str, Printer]
) -> None:
    """The printer has the label and prints it by itself when there is paper: sending it again would double it."""

    def send(data: bytes, title: str) -> Sent:
        with socket.create_connection(tuple(machine.address.split(":"))) as printer:  # type: ignore[arg-type]
            machine.fault("paper_out")
            printer.sendall(data)
            printer.shutdown(socket.SHUT_WR)
            printer.recv(1)
        return Sent(Outcome.SENT_UNCONFIRMED, "printer.paper_out")

    spool = Spool(hub.desk(), {"labels": replace(devices["labels"], send=send)}, "me")
    hub.queue_label(1)
    spool.tick()
    machine.fault(None)
    hub.move(3600)
    assert spool.tick() == 0
    assert machine.labels == [drop_label(label(1)).strip()]
    assert hub.states() == ["sent_unconfirmed"]

    assert hub.desk().book(lambda booking: spooling.settle_by_scan(booking, sscc(1))) == 1
    assert hub.states() == ["confirmed"]


def test_a_refused_connection_is_tried_less_and_less_often(hub: SampleHub, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    spool = Spool(hub.desk(), printers(address, folder), "me")
    hub.queue_label(1)
    waits = []
    for _ in range(9):
        assert spool.tick() == 1
        waited = 0.0
        while not hub.desk().look(lambda booking: spooling.is_due(booking, "labels")):
            hub.move(0.5)
            waited += 0.5
        waits.append(waited)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, LONGEST_WAIT_S]
    assert hub.jobs()[0].attempts == 0

    machine = SimulatedZplPrinter(port=int(address.partition(":")[2]))
    try:
        assert spool.tick() == 1
        assert machine.labels == [drop_label(label(1)).strip()], "an original: nothing was ever printed"
    finally:
        machine.close()


def test_somebody_at_the_printer_does_not_wait_long(hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool) -> None:
    machine.fault("head_open")
    hub.queue_label(1)
    for _ in range(12):
        assert spool.tick() == 1
        hub.move(AT_HAND_WAIT_S)


@pytest.mark.parametrize(
    ("document", "title", "content"),
    [("drop_label", sscc(1), None), ("poster", "1", None), ("receipt", "1", receipt(1))],
    ids=["content nobody can read", "unknown document", "a paper for the label printer"],
)
def test_a_broken_job_does_not_block(
    hub: SampleHub,
    machine: SimulatedZplPrinter,
    spool: Spool,
    document: str,
    title: str,
    content: Document | None,
) -> None:
    hub.queue(document, title, "labels", content)
    hub.queue_label(2)
    spool.tick()
    hub.move(3600)
    assert spool.tick() == 0, "it is refused for good"
    broken, good = hub.jobs()
    assert (broken.state, broken.attempts, broken.fault) == ("refused", 0, "spool.not_printable")
    assert good.state == "confirmed"
    assert len(machine.labels) == 1


def test_what_a_printer_refuses_for_itself_steps_aside(
    hub: SampleHub, machine: SimulatedZplPrinter, devices: dict[str, Printer]
) -> None:
    """Such as a form that the queue of the printer does not know: the next document may well be taken."""
    printer = devices["labels"]

    def send(data: bytes, title: str) -> Sent:
        if sscc(1) in title:
            return Sent(Outcome.REFUSED, "printer.queue_refused", for_good=True)
        return printer.send(data, title)

    for serial in (1, 2):
        hub.queue_label(serial)
    spool = Spool(hub.desk(), {"labels": replace(printer, send=send)}, "me")
    assert spool.tick() == 2
    hub.move(3600)
    assert spool.tick() == 0, "it is not tried again"
    assert hub.states() == ["refused", "confirmed"]
    assert machine.labels == [drop_label(label(2)).strip()]


def test_a_job_that_breaks_the_composer_steps_aside(
    hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever nobody foresaw: nothing reached the printer, so it is refused and named, not in doubt."""
    for serial in (1, 2):
        hub.queue_label(serial)

    def broken(*_: object) -> bytes:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("hubops.jobs.spool.render", broken)
        assert spool.print_next("labels")
    assert spool.tick() == 1
    assert [(job.state, job.fault) for job in hub.jobs()] == [("refused", "spool.not_printable"), ("confirmed", "")]
    assert len(machine.labels) == 1


def test_a_folder_that_is_not_there(hub: SampleHub, spool: Spool, folder: Path) -> None:
    folder.rmdir()
    hub.queue_receipt(1)
    spool.tick()
    assert hub.jobs()[0].fault == "printer.no_folder"
    folder.mkdir()
    hub.move(FIRST_WAIT_S)
    spool.tick()
    assert hub.states() == ["confirmed"]


def test_a_title_is_never_a_path(hub: SampleHub, spool: Spool, folder: Path) -> None:
    hub.queue("receipt", "../R/1", "papers", receipt(1))
    spool.tick()
    assert [path.name for path in folder.iterdir()] == ["receipt-.._R_1.pdf"]


def test_a_copy_says_so(hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, folder: Path) -> None:
    hub.queue_label(1)
    hub.queue_receipt(1)
    spool.tick()
    for job in hub.jobs():
        assert hub.desk().book(lambda booking, key=job.id: spooling.reprint(booking, key)) == 1  # type: ignore[misc]
    spool.tick()
    assert machine.labels[1] == drop_label(replace(label(1), copy=1)).strip()
    assert (folder / "receipt-1-copy-1.pdf").read_bytes() == receipt_pdf(replace(receipt(1), copy=1))
    assert hub.states() == ["confirmed"] * 2


def test_what_the_printer_said_survives_a_database_that_is_busy(
    hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise StoreFault("store.busy")

    hub.queue_label(1)
    with monkeypatch.context() as patch:
        patch.setattr(spooling, "settle", broken)
        with pytest.raises(StoreFault):
            spool.tick()
    assert hub.states() == ["sending"]
    spool.tick()
    assert hub.states() == ["confirmed"]
    assert len(machine.labels) == 1


def test_jobs_for_an_unknown_printer_are_named(hub: SampleHub, spool: Spool) -> None:
    hub.queue_label(1, printer="old")
    hub.queue_label(2)
    spool.name_missing_printers()
    assert [(job.state, job.fault) for job in hub.jobs()] == [("queued", "spool.no_printer"), ("queued", "")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "labels", "states"),
    [
        ("before_claim", 1, ["confirmed", "confirmed"]),
        ("before_send", 0, ["unknown", "confirmed"]),
        ("after_send", 1, ["unknown", "confirmed"]),
    ],
)
def test_a_killed_spool_loses_and_doubles_nothing(
    hub: SampleHub,
    machine: SimulatedZplPrinter,
    spool: Spool,
    folder: Path,
    database: Path | str,
    point: str,
    labels: int,
    states: list[str],
) -> None:
    """Whether the label came out, only a person can see; until then it is unknown and nothing is sent again.

    Slow because the spool that dies is a process of its own.
    """
    hub.queue_label(1)
    run_and_die(database, machine, folder, point)
    hub.queue_receipt(1)
    assert hub.states()[0] == ("queued" if point == "before_claim" else "sending")

    spool.tick()
    assert len(machine.labels) == labels, "its lease is not over"
    hub.move(SENDING_S)
    spool.tick()
    assert len(machine.labels) == labels
    assert hub.states() == states
    assert hub.jobs()[0].fault == ("" if point == "before_claim" else "spool.interrupted")


@pytest.mark.slow
@pytest.mark.parametrize("point", ["before_send", "after_send"])
def test_papers_in_a_folder_are_sent_again_without_doubling(
    hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, folder: Path, database: Path | str, point: str
) -> None:
    """Slow because the spool that dies is a process of its own."""
    hub.queue_receipt(1)
    run_and_die(database, machine, folder, point)
    spool.recover(leading=True)
    spool.tick()
    assert [path.name for path in folder.iterdir()] == ["receipt-1.pdf"]
    assert (folder / "receipt-1.pdf").read_bytes() == receipt_pdf(receipt(1)), "an original"
    assert hub.states() == ["confirmed"]


def run_and_die(database: Path | str, machine: SimulatedZplPrinter, folder: Path, point: str) -> None:
    """A spool in a process of its own that is killed at the point."""
    command = [sys.executable, jobs_samples.__file__, str(database), machine.address, str(folder), point]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, check=False, env=environment).returncode == -signal.SIGKILL


def test_a_thread_prints_what_comes_and_stops(
    hub: SampleHub, machine: SimulatedZplPrinter, devices: dict[str, Printer]
) -> None:
    stop = threading.Event()
    thread = SpoolThread(Spool(hub.desk(), devices, "me"), "labels", stop)
    thread.start()
    hub.queue_label(1)
    assert machine.wait_for(1)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert hub.states() == ["confirmed"]


def test_a_thread_outlives_a_document_that_nobody_foresaw(
    hub: SampleHub,
    machine: SimulatedZplPrinter,
    devices: dict[str, Printer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def send(data: bytes, title: str) -> Sent:
        if sscc(1) in title:
            raise RuntimeError(title)
        return devices["labels"].send(data, title)

    monkeypatch.setattr("hubops.jobs.spool.AFTER_ERROR_S", 0.01)
    hub.queue_label(1)
    hub.queue_label(2)
    stop = threading.Event()
    thread = SpoolThread(Spool(hub.desk(), {"labels": replace(devices["labels"], send=send)}, "me"), "labels", stop)
    thread.start()
    assert machine.wait_for(1)
    stop.set()
    thread.join(5)
    assert hub.states() == ["sending", "confirmed"], "the first becomes unknown when its lease is over"
