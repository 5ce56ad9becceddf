"""[shortage] and [weighing] of rules.toml: what is written there is what planning gets, and slips are named."""

from pathlib import Path

import pytest

from hubops.errors import SetupFault
from hubops.planning.shortage import Rule
from hubops.settings import load


def write(founded: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of a hub's settings with one line of rules.toml changed."""
    for name in ("hub.toml", "devices.toml", "rules.toml"):
        text = (founded / name).read_text(encoding="utf-8")
        if name == "rules.toml":
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_example_hub_shares_by_level(founded: Path) -> None:
    house = load(founded).house
    assert house.shortage.usual.name == "max_min"
    assert house.shortage.remember_days == 28
    assert house.lot_difference_percent == 2


def test_the_rule_and_an_article_s_own(founded: Path, tmp_path: Path) -> None:
    own = '[shortage.products]\n"07039999000213" = "priority"'
    folder = write(founded, tmp_path, "[shortage.products]", own)
    rules = load(folder).house.shortage
    kinds = ("nursing_home", "institution", "kindergarten", "school", "canteen")
    assert rules.of("07039999000213") == Rule("priority", 50, kinds)
    assert rules.of("07039999000022").name == "max_min"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('rule = "max_min"', 'rule = "lottery"', "lottery"),
        ('rule = "max_min"\nfloor_percent = 50', 'rule = "floor"', "floor_percent"),
        ("floor_percent = 50", "floor_percent = 101", "floor_percent"),
        ('priority = ["nursing_home"', 'priority = ["hospital"', "hospital"),
        ('priority = ["nursing_home"', 'priority = ["school"', "twice"),
        ("remember_days = 28", "remember_weeks = 4", "remember_"),
        ("[shortage.products]", '[shortage.products]\n"7039" = "floor"', "products"),
    ],
)
def test_a_slip_is_named(founded: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SetupFault) as fault:
        load(write(founded, tmp_path, old, new))
    assert fault.value.code == "settings.bad_file"
    assert fault.value.values["file"] == "rules.toml"
    assert told in str(fault.value.values["fault"])
