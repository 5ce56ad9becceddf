"""What must leave or must run: print jobs, held printers, runs of the clock's jobs, leases, counters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, unique

PRINT_STATES = ("queued", "sending", "confirmed", "sent_unconfirmed", "refused", "unknown", "cancelled")


class PrintJob(HubRow, Base):
    """A document that must be printed, with its frozen content (architecture.md, rule 5)."""

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint(f"state IN {PRINT_STATES}", name="state"),
        Index(None, "hub_id", "state", "id"),
        Index(None, "hub_id", "subject_id"),
        Index(None, "hub_id", "title"),
        Index(None, "hub_id", "input_id"),
    )

    at: Mapped[datetime]
    document: Mapped[str]
    """``drop_label``, ``manifest`` or ``receipt``."""
    subject_id: Mapped[UUID]
    """What it is about; zero for a sheet that is about no row."""
    title: Mapped[str]
    """What a person calls it: an SSCC, a manifest's code, a receipt's number."""
    printer: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    attempts: Mapped[int]
    """Sendings that may have reached paper; the next one is marked as a copy."""
    fault: Mapped[str]
    """The code of what stopped it last, empty if nothing did."""
    not_before: Mapped[datetime]
    held: Mapped[bool]
    """A person wants it to wait; the others go past it."""
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    input_id: Mapped[UUID | None]


class PrinterHold(HubRow, Base):
    """Whether a person holds everything that waits for a printer; no row for a printer that was never held."""

    __tablename__ = "printer_hold"
    __table_args__ = (unique("printer"),)

    printer: Mapped[str]
    held: Mapped[bool]
    at: Mapped[datetime]
    """When it was held or let go last."""
    by: Mapped[str]
    """The badge, or the name of the command."""


class JobRun(HubRow, Base):
    """A slot of a job of the clock: the unique key makes a double start do nothing."""

    __tablename__ = "job_run"
    __table_args__ = (unique("name", "slot"),)

    name: Mapped[str]
    slot: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str]


class Lease(HubRow, Base):
    """Who leads: one holder per name, until a moment (data.md, decision 5)."""

    __tablename__ = "lease"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    holder: Mapped[str]
    until: Mapped[datetime]


class Counter(HubRow, Base):
    """The last number given out under a name: SSCC serials, hub lots, deliveries."""

    __tablename__ = "counter"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    value: Mapped[int]
