"""What stands loose in the house and nobody waits for: it can be promised at once, and only once.

Only what lives long enough for kitchens on the day it would come: sharing (sharing.py) leaves the rest in the hub.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.places import SHARED_FROM, Zone
from hubops.model.products import Product
from hubops.model.progress import UNPACKED
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

_LOOSE = (
    select(Lot.expiry, Product.min_life_on_delivery_days, func.sum(Balance.pieces).label("pieces"))
    .select_from(Balance)
    .join(Lot, and_(Lot.hub_id == Balance.hub_id, Lot.id == Balance.lot_id))
    .join(Product, and_(Product.hub_id == Lot.hub_id, Product.id == Lot.product_id))
    .join(Zone, and_(Zone.hub_id == Balance.hub_id, Zone.id == Balance.zone_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.product_id == bindparam("product"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind.in_(SHARED_FROM),
        ~HELD,
    )
    .group_by(Lot.expiry, Product.min_life_on_delivery_days)
)
_SPOKEN_FOR = (
    select(func.coalesce(func.sum(UNPACKED), 0))
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day >= bindparam("first"),
        RouteRun.departed_at.is_(None),
    )
)


class Loose:
    """The loose stock of one booking: each article is counted once, and what is taken is spoken for."""

    def __init__(self, booking: Booking) -> None:
        self._booking = booking
        self._standing: dict[UUID, Sequence[AnyRow]] = {}
        self._spoken_for: dict[UUID, int] = {}

    def has(self, product_id: UUID, pieces: int, day: date) -> bool:
        """Whether so much is free that can come to a kitchen on a day; what others wait for may be the freshest."""
        return self.living(product_id, day) - self._spoken_for[product_id] >= pieces

    def living(self, product_id: UUID, day: date) -> int:
        """Pieces that can come to a kitchen on a day, whoever waits for them."""
        self._count(product_id)
        return sum(int(row.pieces) for row in self._standing[product_id] if _lives(row, day))

    def take(self, product_id: UUID, pieces: int) -> None:
        """So much is spoken for."""
        self._count(product_id)
        self._spoken_for[product_id] += pieces

    def _count(self, product_id: UUID) -> None:
        if product_id not in self._standing:
            tx = self._booking.tx
            params = {"hub": tx.hub_id, "product": product_id, "first": self._booking.day}
            self._standing[product_id] = tx.execute(_LOOSE, params).all()
            self._spoken_for[product_id] = int(tx.execute(_SPOKEN_FOR, params).scalar_one())


def _lives(lot: AnyRow, day: date) -> bool:
    return lot.expiry is None or bool(lot.expiry >= day + timedelta(days=lot.min_life_on_delivery_days or 0))
