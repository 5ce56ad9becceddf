"""A typed weight: only where the station's configuration allows it, and marked as typed for ever after."""

from dataclasses import replace

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, code_of, receive
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.setup import PLAIN
from hubops.flows.typed_weight import is_typed, read_weight
from hubops.inputs import Text, Weight
from hubops.model.evidence import Deviation, Event, FloorInput
from hubops.model.orders import Order, OrderLine
from hubops.open_hub import OpenHub
from hubops.queries import explain, statement
from hubops.tui.collector import meant


@pytest.fixture
def typist(receiver: ModelWorker) -> ModelWorker:
    """A worker whose station allows typed weights, at the weighing of a piece of beef."""
    receiver.floor.desk.station = replace(receiver.floor.desk.station, typed_weights=True)
    return at_the_scale(receiver)


def at_the_scale(worker: ModelWorker) -> ModelWorker:
    receive(worker, BEEF_CODE, temperature="3,0")
    worker.scan(BEEF)
    assert worker.answer.prompt.id == "receive.weigh"
    return worker


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("2,015", 2015),
        ("2.015 kg", 2015),
        ("2,5kg", 2500),
        ("2 KG", 2000),
        ("2015 g", 2015),
        ("0,1", 100),
        ("2", None),
        ("2,0155", None),
        ("-2,0", None),
        ("2,5 g", None),
        ("1e3 g", None),
        ("KJ7", None),
        ("", None),
    ],
)
def test_a_weight_has_a_decimal_mark_or_a_unit(text: str, grams: int | None) -> None:
    found = read_weight(text)
    assert (found.grams if found else None) == grams
    assert found is None or (is_typed(found) and found.raw == f"typed {text}")


@pytest.mark.parametrize("wants", [{"weight", "text", "key"}, {"weight", "text", "key", "scan"}])
def test_a_keyboard_hands_it_on_as_a_text(wants: set[str]) -> None:
    assert meant("2,015", frozenset(wants), PLAIN) == Text("2,015")


def test_the_prompt_says_that_it_may_be_typed(typist: ModelWorker) -> None:
    prompt = typist.answer.prompt
    assert "text" in prompt.wants
    assert prompt.lines[-1].message.code == "weight.typing"


def test_it_is_booked_and_marked_everywhere(typist: ModelWorker, books: Books) -> None:
    assert code_of(typist.type("2,015")) == "receive.taken_again"

    assert books.loose("D1")["KJ7"] == (5, 10_015)
    said = books.rows(select(FloorInput.input).order_by(FloorInput.id.desc()))[0].input
    assert '"device":"keyboard"' in said
    assert '"raw":"typed 2,015"' in said
    event = books.rows(select(Event.body).where(Event.kind == "received").order_by(Event.id.desc()))[0]
    assert "typed 2,015" in event.body
    (deviation,) = books.rows(select(Deviation.values).where(Deviation.kind == "typed_weight"))
    assert '"weight_g": 2015' in deviation.values
    typist.press("f3")
    typist.press("f4")
    typist.press("enter")
    beef = [line for line in books.jobs("receipt")[0]["lines"] if line["lot"] == "KJ7"]
    assert [line["typed"] for line in beef] == [True]


def test_who_asks_later_is_told_that_it_was_typed(worker: ModelWorker, books: Books, hub: OpenHub) -> None:
    """In the day's closing statement, and for each order that the meat went to."""
    worker.floor.desk.station = replace(worker.floor.desk.station, typed_weights=True)
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.type("1")
    worker.type("2,015")

    calendar, desk = hub.house.calendar, hub.job_desk("day")
    span = calendar.day_span(calendar.hub_day(hub.clock.now()))
    stood = desk.look(lambda booking: statement.deviations(booking, span))
    assert "typed_weight" in [kind for kind, _ in stood]
    (order,) = books.rows(
        select(Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Deviation, Deviation.subject_id == OrderLine.id)
        .where(Deviation.kind == "typed_weight")
    )
    told = desk.look(lambda booking: explain.read(booking, order.number))
    assert told is not None
    (entry,) = [entry for entry in told.entries if entry.kind == "typed_weight"]
    assert (entry.source, entry.facts["typed"], entry.facts["weight_g"]) == ("deviation", "2,015", 2015)


def test_undo_takes_the_mark_back_too(typist: ModelWorker, books: Books) -> None:
    typist.type("2,015")

    typist.press("f2")

    assert books.loose("D1")["KJ7"] == (4, 8000)
    marks = books.rows(select(Deviation.undone_by_id).where(Deviation.kind == "typed_weight"))
    assert [mark.undone_by_id is not None for mark in marks] == [True]


def test_a_scale_leaves_no_mark(typist: ModelWorker, books: Books) -> None:
    typist.floor.handle(Weight(2000, stable=True, raw="S S      2.000 kg"), b"weighed")

    assert books.rows(select(Deviation.id).where(Deviation.kind == "typed_weight")) == []


def test_the_box_that_was_typed_is_not_weighed_as_the_next_one(typist: ModelWorker) -> None:
    typist.type("2,015")
    typist.scan(BEEF)

    assert code_of(typist.floor.handle(Weight(2015, stable=True), b"still there")) == "scale.same_box"


@pytest.mark.parametrize(
    ("text", "said"), [("0,0", "weight.none"), ("9,0", "receive.weight_off"), ("2", "flow.not_now")]
)
def test_what_can_not_be_a_weight_is_refused(typist: ModelWorker, books: Books, text: str, said: str) -> None:
    before = books.standing()

    assert code_of(typist.type(text)) == said
    assert books.standing() == before


def test_elsewhere_a_typed_weight_is_refused(receiver: ModelWorker, books: Books) -> None:
    at_the_scale(receiver)
    before = books.standing()

    assert code_of(receiver.type("2,015")) == "weight.not_typed"
    assert books.standing() == before
    assert "text" not in receiver.answer.prompt.wants


def test_packing_by_weight_is_marked_as_well(worker: ModelWorker, books: Books) -> None:
    worker.floor.desk.station = replace(worker.floor.desk.station, typed_weights=True)
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.type("1")  # a count, not a weight
    assert worker.answer.prompt.id == "crossdock.weigh"

    assert code_of(worker.type("2,015")).startswith("crossdock.packed")
    (mark,) = books.rows(select(Deviation.values).where(Deviation.kind == "typed_weight"))
    assert '"typed": "2,015"' in mark.values
    packed = books.rows(select(Event.body).where(Event.kind == "packed").order_by(Event.id.desc()))[0]
    assert "typed 2,015" in packed.body


def test_a_scale_frame_goes_with_what_is_packed(worker: ModelWorker, books: Books) -> None:
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.type("1")
    worker.floor.handle(Weight(2015, stable=True, raw="S S      2.015 kg"), b"weighed")

    packed = books.rows(select(Event.body).where(Event.kind == "packed").order_by(Event.id.desc()))[0]
    assert "S S      2.015 kg" in packed.body


def test_who_types_where_only_the_scale_is_asked_is_told_so(receiver: ModelWorker) -> None:
    """The keyboard hands it on as a code that means nothing: the answer is about weights all the same."""
    worker = at_the_scale(receiver)
    answer = worker.floor.handle(meant("4,2", frozenset({"scan", "weight", "key"})), b"typed")

    assert (code_of(answer), answer.prompt.id) == ("weight.not_typed", "receive.weigh")
    assert answer.message is not None
    assert answer.message.values["weight_g"] == 4200
    assert code_of(worker.floor.handle(meant("KJ7", frozenset({"scan", "key"})), b"code")) == "scan.unknown_code"
