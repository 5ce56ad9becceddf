"""What a receipt printer says of itself, and what only looks like it (devices.md 5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubops.devices.printers.escpos_status import ASK_STATUS, fault_of, ran_out, read_answers

WELL = (0x12, 0x12, 0x12, 0x12)
NEWS_OF_PAPER_OUT = b"\x18\x00\x0f\x0f"


def test_each_question_is_three_bytes() -> None:
    assert ASK_STATUS == b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (WELL, ""),
        ((0x1A, 0x16, 0x12, 0x12), "printer.cover_open"),
        ((0x1A, 0x32, 0x12, 0x7E), "printer.paper_out"),
        ((0x12, 0x12, 0x12, 0x1E), "printer.paper_low"),
        ((0x1A, 0x52, 0x1A, 0x12), "printer.cutter"),
        ((0x1A, 0x52, 0x32, 0x12), "printer.other_error"),
        ((0x1A, 0x52, 0x12, 0x12), "printer.other_error"),
        ((0x1A, 0x12, 0x12, 0x12), "printer.off_line"),
        ((0x1A, 0x36, 0x12, 0x7E), "printer.cover_open"),
        ((0x1A,), "printer.off_line"),
        ((0x12, 0x7E), ""),
        ((), ""),
    ],
)
def test_the_fault_to_mend_first_is_named(status: tuple[int, ...], fault: str) -> None:
    assert fault_of(status) == fault


def test_its_own_news_are_no_answers() -> None:
    """python-escpos looks at the first byte only and takes these for "online" and "no paper" (devices.md 5)."""
    answers = read_answers(NEWS_OF_PAPER_OUT + b"\x12" + NEWS_OF_PAPER_OUT + b"\x00")

    assert (answers.status, answers.done) == ((0x12,), (0,))


def test_an_answer_may_come_into_the_middle_of_news() -> None:
    assert read_answers(b"\x18\x00\x1a\x0f\x0f").status == (0x1A,)
    assert read_answers(b"\x18\x00\x1a\x0f\x0f").done == ()


@pytest.mark.parametrize("flow", [b"\x11", b"\x13"])
def test_flow_control_is_no_answer(flow: bytes) -> None:
    assert read_answers(flow) == read_answers(b"")


@pytest.mark.parametrize(("done", "out"), [(0x00, False), (0x03, False), (0x0C, True), (0x0F, True)])
def test_the_end_of_the_paper_is_told_with_the_end_of_the_work(done: int, out: bool) -> None:
    assert ran_out(done) is out


@given(st.binary(max_size=64))
def test_any_bytes_can_be_read(data: bytes) -> None:
    answers = read_answers(data)
    assert len(answers.status) + len(answers.done) <= len(data)
    fault_of(answers.status)
