"""Who may do what: the table of roles, the page that shows it, and what overrides leave behind."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from hubops.errors import Refused
from hubops.model.people import ROLES
from hubops.open_hub import OpenHub
from hubops.operations import authority, signing
from hubops.operations.booking import Booking

ROOT = Path(__file__).parents[2]
BADGES = {"worker": "0001", "supervisor": "0002", "coordinator": "0003", "admin": "0004"}


@cache
def calls(name: str) -> list[tuple[Path, ast.Call]]:
    """Every call in hubops of a function of authority.py."""
    called = f"authority.{name}"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "hubops").rglob("*.py"))}
    return [
        (path, node)
        for path, text in texts.items()
        if called in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == called
    ]


@pytest.mark.parametrize("what", authority.MAY)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says(hub: OpenHub, what: str, role: str) -> None:
    def ask(booking: Booking) -> None:
        booking.actor = signing.of_badge(booking, BADGES[role])
        authority.demand(booking, what)

    if role in authority.MAY[what]:
        hub.desk("dock1").look(ask)
    else:
        with pytest.raises(Refused, match=r"authority\.role_needed"):
            hub.desk("dock1").look(ask)


@pytest.mark.parametrize("role", ROLES)
def test_whose_badge_lets_pass_what_a_rule_refuses(hub: OpenHub, role: str) -> None:
    def pass_over(booking: Booking) -> str:
        return authority.override(booking, BADGES[role], "zone_rule", "other")

    if role in authority.MAY["override"]:
        assert hub.desk("dock1").book(pass_over)
    else:
        with pytest.raises(Refused, match=r"authority\.badge_too_low"):
            hub.desk("dock1").book(pass_over)


def test_a_worker_has_no_part_in_the_table() -> None:
    """A worker does a whole normal day alone: what is in the table is not part of one."""
    assert all("worker" not in roles for roles in authority.MAY.values())
    assert {role for roles in authority.MAY.values() for role in roles} <= set(ROLES)


def test_the_docs_show_the_table() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    header, *rows = re.findall(r"^\| (.*?) \|$", text, re.MULTILINE)
    names = [cell.strip() for cell in header.split("|")[1:]]

    shown = {}
    for row in rows:
        what, *cells = row.split("|")
        name = re.match(r"`(\w+)`", what)
        assert name is not None
        shown[name.group(1)] = {role for role, cell in zip(names, cells, strict=True) if cell.strip() == "yes"}

    assert shown == {what: set(roles) for what, roles in authority.MAY.items()}


def test_nothing_stands_in_the_table_that_no_operation_asks_for() -> None:
    asked = {"override"} if calls("override") else set()
    for _, call in calls("demand"):
        named = [node.value for arg in call.args[1:] for node in ast.walk(arg) if isinstance(node, ast.Constant)]
        asked |= {str(value) for value in named if value in authority.MAY} or {"decide_on_held_goods"}

    assert asked == set(authority.MAY)


def test_every_override_becomes_a_deviation() -> None:
    """So that the day's statement tells it, and an undo marks it."""
    overriding = {path for path, _ in calls("override")}

    assert [path.name for path in overriding if 'booking.deviation("override_' not in path.read_text("utf-8")] == []
