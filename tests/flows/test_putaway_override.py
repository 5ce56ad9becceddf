"""Put away: a supervisor lets goods stand where the zone refuses them; some reasons pass with no badge."""

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, MILK, MILK_CODE, code_of, receive
from places import add_zone, change_zone

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.open_hub import OpenHub
from hubops.operations.putaway import OVERRIDE_REASONS

POTS, POTS_CODE = "]E07039999000060", "]C101170399990000671526120410L5"
"""Potted lettuce: ambient by class, its grower wants it no colder than two degrees."""
SUPERVISOR, COORDINATOR, WORKER, ADMIN = (f"BADGE-000{n}" for n in (2, 3, 1, 4))


@pytest.fixture
def stacker(worker: ModelWorker) -> ModelWorker:
    """A worker who puts away: milk, carrots and potted lettuce stand at the dock."""
    receive(worker, MILK_CODE, CARROT_CODE, POTS_CODE)
    worker.start("putaway")
    return worker


def ask_for(worker: ModelWorker, code: str, zone: str, reason: str = "1") -> str:
    """Take goods in hand and ask for a zone that refuses them; the code of the answer."""
    worker.scan(code)
    worker.press("f7")
    worker.press(reason)
    return code_of(worker.scan(f"ZONE-{zone}"))


@pytest.mark.parametrize("badge", [SUPERVISOR, COORDINATOR])
@pytest.mark.parametrize("digit", [str(n) for n in range(1, len(OVERRIDE_REASONS) + 1)])
def test_a_badge_lets_a_wrong_class_pass(stacker: ModelWorker, books: Books, badge: str, digit: str) -> None:
    stacker.scan(CARROTS)
    assert code_of(stacker.scan("ZONE-K1")) == "putaway.zone_class"
    stacker.press("f3")
    before, overrides = books.standing(), books.events("override")

    assert ask_for(stacker, CARROTS, "K1", digit) == ""
    assert stacker.answer.prompt.id == "putaway.badge"
    answer = stacker.scan(badge)

    assert (code_of(answer), answer.status, answer.prompt.id) == ("putaway.done_anyway", Severity.WARN, "putaway.scan")
    assert books.loose("K1") == {"L7": (5, 10_000)}
    assert books.events("override") == overrides + 1
    (deviation,) = books.deviations()
    assert deviation[0] == "override_zone"
    assert (deviation[1]["zone"], deviation[1]["reason_word"]) == ("K1", OVERRIDE_REASONS[int(digit) - 1])
    assert stacker.press("f2").prompt.id == "putaway.badge"
    assert books.standing() == before


def test_a_full_zone_takes_them_all(hub: OpenHub, stacker: ModelWorker, books: Books) -> None:
    change_zone(hub, "K1", capacity_crates=0)
    ask_for(stacker, MILK, "K1")

    assert code_of(stacker.scan(SUPERVISOR)) == "putaway.done_anyway"
    assert books.loose("K1") == {"L0212": (10, 10_300)}


def test_what_was_typed_goes_and_the_rest_are_asked_for(stacker: ModelWorker, books: Books) -> None:
    stacker.scan(CARROTS)
    stacker.type("2")
    stacker.press("f7")
    stacker.press("2")
    stacker.scan("ZONE-K1")

    answer = stacker.scan(SUPERVISOR)

    assert (code_of(answer), answer.prompt.what.values["pieces"]) == ("putaway.part_done", 3)
    assert books.loose("K1") == {"L7": (2, 4000)}


def test_goods_on_a_trolley_are_let_pass_too(hub: OpenHub, stacker: ModelWorker) -> None:
    add_zone(hub, "T1", "trolley")
    stacker.scan("ZONE-T1")
    stacker.scan(MILK)
    stacker.scan(CARROTS)
    ask_for(stacker, CARROTS, "K1")
    assert stacker.scan(SUPERVISOR).prompt.id == "putaway.trolley"


def test_a_colder_room_than_the_grower_wants_may_pass(hub: OpenHub, stacker: ModelWorker) -> None:
    """It does harm to the lettuce, not to who eats it."""
    add_zone(hub, "K8", min_cc=0, max_cc=100)
    ask_for(stacker, POTS, "K8")
    assert code_of(stacker.scan(SUPERVISOR)) == "putaway.done_anyway"


@pytest.mark.parametrize(
    ("code", "zone", "refusal"),
    [
        (MILK, "A1", "putaway.zone_too_warm"),  # 4 degrees is what the class allows, the dry store has 12
        (POTS, "F1", "putaway.zone_too_cold"),  # it would freeze
        (CARROTS, "R1", "putaway.zone_too_heavy"),  # what the rack can bear
        (MILK, "L1", "putaway.zone_kind"),
        (MILK, "Q1", "putaway.zone_kind"),
        (MILK, "K1", "putaway.takes_it"),
        (MILK, "X9", "putaway.unknown_zone"),
    ],
)
def test_what_no_badge_lets_pass(
    hub: OpenHub, stacker: ModelWorker, books: Books, code: str, zone: str, refusal: str
) -> None:
    add_zone(hub, "F1", min_cc=-2500, max_cc=-1800, classes="frozen")
    add_zone(hub, "R1", capacity_g=1000)
    before = books.standing()

    assert (ask_for(stacker, code, zone), stacker.answer.prompt.id) == (refusal, "putaway.anyway")
    assert books.standing() == before


def test_goods_on_hold_pass_with_no_badge(stacker: ModelWorker) -> None:
    stacker.start("move")
    stacker.scan(CARROTS)
    stacker.press("f5")
    stacker.press("1")
    stacker.start("putaway")
    assert ask_for(stacker, CARROTS, "K1") == "putaway.held_stays"


@pytest.mark.parametrize(
    ("badge", "refusal"),
    [(WORKER, "authority.badge_too_low"), (ADMIN, "authority.badge_too_low"), ("BADGE-9999", "signin.unknown_badge")],
)
def test_nobody_elses_badge_will_do(stacker: ModelWorker, books: Books, badge: str, refusal: str) -> None:
    ask_for(stacker, CARROTS, "K1")
    before = books.standing()

    assert (code_of(stacker.scan(badge)), stacker.answer.prompt.id) == (refusal, "putaway.badge")
    assert books.standing() == before


def test_a_reason_is_chosen_by_its_digit(stacker: ModelWorker) -> None:
    stacker.scan(CARROTS)
    stacker.press("f7")
    assert (code_of(stacker.press("9")), stacker.answer.prompt.id) == ("receive.no_such_reason", "putaway.reason")


@pytest.mark.parametrize("steps", [[], ["1"], ["1", "ZONE-K1"]])
def test_f3_leads_back_to_the_zone(stacker: ModelWorker, steps: list[str]) -> None:
    stacker.scan(CARROTS)
    stacker.press("f7")
    for step in steps:
        (stacker.scan if step.startswith("ZONE") else stacker.press)(step)
    assert stacker.press("f3").prompt.id == "putaway.zone"
