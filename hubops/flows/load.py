"""Load: scan the vehicle, then each parcel, last stop first; what is missing is listed in the order of loading."""

from hubops.errors import Refused
from hubops.flows.dispatch import print_route
from hubops.flows.goods_in_hand import read_reason, reason_lines
from hubops.flows.table import DIGIT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.flows.vehicle_in_hand import Dispatching, Loading
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import loading, parcels, readiness, runs
from hubops.operations.loading import LIMIT_REASONS, InFront, Pass
from hubops.operations.runs import Run

Load = Turn[Loading]


def take_vehicle(turn: Load, scanned: Scan) -> Next:
    """A vehicle was scanned: it is loaded from now on."""
    runs.find_run(turn.booking, scanned.code)
    return Next("parcels", data=Loading(vehicle=scanned.code))


def take_manifest(turn: Load, scanned: Scan) -> Next:
    """A manifest was scanned: the vehicle of its run is meant, if it is the current version."""
    run = runs.run_of_manifest(turn.booking, scanned.code)
    return Next("parcels", data=Loading(vehicle=run.vehicle))


def take_route(turn: Load, scanned: Scan) -> Next:
    """A driver's route card was scanned: the current manifest prints, then loading goes on."""
    return print_route(turn, scanned.code, Dispatching(vehicle=turn.data.vehicle, origin="load"))


def take_parcel(turn: Load, scanned: Scan) -> Next:
    """A parcel was scanned: it is on the vehicle now, refused loudly, or must be scanned again to stand in front."""
    return _load(turn, scanned.sscc or "", None)


def take_passed(turn: Load, scanned: Scan) -> Next:
    """The parcel that is to go beyond a limit."""
    turn.data.sscc = scanned.sscc or ""
    loading.check_limits(turn.booking, _run(turn), turn.data.sscc)
    return Next("badge")


def take_reason(turn: Load, pressed: Key) -> Next:
    """Why a parcel is to go beyond a limit."""
    turn.data.reason = read_reason(pressed, LIMIT_REASONS)
    return Next("beyond")


def take_badge(turn: Load, scanned: Scan) -> Next:
    """A supervisor stands for it with the own badge: that loads the parcel."""
    return _load(turn, turn.data.sscc, Pass(scanned.code, turn.data.reason))


def unload(turn: Load, scanned: Scan) -> Next:
    """A parcel was scanned to be taken off again: it stands in its lane."""
    parcel = loading.unload(turn.booking, _run(turn), scanned.sscc or "")
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "lane": parcel.lane}
    return Next("unload", Message("load.unloaded", values), booked="unload_parcel")


def to_parcels(turn: Load, _: Key) -> Next:
    """Back to loading; what was in hand is laid down."""
    return Next("parcels", data=Loading(vehicle=turn.data.vehicle))


def to_dispatch(turn: Load, _: Key) -> Next:
    """On to the departure of the same vehicle."""
    return Next("confirm", flow="dispatch", data=Dispatching(vehicle=turn.data.vehicle, origin="load"))


def _load(turn: Load, code: str, passed: Pass | None) -> Next:
    in_front, run = code == turn.data.sscc, _run(turn)
    done = loading.load(turn.booking, run, code, in_front=in_front, passed=passed)
    parcel = done.parcel
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "stop": parcel.stop}
    if isinstance(done, InFront):
        turn.data.sscc = code
        return Next("early", Message("load.in_front", {**values, "later": done.later.stop}))
    message = _loaded(turn, run, done.left, {**values, "left": done.left, "name": done.name})
    return Next("parcels", message, booked="load_parcel", data=Loading(vehicle=turn.data.vehicle))


def _loaded(turn: Load, run: Run, left: int, values: dict[str, object]) -> Message:
    """What is said about a parcel that is aboard; after the last label whether the run is whole."""
    if values["name"]:
        return Message("load.passed", values)
    if left:
        return Message("load.done", values)
    rest = _rest(turn, run, len(readiness.open_parcels(turn.booking, run.id)))
    return Message("load.rest_not_ready", {**values, "rest": rest}) if rest else Message("load.all_loaded", values)


def _rest(turn: Load, run: Run, opened: int) -> Message | None:
    """What of a run can't be loaded yet, in a few words; None if there is no such thing."""
    lines = readiness.unpacked(turn.booking, run.id).lines
    if not opened and not lines:
        return None
    said = "load.rest" if opened and lines else "load.rest_open" if opened else "load.rest_lines"
    return Message(said, {"open": opened, "lines": lines})


def _run(turn: Load) -> Run:
    if not turn.data.vehicle:
        raise Refused("load.scan_vehicle")
    return runs.find_run(turn.booking, turn.data.vehicle)


def _ask_parcels(turn: Load) -> Asked:
    run = _run(turn)
    left = loading.missing(turn.booking, run.id)
    lines = [
        Line(
            Message("load.missing_line", {"stop": row.stop, "kitchen": row.kitchen, "number": row.number}),
            "" if n else "here",
        )
        for n, row in enumerate(left)
    ]
    opened = readiness.open_parcels(turn.booking, run.id)
    lines += [
        Line(Message("load.open_line", {"stop": row.stop, "kitchen": row.kitchen, "number": row.number}), "bad")
        for row in opened
    ]
    rest = _rest(turn, run, len(opened))
    if rest:
        lines.insert(0, Line(Message("load.rest_line", {"rest": rest}), "bad"))
    return _asked(turn, run, lines, len(left))


def _ask_early(turn: Load) -> Asked:
    run = _run(turn)
    parcel = parcels.find(turn.booking, turn.data.sscc)
    later = max((row.stop for row in loading.missing(turn.booking, run.id)), default=parcel.stop)
    return Asked({"stop": parcel.stop, "kitchen": parcel.kitchen, "number": parcel.number, "later": later})


def _ask_reason(turn: Load) -> Asked:
    return Asked({"vehicle": turn.data.vehicle}, reason_lines(LIMIT_REASONS))


def _ask_beyond(turn: Load) -> Asked:
    return Asked({"vehicle": turn.data.vehicle, "reason_word": turn.data.reason})


def _ask_badge(turn: Load) -> Asked:
    parcel = parcels.find(turn.booking, turn.data.sscc)
    return Asked({"vehicle": turn.data.vehicle, "kitchen": parcel.kitchen, "number": parcel.number})


def _ask_unload(turn: Load) -> Asked:
    run = _run(turn)
    return _asked(turn, run, [], len(loading.missing(turn.booking, run.id)))


def _asked(turn: Load, run: Run, lines: list[Line], left: int) -> Asked:
    """The question about a vehicle: below it what it carries of what it may, then the lines."""
    load = loading.aboard(turn.booking, run.id)
    facts = {"load_g": load.grams, "payload_g": run.payload_g, "load": load.crates, "crates": run.crates}
    limits = Line(Message("load.limits_line", facts))
    return Asked({"vehicle": run.vehicle, "route": run.route_name}, (limits, *lines), (load.crates, load.crates + left))


_VEHICLE = Edge(scan(ScanKind.VEHICLE), take_vehicle, ("parcels",))
_MANIFEST = Edge(scan(ScanKind.MANIFEST), take_manifest, ("parcels",))
_ROUTE = Edge(scan(ScanKind.ROUTE), take_route, ("dispatch:taker",))
_PARCEL = Edge(scan(ScanKind.UNIT), take_parcel, ("parcels", "early"))
_BACK = Edge(key("f3"), to_parcels, ("parcels",), "key.back")

LOAD = Flow(
    "load",
    Loading,
    (
        State("vehicle", nothing, (_VEHICLE, _MANIFEST, _ROUTE)),
        State(
            "parcels",
            _ask_parcels,
            (
                _PARCEL,
                _VEHICLE,
                _MANIFEST,
                _ROUTE,
                Edge(key("f4"), to_dispatch, ("dispatch:confirm",), "key.dispatch"),
                Edge(key("f5"), go("unload"), ("unload",), "key.unload"),
                Edge(key("f7"), go("reason"), ("reason",), "key.allow"),
                Edge(key("f3"), go("vehicle"), ("vehicle",), "key.back"),
            ),
        ),
        State("early", _ask_early, (_PARCEL, _VEHICLE, _MANIFEST, _BACK)),
        State("unload", _ask_unload, (Edge(scan(ScanKind.UNIT), unload, ("unload",)), _VEHICLE, _MANIFEST, _BACK)),
        State("reason", _ask_reason, (Edge(DIGIT, take_reason, ("beyond",)), _BACK)),
        State("beyond", _ask_beyond, (Edge(scan(ScanKind.UNIT), take_passed, ("badge",)), _BACK)),
        State("badge", _ask_badge, (Edge(scan(ScanKind.BADGE), take_badge, ("parcels",)), _BACK)),
    ),
)
