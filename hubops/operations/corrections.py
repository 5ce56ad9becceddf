"""Undo: the last booking of a station is taken back by reversing movements that point at what they reverse.

Nothing is deleted: the rows of the booking are marked as undone, changed states are put back, its waiting print jobs
are cancelled and the labels that it gave out are withdrawn.
"""

import json
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, case, exists, select, update
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.crates import CrateMovement
from hubops.model.evidence import Deviation, FloorInput
from hubops.model.inbound import Check, Delivery, ReceiptLine
from hubops.model.keys import Base
from hubops.model.orders import OrderLine, Shortage, Substitution
from hubops.model.outbound import ASTRAY, CAME_BACK, Drop, Handover, ManifestTaken, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen
from hubops.model.people import Operator
from hubops.model.places import EXTERNAL, Zone
from hubops.model.products import Product
from hubops.model.progress import PACKED
from hubops.model.stock import NO_UNIT, HandlingUnit, Hold, Lot, Movement
from hubops.model.tables import METADATA
from hubops.operations import moving, notices, order_history
from hubops.operations.booking import CHANGEABLE, Booking, Change, changes_from_json, put
from hubops.operations.dialogues import Stood
from hubops.operations.moving import Amount, Place
from hubops.store import rows
from hubops.store.rows import AnyRow

MARKED = (ReceiptLine, Check, Shortage, Substitution, Deviation, Hold, Handover, ManifestTaken, CrateMovement)
"""Tables whose rows bear the input that undid them."""

OPEN_PARCEL = ("pack", "unpack")
"""Movements that are undone only while their parcel is open."""

_Undo = aliased(FloorInput)
_LAST = (
    select(
        FloorInput.id,
        FloorInput.booked,
        FloorInput.before,
        FloorInput.answer,
        FloorInput.at,
        FloorInput.operator_id,
        Operator.name.label("booked_by"),
    )
    .outerjoin(Operator, (Operator.hub_id == FloorInput.hub_id) & (Operator.id == FloorInput.operator_id))
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
_FROM, _TO = aliased(Zone), aliased(Zone)
_UNIT = case((Movement.from_unit_id == NO_UNIT, Movement.to_unit_id), else_=Movement.from_unit_id)
"""The parcel that went, or that goods were put into or taken out of."""
_GOODS = (
    select(
        Product.name.label("product"),
        Lot.code.label("lot"),
        Movement.pieces,
        Movement.grams,
        Movement.from_zone_id,
        Movement.from_unit_id,
        Movement.to_unit_id,
        _FROM.code.label("source"),
        _TO.code.label("target"),
        Parcel.number,
        Kitchen.name.label("kitchen"),
    )
    .join(Lot, (Lot.hub_id == Movement.hub_id) & (Lot.id == Movement.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .join(_FROM, (_FROM.hub_id == Movement.hub_id) & (_FROM.id == Movement.from_zone_id))
    .join(_TO, (_TO.hub_id == Movement.hub_id) & (_TO.id == Movement.to_zone_id))
    .outerjoin(Parcel, (Parcel.hub_id == Movement.hub_id) & (Parcel.id == _UNIT))
    .outerjoin(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .outerjoin(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(Movement.hub_id == bindparam("hub"), Movement.input_id == bindparam("input"), Movement.pieces > 0)
    .order_by(Movement.id)
)
"""What a booking moved, in the words of the floor: what is taken back stands at ``source`` again."""
_PRINTED = (
    select(PrintJob.id).where(PrintJob.hub_id == bindparam("hub"), PrintJob.input_id == bindparam("input")).limit(1)
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
_LINE = (
    select(PACKED.label("packed"), RouteRun.departed_at)
    .select_from(OrderLine)
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(OrderLine.hub_id == bindparam("hub"), OrderLine.id == bindparam("line"))
)
_BACK_FROM_THE_ROAD = ("delivered", ASTRAY, *CAME_BACK)
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
_ON_A_RECEIPT = tuple(
    select(table.id)
    .join(Delivery, (Delivery.hub_id == table.hub_id) & (Delivery.id == table.delivery_id))
    .where(table.hub_id == bindparam("hub"), table.input_id == bindparam("input"), table.at <= Delivery.receipt_at)
    for table in (ReceiptLine, Check, CrateMovement)
)


@dataclass(frozen=True, slots=True)
class Returned:
    """Goods of one lot, or a parcel, where they stand again after an undo."""

    product: str
    lot: str
    pieces: int
    grams: int
    zone: str
    """Where they are again; where they are no more if they came from outside (``out``)."""
    out: bool
    whole: bool
    """A parcel went as a whole."""
    inside: bool
    """They had been taken out of a parcel, and belong into it again."""
    parcel: int | None
    """The number of that parcel, or of the one that the goods were put into or taken out of; None for loose goods."""
    kitchen: str | None


_CAME_SINCE = tuple(
    select(table.id)
    .where(
        table.hub_id == bindparam("hub"),
        table.delivery_id == bindparam("delivery"),
        table.at > bindparam("since"),
        table.input_id != bindparam("input"),
        table.undone_by_id.is_(None),
    )
    .limit(1)
    for table in (ReceiptLine, CrateMovement)
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
    begun: Stood | None
    """Where it stood before the step that ended with the booking; None where that was the first of its step."""
    goods: tuple[Returned, ...]
    """What was moved back."""
    printed: bool
    """Something was printed for it, or is about to be."""
    answer: str
    """What was said to the booking, as it was written down."""
    colleague: str
    """Who had booked it, where that was somebody else; else empty."""


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
    _refuse_receipted(booking, row.id)
    _refuse_repacked(booking, row.id)
    _put_states_back(booking, row.id, before["changes"])
    _reverse_movements(booking, row.id)
    _mark_rows(booking, row.id)
    params = {"hub": tx.hub_id, "input": row.id}
    printed = tx.execute(_PRINTED, params).first() is not None
    for statement in (_CANCEL_JOBS, _WITHDRAW_MANIFEST, _WITHDRAW):
        tx.execute(statement, params)
    notices.take_back(booking, row.id)
    booking.event("undone", None, booked=row.booked)
    goods = tuple(_returned(row) for row in tx.execute(_GOODS, params))
    stood = before["flow"], before["state"], before["data"]
    begun = msgspec.convert(before.get("begun"), Stood | None)
    colleague = (row.booked_by or "") if row.operator_id != booking.actor.key else ""
    return Undone(row.id, row.booked, *stood, begun, goods, printed, row.answer, colleague)


def _returned(row: AnyRow) -> Returned:
    out = row.from_zone_id in EXTERNAL
    whole = row.from_unit_id != NO_UNIT and row.to_unit_id == row.from_unit_id
    inside = row.from_unit_id != NO_UNIT and not whole
    zone = row.target if out else row.source
    return Returned(row.product, row.lot, row.pieces, row.grams, zone, out, whole, inside, row.number, row.kitchen)


def _put_states_back(booking: Booking, input_id: UUID, data: list[list[object]]) -> None:
    tables = {table.__tablename__: table for table in CHANGEABLE}
    for change in reversed(changes_from_json(data)):
        table = tables[change.table]
        now = rows.get(booking.tx, table, change.key)._asdict()
        if any(now[name] != value for name, value in change.new.items()):
            raise Refused("undo.moved_on")
        put(booking.tx, table, change.key, change.old)
        if _left_the_house(booking, table, change) or _came_since(booking, table, change, input_id):
            raise Refused("undo.moved_on")
        if table is OrderLine:
            order_history.keep_taken_back(booking, change.key, change.new, change.old)


def _left_the_house(booking: Booking, table: type[Base], change: Change) -> bool:
    """Whether a departure lies upon a change: what was done at the dock, or a departure whose driver is back.

    Nor is an order taken back, or what was changed in it, of which something is packed.
    """
    if table is OrderLine:
        line = booking.tx.execute(_LINE, {"hub": booking.tx.hub_id, "line": change.key}).one()
        return line.packed > 0 or line.departed_at is not None
    if table is RouteRun:
        return booking.tx.execute(_CAME_BACK, {"hub": booking.tx.hub_id, "run": change.key}).first() is not None
    if table is not Parcel or {change.new.get("state"), change.old.get("state")} & {*_BACK_FROM_THE_ROAD}:
        return False
    return _parcel(booking, change.key).departed_at is not None


def _came_since(booking: Booking, table: type[Base], change: Change, input_id: UUID) -> bool:
    """Whether others brought goods or crates to a delivery that what is undone opened, so that it can't close again."""
    closed_at = change.old.get("closed_at")
    if table is not Delivery or closed_at is None:
        return False
    params = {"hub": booking.tx.hub_id, "delivery": change.key, "since": closed_at, "input": input_id}
    return any(booking.tx.execute(statement, params).first() for statement in _CAME_SINCE)


def _refuse_receipted(booking: Booking, input_id: UUID) -> None:
    """What a delivery's receipt tells can't be taken back beneath it."""
    params = {"hub": booking.tx.hub_id, "input": input_id}
    if any(booking.tx.execute(statement, params).first() for statement in _ON_A_RECEIPT):
        raise Refused("undo.moved_on")


def _parcel(booking: Booking, parcel_id: UUID) -> AnyRow:
    return booking.tx.execute(_PARCEL, {"hub": booking.tx.hub_id, "parcel": parcel_id}).one()


def _reverse_movements(booking: Booking, input_id: UUID) -> None:
    for row in booking.tx.execute(_MOVEMENTS, {"hub": booking.tx.hub_id, "input": input_id}).all():
        source, target = Place(row.to_zone_id, row.to_unit_id), Place(row.from_zone_id, row.from_unit_id)
        amount = Amount(row.pieces, row.grams)
        if row.kind in OPEN_PARCEL and _parcel(booking, _unit_of(row)).state != "open":
            raise Refused("undo.moved_on")  # another station closed the parcel: its label tells what is in it
        moving.settle_residue(booking, source, row.lot_id, amount)
        try:
            moving.move(booking, "undo", row.lot_id, source, target, amount, row.order_line_id, reverses_id=row.id)
        except Refused as refusal:
            raise Refused("undo.moved_on") from refusal


def _unit_of(row: AnyRow) -> UUID:
    """The parcel that a movement filled or emptied."""
    unit: UUID = row.from_unit_id if row.to_unit_id == NO_UNIT else row.to_unit_id
    return unit


def _refuse_repacked(booking: Booking, input_id: UUID) -> None:
    """A parcel that was opened gets its old label back only while the same goods are in it."""
    opened: dict[UUID, dict[UUID, Amount]] = {}
    for row in booking.tx.execute(_MOVEMENTS, {"hub": booking.tx.hub_id, "input": input_id}):
        if row.kind == "repack":
            opened.setdefault(row.to_unit_id, {})[row.lot_id] = Amount(row.pieces, row.grams)
    for parcel_id, goods in opened.items():
        inside = {row.lot_id: Amount(row.pieces, row.grams) for row in moving.contents(booking, parcel_id)}
        if inside != goods:
            raise Refused("undo.moved_on")


def _mark_rows(booking: Booking, input_id: UUID) -> None:
    for table in MARKED:
        columns = METADATA.tables[table.__tablename__].c
        statement = (
            update(table)
            .where(columns.hub_id == booking.tx.hub_id, columns.input_id == input_id)
            .values(undone_by_id=booking.input_id)
        )
        booking.tx.conn.execute(statement)
