"""The one verdict on a measured temperature (domain-rules.md 2.3 and 2.4); every number comes from rules.toml.

All temperatures are whole hundredths of a degree Celsius, unrounded, and every bound is inclusive: "below 7.0" is
written 699.
"""

from dataclasses import dataclass
from enum import StrEnum

REMEASURE = "remeasure"
"""The action where goods are colder than their maker wants them: look, and measure again the same day."""


class Verdict(StrEnum):
    """How measured goods are taken."""

    GREEN = "green"
    YELLOW = "yellow"
    """Taken, with an action and a second measurement."""
    RED = "red"
    """Quarantine, until a supervisor releases or discards with a reason."""


@dataclass(frozen=True, slots=True)
class ClassRule:
    """The bounds of one temperature class, as the table ``[temperature.<name>]`` of rules.toml gives them."""

    name: str
    green_max_cc: int | None = None
    """The warmest green; None where the product's own range rules (ambient)."""
    yellow_max_cc: int | None = None
    """The warmest yellow without more ado; None: above green is red."""
    exposure_max_cc: int | None = None
    """The warmest yellow if the goods are known to have been warm for less than ``exposure_hours``."""
    exposure_hours: int | None = None
    min_cc: int | None = None
    """The coldest zone that does no harm to the class; for the choice of a zone, no part of the verdict."""
    tolerance_cc: int | None = None
    """How far outside the product's own range is still yellow."""
    stated_replaces: bool = False
    """The producer's stated maximum holds even where it is warmer than ``green_max_cc``."""
    yellow_action: str = ""
    """What to do with yellow goods: ``remeasure``, ``freezer_at_once``, ``more_ice``."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the bound that it was measured against, and what to do."""

    verdict: Verdict
    limit_cc: int | None
    """The bound that was kept or broken; None where there is none."""
    action: str = ""
    """The code of a word, ``word.<action>``; empty for green and red."""


def product_limit(rule: ClassRule, stated_max_cc: int | None) -> int | None:
    """The warmest green of one product: the class limit, or the producer's where that is stricter (2.3).

    Where the rule says ``stated_replaces``, the producer's limit holds either way.
    """
    if stated_max_cc is None or rule.green_max_cc is None:
        return rule.green_max_cc if stated_max_cc is None else stated_max_cc
    return stated_max_cc if rule.stated_replaces else min(rule.green_max_cc, stated_max_cc)


def verdict(
    rule: ClassRule,
    measured_cc: int,
    stated_max_cc: int | None = None,
    stated_min_cc: int | None = None,
    exposure_minutes: int | None = None,
) -> Judgement:
    """Judge one measurement (domain-rules.md 2.4).

    Args:
        rule: the class of the goods.
        measured_cc: what the thermometer said.
        stated_max_cc: the warmest that the producer states for the product.
        stated_min_cc: the coldest that the producer states for the product.
        exposure_minutes: how long the goods are known to have been too warm; None if nobody can tell.
    """
    if stated_min_cc is not None and measured_cc < stated_min_cc:
        return _too_cold(rule, measured_cc, stated_min_cc)
    limit_cc = product_limit(rule, stated_max_cc)
    if limit_cc is None or measured_cc <= limit_cc:
        return Judgement(Verdict.GREEN, limit_cc)
    if _tolerated(rule, measured_cc, limit_cc, exposure_minutes):
        return Judgement(Verdict.YELLOW, limit_cc, rule.yellow_action)
    return Judgement(Verdict.RED, limit_cc)


def _too_cold(rule: ClassRule, measured_cc: int, stated_min_cc: int) -> Judgement:
    """Below the product's range: red only where the class has a tolerance and it is used up."""
    if rule.tolerance_cc is not None and measured_cc < stated_min_cc - rule.tolerance_cc:
        return Judgement(Verdict.RED, stated_min_cc)
    return Judgement(Verdict.YELLOW, stated_min_cc, REMEASURE)


def _tolerated(rule: ClassRule, measured_cc: int, limit_cc: int, exposure_minutes: int | None) -> bool:
    """Whether goods above their green bound are yellow."""
    if rule.tolerance_cc is not None and measured_cc <= limit_cc + rule.tolerance_cc:
        return True
    if rule.yellow_max_cc is not None and measured_cc <= rule.yellow_max_cc:
        return True
    if rule.exposure_max_cc is None or rule.exposure_hours is None or exposure_minutes is None:
        return False
    return measured_cc <= rule.exposure_max_cc and exposure_minutes < rule.exposure_hours * 60
