"""Put away: a whole trolley with two scans; what may not stand in the zone stays on the trolley and is named."""

import pytest
from books import Books
from goods import BEST_BEFORE, CARROT_CASE, CARROT_CODE, CARROTS, MILK, MILK_CASE, MILK_CODE, code_of, pack_all, receive
from places import add_zone, change_zone

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.open_hub import OpenHub

LATER_MILK = f"]C101{MILK_CASE}{BEST_BEFORE}10L0213"
CARROTS_L6 = f"]C101{CARROT_CASE}10L6"


@pytest.fixture
def pusher(hub: OpenHub, worker: ModelWorker) -> ModelWorker:
    """A worker with an empty trolley; two lots of carrots and one of milk stand at the dock."""
    add_zone(hub, "T1", "trolley", capacity_crates=12)
    receive(worker, CARROT_CODE, CARROTS_L6, MILK_CODE)
    worker.start("putaway")
    return worker


@pytest.fixture
def loaded(pusher: ModelWorker) -> ModelWorker:
    """The same, with everything on the trolley and nothing in hand."""
    pusher.scan("ZONE-T1")
    for code in (CARROT_CODE, CARROTS_L6, MILK):
        assert code_of(pusher.scan(code)) == "putaway.done"
    pusher.press("f3")
    return pusher


def rides(worker: ModelWorker) -> list[tuple[object, object, object]]:
    """Lot, pieces and the zone proposed of each line."""
    found = [line.message.values for line in worker.answer.prompt.lines]
    return [(values["lot"], values["pieces"], values["zone"]) for values in found]


def test_goods_go_on_a_trolley_with_one_scan_each(pusher: ModelWorker, books: Books) -> None:
    asked = pusher.scan("ZONE-T1")
    assert (asked.prompt.id, asked.prompt.what.values, asked.prompt.lines) == (
        "putaway.trolley",
        {"trolley": "T1", "pieces": 0},
        (),
    )

    pusher.scan(CARROT_CODE)
    pusher.scan(MILK)

    assert books.loose("T1") == {"L7": (5, 10_000), "L0212": (10, 10_300)}
    assert rides(pusher) == [("L0212", 10, "K1"), ("L7", 5, "A1")]


def test_goods_in_hand_go_on_the_trolley_whose_sign_is_scanned(pusher: ModelWorker, books: Books) -> None:
    pusher.scan(MILK)

    answer = pusher.scan("ZONE-T1")

    assert (code_of(answer), answer.prompt.id) == ("putaway.done", "putaway.trolley")
    assert code_of(pusher.scan(CARROT_CODE)) == "putaway.done"
    assert set(books.loose("T1")) == {"L0212", "L7"}


def test_all_of_it_is_put_away_with_two_scans(pusher: ModelWorker, books: Books) -> None:
    pusher.scan("ZONE-T1")
    pusher.scan(CARROT_CODE)
    pusher.scan(CARROTS_L6)
    pusher.press("f3")
    before, events = books.standing(), books.events("put_away")

    pusher.scan("ZONE-T1")
    answer = pusher.scan("ZONE-A1")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("putaway.trolley_done", Severity.OK, "putaway.scan")
    assert (books.loose("T1"), set(books.loose("A1"))) == ({}, {"L6", "L7"})
    assert books.events("put_away") == events + 2
    assert pusher.press("f2").prompt.id == "putaway.trolley"
    assert books.standing() == before


def test_what_may_not_stand_there_stays_and_is_named_with_its_zone(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ZONE-T1")

    answer = loaded.scan("ZONE-A1")

    assert (code_of(answer), answer.status, answer.prompt.id) == (
        "putaway.trolley_part",
        Severity.WARN,
        "putaway.trolley",
    )
    assert rides(loaded) == [("L0212", 10, "K1")]
    assert code_of(loaded.scan("ZONE-K1")) == "putaway.trolley_done"
    assert set(books.loose("K1")) == {"L0212"}


def test_what_finds_no_room_stays(hub: OpenHub, loaded: ModelWorker, books: Books) -> None:
    """Fourteen kilograms may stand there: five bags of two kilograms of the one lot, two of the other."""
    change_zone(hub, "A1", capacity_crates=2, capacity_g=14_000)
    loaded.scan("ZONE-T1")

    assert code_of(loaded.scan("ZONE-A1")) == "putaway.trolley_part"

    assert sum(pieces for pieces, _ in books.loose("A1").values()) == 7
    assert sum(pieces for lot, (pieces, _) in books.loose("T1").items() if lot != "L0212") == 3


@pytest.mark.parametrize(
    ("zone", "refusal"), [("L1", "putaway.zone_kind"), ("Q1", "putaway.zone_kind"), ("X9", "putaway.unknown_zone")]
)
def test_a_zone_that_takes_none_of_it_is_refused(loaded: ModelWorker, books: Books, zone: str, refusal: str) -> None:
    loaded.scan("ZONE-T1")
    before = books.standing()

    assert (code_of(loaded.scan(f"ZONE-{zone}")), loaded.answer.prompt.id) == (refusal, "putaway.trolley")
    assert books.standing() == before


def test_an_empty_trolley_is_told(pusher: ModelWorker) -> None:
    pusher.scan("ZONE-T1")
    assert code_of(pusher.scan("ZONE-A1")) == "putaway.trolley_empty"


def test_only_a_trolley_is_taken_without_goods_in_hand(pusher: ModelWorker) -> None:
    assert (code_of(pusher.scan("ZONE-K1")), pusher.answer.prompt.id) == ("putaway.no_trolley", "putaway.scan")


def test_another_trolley_is_taken_instead(hub: OpenHub, loaded: ModelWorker) -> None:
    add_zone(hub, "T2", "trolley")
    loaded.scan("ZONE-T1")
    assert loaded.scan("ZONE-T2").prompt.what.values == {"trolley": "T2", "pieces": 0}


def test_one_of_its_goods_is_taken_in_hand_by_its_code(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ZONE-T1")
    asked = loaded.scan(MILK)
    assert (asked.prompt.id, asked.prompt.what.values["zone"]) == ("putaway.zone", "K1")

    answer = loaded.scan("ZONE-K1")

    assert (code_of(answer), answer.prompt.id) == ("putaway.done", "putaway.trolley")
    assert set(books.loose("K1")) == {"L0212"}


def test_the_last_of_its_goods_leads_back_to_the_start(loaded: ModelWorker) -> None:
    loaded.scan("ZONE-T1")
    loaded.scan("ZONE-A1")
    loaded.scan(MILK)
    assert loaded.scan("ZONE-K1").prompt.id == "putaway.scan"


def test_f3_lays_down_what_was_taken_from_it(loaded: ModelWorker) -> None:
    loaded.scan("ZONE-T1")
    loaded.scan(MILK)

    answer = loaded.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("stacks.laid_down", "putaway.trolley")
    assert loaded.press("f3").prompt.id == "putaway.scan"


def test_what_waits_on_a_trolley_is_listed(loaded: ModelWorker) -> None:
    told = {line.message.values["lot"]: line.message.code for line in loaded.answer.prompt.lines}
    assert told == {"L0212": "putaway.riding_line", "L6": "putaway.riding_line", "L7": "putaway.riding_line"}


def test_a_full_trolley_takes_what_it_has_room_for(hub: OpenHub, pusher: ModelWorker, books: Books) -> None:
    change_zone(hub, "T1", capacity_crates=2, capacity_g=6_500)
    pusher.scan("ZONE-T1")

    answer = pusher.scan(CARROT_CODE)

    assert (code_of(answer), answer.message and answer.message.values["left"]) == ("putaway.part_done", 2)
    assert (books.loose("T1")["L7"], books.loose("D1")["L7"]) == ((3, 6000), (2, 4000))
    assert code_of(pusher.scan(MILK)) == "putaway.zone_too_heavy"


def test_what_rides_on_it_may_be_packed(loaded: ModelWorker, books: Books) -> None:
    pack_all(loaded, CARROTS)
    assert sum(books.packed(f"0{CARROTS[3:]}").values()) == 10


def test_goods_are_moved_to_a_trolley_and_from_it(loaded: ModelWorker, books: Books) -> None:
    loaded.start("move")
    loaded.scan(MILK)
    assert code_of(loaded.scan("ZONE-D1")) == "move.done"
    loaded.scan(MILK)
    assert code_of(loaded.scan("ZONE-T1")) == "move.done"
    assert "L0212" in books.loose("T1")


def test_what_is_in_quarantine_is_not_released_to_a_trolley(hub: OpenHub, worker: ModelWorker) -> None:
    add_zone(hub, "T1", "trolley")
    receive(worker, MILK_CODE, temperature="9,5")
    worker.press("f10")
    worker.scan("BADGE-0002")
    worker.start("move")
    worker.scan(MILK)
    assert code_of(worker.scan("ZONE-T1")) == "putaway.zone_kind"
