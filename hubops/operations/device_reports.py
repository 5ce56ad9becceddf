"""What the owner of a device tells the other programs of the hub, and what they ask of it: its wire log."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from hubops.model.devices import DeviceReport
from hubops.model.keys import new_key
from hubops.operations.booking import Booking
from hubops.operations.plant import Facts
from hubops.store.rows import AnyRow

SILENT_AFTER = timedelta(minutes=5)
"""An owner tells anew each minute; of one that has told nothing for so long nobody knows how its device is."""

_NAMED = (
    DeviceReport.hub_id == bindparam("hub"),
    DeviceReport.kind == bindparam("p_kind"),
    DeviceReport.name == bindparam("p_name"),
)
_TELL = (
    update(DeviceReport)
    .where(*_NAMED)
    .values(
        station=bindparam("p_station"),
        state=bindparam("p_state"),
        since=bindparam("p_since"),
        fault=bindparam("p_fault"),
        fault_values=bindparam("p_fault_values"),
        last=bindparam("p_last"),
        last_values=bindparam("p_last_values"),
        last_at=bindparam("p_last_at"),
        told_at=bindparam("p_told_at"),
    )
)
_WANT = update(DeviceReport).where(*_NAMED).values(wire_logged=bindparam("p_wanted"))
_WANTED = select(DeviceReport.kind, DeviceReport.name).where(
    DeviceReport.hub_id == bindparam("hub"), DeviceReport.wire_logged
)
_ALL = select(DeviceReport.__table__).where(DeviceReport.hub_id == bindparam("hub"))


def tell(booking: Booking, facts: Sequence[Facts]) -> None:
    """Tell how devices are that the caller owns at the booking's station."""
    for each in facts:
        values: dict[str, object] = {
            "station": booking.station.name,
            "state": each.state,
            "since": each.since,
            "fault": each.fault,
            "fault_values": _json(each.fault_values),
            "last": each.last,
            "last_values": _json(each.last_values),
            "last_at": each.last_at,
            "told_at": booking.tx.clock_now,
        }
        params = {f"p_{name}": value for name, value in values.items()}
        if not booking.tx.execute(_TELL, {**_params(booking, each.kind, each.name), **params}).rowcount:
            _add(booking, each.kind, each.name, values)


def want_wire_log(booking: Booking, kind: str, name: str, wanted: bool) -> None:
    """Ask the owner of a device to log its wire, or to stop; it follows within a second or two."""
    if not _want(booking, kind, name, wanted):
        now = booking.tx.clock_now
        _add(booking, kind, name, {**_UNKNOWN, "since": now, "told_at": now, "wire_logged": wanted})
    booking.event("wire_log_switched", None, device=f"{kind} {name}", wanted=wanted)


def begin(booking: Booking, kind: str, name: str) -> None:
    """A program takes a device over: no wire log outlives the program that kept it."""
    _want(booking, kind, name, False)


def wire_logs_wanted(booking: Booking) -> frozenset[tuple[str, str]]:
    """The devices, by kind and name, whose wire somebody wants logged."""
    return frozenset((row.kind, row.name) for row in booking.tx.execute(_WANTED, {"hub": booking.tx.hub_id}))


def told(booking: Booking) -> dict[tuple[str, str], AnyRow]:
    """What was told last of each device, by kind and name."""
    return {(row.kind, row.name): row for row in booking.tx.execute(_ALL, {"hub": booking.tx.hub_id})}


def lately(booking: Booking, row: AnyRow | None) -> Facts | None:
    """What was told, if it was told lately."""
    if row is None or not row.state or booking.tx.clock_now - row.told_at > SILENT_AFTER:
        return None
    return facts_of(row)


def printers_told(booking: Booking) -> dict[str, Facts]:
    """The printers, by name, of which the worker told lately."""
    rows = {name: lately(booking, row) for (kind, name), row in told(booking).items() if kind == "printer"}
    return {name: facts for name, facts in rows.items() if facts is not None}


def facts_of(row: AnyRow) -> Facts:
    """A row of :func:`told` as its owner told it."""
    return Facts(
        row.kind, row.name, row.state, row.since, row.fault, json.loads(row.fault_values), row.last,
        _restored(json.loads(row.last_values)), row.last_at,
    )  # fmt: skip


_UNKNOWN: dict[str, object] = {
    "station": "",
    "state": "",
    "fault": "",
    "fault_values": "{}",
    "last": "",
    "last_values": "{}",
    "last_at": None,
}
"""What is told of a device of which nothing was told yet."""


def _want(booking: Booking, kind: str, name: str, wanted: bool) -> bool:
    return booking.tx.execute(_WANT, {**_params(booking, kind, name), "p_wanted": wanted}).rowcount == 1


def _add(booking: Booking, kind: str, name: str, values: dict[str, object]) -> None:
    row = {"hub_id": booking.tx.hub_id, "id": new_key(), "kind": kind, "name": name, "wire_logged": False, **values}
    try:
        with booking.tx.conn.begin_nested():
            booking.tx.conn.execute(insert(DeviceReport), row)
    except IntegrityError:
        return  # another program told of it at the same moment; the next report counts


def _params(booking: Booking, kind: str, name: str) -> dict[str, object]:
    return {"hub": booking.tx.hub_id, "p_kind": kind, "p_name": name}


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return {"at": value.isoformat()} if isinstance(value, datetime) else str(value)


def _restored(values: dict[str, object]) -> dict[str, object]:
    return {
        name: datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
        for name, value in values.items()
    }
