"""F2, one rule for all flows: it lets go of a step that has booked nothing yet; with none in hand it undoes a booking.

A step begins where the last one ended: with a booking, or in the state where a flow starts. Whatever was said since is
in hand, a case without its date as much as a number of pieces, and the dialogue goes back to where the step began. An
undo puts the question back that the booking answered, with what was in hand then: the next F2 lets go of that. An
interruption (F9) is a step of its own: F2 leaves it.
"""

from uuid import UUID

import msgspec

from hubops.errors import HubopsError
from hubops.flows import record
from hubops.flows.all import FLOWS
from hubops.flows.table import BACK, Flow, Interruption, Next, Turn
from hubops.messages import Message
from hubops.operations import corrections
from hubops.operations.booking import Booking
from hubops.operations.corrections import Returned, Undone
from hubops.operations.dialogues import Standing

IN_HAND = ("product", "kitchen", "trolley", "vehicle", "manifest", "name", "zone")
"""By which value of its question a step is named, the first that there is."""
SUBJECTS = (
    ("undo.crates", ("name", "came", "back")),
    ("undo.refused_goods", ("pieces", "product", "outcome_word")),
    ("undo.lot", ("product", "lot")),
    ("undo.measured", ("class_word", "measured_cc")),
    ("undo.parcel", ("number", "kitchen")),
    ("undo.order", ("order", "kitchen")),
    *((f"undo.{name}", (name,)) for name in ("producer", "kitchen", "product", "document", "vehicle")),
    ("undo.labels", ("labels",)),
)
"""How a booking is named that moved no goods, by the values of what was said to it: the first that fits."""
REOPENED = "reopen"
"""The booking that withdraws a label (repack.py)."""


def note_step(before: Standing, now: Standing, step: Next, *, undone: bool) -> None:
    """Note where a step began, until it ends."""
    flow = FLOWS[now.flow]
    aside = step.flow == BACK or issubclass(flow.data, Interruption)  # what was in hand stays in hand
    if undone:
        return  # the step stands again that ended with what was undone: take_back knows where it began
    if step.booked or (not aside and (step.flow or now.state == flow.start or now.begun == now.stands)):
        now.begun = None
    elif not aside and now.begun is None and now.stands != before.stands:
        now.begun = before.stands


def take_back(booking: Booking, standing: Standing, flow: Flow) -> tuple[UUID | None, Next]:
    """The answer to F2, with the input that it undoes; None where nothing booked is undone.

    Raises:
        Refused: ``undo.nothing`` or ``undo.moved_on``, of an undo.
    """
    if issubclass(flow.data, Interruption):
        return None, Next("", _let_go(booking, standing, flow), flow=BACK)
    begun = standing.begun
    if begun is not None and begun.flow == standing.flow and begun != standing.stands:
        data = msgspec.convert(begun.data, flow.data, strict=False)
        return None, Next(begun.state, _let_go(booking, standing, flow), data=data)
    undone = corrections.undo_last(booking)
    message = told(undone)
    standing.begun = undone.begun if undone.flow == standing.flow else None
    if undone.flow != standing.flow:
        return undone.input_id, Next(standing.state, message)
    data = msgspec.convert(undone.data, flow.data, strict=False)
    return undone.input_id, Next(undone.state, message, data=data)


def _let_go(booking: Booking, standing: Standing, flow: Flow) -> Message:
    """What was in hand, by the question that stood."""
    try:
        turn = Turn(booking, msgspec.convert(standing.data, flow.data, strict=False))
        values = flow.state(standing.state).ask(turn).values
    except HubopsError:  # another station took it away
        values = {}
    name = next((values[name] for name in IN_HAND if values.get(name)), None)
    return Message("undo.let_go", {"what": name or Message(f"where.{flow.name}")})


def told(undone: Undone) -> Message:
    """The answer to F2: the kind of booking, the first goods that went back, and how many more; else its subject."""
    whats = list(dict.fromkeys((_code(goods), tuple(_facts(goods).items())) for goods in undone.goods))
    values: dict[str, object] = {"booked_word": undone.booked, "goods": ""}
    if whats:
        code, facts = whats[0]
        said = Message(code, dict(facts))
        more = {"what": said, "more": len(whats) - 1}
        values["goods"] = Message("undo.several" if more["more"] else "undo.one", more)
    elif (subject := _subject(undone)) is not None:
        values["goods"] = Message("undo.one", {"what": subject})
    values["printed_word"] = _paper(undone)
    if undone.colleague:
        return Message("undo.done_of", {**values, "name": undone.colleague})
    return Message("undo.done", values)


def _paper(undone: Undone) -> str:
    """What to do with paper: what was printed does not hold, a label that was torn off does."""
    if undone.printed:
        return "tear_up"
    return "old_label_holds" if undone.booked == REOPENED else "nothing_printed"


def _subject(undone: Undone) -> Message | None:
    """What a booking was about that moved no goods; None where nothing was named."""
    said = record.said_in(undone.answer)
    told = said.values if said else {}
    for code, names in SUBJECTS:
        if all(told.get(name) is not None for name in names):
            return Message(code, {name: told[name] for name in names})
    return None


def _code(goods: Returned) -> str:
    if goods.whole:
        return "undo.parcel_back"
    if goods.parcel is not None:
        return "undo.back_into_parcel" if goods.inside else "undo.parcel_open"
    return "undo.goods_out" if goods.out else "undo.goods_back"


def _facts(goods: Returned) -> dict[str, object]:
    """A parcel that went as a whole is named once, whatever is in it."""
    parcel: dict[str, object] = {"number": goods.parcel, "kitchen": goods.kitchen, "zone": goods.zone}
    if goods.whole:
        return parcel
    return {**parcel, "pieces": goods.pieces, "product": goods.product, "lot": goods.lot, "weight_g": goods.grams}
