"""Waits after wrong PINs, with the rule that the hub ships."""

import tomllib
from pathlib import Path

import pytest

from hubops.planning.lockout import LockoutRule, wait_s

RULES_FILE = Path(__file__).parents[2] / "config" / "rules.toml"
TABLE = tomllib.loads(RULES_FILE.read_text("utf-8"))["signin"]
RULE = LockoutRule(TABLE["free_tries"], TABLE["first_wait_s"], TABLE["longest_wait_s"])


@pytest.mark.parametrize(
    ("wrong", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 30), (4, 60), (5, 120), (6, 240), (7, 480), (8, 960), (9, 1800), (10, 1800)],
)
def test_each_wrong_pin_after_the_third_doubles_the_wait(wrong: int, seconds: int) -> None:
    assert wait_s(RULE, wrong) == seconds


def test_a_machine_that_tries_for_ever_waits_half_an_hour_each_time() -> None:
    assert wait_s(RULE, 10**9) == 1800
