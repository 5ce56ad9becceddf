"""Hold and release: a lot on hold is not shared out; releasing it, or goods in quarantine, is a matter of role."""

import pytest
from books import Books
from goods import CARROT_CASE, CARROT_CODE, CARROTS, MILK, MILK_CODE, close_deliveries, code_of, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity

DECIDERS = ["BADGE-0002", "BADGE-0003"]
"""A supervisor and a coordinator."""
OTHERS = ["BADGE-0001", "BADGE-0004"]
"""A worker and an admin."""


def hold(worker: ModelWorker, code: str, reason: str = "1") -> None:
    """Put a lot on hold."""
    worker.start("move")
    worker.scan(code)
    worker.press("f5")
    assert code_of(worker.press(reason)) == "move.held"


@pytest.fixture
def held(worker: ModelWorker) -> ModelWorker:
    """A worker who has put the milk on hold and still has it in hand; carrots stand beside it."""
    receive(worker, MILK_CODE, CARROT_CODE)
    hold(worker, MILK)
    return worker


@pytest.fixture
def quarantined(worker: ModelWorker) -> ModelWorker:
    """Milk was too warm and stands in quarantine."""
    receive(worker, MILK_CODE, temperature="9,5")
    return worker


def take_over(worker: ModelWorker, badge: str, flow: str, code: str) -> None:
    """Somebody else signs in and takes goods in hand."""
    sign_in(worker, badge, flow)
    assert worker.scan(code).prompt.id == f"{flow}.in_hand"


def sign_in(worker: ModelWorker, badge: str, flow: str) -> None:
    """Somebody else signs in and begins."""
    worker.press("f10")
    worker.scan(badge)
    worker.start(flow)


def test_a_held_lot_is_shown_as_held(held: ModelWorker) -> None:
    (line,) = held.answer.prompt.lines
    assert (line.message.code, line.message.values["reason_word"], line.mark) == ("move.held_line", "quality", "bad")
    (line,) = held.press("f3").prompt.lines
    assert (line.message.code, line.message.values["zone"]) == ("move.held_line", "D1")
    marks = {line.message.values["lot"]: line.message.code for line in held.scan("ZONE-D1").prompt.lines}
    assert marks == {"L0212": "stacks.held_line", "L7": "stacks.line"}
    waiting = {line.message.values["lot"]: line.message.code for line in held.start("putaway").prompt.lines}
    assert waiting == {"L0212": "putaway.waiting_held", "L7": "putaway.waiting_line"}


def test_a_held_lot_is_not_shared_out(held: ModelWorker, books: Books) -> None:
    asked = held.start("crossdock")
    assert [line.message.values["product"] for line in asked.prompt.lines] == ["Gulrot vasket 2 kg"]

    answer = held.scan(MILK)

    assert (code_of(answer), answer.prompt.id) == ("holding.set_apart", "crossdock.scan")
    assert books.packed(MILK[3:].zfill(14)) == {}


def test_what_is_held_while_it_is_being_packed_goes_into_no_parcel(
    worker: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    receive(worker, MILK_CODE)
    worker.start("crossdock")
    worker.scan(MILK)
    hold(colleague, MILK)
    before = books.standing()

    assert worker.press("enter").status is Severity.REFUSED
    assert books.standing() == before


def test_other_lots_of_the_article_are_shared_out(worker: ModelWorker, books: Books) -> None:
    receive(worker, CARROT_CODE, f"]C101{CARROT_CASE}10L6")
    hold(worker, CARROT_CODE)
    pack_all(worker, CARROTS)

    assert {lot for box in books.boxes() for lot, _, _ in box.goods} == {"L6"}
    assert set(books.loose("D1")) == {"L7"}


def test_nobody_waits_for_a_held_lot(worker: ModelWorker, books: Books) -> None:
    """When all that is left is on hold, the parcels close as if there were nothing."""
    receive(worker, CARROT_CODE, f"]C101{CARROT_CASE}10L6")
    hold(worker, CARROT_CODE)
    close_deliveries(worker)
    pack_all(worker, CARROTS)

    assert {box.state for box in books.boxes()} == {"closed"}


def test_a_held_lot_may_be_put_away_and_moved(held: ModelWorker, books: Books) -> None:
    assert code_of(held.scan("ZONE-K1")) == "move.done"
    assert books.loose("K1") == {"L0212": (10, 10_300)}


@pytest.mark.parametrize("badge", DECIDERS)
def test_a_supervisor_or_coordinator_releases_it(held: ModelWorker, books: Books, badge: str) -> None:
    take_over(held, badge, "move", MILK)

    answer = held.press("f6")

    assert (code_of(answer), answer.prompt.id, answer.prompt.lines) == ("move.hold_released", "move.in_hand", ())
    pack_all(held, MILK)
    assert sum(books.packed(MILK[3:].zfill(14)).values()) == 10


@pytest.mark.parametrize("badge", OTHERS)
def test_nobody_else_releases_it(held: ModelWorker, books: Books, badge: str) -> None:
    take_over(held, badge, "move", MILK)
    before = books.standing()

    answer = held.press("f6")

    assert (code_of(answer), answer.status) == ("authority.role_needed", Severity.REFUSED)
    assert answer.message is not None
    assert "supervisor" in answer.message.text("en")
    assert books.standing() == before


def test_a_lot_is_held_once_and_released_once(held: ModelWorker) -> None:
    held.press("f5")
    assert code_of(held.press("2")) == "holding.held"
    take_over(held, "BADGE-0002", "move", MILK)
    held.press("f6")
    assert code_of(held.press("f6")) == "holding.not_held"


@pytest.mark.parametrize("digit", ["0", "5"])
def test_a_hold_needs_a_reason(held: ModelWorker, digit: str) -> None:
    held.press("f5")
    assert (code_of(held.press(digit)), held.answer.prompt.id) == ("receive.no_such_reason", "move.hold")


def test_undo_of_a_hold(held: ModelWorker, books: Books) -> None:
    answer = held.press("f2")

    assert (answer.prompt.id, books.standing()["hold"]) == ("move.hold", [])
    pack_all(held, MILK)
    assert books.packed(MILK[3:].zfill(14))


def test_undo_of_a_release(held: ModelWorker, books: Books) -> None:
    take_over(held, "BADGE-0002", "move", MILK)
    before = books.standing()
    held.press("f6")

    assert code_of(held.press("f2")) == "undo.done"
    assert books.standing() == before


@pytest.mark.parametrize("badge", DECIDERS)
def test_quarantine_is_released_into_a_storage_zone(quarantined: ModelWorker, books: Books, badge: str) -> None:
    take_over(quarantined, badge, "move", MILK)
    before = books.standing()

    answer = quarantined.scan("ZONE-K1")

    assert (code_of(answer), answer.prompt.id) == ("move.released", "move.scan")
    assert (books.loose("Q1"), books.loose("K1")) == ({}, {"L0212": (10, 10_300)})
    assert books.movements()[-1].kind == "release"
    quarantined.press("f2")
    assert books.standing() == before


@pytest.mark.parametrize("badge", OTHERS)
def test_nobody_else_decides_about_quarantine(quarantined: ModelWorker, books: Books, badge: str) -> None:
    take_over(quarantined, badge, "move", MILK)
    before = books.standing()

    assert code_of(quarantined.scan("ZONE-K1")) == "authority.role_needed"
    assert books.standing() == before


@pytest.mark.parametrize("badge", OTHERS)
@pytest.mark.parametrize("named", [(MILK,), ("ZONE-Q1", MILK), ("ZONE-Q1", "1")])
def test_nobody_else_takes_it_in_hand_to_throw_it_away(
    quarantined: ModelWorker, books: Books, badge: str, named: tuple[str, ...]
) -> None:
    sign_in(quarantined, badge, "waste")
    before = books.standing()
    for said in named:
        answer = quarantined.press(said) if said == "1" else quarantined.scan(said)

    assert code_of(answer) == "waste.set_apart"
    assert answer.message is not None
    assert "only a supervisor or a coordinator may throw it away" in answer.message.text("en")
    assert books.standing() == before


@pytest.mark.parametrize(
    ("zone", "refusal"),
    [("D1", "putaway.zone_kind"), ("Q1", "move.same_zone"), ("A1", "putaway.zone_class"), ("L1", "putaway.zone_kind")],
)
def test_quarantine_is_released_nowhere_else(quarantined: ModelWorker, zone: str, refusal: str) -> None:
    take_over(quarantined, "BADGE-0002", "move", MILK)
    assert code_of(quarantined.scan(f"ZONE-{zone}")) == refusal


@pytest.mark.parametrize("badge", DECIDERS)
def test_quarantine_is_discarded(quarantined: ModelWorker, books: Books, badge: str) -> None:
    take_over(quarantined, badge, "waste", MILK)
    quarantined.press("enter")

    assert code_of(quarantined.press("3")) == "waste.done"
    assert books.loose("Q1") == {}


def test_what_is_held_while_it_is_in_hand_is_not_thrown_away(
    worker: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    receive(worker, MILK_CODE)
    worker.start("waste")
    worker.scan(MILK)
    worker.press("enter")
    hold(colleague, MILK)
    before = books.standing()

    assert code_of(worker.press("4")) == "waste.set_apart"
    assert books.standing() == before


def test_a_held_lot_is_discarded_by_who_may_release_it(held: ModelWorker, books: Books) -> None:
    held.start("waste")
    answer = held.scan(MILK)
    assert (code_of(answer), answer.prompt.id) == ("waste.set_apart", "waste.scan"), "before anything is typed"

    take_over(held, "BADGE-0003", "waste", MILK)
    held.press("enter")
    assert code_of(held.press("4")) == "waste.done"
    assert "L0212" not in books.loose("D1")
