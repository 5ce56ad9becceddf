"""A backup is proved before it counts, and brings the hub back (data.md 2.4)."""

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from goods import MILK_CODE, receive
from store_samples import broken, count_up, counted, new_store, writer_of

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.errors import StoreFault
from hubops.open_hub import OpenHub
from hubops.store.backup import back_up
from hubops.store.engines import open_store

pytestmark = pytest.mark.sqlite_only


def test_the_copy_is_whole_and_closed(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    writer = writer_of(store)
    writer.run(count_up)

    copy = back_up(store, "hub", tmp_path / "backups", START)
    writer.run(count_up)

    assert copy.name == "hub-20261124T043000Z.db"
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = open_store(copy)
    assert (counted(restored), counted(store)) == (1, 2)
    assert broken(restored) == []
    restored.close()
    store.close()


def test_a_backup_that_was_moved_is_still_whole(tmp_path: Path) -> None:
    """One file is all there is to keep: no write-ahead log beside it holds a part of it."""
    store = new_store(tmp_path)
    writer_of(store).run(count_up)
    copy = back_up(store, "hub", tmp_path / "backups", START)
    store.close()

    shutil.copyfile(copy, tmp_path / "elsewhere.db")

    found = sqlite3.connect(tmp_path / "elsewhere.db")
    assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert found.execute("SELECT value FROM counter").fetchall() == [(1,)]
    found.close()


def test_a_hub_goes_on_from_its_backup(worker: ModelWorker, hub: OpenHub, clock: ManualClock, tmp_path: Path) -> None:
    receive(worker, MILK_CODE)
    stood = worker.floor.resume()
    copy = back_up(hub.store, hub.house.hub_id, tmp_path / "backups", clock.now())
    worker.start("load")
    hub.close()
    for path in (hub.settings.folder / "data").iterdir():
        path.unlink()
    shutil.copyfile(copy, hub.settings.folder / "data" / "hub.db")

    again = OpenHub.open(hub.settings.folder, clock)

    assert again.floor("dock1").resume() == stood
    again.close()


def test_an_edited_log_makes_no_backup(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    writer_of(store).run(count_up)
    with store.write.begin() as conn:
        conn.exec_driver_sql("DROP TRIGGER event_no_update")
        conn.exec_driver_sql("UPDATE event SET actor = '0002'")

    with pytest.raises(StoreFault) as told:
        back_up(store, "hub", tmp_path / "backups", START)

    assert told.value.code == "backup.not_sound"
    assert list((tmp_path / "backups").glob("*.db")) == []
    store.close()


def test_an_older_backup_is_kept(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first = back_up(store, "hub", tmp_path / "backups", START)
    second = back_up(store, "hub", tmp_path / "backups", START.replace(hour=23))
    assert first.exists()
    assert first != second
    store.close()
