"""The demo hub's folder: whether it may be used, where its time was left."""

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, func, select

from hubops import settings
from hubops.demo import clock as demo_clock
from hubops.errors import SetupFault
from hubops.model.evidence import Event
from hubops.open_hub import OpenHub
from hubops.operations import leases

RECORDING = "demo-day.jsonl"
STATION = "dock1"
_LAST_EVENT = select(func.max(Event.at)).where(Event.hub_id == bindparam("hub"))


def clear(folder: Path) -> None:
    """Take an old demo hub away. Raises SetupFault like :func:`refuse_other`."""
    if folder.exists() and any(folder.iterdir()):
        refuse_other(folder)
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
        if hub.job_desk("demo").look(lambda booking: leases.holder_of(booking, leases.WORKER)) is not None:
            raise SetupFault("demo.in_use", folder=str(folder))
    finally:
        hub.close()


def left_at(folder: Path) -> datetime:
    """When the last thing happened in a demo hub; its start if nothing has."""
    hub = OpenHub.open(folder)
    try:
        last: datetime | None = hub.job_desk("demo").look(
            lambda booking: booking.tx.conn.execute(_LAST_EVENT, {"hub": booking.tx.hub_id}).scalar_one()
        )
    finally:
        hub.close()
    return demo_clock.START if last is None else max(demo_clock.START, last)
