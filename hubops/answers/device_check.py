"""``hubops devices``: every device as the Devices screen tells it, and with ``check`` asked at this moment."""

import threading
from dataclasses import dataclass, replace
from datetime import timedelta

from hubops.devices.ports import PORT_ERRORS, Line, open_fault, open_port
from hubops.devices.scales.reader import MUTE_AFTER_S, ScaleReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.devices_file import DevicesFile, FilePlant
from hubops.errors import HubopsError
from hubops.flows.device_lines import moment
from hubops.inputs import Weight
from hubops.jobs.printers import build
from hubops.messages import Message, say
from hubops.open_hub import OpenHub
from hubops.operations import devices
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


def look_at_devices(hub: OpenHub, ask: bool, language: str) -> list[Found]:
    """Each device of devices.toml; with ``ask`` those that no terminal holds are asked, else nothing is opened."""
    desk = hub.job_desk("devices")
    desk.plant = FilePlant(DevicesFile(hub.settings))
    return [_found(hub, _asked(hub, device) if ask else device, ask, language) for device in desk.look(devices.known)]


def _found(hub: OpenHub, device: Device, asked: bool, language: str) -> Found:
    facts = device.facts
    sound = not asked or facts.state == DeviceState.READY
    where = device.where or say("word.keyboard", language)
    if facts.kind != "printer" and device.where:
        where = hub.settings.port(device.where)
    return Found(device, where, _text(hub, facts, language), sound)


def _text(hub: OpenHub, facts: Facts, language: str) -> str:
    zone = hub.house.calendar.zone
    parts = [Message(f"screen.device_{facts.state}")]
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
    fault = _port_fault(hub.settings.port(found.port), found.line)
    if fault == "device.busy" and device.told_at is not None and hub.clock.now() - device.told_at < FRESH:
        return device  # a terminal has it, and has told how it is
    if fault:
        values = {"name": facts.name, "port": hub.settings.port(found.port)}
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
        weighs=scale.weighs,
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
