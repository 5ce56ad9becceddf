"""Print jobs as a person looks for them: what is in doubt first, then what was printed last."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.outbound import RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.schedule import Route
from hubops.queries.looking import Looking

_JOBS = (
    select(PrintJob.id, PrintJob.document, PrintJob.title, PrintJob.state, PrintJob.content)
    .where(PrintJob.hub_id == bindparam("hub"))
    .order_by(PrintJob.id.desc())
    .limit(bindparam("most"))
)
_IN_DOUBT = _JOBS.where(PrintJob.state.in_(("sent_unconfirmed", "refused", "unknown")))
_CAME_OUT = _JOBS.where(PrintJob.state == "confirmed")
"""Apart from those in doubt, so that the last ones are found without a look at all that ever came out."""
_BY_TITLE = (
    select(PrintJob.id, PrintJob.content)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.document == bindparam("document"),
        PrintJob.title == bindparam("title"),
        PrintJob.state != "cancelled",
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)
_MANIFEST_OF_ROUTE = (
    select(PrintJob.id, PrintJob.content)
    .join(RouteRun, (RouteRun.hub_id == PrintJob.hub_id) & (RouteRun.id == PrintJob.subject_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.document == "manifest",
        PrintJob.state != "cancelled",
        Route.code == bindparam("route"),
        RouteRun.day == bindparam("day"),
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it was frozen."""

    id: UUID
    content: str


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
    tx = looking.tx
    found = tx.execute(_IN_DOUBT, {"hub": tx.hub_id, "most": most}).all()
    if len(found) < most:
        found = [*found, *tx.execute(_CAME_OUT, {"hub": tx.hub_id, "most": most - len(found)})]
    return [PrintedRow(row.id, row.document, row.state, row.title, _whom(row.content)) for row in found]


def find(looking: Looking, document: str, title: str) -> Paper:
    """The newest paper of a kind with that title: an SSCC, a manifest's code, a receipt's number.

    A manifest is also found by the code of its route: the version of today's run that holds.

    Raises:
        Refused: ``print.unknown``.
    """
    params = {"hub": looking.tx.hub_id, "document": document, "title": title}
    row = looking.tx.execute(_BY_TITLE, params).one_or_none()
    if row is None and document == "manifest":
        of_route = {"hub": looking.tx.hub_id, "route": title, "day": looking.day}
        row = looking.tx.execute(_MANIFEST_OF_ROUTE, of_route).one_or_none()
    if row is None:
        raise Refused("print.unknown", document_word=document, title=title)
    return Paper(row.id, row.content)


def _whom(content: str) -> str:
    frozen = json.loads(content)
    return str(frozen.get("kitchen_name") or frozen.get("route_name") or frozen.get("producer_name") or "")
