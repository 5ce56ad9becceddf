"""Print jobs as a person looks for them: what is in doubt first, then what was printed last."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, case, exists, select

from hubops.errors import Refused
from hubops.model.outbound import RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.schedule import Route
from hubops.model.stock import HandlingUnit
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_COLUMNS = (
    PrintJob.id,
    PrintJob.document,
    PrintJob.state,
    PrintJob.title,
    PrintJob.content,
    PrintJob.printer,
    PrintJob.fault,
    PrintJob.held,
    PrintJob.at,
)
_JOBS = select(*_COLUMNS).where(PrintJob.hub_id == bindparam("hub"))
_URGENCY = case(
    (PrintJob.state == "unknown", 0),
    (PrintJob.state == "refused", 1),
    (PrintJob.held, 1),
    (PrintJob.state == "sent_unconfirmed", 2),
    else_=3,
)
_UNSETTLED = (
    _JOBS.where(PrintJob.state.in_(("sent_unconfirmed", "refused", "unknown", "queued", "sending")))
    .order_by(_URGENCY, PrintJob.id.desc())
    .limit(bindparam("most"))
)
_VOID = exists(HandlingUnit.id).where(
    HandlingUnit.hub_id == PrintJob.hub_id,
    HandlingUnit.sscc == PrintJob.title,
    HandlingUnit.void,
)
_CAME_OUT = _JOBS.where(PrintJob.state == "confirmed", ~_VOID).order_by(PrintJob.id.desc()).limit(bindparam("most"))
"""Without labels that were withdrawn. Apart from the others, so that the last ones are found without a look at all
that ever came out.
"""
_ONE = _JOBS.where(PrintJob.id == bindparam("job"))
_BY_TITLE = (
    select(PrintJob.id, PrintJob.content)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.document == bindparam("document"),
        PrintJob.title == bindparam("title"),
    )
    .order_by(PrintJob.state == "cancelled", PrintJob.id.desc())
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
    """A print job."""

    id: UUID
    document: str
    state: str
    title: str
    """The SSCC, the manifest's code or the receipt's number."""
    whom: str
    """The kitchen, the route or the producer that it is for, or who is told."""
    printer: str
    fault: str
    """The code of what stopped it last, empty if nothing did."""
    held: bool
    """A person lets it wait."""
    at: datetime
    """When it was queued."""


def latest(looking: Looking, most: int) -> list[PrintedRow]:
    """The jobs that somebody may want to do something about, at most so many: in doubt, waiting, and last those out."""
    found = unsettled(looking, most)
    if len(found) < most:
        came_out = {"hub": looking.tx.hub_id, "most": most - len(found)}
        found += [_printed(row) for row in looking.tx.execute(_CAME_OUT, came_out)]
    return found


def unsettled(looking: Looking, most: int) -> list[PrintedRow]:
    """The jobs that are not known to be out, at most so many: what is most pressing first, of that the newest."""
    params = {"hub": looking.tx.hub_id, "most": most}
    return [_printed(row) for row in looking.tx.execute(_UNSETTLED, params)]


def job(looking: Looking, job_id: UUID) -> PrintedRow:
    """One job. Raises Refused ``print.gone``."""
    row = looking.tx.execute(_ONE, {"hub": looking.tx.hub_id, "job": job_id}).one_or_none()
    if row is None:
        raise Refused("print.gone")
    return _printed(row)


def _printed(row: AnyRow) -> PrintedRow:
    whom = _whom(row.content)
    facts = (row.printer, row.fault, row.held, row.at)
    return PrintedRow(row.id, row.document, row.state, row.title, whom, *facts)


def find(looking: Looking, document: str, title: str) -> Paper:
    """The newest paper of a kind with that title: an SSCC, a manifest's code, a receipt's number.

    One that was withdrawn is found only if no other bears that title. A manifest is also found by the code of its
    route: the version of today's run that holds.

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
    names = (frozen.get(name) for name in ("kitchen_name", "route_name", "producer_name", "to"))
    return str(next(filter(None, names), ""))
