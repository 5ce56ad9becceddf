"""A device in words: the same on the screen and in ``hubops devices``."""

from datetime import datetime, tzinfo

from hubops.flows.table import Line
from hubops.inputs import Scan
from hubops.messages import Message
from hubops.operations.devices import Device
from hubops.operations.plant import Facts


def name_of(facts: Facts) -> Message:
    """What a device is called: its kind and its name."""
    return Message("devices.name", {"kind": Message(f"screen.{facts.kind}"), "name": facts.name})


def row(number: int, device: Device, now: datetime, zone: tzinfo) -> Line:
    """A device in one line, to be chosen by its digit: what is wrong, or else what it told last."""
    facts = device.facts
    state = Message(f"screen.device_{facts.state}")
    values: dict[str, object] = {"number": number, "device": name_of(facts), "state": state}
    if facts.fault:
        rest = {"since": moment(facts.since, now, zone), "rest": Message(facts.fault, facts.fault_values)}
        return Line(Message("devices.row_since", {**values, **rest}), "bad", number)
    if facts.last and facts.last_at is not None:
        rest = {"since": moment(facts.last_at, now, zone), "rest": Message(facts.last, facts.last_values)}
        return Line(Message("devices.row_last", {**values, **rest}), choice=number)
    return Line(Message("devices.row", values), "" if facts.state == "ready" else "bad", number)


def details(device: Device, now: datetime, zone: tzinfo) -> tuple[Line, ...]:
    """All that is known of a device: its state and what to do come first."""
    facts = device.facts
    ready = facts.state == "ready"
    what = Message(facts.fault, facts.fault_values) if facts.fault else Message("devices.nothing_to_do")
    last = Message("devices.no_last")
    if facts.last and facts.last_at is not None:
        told = {"last": Message(facts.last, facts.last_values), "moment": moment(facts.last_at, now, zone)}
        last = Message("devices.last", told)
    where = Message("devices.where", {"where": device.where or Message("word.keyboard")})
    used = Message("devices.used_by", {"stations": ", ".join(device.stations) or "-"})
    wire = Message("devices.wire_is_on" if device.wire_logged else "devices.wire_is_off")
    lines = [
        Line(state_since(facts, now, zone), "" if ready else "bad"),
        *([Line(what, "bad" if facts.fault else "")] if facts.fault or ready else []),
        Line(last),
        Line(where),
        Line(used),
        Line(wire, "here" if device.wire_logged else ""),
    ]
    if device.told_at is not None:
        lines.insert(1, Line(Message("devices.as_told", {"moment": moment(device.told_at, now, zone)})))
    return tuple(lines)


def state_since(facts: Facts, now: datetime, zone: tzinfo) -> Message:
    """The state of a device, and since when."""
    state = Message(f"screen.device_{facts.state}")
    return Message("devices.state_since", {"state": state, "since": moment(facts.since, now, zone)})


def moment(at: datetime, now: datetime, zone: tzinfo) -> Message:
    """A moment as people say it: the time of day, with the date where it was not today."""
    today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return Message("devices.moment_today", {"then_at": at}) if today else Message("devices.moment", {"then": at})


def meaning(scan: Scan) -> Message:
    """What a readable scan stands for, with all that it holds."""
    found: list[str] = [scan.code] if scan.code else []
    parts = {"01": scan.gtin, "00": scan.sscc, "10": scan.lot, "15": scan.best_before, "17": scan.use_by,
             "30": scan.count, "21": scan.serial}  # fmt: skip
    found += [f"({ai}) {value}" for ai, value in parts.items() if value is not None]
    if scan.net_g is not None:
        found.append(f"(310n) {scan.net_g} g")
    return Message("devices.scan", {"kind_word": f"scan_{scan.kind}", "text": " ".join(found) or scan.raw})
