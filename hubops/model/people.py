"""Who works at the hub, who is signed in where, and the dialogue that a restart resumes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
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
    __table_args__ = (refers("operator_id", "operator"),)

    operator_id: Mapped[UUID]
    station: Mapped[str]
    signed_in_at: Mapped[datetime]
    signed_out_at: Mapped[datetime | None]


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
