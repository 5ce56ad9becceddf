"""The demo hub's folder: whether it may be used, where its time was left."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, func, select

from hubops import settings
from hubops.demo import clock as demo_clock
from hubops.errors import SetupFault
from hubops.model.evidence import Event
from hubops.model.outbox import Lease
from hubops.open_hub import OpenHub
from hubops.operations import leases
from hubops.operations.booking import Booking

RECORDING = "demo-day.jsonl"
STATION = "dock1"
HEADLESS = Path("data") / "headless"
"""Lies in a demo hub that nobody but the headless demo has worked on."""
_LAST_LEASE = select(func.max(Lease.until)).where(Lease.hub_id == bindparam("hub"))
_LAST_EVENT = select(func.max(Event.at)).where(Event.hub_id == bindparam("hub"))


def clear(folder: Path) -> None:
    """Take away a demo hub that only the headless demo has worked on.

    Raises:
        SetupFault: like :func:`refuse_other`, or ``demo.worked_on``: a person's work is never taken away.
    """
    if folder.exists() and any(folder.iterdir()):
        refuse_other(folder)
        if not (folder / HEADLESS).exists():
            raise SetupFault("demo.worked_on", folder=str(folder))
        shutil.rmtree(folder)


def refuse_other(folder: Path) -> None:
    """Only a demo hub that nobody works on may be cleared or opened as one.

    Raises:
        SetupFault: ``demo.not_a_demo`` or ``demo.in_use``.
    """
    if not (folder / "hub.toml").exists() or not settings.load(folder).hub.demo:
        raise SetupFault("demo.not_a_demo", folder=str(folder))
    if not settings.load(folder).database_exists:
        return
    hub = OpenHub.open(folder, demo_clock.read_clock(folder))
    try:
        holder = hub.job_desk("demo").look(lambda booking: leases.holder_of(booking, leases.WORKER))
        if holder is not None and _runs(holder):
            raise SetupFault("demo.in_use", folder=str(folder))
    finally:
        hub.close()


def left_at(folder: Path) -> datetime:
    """When the last thing happened in a demo hub, or its last worker's lease ran out; its start if nothing has."""
    hub = OpenHub.open(folder)
    try:
        moments: list[datetime | None] = hub.job_desk("demo").look(_last_moments)
    finally:
        hub.close()
    return max([demo_clock.START, *(moment for moment in moments if moment is not None)])


def _last_moments(booking: Booking) -> list[datetime | None]:
    params = {"hub": booking.tx.hub_id}
    return [booking.tx.execute(latest, params).scalar_one() for latest in (_LAST_EVENT, _LAST_LEASE)]


def _runs(holder: str) -> bool:
    """Whether the process that holds a lease is alive; its name is ``host/process/...`` (jobs/worker.py)."""
    try:
        os.kill(int(holder.split("/")[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
