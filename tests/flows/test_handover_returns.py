"""Returns in quarantine: released or thrown away, by somebody who may decide and is named."""

import pytest
from books import Books
from goods import MILK_CODE, code_of, stage_milk

from hubops.demo.model_worker import ModelWorker

B01 = "Furukollen skole"


@pytest.fixture
def returned(worker: ModelWorker, books: Books) -> ModelWorker:
    """The milk of B01 came back on V1 at 4.6 degrees and stands in quarantine; a supervisor is signed in."""
    stage_milk(worker)
    worker.load("V1")
    worker.at(13, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    worker.scan(label_of(books))
    worker.type("4,6")
    worker.press("f3")
    sign_in(worker, "BADGE-0002")
    return worker


def sign_in(worker: ModelWorker, badge: str) -> None:
    """Somebody else takes over the station and goes to the hand-over."""
    worker.press("f10")
    worker.scan(badge)
    worker.start("handover")


def label_of(books: Books) -> str:
    """The code on the label of B01's parcel."""
    return f"]C100{books.boxes('B01')[0].sscc}"


def told(books: Books) -> list[tuple[str, object]]:
    """What was decided about returns, and by whom."""
    return [(kind, facts["name"]) for kind, facts in books.deviations() if kind.startswith("return_")]


def test_returns_and_open_runs_are_listed(returned: ModelWorker) -> None:
    run, box = returned.answer.prompt.lines

    assert (run.message.code, run.message.values["vehicle"], run.message.values["stops"]) == (
        "handover.unsigned_line",
        "V1",
        4,
    )
    assert (box.message.code, box.message.values["kitchen"], box.mark) == ("returns.waiting_line", B01, "bad")


def test_the_one_who_decides_sees_the_temperature(returned: ModelWorker, books: Books) -> None:
    prompt = returned.scan(label_of(books)).prompt

    assert prompt.id == "handover.decide"
    assert prompt.what.values == {"kitchen": B01, "number": 1, "measured_cc": 460}
    assert [line.mark for line in prompt.lines] == ["bad", *[""] * 5]
    assert prompt.lines[0].message.values == {"class_word": "chilled_default", "limit_cc": 400}


@pytest.mark.parametrize(("measured", "mark", "warm"), [("3,9", "done", []), ("12", "bad", [1200])])
def test_a_return_that_is_too_warm_is_a_deviation(
    returned: ModelWorker, books: Books, measured: str, mark: str, warm: list[int]
) -> None:
    returned.scan("VEHICLE-V1")
    returned.scan(label := f"]C100{books.boxes('B02')[0].sscc}")
    if returned.answer.prompt.id == "handover.return":
        returned.type(measured)
    returned.press("f3")
    prompt = returned.scan(label).prompt

    assert (prompt.id, prompt.lines[0].mark) == ("handover.decide", mark)
    assert [facts["measured_cc"] for kind, facts in books.deviations() if kind == "too_warm"] == warm


def test_released_goods_stand_at_the_dock(returned: ModelWorker, books: Books) -> None:
    before = books.standing()
    goods = books.boxes("B01")[0].goods
    dock = books.loose("D1").get("L0212", (0, 0))
    returned.scan(label_of(books))

    answer = returned.press("1")

    assert (code_of(answer), answer.prompt.id) == ("returns.released", "handover.papers")
    (box,) = books.boxes("B01")
    assert (box.state, box.zone, box.goods) == ("released", "D1", ())
    assert books.loose("D1")["L0212"] == (dock[0] + goods[0][1], dock[1] + goods[0][2])
    assert told(books) == [("return_released", "Ola T.")]
    assert books.line("BK-2001", 1).state != "unaccounted"

    assert returned.press("f2").prompt.id == "handover.decide"
    assert books.standing() == before


@pytest.mark.parametrize(("digit", "reason"), [("2", "too_warm"), ("3", "damaged"), ("4", "expired"), ("5", "quality")])
def test_discarded_goods_are_waste(returned: ModelWorker, books: Books, digit: str, reason: str) -> None:
    before = books.standing()
    returned.scan(label_of(books))

    answer = returned.press(digit)

    assert answer.message is not None
    assert (answer.message.code, answer.message.values["reason_word"]) == ("returns.discarded", reason)
    (box,) = books.boxes("B01")
    assert (box.state, box.zone, box.goods) == ("discarded", "waste", ())
    assert told(books) == [("return_discarded", "Ola T.")]

    returned.press("f2")
    assert books.standing() == before


@pytest.mark.parametrize("digit", ["1", "2"])
def test_a_worker_does_not_decide(returned: ModelWorker, books: Books, digit: str) -> None:
    sign_in(returned, "BADGE-0001")
    returned.scan(label_of(books))
    before = books.standing()

    assert code_of(returned.press(digit)) == "authority.role_needed"
    assert books.standing() == before


def test_a_return_is_decided_about_once(returned: ModelWorker, books: Books) -> None:
    returned.scan(label_of(books))
    returned.press("1")

    assert code_of(returned.scan(label_of(books))) == "returns.not_waiting"


@pytest.mark.parametrize(
    ("key", "code"), [("6", "receive.no_such_reason"), ("0", "receive.no_such_reason"), ("f3", "")]
)
def test_what_decides_nothing(returned: ModelWorker, books: Books, key: str, code: str) -> None:
    returned.scan(label_of(books))
    before = books.standing()

    assert code_of(returned.press(key)) == code
    assert books.standing() == before


def test_a_stop_whose_return_was_decided_about_can_still_be_signed_off(returned: ModelWorker, books: Books) -> None:
    returned.scan(label_of(books))
    returned.press("1")
    returned.scan("VEHICLE-V1")
    assert code_of(returned.press("1")) == "handover.came_back"
    returned.press("3")
    for text in ("0930", "Kari", "3,4"):
        returned.type(text)

    assert code_of(returned.press("enter")) == "handover.recorded_now"
    assert books.boxes("B01")[0].state == "released"


def test_goods_that_were_put_away_are_not_taken_back(
    returned: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    returned.scan(label_of(books))
    returned.press("1")
    colleague.start("putaway")
    colleague.scan(MILK_CODE)
    colleague.scan("ZONE-K1")
    before = books.standing()

    assert code_of(returned.press("f2")) == "undo.moved_on"
    assert books.standing() == before


@pytest.mark.parametrize("say", ["VEHICLE-V1", "manifest"])
def test_a_paper_is_taken_up_instead(returned: ModelWorker, books: Books, say: str) -> None:
    returned.scan(label_of(books))

    answer = returned.scan(f"MANIFEST-{books.jobs('manifest')[-1]['code']}" if say == "manifest" else say)

    assert answer.prompt.id == "handover.stop"


def test_another_return_is_taken_in_hand_instead(returned: ModelWorker, books: Books) -> None:
    returned.scan(label_of(books))

    assert returned.scan(label_of(books)).prompt.id == "handover.decide"
