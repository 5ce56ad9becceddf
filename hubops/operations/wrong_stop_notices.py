"""What kitchens are told of a parcel that was left at a wrong stop: the one that lacks it, and the one that has it.

No paper of the delivery tells it, so where no other way reaches a kitchen it is printed, to be read out by telephone.
"""

from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.outbound import Drop, Parcel
from hubops.model.parties import Kitchen
from hubops.operations import not_taken, notices
from hubops.operations.booking import Booking
from hubops.operations.notices import Addressee
from hubops.store import rows

_KITCHEN_OF = (
    select(Kitchen.id)
    .join(Drop, (Drop.hub_id == Kitchen.hub_id) & (Drop.kitchen_id == Kitchen.id))
    .where(Drop.hub_id == bindparam("hub"), Drop.id == bindparam("drop"))
)


def tell_left(booking: Booking, parcel_id: UUID, at_drop_id: UUID) -> None:
    """Tell the kitchen of a parcel what stands elsewhere, and the kitchen where it stands that it is not theirs.

    Args:
        booking: the booking under way.
        parcel_id: the parcel.
        at_drop_id: the stop at which it was left.
    """
    parcel = rows.get(booking.tx, Parcel, parcel_id)
    own, other = _kitchen_of(booking, parcel.drop_id), _kitchen_of(booking, at_drop_id)
    goods = [{"product": each.product, "pieces": each.pieces} for each in not_taken.goods_of(booking, parcel_id)]
    version, named = notices.version_of(booking), {"parcel": parcel.number}
    values: dict[str, object] = {**named, "other": other.name}
    notices.tell(booking, "delivery_astray", own, parcel.drop_id, version, values, goods)
    values = {**named, "kitchen": own.name, "class_word": parcel.temperature_class}
    notices.tell(booking, "delivery_not_yours", other, at_drop_id, version, values)


def tell_never(booking: Booking, parcel_id: UUID, reason: str) -> None:
    """Tell the kitchen of a parcel that stood elsewhere that it does not come; ``reason`` is a word for why."""
    parcel = rows.get(booking.tx, Parcel, parcel_id)
    values: dict[str, object] = {"parcel": parcel.number, "reason_word": reason}
    own, version = _kitchen_of(booking, parcel.drop_id), notices.version_of(booking)
    notices.tell(booking, "delivery_never", own, parcel.drop_id, version, values)


def _kitchen_of(booking: Booking, drop_id: UUID) -> Addressee:
    key = booking.tx.execute(_KITCHEN_OF, {"hub": booking.tx.hub_id, "drop": drop_id}).scalar_one()
    return notices.kitchen(booking, key)
