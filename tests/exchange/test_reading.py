"""Whatever stands in a file, it becomes records or told faults, never a crash."""

from datetime import time
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubops.errors import BadInput
from hubops.exchange import csv_file
from hubops.exchange.csv_file import Row, Table
from hubops.exchange.kinds import KINDS
from hubops.exchange.reading import entries_of
from hubops.messages import Message

CELLS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"-?[0-9]{0,12}[.,]?[0-9]{0,4}", fullmatch=True),
    st.sampled_from(["", "9999-12-31", "2026-02-29T24:00", "23:60", "-0", "0" * 14, "yes", "nb", "kg"]),
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_cells_are_read_or_blamed(kind: str, data: st.DataObject) -> None:
    names = [column.name for column in KINDS[kind].columns]
    cells = data.draw(st.lists(CELLS, min_size=len(names), max_size=len(names)))
    table = Table(tuple(names), (Row(2, dict(zip(names, cells, strict=True))),), (), ())

    sheet = entries_of(table, KINDS[kind])

    assert bool(sheet.entries) != bool(sheet.faults)
    assert all(fault.text(language) for fault in sheet.faults for language in ("nb", "en"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=200), st.text(alphabet='ab;,"\n\r \ufeffø', max_size=60).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)

    said = "read"
    try:
        csv_file.read(path)
    except BadInput as error:
        said = Message(error.code, error.values).text("nb")

    assert said


def test_a_record_bears_the_names_and_units_of_the_tables() -> None:
    sheet = entries_of(csv_file.read(TWO_ROUTES / "zones.csv"), KINDS["zones"])

    cold = next(entry for entry in sheet.entries if entry.record["code"] == "K1")

    assert cold.line == 3
    assert cold.record == {
        "code": "K1",
        "name": "Kjølerom",
        "kind": "storage",
        "min_cc": 0,
        "max_cc": 200,
        "capacity_crates": 60,
        "capacity_g": 1_500_000,
        "classes": "meat_red fish_fresh chilled_default",
        "near_lane": "L1",
    }


def test_an_empty_cell_is_no_value_and_a_time_is_local() -> None:
    sheet = entries_of(csv_file.read(TWO_ROUTES / "pickup-days.csv"), KINDS["pickup-days"])

    record = sheet.entries[0].record

    assert (record["producer_org_number"], record["window_start"]) == (None, time(5, 30))
