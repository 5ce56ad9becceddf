"""Keeps a copy of an SQLite hub that is proved before it counts (data.md 2.4)."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from hubops.errors import StoreFault
from hubops.store import chain
from hubops.store.engines import Store, open_store


def back_up(store: Store, hub_id: str, folder: Path, at: datetime) -> Path:
    """Copy the database into ``folder``; the copy's integrity and event chains are checked before it gets its name.

    Raises:
        StoreFault: the hub's database is not an SQLite file, or the copy is not sound.
    """
    if store.dialect != "sqlite":
        raise StoreFault("backup.not_sqlite")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"hub-{at:%Y%m%dT%H%M%SZ}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_RDWR, 0o600))
    source = store.read.raw_connection()
    copy = sqlite3.connect(part)
    try:
        driver = source.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise StoreFault("backup.not_sqlite")
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()
    _prove(part, hub_id)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(target)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return target


def _prove(copy: Path, hub_id: str) -> None:
    restored = open_store(copy)
    try:
        with restored.read.begin() as conn:
            sound = conn.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            if not sound or chain.verify(conn, hub_id):
                raise StoreFault("backup.not_sound", path=str(copy))
    finally:
        restored.close()
        for leftover in ("-wal", "-shm"):
            copy.with_name(copy.name + leftover).unlink(missing_ok=True)
