"""What stands loose in the house and nobody waits for: it can be promised at once, and only once."""

from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.places import SHARED_FROM, Zone
from hubops.model.progress import UNPACKED
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations.booking import Booking

_LOOSE = (
    select(func.coalesce(func.sum(Balance.pieces), 0))
    .join(Lot, and_(Lot.hub_id == Balance.hub_id, Lot.id == Balance.lot_id))
    .join(Zone, and_(Zone.hub_id == Balance.hub_id, Zone.id == Balance.zone_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.product_id == bindparam("product"),
        Balance.unit_id == NO_UNIT,
        Zone.kind.in_(SHARED_FROM),
        ~HELD,
    )
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
        self._free: dict[UUID, int] = {}

    def has(self, product_id: UUID, pieces: int) -> bool:
        """Whether so much is free."""
        return self._known(product_id) >= pieces

    def take(self, product_id: UUID, pieces: int) -> None:
        """So much is spoken for."""
        self._free[product_id] = self._known(product_id) - pieces

    def _known(self, product_id: UUID) -> int:
        tx = self._booking.tx
        if product_id not in self._free:
            params = {"hub": tx.hub_id, "product": product_id, "first": self._booking.day}
            loose, spoken = (int(tx.execute(each, params).scalar_one()) for each in (_LOOSE, _SPOKEN_FOR))
            self._free[product_id] = loose - spoken
        return self._free[product_id]
