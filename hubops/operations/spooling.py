"""The print queue as the spool works on it: claim, send, settle; and what a person can do about a job.

The attempt is counted before anything is sent, so a job that broke off in between is known, never silently lost or
printed twice: it becomes ``unknown`` until a person scans the label or asks for a copy (architecture.md, rule 5;
data.md, decision 6). A refused job has not reached paper: its attempt does not count. With ``done_at`` it is refused
for good.

    queued -> sending -> confirmed                      a person: reprint -> queued, the next copy
                      -> sent_unconfirmed -> (scan) -> confirmed
                      -> unknown          -> (scan) -> confirmed
                      -> refused -> sending ...

What a printer gets first: see :data:`_RANK`. What a person can do about a queue: print_queue.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, case, exists, or_, select, update

from hubops.errors import Refused
from hubops.model.outbox import PrinterHold, PrintJob
from hubops.model.stock import HandlingUnit
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

LONGEST_WAIT = timedelta(minutes=2)
"""No refused job waits longer; a later moment was set before the clock was set back."""

LABELS = ("drop_label", "logistic_label")
SHEETS = ("commands", "signs", "badges", "route_card", "scanner_sheet", "paper_pack", "delivery_card")

_HUB = PrintJob.hub_id == bindparam("hub")
_OPEN = or_(PrintJob.state == "queued", and_(PrintJob.state == "refused", PrintJob.done_at.is_(None)))
_IS_LABEL, _IS_SHEET = PrintJob.document.in_(LABELS), PrintJob.document.in_(SHEETS)
_RANK = case((PrintJob.attempts > 0, 0), (_IS_LABEL, 1), (_IS_SHEET, 3), else_=2)
"""Who waits longest at the printer goes first: a copy that a person asked for there; the label of the parcel that lies
open beside it; the papers of the dock; last the sheets that nobody stands and waits for. Of one rank, the oldest."""
_PRINTER_HELD = exists().where(
    PrinterHold.hub_id == bindparam("hub"), PrinterHold.printer == bindparam("printer"), PrinterHold.held
)
_HEAD = (
    select(
        PrintJob.id,
        PrintJob.document,
        PrintJob.title,
        PrintJob.content,
        PrintJob.state,
        PrintJob.attempts,
        PrintJob.not_before,
    )
    .where(_HUB, PrintJob.printer == bindparam("printer"), _OPEN, ~PrintJob.held, ~_PRINTER_HELD)
    .order_by(_RANK, PrintJob.id)
    .limit(1)
)
_CLAIM = (
    update(PrintJob)
    .where(
        _HUB,
        PrintJob.id == bindparam("job"),
        PrintJob.state == bindparam("was"),
        PrintJob.attempts == bindparam("before"),
    )
    .values(
        state="sending",
        attempts=PrintJob.attempts + 1,
        holder=bindparam("me"),
        lease_until=bindparam("end"),
    )
)
_SENDING = select(PrintJob.id, PrintJob.printer, PrintJob.title, PrintJob.subject_id).where(
    _HUB, PrintJob.state == "sending"
)
_LEASE_OVER = _SENDING.where(PrintJob.lease_until <= bindparam("now"))
_NOT_MINE = _SENDING.where(or_(PrintJob.lease_until <= bindparam("now"), PrintJob.holder != bindparam("me")))
_BY_LABEL = (
    select(PrintJob.id)
    .where(
        _HUB,
        PrintJob.document == "drop_label",
        PrintJob.title == bindparam("sscc"),
        PrintJob.state.in_(("sending", "sent_unconfirmed", "unknown")),
    )
    .order_by(PrintJob.id)
)
_STOPPED = (
    select(PrintJob.id)
    .where(_HUB, PrintJob.printer == bindparam("printer"), _OPEN, PrintJob.fault == bindparam("fault"))
    .limit(1)
)
_HURRY = (
    update(PrintJob)
    .where(_HUB, PrintJob.printer == bindparam("to"), _OPEN, PrintJob.not_before > bindparam("now"))
    .values(not_before=bindparam("now"))
)
_VOID = select(HandlingUnit.id).where(
    HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"), HandlingUnit.void
)


@dataclass(frozen=True, slots=True)
class Job:
    """A print job that its holder must send now."""

    id: UUID
    document: str
    title: str
    content: bytes
    """The frozen content, JSON."""
    attempts: int
    """This sending included; from the second on it is a copy."""


def is_due(booking: Booking, printer: str) -> bool:
    """Whether there is something to claim; a read, so that an idle spool never waits for a writer."""
    return _due(booking, printer) is not None


def claim(booking: Booking, printer: str, holder: str, lease_seconds: float) -> Job | None:
    """Take the printer's next job by :data:`_RANK`; None if nothing is due, or a person holds the printer.

    The queue of a printer keeps its order: a refused job is tried again before anything behind it. One that is held, or
    refused for good, lets the others past.
    """
    head = _due(booking, printer)
    if head is None:
        return None
    tx = booking.tx
    params = {"hub": tx.hub_id, "job": head.id, "was": head.state, "before": head.attempts, "me": holder}
    if tx.execute(_CLAIM, {**params, "end": tx.now + timedelta(seconds=lease_seconds)}).rowcount != 1:
        return None
    return Job(head.id, head.document, head.title, head.content.encode(), head.attempts + 1)


def settle(
    booking: Booking, job_id: UUID, holder: str, outcome: str, fault: str = "", again_in_s: float | None = None
) -> bool:
    """Write down what became of a job that was claimed; False if somebody else has settled it by now.

    A printer that stops is a deviation, told once however often a job is tried until it goes on.

    Args:
        booking: the booking under way.
        job_id: the job.
        holder: who claimed it.
        outcome: ``confirmed``, ``sent_unconfirmed``, ``unknown``, or ``refused``: surely nothing was printed.
        fault: the code of what is wrong.
        again_in_s: seconds until a refused job may be tried again; None refuses it for good.
    """
    tx = booking.tx
    row = rows.get(tx, PrintJob, job_id)
    values: dict[str, object] = {"state": outcome, "fault": fault, "lease_until": None}
    if outcome == "confirmed":
        values["done_at"] = tx.now
    elif outcome == "refused":
        values["attempts"] = PrintJob.attempts - 1
        values["not_before" if again_in_s is not None else "done_at"] = tx.now + timedelta(seconds=again_in_s or 0)
        if _is_withdrawn(booking, row):
            values["state"] = "cancelled"  # undone while it was being sent
    stops = outcome == "refused" and again_in_s is not None and not _has_stopped(booking, row, fault)
    statement = update(PrintJob).where(
        PrintJob.hub_id == tx.hub_id,
        PrintJob.id == job_id,
        PrintJob.holder == holder,
        # a holder that was taken for dead knows better than whoever called its job unknown
        PrintJob.state.in_(("sending", "unknown")),
    )
    if tx.conn.execute(statement.values(values)).rowcount != 1:
        return False
    if outcome != "refused" or again_in_s is None:
        _record(booking, row, outcome, fault)
    if stops:
        booking.deviation("printer", None, printer=row.printer, fault_word=fault.replace(".", "_"))
    return True


def hurry(booking: Booking, printer: str) -> None:
    """Nothing that a printer refused waits for its next attempt any longer: it can print again."""
    booking.tx.execute(_HURRY, {"hub": booking.tx.hub_id, "to": printer, "now": booking.tx.now})


def settle_by_scan(booking: Booking, sscc: str) -> int:
    """A label was scanned, so it is out: its jobs that were in doubt are confirmed; how many is returned."""
    tx = booking.tx
    found = tx.execute(_BY_LABEL, {"hub": tx.hub_id, "sscc": sscc}).scalars().all()
    for key in found:
        _set(booking, key, state="confirmed", fault="", done_at=tx.now, lease_until=None)
        _record(booking, rows.get(tx, PrintJob, key), "confirmed", "spool.scanned")
    return len(found)


def recover(booking: Booking, holder: str, repeatable: Collection[str] = (), leading: bool = False) -> int:
    """Settle the jobs that a dead holder left behind while it sent them; how many is returned.

    Args:
        booking: the booking under way.
        holder: who asks.
        repeatable: printers on which the same document sent twice is one; their jobs are simply sent again.
        leading: ``holder`` has the lead, so whoever else was sending is dead or stalled. Otherwise only jobs whose
            lease is over are left behind.
    """
    found = left_behind(booking, holder, leading)
    for row in found:
        if row.printer in repeatable:
            _set(booking, row.id, state="queued", attempts=PrintJob.attempts - 1, lease_until=None)
        else:
            _set(booking, row.id, state="unknown", fault="spool.interrupted", lease_until=None)
            _record(booking, row, "unknown", "spool.interrupted")
    return len(found)


def left_behind(booking: Booking, holder: str, leading: bool = False) -> Sequence[AnyRow]:
    """The jobs that :func:`recover` would settle."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "now": tx.now}
    return tx.execute(_NOT_MINE, {**params, "me": holder}).all() if leading else tx.execute(_LEASE_OVER, params).all()


def reprint(booking: Booking, job_id: UUID) -> int:
    """Queue a job once more, to be tried at once, because a person asked for it; the number of the copy is returned.

    0 is the original: of a job that was refused or still waits nothing has reached paper.

    Raises:
        Refused: the job was cancelled, its label was withdrawn, or it is being printed right now.
    """
    tx = booking.tx
    row = rows.get(tx, PrintJob, job_id)
    if row.state == "sending":
        raise Refused("spool.being_printed", title=row.title)
    _refuse_withdrawn(booking, row)
    _set(booking, job_id, state="queued", fault="", done_at=None, not_before=tx.now, held=False)
    booking.event("reprint_asked", row.subject_id, title=row.title, copy=row.attempts)
    return int(row.attempts)


def refuse_withdrawn(booking: Booking, job_id: UUID) -> None:
    """Be sure that a paper still holds. Raises Refused ``spool.withdrawn``."""
    _refuse_withdrawn(booking, rows.get(booking.tx, PrintJob, job_id))


def name_missing_printers(booking: Booking, known: Collection[str]) -> int:
    """Mark waiting jobs whose printer is not in devices.toml, so that a person sees why they wait; how many are new."""
    statement = update(PrintJob).where(
        PrintJob.hub_id == booking.tx.hub_id,
        _OPEN,
        PrintJob.printer.not_in(known),
        PrintJob.fault != "spool.no_printer",
    )
    return booking.tx.conn.execute(statement.values(fault="spool.no_printer")).rowcount


def _due(booking: Booking, printer: str) -> AnyRow | None:
    head = booking.tx.execute(_HEAD, {"hub": booking.tx.hub_id, "printer": printer}).one_or_none()
    if head is None or (head.state == "refused" and booking.tx.now < head.not_before < booking.tx.now + LONGEST_WAIT):
        return None
    return head


def _has_stopped(booking: Booking, row: AnyRow, fault: str) -> bool:
    """Whether the printer of a job refused this one or another for the same reason before."""
    params = {"hub": booking.tx.hub_id, "printer": row.printer, "fault": fault}
    return row.fault == fault or booking.tx.execute(_STOPPED, params).first() is not None


def _refuse_withdrawn(booking: Booking, row: AnyRow) -> None:
    if row.state == "cancelled" or _is_withdrawn(booking, row):
        raise Refused("spool.withdrawn", title=row.title)


def _is_withdrawn(booking: Booking, row: AnyRow) -> bool:
    """Whether a label, of a drop or a pallet, names a parcel by an SSCC that does not hold any more."""
    return booking.tx.execute(_VOID, {"hub": booking.tx.hub_id, "sscc": row.title}).first() is not None


def _set(booking: Booking, job_id: UUID, **values: object) -> None:
    statement = update(PrintJob).where(PrintJob.hub_id == booking.tx.hub_id, PrintJob.id == job_id)
    booking.tx.conn.execute(statement.values(values))


def _record(booking: Booking, row: AnyRow, outcome: str, fault: str) -> None:
    booking.event("print_settled", row.subject_id, title=row.title, outcome=outcome, fault=fault)
