"""Undo: the last booking of a station is taken back by reversing movements that point at what they reverse.

Nothing is deleted: the rows of the booking are marked as undone, changed states are put back, its waiting print jobs
are cancelled and the labels that it gave out are withdrawn.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.evidence import Deviation, FloorInput
from hubops.model.inbound import Check, Delivery, ReceiptLine
from hubops.model.keys import Base
from hubops.model.orders import Shortage
from hubops.model.outbound import Drop, Handover, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.stock import HandlingUnit, Hold, Movement
from hubops.model.tables import METADATA
from hubops.operations import moving
from hubops.operations.booking import CHANGEABLE, Booking, Change, changes_from_json, put
from hubops.operations.moving import Amount, Place
from hubops.store import rows
from hubops.store.rows import AnyRow

MARKED = (ReceiptLine, Check, Shortage, Deviation, Hold, Handover)
"""Tables whose rows bear the input that undid them."""

_Undo = aliased(FloorInput)
_LAST = (
    select(FloorInput.id, FloorInput.booked, FloorInput.before, FloorInput.at)
    .where(
        FloorInput.hub_id == bindparam("hub"),
        FloorInput.station == bindparam("station"),
        FloorInput.booked != "",
        ~exists().where(_Undo.hub_id == FloorInput.hub_id, _Undo.undoes_id == FloorInput.id),
    )
    .order_by(FloorInput.id.desc())
    .limit(1)
)
_MOVEMENTS = (
    select(Movement)
    .where(Movement.hub_id == bindparam("hub"), Movement.input_id == bindparam("input"))
    .order_by(Movement.id.desc())
)
_CANCEL_JOBS = (
    update(PrintJob)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.input_id == bindparam("input"),
        PrintJob.state.in_(("queued", "refused", "unknown", "sent_unconfirmed")),
    )
    .values(state="cancelled")
)
_WITHDRAW_MANIFEST = (
    update(PrintJob)
    .where(
        PrintJob.hub_id == bindparam("hub"), PrintJob.input_id == bindparam("input"), PrintJob.document == "manifest"
    )
    .values(state="cancelled")
)
_WITHDRAW = (
    update(HandlingUnit)
    .where(HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.input_id == bindparam("input"))
    .values(void=True)
)
_PARCEL = (
    select(Parcel.state, RouteRun.departed_at)
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(Parcel.hub_id == bindparam("hub"), Parcel.id == bindparam("parcel"))
)
_BACK_FROM_THE_ROAD = ("delivered", "returned")
"""States of a parcel that come after the departure of its run."""
_CAME_BACK = (
    select(Drop.id)
    .join(Parcel, (Parcel.hub_id == Drop.hub_id) & (Parcel.drop_id == Drop.id))
    .outerjoin(
        Handover,
        (Handover.hub_id == Drop.hub_id) & (Handover.drop_id == Drop.id) & Handover.undone_by_id.is_(None),
    )
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        Handover.id.is_not(None) | Parcel.state.in_(_BACK_FROM_THE_ROAD),
    )
    .limit(1)
)
_IN_CLOSED_DELIVERY = tuple(
    select(table.id)
    .join(Delivery, (Delivery.hub_id == table.hub_id) & (Delivery.id == table.delivery_id))
    .where(table.hub_id == bindparam("hub"), table.input_id == bindparam("input"), table.at <= Delivery.closed_at)
    for table in (ReceiptLine, Check)
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    input_id: UUID
    booked: str
    """The kind of the booking."""
    flow: str
    state: str
    data: dict[str, object]
    """The dialogue as it stood before the booking."""


def undo_last(booking: Booking) -> Undone:
    """Take back the last booking of the station that still stands.

    Raises:
        Refused: ``undo.nothing``, or ``undo.moved_on`` when something later was built on it.
    """
    tx = booking.tx
    row = tx.execute(_LAST, {"hub": tx.hub_id, "station": booking.station.name}).one_or_none()
    if row is None or booking.house.calendar.hub_day(row.at) != booking.day:
        raise Refused("undo.nothing")
    before = json.loads(row.before)
    _refuse_closed_delivery(booking, row.id)
    _put_states_back(booking, before["changes"])
    _reverse_movements(booking, row.id)
    _mark_rows(booking, row.id)
    params = {"hub": tx.hub_id, "input": row.id}
    tx.execute(_CANCEL_JOBS, params)
    tx.execute(_WITHDRAW_MANIFEST, params)
    tx.execute(_WITHDRAW, params)
    booking.event("undone", None, booked=row.booked)
    return Undone(row.id, row.booked, before["flow"], before["state"], before["data"])


def _put_states_back(booking: Booking, data: list[list[object]]) -> None:
    tables = {table.__tablename__: table for table in CHANGEABLE}
    for change in reversed(changes_from_json(data)):
        table = tables[change.table]
        now = rows.get(booking.tx, table, change.key)._asdict()
        if any(now[name] != value for name, value in change.new.items()):
            raise Refused("undo.moved_on")
        put(booking.tx, table, change.key, change.old)
        if _left_the_house(booking, table, change):
            raise Refused("undo.moved_on")


def _left_the_house(booking: Booking, table: type[Base], change: Change) -> bool:
    """Whether a departure lies upon a change: what was done at the dock, or a departure whose driver is back."""
    if table is RouteRun:
        return booking.tx.execute(_CAME_BACK, {"hub": booking.tx.hub_id, "run": change.key}).first() is not None
    if table is not Parcel or change.new.get("state") in _BACK_FROM_THE_ROAD:
        return False
    return _parcel(booking, change.key).departed_at is not None


def _refuse_closed_delivery(booking: Booking, input_id: UUID) -> None:
    """What a closed delivery's receipt tells can't be taken back beneath it."""
    params = {"hub": booking.tx.hub_id, "input": input_id}
    if any(booking.tx.execute(statement, params).first() for statement in _IN_CLOSED_DELIVERY):
        raise Refused("undo.moved_on")


def _parcel(booking: Booking, parcel_id: UUID) -> AnyRow:
    return booking.tx.execute(_PARCEL, {"hub": booking.tx.hub_id, "parcel": parcel_id}).one()


def _reverse_movements(booking: Booking, input_id: UUID) -> None:
    for row in booking.tx.execute(_MOVEMENTS, {"hub": booking.tx.hub_id, "input": input_id}).all():
        source, target = Place(row.to_zone_id, row.to_unit_id), Place(row.from_zone_id, row.from_unit_id)
        amount = Amount(row.pieces, row.grams)
        if row.kind == "pack" and _parcel(booking, row.to_unit_id).state != "open":
            raise Refused("undo.moved_on")  # another station closed the parcel: its label tells what is in it
        try:
            moving.move(booking, "undo", row.lot_id, source, target, amount, row.order_line_id, reverses_id=row.id)
        except Refused as refusal:
            raise Refused("undo.moved_on") from refusal


def _mark_rows(booking: Booking, input_id: UUID) -> None:
    for table in MARKED:
        columns = METADATA.tables[table.__tablename__].c
        statement = (
            update(table)
            .where(columns.hub_id == booking.tx.hub_id, columns.input_id == input_id)
            .values(undone_by_id=booking.input_id)
        )
        booking.tx.conn.execute(statement)
