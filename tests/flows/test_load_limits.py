"""What a vehicle may carry: kilograms, crates, temperature classes; and what a supervisor's badge lets pass."""

import json

import pytest
from books import Books
from goods import code_of, label_of, stage_milk
from sqlalchemy import select, update

from hubops.demo.model_worker import ModelWorker
from hubops.model.evidence import Event
from hubops.model.outbound import Parcel
from hubops.model.places import Vehicle, Zone
from hubops.open_hub import OpenHub


@pytest.fixture
def loader(worker: ModelWorker) -> ModelWorker:
    """A worker who is about to load V1: four parcels of milk, 28.84 kg in all."""
    stage_milk(worker)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    return worker


def v1(hub: OpenHub, classes: str = "", **values: int) -> None:
    """V1 may carry less than it says in vehicles.csv."""
    with hub.store.write.begin() as conn:
        if values:
            conn.execute(update(Vehicle).where(Vehicle.code == "V1").values(values))
        conn.execute(update(Zone).where(Zone.code == "V1").values(classes=classes))


def allow(worker: ModelWorker, books: Books, kitchen: str, badge: str = "BADGE-0003") -> str:
    """A supervisor lets a parcel pass, "weighed, it is lighter"; the code of the last answer."""
    worker.press("f7")
    worker.press("2")
    worker.scan(label_of(books, kitchen))
    return code_of(worker.scan(badge))


LIMITS = [
    ({"payload_g": 1000}, "over_payload", {"payload_g": 1000}),
    ({"crates": 0}, "over_crates", {"load": 1, "crates": 0}),
    ({"classes": "ambient frozen"}, "class_not_carried", {"class_word": "chilled_default"}),
]


@pytest.mark.parametrize(("limit", "name", "facts"), LIMITS)
def test_a_limit_is_kept(
    loader: ModelWorker, hub: OpenHub, books: Books, limit: dict[str, int], name: str, facts: dict[str, object]
) -> None:
    v1(hub, **limit)  # type: ignore[arg-type]
    before = books.standing()

    answer = loader.scan(label_of(books, "B05"))

    assert (code_of(answer), answer.prompt.id) == (f"load.{name}", "load.parcels")
    assert answer.message is not None
    assert answer.message.values.items() >= facts.items()
    assert books.standing() == before


@pytest.mark.parametrize(("limit", "name", "facts"), LIMITS)
def test_a_supervisor_lets_a_parcel_pass_by_badge(
    loader: ModelWorker, hub: OpenHub, books: Books, limit: dict[str, int], name: str, facts: dict[str, object]
) -> None:
    v1(hub, **limit)  # type: ignore[arg-type]
    before = books.standing()

    assert allow(loader, books, "B05") == "load.passed"

    assert loader.answer.prompt.id == "load.parcels"
    assert books.boxes("B05")[0].state == "loaded"
    ((kind, told),) = [each for each in books.deviations() if each[0].startswith("override")]
    assert (kind, told["limit_word"], told["reason_word"], told["vehicle"]) == ("override_load", name, "weighed", "V1")
    (row,) = books.rows(select(Event.body).where(Event.kind == "override"))
    assert json.loads(row.body).items() >= {"what": "vehicle_limit", "by": "0003", "limits": [name]}.items()

    loader.press("f2")
    assert books.standing() == before


def test_a_full_vehicle_takes_what_still_fits(loader: ModelWorker, hub: OpenHub, books: Books) -> None:
    v1(hub, crates=1)
    assert code_of(loader.scan(label_of(books, "B05"))) == "load.done"
    assert code_of(loader.scan(label_of(books, "B03"))) == "load.over_crates"


def test_frozen_goods_never_go_without_a_freezer(loader: ModelWorker, hub: OpenHub, books: Books) -> None:
    v1(hub, "chilled_default ambient")
    with hub.store.write.begin() as conn:
        conn.execute(update(Parcel).where(Parcel.sscc == books.boxes("B05")[0].sscc).values(temperature_class="frozen"))

    assert code_of(loader.scan(label_of(books, "B05"))) == "load.no_freezer"
    assert allow(loader, books, "B05") == "signin.badge_last", "no badge lets it pass: none is asked"
    assert loader.answer.prompt.id == "load.beyond"
    assert books.boxes("B05")[0].state == "staged"


@pytest.mark.parametrize(
    ("badge", "refusal"), [("BADGE-0005", "authority.badge_too_low"), ("BADGE-9999", "signin.unknown_badge")]
)
def test_not_every_badge_will_do(loader: ModelWorker, hub: OpenHub, books: Books, badge: str, refusal: str) -> None:
    v1(hub, payload_g=1000)
    before = books.standing()

    assert allow(loader, books, "B05", badge) == refusal
    assert loader.answer.prompt.id == "load.badge"
    assert books.standing() == before


def test_a_badge_is_not_asked_in_vain(loader: ModelWorker, books: Books) -> None:
    loader.press("f7")
    loader.press("2")

    assert code_of(loader.scan(label_of(books, "B05"))) == "load.within_limits"
    assert loader.answer.prompt.what.values == {"vehicle": "V1", "reason_word": "weighed"}


@pytest.mark.parametrize("steps", [[], ["2"], ["2", "B05"]])
def test_f3_gives_it_up(loader: ModelWorker, hub: OpenHub, books: Books, steps: list[str]) -> None:
    v1(hub, payload_g=1000)
    loader.press("f7")
    for step in steps:
        _ = loader.press(step) if step.isdigit() else loader.scan(label_of(books, step))

    assert loader.press("f3").prompt.id == "load.parcels"
    assert code_of(loader.scan(label_of(books, "B05"))) == "load.over_payload"


def test_a_reason_is_one_of_those_listed(loader: ModelWorker) -> None:
    assert len(loader.press("f7").prompt.lines) == 4
    assert code_of(loader.press("5")) == "receive.no_such_reason"


@pytest.mark.parametrize("steps", [[], ["2"]])
def test_a_badge_that_comes_too_early_is_asked_to_wait(loader: ModelWorker, steps: list[str]) -> None:
    """Whoever allows it need not sign in, and the worker need not go."""
    loader.press("f7")
    for step in steps:
        loader.press(step)
    before = loader.answer.prompt.id

    assert code_of(loader.scan("BADGE-0003")) == "signin.badge_last"
    assert loader.answer.prompt.id == before
    loader.press("f3")
    assert code_of(loader.scan("BADGE-0003")) == "signin.busy", "here another badge is another worker"
