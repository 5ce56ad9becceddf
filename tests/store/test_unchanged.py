"""A booking does not read again what its prompt was made of, unless somebody wrote in between."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select
from store_samples import HUB, count_up, new_store, writer_of

from hubops.errors import Refused
from hubops.model.outbox import Counter
from hubops.store import rows
from hubops.store.engines import Store
from hubops.store.transactions import Tx, Writer

pytestmark = pytest.mark.sqlite_only
_COUNT = select(Counter.value).where(Counter.hub_id == bindparam("hub"), Counter.name == "test")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    made = new_store(tmp_path)
    yield made
    made.close()


def really(tx: Tx) -> int:
    return int(tx.execute(_COUNT, {"hub": HUB}).scalar_one_or_none() or 0)


class Reader:
    """What is asked, and how often it was really read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, tx: Tx) -> int:
        """What the transaction is told."""

        def read() -> int:
            self.times += 1
            return really(tx)

        return tx.unchanged("count", read)

    def is_true(self, tx: Tx) -> None:
        """It is told what holds now."""
        assert self(tx) == really(tx)


@pytest.fixture
def reader() -> Reader:
    """Nothing was read yet."""
    return Reader()


def test_what_the_prompt_read_is_not_read_again(store: Store, reader: Reader) -> None:
    writer = writer_of(store)
    writer.run(count_up)

    assert (writer.look(reader), writer.run(reader)) == (1, 1)
    assert reader.times == 1


def test_each_look_reads_anew(store: Store, reader: Reader) -> None:
    writer, colleague = writer_of(store), writer_of(store)
    writer.run(count_up)
    writer.look(reader)

    colleague.run(count_up)

    assert writer.look(reader) == 2


def another_program(store: Store, writer: Writer) -> None:
    path = store.write.url.database
    assert path is not None
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE counter SET value = value + 1")
    connection.close()


def a_colleague(store: Store, writer: Writer) -> None:
    writer_of(store).run(count_up)


def the_session(store: Store, writer: Writer) -> None:
    writer.run(count_up)


@pytest.mark.parametrize("write", [another_program, a_colleague, the_session])
def test_what_somebody_changed_is_read_again(
    store: Store, reader: Reader, write: Callable[[Store, Writer], None]
) -> None:
    writer = writer_of(store)
    writer.run(count_up)
    writer.look(reader)

    write(store, writer)

    assert writer.run(reader) == 2


def test_what_the_booking_itself_changed_is_read_again(store: Store, reader: Reader) -> None:
    writer = writer_of(store)
    writer.run(count_up)
    writer.look(reader)

    def work(tx: Tx) -> tuple[int, int]:
        before = reader(tx)
        count_up(tx)
        return before, reader(tx)

    assert writer.run(work) == (1, 2)


def taken_back(tx: Tx) -> None:
    """A booking that is refused after it wrote."""
    with suppress(Refused), tx.attempt():
        count_up(tx)
        raise Refused("stock.no_zone")


def fails(tx: Tx) -> None:
    """A booking that fails after it wrote."""
    count_up(tx)
    raise Refused("stock.no_zone")


SESSIONS = 2
BOOKINGS: dict[str, Callable[[Tx], object]] = {
    "counts": count_up,
    "adds": lambda tx: rows.next_number(tx, "other"),
    "writes nothing": lambda _: None,
    "is refused": taken_back,
    "fails": fails,
}


STEPS = st.tuples(st.integers(0, SESSIONS - 1), st.sampled_from(["looks", "looks", "from elsewhere", *BOOKINGS]))


@given(st.lists(STEPS, min_size=30, max_size=60))
@settings(max_examples=12, deadline=None)
def test_whoever_writes_in_whatever_order_nobody_is_told_what_was_true_before(steps: list[tuple[int, str]]) -> None:
    reader = Reader()

    def books(work: Callable[[Tx], object], tx: Tx) -> None:
        reader.is_true(tx)
        work(tx)
        reader.is_true(tx)

    with TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        sessions = [writer_of(store) for _ in range(SESSIONS)]
        for place, step in steps:
            session = sessions[place]
            if step == "looks":
                session.look(reader.is_true)
            elif step == "from elsewhere":
                another_program(store, session)
            else:
                with suppress(Refused):
                    session.run(partial(books, BOOKINGS[step]))
        store.close()
