"""The devices of the hub: how each of them is, since when and what to do; a test of it, and its wire log."""

from typing import Any

import msgspec

from hubops.errors import Refused
from hubops.flows.choosing import chosen
from hubops.flows.device_lines import details, meaning, name_of, row
from hubops.flows.equip import form_of
from hubops.flows.table import DIGIT, WEIGHT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Weight
from hubops.messages import Message
from hubops.operations import devices
from hubops.operations.devices import Device


class Choice(msgspec.Struct):
    """Which device it is about."""

    kind: str = ""
    name: str = ""


def take_device(turn: Turn[Choice], pressed: Key) -> Next:
    """One of the list."""
    device = chosen(devices.known(turn.booking), pressed)
    turn.data.kind, turn.data.name = device.facts.kind, device.facts.name
    return Next("device")


def test(turn: Turn[Choice], _: Key) -> Next:
    """A printer prints its test; a scanner or a scale is read, where it stands."""
    device = _device(turn)
    if device.facts.kind == "printer":
        devices.print_test(turn.booking, device.facts.name)
        return Next("device", Message("devices.test_queued", {"name": device.facts.name}))
    if not device.stations:
        raise Refused("devices.unused", name=device.facts.name)
    if not device.own:
        raise Refused("devices.elsewhere", name=device.facts.name, stations=", ".join(device.stations))
    return Next("read")


def read_scan(_: Turn[Choice], scanned: Scan) -> Next:
    """What a scan would mean; nothing is booked."""
    if scanned.fault:
        return Next("read", Message(scanned.fault))
    return Next("read", Message("devices.read_scan", {"meaning": meaning(scanned), "name": scanned.device}))


def read_weight(_: Turn[Choice], weight: Weight) -> Next:
    """What a weight would count as; nothing is booked."""
    how = Message("screen.scale_net" if weight.net else "screen.scale_gross")
    return Next("read", Message("devices.read_weight", {"weight_g": weight.grams, "how": how, "name": weight.device}))


def switch_wire_log(turn: Turn[Choice], _: Key) -> Next:
    """Log what goes over the device's line, or no more."""
    device = _device(turn)
    logged = devices.switch_wire_log(turn.booking, device)
    name = device.facts.name
    return Next("device", Message("devices.wire_log_on" if logged else "devices.wire_log_off", {"name": name}))


def change(turn: Turn[Choice], _: Key) -> Next:
    """Its settings are to be changed."""
    return Next("form", flow="equip", data=form_of(turn.booking, turn.data.kind, turn.data.name))


def add(turn: Turn[Choice], _: Key) -> Next:
    """A device or a station is to be added."""
    devices.demand_change(turn.booking)
    return Next("kind", flow="equip")


def stations(turn: Turn[Choice], _: Key) -> Next:
    """A station is to be changed."""
    devices.demand_change(turn.booking)
    return Next("stations", flow="equip")


def leave(_: Turn[Choice], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _device(turn: Turn[Choice]) -> Device:
    return devices.find(turn.booking, turn.data.kind, turn.data.name)


def _ask_list(turn: Turn[Choice]) -> Asked:
    found = devices.known(turn.booking)
    faulty = sum(device.facts.state != "ready" for device in found)
    state = Message("devices.some_faulty", {"count": faulty}) if faulty else Message("devices.all_ready")
    if not found:
        state = Message("devices.not_here")
    code, values = turn.booking.plant.fault
    fault = (Line(Message(code, values), "bad"),) if code else ()
    now, zone = turn.booking.tx.clock_now, turn.booking.house.calendar.zone
    rows = (row(number, device, now, zone) for number, device in enumerate(found, start=1))
    return Asked({"state": state}, (*fault, *rows))


def _ask_device(turn: Turn[Choice]) -> Asked:
    device, booking = _device(turn), turn.booking
    lines = details(device, booking.tx.clock_now, booking.house.calendar.zone)
    return Asked({"device": name_of(device.facts)}, lines)


def _ask_read(turn: Turn[Choice]) -> Asked:
    return Asked({"device": name_of(_device(turn).facts)})


_CODES = tuple(kind for kind in ScanKind if kind is not ScanKind.COMMAND)
"""What a scanner may read in a test: a printed key is as good as the key."""

DEVICES = Flow(
    "devices",
    Choice,
    (
        State(
            "list",
            _ask_list,
            (
                Edge(DIGIT, take_device, ("device",)),
                Edge(key("f4"), add, ("equip:kind",), "key.new_device", "change_devices"),
                Edge(key("f5"), stations, ("equip:stations",), "key.stations", "change_devices"),
                Edge(key("f3"), leave, ("today:board",), "key.back"),
            ),
        ),
        State(
            "device",
            _ask_device,
            (
                Edge(key("f4"), test, ("read", "device"), "key.test_device"),
                Edge(key("f5"), switch_wire_log, ("device",), "key.wire_log"),
                Edge(key("f6"), change, ("equip:form",), "key.change", "change_devices"),
                Edge(key("f3"), go("list"), ("list",), "key.back"),
            ),
        ),
        State(
            "read",
            _ask_read,
            (
                *(Edge(scan(kind), read_scan, ("read",)) for kind in _CODES),
                Edge(WEIGHT, read_weight, ("read",)),
                Edge(key("f3"), go("device"), ("device",), "key.back"),
            ),
        ),
    ),
)
