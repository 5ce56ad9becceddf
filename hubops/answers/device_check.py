"""``hubops devices``: every device as the Devices screen tells it, and with ``check`` asked at this moment.

What a running program of the hub holds is not asked beside it: it is as that program told it last.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hubops.devices.ports import PORT_ERRORS, Line, open_fault, open_port
from hubops.devices.scales.reader import MUTE_AFTER_S, ScaleReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.devices_file import DevicesFile, FilePlant
from hubops.errors import HubopsError, Refused
from hubops.flows.device_lines import moment
from hubops.inputs import Weight
from hubops.jobs.printers import build
from hubops.messages import Message, say
from hubops.open_hub import OpenHub
from hubops.operations import device_reports, devices, leases
from hubops.operations.booking import Booking
from hubops.operations.devices import Device
from hubops.operations.plant import Facts, Values

READ_TIMEOUT_S = 0.5
ANSWER_S = MUTE_AFTER_S + 1.0
"""Seconds that a scale has for its weight."""
FRESH = timedelta(minutes=2)
"""What a terminal told is believed for so long where it holds the port itself."""


@dataclass(frozen=True)
class Found:
    """What is known of one device."""

    device: Device
    where: str
    text: str
    """Its state and what to do, or its last value, in one line."""
    sound: bool

    @property
    def json(self) -> dict[str, object]:
        """For programs; keys that stay."""
        facts = self.device.facts
        return {
            "name": facts.name,
            "kind": facts.kind,
            "where": self.where,
            "state": self.text,
            "status": facts.state,
            "since": facts.since.isoformat(),
            "stations": list(self.device.stations),
            "wire_log": self.device.wire_logged,
        }


def look_at_devices(hub: OpenHub, ask: bool, language: str, name: str = "") -> list[Found]:
    """Each device of devices.toml; with ``ask`` those that no terminal holds are asked, else nothing is opened.

    With a ``name`` only those that bear it: a scale and a scanner may both.

    Raises:
        Refused: ``devices.none_named``.
    """
    desk = hub.job_desk("devices")
    desk.plant = FilePlant(DevicesFile(hub.settings))
    known, printing = desk.look(devices.known), desk.look(_printing)
    wanted = [device for device in known if name in ("", device.facts.name)]
    if name and not wanted:
        names = ", ".join(dict.fromkeys(device.facts.name for device in known)) or "-"
        raise Refused("devices.none_named", name=name, known=names)
    return [_look(hub, device, printing, ask, language) for device in wanted]


def _printing(booking: Booking) -> dict[str, datetime | None] | None:
    """When the worker told last of each printer, by name; None where no worker prints."""
    if leases.holder_of(booking, leases.WORKER) is None:
        return None
    return {name: row.told_at for (kind, name), row in device_reports.told(booking).items() if kind == "printer"}


def _look(hub: OpenHub, device: Device, printing: dict[str, datetime | None] | None, ask: bool, language: str) -> Found:
    if not ask:
        return _found(hub, device, False, language)
    if device.facts.kind == "printer" and printing is not None and _has_a_line(hub, device.facts.name):
        return _found(hub, device, True, language, printing.get(device.facts.name) or device.facts.last_at)
    asked = _asked(hub, device)
    return _found(hub, asked, True, language, device.told_at if asked is device else None)


def _has_a_line(hub: OpenHub, printer: str) -> bool:
    """The printer sits at a serial port, which one program at a time can open."""
    return hub.settings.devices.printers[printer].transport == "serial"


def _found(hub: OpenHub, device: Device, asked: bool, language: str, in_use: datetime | None = None) -> Found:
    """``in_use``: when the running program that has the device told of it."""
    facts = device.facts
    sound = not asked or facts.state == DeviceState.READY
    where = device.where or say("word.keyboard", language)
    if facts.kind != "printer" and device.where:
        where = hub.settings.port(device.where)
    return Found(device, where, _text(hub, facts, language, in_use), sound)


def _text(hub: OpenHub, facts: Facts, language: str, in_use: datetime | None) -> str:
    zone = hub.house.calendar.zone
    parts = [Message(f"screen.device_{facts.state}")]
    if in_use is not None:
        parts = [Message("devices.in_use", {"moment": moment(in_use, hub.clock.now(), zone), "state": parts[0]})]
    if facts.fault:
        parts.append(Message(facts.fault, facts.fault_values))
    if facts.last and facts.last_at is not None:
        told = {"last": Message(facts.last, facts.last_values), "moment": moment(facts.last_at, hub.clock.now(), zone)}
        parts.append(Message("devices.last", told))
    return ". ".join(part.text(language, zone).rstrip(".") for part in parts) + ("." if len(parts) > 1 else "")


def _asked(hub: OpenHub, device: Device) -> Device:
    facts = device.facts
    if facts.kind == "printer":
        return replace(device, facts=_printer(hub, facts))
    if not device.where:
        return replace(device, facts=replace(facts, state="ready", fault=""))  # a wedge has no port to look at
    settings = hub.settings.devices.scales if facts.kind == "scale" else hub.settings.devices.scanners
    found = settings[facts.name]
    port = hub.settings.port(found.port)
    told = device.told_at is not None and hub.clock.now() - device.told_at < FRESH
    # a device server may drop the terminal for whoever comes next, so that it is not even tried
    fault = "device.busy" if told and "://" in port else _port_fault(port, found.line)
    if told and fault == "device.busy":
        return device  # a terminal has it, and has told how it is
    if fault:
        values = {"name": facts.name, "port": port}
        return replace(device, facts=_now(hub, facts, DeviceState.ABSENT, fault, values))
    if facts.kind == "scale":
        return replace(device, facts=_scale(hub, facts))
    return replace(device, facts=_now(hub, facts, DeviceState.READY))


def _printer(hub: OpenHub, facts: Facts) -> Facts:
    """A printer by its own word."""
    try:
        health = build(facts.name, hub.settings.devices.printers[facts.name], hub.settings.folder).status()
    except HubopsError as error:
        return _now(hub, facts, DeviceState.DEGRADED, error.code, error.values)
    return _now(hub, facts, health.state, health.fault, health.values)


def _scale(hub: OpenHub, facts: Facts) -> Facts:
    """A scale by its weight, or by its silence."""
    scale, said = hub.settings.devices.scales[facts.name], threading.Event()
    weights: list[Weight] = []

    def on_weight(weight: Weight) -> None:
        weights.append(weight)
        said.set()

    def on_status(status: DeviceStatus) -> None:
        if status.fault:
            said.set()

    port = hub.settings.port(scale.port)
    reader = ScaleReader(
        facts.name, port, scale.line, hub.clock, on_weight, on_status, protocol=scale.protocol, unit=scale.unit,
        weighs=scale.weighs, alibi=scale.alibi,
    )  # fmt: skip
    reader.start()
    said.wait(ANSWER_S)
    reader.stop()
    status = reader.status
    now = _now(hub, facts, status.state, status.fault, {"name": facts.name, "port": port, **status.values})
    if not weights:
        return now
    return replace(
        now, last="devices.last_weight", last_values={"weight_g": weights[-1].grams}, last_at=hub.clock.now()
    )


def _now(hub: OpenHub, facts: Facts, state: DeviceState, fault: str = "", values: Values | None = None) -> Facts:
    return replace(facts, state=str(state), since=hub.clock.now(), fault=fault, fault_values=values or {})


def _port_fault(port: str, line: str) -> str:
    """The code of what is wrong with a port, empty if it can be opened."""
    try:
        open_port(port, Line.parse(line), READ_TIMEOUT_S).close()
    except HubopsError as error:
        return error.code
    except PORT_ERRORS as error:
        return open_fault(error)
    return ""
