"""The folder printer writes whole files and never over another one."""

from pathlib import Path

import pytest

from hubops.devices.printers.folder import FolderPrinter
from hubops.devices.printers.outcome import Outcome
from hubops.devices.states import DeviceState


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_document_is_written_whole(tmp_path: Path) -> None:
    sent = FolderPrinter("papers", tmp_path).send(b"%PDF-1", "manifest-1.pdf")
    assert sent.outcome is Outcome.CONFIRMED
    assert sent.values["path"] == str(tmp_path / "manifest-1.pdf")
    assert (tmp_path / "manifest-1.pdf").read_bytes() == b"%PDF-1"
    assert names(tmp_path) == ["manifest-1.pdf"]  # no temporary file is left


def test_the_same_document_twice_is_one_file(tmp_path: Path) -> None:
    printer = FolderPrinter("papers", tmp_path)
    assert printer.send(b"one", "a.pdf") == printer.send(b"one", "a.pdf")
    assert names(tmp_path) == ["a.pdf"]


def test_another_content_gets_another_name(tmp_path: Path) -> None:
    printer = FolderPrinter("papers", tmp_path)
    for content in (b"one", b"two", b"three", b"two"):
        assert printer.send(content, "a.pdf").outcome is Outcome.CONFIRMED
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a.pdf": b"one",
        "a-2.pdf": b"two",
        "a-3.pdf": b"three",
    }


@pytest.mark.parametrize("file_name", ["", ".", "..", "../a.pdf", "/a.pdf", "b/a.pdf", "a\0.pdf"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, file_name: str) -> None:
    sent = FolderPrinter("papers", tmp_path / "print").send(b"one", file_name)
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.bad_file_name")
    assert names(tmp_path) == []


def test_a_folder_that_is_missing_refuses(tmp_path: Path) -> None:
    printer = FolderPrinter("papers", tmp_path / "gone")
    assert (printer.status().state, printer.status().fault) == (DeviceState.GONE, "printer.no_folder")
    sent = printer.send(b"one", "a.pdf")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.no_folder")


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    sent = FolderPrinter("papers", tmp_path).send(b"one", "a.pdf")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.no_folder")
    assert names(tmp_path) == []


def test_a_folder_that_can_be_written_is_ready(tmp_path: Path) -> None:
    assert FolderPrinter("papers", tmp_path).status().state is DeviceState.READY
