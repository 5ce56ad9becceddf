"""What the clock starts: missed ticks heal, double ticks do nothing, the change of the clocks disturbs nothing."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from jobs_samples import HOUSE, SampleHub
from sqlalchemy import select

from hubops.errors import Refused, StoreFault
from hubops.jobs import clock, worker
from hubops.jobs.clock import BACKUP, CLOSE, OPEN, ClockJobs, Slot, due
from hubops.messages import has_words, say
from hubops.model.alarms import Alarm
from hubops.model.evidence import Event
from hubops.model.outbox import JobRun
from hubops.operations import call_offs, closing, job_runs, pickups, sending, standing_orders, watches
from hubops.operations.booking import Booking

JOBS = {
    *(clock.OPEN, clock.CLOSE, clock.BACKUP, clock.PACK, clock.CARDS),
    *(clock.STANDING_ORDERS, clock.CALL_OFFS, clock.PAPERS, clock.WATCH),
    *(worker.SPOOL, worker.PRINTERS, worker.OUTBOX),
}
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
    assert alarms(hub) == [f"{OPEN}/2026-11-24"]
    hub.move(3599)
    assert jobs.run_due() == []
    assert alarms(hub), "a failure stands until the job works"
    hub.move(1)
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]
    assert outcomes(hub) == {OPEN: "done", BACKUP: "done"}
    assert alarms(hub) == []


def breaks(*_: object) -> None:
    """An error of ours that nobody thought of."""
    raise ZeroDivisionError


def test_an_error_of_ours_in_one_slot_is_an_alarm_and_stops_nothing_else(
    hub: SampleHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = ClockJobs(hub.desk("clock"), lambda: None)
    with monkeypatch.context() as patch:
        patch.setattr(pickups, "open_day", breaks)
        assert jobs.run_due() == [Slot(BACKUP, TUESDAY)]
        hub.move(3600)
        assert jobs.run_due() == []
    assert outcomes(hub)[OPEN] == "unexpected"
    assert alarms(hub) == [f"{OPEN}/2026-11-24"], "one alarm, however often it fails"


@pytest.mark.parametrize(
    ("room", "work", "name"),
    [
        (standing_orders, "is_due", "standing_orders"),
        (call_offs, "pending", "call_offs"),
        (sending, "papers_are_out", "papers"),
        (watches, "look", "watch"),
    ],
)
def test_work_without_a_slot_that_fails_is_an_alarm_until_it_works(
    hub: SampleHub, monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str, name: str
) -> None:
    jobs = ClockJobs(hub.desk("clock"), lambda: None)
    with monkeypatch.context() as patch:
        patch.setattr(room, work, breaks)
        assert jobs.run_due() == [Slot(OPEN, TUESDAY), Slot(BACKUP, TUESDAY)], "the others have their turn"
        jobs.run_due()
    assert alarms(hub) == [f"{name}/2026-11-24"]
    jobs.run_due()
    assert alarms(hub) == []


def test_a_day_that_could_not_be_closed_stays_an_alarm_when_another_one_is(
    hub: SampleHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = ClockJobs(hub.desk("clock"))
    jobs.run_due()
    hub.move(timedelta(days=1).total_seconds())
    close = closing.close_day
    with monkeypatch.context() as patch:
        patch.setattr(closing, "close_day", breaks)
        jobs.run_due()

        def close_wednesday(booking: Booking, day: date, *found: Any) -> None:
            close(booking, day, *found) if day != TUESDAY else breaks()

        patch.setattr(closing, "close_day", close_wednesday)
        hub.move(timedelta(days=1).total_seconds())
        assert Slot(CLOSE, date(2026, 11, 25)) in jobs.run_due()
    assert alarms(hub) == [f"{CLOSE}/2026-11-24"]
    hub.move(3600)
    jobs.run_due()
    assert alarms(hub) == []


def test_a_backup_that_breaks_off_each_time_is_an_alarm(hub: SampleHub) -> None:
    """The machine goes down while it is made: nothing failed, and nothing is done."""

    def goes_down() -> None:
        raise SystemExit

    jobs = ClockJobs(hub.desk("clock"), goes_down)
    with pytest.raises(SystemExit):
        jobs.run_due()
    assert alarms(hub) == []
    hub.move(3600)
    with pytest.raises(SystemExit):
        jobs.run_due()
    assert alarms(hub) == [f"{BACKUP}/2026-11-24"]


def test_the_alarm_of_a_job_has_words(hub: SampleHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickups, "open_day", breaks)
    ClockJobs(hub.desk("clock")).run_due()
    with hub.store.read.begin() as conn:
        values = json.loads(conn.execute(select(Alarm.values)).scalar_one())
    assert say("alarm.job_failed", "nb", values).startswith("Åpning av dagen for 24.11.2026 gikk ikke")


@pytest.mark.parametrize("name", sorted(JOBS))
def test_each_job_has_a_name_for_people(name: str) -> None:
    assert has_words(f"word.job_{name}")


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
        raise SystemExit

    jobs = ClockJobs(hub.desk("clock"))
    with monkeypatch.context() as patch:
        patch.setattr(pickups, "open_day", crash)
        with pytest.raises(SystemExit):
            jobs.run_due()
    assert outcomes(hub) == {}
    assert jobs.run_due() == [Slot(OPEN, TUESDAY)]


def events(hub: SampleHub) -> list[str]:
    """The kinds of events in their order."""
    with hub.store.read.begin() as conn:
        return list(conn.execute(select(Event.kind).order_by(Event.id)).scalars())


def alarms(hub: SampleHub) -> list[str]:
    """The jobs whose failure stands, each with its day."""
    standing = select(Alarm.slot).where(Alarm.kind == job_runs.ALARM, Alarm.ended_at.is_(None))
    with hub.store.read.begin() as conn:
        return list(conn.execute(standing).scalars())


def outcomes(hub: SampleHub) -> dict[str, str]:
    """What became of each job."""
    with hub.store.read.begin() as conn:
        return {row.name: row.outcome for row in conn.execute(select(JobRun.name, JobRun.outcome))}
