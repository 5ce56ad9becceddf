"""Where the hubs of the tests keep their books: in files in their folders, or in databases of a PostgreSQL server."""

import shutil
from pathlib import Path

import pytest
from postgresql_server import PostgresqlServer
from sqlalchemy import make_url

from hubops import settings
from hubops.clock import Clock
from hubops.founding import found

TWO_ROUTES = Path(__file__).parent / "two_routes_hub"
"""The data of the tests' hub: four producers, ten kitchens, two routes. The demo hub may grow without it."""


class HubDatabases:
    """Makes and copies hubs on one kind of database."""

    def __init__(self, server: PostgresqlServer | None) -> None:
        """Without a server: SQLite files."""
        self.server = server
        self._copies: dict[Path, str] = {}

    def new(self, folder: Path) -> Path | str:
        """An empty database, as ``open_store`` takes it."""
        return self.server.url(self.server.create()) if self.server else folder / "hub.db"

    def found(self, folder: Path, clock: Clock, demo: bool = False) -> None:
        """Make a hub, as ``hubops init`` does; with ``demo`` it is the tests' hub."""
        with pytest.MonkeyPatch.context() as environment:
            if self.server:
                url = self.server.url(self.server.create())
                environment.setenv("HUBOPS_DATABASE_URL", url)
            found(folder, clock, demo=demo, data=TWO_ROUTES)
        if self.server:
            with (folder / "hub.toml").open("a", encoding="utf-8") as hub:
                hub.write(f'[database]\nurl = "{url}"\n')

    def copy(self, template: Path, folder: Path) -> None:
        """A hub like another one that nobody has open."""
        shutil.copytree(template, folder)
        if self.server:
            copied = settings.load(folder).hub.database.url
            self._copies[folder] = self.server.create(make_url(copied).database or "")
            url = self.server.url(self._copies[folder])
            hub = folder / "hub.toml"
            hub.write_text(hub.read_text(encoding="utf-8").replace(copied, url), encoding="utf-8")

    def drop(self, folder: Path) -> None:
        """Take the database of a copy away: a server keeps what a test leaves behind, whatever became of its files."""
        if self.server:
            self.server.drop(self._copies.pop(folder))
