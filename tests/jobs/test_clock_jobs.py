"""What the clock starts: missed ticks heal, double ticks do nothing, the change of the clocks disturbs nothing."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from jobs_samples import HOUSE, SampleHub
from sqlalchemy import select

from hubops.errors import Refused, StoreFault
from hubops.jobs.clock import BACKUP, CLOSE, OPEN, ClockJobs, Slot, due
from hubops.model.evidence import Event
from hubops.model.outbox import JobRun
from hubops.operations import pickups

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("local", "left_open", "expected"),
    [
        ("2026-11-24T05:30+01:00", [], [(OPEN, TUESDAY), (BACKUP, TUESDAY)]),
        ("2026-11-24T03:00+01:00", [MONDAY], [(CLOSE, MONDAY), (OPEN, TUESDAY), (BACKUP, TUESDAY)]),
        ("2026-11-24T02:59+01:00", [MONDAY], [(OPEN, MONDAY), (BACKUP, TUESDAY)]),
        ("2026-11-24T01:29+01:00", [MONDAY], [(OPEN, MONDAY), (BACKUP, MONDAY)]),
        ("2026-11-24T01:30+01:00", [MONDAY], [(OPEN, MONDAY), (BACKUP, TUESDAY)]),
        # switched off over the weekend
        ("2026-11-23T05:30+01:00", [FRIDAY], [(CLOSE, FRIDAY), (OPEN, MONDAY), (BACKUP, MONDAY)]),
        ("2026-11-24T05:30+01:00", [MONDAY, FRIDAY, TUESDAY], [(CLOSE, FRIDAY), (CLOSE, MONDAY)]),
        # 02:00 to 03:00 is skipped (data.md 4)
        ("2027-03-28T01:59+01:00", [], [(OPEN, date(2027, 3, 27)), (BACKUP, date(2027, 3, 28))]),
        ("2027-03-28T03:00+02:00", [], [(OPEN, date(2027, 3, 28)), (BACKUP, date(2027, 3, 28))]),
        # 02:00 to 03:00 comes twice
        ("2027-10-31T01:29+02:00", [], [(OPEN, date(2027, 10, 30)), (BACKUP, date(2027, 10, 30))]),
        ("2027-10-31T02:30+02:00", [], [(OPEN, date(2027, 10, 30)), (BACKUP, date(2027, 10, 31))]),
        ("2027-10-31T02:30+01:00", [], [(OPEN, date(2027, 10, 30)), (BACKUP, date(2027, 10, 31))]),
        ("2027-10-31T03:00+01:00", [], [(OPEN, date(2027, 10, 31)), (BACKUP, date(2027, 10, 31))]),
    ],
)
def test_due(local: str, left_open: list[date], expected: list[tuple[str, date]]) -> None:
    slots = due(datetime.fromisoformat(local), HOUSE.calendar, left_open)
    assert slots[: len(expected)] == [Slot(*each) for each in expected]


@pytest.mark.parametrize("start", [datetime(2027, 3, 27, 3, tzinfo=UTC), datetime(2027, 10, 30, 3, tzinfo=UTC)])
def test_every_slot_runs_once_across_a_change_of_the_clocks(hub: SampleHub, start: datetime) -> None:
    backups = []
    jobs = ClockJobs(hub.desk("clock"), lambda: backups.append(hub.clock.now()))
    hub.move((start - hub.clock.now()).total_seconds())
    ran: Counter[Slot] = Counter()
    for _ in range(3 * 24 * 4):
        ran.update(jobs.run_due())
        hub.move(15 * 60)

    assert set(ran.values()) == {1}
    names = Counter(slot.name for slot in ran)
    assert names == {OPEN: 4, CLOSE: 3, BACKUP: 4}
    assert len(backups) == 4


def test_a_double_tick_does_nothing(hub: SampleHub) -> None:
    jobs, rival = ClockJobs(hub.desk("clock")), ClockJobs(hub.desk("clock"))
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]
    assert jobs.run_due() == rival.run_due() == []
    assert events(hub) == ["day_opened"]


def test_days_that_were_left_open_are_closed_in_their_order(hub: SampleHub) -> None:
    """Friday's statement is not lost because the machine was off until Tuesday."""
    jobs = ClockJobs(hub.desk("clock"))
    jobs.run_due()
    hub.move(timedelta(days=4).total_seconds())
    assert jobs.run_due() == [Slot(CLOSE, TUESDAY), Slot(OPEN, date(2026, 11, 28))]
    assert events(hub) == ["day_opened", "day_closed", "day_opened"]


def test_a_failure_is_kept_and_tried_again(hub: SampleHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> int:
        raise Refused("pickup.no")

    backups = []
    jobs = ClockJobs(hub.desk("clock"), lambda: backups.append(1))
    with monkeypatch.context() as patch:
        patch.setattr(pickups, "open_day", refuses)
        assert jobs.run_due() == [Slot(BACKUP, TUESDAY)], "one failure does not stop the others"
    assert outcomes(hub)[OPEN] == "pickup.no"
    hub.move(3599)
    assert jobs.run_due() == []
    hub.move(1)
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]
    assert outcomes(hub) == {OPEN: "done", BACKUP: "done"}


def test_a_backup_that_is_not_sound_is_made_again(hub: SampleHub) -> None:
    sound = [False, True]

    def backup() -> None:
        if not sound.pop(0):
            raise StoreFault("backup.not_sound", path="x")

    jobs = ClockJobs(hub.desk("clock"), backup)
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]
    assert outcomes(hub)[BACKUP] == "backup.not_sound"
    hub.move(3600)
    assert jobs.run_due() == [Slot(BACKUP, TUESDAY)]


def test_an_opening_that_breaks_off_leaves_no_trace(hub: SampleHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run and the work are one transaction: after a crash it simply runs again."""

    def crash(*_: object) -> int:
        raise MemoryError

    jobs = ClockJobs(hub.desk("clock"))
    with monkeypatch.context() as patch:
        patch.setattr(pickups, "open_day", crash)
        with pytest.raises(MemoryError):
            jobs.run_due()
    assert outcomes(hub) == {}
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]


def events(hub: SampleHub) -> list[str]:
    """The kinds of events in their order."""
    with hub.store.read.begin() as conn:
        return list(conn.execute(select(Event.kind).order_by(Event.id)).scalars())


def outcomes(hub: SampleHub) -> dict[str, str]:
    """What became of each job."""
    with hub.store.read.begin() as conn:
        return {row.name: row.outcome for row in conn.execute(select(JobRun.name, JobRun.outcome))}
