"""The sheet of commands also binds a terminal: it ends with the signs of the stations."""

from hubops.devices.scanners.meaning import read_scan
from hubops.documents.code_label import labels_of
from hubops.documents.code_sheet import CommandSheet, command_sheet_pdf, key_signs
from hubops.inputs import ScanKind


def test_the_sheet_of_commands_ends_with_the_stations() -> None:
    sheet = CommandSheet("Lier Mathub", stations=("dock1", "cold-2"))

    *keys, dock, cold = sheet.signs

    assert keys == list(key_signs())
    assert [(sign.code, sign.large, sign.small) for sign in (dock, cold)] == [
        ("STATION-dock1", "dock1", "Stasjon / Station"),
        ("STATION-cold-2", "cold-2", "Stasjon / Station"),
    ]
    read = read_scan(cold.code)
    assert (read.kind, read.code) == (ScanKind.STATION, "cold-2")
    assert [label.sign for label in labels_of(sheet)] == [*keys, dock, cold]
    assert command_sheet_pdf(sheet).startswith(b"%PDF")


def test_sheets_that_were_frozen_before_have_no_stations() -> None:
    assert CommandSheet("Lier Mathub").signs == key_signs()
