"""What a person does about the print queue: hold, let go on, try again, move, tell that it came out, take out."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from queue_samples import SSCC, Queue, label_of_a_parcel

from hubops.clock import ManualClock
from hubops.errors import Refused
from hubops.open_hub import OpenHub
from hubops.operations import print_queue
from hubops.operations.booking import Booking, PrinterFacts
from hubops.operations.desk import Desk

LABELS = PrinterFacts("zpl", "100x150", "192.0.2.1")
PRINTERS = {
    "labels": LABELS,
    "spare": replace(LABELS, address="192.0.2.2"),
    "small": replace(LABELS, media="60x40"),
    "papers": PrinterFacts("pdf", "", "print"),
}


@pytest.fixture
def queue(hub: OpenHub, clock: ManualClock) -> Queue:
    queue = Queue(hub, clock)
    desk = queue.desk
    queue.desk = Desk(desk.writer, replace(desk.house, printers=PRINTERS), desk.station, "print")
    return queue


def refused(queue: Queue, work: Callable[[Booking], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as refusal:
        queue.desk.book(work)
    return refusal.value.code


def put_in_doubt(queue: Queue, document: str = "receipt", title: str = "7") -> UUID:
    """A job of which nobody knows whether it came out."""
    key = queue.put(title, document)
    queue.claim()
    queue.settle(key, "unknown")
    return key


def test_a_held_printer_gets_nothing_until_it_goes_on(queue: Queue) -> None:
    queue.put()
    queue.desk.book(lambda booking: print_queue.hold_printer(booking, "labels"))
    assert queue.desk.look(lambda booking: print_queue.is_held(booking, "labels"))
    assert queue.desk.look(print_queue.held_printers) == ["labels"]
    assert queue.claim() is None

    queue.desk.book(lambda booking: print_queue.hold_printer(booking, "labels", held=False))
    assert queue.desk.look(print_queue.held_printers) == []
    assert queue.claim() is not None


def test_holding_one_printer_leaves_the_others(queue: Queue) -> None:
    queue.put("7", "receipt", "papers")
    queue.desk.book(lambda booking: print_queue.hold_printer(booking, "labels"))
    assert queue.claim(printer="papers") is not None


def test_what_a_printer_is_told_twice_is_refused(queue: Queue) -> None:
    assert refused(queue, lambda booking: print_queue.hold_printer(booking, "labels", held=False)) == "spool.not_held"
    queue.desk.book(lambda booking: print_queue.hold_printer(booking, "labels"))
    assert refused(queue, lambda booking: print_queue.hold_printer(booking, "labels")) == "spool.held_already"
    assert refused(queue, lambda booking: print_queue.hold_printer(booking, "lables")) == "spool.unknown_printer"


def test_a_held_job_lets_the_others_past(queue: Queue) -> None:
    first, second = queue.put("1"), queue.put("2")
    queue.desk.book(lambda booking: print_queue.hold_job(booking, first))
    job = queue.claim()
    assert job is not None
    assert job.id == second
    assert queue.claim() is None

    queue.desk.book(lambda booking: print_queue.hold_job(booking, first, held=False))
    job = queue.claim()
    assert job is not None
    assert job.id == first


def test_to_ask_for_a_held_job_lets_it_go(queue: Queue) -> None:
    key = queue.put()
    queue.desk.book(lambda booking: print_queue.hold_job(booking, key))
    assert queue.reprint(key) == 0
    assert queue.claim() is not None


def test_only_what_waits_is_held(queue: Queue) -> None:
    key = queue.put()
    queue.claim()
    assert refused(queue, lambda booking: print_queue.hold_job(booking, key)) == "spool.not_waiting"


def test_retry_does_not_wait_for_its_time(queue: Queue) -> None:
    key = queue.put()
    queue.put("2")
    queue.claim()
    queue.settle(key, "refused", fault="printer.paper_out", again_in_s=30)
    assert queue.claim() is None

    assert queue.desk.book(lambda booking: print_queue.retry(booking, "labels")) == 2
    job = queue.claim()
    assert job is not None
    assert (job.id, job.attempts) == (key, 1), "nothing was printed: it is the original"


def test_retry_where_nothing_waits(queue: Queue) -> None:
    assert refused(queue, lambda booking: print_queue.retry(booking, "labels")) == "spool.nothing_waits"


def test_another_printer_takes_what_waits(queue: Queue) -> None:
    doubtful, copy = put_in_doubt(queue, "drop_label", "1"), put_in_doubt(queue, "drop_label", "2")
    queue.reprint(copy)
    stopped = queue.put("3")
    queue.claim()
    queue.settle(copy, "refused", fault="printer.refused", again_in_s=30)

    assert queue.desk.book(lambda booking: print_queue.move(booking, "labels", "spare")) == 2
    claimed = [queue.claim(printer="spare") for _ in range(3)]
    assert [(job.id, job.attempts) if job else None for job in claimed] == [(copy, 2), (stopped, 1), None]
    assert queue.row(doubtful).printer == "labels", "a person tells first whether it came out"


def test_one_job_is_moved(queue: Queue) -> None:
    first, second = queue.put("1"), queue.put("2")
    assert queue.desk.book(lambda booking: print_queue.move(booking, "labels", "spare", second)) == 1
    assert [queue.row(key).printer for key in (first, second)] == ["labels", "spare"]


def test_a_printer_that_was_taken_out_of_devices_toml_is_emptied(queue: Queue) -> None:
    queue.put(printer="old")
    assert queue.desk.look(lambda booking: print_queue.targets(booking, "old")) == list(PRINTERS)
    assert queue.desk.book(lambda booking: print_queue.move(booking, "old", "labels")) == 1
    assert queue.claim() is not None


@pytest.mark.parametrize(
    ("printer", "target", "code"),
    [
        ("labels", "small", "spool.other_media"),
        ("labels", "papers", "spool.other_media"),
        ("labels", "lables", "spool.unknown_printer"),
        ("labels", "labels", "spool.same_printer"),
        ("spare", "labels", "spool.nothing_waits"),
    ],
)
def test_what_is_not_moved(queue: Queue, printer: str, target: str, code: str) -> None:
    key = queue.put()
    assert refused(queue, lambda booking: print_queue.move(booking, printer, target)) == code
    assert queue.row(key).printer == "labels"


def test_what_is_being_sent_is_not_moved(queue: Queue) -> None:
    sending = queue.put("1")
    queue.claim()
    queue.put("2")
    code = refused(queue, lambda booking: print_queue.move(booking, "labels", "spare", sending))
    assert code == "spool.nothing_waits"


def test_where_it_can_go(queue: Queue) -> None:
    def targets(booking: Booking) -> list[str]:
        return print_queue.targets(booking, "labels")

    assert queue.desk.look(targets) == ["spare"]
    queue.desk.book(lambda booking: print_queue.hold_printer(booking, "spare"))
    with pytest.raises(Refused, match=r"spool\.no_other_printer"):
        queue.desk.look(targets)


def test_a_paper_came_out(queue: Queue) -> None:
    key = put_in_doubt(queue)
    queue.desk.book(lambda booking: print_queue.came_out(booking, key))
    row = queue.row(key)
    assert (row.state, row.fault, row.done_at) == ("confirmed", "", queue.clock.now())
    assert queue.events() == ["print_settled"] * 2
    assert refused(queue, lambda booking: print_queue.came_out(booking, key)) == "spool.not_in_doubt"


def test_a_drop_label_is_scanned_instead(queue: Queue) -> None:
    key = put_in_doubt(queue, "drop_label", SSCC)
    assert refused(queue, lambda booking: print_queue.came_out(booking, key)) == "spool.scan_it"
    assert queue.scan() == 1


@pytest.mark.parametrize("doubtful", [False, True])
def test_a_sheet_that_nobody_wants_is_taken_out(queue: Queue, doubtful: bool) -> None:
    key = put_in_doubt(queue) if doubtful else queue.put("7", "receipt")
    queue.desk.book(lambda booking: print_queue.cancel(booking, key))
    assert queue.row(key).state == "cancelled"
    assert queue.claim() is None
    assert refused(queue, lambda booking: print_queue.cancel(booking, key)) == "spool.not_waiting"


@pytest.mark.parametrize("void", [False, True])
def test_the_label_of_a_parcel_is_taken_out_only_if_it_was_withdrawn(queue: Queue, hub: OpenHub, void: bool) -> None:
    key = queue.put()
    label_of_a_parcel(hub, void)
    if void:
        queue.desk.book(lambda booking: print_queue.cancel(booking, key))
    else:
        assert refused(queue, lambda booking: print_queue.cancel(booking, key)) == "spool.label_needed"
    assert queue.row(key).state == ("cancelled" if void else "queued")


def test_who_waits_at_the_printer_goes_first(queue: Queue) -> None:
    """A copy that a person asked for, labels, the papers of the dock, and last the sheets."""
    asked = queue.put("1", "receipt")
    queue.claim()
    queue.settle(asked, "unknown")
    sheet, paper = queue.put("2", "commands"), queue.put("3", "manifest")
    pallet, label = queue.put("4", "logistic_label"), queue.put("5")
    queue.reprint(asked)
    claimed = [queue.claim() for _ in range(5)]
    assert [job and job.id for job in claimed] == [asked, pallet, label, paper, sheet]
