"""Files of orders as they arrived: what they were, who sent them, what became of them, and their very bytes."""

import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.orders import OrderFile
from hubops.operations.booking import Booking, put
from hubops.store import rows
from hubops.store.rows import AnyRow

_ACCEPTED = select(OrderFile.id, OrderFile.name, OrderFile.received_at).where(
    OrderFile.hub_id == bindparam("hub"), OrderFile.sha256 == bindparam("sha256"), OrderFile.outcome == "accepted"
)
_RAW = select(OrderFile.raw).where(OrderFile.hub_id == bindparam("hub"), OrderFile.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that lies before us."""

    name: str
    sender: str
    sha256: str
    size_bytes: int
    raw: bytes | None
    """None where it is too large to be read."""


def accepted(booking: Booking, sha256: str) -> AnyRow | None:
    """The file with these bytes that was accepted earlier: ``id``, ``name``, ``received_at``; None if none was."""
    return booking.tx.execute(_ACCEPTED, {"hub": booking.tx.hub_id, "sha256": sha256}).one_or_none()


def keep_accepted(booking: Booking, file: Arrived) -> UUID:
    """Keep a file of which orders are about to be taken; its key is returned. See :func:`tell_report`."""
    return _keep(booking, file, "accepted", {})


def tell_report(booking: Booking, file_id: UUID, file: Arrived, report: dict[str, Any]) -> None:
    """What was taken from an accepted file."""
    put(booking.tx, OrderFile, file_id, {"report": json.dumps(report, ensure_ascii=False)})
    facts = {"file": file.name, "sender": file.sender, "sha256": file.sha256}
    booking.event("order_file_accepted", file_id, **facts, **report)


def keep_refused(booking: Booking, file: Arrived, report: dict[str, Any]) -> UUID:
    """Keep a file of which nothing was taken: a deviation tells it, since somebody ordered and nobody got it."""
    key = _keep(booking, file, "refused", report)
    facts = {"file": file.name, "sender": file.sender}
    booking.event("order_file_refused", key, **facts, sha256=file.sha256, **report)
    booking.deviation("order_file_refused", key, **facts)
    return key


def raw_of(booking: Booking, file_id: UUID) -> bytes | None:
    """The bytes of a file as they came."""
    raw = booking.tx.execute(_RAW, {"hub": booking.tx.hub_id, "key": file_id}).scalar_one()
    return None if raw is None else zlib.decompress(raw)


def _keep(booking: Booking, file: Arrived, outcome: str, report: dict[str, Any]) -> UUID:
    return rows.add(
        booking.tx,
        OrderFile,
        name=file.name,
        sender=file.sender,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        raw=None if file.raw is None else zlib.compress(file.raw),
        received_at=booking.tx.now,
        outcome=outcome,
        report=json.dumps(report, ensure_ascii=False),
    )
