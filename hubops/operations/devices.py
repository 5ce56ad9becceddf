"""Every device of the hub as it is known here: its own from the reader, printers from their queue, others as told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.outbox import PrintJob
from hubops.operations import authority, device_reports, papers
from hubops.operations.booking import Booking
from hubops.operations.plant import KIND_OF, NAME, Facts, Values
from hubops.store.rows import AnyRow

LOOKED_AT = 200
"""Print jobs, the newest first, that tell how the printers are."""
_NOTHING = UUID(int=0)
"""What a test is about: no row of the hub."""
_RECENT = (
    select(
        PrintJob.printer,
        PrintJob.document,
        PrintJob.title,
        PrintJob.state,
        PrintJob.fault,
        PrintJob.at,
        PrintJob.done_at,
    )
    .where(PrintJob.hub_id == bindparam("hub"))
    .order_by(PrintJob.id.desc())
    .limit(LOOKED_AT)
)
_SENT = ("confirmed", "sent_unconfirmed", "unknown")


@dataclass(frozen=True, slots=True)
class Device:
    """A device of devices.toml and what is known of it."""

    facts: Facts
    where: str
    """Its port or address; empty where it has none."""
    stations: tuple[str, ...]
    """The stations that it belongs to."""
    own: bool
    """This program reads it."""
    told_at: datetime | None
    """When another program told of it last; None where this one knows by itself."""
    wire_logged: bool


def known(booking: Booking) -> tuple[Device, ...]:
    """The devices of the hub: those of the booking's station first, then scales, scanners and printers by name."""
    plant = booking.plant
    sections, told = plant.sections, device_reports.told(booking)
    own = {(facts.kind, facts.name): facts for facts in plant.own()}
    printers = _printers(booking, sections["printers"])
    stations = sections["stations"]
    found = []
    for section, kind in KIND_OF.items():
        for name, values in sections[section].items():
            row = told.get((kind, name))
            users = tuple(each for each, used in stations.items() if _uses(used, kind, name))
            facts = own.get((kind, name))
            if kind == "printer":
                facts = _asked(booking, printers[name], row)
            elif facts is None:
                facts = _told(booking, kind, name, row) if users else _unused(booking, kind, name)
            found.append(
                Device(
                    facts=facts,
                    where=str(values.get("port") or values.get("address") or ""),
                    stations=users,
                    own=(kind, name) in own,
                    told_at=row.told_at if row and users and kind != "printer" and (kind, name) not in own else None,
                    wire_logged=row is not None and row.wire_logged,
                )
            )
    return tuple(sorted(found, key=lambda device: booking.station.name not in device.stations))


def find(booking: Booking, kind: str, name: str) -> Device:
    """One device. Raises Refused ``devices.unknown``: it was taken out of the file meanwhile."""
    for device in known(booking):
        if (device.facts.kind, device.facts.name) == (kind, name):
            return device
    raise Refused("devices.unknown", name=name)


def switch_wire_log(booking: Booking, device: Device) -> bool:
    """Log a device's wire, or no more; whether it is logged from now on is returned."""
    device_reports.want_wire_log(booking, device.facts.kind, device.facts.name, not device.wire_logged)
    return not device.wire_logged


def print_test(booking: Booking, printer: str) -> None:
    """Queue a small test for a printer: the sign of the station that asks, so it is good for something."""
    station = booking.station.name
    content: dict[str, object] = {
        "hub_name": booking.house.name,
        "kind": "signs",
        "signs": [{"code": f"STATION-{station}", "large": station, "small": printer}],
        "language": booking.actor.language,
    }
    papers.queue(booking, "signs", _NOTHING, f"{printer} {station}", printer, content)
    booking.event("test_printed", None, printer=printer)


def write(booking: Booking, section: str, name: str, values: Values) -> None:
    """Add a device or a station to devices.toml, or change it.

    Raises:
        Refused: ``authority.role_needed``, or ``devices.bad_settings``: the file would not be sound.
    """
    demand_change(booking)
    old = booking.plant.sections[section].get(name, {})
    booking.plant.write(section, name, values)
    changed = {key: value for key, value in values.items() if old.get(key) != value}
    booking.event("device_changed", None, section=section, name=name, new=not old, values=changed)


def remove(booking: Booking, section: str, name: str) -> None:
    """Take a device or a station out of devices.toml.

    Raises:
        Refused: ``authority.role_needed``, or ``devices.bad_settings``: a station names it, or it is the last station.
    """
    demand_change(booking)
    old = booking.plant.sections[section].get(name, {})
    booking.plant.remove(section, name)
    booking.event("device_removed", None, section=section, name=name, values=dict(old))


def demand_change(booking: Booking) -> None:
    """Somebody is signed in who may change devices.toml. Raises Refused ``authority.role_needed``."""
    authority.demand(booking, "change_devices")


def demand_new_name(booking: Booking, section: str, name: str) -> None:
    """The name is good for something new. Raises Refused ``devices.bad_name`` or ``devices.name_taken``."""
    if not NAME.fullmatch(name):
        raise Refused("devices.bad_name", name=name)
    if name in booking.plant.sections[section]:
        raise Refused("devices.name_taken", name=name)


def _told(booking: Booking, kind: str, name: str, row: AnyRow | None) -> Facts:
    if row is None or not row.state:
        return Facts(kind, name, "absent", booking.tx.clock_now, "devices.never_told", {"name": name})
    facts = device_reports.lately(booking, row)
    if facts is not None:
        return facts
    silent = {"name": name, "station": row.station}
    return replace(
        device_reports.facts_of(row), state="absent", since=row.told_at, fault="devices.silent", fault_values=silent
    )


def _unused(booking: Booking, kind: str, name: str) -> Facts:
    return Facts(kind, name, "absent", booking.tx.clock_now, "devices.unused", {"name": name})


def _asked(booking: Booking, queued: Facts, row: AnyRow | None) -> Facts:
    """A printer as its queue shows it, or as it said itself since then: while nothing waits and nothing is in doubt."""
    asked = device_reports.lately(booking, row)
    if row is None or asked is None or queued.fault not in ("", "devices.not_tried"):
        return queued
    if queued.last_at is not None and queued.last_at > row.told_at:
        return queued
    return replace(queued, state=asked.state, since=asked.since, fault=asked.fault, fault_values=asked.fault_values)


def _uses(station: Values, kind: str, name: str) -> bool:
    keys = ("label_printer", "paper_printer") if kind == "printer" else (kind,)
    return name in [station.get(key) for key in keys]


def _printers(booking: Booking, settings: Mapping[str, Values]) -> dict[str, Facts]:
    rows = booking.tx.execute(_RECENT, {"hub": booking.tx.hub_id}).all()
    return {name: _printer(booking, name, values, rows) for name, values in settings.items()}


def _printer(booking: Booking, name: str, settings: Values, rows: Iterable[AnyRow]) -> Facts:
    """How a printer is, from what waits for it and what it was sent last."""
    mine = [row for row in rows if row.printer == name]
    stopped = [row for row in mine if row.state in ("queued", "refused") and row.fault and row.done_at is None]
    sent = next((row for row in mine if row.state in _SENT), None)
    values = {"name": name, "printer": name, "address": str(settings.get("address", ""))}
    state, since, fault = "opening", booking.tx.clock_now, "devices.not_tried"
    if stopped:
        head = stopped[-1]
        state, since, fault = "gone" if head.fault == "printer.refused" else "degraded", head.at, head.fault
    elif sent is not None:
        doubt = sent.fault if sent.state != "confirmed" else ""
        state, since, fault = "degraded" if doubt else "ready", sent.done_at or sent.at, doubt
    if sent is None:
        return Facts("printer", name, state, since, fault, values)
    last = {"document_word": sent.document, "title": sent.title, "state_word": f"print_{sent.state}"}
    return Facts("printer", name, state, since, fault, values, "devices.last_print", last, sent.done_at or sent.at)
