"""A store of its own for the tests of this room, and small things to write into it."""

from pathlib import Path

from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.model.evidence import Event
from hubops.model.outbox import Counter
from hubops.store import chain, rows
from hubops.store.engines import Store, open_store
from hubops.store.transactions import Tx, Writer

HUB = "hub"


def new_store(folder: Path) -> Store:
    """An empty store in a folder."""
    return open_store(folder / "hub.db", create=True)


def writer_of(store: Store) -> Writer:
    """A writer with a chain of its own."""
    return Writer(store, HUB, ManualClock(START))


def count_up(tx: Tx) -> int:
    """Count, and tell the log."""
    number = rows.next_number(tx, "test")
    tx.event("counted", "0001", "dock1", None, {"number": number})
    return number


def counted(store: Store) -> int:
    """How far the counter has come."""
    with store.read.begin() as conn:
        return conn.execute(select(Counter.value).where(Counter.name == "test")).scalar_one_or_none() or 0


def events(store: Store) -> int:
    """How many events there are."""
    with store.read.begin() as conn:
        return len(conn.execute(select(Event.id)).all())


def broken(store: Store) -> list[chain.Broken]:
    """Where the chains do not hold."""
    with store.read.begin() as conn:
        return chain.verify(conn, HUB)
