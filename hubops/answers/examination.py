"""What ``hubops doctor`` finds."""

import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import bindparam, exists, func, select

from hubops.errors import SetupFault
from hubops.jobs.outbox import build_ways
from hubops.messages import Message
from hubops.model.alarms import Alarm
from hubops.model.crates import CrateType
from hubops.model.notices import Notice
from hubops.model.outbox import PrintJob
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.schedule import PickupDay
from hubops.open_hub import OpenHub
from hubops.operations import job_runs
from hubops.store import chain, pepper, secret_files

Finding = tuple[str, str | Message, bool]
"""What was looked at, a name of TITLES, what was found, and whether it is sound."""
TITLES = {
    "database": "doctor.database",
    "event chains": "doctor.event_chains",
    "print jobs not confirmed": "doctor.print_jobs",
    "jobs of the clock": "doctor.clock_jobs",
    "quick check": "doctor.quick_check",
    "pickup days": "doctor.pickup_days",
    "crate of parcels": "doctor.parcel_crate",
    "pepper": "doctor.pepper",
    "messages": "doctor.messages",
    "sqlite": "doctor.sqlite",
    "fsync, median of 20": "doctor.fsync",
}
"""The name of what is looked at, which is the key in JSON, and the code of its word for people."""
FIXED_SQLITE = (3, 51, 3)
"""The version in which SQLite's WAL-reset bug was mended; two older lines have the mend too (data.md 2.2)."""


_WITHOUT_PICKUPS = (
    select(Producer.name)
    .where(
        Producer.hub_id == bindparam("hub"),
        Producer.transport != "direct",
        exists().where(Product.hub_id == Producer.hub_id, Product.producer_id == Producer.id),
        ~exists().where(
            PickupDay.hub_id == Producer.hub_id,
            (PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id),
        ),
    )
    .order_by(Producer.name)
)
_FAILED_JOBS = (
    select(Alarm.values).where(Alarm.kind == job_runs.ALARM, Alarm.ended_at.is_(None)).order_by(Alarm.raised_at)
)


def examine(hub: OpenHub) -> list[Finding]:
    """Look at the database, the event chains, the print queue and the disk."""
    findings: list[Finding] = [("database", str(hub.store.write.url), True)]
    with hub.store.read.begin() as conn:
        broken = chain.verify(conn, hub.house.hub_id)
        chains = Message("doctor.chains_broken", {"count": len(broken)}) if broken else Message("doctor.chains_whole")
        findings.append(("event chains", chains, not broken))
        states = dict(conn.execute(select(PrintJob.state, func.count()).group_by(PrintJob.state)).all())
        waiting = {state: count for state, count in states.items() if state not in ("confirmed", "cancelled")}
        findings.append(("print jobs not confirmed", _jobs(waiting), not waiting))
        findings.append(_clock_jobs(conn.execute(_FAILED_JOBS).scalars().all()))
        if hub.store.dialect == "sqlite":
            check = str(conn.exec_driver_sql("PRAGMA quick_check").scalar_one())
            findings.append(("quick check", check, check == "ok"))
        lost = conn.execute(select(func.count()).where(Notice.state == "undeliverable")).scalar_one()
        without_pickups = conn.execute(_WITHOUT_PICKUPS, {"hub": hub.house.hub_id}).scalars().all()
        known = conn.execute(select(CrateType.code).where(CrateType.hub_id == hub.house.hub_id)).scalars().all()
        findings.append(_pickup_days(without_pickups))
    findings.append(_parcel_crate(hub.house.parcel_crate, known))
    findings.append(_pepper(hub.settings.folder))
    findings.append(_messages(hub, lost))
    if hub.store.dialect == "sqlite":
        findings.append(("sqlite", _sqlite_version(), True))
    findings.append(("fsync, median of 20", f"{_fsync_ms(hub.settings.folder / 'data'):.2f} ms", True))
    return findings


def _pickup_days(without: Sequence[str]) -> Finding:
    """The producers that nobody would ask for goods."""
    if without:
        return "pickup days", Message("doctor.pickup_days_missing", {"producers": ", ".join(without)}), False
    return "pickup days", Message("doctor.pickup_days_sound"), True


def _parcel_crate(code: str, known: Collection[str]) -> Finding:
    """The crate that parcels go out in; of a type that the hub does not know none is counted."""
    if code and code not in known:
        return (
            "crate of parcels",
            Message("doctor.crate_unknown", {"crate": code}),
            False,
        )
    return "crate of parcels", code or Message("doctor.crates_not_counted"), True


def _pepper(folder: Path) -> Finding:
    """The key of the PINs; without it nobody's PIN is right."""
    try:
        pepper.read(folder)
    except SetupFault as fault:
        return "pepper", Message(fault.code, fault.values), False
    private = pepper.is_private(folder)
    return "pepper", Message("doctor.pepper_private" if private else "doctor.pepper_open"), private


def _messages(hub: OpenHub, undeliverable: int) -> Finding:
    """The ways by which messages go out; without its secret none goes out on one."""
    faults = build_ways(hub.settings, partial(secret_files.read, hub.settings.folder)).faults
    if faults:
        return "messages", Message(faults[0].code, faults[0].values), False
    if undeliverable:
        return "messages", Message("doctor.messages_undeliverable", {"count": undeliverable}), False
    return "messages", Message("doctor.messages_sound"), True


def _clock_jobs(failed: Sequence[str]) -> Finding:
    """What the clock should have done and could not: each with the code of its fault, as the log has it."""
    told = Message("doctor.none")
    for n, values in enumerate(reversed(failed)):
        facts = json.loads(values)
        job = Message("doctor.job_failed", {name: facts[name] for name in ("job_word", "day_on", "fault")})
        told = Message("doctor.jobs_more", {"first": job, "rest": told}) if n else job
    return "jobs of the clock", told, not failed


def _jobs(waiting: Mapping[str, int]) -> Message:
    """How many print jobs stand in each state."""
    told = Message("doctor.none")
    for n, (state, count) in enumerate(sorted(waiting.items(), reverse=True)):
        job = Message("doctor.job_count", {"state_word": f"print_{state}", "count": count})
        told = Message("doctor.jobs_more", {"first": job, "rest": told}) if n else job
    return told


def _sqlite_version() -> str | Message:
    mended = sqlite3.sqlite_version_info >= FIXED_SQLITE or sqlite3.sqlite_version_info in ((3, 50, 7), (3, 44, 6))
    return sqlite3.sqlite_version if mended else Message("doctor.sqlite_bug", {"version": sqlite3.sqlite_version})


def _fsync_ms(folder: Path) -> float:
    """The floor under every commit: one durable write of 4 KiB."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(20):
            start = time.perf_counter()
            file.seek(0)
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
