"""The watched inbox: whole or not at all, once, and nothing that lies in it holds up the next file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from order_samples import every, order_file, row

from hubops.exchange import order_import
from hubops.jobs.inbox import Inbox
from hubops.model.evidence import Deviation, Event
from hubops.model.orders import Order, OrderFile
from hubops.operations import order_files
from hubops.operations.desk import Desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def inbox(filled_desk: Desk, folder: Path, tmp_path: Path) -> Inbox:
    return Inbox(filled_desk, folder, tmp_path / "archive")


def look_twice(inbox: Inbox) -> list[str]:
    """What lies in the archive after two looks: a file is complete when it is the same at both."""
    inbox.tick()
    return [path.name for path in inbox.tick()]


def archived(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "archive" / "2026-11-23").iterdir())


def test_a_file_is_taken_and_kept_with_its_sender_time_and_bytes(
    filled_desk: Desk, inbox: Inbox, folder: Path, tmp_path: Path
) -> None:
    (folder / "baerum").mkdir()
    raw = order_file(folder / "baerum" / "orders.csv", row()).read_bytes()

    assert look_twice(inbox) == ["orders.csv"]

    assert archived(tmp_path) == ["orders.csv", "orders.csv.accepted"]
    report = (tmp_path / "archive" / "2026-11-23" / "orders.csv.accepted").read_text(encoding="utf-8")
    assert report.splitlines()[0] == "orders.csv fra baerum ble tatt inn: ordrer nye 1, endret 0, kjente 0."
    assert report.splitlines()[1] == "På papir, skal leveres eller ringes: 1 melding."
    assert report.splitlines()[-2:] == [
        "orders.csv from baerum was taken: orders new 1, changed 0, known 0.",
        "On paper, to be handed over or rung: 1 message.",
    ]
    file = every(filled_desk, OrderFile)[-1]
    assert (file.sender, file.outcome, file.received_at) == (
        "baerum",
        "accepted",
        datetime(2026, 11, 23, 11, tzinfo=UTC),
    )
    assert filled_desk.look(lambda booking: order_files.raw_of(booking, file.id)) == raw
    assert every(filled_desk, Order)[-1].file_id == file.id


def test_a_file_that_still_grows_waits(inbox: Inbox, folder: Path) -> None:
    order_file(folder / "orders.csv", row())
    inbox.tick()
    order_file(folder / "orders.csv", row(), row(line=2, gtin="7039999000022"))

    assert inbox.tick() == []
    assert [path.name for path in inbox.tick()] == ["orders.csv"]


@pytest.mark.parametrize("name", [".orders.csv", "orders.csv.part", "orders.TMP"])
def test_a_file_under_the_name_of_an_unfinished_one_is_left(inbox: Inbox, folder: Path, name: str) -> None:
    order_file(folder / name, row())

    assert look_twice(inbox) == []


def test_a_link_is_not_followed(inbox: Inbox, folder: Path, tmp_path: Path) -> None:
    (folder / "orders.csv").symlink_to(order_file(tmp_path / "elsewhere.csv", row()))

    assert look_twice(inbox) == []


def test_the_same_file_again_does_nothing(filled_desk: Desk, inbox: Inbox, folder: Path, tmp_path: Path) -> None:
    order_file(folder / "orders.csv", row())
    look_twice(inbox)
    orders, events = len(every(filled_desk, Order)), len(every(filled_desk, Event))
    order_file(folder / "again.csv", row())

    look_twice(inbox)

    assert (len(every(filled_desk, Order)), len(every(filled_desk, Event))) == (orders, events)
    report = (tmp_path / "archive" / "2026-11-23" / "again.csv.accepted").read_text(encoding="utf-8")
    assert "again.csv was taken already on 23.11.2026 12:00, as orders.csv; nothing was done again." in report


def test_a_refused_file_is_told_and_may_come_again(
    filled_desk: Desk, inbox: Inbox, folder: Path, tmp_path: Path
) -> None:
    order_file(folder / "orders.csv", row(kitchen="NEW1"))
    look_twice(inbox)

    assert archived(tmp_path) == ["orders.csv", "orders.csv.refused"]
    [deviation] = [each for each in every(filled_desk, Deviation) if each.kind == "order_file_refused"]
    assert json.loads(deviation.values) == {"file": "orders.csv", "sender": "inbox"}

    order_file(folder / "orders.csv", row(kitchen="NEW1"))
    look_twice(inbox)

    assert [file.outcome for file in every(filled_desk, OrderFile)][-2:] == ["refused", "refused"]
    assert archived(tmp_path)[:2] == ["2-orders.csv", "2-orders.csv.refused"]


def test_after_a_crash_before_the_move_the_file_is_known(
    filled_desk: Desk, inbox: Inbox, folder: Path, tmp_path: Path
) -> None:
    path = order_file(folder / "orders.csv", row())
    order_import.take(filled_desk, order_import.arrived(path, "inbox"))  # and here the power went
    orders = len(every(filled_desk, Order))

    assert look_twice(inbox) == ["orders.csv"]
    assert len(every(filled_desk, Order)) == orders
    assert archived(tmp_path) == ["orders.csv", "orders.csv.accepted"]


def test_a_file_that_can_not_be_moved_is_told_once_and_stops_no_other(
    filled_desk: Desk, inbox: Inbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_file(folder / "a.csv", row("A-1"))
    order_file(folder / "b.csv", row("B-1"))
    arrived = order_import.arrived

    def locked(path: Path, sender: str) -> order_files.Arrived:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return arrived(path, sender)

    monkeypatch.setattr(order_import, "arrived", locked)
    moved = look_twice(inbox) + look_twice(inbox)

    assert moved == ["b.csv"]
    assert [each.kind for each in every(filled_desk, Deviation)].count("order_file_stuck") == 1


def test_a_fault_of_our_own_stops_no_other_file(
    inbox: Inbox, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_file(folder / "a.csv", row("A-1"))
    order_file(folder / "b.csv", row("B-1"))
    take = order_import.take

    def failing(desk: Desk, file: order_files.Arrived) -> object:
        if file.name == "a.csv":
            raise ZeroDivisionError
        return take(desk, file)

    monkeypatch.setattr(order_import, "take", failing)

    assert look_twice(inbox) == ["a.csv", "b.csv"]
    assert archived(tmp_path) == ["a.csv", "a.csv.refused", "b.csv", "b.csv.accepted"]
