"""Dispatch: what is not loaded is written off with a reason, then the vehicle is scanned again and departs."""

import msgspec

from hubops.errors import Refused
from hubops.flows.table import DIGIT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import dispatch, loading
from hubops.operations.dispatch import WRITE_OFF_REASONS
from hubops.queries import outbound

REASONS = tuple(WRITE_OFF_REASONS)


class Dispatching(msgspec.Struct):
    """The vehicle that is to leave, and the parcel that is to be written off."""

    vehicle: str = ""
    sscc: str = ""


Dispatch = Turn[Dispatching]


def take_vehicle(turn: Dispatch, scanned: Scan) -> Next:
    """A vehicle was scanned: show what stands between it and its departure."""
    loading.find_run(turn.booking, scanned.code)
    return Next("confirm", data=Dispatching(vehicle=scanned.code))


def depart(turn: Dispatch, scanned: Scan) -> Next:
    """The vehicle was scanned again: it departs and its manifest prints. Another vehicle is taken up instead."""
    if scanned.code != turn.data.vehicle:
        return take_vehicle(turn, scanned)
    run = loading.find_run(turn.booking, turn.data.vehicle)
    code = dispatch.depart(turn.booking, run)
    values = {"vehicle": run.vehicle, "route": run.route_name, "manifest": code}
    return Next("vehicle", Message("dispatch.departed", values), booked="depart", data=Dispatching())


def close_open(turn: Dispatch, _: Key) -> Next:
    """Nothing more comes: close what is still open, so that it can be labelled and loaded."""
    run = loading.find_run(turn.booking, turn.data.vehicle)
    labels = dispatch.close_open(turn.booking, run)
    if not labels:
        raise Refused("dispatch.nothing_open")
    return Next("confirm", Message("dispatch.closed", {"labels": labels}), booked="close_parcel")


def choose_missing(turn: Dispatch, pressed: Key) -> Next:
    """A digit names a missing parcel that is to be written off."""
    run = loading.find_run(turn.booking, turn.data.vehicle)
    left = loading.missing(turn.booking, run.id)
    number = int(pressed.name)
    if not 1 <= number <= len(left):
        raise Refused("dispatch.no_such_parcel", number=number, parcels=len(left))
    turn.data.sscc = left[number - 1].sscc
    return Next("reason")


def choose_scanned(turn: Dispatch, scanned: Scan) -> Next:
    """A parcel's label names the parcel that is to be written off."""
    turn.data.sscc = scanned.sscc or ""
    return Next("reason")


def take_reason(turn: Dispatch, pressed: Key) -> Next:
    """Why the parcel stays behind."""
    number = int(pressed.name)
    if not 1 <= number <= len(REASONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(REASONS))
    run = loading.find_run(turn.booking, turn.data.vehicle)
    reason = REASONS[number - 1]
    parcel = dispatch.write_off(turn.booking, run, turn.data.sscc, reason)
    turn.data.sscc = ""
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "reason_word": reason}
    return Next("confirm", Message("dispatch.written_off", values), booked="write_off")


def _ask_confirm(turn: Dispatch) -> Asked:
    if not turn.data.vehicle:
        raise Refused("load.scan_vehicle")
    run = loading.find_run(turn.booking, turn.data.vehicle)
    lines = [
        Line(
            Message(
                "dispatch.missing_line", {"choice": n, "stop": row.stop, "kitchen": row.kitchen, "number": row.number}
            ),
            "bad",
        )
        for n, row in enumerate(loading.missing(turn.booking, run.id), start=1)
    ]
    lines += [
        Line(Message("dispatch.short_line", {"kitchen": row.kitchen, "product": row.product, "pieces": row.missing}))
        for row in dispatch.unfilled(turn.booking, run.id)
    ]
    values = {"vehicle": run.vehicle, "route": run.route_name, "departure_at": run.departure_at}
    return Asked(values, tuple(lines), outbound.load_count(turn.booking, run.id))


def _ask_reason(_: Dispatch) -> Asked:
    lines = (
        Line(Message("receive.reason_line", {"number": n, "reason_word": word}))
        for n, word in enumerate(REASONS, start=1)
    )
    return Asked(lines=tuple(lines))


DISPATCH = Flow(
    "dispatch",
    Dispatching,
    (
        State("vehicle", nothing, (Edge(scan(ScanKind.VEHICLE), take_vehicle, ("confirm",)),)),
        State(
            "confirm",
            _ask_confirm,
            (
                Edge(scan(ScanKind.VEHICLE), depart, ("vehicle", "confirm")),
                Edge(scan(ScanKind.UNIT), choose_scanned, ("reason",)),
                Edge(DIGIT, choose_missing, ("reason",)),
                Edge(key("f4"), close_open, ("confirm",), "key.close_open"),
                Edge(key("f3"), go("vehicle"), ("vehicle",), "key.back"),
            ),
        ),
        State(
            "reason",
            _ask_reason,
            (
                Edge(DIGIT, take_reason, ("confirm",)),
                Edge(key("f3"), go("confirm"), ("confirm",), "key.back"),
            ),
        ),
    ),
)
