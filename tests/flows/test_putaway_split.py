"""Put away: a zone that is full takes what it has room for; the rest go to a second one, each step undone in turn."""

from typing import Any

import pytest
from books import Books
from goods import BEST_BEFORE, CARROTS, MILK, MILK_CASE, code_of, receive
from places import add_zone, change_zone

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.open_hub import OpenHub

COLD: dict[str, Any] = {"min_cc": 0, "max_cc": 400, "classes": "chilled_default"}
MILKS = [f"]C101{MILK_CASE}{BEST_BEFORE}10L0212"] * 5


@pytest.fixture
def stacker(hub: OpenHub, worker: ModelWorker) -> ModelWorker:
    """Fifty bottles of 1.1 litres wait; the cold room has room for one crate of 40 litres, that is 36 of them."""
    change_zone(hub, "K1", **COLD, capacity_crates=1)
    receive(worker, *MILKS)
    worker.start("putaway")
    return worker


def test_the_screen_tells_how_many_go_where(hub: OpenHub, stacker: ModelWorker, books: Books) -> None:
    add_zone(hub, "K2", **COLD, capacity_crates=1)
    asked = stacker.scan(MILK)
    assert (asked.prompt.what.values["pieces"], asked.prompt.what.values["zone"]) == (36, "K1")
    (line,) = asked.prompt.lines
    assert line.message.values == {"zone": "K1", "fits": 36, "pieces": 50}

    answer = stacker.scan("ZONE-K1")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("putaway.part_done", Severity.WARN, "putaway.zone")
    assert answer.message is not None
    assert (answer.message.values["pieces"], answer.message.values["left"]) == (36, 14)
    assert (answer.prompt.what.values["pieces"], answer.prompt.what.values["zone"]) == (14, "K2")
    assert (stacker.scan("ZONE-K2").prompt.id, books.loose("D1")) == ("putaway.scan", {})
    assert (books.loose("K1"), books.loose("K2")) == ({"L0212": (36, 37_080)}, {"L0212": (14, 14_420)})


def test_each_step_is_undone_in_turn(hub: OpenHub, stacker: ModelWorker, books: Books) -> None:
    add_zone(hub, "K2", **COLD)
    stacker.scan(MILK)
    before = books.standing()
    stacker.scan("ZONE-K1")
    between = books.standing()
    stacker.scan("ZONE-K2")

    asked = stacker.press("f2").prompt
    assert (asked.id, asked.what.values["pieces"], books.standing()) == ("putaway.zone", 14, between)
    asked = stacker.press("f2").prompt
    assert (asked.id, asked.what.values["pieces"], books.standing()) == ("putaway.zone", 50, before)


def test_a_zone_for_all_comes_before_one_for_a_part(hub: OpenHub, stacker: ModelWorker) -> None:
    add_zone(hub, "K9", **COLD)
    asked = stacker.scan(MILK)
    assert (asked.prompt.what.values["zone"], asked.prompt.lines) == ("K9", ())


def test_the_rest_stay_at_the_dock_when_no_zone_has_room(stacker: ModelWorker, books: Books) -> None:
    stacker.scan(MILK)

    answer = stacker.scan("ZONE-K1")

    assert answer.prompt.what.text("en").endswith(": put in a zone with room and scan the zone.")
    assert books.loose("D1")["L0212"][0] == 14
    assert [line.message.code for line in answer.prompt.lines] == ["putaway.no_zone"]
    assert code_of(stacker.scan("ZONE-K1")) == "putaway.zone_full"
    assert code_of(stacker.press("f3")) == "stacks.laid_down"
    assert code_of(stacker.scan(MILK)) == "putaway.no_zone"


def test_fewer_are_put_away_when_a_number_is_typed(stacker: ModelWorker, books: Books) -> None:
    """The worker sees that the shelf is full before the book knows."""
    stacker.scan(MILK)
    assert stacker.type("20").prompt.what.values["pieces"] == 20

    answer = stacker.scan("ZONE-K1")

    assert (code_of(answer), answer.message and answer.message.values["left"]) == ("putaway.part_done", 30)
    assert books.loose("K1") == {"L0212": (20, 20_600)}


@pytest.mark.parametrize("typed", ["0", "51", "x"])
def test_no_more_than_there_are(stacker: ModelWorker, typed: str) -> None:
    stacker.scan(MILK)
    assert (code_of(stacker.type(typed)), stacker.answer.prompt.id) == ("answer.no_count", "putaway.zone")


def test_other_goods_may_be_taken_up_instead_of_the_rest(hub: OpenHub, stacker: ModelWorker) -> None:
    receive(stacker, "]C1011703999900002910L7")
    stacker.start("putaway")
    stacker.scan(MILK)
    stacker.scan("ZONE-K1")
    assert stacker.scan(CARROTS).prompt.what.values["zone"] == "A1"
