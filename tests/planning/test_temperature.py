"""The verdict table of domain-rules.md 2.4, at its bounds, with the rules that the hub ships."""

import tomllib
from pathlib import Path

import pytest

from hubops.planning.temperature import ClassRule, Judgement, Verdict, product_limit, verdict

RULES_FILE = Path(__file__).parents[2] / "config" / "rules.toml"


def shipped_rules() -> dict[str, ClassRule]:
    tables = tomllib.loads(RULES_FILE.read_text("utf-8"))["temperature"]
    return {
        name: ClassRule(name, **{key: value for key, value in table.items() if key != "source"})
        for name, table in tables.items()
    }


RULES = shipped_rules()
STATUTORY = {
    "meat_red": 700,
    "offal": 300,
    "poultry": 400,
    "minced": 200,
    "meat_prep": 400,
    "fish_fresh": 200,
    "eggs": 1200,
}
"""domain-rules.md 2.3."""


def test_every_class_and_every_source_is_there() -> None:
    assert set(RULES) == {*STATUTORY, "frozen", "chilled_default", "ambient"}
    tables = tomllib.loads(RULES_FILE.read_text("utf-8"))
    alone = [table for name, table in tables.items() if name != "temperature"]
    assert all(table["source"] for table in [*alone, *tables["temperature"].values()])


@pytest.mark.parametrize(("name", "max_cc"), STATUTORY.items())
def test_above_a_statutory_maximum_is_red(name: str, max_cc: int) -> None:
    assert verdict(RULES[name], -50) == Judgement(Verdict.GREEN, max_cc)
    assert verdict(RULES[name], max_cc) == Judgement(Verdict.GREEN, max_cc)
    assert verdict(RULES[name], max_cc + 1, exposure_minutes=5) == Judgement(Verdict.RED, max_cc)
    assert verdict(RULES[name], max_cc, stated_max_cc=max_cc + 300).limit_cc == max_cc
    assert verdict(RULES[name], max_cc, stated_max_cc=max_cc - 100) == Judgement(Verdict.RED, max_cc - 100)


def test_chilled_meat_at_8_1_is_red() -> None:
    assert verdict(RULES["meat_red"], 810).verdict == Verdict.RED


@pytest.mark.parametrize(
    ("measured_cc", "exposure_minutes", "expected"),
    [
        (-50, None, "green"),
        (400, None, "green"),
        (401, None, "yellow"),
        (699, None, "yellow"),
        (700, None, "red"),
        (700, 12 * 60 - 1, "yellow"),
        (700, 12 * 60, "red"),
        (1199, 0, "yellow"),
        (1199, None, "red"),
        (1200, 0, "red"),
    ],
)
def test_chilled_default(measured_cc: int, exposure_minutes: int | None, expected: str) -> None:
    found = verdict(RULES["chilled_default"], measured_cc, exposure_minutes=exposure_minutes)
    assert found == Judgement(Verdict(expected), 400, "remeasure" if expected == "yellow" else "")


@pytest.mark.parametrize(
    ("measured_cc", "stated_max_cc", "expected"),
    [
        (201, 200, "yellow"),  # stricter than the class
        (600, 600, "green"),  # the producer's limit holds either way (2.3)
        (601, 600, "yellow"),
        (700, 600, "red"),
        (800, 800, "green"),
        (801, 800, "red"),
    ],
)
def test_the_producer_states_the_limit_of_chilled_goods(measured_cc: int, stated_max_cc: int, expected: str) -> None:
    found = verdict(RULES["chilled_default"], measured_cc, stated_max_cc)
    assert (found.verdict, found.limit_cc) == (expected, stated_max_cc)


@pytest.mark.parametrize(
    ("measured_cc", "stated_max_cc", "expected"),
    [
        (-1800, None, "green"),
        (-1799, None, "yellow"),
        (-1500, None, "yellow"),
        (-1499, None, "red"),
        (-1900, -2000, "yellow"),
        (-1799, -1500, "yellow"),  # a laxer statement counts for nothing
    ],
)
def test_frozen(measured_cc: int, stated_max_cc: int | None, expected: str) -> None:
    found = verdict(RULES["frozen"], measured_cc, stated_max_cc)
    assert (found.verdict, found.action) == (expected, "freezer_at_once" if expected == "yellow" else "")


@pytest.mark.parametrize(
    ("measured_cc", "limit_cc", "expected"),
    [
        (399, 700, "red"),
        (400, 700, "yellow"),
        (699, 700, "yellow"),
        (700, 1200, "green"),
        (1200, 1200, "green"),
        (1201, 1200, "yellow"),
        (1500, 1200, "yellow"),
        (1501, 1200, "red"),
    ],
)
def test_ambient_within_three_degrees_of_its_own_range(measured_cc: int, limit_cc: int, expected: str) -> None:
    found = verdict(RULES["ambient"], measured_cc, stated_max_cc=1200, stated_min_cc=700)
    assert found == Judgement(Verdict(expected), limit_cc, "remeasure" if expected == "yellow" else "")


def test_ambient_without_a_range_is_green() -> None:
    assert verdict(RULES["ambient"], 3000) == Judgement(Verdict.GREEN, None)


def test_too_cold_for_its_maker_is_yellow() -> None:
    expected = Judgement(Verdict.YELLOW, 200, "remeasure")
    assert verdict(RULES["chilled_default"], 199, stated_min_cc=200) == expected


@pytest.mark.parametrize(
    ("name", "stated_max_cc", "expected"),
    [
        ("meat_red", None, 700),
        ("meat_red", 400, 400),
        ("meat_red", 900, 700),
        ("chilled_default", 800, 800),
        ("ambient", None, None),
        ("ambient", 1200, 1200),
    ],
)
def test_product_limit(name: str, stated_max_cc: int | None, expected: int | None) -> None:
    assert product_limit(RULES[name], stated_max_cc) == expected
