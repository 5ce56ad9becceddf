"""Where goods can be: zones of the hub, vehicles, and the external places that have no balance."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique

PRODUCER, KITCHEN, WASTE, LOSS, WEIGHING_DIFFERENCE = (UUID(int=number) for number in range(1, 6))
EXTERNAL = {
    PRODUCER: "producer",
    KITCHEN: "kitchen",
    WASTE: "waste",
    LOSS: "loss",
    WEIGHING_DIFFERENCE: "weighing_difference",
}
"""The places outside the hub's custody (architecture.md, rule 2): they have no balance, goods come and go unbounded."""
SHARED_FROM = ("dock", "storage", "trolley")
"""Kinds of zones whose loose goods may be shared out and packed."""


class Zone(HubRow, Base):
    """A place where goods stand. Temperatures in hundredths of a degree."""

    __tablename__ = "zone"
    __table_args__ = (
        unique("code"),
        CheckConstraint(
            "kind IN ('storage', 'lane', 'quarantine', 'dock', 'trolley', 'vehicle', 'external')", name="kind"
        ),
    )

    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    min_cc: Mapped[int | None]
    max_cc: Mapped[int | None]
    capacity_crates: Mapped[int]
    capacity_g: Mapped[int | None]
    classes: Mapped[str]
    """Temperature classes that may stand here, separated by spaces; empty means all."""
    near_lane: Mapped[str | None]
    """The code of the lane that is nearest."""


class Vehicle(HubRow, Base):
    """A van or truck; its load space is a zone of kind ``vehicle``."""

    __tablename__ = "vehicle"
    __table_args__ = (unique("code"), refers("zone_id", "zone"), refers("carrier_id", "carrier"))

    code: Mapped[str]
    registration: Mapped[str | None]
    zone_id: Mapped[UUID]
    carrier_id: Mapped[UUID | None]
    kind: Mapped[str | None]
    payload_g: Mapped[int]
    crates: Mapped[int]
    energy: Mapped[str | None]
    km_factor: Mapped[str | None]
