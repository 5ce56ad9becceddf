"""Zones that a test adds to the demo hub, or makes larger, smaller, colder."""

from sqlalchemy import update

from hubops.model.places import Zone
from hubops.open_hub import OpenHub
from hubops.store import rows

NO_LIMITS: dict[str, object] = {
    "min_cc": None,
    "max_cc": None,
    "capacity_crates": 100,
    "capacity_g": None,
    "classes": "",
    "near_lane": None,
}


def add_zone(hub: OpenHub, code: str, kind: str = "storage", **columns: object) -> None:
    """A zone that takes everything, but for what ``columns`` say."""
    values = {"name": code, "kind": kind, **NO_LIMITS, **columns}
    hub.job_desk("test").book(lambda booking: rows.add(booking.tx, Zone, code=code, **values))


def change_zone(hub: OpenHub, code: str, **columns: object) -> None:
    """The same zone, but for what ``columns`` say."""
    statement = update(Zone).where(Zone.code == code).values(**columns)
    hub.job_desk("test").book(lambda booking: booking.tx.conn.execute(statement))
