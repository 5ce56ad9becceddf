"""Who gets how many rows: what must be read is never cut, lists give way (terminal.md 3)."""

import pytest

from hubops.tui.screens.zones import Heights, Wanted, share_out


@pytest.mark.parametrize(
    ("height", "wanted", "heights"),
    [
        # the usual prompt: zones keep their heights, so nothing jumps from prompt to prompt
        (24, Wanted(1, 1, 2, 4), Heights(4, 1, 3, 2)),
        (24, Wanted(2, 2, 1, 40, entry=True), Heights(4, 1, 3, 2)),
        (24, Wanted(6, 5, 3, 4), Heights(6, 1, 5, 3)),
        (24, Wanted(1, 1, 2, 2, board=True), Heights(1, 1, 2, 2)),
        (45, Wanted(1, 1, 1, 4), Heights(4, 1, 5, 2)),
        (24, Wanted(1, 1, 2, 4, weight=True), Heights(4, 1, 3, 2, weight=3)),
        (16, Wanted(1, 1, 2, 4, weight=True), Heights(1, 1, 2, 2)),  # the number stands in the line of entry
        # eight rows
        (8, Wanted(1, 1, 2, 4), Heights(1, 1, 1, 2)),
        (8, Wanted(2, 2, 2, 4, entry=True), Heights(2, 1, 2, 2)),
        (8, Wanted(4, 2, 2, 4, entry=True), Heights(4, 1, 1, 2)),  # what was done before gives way to what is next
        (8, Wanted(2, 3, 2, 4, urgent=True), Heights(2, 0, 3, 2)),  # a warning does not
        (8, Wanted(2, 4, 2, 4, urgent=True, entry=True), Heights(2, 1, 3, 2)),
        (8, Wanted(2, 4, 1, 4, urgent=True, stopped=True), Heights(2, 0, 5, 1)),
        (8, Wanted(4, 6, 1, 4, urgent=True, stopped=True), Heights(1, 0, 6, 1)),
        (8, Wanted(1, 2, 2, 4, board=True), Heights(1, 0, 1, 2)),
    ],
)
def test_rows_are_shared_out(height: int, wanted: Wanted, heights: Heights) -> None:
    assert share_out(height, wanted) == heights


@pytest.mark.parametrize("height", [8, 9, 10, 16, 24, 39, 40, 50])
@pytest.mark.parametrize("question", [1, 2, 4])
@pytest.mark.parametrize("status", [1, 3, 5])
@pytest.mark.parametrize("stopped", [True, False])
def test_the_rows_are_never_more_than_there_are(height: int, question: int, status: int, stopped: bool) -> None:
    heights = share_out(height, Wanted(question, status, 2, 9, entry=True, urgent=stopped, stopped=stopped))

    assert heights.total <= height
    assert min(heights.question, heights.status, heights.keys) >= 1
