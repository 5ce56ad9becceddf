"""Tells SQLite's planner how the rows of a hub are spread, once, when the tables are made (sqlite.org, ANALYZE).

Without figures it takes ``hub_id`` for a column that picks few rows. Every row has the same one, so a search by it
alone reads the whole table: fast on the first day, slow after years. Fixed figures give the same plans on all days.
"""

from sqlalchemy import Connection

ROWS = 1_000_000
PER_VALUE = (ROWS, 10, 3)
"""Rows that one value of the first column of an index picks, of the first two, of the first three or more."""


def create_all(conn: Connection) -> None:
    """Write the figures of every index; PostgreSQL keeps its own."""
    if conn.dialect.name != "sqlite":
        return
    conn.exec_driver_sql("ANALYZE")
    indexes = conn.exec_driver_sql(
        'SELECT list.name, tables.name, list."unique", (SELECT count(*) FROM pragma_index_info(list.name)) '
        "FROM sqlite_master AS tables JOIN pragma_index_list(tables.name) AS list WHERE tables.type = 'table'"
    ).all()
    for index, table, unique, columns in indexes:
        figures = [PER_VALUE[min(place, 2)] for place in range(columns)]
        if unique:
            figures[-1] = 1
        conn.exec_driver_sql(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
            (table, index, " ".join(map(str, (ROWS, *figures)))),
        )
    conn.exec_driver_sql("ANALYZE sqlite_schema")
