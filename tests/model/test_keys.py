"""Keys sort in the order they were made; moments are UTC; handling units have a check digit."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from biip.sscc import Sscc
from hub_databases import HubDatabases
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from hubops.demo.clock import START
from hubops.model.keys import new_key
from hubops.model.outbox import Counter, Lease
from hubops.model.sscc import sscc
from hubops.store.engines import open_store


def test_a_key_is_a_uuid_of_version_7() -> None:
    """RFC 9562: 48 bits of milliseconds, version, variant."""
    key = new_key()

    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    made_at = datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
    assert abs(made_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_keys_rise_whichever_thread_makes_them() -> None:
    made: list[list[int]] = [[], []]

    def make(into: list[int]) -> None:
        into.extend(new_key().int >> 64 for _ in range(10_000))

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(keys == sorted(keys) for keys in made)
    assert len(set(made[0] + made[1])) == 20_000


@pytest.mark.parametrize("serial", [1, 12345, 999_999_999])
def test_an_sscc_is_one_to_biip(serial: int) -> None:
    parsed = Sscc.parse(sscc(3, "7039998", serial))

    assert parsed.extension_digit == 3
    assert parsed.value[1:8] == "7039998"
    assert parsed.value[8:17] == f"{serial:09d}"


def test_moments_come_back_as_utc_whatever_zone_they_had(databases: HubDatabases, tmp_path: Path) -> None:
    store = open_store(databases.new(tmp_path), create=True)
    oslo = START.astimezone(timezone(timedelta(hours=1)))
    with store.write.begin() as conn:
        conn.execute(insert(Lease).values(hub_id="hub", id=new_key(), name="x", holder="y", until=oslo))
        (until,) = conn.execute(select(Lease.until)).scalars()
    assert (until, until.tzinfo) == (START, UTC)
    store.close()


def test_a_time_without_a_zone_is_a_guess(databases: HubDatabases, tmp_path: Path) -> None:
    store = open_store(databases.new(tmp_path), create=True)
    with store.write.begin() as conn, pytest.raises(StatementError, match="ValueError"):
        conn.execute(
            insert(Lease).values(
                hub_id="hub",
                id=new_key(),
                name="x",
                holder="y",
                until=datetime(2026, 11, 24),  # noqa: DTZ001
            )
        )
    store.close()


def test_names_are_unique_within_a_hub_only(databases: HubDatabases, tmp_path: Path) -> None:
    """Hubs' data can be put together (data.md, decision 3)."""
    store = open_store(databases.new(tmp_path), create=True)
    for hub in ("one", "two"):
        with store.write.begin() as conn:
            conn.execute(insert(Counter).values(hub_id=hub, id=new_key(), name="sscc", value=1))
    with pytest.raises(IntegrityError), store.write.begin() as conn:
        conn.execute(insert(Counter).values(hub_id="one", id=new_key(), name="sscc", value=1))
    store.close()
