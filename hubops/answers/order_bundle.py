"""The support bundle of an order: one file for who helps, with all that is known of it and of the hub that handled it.

Nothing in ``secrets/`` is in it: no PIN, no pepper, no password; what a URL says of a user is blacked out.
"""

import json
import platform
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from hubops import __version__
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderFile
from hubops.open_hub import OpenHub
from hubops.operations import order_files
from hubops.operations.booking import Booking
from hubops.queries import chain
from hubops.queries.chain import LineChain
from hubops.queries.explain import Explanation
from hubops.store.engines import SCHEMA_VERSION

MOST_LOG_LINES = 2_000
"""Of each log, the last ones."""
SETTINGS = ("hub.toml", "devices.toml", "rules.toml")
_USER = re.compile(r"(://)[^/\s@\"']*@")
_ASKED = re.compile(r"(https?://[^\s\"'?]+\?)[^\s\"']+")

_FILE = (
    select(OrderFile.id, OrderFile.name)
    .join(Order, (Order.hub_id == OrderFile.hub_id) & (Order.file_id == OrderFile.id))
    .where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
)
_NOTICES = (
    select(Notice.__table__)
    .where(
        Notice.hub_id == bindparam("hub"),
        Notice.subject_id.in_(bindparam("subjects", expanding=True)),
    )
    .order_by(Notice.id)
)
_ORDER = select(Order.id).where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))


def write(hub: OpenHub, explained: Explanation, text: str, as_json: str, path: Path) -> None:
    """Write the bundle; ``text`` and ``as_json`` are the explanation. A file that is there is replaced."""
    desk = hub.job_desk("explain")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("explanation.txt", blacked_out(text))
        bundle.writestr("explanation.json", blacked_out(as_json))
        lines = desk.look(lambda booking: chain.read(booking, explained.line_ids, hub.house))
        bundle.writestr("chain.json", _json([_chain(line) for line in lines]))
        for name, raw in desk.look(lambda booking: list(_files(booking, explained.number))):
            bundle.writestr(f"order-file/{name}", raw)
        notices = desk.look(lambda booking: _notices(booking, explained))
        bundle.writestr("notices.json", blacked_out(_json(notices)))
        for log in sorted((hub.settings.folder / "logs").glob("*")):
            if log.is_file():
                bundle.writestr(f"logs/{log.name}", blacked_out(_tail(log)))
        for name in SETTINGS:
            file = hub.settings.folder / name
            if file.is_file():
                bundle.writestr(f"settings/{name}", blacked_out(file.read_text(encoding="utf-8")))
        bundle.writestr("versions.json", _json(_versions(hub)))


def blacked_out(text: str) -> str:
    """The text without users, passwords and tokens of URLs."""
    return _ASKED.sub(r"\1***", _USER.sub(r"\1***@", text))


def _files(booking: Booking, number: str) -> Iterator[tuple[str, bytes]]:
    """The file that the order came in, as it came; none for one that was typed in."""
    for row in booking.tx.execute(_FILE, {"hub": booking.tx.hub_id, "number": number}):
        raw = order_files.raw_of(booking, row.id)
        if raw is not None:
            yield Path(row.name).name, raw


def _notices(booking: Booking, explained: Explanation) -> list[dict[str, object]]:
    tx = booking.tx
    order = tx.execute(_ORDER, {"hub": tx.hub_id, "number": explained.number}).scalar_one()
    found = tx.conn.execute(_NOTICES, {"hub": tx.hub_id, "subjects": [order, *explained.line_ids]})
    return [{name: value for name, value in row._asdict().items() if name != "hub_id"} for row in found]


def _chain(line: LineChain) -> dict[str, object]:
    return {**asdict(line), "reached": line.reached}


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-MOST_LOG_LINES:]) + "\n"


def _versions(hub: OpenHub) -> dict[str, Any]:
    return {
        "hubops": __version__,
        "schema": SCHEMA_VERSION,
        "database": hub.store.dialect,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "packages": {each.name: each.version for each in sorted(distributions(), key=lambda each: each.name.lower())},
    }


_json: Callable[[object], str] = partial(json.dumps, ensure_ascii=False, indent=1, default=str)
