"""The board as rows: what is wrong, short or open can be told apart by word and mark, and every row can be reached."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tui_samples import NOW, board

from hubops.messages import DEFAULT_ZONE
from hubops.queries.inbound import DeliveryRow
from hubops.tui.screens.board_rows import BoardWriter, laid_out, pages_of
from hubops.tui.words import more_in

WRITER = BoardWriter("en", DEFAULT_ZONE)


def delivery(got: int, expected: int, *, closed: bool = False, minutes: int = 60) -> DeliveryRow:
    """A delivery that is expected in so many minutes."""
    return DeliveryRow(UUID(int=1), 1, "Lier", NOW + timedelta(minutes=minutes), got, expected, closed)


@pytest.mark.parametrize(
    ("row", "state", "kind"),
    [
        (delivery(12, 12, closed=True), "complete", "done"),
        (delivery(13, 12, closed=True), "complete", "done"),
        (delivery(67, 101, closed=True), "short by 34", "short"),
        (delivery(12, 12), "all here, finish it", "plain"),
        (delivery(3, 12), "under way", "plain"),
        (delivery(0, 12), "awaited", "plain"),
        (delivery(0, 12, minutes=-1), "late", "bad"),
    ],
)
def test_a_delivery_tells_its_state_by_word_and_mark(row: DeliveryRow, state: str, kind: str) -> None:
    (entry,) = WRITER.deliveries(replace(board(), deliveries=(row,))).entries

    assert (entry.cells[-1], entry.kind) == (state, kind)


def test_titles_count_what_is_still_open() -> None:
    assert WRITER.deliveries(board()).titles[0] == "Deliveries (open: 2 of 3)"
    assert WRITER.routes(board()).titles[0] == "Routes (to leave: 2 of 3)"


def test_a_route_that_left_without_all_its_lines_is_not_marked_as_done() -> None:
    gone = replace(board().routes[2], missing=2)

    (entry,) = WRITER.routes(replace(board(), routes=(gone,))).entries

    assert entry.kind == "short"
    assert entry.cells[-1] == "2"


def test_where_rows_are_scarce_what_is_wrong_is_seen_first_and_what_is_done_last() -> None:
    rows = laid_out([WRITER.deliveries(board())], 60, 3, more_in("en"))

    assert "Bærum" in rows[1].text
    assert rows[2].text.strip() == "+2 more"


def test_every_row_of_a_long_board_is_on_one_of_its_pages() -> None:
    tables = [WRITER.deliveries(board()), WRITER.goods(board()), WRITER.routes(board())]

    pages = pages_of(tables, 80, 9, more_in("en"))

    assert all(len(page) <= 9 for page in pages)
    texts = " ".join(row.text for page in pages[1:] for row in page)
    assert all(entry.cells[0] in texts for table in tables for entry in table.entries)
    assert all(page[0].kind == "title" for page in pages)


def test_a_board_that_fits_has_one_page() -> None:
    assert len(pages_of([WRITER.deliveries(board())], 80, 9, more_in("en"))) == 1


@pytest.mark.parametrize(("rows", "told"), [(2, "+2 more"), (3, "Deliveries")])
def test_with_room_for_one_row_the_title_tells_of_the_others(rows: int, told: str) -> None:
    title = laid_out([WRITER.deliveries(board())], 60, rows, more_in("en"))[0].text

    assert told in title
    assert ("+2 more" in title) == (rows == 2)
