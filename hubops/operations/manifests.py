"""Manifests: the versions of a run's papers, which one holds, who took it, and what changed since the one before.

A version is frozen when it is issued. The newest one that was not taken back by undo holds; whoever has an older one
must get the new one.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import Exists, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.outbound import Manifest, ManifestTaken, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.schedule import Route
from hubops.operations import manifest_content, papers, spooling
from hubops.operations.booking import Booking
from hubops.planning.manifest_changes import changes
from hubops.store import rows
from hubops.store.rows import AnyRow


def _stands(table: type[Manifest]) -> Exists:
    """Whether a version was not taken back: undo cancels its print job."""
    return (
        select(PrintJob.id)
        .where(
            PrintJob.hub_id == table.hub_id,
            PrintJob.subject_id == table.run_id,
            PrintJob.document == "manifest",
            PrintJob.title == table.code,
            PrintJob.state != "cancelled",
        )
        .exists()
    )


_NEWEST = (
    select(Manifest.id, Manifest.version, Manifest.code, Manifest.content)
    .where(Manifest.hub_id == bindparam("hub"), Manifest.run_id == bindparam("run"), _stands(Manifest))
    .order_by(Manifest.version.desc())
    .limit(1)
)
_LAST_NUMBER = select(func.coalesce(func.max(Manifest.version), 0)).where(
    Manifest.hub_id == bindparam("hub"), Manifest.run_id == bindparam("run")
)
_Other = aliased(Manifest)
_BY_CODE = (
    select(
        Manifest.id,
        Manifest.run_id,
        Manifest.version,
        select(func.coalesce(func.max(_Other.version), 0))
        .where(_Other.hub_id == Manifest.hub_id, _Other.run_id == Manifest.run_id, _stands(_Other))
        .correlate(Manifest)
        .scalar_subquery()
        .label("newest"),
        Route.name.label("route"),
    )
    .join(RouteRun, and_(RouteRun.hub_id == Manifest.hub_id, RouteRun.id == Manifest.run_id))
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .where(Manifest.hub_id == bindparam("hub"), Manifest.code == bindparam("code"))
)
_TAKEN = (
    select(ManifestTaken.taken_by, func.max(Manifest.version).label("version"))
    .join(Manifest, and_(Manifest.hub_id == ManifestTaken.hub_id, Manifest.id == ManifestTaken.manifest_id))
    .where(
        ManifestTaken.hub_id == bindparam("hub"),
        Manifest.run_id == bindparam("run"),
        ManifestTaken.undone_by_id.is_(None),
    )
    .group_by(ManifestTaken.taken_by)
    .order_by(ManifestTaken.taken_by)
)
_TAKEN_VERSION = (
    select(ManifestTaken.taken_by)
    .distinct()
    .where(
        ManifestTaken.hub_id == bindparam("hub"),
        ManifestTaken.manifest_id == bindparam("manifest"),
        ManifestTaken.undone_by_id.is_(None),
    )
    .order_by(ManifestTaken.taken_by)
)
_JOB = (
    select(PrintJob.id, PrintJob.state)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.subject_id == bindparam("run"),
        PrintJob.document == "manifest",
        PrintJob.title == bindparam("code"),
        PrintJob.state != "cancelled",
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a run's manifest that holds."""

    id: UUID
    number: int
    code: str
    """Names this very version."""
    fresh: bool = False
    """It was issued just now."""


def newest(booking: Booking, run_id: UUID) -> Version | None:
    """The version that holds; None where nothing was issued yet, or all of it was taken back."""
    row = _newest(booking, run_id)
    return Version(row.id, row.version, row.code) if row is not None else None


def up_to_date(booking: Booking, run_id: UUID) -> Version:
    """The version that tells the load as it stands now: the one that holds, or a new one that says what changed."""
    held = _newest(booking, run_id)
    content = manifest_content.read(booking, run_id)
    if held is None:
        return _issue(booking, run_id, content)
    changed = changes(json.loads(held.content), content)
    if not changed:
        return Version(held.id, held.version, held.code)
    return _issue(booking, run_id, {**content, "changes": {"replaces": held.version, **asdict(changed)}})


def print_again(booking: Booking, run_id: UUID, version: Version) -> None:
    """Print a version again as a copy; one that still waits in the queue prints anyway."""
    row = booking.tx.execute(_JOB, {"hub": booking.tx.hub_id, "run": run_id, "code": version.code}).one()
    if row.state not in ("queued", "sending"):
        spooling.reprint(booking, row.id)


def find(booking: Booking, code: str) -> AnyRow:
    """Key, run, number and route of the version with that code, and ``newest``, the number of the one that holds.

    Raises:
        Refused: ``handover.unknown_manifest``.
    """
    row = booking.tx.execute(_BY_CODE, {"hub": booking.tx.hub_id, "code": code}).one_or_none()
    if row is None:
        raise Refused("handover.unknown_manifest", manifest=code)
    return row


def take(booking: Booking, manifest_id: UUID, taken_by: str) -> None:
    """Somebody takes a version in hand."""
    rows.add(
        booking.tx,
        ManifestTaken,
        manifest_id=manifest_id,
        taken_by=taken_by,
        at=booking.tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event("manifest_taken", manifest_id)


def takers(booking: Booking, run_id: UUID) -> dict[str, int]:
    """Who took papers of a run, and the newest version that each of them has."""
    found = booking.tx.execute(_TAKEN, {"hub": booking.tx.hub_id, "run": run_id})
    return {row.taken_by: row.version for row in found}


def takers_of(booking: Booking, manifest_id: UUID) -> str:
    """The names of those who took one version, with commas; empty if nobody said so."""
    params = {"hub": booking.tx.hub_id, "manifest": manifest_id}
    return ", ".join(booking.tx.execute(_TAKEN_VERSION, params).scalars())


def _newest(booking: Booking, run_id: UUID) -> AnyRow | None:
    return booking.tx.execute(_NEWEST, {"hub": booking.tx.hub_id, "run": run_id}).one_or_none()


def _issue(booking: Booking, run_id: UUID, content: dict[str, object]) -> Version:
    """Freeze the next version and queue it. Its code ends in a digest, so that no two versions are taken for one."""
    tx = booking.tx
    number = tx.execute(_LAST_NUMBER, {"hub": tx.hub_id, "run": run_id}).scalar_one() + 1
    content = {**content, "version": number}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:4].upper()
    code = f"{content['route_code']}-{str(content['delivery_date']).replace('-', '')}-{number}-{digest}"
    content["code"] = code
    text = json.dumps(content, ensure_ascii=False)
    key = rows.add(tx, Manifest, run_id=run_id, version=number, code=code, content=text, at=tx.now)
    papers.queue(booking, "manifest", run_id, code, booking.station.paper_printer, content)
    booking.event("manifest_issued", run_id, manifest=code)
    return Version(key, number, code, fresh=True)
