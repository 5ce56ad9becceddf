"""A deviation has a family and an owner; it ends by a later fact, or when somebody names its cause."""

import ast
from pathlib import Path
from typing import Any

import pytest
from books import Books
from goods import MILK_CODE, close_deliveries, receive, stage_milk
from sqlalchemy import select

import hubops
from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.messages import has_words
from hubops.model.deviation_kinds import ALARMS, CAUSES, FAMILIES, KINDS, family_of, kind_of
from hubops.model.evidence import Deviation
from hubops.model.people import ROLES
from hubops.open_hub import OpenHub
from hubops.operations import deviations, watches


def told_kinds() -> set[str]:
    """Every kind that the source tells; ``stop_`` stands for all that begin so."""
    found = set()
    for path in Path(hubops.__file__).parent.glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "deviation":
                found |= {str(part.value) for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    return found


def rows(books: Books, kind: str) -> list[Any]:
    """The deviations of a kind that stand."""
    return books.rows(select(Deviation.__table__).where(Deviation.kind == kind, Deviation.undone_by_id.is_(None)))


@pytest.mark.parametrize("kind", sorted(told_kinds()))
def test_every_kind_that_is_told_is_sorted(kind: str) -> None:
    assert kind in KINDS or [known for known in KINDS if kind.endswith("_") and known.startswith(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_family_an_owner_and_words(kind: str) -> None:
    """The closing statement and the report name each."""
    assert KINDS[kind].family in FAMILIES
    assert KINDS[kind].owner in ("", *ROLES)
    assert has_words(f"kind.{kind}")
    assert has_words(f"deviation.{kind}")


def test_families_causes_and_alarms_have_words() -> None:
    assert all(has_words(f"word.family_{family}") for family in FAMILIES)
    assert all(has_words(f"word.cause_{cause}") for cause in CAUSES)
    assert {*ALARMS} <= {watch.kind for watch in watches.WATCHES}
    assert {*ALARMS.values()} <= {*FAMILIES}


@pytest.mark.parametrize(
    ("kind", "values", "cause", "family"),
    [
        ("line_short", {}, "", "short"),
        ("refused", {"reason_word": "damaged"}, "", "damaged"),
        ("refused", {"reason_word": "expired"}, "", "other"),
        ("written_off", {"reason_word": "not_found"}, "", "short"),
        ("problem", {"problem_word": "problem_temperature"}, "", "warm"),
        ("stop_not_home", {}, "", "no_answer"),
        ("stop_part", {}, "wrong_stop", "wrong_stop"),
        ("nobody_knows_it", {}, "", "other"),
    ],
)
def test_the_family(kind: str, values: dict[str, object], cause: str, family: str) -> None:
    assert family_of(kind, values, cause) == family
    assert kind_of(kind).family in FAMILIES


@pytest.fixture
def short(worker: ModelWorker, books: Books) -> str:
    """The code of the milk that came short."""
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    return next(deviations.code_of(row.id) for row in rows(books, "short") if "Helmelk" in row.values)


def solve(hub: OpenHub, code: str, cause: str = "producer", how: str = "New milk comes", badge: str = "0002") -> str:
    desk = hub.job_desk("deviations")
    return desk.book(lambda booking: deviations.solve(booking, code, cause, how, badge))


def test_somebody_names_the_cause_and_what_was_done(hub: OpenHub, books: Books, short: str) -> None:
    assert solve(hub, f" {short.upper()}") == "short"

    [row] = [row for row in rows(books, "short") if row.solved_at]
    assert (row.cause, row.solution, row.solved_by) == ("producer", "New milk comes", "0002")
    assert books.events("deviation_solved") == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "zz"}, "solving.unknown"),
        ({"code": ""}, "solving.unknown"),
        ({"cause": "weather"}, "solving.no_such_cause"),
        ({"how": " "}, "solving.no_words"),
        ({"badge": "0001"}, "authority.role_needed"),
        ({"badge": "4711"}, "signin.unknown_badge"),
    ],
)
def test_what_can_not_be_solved_stays_open(hub: OpenHub, short: str, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        solve(hub, **{"code": short, **changed})

    assert refused.value.code == code


def test_a_solved_one_is_not_solved_again(hub: OpenHub, short: str) -> None:
    solve(hub, short)

    with pytest.raises(Refused, match=r"solving\.unknown"):
        solve(hub, short)


def test_too_few_letters_name_several(hub: OpenHub, books: Books, short: str) -> None:
    keys = [row.id.hex for row in rows(books, "short")]
    last = next(letter for letter in "0123456789abcdef" if sum(key.endswith(letter) for key in keys) > 1)

    with pytest.raises(Refused) as refused:
        solve(hub, last)

    assert refused.value.code == "solving.ambiguous"


def test_what_somebody_decided_already_is_solved_as_it_is_told(worker: ModelWorker, books: Books) -> None:
    """A receipt that nobody signed: it is told, and there is nothing to do."""
    receive(worker, MILK_CODE)
    close_deliveries(worker)

    assert all(row.solved_at == row.at for row in rows(books, "receipt_unsigned"))
    assert rows(books, "receipt_unsigned")


def test_a_return_is_solved_when_its_goods_are_released_and_open_again_by_undo(
    worker: ModelWorker, books: Books
) -> None:
    stage_milk(worker)
    worker.load("V1")
    label = f"]C100{books.boxes('B01')[0].sscc}"
    worker.at(13, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    worker.scan(label)
    worker.type("4,6")
    worker.press("f3")
    assert [row.solved_at for row in rows(books, "returned")] == [None]

    worker.press("f10")
    worker.scan("BADGE-0002")
    worker.start("handover")
    worker.scan(label)
    worker.press("1")
    assert [row.solved_by for row in rows(books, "returned")] == ["0002"]

    worker.press("f2")
    assert [(row.solved_at, row.solved_by) for row in rows(books, "returned")] == [(None, "")]
