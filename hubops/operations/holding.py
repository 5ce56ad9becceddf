"""Hold and release: a lot on hold is not shared out and not packed, wherever it stands, until it is released.

Everybody may put a lot on hold. Only a supervisor or a coordinator may release it, and only they decide about goods
that are on hold or in quarantine (domain-rules.md: red goods are set apart until somebody answers for them).
"""

from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.stock import Hold
from hubops.operations import authority, stacks
from hubops.operations.booking import Booking
from hubops.operations.stacks import Stack
from hubops.store import rows
from hubops.store.rows import AnyRow

HOLD_REASONS = ("quality", "too_warm", "recall", "other")
"""Why a lot is put on hold, in the order of the digit keys."""

_HOLD = (
    select(Hold.id, Hold.reason)
    .where(
        Hold.hub_id == bindparam("hub"),
        Hold.lot_id == bindparam("lot"),
        Hold.released_at.is_(None),
        Hold.undone_by_id.is_(None),
    )
    .order_by(Hold.id)
    .limit(1)
)


def hold(booking: Booking, stack: Stack, reason: str) -> None:
    """Put a lot on hold, all of it, wherever it stands.

    Raises:
        Refused: ``holding.held``, it is on hold already.
    """
    row = _standing_hold(booking, stack.lot_id)
    if row is not None:
        raise Refused("holding.held", product=stack.product, lot=stack.lot, reason_word=row.reason)
    rows.add(
        booking.tx,
        Hold,
        lot_id=stack.lot_id,
        reason=reason,
        at=booking.tx.now,
        released_at=None,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event("held", stack.lot_id, lot=stack.lot, reason=reason)


def release(booking: Booking, stack: Stack) -> None:
    """Release a lot that is on hold.

    Raises:
        Refused: ``holding.not_held``; or the operator's role does not allow it.
    """
    row = _standing_hold(booking, stack.lot_id)
    if row is None:
        raise Refused("holding.not_held", product=stack.product, lot=stack.lot)
    authority.demand(booking)
    booking.change(Hold, row.id, released_at=booking.tx.now)
    booking.event("hold_released", stack.lot_id, lot=stack.lot, reason=row.reason)


def refuse_held(booking: Booking, scan: Scan) -> None:
    """Goods that were scanned to be shared out are on hold. Raises Refused ``holding.set_apart``."""
    held = next((stack for stack in stacks.of_article(booking, scan) if stack.held), None)
    if held is not None:
        reason = reason_of(booking, held.lot_id)
        raise Refused("holding.set_apart", product=held.product, lot=held.lot, reason_word=reason)


def reason_of(booking: Booking, lot_id: UUID) -> str:
    """Why a lot is on hold; empty if it is not."""
    row = _standing_hold(booking, lot_id)
    return str(row.reason) if row is not None else ""


def _standing_hold(booking: Booking, lot_id: UUID) -> AnyRow | None:
    return booking.tx.execute(_HOLD, {"hub": booking.tx.hub_id, "lot": lot_id}).one_or_none()
