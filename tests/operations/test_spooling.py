"""The print queue: every way a job can go, and what a person can do about it (architecture.md, rule 5)."""

import threading
from datetime import timedelta

import pytest
from queue_samples import SSCC, Queue, label_of_a_parcel
from sqlalchemy import update

from hubops.clock import ManualClock
from hubops.errors import Refused
from hubops.model.outbox import PrintJob
from hubops.open_hub import OpenHub
from hubops.operations import spooling
from hubops.operations.booking import Booking
from hubops.operations.spooling import Job


@pytest.fixture
def queue(hub: OpenHub, clock: ManualClock) -> Queue:
    return Queue(hub, clock)


def test_the_attempt_is_counted_before_anything_is_sent(queue: Queue) -> None:
    key = queue.put()
    assert queue.claim() == Job(key, "drop_label", SSCC, b'{"a":1}', 1)
    row = queue.row(key)
    assert (row.state, row.attempts, row.holder) == ("sending", 1, "a")
    assert row.lease_until == queue.clock.now() + timedelta(seconds=30)
    assert queue.claim() is None


@pytest.mark.parametrize(
    ("outcome", "again_in_s", "state", "attempts", "done", "due"),
    [
        ("confirmed", None, "confirmed", 1, True, False),
        ("sent_unconfirmed", None, "sent_unconfirmed", 1, False, False),
        ("unknown", None, "unknown", 1, False, False),
        ("refused", 0.5, "refused", 0, False, True),
        ("refused", None, "refused", 0, True, False),
    ],
)
def test_settle(
    queue: Queue, outcome: str, again_in_s: float | None, state: str, attempts: int, done: bool, due: bool
) -> None:
    key = queue.put()
    queue.claim()
    assert queue.settle(key, outcome, fault="x.y", again_in_s=again_in_s)
    row = queue.row(key)
    assert (row.state, row.attempts, row.done_at is not None, row.fault) == (state, attempts, done, "x.y")
    assert queue.claim() is None, "nothing is sent again at once"
    queue.move(0.5)
    assert (queue.claim() is not None) is due


def test_the_queue_of_a_printer_keeps_its_order(queue: Queue) -> None:
    paper = queue.put("7", "receipt")
    first, second, elsewhere = queue.put("1"), queue.put("2"), queue.put("3", printer="papers")
    claimed = queue.claim()
    assert claimed is not None
    assert claimed.id == first
    queue.settle(first, "refused", again_in_s=10)
    assert queue.claim() is None, "the second waits behind the first"
    assert queue.claim(printer="papers") is not None
    queue.move(10)
    claims = [queue.claim() for _ in range(4)]
    assert [job and job.id for job in claims] == [first, second, paper, None]
    assert queue.row(elsewhere).state == "sending"


def test_of_two_spools_one_gets_the_job(hub: OpenHub, queue: Queue) -> None:
    queue.put()
    barrier, got = threading.Barrier(2), []

    def rush(holder: str) -> None:
        desk = hub.job_desk("spool")
        barrier.wait()
        if desk.book(lambda booking: spooling.claim(booking, "labels", holder, 30)):
            got.append(holder)

    threads = [threading.Thread(target=rush, args=(holder,)) for holder in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_a_claim_that_somebody_else_made_meanwhile_is_none(queue: Queue) -> None:
    """On PostgreSQL another claim may come between the look and the change."""
    key = queue.put()

    def work(booking: Booking) -> Job | None:
        head = spooling._due(booking, "labels")
        assert head is not None
        booking.tx.conn.execute(update(PrintJob).values(state="sending", attempts=1, holder="b"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spooling, "_due", lambda *_: head)
            return spooling.claim(booking, "labels", "a", 30)

    assert queue.desk.book(work) is None
    assert queue.row(key).holder == "b"


def test_only_the_holder_settles(queue: Queue) -> None:
    key = queue.put()
    queue.claim("a")
    assert not queue.settle(key, "confirmed", holder="b")
    assert queue.row(key).state == "sending"


@pytest.mark.parametrize("state", ["sending", "sent_unconfirmed", "unknown"])
def test_a_scan_of_the_label_ends_the_doubt(queue: Queue, state: str) -> None:
    key = queue.put()
    queue.claim()
    if state != "sending":
        queue.settle(key, state)
    assert queue.scan() == 1
    assert queue.row(key).state == "confirmed"
    assert queue.scan() == 0
    if state == "sending":
        assert not queue.settle(key, "sent_unconfirmed", fault="printer.mute"), "the scan knows better"
        assert queue.row(key).state == "confirmed"


def test_a_scan_ends_the_doubt_about_every_label_of_the_parcel(queue: Queue) -> None:
    """The last parcel of a drop has two labels: when it was closed, and when it turned out to be the last."""
    keys = [queue.put(), queue.put()]
    other = queue.put("370900000000000025")
    for key in [*keys, other]:
        queue.claim()
        queue.settle(key, "unknown")
    assert queue.scan() == 2
    assert [queue.row(key).state for key in [*keys, other]] == ["confirmed", "confirmed", "unknown"]


def test_a_scan_leaves_what_still_waits(queue: Queue) -> None:
    key = queue.put()
    assert queue.scan() == 0
    assert queue.row(key).state == "queued"


@pytest.mark.parametrize(("leading", "seconds", "recovered"), [(False, 29, 0), (False, 30, 1), (True, 0, 1)])
def test_recover(queue: Queue, leading: bool, seconds: int, recovered: int) -> None:
    key = queue.put()
    queue.claim("a")
    queue.move(seconds)
    assert queue.recover("b", leading) == recovered
    row = queue.row(key)
    assert (row.state, row.fault) == (("unknown", "spool.interrupted") if recovered else ("sending", ""))
    assert row.attempts == 1
    assert queue.recover("b", leading) == 0


def test_a_leader_leaves_its_own_jobs_alone(queue: Queue) -> None:
    queue.put()
    queue.claim("a")
    assert queue.recover("a", leading=True) == 0


def test_a_holder_taken_for_dead_may_still_tell(queue: Queue) -> None:
    """A machine that slept wakes up in the middle of a label and finishes it."""
    key = queue.put()
    queue.claim("a")
    queue.recover("b", leading=True)
    assert queue.settle(key, "confirmed")
    assert queue.row(key).state == "confirmed"


def test_papers_in_a_folder_are_simply_sent_again(queue: Queue) -> None:
    key = queue.put("1", "receipt", "papers")
    queue.claim(printer="papers")
    assert queue.recover("b", leading=True) == 1
    assert queue.row(key).state == "queued"
    again = queue.claim("b", printer="papers")
    assert again is not None
    assert again.attempts == 1, "the same bytes as before, no copy"


@pytest.mark.parametrize("outcome", ["confirmed", "sent_unconfirmed", "unknown"])
def test_a_reprint_is_a_copy(queue: Queue, outcome: str) -> None:
    key = queue.put()
    for copy in (1, 2):
        queue.claim()
        queue.settle(key, outcome)
        assert queue.reprint(key) == copy
        assert queue.row(key).state == "queued"
    job = queue.claim()
    assert job is not None
    assert job.attempts == 3
    assert queue.row(key).done_at is None
    assert queue.events() == ["print_settled", "reprint_asked"] * 2


def test_a_reprint_of_what_was_refused_for_good_is_the_original(queue: Queue) -> None:
    key = queue.put()
    queue.claim()
    queue.settle(key, "refused")
    assert queue.reprint(key) == 0


def test_what_is_not_reprinted(queue: Queue, hub: OpenHub) -> None:
    key = queue.put()
    queue.claim()
    with pytest.raises(Refused, match=r"spool\.being_printed"):
        queue.reprint(key)
    queue.settle(key, "confirmed")
    label_of_a_parcel(hub, void=True)
    with pytest.raises(Refused, match=r"spool\.withdrawn"):
        queue.reprint(key)


def test_a_cancelled_job_is_not_reprinted(queue: Queue, hub: OpenHub) -> None:
    key = queue.put()
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).values(state="cancelled"))
    with pytest.raises(Refused, match=r"spool\.withdrawn"):
        queue.reprint(key)


def test_a_label_that_was_undone_while_it_was_sent_is_not_tried_again(queue: Queue, hub: OpenHub) -> None:
    key = queue.put()
    queue.claim()
    label_of_a_parcel(hub, void=True)
    queue.settle(key, "refused", again_in_s=0.5)
    queue.move(60)
    assert queue.claim() is None
    assert queue.row(key).state == "cancelled"


def test_a_clock_that_was_set_back_holds_up_no_label(queue: Queue, hub: OpenHub) -> None:
    queue.put()
    queue.claim()
    with hub.store.write.begin() as conn:
        later = queue.clock.now() + timedelta(hours=1)
        conn.execute(update(PrintJob).values(state="refused", attempts=0, not_before=later))
    assert queue.claim() is not None


def test_jobs_without_a_printer_are_marked_once(queue: Queue) -> None:
    lost, fine, done = queue.put(printer="old"), queue.put(), queue.put("9", printer="papers")
    queue.claim(printer="papers")
    queue.settle(done, "confirmed")

    def mark(booking: Booking) -> int:
        return spooling.name_missing_printers(booking, ["labels"])

    assert queue.desk.book(mark) == 1
    assert queue.desk.book(mark) == 0
    assert [queue.row(key).fault for key in (lost, fine, done)] == ["spool.no_printer", "", ""]
