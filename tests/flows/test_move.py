"""Move: goods go from one zone to another, all of a lot or fewer; a wrong zone is refused with the reason."""

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, CARROT_CASE, CARROT_CODE, CARROTS, MILK, MILK_CODE, code_of, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer
from hubops.messages import Severity


@pytest.fixture
def mover(worker: ModelWorker) -> ModelWorker:
    """A worker who moves goods: milk in the cold room, carrots of two lots and beef at the dock."""
    receive(worker, MILK_CODE, CARROT_CODE, f"]C101{CARROT_CASE}10L6", BEEF_CODE)
    worker.start("putaway")
    worker.scan(MILK)
    worker.scan("ZONE-K1")
    worker.start("move")
    return worker


def lines(answer: Answer) -> list[tuple[object, object, object]]:
    """Lot, zone and pieces of each line."""
    found = [line.message.values for line in answer.prompt.lines]
    return [(values["lot"], values["zone"], values["pieces"]) for values in found]


def test_goods_that_stand_in_one_place_take_two_scans(mover: ModelWorker, books: Books) -> None:
    asked = mover.scan(MILK)
    assert asked.prompt.id == "move.in_hand"
    assert dict(asked.prompt.what.values) == {"product": "Helmelk 1 l", "lot": "L0212", "zone": "K1", "pieces": 10}

    answer = mover.scan("ZONE-D1")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("move.done", Severity.OK, "move.emptied")
    assert books.loose("K1") == {}
    assert books.loose("D1")["L0212"] == (10, 10_300)


def test_fewer_are_moved_when_a_number_is_typed(mover: ModelWorker, books: Books) -> None:
    mover.scan(MILK)
    assert mover.type("3").prompt.what.values["pieces"] == 3

    assert code_of(mover.scan("ZONE-D1")) == "move.done"
    assert books.loose("K1") == {"L0212": (7, 7210)}
    assert books.loose("D1")["L0212"] == (3, 3090)


def test_a_part_of_weighed_goods_takes_its_share_of_the_weight(mover: ModelWorker, books: Books) -> None:
    mover.scan(BEEF)
    mover.type("3")
    mover.scan("ZONE-K1")
    assert (books.loose("K1")["KJ7"], books.loose("D1")["KJ7"]) == ((3, 6000), (1, 2000))


@pytest.mark.parametrize("typed", ["0", "11", "-1", "x", ""])
def test_no_more_than_there_are(mover: ModelWorker, typed: str) -> None:
    mover.scan(MILK)
    assert (code_of(mover.type(typed)), mover.answer.prompt.id) == ("answer.no_count", "move.in_hand")


def test_of_several_lots_a_digit_chooses(mover: ModelWorker, books: Books) -> None:
    asked = mover.scan(CARROTS)
    assert asked.prompt.id == "move.which"
    assert lines(asked) == [("L6", "D1", 5), ("L7", "D1", 5)]
    assert code_of(mover.press("3")) == "today.no_such_choice"

    mover.press("2")
    mover.scan("ZONE-A1")

    assert books.loose("A1") == {"L7": (5, 10_000)}


def test_the_lot_in_the_code_chooses(mover: ModelWorker) -> None:
    assert mover.scan(CARROT_CODE).prompt.what.values["lot"] == "L7"


def test_a_zone_shows_its_goods(mover: ModelWorker) -> None:
    asked = mover.scan("ZONE-D1")
    assert asked.prompt.id == "move.which"
    assert lines(asked) == [("KJ7", "D1", 4), ("L6", "D1", 5), ("L7", "D1", 5)]
    assert mover.scan(BEEF).prompt.what.values["lot"] == "KJ7"


def test_the_zone_says_where_the_goods_are_taken_from(mover: ModelWorker) -> None:
    mover.scan(MILK)
    mover.type("4")
    mover.scan("ZONE-D1")
    assert lines(mover.scan(MILK)) == [("L0212", "D1", 4), ("L0212", "K1", 6)]

    assert mover.scan("ZONE-K1").prompt.what.values["pieces"] == 6


def test_goods_that_are_not_in_the_zone_are_looked_for_elsewhere(mover: ModelWorker) -> None:
    mover.scan("ZONE-D1")
    assert mover.scan(MILK).prompt.what.values["zone"] == "K1"


@pytest.mark.parametrize(
    ("code", "zone", "refusal"),
    [
        (MILK, "A1", "putaway.zone_class"),
        (BEEF, "L1", "putaway.zone_kind"),
        (BEEF, "Q1", "putaway.zone_kind"),
        (MILK, "K1", "move.same_zone"),
        (MILK, "X9", "putaway.unknown_zone"),
        (MILK, "waste", "putaway.unknown_zone"),
        (MILK, "V1", "putaway.unknown_zone"),
    ],
)
def test_a_wrong_zone_is_refused_with_the_reason(
    mover: ModelWorker, books: Books, code: str, zone: str, refusal: str
) -> None:
    mover.scan(code)
    before = books.standing()

    answer = mover.scan(f"ZONE-{zone}")

    assert (code_of(answer), answer.status, answer.prompt.id) == (refusal, Severity.REFUSED, "move.in_hand")
    assert books.standing() == before


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("]E07039999000244", "stacks.none"),
        (f"]C101{CARROT_CASE}10L99", "stacks.none"),
        ("ZONE-A1", "stacks.none_in_zone"),
        ("ZONE-X9", "putaway.unknown_zone"),
    ],
)
def test_what_stands_nowhere_is_refused(mover: ModelWorker, code: str, refusal: str) -> None:
    assert (code_of(mover.scan(code)), mover.answer.prompt.id) == (refusal, "move.scan")


def test_a_zone_without_the_goods_is_refused(mover: ModelWorker) -> None:
    mover.scan(CARROTS)
    assert (code_of(mover.scan("ZONE-K1")), mover.answer.prompt.id) == ("stacks.none_in_zone", "move.which")


@pytest.mark.parametrize(("code", "said"), [(MILK, "stacks.laid_down"), (CARROTS, ""), ("ZONE-D1", "")])
def test_f3_puts_the_goods_down_again(mover: ModelWorker, code: str, said: str) -> None:
    """Where goods were in hand it says which."""
    mover.scan(code)
    answer = mover.press("f3")
    assert (code_of(answer), answer.prompt.id) == (said, "move.scan")


def test_what_no_digit_reaches_at_once_is_reached_by_a_scan(mover: ModelWorker) -> None:
    receive(mover, *(f"]C101{CARROT_CASE}10X{n}" for n in range(8)))
    mover.start("move")

    *lots, more = mover.scan(CARROTS).prompt.lines

    assert (len(lots), more.message.code, more.message.values) == (9, "nine.more", {"count": 1})
    assert mover.scan(f"]C101{CARROT_CASE}10X7").prompt.what.values["lot"] == "X7"


def test_undo_brings_them_back(mover: ModelWorker, books: Books) -> None:
    before = books.standing()
    mover.scan(MILK)
    mover.type("3")
    mover.scan("ZONE-D1")

    answer = mover.press("f2")

    assert (answer.prompt.id, answer.prompt.what.values["pieces"]) == ("move.in_hand", 3)
    assert books.standing() == before
    assert code_of(mover.scan("ZONE-D1")) == "move.done"


def test_goods_that_a_colleague_packed_meanwhile_are_gone(
    mover: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    mover.scan(MILK)
    pack_all(colleague, MILK)
    before = books.standing()

    assert code_of(mover.scan("ZONE-D1")) == "stacks.gone"
    assert books.standing() == before
    assert mover.answer.prompt.id == "move.scan"


@pytest.mark.parametrize("resumed", [False, True], ids=["at work", "started again"])
def test_what_is_asked_after_goods_are_gone_is_answered(
    mover: ModelWorker, colleague: ModelWorker, resumed: bool
) -> None:
    """The screen shows the first question of the dialogue, so its answers count."""
    mover.scan(MILK)
    mover.press("f5")
    pack_all(colleague, MILK)
    if resumed:
        mover.floor = type(mover.floor)(mover.floor.desk)
        assert mover.floor.resume().prompt.id == "move.scan"
    else:
        assert code_of(mover.press("1")) == "stacks.gone"

    assert mover.scan("ZONE-K1").message is not None
    assert (code_of(mover.answer), mover.answer.prompt.id) == ("stacks.none_in_zone", "move.scan")
    assert mover.scan(BEEF).prompt.id == "move.in_hand"


def test_f3_leads_to_the_board_where_the_goods_are_gone(mover: ModelWorker, colleague: ModelWorker) -> None:
    """The screen shows the first question of the dialogue, so its F3 counts, and that of the lost one does not."""
    mover.scan(MILK)
    mover.press("f5")
    pack_all(colleague, MILK)
    assert code_of(mover.press("1")) == "stacks.gone"

    answer = mover.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("", "today.board")


def test_fewer_are_left_than_were_typed(mover: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    mover.scan(MILK)
    mover.type("8")
    colleague.start("move")
    colleague.scan(MILK)
    colleague.type("5")
    colleague.scan("ZONE-D1")
    before = books.standing()

    assert code_of(mover.scan("ZONE-D1")) == "stock.not_there"
    assert books.standing() == before


@pytest.mark.parametrize("steps", [(), ("f5",)], ids=["in hand", "hold"])
def test_other_goods_are_taken_in_hand_instead(mover: ModelWorker, books: Books, steps: tuple[str, ...]) -> None:
    before = books.standing()
    mover.scan(MILK)
    for step in steps:
        mover.press(step)

    answer = mover.scan(BEEF)

    assert (answer.prompt.id, answer.prompt.what.values["lot"]) == ("move.in_hand", "KJ7")
    assert books.standing() == before


def test_f3_holds_nothing(mover: ModelWorker, books: Books) -> None:
    before = books.standing()
    mover.scan(MILK)
    assert mover.press("f5").prompt.id == "move.hold"

    answer = mover.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("stacks.laid_down", "move.scan")
    assert books.standing() == before
