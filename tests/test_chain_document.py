"""docs/chain.md tells the steps and the alarms as the program has them."""

import re
from datetime import timedelta
from pathlib import Path

from hubops.operations.booking import AlarmRule
from hubops.operations.watches import WATCHES
from hubops.queries.chain import STEPS

DOCUMENT = (Path(__file__).parents[1] / "docs" / "chain.md").read_text(encoding="utf-8")
RULE = AlarmRule()


def table(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, without its titles."""
    part = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in rows]


def told(grace: timedelta) -> str:
    """From the expected moment to the alarm, as the document says it."""
    minutes = round(abs(grace).total_seconds() / 60)
    return "at once" if not minutes else f"{minutes} min {'after' if grace > timedelta() else 'before'}"


def test_every_step_is_explained_in_its_order() -> None:
    assert [row[0].strip("`") for row in table("The twelve steps")] == list(STEPS)
    assert all(what and when for _, what, when, _ in table("The twelve steps"))


def test_every_alarm_is_told_with_its_time_and_its_owner() -> None:
    rows = [(row[0].strip("`"), row[2], row[3]) for row in table("The alarms")]
    assert rows == [(watch.kind, told(watch.grace(RULE)), watch.owner) for watch in WATCHES]


def test_every_alarm_but_those_of_messages_belongs_to_a_step() -> None:
    named = {kind for row in table("The twelve steps") for kind in re.findall(r"`(\w+)`", row[3])}
    assert named == {watch.kind for watch in WATCHES if not watch.kind.startswith("notice_")}


def test_the_rules_as_delivered_are_those_that_are_told() -> None:
    minutes = f"after {RULE.escalate_minutes} minutes it goes to the next role"
    assert minutes in " ".join(DOCUMENT.split())
