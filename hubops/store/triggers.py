"""Triggers that keep the append-only tables append-only, on SQLite and PostgreSQL (data.md 1.3)."""

from collections.abc import Iterator

from sqlalchemy import Connection

from hubops.model.tables import APPEND_ONLY


def create_all(conn: Connection) -> None:
    """Put the guards on every append-only table."""
    for statement in _sqlite() if conn.dialect.name == "sqlite" else _postgresql():
        conn.exec_driver_sql(statement)


def _sqlite() -> Iterator[str]:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without firing delete triggers unless every client asks for it
        yield (  # the names are those of our own tables
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE hub_id = NEW.hub_id AND id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        # The owner too. UPDATE stays: foreign keys lock the row they point at, for which the server wants that right
        yield f"REVOKE DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER"
