"""What is traded: products with their temperature class, and the pack levels that carry barcodes."""

from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique


class Product(HubRow, Base):
    """One article of one producer. Amounts are counted in pieces and grams; ``net_g`` is nominal where weighed."""

    __tablename__ = "product"
    __table_args__ = (
        unique("gtin"),
        refers("producer_id", "producer"),
        CheckConstraint("measured_by IN ('piece', 'weight')", name="measured_by"),
        CheckConstraint("net_g > 0", name="net_g"),
    )

    gtin: Mapped[str] = mapped_column(String(14))
    producer_id: Mapped[UUID]
    name: Mapped[str]
    temperature_class: Mapped[str]
    """A key of ``[temperature]`` in rules.toml, after domain-rules.md 2.3."""
    measured_by: Mapped[str]
    net_g: Mapped[int]
    volume_ml: Mapped[int | None]
    """Of one piece, for the filling of parcels."""
    shelf_life_days: Mapped[int | None]
    min_life_on_delivery_days: Mapped[int | None]
    stated_max_cc: Mapped[int | None]
    stated_min_cc: Mapped[int | None]
    animal_origin: Mapped[bool]
    allergens: Mapped[str | None]
    local: Mapped[bool]
    price_ore: Mapped[int | None]


class PackLevel(HubRow, Base):
    """A barcode that a product carries, and how many pieces one pack of it holds."""

    __tablename__ = "pack_level"
    __table_args__ = (unique("gtin"), refers("product_id", "product"), CheckConstraint("pieces > 0", name="pieces"))

    gtin: Mapped[str] = mapped_column(String(14))
    product_id: Mapped[UUID]
    level: Mapped[str]
    """``piece``, ``inner`` (a pack within the case) or ``case``."""
    pieces: Mapped[int]
