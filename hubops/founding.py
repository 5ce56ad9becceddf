"""Makes a new hub: its folder, its files, its empty database and the first admin."""

import shutil
from pathlib import Path

from hubops import settings
from hubops.clock import Clock
from hubops.errors import SetupFault
from hubops.exchange.importing import import_file
from hubops.operations import master_data
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.settings import FOLDERS, Settings
from hubops.store import pepper
from hubops.store.engines import Store, open_store
from hubops.store.transactions import Writer

PACKAGE = Path(__file__).parent
EXAMPLE = PACKAGE / "config" if (PACKAGE / "config").exists() else PACKAGE.parent / "config"
"""The example hub: beside the package in a checkout, inside it when installed."""
SETUP = Station("setup", "", "")


_DEMO_MESSAGES = "\n[messages]\nfile_drop = true                       # every message as a file in outbox/\n"
FIRST_ADMIN = "9001"
"""The badge of the admin that a new hub starts with."""


def found(folder: Path, clock: Clock, demo: bool = False, data: Path = EXAMPLE) -> Settings:
    """Make a new hub in a folder that is empty or not there yet.

    The hub knows one operator, the admin with the badge FIRST_ADMIN.

    Args:
        folder: where the hub is to be.
        clock: what time it is there.
        demo: it is a demo hub, filled with the files in ``data``.
        data: one CSV file for each kind of master data, and the orders.

    Raises:
        SetupFault: ``founding.not_empty``.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SetupFault("founding.not_empty", folder=str(folder))
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("hub.toml", "devices.toml", "rules.toml"):
        shutil.copyfile(EXAMPLE / name, folder / name)
    if demo:
        hub = folder / "hub.toml"
        hub.write_text("demo = true\n\n" + hub.read_text(encoding="utf-8") + _DEMO_MESSAGES, encoding="utf-8")
    pepper.make(folder)
    found_settings = settings.load(folder)
    store = open_store(found_settings.database, create=True)
    try:
        desk = setup_desk(found_settings, store, clock)
        desk.book(master_data.ensure_external_zones)
        desk.book(lambda booking: master_data.save_operator(booking, _admin(found_settings)))
        if demo:
            _fill(desk, data)
    finally:
        store.close()
    return found_settings


def setup_desk(loaded: Settings, store: Store, clock: Clock) -> Desk:
    """A desk for what is not done at a station: imports, the making of a hub."""
    return Desk(Writer(store, loaded.hub.code, clock), loaded.house, SETUP, job="setup")


def _fill(desk: Desk, data: Path) -> None:
    for kind in master_data.IMPORT_ORDER:
        report = import_file(desk, kind, data / f"{kind}.csv")
        if report.faults:
            first = report.faults[0]
            raise SetupFault(first.code, **first.values)


def _admin(loaded: Settings) -> dict[str, object]:
    return {"badge": FIRST_ADMIN, "name": "Admin", "role": "admin", "language": loaded.hub.language}
