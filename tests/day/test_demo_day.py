"""The recorded day on a hub of two routes, from the first badge to the closing statement."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from books import Books
from decoding import decode
from hub_databases import TWO_ROUTES
from sqlalchemy import select

from hubops.cli import main
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.day import replay
from hubops.founding import found
from hubops.model.outbox import Lease, PrintJob
from hubops.model.products import Product
from hubops.model.stock import Balance, HandlingUnit, Lot, Movement
from hubops.open_hub import OpenHub


@dataclass
class Day:
    """A day that was played once, and what came of it."""

    folder: Path
    recording: Path
    told: list[dict[str, object]]
    summary: dict[str, int]


@pytest.fixture(scope="module")
def day(small_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The demo day on a fresh hub of two routes, its labels in the hub's print folder."""
    folder = tmp_path_factory.mktemp("day") / "hub"
    found(folder, ManualClock(START), demo=True, data=TWO_ROUTES)
    told: list[dict[str, object]] = []
    return Day(folder, small_day, told, replay(folder, small_day, told.append))


@pytest.fixture
def books(day: Day) -> Iterator[Books]:
    """The books at the end of the day."""
    hub = OpenHub.open(day.folder, ManualClock(START.replace(day=25)))
    yield Books(hub)
    hub.close()


def statement_of(books: Books) -> Counter[str]:
    """Lines per state."""
    return Counter({state: count for state, count in books.statement(START.date()).counts.items() if count})


@pytest.mark.slow
def test_every_order_line_is_accounted_for(day: Day, books: Books) -> None:
    """Slow, as the whole day is played for all tests of this file."""
    lines = len((TWO_ROUTES / "orders.csv").read_text(encoding="utf-8").splitlines()) - 1
    counts = statement_of(books)

    assert day.summary["unaccounted"] == 0
    assert counts.total() == lines
    assert set(counts) <= {"delivered", "short", "refused"}
    assert counts["delivered"] > lines * 0.6


def test_each_input_was_answered_in_order(day: Day) -> None:
    lines = [json.loads(line) for line in day.recording.read_text(encoding="utf-8").splitlines()]
    inputs = [n for n, line in enumerate(lines, start=1) if "station" in line]

    assert [row["n"] for row in day.told] == inputs
    assert day.summary["inputs"] == len(inputs)
    assert day.summary["refused"] == sum(row["status"] == "refused" for row in day.told)
    assert {row["status"] for row in day.told} <= {"ok", "ask", "warn", "refused", "done"}
    assert day.told[0] == {
        "n": inputs[0],
        "flow": "today",
        "prompt": "today.board",
        "status": "ok",
        "code": "signin.welcome",
        "message": "Velkommen, Kari N.!",
    }


def test_nothing_is_left_behind(books: Books) -> None:
    """What came in was delivered, came back or stands in storage; no chain is broken, every paper came out."""
    assert books.broken_chains() == []
    assert books.loose("D1") == books.loose("L1") == books.loose("L2") == {}
    assert {(box.state, box.zone) for box in books.boxes() if box.goods} == {("returned", "Q1")}
    assert {row.state for row in books.rows(select(PrintJob.state))} <= {"confirmed", "cancelled", "sent_unconfirmed"}


@pytest.mark.slow
def test_the_labels_of_the_day_tell_what_was_booked(day: Day, books: Books) -> None:
    """Rendered, read and understood: both symbols of each hold its SSCC, its lines name the lots that were packed.

    Slow: all labels of a day are drawn.
    """
    labels = [decode(path.read_bytes()) for path in sorted((day.folder / "print").glob("label-*.zpl"))]
    units = {row.sscc: row for row in books.rows(select(HandlingUnit))}
    packed = _lots_by_parcel(books)

    assert len(labels) == day.summary["labels"]
    assert {codes[0][1] for codes in (label.codes for label in labels)} == set(units)
    for label in labels:
        (linear, sscc), (matrix, twin) = label.codes
        assert (linear, matrix) == ("]C1", "]d2")
        assert sscc == twin
        if not units[sscc].void:
            named = {text.split(" | ")[0].removeprefix("Parti ") for text in label.texts if text.startswith("Parti ")}
            cut = any(text.startswith("+") for text in label.texts)
            assert named == packed[units[sscc].parcel_id] or (cut and named <= packed[units[sscc].parcel_id])


def test_the_kilograms_of_the_day_add_up(books: Books) -> None:
    """Per lot: received and weighing differences, less what stands in the hub and on vehicles, is what was wasted."""
    sums: Counter[object] = Counter()
    for row in books.rows(select(Movement)):
        if row.from_zone_id.int in range(1, 6):
            sums[row.lot_id] += row.grams
        if row.to_zone_id.int in range(1, 6):
            sums[row.lot_id] -= row.grams
    held: Counter[object] = Counter()
    for balance in books.rows(select(Balance)):
        held[balance.lot_id] += balance.grams

    assert +sums == +held


@pytest.mark.slow
def test_the_same_day_again_changes_nothing(day: Day, books: Books) -> None:
    """Every input carries the key of its line in the file. Slow: the day is played again."""
    before = books.everything(Lease)
    told: list[dict[str, object]] = []

    summary = replay(day.folder, day.recording, told.append)

    after = books.everything(Lease)
    assert [name for name in before if before[name] != after[name]] == []
    assert [(row["n"], row["code"]) for row in told] == [(row["n"], row["code"]) for row in day.told]
    assert summary == day.summary | {"labels": 0}


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        '{"station": "dock1"}',
        '{"station": "dock1", "key": "f11"}',
        '{"clock": "2026-11-24T05:45:00"}',
        '{"clock": "2026-11-23T05:45:00+01:00"}',
        '{"device": "labels", "fault": "on_fire"}',
        '{"device": "nobody", "fault": null}',
        '{"station": "dock1", "weight": {"grams": "heavy", "stable": true}}',
        '{"station": "dock9", "key": "enter"}',
        '{"station": "dock1", "text": "\\ud800"}',
        '"a string"',
        "[]",
        '{"station": "dock1", "text": "\xff"}',
    ],
)
def test_a_malformed_line_stops_the_replay_there(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    recording = tmp_path / "day.jsonl"
    good = '{"clock": "2026-11-24T05:45:00+01:00"}\n{"station": "dock1", "scan": "BADGE-0001"}\n'
    recording.write_text(f'{good}{line}\n{{"station": "dock1", "flow": "receive"}}\n', encoding="latin-1")

    status = main(["replay", "--hub", str(folder), "--json", str(recording)])

    out, err = capsys.readouterr()
    assert status == 1
    played, refused = (json.loads(row) for row in out.splitlines())
    assert (played["n"], set(refused)) == (2, {"refused", "told"})
    assert err == refused["told"] + "\n"


@pytest.mark.parametrize(("strict", "status"), [([], 0), (["--strict"], 1)])
def test_a_refusal_fails_a_strict_replay_only(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], strict: list[str], status: int
) -> None:
    shutil.copytree(founded, tmp_path / "hub")
    recording = tmp_path / "day.jsonl"
    recording.write_text('{"clock": "2026-11-24T05:45:00+01:00"}\n{"station": "dock1", "key": "1"}\n', encoding="utf-8")

    assert main(["replay", "--hub", str(tmp_path / "hub"), "--json", *strict, str(recording)]) == status
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])["summary"]
    assert (summary["inputs"], summary["refused"]) == (1, 1)
    assert set(summary) == {"inputs", "refused", "labels", "deviations", "unaccounted"}


def _lots_by_parcel(books: Books) -> dict[object, set[str]]:
    """The lots that movements packed into each parcel and that nobody took out again."""
    pieces: Counter[tuple[object, str]] = Counter()
    rows = books.rows(
        select(Movement.kind, Movement.to_unit_id, Movement.from_unit_id, Movement.pieces, Lot.code)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(Movement.order_line_id.is_not(None))
    )
    for row in rows:
        unit, sign = (row.to_unit_id, 1) if row.kind == "pack" else (row.from_unit_id, -1)
        pieces[unit, row.code] += sign * row.pieces
    found: defaultdict[object, set[str]] = defaultdict(set)
    for (unit, lot), count in pieces.items():
        if count:
            found[unit].add(lot)
    return found
