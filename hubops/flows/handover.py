"""Hand over: the driver is back with the signed manifest; each stop's outcome is read, returns are scanned in."""

from datetime import datetime
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_crates, read_name, read_temperature, read_time
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import handover, returns
from hubops.operations.handover import Outcome, Signed, Stop, Trip

OUTCOMES = tuple(Outcome)


class HandingOver(msgspec.Struct):
    """The run whose driver is back, the stop in hand, and what the paper says about it so far."""

    run: UUID | None = None
    skipped: list[UUID] = []
    outcome: str = ""
    drop: UUID | None = None
    back: list[str] = []
    """SSCCs of the parcels that a stop did not take, told by their labels."""
    at: datetime | None = None
    receiver: str = ""
    temperature_cc: int | None = None
    sscc: str = ""
    """The return whose temperature is asked."""
    measured: dict[str, int] = {}
    """Temperatures of the returns of this vehicle by class, in hundredths of a degree."""


HandOver = Turn[HandingOver]


def take_manifest(turn: HandOver, scanned: Scan) -> Next:
    """The code of a signed manifest was scanned."""
    return _begin(turn, handover.trip_of_manifest(turn.booking, scanned.code))


def take_vehicle(turn: HandOver, scanned: Scan) -> Next:
    """The vehicle's sign was scanned: its last run is meant."""
    return _begin(turn, handover.trip_of_vehicle(turn.booking, scanned.code))


def take_outcome(turn: HandOver, pressed: Key) -> Next:
    """What became of the stop in hand."""
    number = int(pressed.name)
    if not 1 <= number <= len(OUTCOMES):
        raise Refused("handover.no_such_outcome", number=number, outcomes=len(OUTCOMES))
    stop, outcome = _current(turn), OUTCOMES[number - 1]
    if outcome is not Outcome.PART:
        handover.came_back(turn.booking, stop, outcome, ())
    elif stop.parcels == 1:
        raise Refused("handover.one_parcel", kitchen=stop.kitchen)
    _forget_stop(turn)
    turn.data.drop, turn.data.outcome = stop.drop_id, outcome.value
    return Next("back" if outcome is Outcome.PART else "time")


def skip(turn: HandOver, _: Key) -> Next:
    """Take this stop later; after the last one they come again."""
    turn.data.skipped = [*turn.data.skipped, _current(turn).drop_id]
    if not _left(turn):
        turn.data.skipped = []
    return Next("stop")


def tell_back(turn: HandOver, scanned: Scan) -> Next:
    """The label of a parcel that the stop did not take."""
    stop, code = _in_hand(turn), scanned.sscc or ""
    if code not in {row.sscc for row in handover.parcels_of(turn.booking, stop.drop_id)}:
        raise Refused("handover.other_stop", stop=stop.stop, kitchen=stop.kitchen)
    if code in turn.data.back:
        raise Refused("handover.told_already", kitchen=stop.kitchen)
    turn.data.back = [*turn.data.back, code]
    return Next("back")


def all_told(turn: HandOver, _: Key) -> Next:
    """That is all that came back from the stop."""
    handover.came_back(turn.booking, _in_hand(turn), Outcome.PART, turn.data.back)
    return Next("time")


def take_time(turn: HandOver, typed: Text) -> Next:
    """When the driver was there."""
    _in_hand(turn)
    turn.data.at = handover.moment_of(turn.booking, _trip(turn), read_time(typed.text))
    return Next("crates" if turn.data.outcome == Outcome.NOT_HOME else "receiver")


def take_receiver(turn: HandOver, typed: Text) -> Next:
    """Who signed."""
    turn.data.receiver = read_name(typed.text)
    return Next("temperature")


def take_temperature(turn: HandOver, typed: Text) -> Next:
    """What was measured at the kitchen."""
    turn.data.temperature_cc = read_temperature(typed.text)
    return Next("crates")


def take_crates(turn: HandOver, typed: Text) -> Next:
    """How many empty crates came back: the paper is read, the stop is booked."""
    return _record(turn, read_crates(typed.text))


def take_no_crates(turn: HandOver, _: Key) -> Next:
    """No crates came back: the paper is read, the stop is booked."""
    return _record(turn, 0)


def take_return(turn: HandOver, scanned: Scan) -> Next:
    """The label of a parcel that is unloaded: it is booked if its class was measured, else that is asked."""
    run, code = _trip(turn), scanned.sscc or ""
    parcel = returns.find(turn.booking, run, code)
    measured_cc = turn.data.measured.get(returns.temperature_class(turn.booking, parcel.id))
    if measured_cc is None:
        turn.data.sscc = code
        return Next("return")
    return _bring_back(turn, code, measured_cc)


def take_return_temperature(turn: HandOver, typed: Text) -> Next:
    """The temperature of a returned parcel was typed: it holds for all of its class."""
    measured_cc = read_temperature(typed.text)
    parcel = returns.find(turn.booking, _trip(turn), turn.data.sscc)
    named = returns.temperature_class(turn.booking, parcel.id)
    turn.data.measured = {**turn.data.measured, named: measured_cc}
    return _bring_back(turn, turn.data.sscc, measured_cc)


def give_up_return(turn: HandOver, _: Key) -> Next:
    """Back without booking the return."""
    turn.data.sscc = ""
    return _go_on(turn)


def _begin(turn: HandOver, run: Trip) -> Next:
    turn.data = HandingOver(run=run.id)
    step = _go_on(turn)
    if step.state == "papers":
        raise Refused("handover.all_done", vehicle=run.vehicle, route=run.route)
    return step


def _record(turn: HandOver, crates: int) -> Next:
    stop, data = _in_hand(turn), turn.data
    if data.at is None:
        raise Refused("handover.choose_first")
    signed = Signed(Outcome(data.outcome), data.at, data.receiver, data.temperature_cc, crates)
    delivered = handover.record(turn.booking, stop, signed, data.back)
    values = {
        "stop": stop.stop,
        "kitchen": stop.kitchen,
        "outcome_word": data.outcome,
        "delivered": delivered,
        "parcels": stop.parcels,
    }
    _forget_stop(turn)
    return _go_on(turn, Message("handover.recorded_now", values), "hand_over")


def _bring_back(turn: HandOver, code: str, measured_cc: int) -> Next:
    parcel = returns.bring_back(turn.booking, _trip(turn), code, measured_cc)
    turn.data.sscc = ""
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "measured_cc": measured_cc}
    return _go_on(turn, Message("handover.returned", values), "bring_back")


def _go_on(turn: HandOver, message: Message | None = None, booked: str = "") -> Next:
    """On to the next stop, then to what is still on the vehicle, then to the next paper."""
    run_id = _trip(turn).id
    found = handover.stops(turn.booking, run_id)
    if any(not stop.outcome for stop in found):
        if not _left(turn):
            turn.data.skipped = []
        return Next("stop", message, booked)
    if any(stop.on_board for stop in found):
        return Next("unload", message, booked)
    return Next("papers", message, booked, data=HandingOver())


def _forget_stop(turn: HandOver) -> None:
    """Lay the paper of the stop in hand down; run, skipped stops and measured temperatures stay."""
    data = turn.data
    turn.data = HandingOver(run=data.run, skipped=data.skipped, measured=data.measured)


def _trip(turn: HandOver) -> Trip:
    if turn.data.run is None:
        raise Refused("handover.scan_first")
    return handover.trip(turn.booking, turn.data.run)


def _left(turn: HandOver) -> list[Stop]:
    """The stops that are not recorded and were not skipped."""
    found = handover.stops(turn.booking, _trip(turn).id)
    return [stop for stop in found if not stop.outcome and stop.drop_id not in turn.data.skipped]


def _current(turn: HandOver) -> Stop:
    left = _left(turn)
    if not left:
        raise Refused("handover.scan_first")
    return left[0]


def _in_hand(turn: HandOver) -> Stop:
    """The stop whose outcome was chosen. Raises Refused when another station recorded it meanwhile."""
    found = handover.stops(turn.booking, _trip(turn).id)
    stop = next((stop for stop in found if stop.drop_id == turn.data.drop), None)
    if stop is None or not turn.data.outcome:
        raise Refused("handover.choose_first")
    if stop.outcome:
        raise Refused("handover.recorded", stop=stop.stop, kitchen=stop.kitchen, outcome_word=stop.outcome)
    return stop


def _ask_stop(turn: HandOver) -> Asked:
    current = _current(turn)
    values = {"stop": current.stop, "kitchen": current.kitchen, "parcels": current.parcels}
    return _with_stops(turn, values, current.drop_id)


def _ask_unload(turn: HandOver) -> Asked:
    run = _trip(turn)
    on_board = sum(stop.on_board for stop in handover.stops(turn.booking, run.id))
    return _with_stops(turn, {"vehicle": run.vehicle, "parcels": on_board})


def _with_stops(turn: HandOver, values: dict[str, object], here: UUID | None = None) -> Asked:
    found = handover.stops(turn.booking, _trip(turn).id)
    recorded = sum(bool(stop.outcome) for stop in found)
    return Asked(values, tuple(_stop_line(stop, here) for stop in found), (recorded, len(found)))


def _stop_line(stop: Stop, here: UUID | None) -> Line:
    if not stop.outcome:
        values = {"stop": stop.stop, "kitchen": stop.kitchen, "parcels": stop.parcels, "arrival_at": stop.arrival_at}
        return Line(Message("handover.stop_line", values), "here" if stop.drop_id == here else "")
    values = {
        "stop": stop.stop,
        "kitchen": stop.kitchen,
        "outcome_word": stop.outcome,
        "on_board": stop.on_board,
    }
    code = "handover.on_board_line" if stop.on_board else "handover.recorded_line"
    return Line(Message(code, values), "bad" if stop.on_board else "done")


def _ask_back(turn: HandOver) -> Asked:
    stop = _in_hand(turn)
    found = handover.parcels_of(turn.booking, stop.drop_id)
    back = {row.sscc for row in found if row.sscc in turn.data.back or row.state == "returned"}
    lines = tuple(
        Line(
            Message("handover.parcel_line", {"number": row.number, "class_word": row.temperature_class}),
            "bad" if row.sscc in back else "",
        )
        for row in found
    )
    return Asked({"stop": stop.stop, "kitchen": stop.kitchen, "back": len(back)}, lines)


def _ask_paper(turn: HandOver) -> Asked:
    stop = _in_hand(turn)
    return Asked({"stop": stop.stop, "kitchen": stop.kitchen, "outcome_word": turn.data.outcome})


def _ask_return(turn: HandOver) -> Asked:
    parcel = returns.find(turn.booking, _trip(turn), turn.data.sscc)
    named = returns.temperature_class(turn.booking, parcel.id)
    return Asked({"kitchen": parcel.kitchen, "number": parcel.number, "class_word": named})


_PAPERS = (
    Edge(scan(ScanKind.MANIFEST), take_manifest, ("stop", "unload")),
    Edge(scan(ScanKind.VEHICLE), take_vehicle, ("stop", "unload")),
)
_ON = ("stop", "unload", "papers")
_RETURN = Edge(scan(ScanKind.UNIT), take_return, ("return", *_ON))
_TO_PAPERS = Edge(key("f3"), go("papers"), ("papers",), "key.back")
_OTHERWISE = (Edge(key("f3"), go("stop"), ("stop",), "key.back"), *_PAPERS)
"""Lay the stop down, or take up another paper: nothing of it was booked."""

HANDOVER = Flow(
    "handover",
    HandingOver,
    (
        State("papers", nothing, _PAPERS),
        State(
            "stop",
            _ask_stop,
            (
                Edge(DIGIT, take_outcome, ("back", "time")),
                _RETURN,
                Edge(key("f5"), skip, ("stop",), "key.skip"),
                _TO_PAPERS,
                *_PAPERS,
            ),
        ),
        State(
            "back",
            _ask_back,
            (
                Edge(scan(ScanKind.UNIT), tell_back, ("back",)),
                Edge(ENTER, all_told, ("time",), "key.all_told"),
                *_OTHERWISE,
            ),
        ),
        State("time", _ask_paper, (Edge(TEXT, take_time, ("receiver", "crates")), *_OTHERWISE)),
        State("receiver", _ask_paper, (Edge(TEXT, take_receiver, ("temperature",)), *_OTHERWISE)),
        State(
            "temperature",
            _ask_paper,
            (
                Edge(TEXT, take_temperature, ("crates",)),
                Edge(ENTER, go("crates"), ("crates",), "key.not_measured"),
                *_OTHERWISE,
            ),
        ),
        State(
            "crates",
            _ask_paper,
            (
                Edge(TEXT, take_crates, _ON),
                Edge(ENTER, take_no_crates, _ON, "key.no_crates"),
                *_OTHERWISE,
            ),
        ),
        State(
            "return",
            _ask_return,
            (
                Edge(TEXT, take_return_temperature, _ON),
                Edge(key("f3"), give_up_return, _ON, "key.back"),
                *_PAPERS,
            ),
        ),
        State("unload", _ask_unload, (_RETURN, _TO_PAPERS, *_PAPERS)),
    ),
)
