"""Load: scan the vehicle, then each parcel; what is missing is listed, last stop first."""

import msgspec

from hubops.errors import Refused
from hubops.flows.dispatch import Dispatching
from hubops.flows.table import Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import loading
from hubops.queries import outbound


class Loading(msgspec.Struct):
    """The vehicle at the dock."""

    vehicle: str = ""


Load = Turn[Loading]


def take_vehicle(turn: Load, scanned: Scan) -> Next:
    """A vehicle was scanned."""
    loading.find_run(turn.booking, scanned.code)
    return Next("parcels", data=Loading(vehicle=scanned.code))


def take_parcel(turn: Load, scanned: Scan) -> Next:
    """A parcel was scanned: it is on the vehicle now, or refused loudly."""
    run = loading.find_run(turn.booking, turn.data.vehicle)
    parcel = loading.load(turn.booking, run, scanned.sscc or "")
    left = len(loading.missing(turn.booking, run.id))
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "stop": parcel.stop, "left": left}
    return Next("parcels", Message("load.done" if left else "load.all_loaded", values), booked="load_parcel")


def to_dispatch(turn: Load, _: Key) -> Next:
    """On to the departure of the same vehicle."""
    return Next("confirm", flow="dispatch", data=Dispatching(vehicle=turn.data.vehicle))


def _ask_parcels(turn: Load) -> Asked:
    if not turn.data.vehicle:
        raise Refused("load.scan_vehicle")
    run = loading.find_run(turn.booking, turn.data.vehicle)
    lines = tuple(
        Line(Message("load.missing_line", {"stop": row.stop, "kitchen": row.kitchen, "number": row.number}))
        for row in loading.missing(turn.booking, run.id)
    )
    loaded, total = outbound.load_count(turn.booking, run.id)
    return Asked({"vehicle": run.vehicle, "route": run.route_name}, lines, (loaded, total))


LOAD = Flow(
    "load",
    Loading,
    (
        State("vehicle", nothing, (Edge(scan(ScanKind.VEHICLE), take_vehicle, ("parcels",)),)),
        State(
            "parcels",
            _ask_parcels,
            (
                Edge(scan(ScanKind.UNIT), take_parcel, ("parcels",)),
                Edge(scan(ScanKind.VEHICLE), take_vehicle, ("parcels",)),
                Edge(key("f4"), to_dispatch, ("dispatch:confirm",), "key.dispatch"),
                Edge(key("f3"), go("vehicle"), ("vehicle",), "key.back"),
            ),
        ),
    ),
)
