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
    """Makes and copies hubs, or databases alone, on one kind of database; an address is what ``open_store`` takes."""

    def __init__(self, server: PostgresqlServer | None) -> None:
        """Without a server: SQLite files."""
        self.server = server
        self._copies: dict[Path, str] = {}
        self._alone: list[str] = []

    def new(self, folder: Path) -> Path | str:
        """The address of an empty database."""
        return self._create() if self.server else folder / "hub.db"

    def copy_of(self, template: Path | str, folder: Path) -> Path | str:
        """The address of a database like another one that nobody has open."""
        if isinstance(template, str):
            return self._create(make_url(template).database or "")
        for file in template.parent.glob(template.name + "*"):
            shutil.copyfile(file, folder / file.name)
        return folder / template.name

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

    def close(self) -> None:
        """Take the databases away that are no hub's."""
        while self.server and self._alone:
            self.server.drop(self._alone.pop())

    def _create(self, *template: str) -> str:
        assert self.server is not None
        self._alone.append(self.server.create(*template))
        return self.server.url(self._alone[-1])
