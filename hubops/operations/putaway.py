"""Put-away: a zone is proposed for goods at the dock or on a trolley and confirmed by scanning it (planning.md 7.2).

A zone that has room for some of the goods takes those; the rest stay where they are and get a proposal of their own.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.stock import NO_UNIT, Balance
from hubops.operations import authority, moving, stacks
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.stacks import Stack
from hubops.planning import zones
from hubops.planning.temperature import product_limit
from hubops.planning.zones import CRATE_ML, STORAGE, TROLLEY, Goods, ZoneOption
from hubops.store.rows import AnyRow

OVERRIDE_REASONS = ("soon_out", "no_room_elsewhere", "other")
"""Why a supervisor lets goods stand where a zone refuses them, in the order of the digit keys."""

_PRODUCT = select(Product.temperature_class, Product.stated_max_cc, Product.stated_min_cc, Product.volume_ml).where(
    Product.hub_id == bindparam("hub"), Product.id == bindparam("product")
)
_ZONES = (
    select(
        Zone.id,
        Zone.code,
        Zone.kind,
        Zone.min_cc,
        Zone.max_cc,
        Zone.capacity_crates,
        Zone.capacity_g,
        Zone.classes,
        Zone.near_lane,
        func.coalesce(func.sum(Balance.pieces * func.coalesce(Product.volume_ml, 0)), 0).label("used_ml"),
        func.coalesce(func.sum(Balance.grams), 0).label("used_g"),
    )
    .outerjoin(Balance, (Balance.hub_id == Zone.hub_id) & (Balance.zone_id == Zone.id) & (Balance.unit_id == NO_UNIT))
    .outerjoin(Product, (Product.hub_id == Balance.hub_id) & (Product.id == Balance.product_id))
    .where(Zone.hub_id == bindparam("hub"), Zone.kind.notin_(("external", "vehicle")))
    .group_by(Zone.hub_id, Zone.id)
    .order_by(Zone.code)
)
_ZONE = _ZONES.where(Zone.code == bindparam("code"))
_WAITING_LANE = (
    select(Zone.code)
    .select_from(OrderLine)
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Zone, (Zone.hub_id == RouteRun.hub_id) & (Zone.id == RouteRun.lane_zone_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.departed_at.is_(None),
    )
    .order_by(RouteRun.departure_at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where goods are best put, and how many pieces of them find room there."""

    zone: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Put:
    """What a zone took."""

    pieces: int
    on_trolley: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """What was put away with a supervisor's badge, and whose it was."""

    amount: Amount
    name: str


def find_goods(booking: Booking, scan: Scan, trolley: str = "") -> Stack:
    """The goods that a scan names, on the trolley in hand or else at the dock; what expires first is meant.

    Raises:
        Refused: ``putaway.nothing_there``, no such goods wait for a place.
    """
    found = stacks.of_article(booking, scan)
    on_it = [stack for stack in found if trolley and stack.zone == trolley]
    at_dock = [stack for stack in found if stack.kind == "dock"]
    for stack in (*on_it, *at_dock):
        return stack
    raise Refused("putaway.nothing_there", product=stacks.name_of(booking, scan))


def goods_of(booking: Booking, product_id: UUID, amount: Amount, lane: str | None = None) -> Goods:
    """So much of an article, as the choice of a zone sees it; ``lane`` is the one whose route waits for it."""
    row = booking.tx.execute(_PRODUCT, {"hub": booking.tx.hub_id, "product": product_id}).one()
    rule = booking.house.classes[row.temperature_class]
    return Goods(
        temperature_class=row.temperature_class,
        max_cc=product_limit(rule, row.stated_max_cc),
        min_cc=row.stated_min_cc if row.stated_min_cc is not None else rule.min_cc,
        pieces=amount.pieces,
        piece_ml=row.volume_ml or 0,
        grams=amount.grams,
        lane=lane,
        class_max_cc=rule.green_max_cc,
    )


def propose(booking: Booking, stack: Stack, pieces: int) -> Proposal | None:
    """The zone that suits pieces of a stack best: one that takes them all, else the one that takes most of them.

    None when no zone has room for a single one.
    """
    params = {"hub": booking.tx.hub_id, "product": stack.product_id}
    lane = booking.tx.execute(_WAITING_LANE, params).scalar_one_or_none()
    goods = goods_of(booking, stack.product_id, stack.part(pieces), lane)
    options = _options(booking)
    for zone in zones.propose(goods, options) or zones.propose_for_a_part(goods, options):
        return Proposal(zone.code, zones.room(goods, zone))
    return None


def put_away(booking: Booking, stack: Stack, pieces: int, zone_code: str) -> Put:
    """Put pieces of a stack into a zone or on a trolley, as many as find room there.

    Raises:
        Refused: no such zone, or the reason why it takes none of the goods.
    """
    row, option = _zone(booking, zone_code)
    goods = goods_of(booking, stack.product_id, stack.part(pieces))
    fit = zones.room(goods, option)
    reason = zones.rule_against(goods, option) if fit else zones.refusal(goods, option)
    if reason is not None:
        raise Refused(reason.code, **reason.values)
    if zone_code == stack.zone:
        raise Refused("move.same_zone", zone=zone_code, product=stack.product)
    return Put(_book(booking, stack, fit, row).pieces, row.kind == TROLLEY)


def check_override(booking: Booking, stack: Stack, pieces: int, zone_code: str) -> None:
    """Be sure that a supervisor may let pass what a zone has against pieces of a stack.

    Raises:
        Refused: the goods are on hold; the zone takes them anyway; or the reason that no badge lets pass.
    """
    if stack.held:
        raise Refused("putaway.held_stays", product=stack.product, lot=stack.lot)
    goods = goods_of(booking, stack.product_id, stack.part(pieces))
    _, option = _zone(booking, zone_code)
    if zones.refusal(goods, option) is None:
        raise Refused("putaway.takes_it", zone=zone_code)
    firm = zones.firm_refusal(goods, option)
    if firm is not None:
        raise Refused(firm.code, **firm.values)


def put_away_anyway(booking: Booking, stack: Stack, pieces: int, zone_code: str, badge: str, reason: str) -> Allowed:
    """Put pieces of a stack into a zone that refuses them, on a supervisor's badge; it becomes a deviation.

    Raises:
        Refused: as :func:`check_override`; a badge that is unknown or may not decide; too many pieces.
    """
    check_override(booking, stack, pieces, zone_code)
    facts: dict[str, object] = {"lot": stack.lot, "zone": zone_code, "pieces": pieces}
    name = authority.override(booking, badge, "zone_rule", reason, **facts)
    row, _ = _zone(booking, zone_code)
    amount = _book(booking, stack, pieces, row)
    booking.deviation("override_zone", stack.lot_id, **facts, product=stack.product, reason_word=reason, name=name)
    return Allowed(amount, name)


def storage_for(booking: Booking, stack: Stack, pieces: int, zone_code: str) -> UUID:
    """The zone with a code, once it is sure that it can take all these pieces of a stack.

    Raises:
        Refused: no such zone, or the reason why the zone can't take the goods.
    """
    row, option = _zone(booking, zone_code)
    reason = zones.refusal(goods_of(booking, stack.product_id, stack.part(pieces)), option)
    if reason is not None:
        raise Refused(reason.code, **reason.values)
    return row.id  # type: ignore[no-any-return]  # the column's type


def _book(booking: Booking, stack: Stack, pieces: int, target: AnyRow) -> Amount:
    kind, fact = ("put_away", "put_away") if target.kind == STORAGE else ("move", "moved")
    amount = stack.part(pieces)
    moving.move(booking, kind, stack.lot_id, stack.place, Place(target.id), amount)
    body: dict[str, object] = {"lot": stack.lot, "from": stack.zone, "zone": target.code, "pieces": pieces}
    booking.event(fact, stack.lot_id, **body)
    return amount


def _zone(booking: Booking, code: str) -> tuple[AnyRow, ZoneOption]:
    """A zone by its code, and what the choice of a zone sees of it."""
    row = booking.tx.execute(_ZONE, {"hub": booking.tx.hub_id, "code": code}).one_or_none()
    if row is None:
        raise Refused("putaway.unknown_zone", zone=code)
    return row, _option(row)


def _options(booking: Booking) -> list[ZoneOption]:
    return [_option(row) for row in booking.tx.execute(_ZONES, {"hub": booking.tx.hub_id})]


def _option(row: AnyRow) -> ZoneOption:
    return ZoneOption(
        code=row.code,
        kind=row.kind,
        min_cc=row.min_cc,
        max_cc=row.max_cc,
        capacity_crates=row.capacity_crates,
        used_crates=-(-int(row.used_ml) // CRATE_ML),
        capacity_g=row.capacity_g,
        used_g=int(row.used_g),
        classes=frozenset(row.classes.split()),
        near_lane=row.near_lane,
    )
