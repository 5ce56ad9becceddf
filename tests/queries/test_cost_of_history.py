"""What is asked of a hub costs the same in its tenth year: no statement reads a table that grows from end to end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite

from hubops.operations import (
    call_off_answers,
    call_offs,
    corrections,
    counting,
    crossdock,
    dialogues,
    direct,
    dispatch,
    handover,
    labels,
    loading,
    manifests,
    moving,
    needs,
    not_taken,
    notices,
    overdue,
    papers,
    parcels,
    promises_standing,
    putaway,
    readiness,
    receipts,
    receiving,
    repacking,
    returns,
    sending,
    sharing,
    shortages,
    spooling,
    stacks,
    waiting_messages,
    wrong_stops,
)
from hubops.operations import crates as crates_at_work
from hubops.operations import deviations as solving
from hubops.queries import chain_facts, crates, deviations, explain, road, statement, week_lines, where
from hubops.store.engines import open_store

pytestmark = pytest.mark.sqlite_only
ASKED = (
    call_off_answers,
    call_offs,
    corrections,
    counting,
    crates_at_work,
    crossdock,
    dialogues,
    direct,
    dispatch,
    handover,
    labels,
    loading,
    manifests,
    moving,
    needs,
    not_taken,
    notices,
    overdue,
    papers,
    parcels,
    promises_standing,
    putaway,
    readiness,
    receipts,
    receiving,
    repacking,
    returns,
    sending,
    sharing,
    shortages,
    solving,
    spooling,
    stacks,
    waiting_messages,
    wrong_stops,
    chain_facts,
    crates,
    deviations,
    explain,
    road,
    statement,
    week_lines,
    where,
)
FEW = ("SCAN kitchen",)
"""A part of a kitchen's name is looked for in all of them: some hundred, in any year."""
STATEMENTS = {
    f"{module.__name__.removeprefix('hubops.')}.{name}": asked
    for module in ASKED
    for name, asked in vars(module).items()
    if isinstance(asked, Select) and "subjects" not in asked.compile().binds
}


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty hub: its planner is told of a million rows in each table."""
    store = open_store(Path(tmp_path_factory.mktemp("plans")) / "hub.db", create=True)
    with store.read.begin() as conn:
        yield conn
    store.close()


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_table_is_read_from_end_to_end(conn: Connection, name: str) -> None:
    compiled = STATEMENTS[name].compile(dialect=sqlite.dialect())
    required = {name: bound for name, bound in compiled.binds.items() if bound.required}
    asked = compiled.construct_expanded_state(
        {name: [None] * bound.expanding or None for name, bound in required.items()}
    )

    plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.statement}", (None,) * len(asked.positiontup or ())).all()

    scans = [step.detail for step in plan if step.detail.startswith("SCAN ") and not step.detail.startswith("SCAN (")]
    assert [scan for scan in scans if scan not in FEW] == []


@pytest.mark.parametrize("table", [table.__tablename__ for table in corrections.MARKED])
def test_an_undo_finds_what_its_booking_wrote(conn: Connection, table: str) -> None:
    marked = f"UPDATE {table} SET undone_by_id = NULL WHERE hub_id = 'hub' AND input_id = x'00'"  # noqa: S608

    plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {marked}").all()

    assert [step.detail.partition(" (")[2] for step in plan] == ["hub_id=? AND input_id=?)"]
