"""Hand over, the returns: what was not delivered is scanned in with its temperature; later somebody decides."""

from dataclasses import replace

from hubops.errors import Refused
from hubops.flows.answers import read_temperature
from hubops.flows.handover_in_hand import ON, HandingOver, HandOver, go_on, trip_of, with_stops
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import handover, returns
from hubops.operations.returns import DISCARD_REASONS

DECISIONS = ("release", *DISCARD_REASONS)
"""What becomes of a return, in the order of the digit keys."""


def take_return(turn: HandOver, scanned: Scan) -> Next:
    """The label of a parcel that is unloaded: it is booked if its class was measured, else that is asked."""
    run, code = trip_of(turn), scanned.sscc or ""
    parcel = returns.find(turn.booking, run, code)
    measured_cc = turn.data.measured.get(returns.temperature_class(turn.booking, parcel.id))
    if measured_cc is None:
        turn.data.sscc = code
        return Next("return")
    return _bring_back(turn, code, measured_cc)


def take_return_temperature(turn: HandOver, typed: Text) -> Next:
    """The temperature of a returned parcel was typed: it holds for all of its class."""
    measured_cc = read_temperature(typed.text)
    parcel = returns.find(turn.booking, trip_of(turn), turn.data.sscc)
    named = returns.temperature_class(turn.booking, parcel.id)
    turn.data.measured = {**turn.data.measured, named: measured_cc}
    return _bring_back(turn, turn.data.sscc, measured_cc)


def give_up_return(turn: HandOver, _: Key) -> Next:
    """Back without booking the return."""
    turn.data.sscc = ""
    return go_on(turn)


def take_waiting(turn: HandOver, scanned: Scan) -> Next:
    """The label of a return in quarantine: what becomes of its goods is asked."""
    code = scanned.sscc or ""
    returns.find_in_quarantine(turn.booking, code)
    return Next("decide", data=HandingOver(sscc=code))


def decide(turn: HandOver, pressed: Key) -> Next:
    """The goods of a return are released, or thrown away with a reason."""
    number = int(pressed.name)
    if not 1 <= number <= len(DECISIONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(DECISIONS))
    if number == 1:
        parcel = returns.release(turn.booking, turn.data.sscc)
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "name": turn.booking.actor.name}
        return Next("papers", Message("returns.released", values), booked="release_return", data=HandingOver())
    reason = DECISIONS[number - 1]
    parcel = returns.discard(turn.booking, turn.data.sscc, reason)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "name": turn.booking.actor.name}
    message = Message("returns.discarded", {**values, "reason_word": reason})
    return Next("papers", message, booked="discard_return", data=HandingOver())


def _bring_back(turn: HandOver, code: str, measured_cc: int) -> Next:
    parcel = returns.bring_back(turn.booking, trip_of(turn), code, measured_cc)
    turn.data.sscc = ""
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "measured_cc": measured_cc}
    return go_on(turn, Message("handover.returned", values), "bring_back")


def _ask_unload(turn: HandOver) -> Asked:
    run = trip_of(turn)
    on_board = sum(stop.on_board for stop in handover.stops(turn.booking, run.id))
    asked = with_stops(turn, {"vehicle": run.vehicle, "parcels": on_board})
    to_unload_first = sorted(asked.lines, key=lambda line: line.mark != "bad")
    return replace(asked, lines=tuple(to_unload_first))


def _ask_return(turn: HandOver) -> Asked:
    parcel = returns.find(turn.booking, trip_of(turn), turn.data.sscc)
    named = returns.temperature_class(turn.booking, parcel.id)
    return Asked({"kitchen": parcel.kitchen, "number": parcel.number, "class_word": named})


def _ask_decide(turn: HandOver) -> Asked:
    parcel = returns.find_in_quarantine(turn.booking, turn.data.sscc)
    measured_cc = returns.measured_cc(turn.booking, parcel.id)
    limit_cc = returns.warmest_cc(turn.booking, parcel.id)
    limit = Message("returns.limit_line", {"class_word": parcel.temperature_class, "limit_cc": limit_cc})
    limits = () if limit_cc is None else (Line(limit, "bad" if measured_cc > limit_cc else "done"),)
    lines = tuple(
        Line(Message("returns.decision_line", {"number": n, "decision_word": f"return_{name}"}))
        for n, name in enumerate(DECISIONS, start=1)
    )
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "measured_cc": measured_cc}
    return Asked(values, (*limits, *lines))


RETURN = Edge(scan(ScanKind.UNIT), take_return, ("return", *ON))
WAITING = Edge(scan(ScanKind.UNIT), take_waiting, ("decide",))
_BACK = Edge(key("f3"), go("papers"), ("papers",), "key.back")


def states(papers: tuple[Edge, ...], wrong_stop: Edge) -> tuple[State, ...]:
    """The states of the returns; another paper may be taken up in each of them."""
    return (
        State(
            "return",
            _ask_return,
            (
                Edge(TEXT, take_return_temperature, ON),
                Edge(key("f3"), give_up_return, ON, "key.back"),
                *papers,
            ),
        ),
        State("unload", _ask_unload, (RETURN, wrong_stop, _BACK, *papers)),
        State("decide", _ask_decide, (Edge(DIGIT, decide, ("papers",)), WAITING, _BACK, *papers)),
    )
