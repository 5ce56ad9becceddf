"""Files as people's spreadsheets write them (interfaces.md, CSV master data and orders)."""

from pathlib import Path

import pytest

from hubops.errors import BadInput
from hubops.exchange import csv_file
from hubops.exchange.csv_file import MAX_CELL, MAX_ROWS
from hubops.exchange.raw_file import MAX_BYTES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        ("code;name\nK1;Kjølerom\n".encode(), {"code": "K1", "name": "Kjølerom"}),
        ("\ufeffcode;name\r\nK1;Kjølerom\r\n".encode(), {"code": "K1", "name": "Kjølerom"}),
        ("code,name\nK1,Kjølerom".encode(), {"code": "K1", "name": "Kjølerom"}),
        ("code;name\nK1;Kjølerom\n".encode("cp1252"), {"code": "K1", "name": "Kjølerom"}),
        (b'code,litres\n0007,"7,5"\n', {"code": "0007", "litres": "7,5"}),
        (b'code;name\nK1;"a; ""b"""\n', {"code": "K1", "name": 'a; "b"'}),
        (b"code;name\nK1;=1+1\n", {"code": "K1", "name": "=1+1"}),
        (b"\n Code ; NAME \n\n K1 ; cold \n;\n", {"code": "K1", "name": "cold"}),
        (b"code;name;;\nK1;cold;;\n", {"code": "K1", "name": "cold"}),
        (b"code;name\nK1\n", {"code": "K1", "name": ""}),
        (b"code;name\rK1;cold\r", {"code": "K1", "name": "cold"}),
    ],
)
def test_cells_come_as_text(file: Path, data: bytes, cells: dict[str, str]) -> None:
    file.write_bytes(data)

    table = csv_file.read(file)

    assert [row.cells for row in table.rows] == [cells]
    assert table.faults == ()


def test_windows_text_is_told(file: Path) -> None:
    file.write_bytes("code;name\nK1;Kjølerom\n".encode("cp1252"))

    assert [warning.code for warning in csv_file.read(file).warnings] == ["import.cp1252"]


def test_lines_are_those_of_the_file(file: Path) -> None:
    file.write_bytes(b'code;name\n\nK1;"two\nlines"\nK2;cold\n')

    table = csv_file.read(file)

    assert [(fault.line, fault.code, fault.column) for fault in table.faults] == [
        (3, "import.control_character", "name")
    ]
    assert [row.line for row in table.rows] == [5]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b"\n \n", "import.empty"),
        (b"code;name\nK1;\0\n", "import.not_text"),
        ("code;name\n".encode("utf-16"), "import.not_text"),
        (b"code;name\nK1;\x81\xff\n", "import.unknown_encoding"),
        (b'code;name\nK1;"open\n', "import.broken_quotes"),
        (b'code;name\nK1;"a"b\n', "import.broken_quotes"),
        (b"code;name;Code\nK1;a;b\n", "import.column_twice"),
        (b"code\n" + b"K1\n" * (MAX_ROWS + 1), "import.too_many_rows"),
        (b"x" * (MAX_BYTES + 1), "import.too_large"),
        (b"code;name\nK1;" + b"x" * 200_000, "import.huge_cell"),
        (b"PK\x03\x04", "import.packed"),
        ("code;name\nK1;Kjølerom\n".encode() + "K2;Fryserom Ø\n".encode("cp1252"), "import.mixed_encodings"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_refused(file: Path, data: bytes, code: str) -> None:
    file.write_bytes(data)

    with pytest.raises(BadInput) as refused:
        csv_file.read(file)

    assert refused.value.code == code


def test_a_missing_file_is_told(file: Path) -> None:
    with pytest.raises(BadInput) as refused:
        csv_file.read(file)

    assert refused.value.code == "import.not_there"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (b"K1,7,5", "import.too_many_cells", ""),
        (b"K1," + b"x" * (MAX_CELL + 1), "import.too_long", "name"),
        (b"K1,a\x1bb", "import.control_character", "name"),
        (b"K1,a\tb", "import.control_character", "name"),
    ],
)
def test_a_bad_row_is_named(file: Path, row: bytes, code: str, column: str) -> None:
    file.write_bytes(b"code,name\nK0,good\n" + row + b"\nK2,good\n")

    table = csv_file.read(file)

    assert [(fault.line, fault.code, fault.column) for fault in table.faults] == [(3, code, column)]
    assert [row.line for row in table.rows] == [2, 4]


def test_a_value_under_no_name_is_a_fault(file: Path) -> None:
    file.write_bytes(b"code;;name\nK1;lost;cold\n")

    assert [fault.code for fault in csv_file.read(file).faults] == ["import.nameless_cell"]
