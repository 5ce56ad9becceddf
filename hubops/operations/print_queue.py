"""What a person can do about what waits for a printer, or may have come out of it.

Everybody may who is signed in: the worker who stands alone before a dead printer at five in the morning must be able
to go on. None of it is undone by F2, for none of it books anything about goods; each has its opposite here instead. Who
did it stands in the event log. ``spooling.reprint`` tries one job again at once, or prints a copy.
"""

from uuid import UUID

from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.outbox import PrinterHold, PrintJob
from hubops.model.stock import HandlingUnit
from hubops.operations.booking import Booking
from hubops.store import rows

WAITING = ("queued", "refused")
"""States of a job of which nothing has reached paper, or not again."""
IN_DOUBT = ("sent_unconfirmed", "unknown")
"""States of a job of which a person must tell whether it came out."""

_HOLD = select(PrinterHold.id, PrinterHold.held).where(
    PrinterHold.hub_id == bindparam("hub"), PrinterHold.printer == bindparam("printer")
)
_HELD_PRINTERS = select(PrinterHold.printer).where(PrinterHold.hub_id == bindparam("hub"), PrinterHold.held)
_WAIT_FOR = select(PrintJob.id).where(
    PrintJob.hub_id == bindparam("hub"),
    PrintJob.printer == bindparam("printer"),
    PrintJob.state.in_(WAITING),
    PrintJob.done_at.is_(None),
)
_VALID = select(HandlingUnit.id).where(
    HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"), ~HandlingUnit.void
)


def hold_printer(booking: Booking, printer: str, held: bool = True) -> None:
    """Hold everything that waits for a printer, or let it go on; a document that is being sent is finished.

    Raises:
        Refused: ``spool.unknown_printer``, ``spool.held_already`` or ``spool.not_held``.
    """
    known = _hold_of(booking, printer)
    if known is None:
        _demand_known(booking, printer)
    if held == bool(known is not None and known.held):
        raise Refused("spool.held_already" if held else "spool.not_held", name=printer)
    values = {"held": held, "at": booking.tx.now, "by": booking.actor.badge}
    if known is None:
        rows.add(booking.tx, PrinterHold, printer=printer, **values)
    else:
        statement = update(PrinterHold).where(PrinterHold.hub_id == booking.tx.hub_id, PrinterHold.id == known.id)
        booking.tx.conn.execute(statement.values(values))
    booking.event("printer_held" if held else "printer_released", None, printer=printer)


def is_held(booking: Booking, printer: str) -> bool:
    """Whether a person holds what waits for a printer."""
    found = _hold_of(booking, printer)
    return found is not None and bool(found.held)


def held_printers(booking: Booking) -> list[str]:
    """The printers that a person holds."""
    return list(booking.tx.execute(_HELD_PRINTERS, {"hub": booking.tx.hub_id}).scalars())


def hold_job(booking: Booking, job_id: UUID, held: bool = True) -> None:
    """Let a waiting job wait until it is let go; the others go past it.

    Raises:
        Refused: ``spool.not_waiting``.
    """
    row = rows.get(booking.tx, PrintJob, job_id)
    if row.state not in WAITING:
        raise Refused("spool.not_waiting", document_word=row.document, title=row.title)
    _set(booking, [job_id], held=held)
    booking.event("print_held" if held else "print_released", row.subject_id, title=row.title, printer=row.printer)


def retry(booking: Booking, printer: str) -> int:
    """Try a printer again at once, because a person has mended it; how many documents wait for it is returned.

    Raises:
        Refused: ``spool.nothing_waits``.
    """
    waiting = _waiting(booking, printer)
    _set(booking, waiting, not_before=booking.tx.now)
    booking.event("print_retried", None, printer=printer, documents=len(waiting))
    return len(waiting)


def move(booking: Booking, printer: str, target: str, job_id: UUID | None = None) -> int:
    """Let another printer print what waits for one that died, or one job of it; how many go is returned.

    What may have come out already stays: a person tells first whether it did. A printer that was taken out of
    devices.toml can be emptied too.

    Raises:
        Refused: ``spool.unknown_printer``, ``spool.other_media``, ``spool.same_printer`` or ``spool.nothing_waits``.
    """
    _demand_known(booking, target)
    known = booking.house.printers
    if printer == target:
        raise Refused("spool.same_printer", name=printer)
    if printer in known and not known[printer].prints_like(known[target]):
        raise Refused("spool.other_media", name=printer, other=target, prints=_prints(booking, printer, target))
    waiting = _waiting(booking, printer)
    moving = [key for key in waiting if job_id in (None, key)]
    if not moving:
        raise Refused("spool.nothing_waits", name=printer)
    _set(booking, moving, printer=target, state="queued", fault="", not_before=booking.tx.now)
    booking.event("print_moved", None, printer=printer, target=target, documents=len(moving))
    return len(moving)


def targets(booking: Booking, printer: str) -> list[str]:
    """The printers that can print what waits for this one, and are not held.

    Raises:
        Refused: ``spool.no_other_printer``.
    """
    known, held = booking.house.printers, held_printers(booking)
    fits = [
        name
        for name, facts in known.items()
        if name != printer and name not in held and (printer not in known or known[printer].prints_like(facts))
    ]
    if not fits:
        raise Refused("spool.no_other_printer", name=printer)
    return fits


def came_out(booking: Booking, job_id: UUID) -> None:
    """A person has the paper in the hand: the doubt about it is over. A drop label is scanned instead.

    Raises:
        Refused: ``spool.not_in_doubt`` or ``spool.scan_it``.
    """
    row = rows.get(booking.tx, PrintJob, job_id)
    if row.state not in IN_DOUBT:
        raise Refused("spool.not_in_doubt", document_word=row.document, title=row.title)
    if row.document == "drop_label":
        raise Refused("spool.scan_it", title=row.title)
    _set(booking, [job_id], state="confirmed", fault="", done_at=booking.tx.now)
    booking.event("print_settled", row.subject_id, title=row.title, outcome="confirmed", fault="spool.seen")


def cancel(booking: Booking, job_id: UUID) -> None:
    """Take out a document that nobody wants any more; for the command line. A label that holds is not taken out.

    Raises:
        Refused: ``spool.not_waiting`` or ``spool.label_needed``.
    """
    row = rows.get(booking.tx, PrintJob, job_id)
    if row.state not in (*WAITING, *IN_DOUBT):
        raise Refused("spool.not_waiting", document_word=row.document, title=row.title)
    sscc = {"hub": booking.tx.hub_id, "sscc": row.title}
    if row.document == "drop_label" and booking.tx.execute(_VALID, sscc).first() is not None:
        raise Refused("spool.label_needed", title=row.title)
    _set(booking, [job_id], state="cancelled", done_at=booking.tx.now)
    booking.event("print_settled", row.subject_id, title=row.title, outcome="cancelled", fault="")


def _hold_of(booking: Booking, printer: str) -> rows.AnyRow | None:
    return booking.tx.execute(_HOLD, {"hub": booking.tx.hub_id, "printer": printer}).one_or_none()


def _waiting(booking: Booking, printer: str) -> list[UUID]:
    """What waits for a printer. Raises Refused ``spool.nothing_waits``."""
    found = booking.tx.execute(_WAIT_FOR, {"hub": booking.tx.hub_id, "printer": printer}).scalars().all()
    if not found:
        raise Refused("spool.nothing_waits", name=printer)
    return list(found)


def _demand_known(booking: Booking, printer: str) -> None:
    known = booking.house.printers
    if printer not in known:
        raise Refused("spool.unknown_printer", name=printer, known=", ".join(known) or "-")


def _prints(booking: Booking, *names: str) -> str:
    """What each printer prints, such as ``labels zpl 100x150``."""
    found = ((name, booking.house.printers[name]) for name in names)
    return ", ".join(f"{name}: {facts.language} {facts.media}".rstrip() for name, facts in found)


def _set(booking: Booking, keys: list[UUID], **values: object) -> None:
    statement = update(PrintJob).where(PrintJob.hub_id == booking.tx.hub_id, PrintJob.id.in_(keys))
    booking.tx.conn.execute(statement.values(values))
