"""What the programs of the hub tell each other about devices, and which station a terminal is bound to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, unique

DEVICE_KINDS = ("scale", "scanner", "printer")


class DeviceReport(HubRow, Base):
    """A device as the program that owns it told it last; any other program shows it as last known."""

    __tablename__ = "device_report"
    __table_args__ = (unique("kind", "name"), CheckConstraint(f"kind IN {DEVICE_KINDS}", name="kind"))

    kind: Mapped[str]
    name: Mapped[str]
    station: Mapped[str]
    """Where it was told; empty for what the worker owns, and before the owner told anything."""
    state: Mapped[str]
    since: Mapped[datetime]
    fault: Mapped[str]
    fault_values: Mapped[str] = mapped_column(Text)
    """JSON of what the sentence of the fault names."""
    last: Mapped[str]
    """The code of the sentence that tells the last value; empty if there was none."""
    last_values: Mapped[str] = mapped_column(Text)
    last_at: Mapped[datetime | None]
    told_at: Mapped[datetime]
    wire_logged: Mapped[bool]
    """Somebody wants its wire logged; its owner follows, and begins with no."""


class TerminalBinding(HubRow, Base):
    """The station that a terminal was bound to last, by the name of the terminal's machine."""

    __tablename__ = "terminal_binding"
    __table_args__ = (unique("terminal"),)

    terminal: Mapped[str]
    station: Mapped[str]
    bound_at: Mapped[datetime]
