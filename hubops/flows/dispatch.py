"""Dispatch: what is not loaded is written off with a reason, then the vehicle is scanned again and departs.

One that is not packed, empty, or much too early departs by a key alone: a sign that is read twice by one press of the
scanner must not send it away.
A driver's route card prints the current manifest of its run, here and from the board; who takes it is asked.
"""

from datetime import timedelta
from functools import reduce
from typing import Any

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_name
from hubops.flows.goods_in_hand import read_reason, reason_lines
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.flows.vehicle_in_hand import Dispatching, Loading
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import dispatch, loading, manifests, parcels, readiness, runs
from hubops.operations.dispatch import WRITE_OFF_REASONS, Papers
from hubops.operations.readiness import Doubts
from hubops.operations.runs import Run
from hubops.queries import outbound

REASONS = tuple(WRITE_OFF_REASONS)


Dispatch = Turn[Dispatching]


def take_vehicle(turn: Dispatch, scanned: Scan) -> Next:
    """A vehicle was scanned: show what stands between it and its departure."""
    runs.find_run(turn.booking, scanned.code)
    return Next("confirm", data=Dispatching(vehicle=scanned.code))


def take_next_vehicle(turn: Dispatch, scanned: Scan) -> Next:
    """A vehicle was scanned instead of a name: it is loaded next where that was under way."""
    if turn.data.origin != "load":
        return take_vehicle(turn, scanned)
    run = runs.find_run(turn.booking, scanned.code)
    return Next("parcels", flow="load", data=Loading(vehicle=run.vehicle))


def take_manifest(turn: Dispatch, scanned: Scan) -> Next:
    """A manifest was scanned: the vehicle of its run is meant, if it is the current version."""
    run = runs.run_of_manifest(turn.booking, scanned.code)
    return Next("confirm", data=Dispatching(vehicle=run.vehicle))


def take_route(turn: Dispatch, scanned: Scan) -> Next:
    """A route card was scanned: the current manifest of its run prints."""
    return print_route(turn, scanned.code)


def take_route_at_board(turn: Turn[msgspec.Struct], scanned: Scan) -> Next:
    """The same from the board, to which the dialogue leads back."""
    return print_route(turn, scanned.code, Dispatching(origin="today"))


def depart(turn: Dispatch, scanned: Scan) -> Next:
    """The vehicle was scanned again: it departs and its manifest prints, or it is asked whether that is meant.

    Another vehicle is taken up instead.
    """
    if scanned.code != turn.data.vehicle:
        return take_vehicle(turn, scanned)
    papers = dispatch.depart(turn.booking, _run(turn))
    return Next("sure") if isinstance(papers, Doubts) else _gone(papers)


def depart_by_key(turn: Dispatch, _: Key) -> Next:
    """The question was read, and the vehicle departs all the same."""
    run = _run(turn)
    if turn.meant not in ("", _meaning(readiness.doubts(turn.booking, run))):
        raise Refused("dispatch.changed", vehicle=run.vehicle)
    papers = dispatch.depart(turn.booking, run, sure=True)
    assert not isinstance(papers, Doubts)  # noqa: S101 - there is none for who is sure
    return _gone(papers)


def refuse_sign(turn: Dispatch, scanned: Scan) -> Next:
    """The same sign is no answer to the question; another vehicle is taken up instead."""
    if scanned.code != turn.data.vehicle:
        return take_vehicle(turn, scanned)
    raise Refused("dispatch.sign_no_answer", vehicle=turn.data.vehicle)


def back(turn: Dispatch, _: Key) -> Next:
    """Another vehicle may be scanned; who came from loading goes on loading."""
    return _to_loading(turn) if turn.data.origin == "load" else Next("vehicle")


def close_open(turn: Dispatch, _: Key) -> Next:
    """Nothing more comes: close what is still open, so that it can be labelled and loaded."""
    labels = dispatch.close_open(turn.booking, _run(turn))
    if not labels:
        raise Refused("dispatch.nothing_open")
    return Next("confirm", Message("dispatch.closed", {"labels": labels}), booked="close_parcel")


def choose_missing(turn: Dispatch, pressed: Key) -> Next:
    """A digit names a missing parcel that is to be written off."""
    left = loading.missing(turn.booking, _run(turn).id)
    number = int(pressed.name)
    if not 1 <= number <= len(left):
        raise Refused("dispatch.no_such_parcel", number=number, parcels=len(left))
    turn.data.sscc = left[number - 1].sscc
    return Next("reason")


def choose_scanned(turn: Dispatch, scanned: Scan) -> Next:
    """A parcel's label names the parcel that is to be written off."""
    turn.data.sscc = dispatch.to_write_off(turn.booking, _run(turn), scanned.sscc or "").sscc
    return Next("reason")


def take_reason(turn: Dispatch, pressed: Key) -> Next:
    """Why the parcel stays behind."""
    reason = read_reason(pressed, REASONS)
    parcel = dispatch.write_off(turn.booking, _run(turn), turn.data.sscc, reason)
    turn.data.sscc = ""
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "reason_word": reason}
    return Next("confirm", Message("dispatch.written_off", values), booked="write_off")


def take_name(turn: Dispatch, typed: Text) -> Next:
    """Who takes the manifest."""
    version, name = _printed(turn), read_name(typed.text)
    manifests.take(turn.booking, version.id, name)
    return _go_on(turn, Message("dispatch.taken", {"manifest": version.code, "name": name}), "take_manifest")


def take_no_name(turn: Dispatch, _: Key) -> Next:
    """Nobody says who takes it."""
    return _go_on(turn)


def _gone(papers: Papers) -> Next:
    message = Message(_departed(papers), _facts(papers))
    if papers.taken:
        return Next("vehicle", message, booked="depart", data=Dispatching())
    return Next("taker", message, booked="depart", data=Dispatching(run=papers.run.id))


def print_route(turn: Turn[Any], route: str, came: Dispatching | None = None) -> Next:
    """The current manifest of a route's run prints, asked for here or in the flow of ``came``; who takes it, too."""
    papers = dispatch.print_manifest(turn.booking, runs.run_of_route(turn.booking, route))
    data = came or Dispatching()
    data.run = papers.run.id
    booked = "issue_manifest" if papers.version.fresh else ""
    message = Message(_printing(papers), _facts(papers))
    return Next("taker", message, booked=booked, flow="dispatch" if came else "", data=data)


def _printing(papers: Papers) -> str:
    if not papers.version.fresh:
        return "dispatch.prints_again"
    return "dispatch.prints_changed" if papers.old_holders else "dispatch.prints"


def _departed(papers: Papers) -> str:
    if not papers.version.fresh:
        return "dispatch.departed_as_printed"
    return "dispatch.departed_changed" if papers.old_holders else "dispatch.departed"


def _facts(papers: Papers) -> dict[str, object]:
    return {
        "vehicle": papers.run.vehicle,
        "route": papers.run.route_name,
        "manifest": papers.version.code,
        "version": papers.version.number,
        "taken_by": papers.old_holders,
    }


def _go_on(turn: Dispatch, message: Message | None = None, booked: str = "") -> Next:
    if turn.data.origin == "today":
        return Next("board", message, booked, flow="today")
    if turn.data.origin == "load":
        return _to_loading(turn, message, booked)
    return Next("vehicle", message, booked, data=Dispatching())


def _to_loading(turn: Dispatch, message: Message | None = None, booked: str = "") -> Next:
    vehicle = turn.data.vehicle
    return Next("parcels" if vehicle else "vehicle", message, booked, flow="load", data=Loading(vehicle=vehicle))


def _run(turn: Dispatch) -> Run:
    if not turn.data.vehicle:
        raise Refused("load.scan_vehicle")
    return runs.find_run(turn.booking, turn.data.vehicle)


def _printed(turn: Dispatch) -> manifests.Version:
    version = manifests.newest(turn.booking, turn.data.run) if turn.data.run else None
    if version is None:
        raise Refused("dispatch.no_manifest")
    return version


def _ask_confirm(turn: Dispatch) -> Asked:
    run = _run(turn)
    left = loading.missing(turn.booking, run.id)
    lines = [
        Line(
            Message(
                "dispatch.missing_line", {"number": n, "stop": row.stop, "kitchen": row.kitchen, "parcel": row.number}
            ),
            "bad",
            n,
        )
        for n, row in enumerate(left, start=1)
    ]
    lines += [
        Line(Message("dispatch.open_line", {"kitchen": row.kitchen, "number": row.number, "stop": row.stop}), "bad")
        for row in readiness.open_parcels(turn.booking, run.id)
    ]
    lines += [
        Line(Message("dispatch.short_line", {"kitchen": row.kitchen, "product": row.product, "pieces": row.missing}))
        for row in dispatch.unfilled(turn.booking, run.id)
    ]
    values = {"vehicle": run.vehicle, "route": run.route_name, "departure_at": run.departure_at}
    return Asked(values, tuple(lines), outbound.load_count(turn.booking, run.id))


def _ask_sure(turn: Dispatch) -> Asked:
    run = _run(turn)
    doubts = readiness.doubts(turn.booking, run)
    values = {"vehicle": run.vehicle, "route": run.route_name, "doubts": _doubts_told(doubts)}
    return Asked(values, counter=outbound.load_count(turn.booking, run.id), means=_meaning(doubts))


def _doubts_told(doubts: Doubts | None) -> Message:
    """What speaks against a departure, as one text."""
    if doubts is None:
        return Message("dispatch.no_doubt")
    told = []
    if doubts.empty:
        told.append(Message("dispatch.doubt_empty"))
    if doubts.unpacked.lines:
        values = {"lines": doubts.unpacked.lines, "kitchens": doubts.unpacked.kitchens}
        told.append(Message("dispatch.doubt_unpacked", values))
    if doubts.early:
        told.append(Message("dispatch.doubt_early", {"early": _hours(doubts.early)}))
    return reduce(lambda one, other: Message("dispatch.doubts", {"one": one, "other": other}), told)


def _hours(time: timedelta) -> str:
    """A span as ``2:35``."""
    minutes = time // timedelta(minutes=1)
    return f"{minutes // 60}:{minutes % 60:02}"


def _meaning(doubts: Doubts | None) -> str:
    """What whoever is sure has read; the minutes that pass while it is read change nothing."""
    if doubts is None:
        return "none"
    return f"{doubts.unpacked.lines}/{doubts.unpacked.kitchens}/{doubts.empty}"


def _ask_reason(turn: Dispatch) -> Asked:
    parcel = parcels.find(turn.booking, turn.data.sscc)
    return Asked({"kitchen": parcel.kitchen, "number": parcel.number}, reason_lines(REASONS))


def _ask_taker(turn: Dispatch) -> Asked:
    version = _printed(turn)
    assert turn.data.run is not None  # noqa: S101 - it has a version
    lines = (
        Line(
            Message("dispatch.taken_line", {"name": name, "version": number}),
            "done" if number == version.number else "bad",
        )
        for name, number in manifests.takers(turn.booking, turn.data.run).items()
    )
    return Asked({"manifest": version.code, "version": version.number}, tuple(lines))


_PAPERS = (
    Edge(scan(ScanKind.MANIFEST), take_manifest, ("confirm",)),
    Edge(scan(ScanKind.ROUTE), take_route, ("taker",)),
)
_VEHICLE = Edge(scan(ScanKind.VEHICLE), take_vehicle, ("confirm",))
_TAKEN = ("vehicle", "today:board", "load:vehicle", "load:parcels")

DISPATCH = Flow(
    "dispatch",
    Dispatching,
    (
        State("vehicle", nothing, (_VEHICLE, *_PAPERS)),
        State(
            "confirm",
            _ask_confirm,
            (
                Edge(scan(ScanKind.VEHICLE), depart, ("vehicle", "taker", "confirm", "sure")),
                Edge(scan(ScanKind.UNIT), choose_scanned, ("reason",)),
                Edge(DIGIT, choose_missing, ("reason",)),
                Edge(key("f4"), close_open, ("confirm",), "key.close_open"),
                Edge(key("f3"), back, ("vehicle", "load:parcels"), "key.back"),
                *_PAPERS,
            ),
        ),
        State(
            "sure",
            _ask_sure,
            (
                Edge(key("f6"), depart_by_key, ("vehicle", "taker"), "key.depart_anyway"),
                Edge(scan(ScanKind.VEHICLE), refuse_sign, ("confirm",)),
                Edge(key("f3"), go("confirm"), ("confirm",), "key.back"),
                *_PAPERS,
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
        State(
            "taker",
            _ask_taker,
            (
                Edge(TEXT, take_name, _TAKEN),
                Edge(ENTER, take_no_name, _TAKEN, "key.no_name"),
                Edge(key("f3"), take_no_name, _TAKEN, "key.back"),
                Edge(scan(ScanKind.VEHICLE), take_next_vehicle, ("confirm", "load:parcels")),
                *_PAPERS,
            ),
        ),
    ),
)
