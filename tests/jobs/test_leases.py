"""Leases and runs of jobs: one holder, one run per slot, on the hub's own clock."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from jobs_samples import SampleHub
from sqlalchemy import update

from hubops.clock import ManualClock
from hubops.model.outbox import Lease
from hubops.operations import job_runs, leases
from hubops.operations.booking import Booking


def take(hub: SampleHub, holder: str, seconds: float = 15) -> bool:
    """Try to get the lease."""
    return hub.desk().book(lambda booking: leases.take(booking, "worker", holder, seconds))


def holder(hub: SampleHub) -> str | None:
    """Who has the lease."""
    return hub.desk().look(lambda booking: leases.holder_of(booking, "worker"))


def test_a_lease_is_taken_renewed_and_taken_over(hub: SampleHub) -> None:
    assert holder(hub) is None
    assert take(hub, "a")
    assert not take(hub, "b")
    hub.move(10)
    assert take(hub, "a"), "the holder renews"
    hub.move(14.9)
    assert not take(hub, "b")
    assert holder(hub) == "a"
    hub.move(0.1)
    assert holder(hub) is None, "it is over to the second"
    assert take(hub, "b")
    assert not take(hub, "a")
    assert holder(hub) == "b"


def test_only_the_holder_can_release(hub: SampleHub) -> None:
    take(hub, "a")
    hub.desk().book(lambda booking: leases.release(booking, "worker", "b"))
    assert holder(hub) == "a"
    hub.desk().book(lambda booking: leases.release(booking, "worker", "a"))
    assert holder(hub) is None
    assert take(hub, "b")


def test_names_are_apart(hub: SampleHub) -> None:
    take(hub, "a")
    assert hub.desk().book(lambda booking: leases.take(booking, "other", "b", 15))


def test_a_clock_that_was_set_back_blocks_nobody(hub: SampleHub) -> None:
    take(hub, "a")
    with hub.store.write.begin() as conn:
        conn.execute(update(Lease).values(until=hub.clock.now() + timedelta(hours=1)))
    assert holder(hub) is None
    assert take(hub, "b")


def test_a_demo_hub_lives_on_another_day(hub: SampleHub) -> None:
    """All times come from the hub's clock: a lease of long ago holds when the hub's clock stands there."""
    past = SampleHub(hub.store, ManualClock(datetime(2001, 1, 1, tzinfo=UTC)))
    assert take(past, "a")
    assert not take(past, "b")
    assert holder(past) == "a"


@pytest.mark.parametrize(
    "claim",
    [
        lambda booking, name: leases.take(booking, "worker", name, 15),
        lambda booking, name: job_runs.claim(booking, "backup", "2026-11-24"),
    ],
    ids=["lease", "slot"],
)
def test_of_many_at_once_one_wins(hub: SampleHub, claim: Callable[[Booking, str], object]) -> None:
    barrier, won = threading.Barrier(4), []

    def rush(name: str) -> None:
        desk = hub.desk()
        barrier.wait()
        if desk.book(lambda booking: claim(booking, name)):
            won.append(name)

    threads = [threading.Thread(target=rush, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_slot_is_claimed_once(hub: SampleHub) -> None:
    desk = hub.desk()
    key = desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24"))
    assert key is not None
    assert desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24")) is None
    assert desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-25")) is not None
    desk.book(lambda booking: job_runs.finish(booking, key, "done"))
    hub.move(job_runs.TRY_AGAIN.total_seconds())
    assert desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24")) is None


def test_a_run_that_broke_off_is_claimed_again(hub: SampleHub) -> None:
    desk = hub.desk()
    first = desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24"))
    hub.move(job_runs.TRY_AGAIN.total_seconds())
    assert desk.look(lambda booking: job_runs.may_begin(booking, "backup", "2026-11-24"))
    assert desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24")) == first
    assert desk.book(lambda booking: job_runs.claim(booking, "backup", "2026-11-24")) is None


def test_a_done_run_can_not_fail(hub: SampleHub) -> None:
    desk = hub.desk()
    key = desk.book(lambda booking: job_runs.claim(booking, "open", "2026-11-24"))
    assert key is not None
    desk.book(lambda booking: job_runs.finish(booking, key, "done"))
    desk.book(lambda booking: job_runs.fail(booking, "open", "2026-11-24", "x.y"))
    assert desk.look(lambda booking: job_runs.unfollowed(booking, "open", "close")) == ["2026-11-24"]
