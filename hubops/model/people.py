"""Who works at the hub, their PINs, who is signed in where, and the dialogue that a restart resumes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

ROLES = ("worker", "supervisor", "coordinator", "admin")


class Operator(HubRow, Base):
    """A person with a badge."""

    __tablename__ = "operator"
    __table_args__ = (unique("badge"), CheckConstraint(f"role IN {ROLES}", name="role"))

    badge: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]


class OperatorSession(HubRow, Base):
    """A sign-in at a station, until the sign-out."""

    __tablename__ = "operator_session"
    __table_args__ = (refers("operator_id", "operator"), Index(None, "hub_id", "signed_out_at"))

    operator_id: Mapped[UUID]
    station: Mapped[str]
    signed_in_at: Mapped[datetime]
    signed_out_at: Mapped[datetime | None]


class OperatorPin(HubRow, Base):
    """The PIN of an operator, once one was set, and how often in a row it was missed at any station."""

    __tablename__ = "operator_pin"
    __table_args__ = (unique("operator_id"), refers("operator_id", "operator"), CheckConstraint("wrong >= 0", "wrong"))

    operator_id: Mapped[UUID]
    seal: Mapped[str]
    """Argon2id, as PHC text, of the PIN under the hub's pepper; empty where a new PIN is to be set."""
    wrong: Mapped[int]
    """Wrong PINs in a row."""
    wait_until: Mapped[datetime | None]
    """No PIN is tried before; None where nobody has to wait."""


class Dialogue(HubRow, Base):
    """Where a station's dialogue stands: what a killed terminal comes back to."""

    __tablename__ = "dialogue"
    __table_args__ = (unique("station"), refers("operator_id", "operator"))

    station: Mapped[str]
    operator_id: Mapped[UUID | None]
    flow: Mapped[str]
    state: Mapped[str]
    data: Mapped[str] = mapped_column(Text)
    """JSON of what the flow has in hand."""
    scale_armed: Mapped[bool]
    """The scale has stood at zero since the last weight that was taken."""
    last_code: Mapped[str]
    """The raw data of the last scan, for the double-scan rule."""
    last_scan_at: Mapped[datetime | None]
    entered_for: Mapped[datetime | None]
    """Back-entry: when that which is entered here happened; None where it happens now."""
    last_input_at: Mapped[datetime | None]
    """When somebody last used the station, for the idle lock."""
    held: Mapped[str] = mapped_column(Text)
    """JSON of what the idle lock holds: who was at work, and where the dialogue stood; empty where it holds nothing."""
    begun: Mapped[str] = mapped_column(Text)
    """JSON of where the dialogue stood before a step that has booked nothing yet; empty where none was begun."""
