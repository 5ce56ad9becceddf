"""Put away: a zone is proposed and confirmed by scanning it; a wrong one is refused with the reason."""

import pytest
from books import Books
from goods import BEST_BEFORE, CARROT_CASE, CARROTS, MILK, MILK_CASE, code_of, receive

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity

POTS_CASE = "17039999000067"


@pytest.fixture
def stacker(worker: ModelWorker) -> ModelWorker:
    """A worker who puts away what came: milk, carrots and a case of potted lettuce."""
    receive(
        worker,
        f"]C101{MILK_CASE}{BEST_BEFORE}10L0212",
        f"]C101{CARROT_CASE}10L7",
        f"]C101{CARROT_CASE}10L6",
        f"]C101{POTS_CASE}1526120410L5",
    )
    worker.start("putaway")
    return worker


def test_what_waits_is_listed(stacker: ModelWorker) -> None:
    assert [tuple(line.message.values.values()) for line in stacker.answer.prompt.lines] == [
        ("Gulrot vasket 2 kg", "L6", 5),
        ("Gulrot vasket 2 kg", "L7", 5),
        ("Helmelk 1 l", "L0212", 10),
        ("Plukksalat i potte 150 g", "L5", 8),
    ]


@pytest.mark.parametrize(
    ("code", "lot", "zone"), [(MILK, "L0212", "K1"), (f"]C101{CARROT_CASE}10L7", "L7", "A1"), (CARROTS, "L6", "A1")]
)
def test_a_zone_is_proposed_and_confirmed(stacker: ModelWorker, books: Books, code: str, lot: str, zone: str) -> None:
    """Milk belongs in the cold room, carrots in the dry store; an EAN means the lot that comes first."""
    asked = stacker.scan(code)
    assert asked.prompt.what.values["zone"] == zone

    answer = stacker.scan(f"ZONE-{zone}")

    assert (code_of(answer), answer.prompt.id) == ("putaway.done", "putaway.scan")
    assert set(books.loose(zone)) == {lot}
    assert lot not in books.loose("D1")


@pytest.mark.parametrize(
    ("code", "zone", "refusal"),
    [
        (MILK, "A1", "putaway.zone_class"),
        (CARROTS, "K1", "putaway.zone_class"),
        (MILK, "L1", "putaway.zone_kind"),
        (MILK, "Q1", "putaway.zone_kind"),
        (MILK, "D1", "putaway.zone_kind"),
        (MILK, "X9", "putaway.unknown_zone"),
        (MILK, "waste", "putaway.unknown_zone"),
        (MILK, "producer", "putaway.unknown_zone"),
        (MILK, "V1", "putaway.unknown_zone"),
    ],
)
def test_a_wrong_zone_is_refused_with_the_reason(
    stacker: ModelWorker, books: Books, code: str, zone: str, refusal: str
) -> None:
    stacker.scan(code)
    before = books.standing()

    answer = stacker.scan(f"ZONE-{zone}")

    assert (code_of(answer), answer.status, answer.prompt.id) == (refusal, Severity.REFUSED, "putaway.zone")
    assert books.standing() == before


@pytest.mark.parametrize("code", ["]E07039999000411", f"]C101{CARROT_CASE}10L99", "]E05901234123457"])
def test_what_does_not_stand_at_the_dock_is_refused(stacker: ModelWorker, code: str) -> None:
    assert code_of(stacker.scan(code)) == "putaway.nothing_there"


def test_other_goods_may_be_taken_up_instead(stacker: ModelWorker) -> None:
    stacker.scan(MILK)

    assert stacker.scan(CARROTS).prompt.what.values["zone"] == "A1"


def test_f3_puts_the_goods_down_again(stacker: ModelWorker) -> None:
    stacker.scan(MILK)

    assert stacker.press("f3").prompt.id == "putaway.scan"


def test_undo_brings_them_back_to_the_dock(stacker: ModelWorker, books: Books) -> None:
    before = books.standing()
    stacker.scan(MILK)
    stacker.scan("ZONE-K1")

    answer = stacker.press("f2")

    assert answer.prompt.id == "putaway.zone"
    assert books.standing() == before
    assert code_of(stacker.scan("ZONE-K1")) == "putaway.done"


def test_what_was_put_away_twice_is_refused_the_second_time(stacker: ModelWorker) -> None:
    stacker.scan(MILK)
    stacker.scan("ZONE-K1")

    assert code_of(stacker.scan(MILK)) == "putaway.nothing_there"
