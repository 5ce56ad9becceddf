"""Hand over, a wrong stop: a parcel was left where it does not belong; it is brought on, kept there, or comes back."""

from typing import Any

from hubops.errors import Refused
from hubops.flows.choosing import chosen
from hubops.flows.handover_in_hand import ON, HandOver, go_on, trip_of
from hubops.flows.table import DIGIT, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import wrong_stops
from hubops.operations.wrong_stops import Carried, OtherStop

ENDS = ("brought", "kept")
"""What may become of a parcel that stands at a wrong stop, in the order of the digit keys."""


def begin(turn: HandOver, _: Key) -> Next:
    """Somebody says that a parcel was left at a wrong stop; nothing that was read off a paper is booked yet."""
    trip_of(turn)
    return Next("astray")


def take_label(turn: HandOver, scanned: Scan) -> Next:
    """The label of the parcel: it came with the driver, or somebody reads it out."""
    return _take(turn, wrong_stops.find(turn.booking, trip_of(turn), scanned.sscc or ""))


def choose(turn: HandOver, pressed: Key) -> Next:
    """The parcel by its digit, where its label is not at hand."""
    return _take(turn, chosen(wrong_stops.candidates(turn.booking, trip_of(turn)), pressed))


def take_stop(turn: HandOver, pressed: Key) -> Next:
    """Where it was left: that is booked."""
    run, parcel = trip_of(turn), _in_hand(turn)
    at = chosen(wrong_stops.other_stops(turn.booking, run, parcel), pressed)
    left = wrong_stops.leave(turn.booking, run, turn.data.sscc, at)
    return _done(turn, "wrong_stop.left", left, "tell_wrong_stop")


def take_end(turn: HandOver, pressed: Key) -> Next:
    """What became of it."""
    run, parcel = trip_of(turn), _in_hand(turn)
    if chosen(ENDS, pressed) == "kept":
        return _done(turn, "wrong_stop.kept", wrong_stops.keep(turn.booking, run, turn.data.sscc), "end_wrong_stop")
    to_be_read = wrong_stops.bring(turn.booking, run, turn.data.sscc)
    return _done(turn, "wrong_stop.fetched" if to_be_read else "wrong_stop.brought", parcel, "end_wrong_stop")


def leave(turn: HandOver, _: Any) -> Next:
    """Back to the run in hand."""
    turn.data.sscc = ""
    step = go_on(turn)
    return Next("done", data=turn.data) if step.state == "papers" else step


def _take(turn: HandOver, parcel: Carried) -> Next:
    turn.data.sscc = parcel.sscc
    if parcel.state == "astray":
        return Next("astray_end")
    if not wrong_stops.other_stops(turn.booking, trip_of(turn), parcel):
        raise Refused("wrong_stop.no_other", kitchen=parcel.kitchen, number=parcel.number)
    return Next("left_at")


def _done(turn: HandOver, code: str, parcel: Carried, booked: str) -> Next:
    values: dict[str, object] = {"kitchen": parcel.kitchen, "number": parcel.number}
    values["other"] = wrong_stops.left_at(turn.booking, parcel.id)
    turn.data.sscc = ""
    return go_on(turn, Message(code, values), booked)


def _in_hand(turn: HandOver) -> Carried:
    return wrong_stops.find(turn.booking, trip_of(turn), turn.data.sscc)


def _ask_astray(turn: HandOver) -> Asked:
    run = trip_of(turn)
    found = enumerate(wrong_stops.candidates(turn.booking, run), start=1)
    return Asked({"vehicle": run.vehicle}, tuple(_parcel_line(number, row) for number, row in found))


def _parcel_line(number: int, row: Carried) -> Line:
    values = {"number": number, "kitchen": row.kitchen, "parcel": row.number, "state_word": row.state}
    return Line(Message("wrong_stop.parcel_line", values), "bad" if row.state == "astray" else "", number)


def _ask_left_at(turn: HandOver) -> Asked:
    parcel = _in_hand(turn)
    stops = enumerate(wrong_stops.other_stops(turn.booking, trip_of(turn), parcel), start=1)
    lines = tuple(_stop_line(number, stop) for number, stop in stops)
    return Asked({"kitchen": parcel.kitchen, "number": parcel.number}, lines)


def _stop_line(number: int, stop: OtherStop) -> Line:
    values: dict[str, object] = {"number": number, "kitchen": stop.kitchen}
    if not stop.route:
        return Line(Message("wrong_stop.stop_line", values), choice=number)
    return Line(Message("wrong_stop.other_run_line", {**values, "route": stop.route}), choice=number)


def _ask_astray_end(turn: HandOver) -> Asked:
    parcel = _in_hand(turn)
    other = wrong_stops.left_at(turn.booking, parcel.id)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "other": other}
    lines = (
        Line(
            Message(f"wrong_stop.choice_{name}", {"number": number, "kitchen": parcel.kitchen, "other": other}),
            choice=number,
        )
        for number, name in enumerate(ENDS, start=1)
    )
    return Asked(values, tuple(lines))


WRONG_STOP = Edge(key("f6"), begin, ("astray",), "key.wrong_stop")
_GO_ON = (*ON, "done")


def states(papers: tuple[Edge, ...]) -> tuple[State, ...]:
    """The states of a wrong stop; another paper may be taken up in each of them."""
    return (
        State(
            "astray",
            _ask_astray,
            (
                Edge(scan(ScanKind.UNIT), take_label, ("left_at", "astray_end")),
                Edge(DIGIT, choose, ("left_at", "astray_end")),
                Edge(key("f3"), leave, _GO_ON, "key.back"),
                *papers,
            ),
        ),
        State(
            "left_at",
            _ask_left_at,
            (Edge(DIGIT, take_stop, ON), Edge(key("f3"), go("astray"), ("astray",), "key.back"), *papers),
        ),
        State(
            "astray_end",
            _ask_astray_end,
            (Edge(DIGIT, take_end, ON), Edge(key("f3"), go("astray"), ("astray",), "key.back"), *papers),
        ),
    )
