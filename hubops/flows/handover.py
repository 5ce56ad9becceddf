"""Hand over: the driver is back with the signed manifest; each stop's outcome is read, returns are scanned in."""

from collections.abc import Sequence
from functools import reduce

from hubops.errors import Refused
from hubops.flows import handover_pieces, handover_returns, handover_wrong_stops
from hubops.flows.answers import read_crates, read_name, read_temperature, read_time
from hubops.flows.handover_in_hand import ON, HandingOver, HandOver, go_on, left, stop_in_hand, trip_of, with_stops
from hubops.flows.handover_returns import RETURN, WAITING
from hubops.flows.handover_wrong_stops import WRONG_STOP
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import handover
from hubops.operations.handover import Outcome, Signed, Stop, Trip
from hubops.queries import road

OUTCOMES = tuple(Outcome)


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
        raise Refused("handover.no_such_outcome", number=number)
    stop, outcome = _current(turn), OUTCOMES[number - 1]
    of_one = outcome is Outcome.PART and stop.parcels == 1
    if outcome is not Outcome.PART or of_one:
        handover.came_back(turn.booking, stop, outcome, (), some=True)
    parcel_id = handover.only_parcel(turn.booking, stop) if of_one else None
    _forget_stop(turn)
    turn.data.drop, turn.data.outcome = stop.drop_id, outcome.value
    if parcel_id is not None:
        return handover_pieces.begin(turn, parcel_id)
    return Next("back" if outcome is Outcome.PART else "time")


def skip(turn: HandOver, _: Key) -> Next:
    """Take this stop later; after the last one they come again."""
    turn.data.skipped = [*turn.data.skipped, _current(turn).drop_id]
    if not left(turn):
        turn.data.skipped = []
    return Next("stop")


def tell_back(turn: HandOver, scanned: Scan) -> Next:
    """The label of a parcel that the stop did not take."""
    stop, code = stop_in_hand(turn), scanned.sscc or ""
    if code not in {row.sscc for row in handover.parcels_of(turn.booking, stop.drop_id)}:
        raise Refused("handover.other_stop", stop=stop.stop, kitchen=stop.kitchen)
    if code in turn.data.back:
        raise Refused("handover.told_already", kitchen=stop.kitchen)
    turn.data.back = [*turn.data.back, code]
    there = {row.id for row in handover_pieces.parcels_there(turn)}
    turn.data.not_taken = [each for each in turn.data.not_taken if each.parcel_id in there]
    return Next("back")


def all_told(turn: HandOver, _: Key) -> Next:
    """That is all that came back from the stop."""
    handover.came_back(turn.booking, stop_in_hand(turn), Outcome.PART, turn.data.back, some=bool(turn.data.not_taken))
    return Next("time")


def take_time(turn: HandOver, typed: Text) -> Next:
    """When the driver was there."""
    stop_in_hand(turn)
    turn.data.at = handover.moment_of(turn.booking, trip_of(turn), read_time(typed.text))
    nobody_signed = turn.data.outcome in (Outcome.NOT_HOME, Outcome.LEFT_ELSEWHERE)
    return Next("crates" if nobody_signed else "receiver")


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


def _begin(turn: HandOver, run: Trip) -> Next:
    turn.data = HandingOver(run=run.id)
    step = go_on(turn)
    if step.state == "papers":
        return Next("done", Message("handover.all_done", {"vehicle": run.vehicle, "route": run.route}), data=turn.data)
    return step


def _record(turn: HandOver, crates: int) -> Next:
    stop, data = stop_in_hand(turn), turn.data
    if data.at is None:
        raise Refused("handover.choose_first")
    signed = Signed(Outcome(data.outcome), data.at, data.receiver, data.temperature_cc, crates)
    delivered = handover.record(turn.booking, stop, signed, data.back, data.not_taken)
    values = {
        "stop": stop.stop,
        "kitchen": stop.kitchen,
        "outcome_word": data.outcome,
        "delivered": delivered,
        "parcels": stop.parcels,
    }
    _forget_stop(turn)
    return go_on(turn, Message("handover.recorded_now", values), "hand_over")


def _forget_stop(turn: HandOver) -> None:
    """Lay the paper of the stop in hand down; run, skipped stops and measured temperatures stay."""
    data = turn.data
    turn.data = HandingOver(run=data.run, skipped=data.skipped, measured=data.measured)


def _current(turn: HandOver) -> Stop:
    waiting = left(turn)
    if not waiting:
        raise Refused("handover.scan_first")
    return waiting[0]


def _ask_stop(turn: HandOver) -> Asked:
    current = _current(turn)
    possible = handover.possible(turn.booking, current)
    values = {"stop": current.stop, "kitchen": current.kitchen, "parcels": current.parcels}
    return with_stops(turn, {**values, "choices": _choices(possible)}, current.drop_id)


def _choices(possible: Sequence[Outcome]) -> Message:
    """The digits and what they mean, in the question itself: below it stand numbers of stops."""
    if not possible:
        return Message("handover.choices_none")
    named = [Message(f"handover.choice_{each}", {"number": OUTCOMES.index(each) + 1}) for each in possible]
    return reduce(lambda said, each: Message("handover.choices", {"choice": each, "others": said}), named)


def _ask_back(turn: HandOver) -> Asked:
    stop = stop_in_hand(turn)
    found = handover.parcels_of(turn.booking, stop.drop_id)
    back = {row.sscc for row in found if row.sscc in turn.data.back or handover.is_not_there(row)}
    of_pieces = handover_pieces.parcels_of_pieces(turn)
    choices = {row.id for row in of_pieces}
    lines = [
        Line(
            Message("handover.parcel_line", {"number": row.number, "class_word": row.temperature_class}),
            "bad" if row.sscc in back else "",
        )
        for row in sorted(found, key=lambda row: row.sscc not in back)
        if row.id not in choices
    ]
    for number, row in enumerate(of_pieces, start=1):
        pieces = sum(each.pieces for each in turn.data.not_taken if each.parcel_id == row.id)
        values = {"number": number, "parcel": row.number, "class_word": row.temperature_class}
        code = "handover.parcel_less" if pieces else "handover.parcel_choice"
        values |= {"pieces": pieces} if pieces else {}
        lines.append(Line(Message(code, values), "bad" if pieces else "", choice=number))
    return Asked({"stop": stop.stop, "kitchen": stop.kitchen, "back": len(back)}, tuple(lines))


def _ask_paper(turn: HandOver) -> Asked:
    stop = stop_in_hand(turn)
    return Asked({"stop": stop.stop, "kitchen": stop.kitchen, "outcome_word": turn.data.outcome})


def _ask_papers(turn: HandOver) -> Asked:
    """What left the hub and is not accounted for."""
    lines = [
        Line(
            Message(
                "handover.unsigned_line",
                {
                    "vehicle": row.vehicle,
                    "route": row.name,
                    "day": row.day,
                    "departed_at": row.departed_at,
                    "stops": row.stops,
                },
            ),
            "bad" if row.day < turn.booking.day else "",
        )
        for row in road.unsigned(turn.booking)
    ]
    lines += [
        Line(
            Message(
                "returns.waiting_line",
                {
                    "zone": row.zone,
                    "kitchen": row.kitchen,
                    "number": row.number,
                    "class_word": row.temperature_class,
                },
            ),
            "bad",
        )
        for row in road.returns(turn.booking)
    ]
    lines += [Line(Message("deviation.wrong_stop", values), "bad") for values in road.astray(turn.booking)]
    return Asked(lines=tuple(lines))


def _ask_done(turn: HandOver) -> Asked:
    run = trip_of(turn)
    return with_stops(turn, {"vehicle": run.vehicle, "route": run.route})


_TAKEN = ("stop", "unload", "done")
_PAPERS = (
    Edge(scan(ScanKind.MANIFEST), take_manifest, _TAKEN),
    Edge(scan(ScanKind.VEHICLE), take_vehicle, _TAKEN),
)
_TO_PAPERS = Edge(key("f3"), go("papers"), ("papers",), "key.back")
_OTHERWISE = (Edge(key("f3"), go("stop"), ("stop",), "key.back"), *_PAPERS)
"""Lay the stop down, or take up another paper: nothing of it was booked."""

HANDOVER = Flow(
    "handover",
    HandingOver,
    (
        State("papers", _ask_papers, (WAITING, *_PAPERS)),
        State(
            "stop",
            _ask_stop,
            (
                Edge(DIGIT, take_outcome, ("back", "article", "time")),
                RETURN,
                Edge(key("f5"), skip, ("stop",), "key.skip"),
                WRONG_STOP,
                _TO_PAPERS,
                *_PAPERS,
            ),
        ),
        State(
            "back",
            _ask_back,
            (
                Edge(scan(ScanKind.UNIT), tell_back, ("back",)),
                handover_pieces.CHOOSE_PARCEL,
                Edge(ENTER, all_told, ("time",), "key.all_told"),
                WRONG_STOP,
                *_OTHERWISE,
            ),
        ),
        *handover_pieces.states(_OTHERWISE, _PAPERS),
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
                Edge(TEXT, take_crates, ON),
                Edge(ENTER, take_no_crates, ON, "key.no_crates"),
                *_OTHERWISE,
            ),
        ),
        *handover_returns.states(_PAPERS, WRONG_STOP),
        State("done", _ask_done, (RETURN, WRONG_STOP, _TO_PAPERS, *_PAPERS)),
        *handover_wrong_stops.states(_PAPERS),
    ),
)
