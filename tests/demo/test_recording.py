"""Recordings: one input a line, each with a key of its own; the first bad line is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubops.demo.recording import read
from hubops.errors import BadInput
from hubops.founding import EXAMPLE
from hubops.inputs import Choose, Key, Scan, Text, Weight

LINES = """{"clock": "2026-11-24T05:45:00+01:00"}
{"station": "dock1", "scan": "BADGE-0007"}
{"station": "dock1", "flow": "receive"}

{"station": "dock1", "scan": "]C10107038010001659\\u001d10L2611"}
{"station": "dock1", "weight": {"grams": 12345, "stable": true, "net": true}}
{"station": "dock1", "text": "3,4"}
{"station": "dock1", "key": "enter"}
{"device": "labels", "fault": "paper_out"}
{"device": "labels", "fault": null}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The example of interfaces.md."""
    path = tmp_path / "day.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_the_example_of_the_manual(file: Path) -> None:
    steps = list(read(file))

    assert [step.n for step in steps] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert steps[0].clock == datetime(2026, 11, 24, 4, 45, tzinfo=UTC)
    assert [type(step.said) for step in steps[1:7]] == [Scan, Choose, Scan, Weight, Text, Key]
    assert steps[4].said == Weight(12345, stable=True, net=True)
    assert isinstance(steps[3].said, Scan)
    assert steps[3].said.lot == "L2611"
    assert [(step.device, step.fault) for step in steps[7:]] == [("labels", "paper_out"), ("labels", None)]


def test_every_line_has_a_key_of_its_own_and_every_file_others(file: Path) -> None:
    first = [step.key for step in read(file)]
    assert len(set(first)) == len(first)
    assert [step.key for step in read(file)] == first

    file.write_text(LINES + "\n", encoding="utf-8")
    assert not {step.key for step in read(file)} & set(first)


def test_what_came_before_a_bad_line_is_given_out(file: Path) -> None:
    file.write_text(LINES + "oops\n", encoding="utf-8")
    steps: list[int] = []

    with pytest.raises(BadInput) as told:
        steps.extend(step.n for step in iter(read(file)))

    assert (told.value.code, told.value.values["line"]) == ("replay.bad_line", 11)


def test_strange_line_ends_are_part_of_the_text(tmp_path: Path) -> None:
    """JSON allows U+2028 in a string, and Python's splitlines would cut there."""
    path = tmp_path / "day.jsonl"
    path.write_text('{"station": "dock1", "text": "a\u2028b"}\r\n{"station": "dock1", "key": "f2"}', encoding="utf-8")

    assert [(step.n, step.said) for step in read(path)] == [(1, Text("a\u2028b")), (2, Key("f2"))]


def test_the_demo_day_is_sound() -> None:
    steps = list(read(EXAMPLE / "demo-day.jsonl"))
    times = [step.clock for step in steps if step.clock]

    assert times == sorted(times)
    bad_codes = [step.said.fault for step in steps if isinstance(step.said, Scan) and step.said.fault]
    assert bad_codes == ["scan.two_codes", "scan.bad_check_digit"]
    assert [step.fault for step in steps if step.device] == ["paper_out", None]
