"""Print jobs as a person looks for them: what is in doubt first, then what was printed last."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.outbox import PrintJob
from hubops.queries.looking import Looking

_LATEST = (
    select(PrintJob.id, PrintJob.document, PrintJob.title, PrintJob.state, PrintJob.content)
    .where(PrintJob.hub_id == bindparam("hub"), PrintJob.state.notin_(("queued", "sending", "cancelled")))
    .order_by(PrintJob.state == "confirmed", PrintJob.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A print job that has left the queue, or tried to."""

    id: UUID
    document: str
    state: str
    title: str
    """The SSCC, the manifest's code or the receipt's number."""
    whom: str
    """The kitchen, the route or the producer that it is for."""


def latest(looking: Looking, most: int) -> list[PrintedRow]:
    """The jobs that somebody may want again, at most so many."""
    found = looking.tx.execute(_LATEST, {"hub": looking.tx.hub_id, "most": most})
    return [PrintedRow(row.id, row.document, row.state, row.title, _whom(row.content)) for row in found]


def _whom(content: str) -> str:
    frozen = json.loads(content)
    return str(frozen.get("kitchen_name") or frozen.get("route_name") or frozen.get("producer_name") or "")
