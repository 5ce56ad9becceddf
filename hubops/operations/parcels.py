"""Parcels: opened for a drop, filled, closed with an SSCC and a label, staged in their lane.

A parcel holds one temperature class for one kitchen. It is closed when it is full, when nothing more of its class can
come for its drop, or when the worker says so; the last one of a drop says so on its label ("n of n, last").
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal, select

from hubops.errors import Refused
from hubops.model.inbound import Delivery
from hubops.model.keys import new_key
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.sscc import sscc
from hubops.model.stock import Balance, HandlingUnit
from hubops.operations import labels, moving, needs, shortages, spooling
from hubops.operations.booking import Booking
from hubops.operations.sharing import Article
from hubops.store import rows
from hubops.store.rows import AnyRow

_FILLED = (
    select(Balance.id).where(Balance.hub_id == Parcel.hub_id, Balance.unit_id == Parcel.id, Balance.pieces > 0).exists()
)
_USED_ML = (
    select(func.coalesce(func.sum(Balance.pieces * func.coalesce(Product.volume_ml, 0)), 0))
    .select_from(Balance)
    .join(Product, (Product.hub_id == Balance.hub_id) & (Product.id == Balance.product_id))
    .where(Balance.hub_id == Parcel.hub_id, Balance.unit_id == Parcel.id)
    .correlate(Parcel)
    .scalar_subquery()
)
_USED_G = (
    select(func.coalesce(func.sum(Balance.grams), 0))
    .where(Balance.hub_id == Parcel.hub_id, Balance.unit_id == Parcel.id)
    .correlate(Parcel)
    .scalar_subquery()
)
_OPEN = (
    select(
        Parcel.id,
        Parcel.number,
        Parcel.temperature_class,
        Parcel.zone_id,
        _USED_ML.label("used_ml"),
        _USED_G.label("used_g"),
    )
    .where(
        Parcel.hub_id == bindparam("hub"),
        Parcel.drop_id == bindparam("drop"),
        Parcel.state == "open",
        (Parcel.temperature_class == bindparam("class")) | ~_FILLED,
    )
    .order_by(_FILLED.desc(), Parcel.number)
    .limit(1)
)
"""One with goods of the class, else an empty one: an undo leaves such, and a number must not be lost."""
_COLUMNS = Parcel.__table__.c
_ANOTHER = (
    insert(Parcel)
    .from_select(
        ["hub_id", "id", "drop_id", "temperature_class", "state", "written_off_reason", "zone_id", "number"],
        select(
            bindparam("hub", type_=_COLUMNS.hub_id.type),
            bindparam("key", type_=_COLUMNS.id.type),
            bindparam("drop", type_=_COLUMNS.drop_id.type),
            bindparam("class", type_=_COLUMNS.temperature_class.type),
            literal("open"),
            literal(""),
            Zone.id,
            select(func.count() + 1)
            .where(Parcel.hub_id == bindparam("hub"), Parcel.drop_id == bindparam("drop"))
            .scalar_subquery(),
        )
        .where(Zone.hub_id == bindparam("hub"), Zone.kind == "dock")
        .order_by(Zone.code)
        .limit(1),
    )
    .returning(Parcel.number, Parcel.zone_id)
)
"""An open one at the dock with the next number of its drop; none where the hub has no dock."""
_FILLED_OF_DROP = (
    select(Parcel.id, Parcel.number, Parcel.state, Parcel.sscc, Parcel.temperature_class)
    .where(
        Parcel.hub_id == bindparam("hub"),
        Parcel.drop_id == bindparam("drop"),
        _FILLED,
    )
    .order_by(Parcel.number)
)
_BY_SSCC = (
    select(
        HandlingUnit.void,
        Parcel.id,
        Parcel.number,
        Parcel.state,
        Parcel.drop_id,
        Parcel.sscc,
        Parcel.zone_id,
        Parcel.temperature_class,
        Kitchen.name.label("kitchen"),
        Drop.run_id,
        Drop.stop,
        RouteRun.lane_zone_id,
        RouteRun.departed_at,
        Zone.code.label("lane"),
    )
    .join(Parcel, (Parcel.hub_id == HandlingUnit.hub_id) & (Parcel.id == HandlingUnit.parcel_id))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Zone, (Zone.hub_id == RouteRun.hub_id) & (Zone.id == RouteRun.lane_zone_id))
    .where(HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"))
)
_DROPS_OF_DELIVERY = (
    select(Drop.id)
    .distinct()
    .select_from(Delivery)
    .join(Product, (Product.hub_id == Delivery.hub_id) & (Product.producer_id == Delivery.producer_id))
    .join(OrderLine, (OrderLine.hub_id == Product.hub_id) & (OrderLine.product_id == Product.id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.id == bindparam("delivery"),
        RouteRun.departed_at.is_(None),
    )
    .order_by(Drop.id)
)


@dataclass(frozen=True, slots=True)
class OpenParcel:
    """A parcel that takes goods."""

    id: UUID
    number: int
    zone_id: UUID
    """Where it stands."""
    used_ml: int = 0
    used_g: int = 0


def open_parcel(booking: Booking, drop_id: UUID, temperature_class: str) -> OpenParcel:
    """The drop's open parcel of a class; a new one if there is none."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "drop": drop_id, "class": temperature_class}
    found = tx.execute(_OPEN, params).one_or_none()
    if found:
        if found.temperature_class != temperature_class:
            booking.change(Parcel, found.id, temperature_class=temperature_class)
        return OpenParcel(found.id, found.number, found.zone_id, int(found.used_ml), int(found.used_g))
    key = new_key()
    begun = tx.execute(_ANOTHER, {**params, "key": key}).one_or_none()
    if begun is None:
        raise Refused("stock.no_zone", kind_word="dock")
    return OpenParcel(key, begun.number, begun.zone_id)


def close(booking: Booking, parcel_id: UUID) -> str:
    """Give a parcel its SSCC and print its drop label; the SSCC is returned.

    Raises:
        Refused: ``parcel.empty``, there is nothing in it.
    """
    if not moving.contents(booking, parcel_id):
        raise Refused("parcel.empty")
    parcel = rows.get(booking.tx, Parcel, parcel_id)
    filled = _filled(booking, parcel.drop_id)
    more = any(row.state == "open" and row.id != parcel_id for row in filled) or needs.may_come(booking, parcel.drop_id)
    return _close(booking, parcel, None if more else len(filled))


def close_finished(booking: Booking, drop_id: UUID, article: Article, *, more_here: bool) -> list[str]:
    """After packing an article for a drop, close every parcel to which nothing more can come; their SSCCs.

    Packing the last of an article (``more_here`` is False) may finish other drops too: those that wait for it in vain;
    what they lack is declared short.
    """
    others = [] if more_here else _give_up(booking, needs.lines_in_vain(booking, article.product_id))
    drops = dict.fromkeys((drop_id, *others))
    return [code for drop in drops for code in _finish(booking, drop, unless=article.temperature_class)]


def close_hopeless(booking: Booking, product_id: UUID) -> list[str]:
    """After goods turned out to be gone, close every parcel that waited for them in vain; their SSCCs."""
    drops = _give_up(booking, needs.lines_in_vain(booking, product_id))
    return [code for drop in drops for code in _finish(booking, drop)]


def close_finished_by(booking: Booking, delivery_id: UUID) -> list[str]:
    """After a delivery was closed, close every parcel to which nothing more can come; their SSCCs.

    A drop whose parcels were all closed before, and which turns out to be complete only now, gets the label of its last
    parcel again, now saying that it is the last.
    """
    _give_up(booking, needs.lines_in_vain_after(booking, delivery_id))
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id}
    drops = booking.tx.execute(_DROPS_OF_DELIVERY, params).scalars().all()
    return [code for drop in drops for code in _finish(booking, drop)]


def find(booking: Booking, code: str) -> AnyRow:
    """The parcel of a label, with its kitchen, run and lane.

    Raises:
        Refused: not a label of this hub, or a label that was withdrawn.
    """
    row = booking.tx.execute(_BY_SSCC, {"hub": booking.tx.hub_id, "sscc": code}).one_or_none()
    if row is None:
        raise Refused("parcel.unknown", sscc=code)
    if row.void and row.sscc:
        raise Refused("parcel.replaced_label", sscc=code, kitchen=row.kitchen, number=row.number, new_sscc=row.sscc)
    if row.void:
        raise Refused("parcel.void_label", sscc=code, kitchen=row.kitchen)
    return row


def stage(booking: Booking, code: str) -> AnyRow:
    """Put a parcel into the lane of its run, by scanning its label; the parcel is returned.

    Raises:
        Refused: an unknown or withdrawn label, or a parcel that is past its lane.
    """
    row = find(booking, code)
    if row.state != "closed":
        raise Refused("parcel.not_to_lane", number=row.number, kitchen=row.kitchen, state_word=row.state)
    spooling.settle_by_scan(booking, code)
    moving.move_parcel(booking, "stage", row.id, row.lane_zone_id)
    booking.change(Parcel, row.id, row, state="staged", zone_id=row.lane_zone_id)
    booking.event("staged", row.id, sscc=code, lane=row.lane)
    return row


def _close(booking: Booking, parcel: AnyRow, parcels: int | None) -> str:
    """Close a parcel; ``parcels`` is how many its drop has, once nothing more is open and nothing more can come."""
    number = rows.next_number(booking.tx, "sscc")
    code = sscc(booking.house.extension_digit, booking.house.gs1_prefix, number)
    booking.change(Parcel, parcel.id, parcel, state="closed", sscc=code)
    rows.add(
        booking.tx,
        HandlingUnit,
        sscc=code,
        parcel_id=parcel.id,
        void=False,
        at=booking.tx.now,
        input_id=booking.input_id,
    )
    labels.print_drop_label(booking, parcel.id, parcels)
    booking.event("parcel_closed", parcel.id, sscc=code)
    return code


def _give_up(booking: Booking, lines: list[AnyRow]) -> list[UUID]:
    """Declare short what can't come any more; the drops that waited for it."""
    shortages.declare_certain(booking, lines)
    return list(dict.fromkeys(line.drop_id for line in lines if line.missing > 0))


def _finish(booking: Booking, drop_id: UUID, unless: str = "") -> list[str]:
    """Close the parcels of a drop to which nothing more can come; none, unless all of one class has come."""
    waiting = needs.classes_that_may_come(booking, drop_id, enough=unless)
    if unless in waiting:
        return []
    filled = _filled(booking, drop_id)
    if not filled:
        return []
    done = [row for row in filled if row.state == "open" and row.temperature_class not in waiting]
    closed = [_close(booking, row, None if waiting or row is not done[-1] else len(filled)) for row in done]
    if not closed and not waiting and all(row.state in ("closed", "staged") for row in filled):
        labels.print_last_label(booking, filled[-1].id, len(filled))
    return closed


def _filled(booking: Booking, drop_id: UUID) -> list[AnyRow]:
    params = {"hub": booking.tx.hub_id, "drop": drop_id}
    return list(booking.tx.execute(_FILLED_OF_DROP, params))
