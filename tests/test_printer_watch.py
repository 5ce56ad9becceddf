"""What the worker follows: printers that come, change and go, a bad file, and wire logs."""

import logging
from pathlib import Path

import pytest

from hubops.devices.wire_log import is_logged, log_wire
from hubops.open_hub import OpenHub
from hubops.operations import device_reports
from hubops.printer_watch import PrinterWatch


@pytest.fixture
def path(hub: OpenHub) -> Path:
    """The devices.toml of the hub."""
    return hub.settings.folder / "devices.toml"


def edit(path: Path, old: str, new: str) -> None:
    """Change the file by hand."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_only_the_printer_that_changed_is_another_one(hub: OpenHub, path: Path) -> None:
    watch = PrinterWatch(hub)
    before = watch.look()

    edit(path, "127.0.0.1:9100", "127.0.0.1:9101")

    after = watch.look()
    assert after["labels"] is not before["labels"]
    assert after["papers"] is before["papers"]
    assert watch.look() == after


def test_a_station_prints_where_the_file_says_from_now_on(hub: OpenHub, path: Path) -> None:
    watch = PrinterWatch(hub)
    desk = hub.job_desk("clock")
    edit(path, 'paper_printer = "papers"', 'paper_printer = "office"')
    path.write_text(
        path.read_text(encoding="utf-8")
        + '[printers.office]\nlanguage = "pdf"\ntransport = "file"\naddress = "print"\n'
    )

    assert set(watch.look()) == {"labels", "papers", "office"}

    assert desk.station.paper_printer == "office"


def test_a_bad_file_is_named_once_and_printing_goes_on(
    hub: OpenHub, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch = PrinterWatch(hub)
    before = watch.look()
    edit(path, 'transport = "tcp"', 'transport = "pigeon"')

    with caplog.at_level(logging.ERROR):
        assert watch.look() is before
        assert watch.look() is before

    assert [record.message.startswith("devices.file_bad") for record in caplog.records] == [True]


def test_the_wire_of_a_printer_is_logged_while_somebody_wants_it(hub: OpenHub) -> None:
    watch = PrinterWatch(hub)
    desk = hub.desk("dock1")
    try:
        desk.book(lambda booking: device_reports.want_wire_log(booking, "printer", "labels", True))
        watch.look()
        assert is_logged("printer", "labels")
        desk.book(lambda booking: device_reports.want_wire_log(booking, "printer", "labels", False))
        watch.look()
        assert not is_logged("printer", "labels")
    finally:
        log_wire("printer", "labels", None)
