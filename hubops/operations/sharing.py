"""Sharing out: who gets how many pieces of an article that stands in the hub, and from which lot.

The shares follow planning.md 7.1: the hub's rule for shortages (rules.toml), lots by FEFO above the remaining-life
floor. How things stand is read anew for every prompt, and for its booking unless nobody wrote in between, so the shares
always fit what stands in the hub.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import SHARED_FROM, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.progress import MISSING, PACKED, SHORT
from hubops.model.promises import Promise
from hubops.model.schedule import Route
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations import shortages
from hubops.operations.booking import Booking
from hubops.planning import shortage
from hubops.planning.allocation import Need, Supply, allocate, rotation_of
from hubops.planning.promise import HORIZON_DAYS
from hubops.planning.shortage import Rule
from hubops.store.rows import AnyRow

_ARTICLE = (
    select(
        Product.id,
        Product.gtin,
        Product.name,
        Product.producer_id,
        Product.measured_by,
        Product.net_g,
        Product.volume_ml,
        Product.temperature_class,
        Product.min_life_on_delivery_days,
    )
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(Product.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_NEEDS = (
    select(
        OrderLine.id,
        OrderLine.pieces,
        PACKED.label("packed"),
        SHORT.label("short"),
        Kitchen.id.label("kitchen_id"),
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.kind,
        Drop.id.label("drop_id"),
        Drop.stop,
        Route.code.label("route"),
    )
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_(None),
    )
    .order_by(RouteRun.departure_at, RouteRun.id, Drop.stop.desc(), Order.number, OrderLine.line)
)
_SUPPLY = (
    select(Lot.id, Lot.code, Lot.expiry, Balance.zone_id, Zone.code.label("zone"), Balance.pieces)
    .join(Balance, (Balance.hub_id == Lot.hub_id) & (Balance.lot_id == Lot.id))
    .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.unit_id == NO_UNIT,
        Balance.product_id == bindparam("product"),
        func.coalesce(Lot.expiry, date.max) >= bindparam("day"),
        Balance.pieces > 0,
        Zone.kind.in_(SHARED_FROM),
        ~HELD,
    )
    .order_by(Zone.kind, Zone.code, Lot.code)
)


_FETCHED_ON = (
    select(Promise.pickup_day)
    .where(Promise.hub_id == OrderLine.hub_id, Promise.order_line_id == OrderLine.id)
    .order_by(Promise.id.desc())
    .limit(1)
    .correlate(OrderLine)
    .scalar_subquery()
)
"""By the promise that holds."""
_LATER = (
    select(func.coalesce(func.sum(MISSING), 0))
    .select_from(RouteRun)
    .join(Drop, (Drop.hub_id == RouteRun.hub_id) & (Drop.run_id == RouteRun.id))
    .join(OrderLine, (OrderLine.hub_id == Drop.hub_id) & (OrderLine.drop_id == Drop.id))
    .where(
        RouteRun.hub_id == bindparam("hub"),
        RouteRun.day.between(bindparam("next_day"), bindparam("last")),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        func.coalesce(_FETCHED_ON, bindparam("day", type_=Date)) <= bindparam("day"),
    )
)
"""Pieces of an article that later runs wait for and that have been fetched, or are fetched today."""


@dataclass(frozen=True, slots=True)
class Article:
    """What is being shared out."""

    product_id: UUID
    producer_id: UUID
    gtin: str
    name: str
    weighed: bool
    net_g: int
    volume_ml: int
    temperature_class: str
    min_life_days: int


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of a lot, from a zone, for one order line: one step of the worker."""

    line_id: UUID
    drop_id: UUID
    kitchen: str
    kitchen_name: str
    route: str
    """Its code; stops count within it."""
    stop: int
    lot_id: UUID
    lot: str
    zone_id: UUID
    zone: str
    pieces: int
    wanted: int
    """What the line lacks before this pick, from whatever lot."""
    declared: bool
    """Some of it was declared short: it turned up after all."""
    owed: bool
    """The kitchen got too little of the article lately, and comes first when single pieces go round."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Pieces of a lot in a zone that the shares leave over."""

    lot_id: UUID
    lot: str
    expiry: date | None
    zone_id: UUID
    zone: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How an article is shared out as things stand, in pieces."""

    article: Article
    picks: tuple[Pick, ...]
    """In load order: the last stop of the first departure first."""
    ordered: int
    """By kitchens whose runs have not departed."""
    served: int
    """What they have got and what the picks give them."""
    rule: str
    """By which a shortage is shared; empty where everyone gets everything."""
    left_over: tuple[Loose, ...]
    """What nobody gets."""
    usable: int
    """Loose pieces that live long enough for kitchens, those of the picks among them."""

    @property
    def surplus(self) -> int:
        """Pieces that nobody gets."""
        return sum(loose.pieces for loose in self.left_over)

    @property
    def to_pack(self) -> int:
        """Pieces that the picks hand out."""
        return sum(pick.pieces for pick in self.picks)


def find_article(booking: Booking, scan: Scan) -> Article:
    """The article of a scan. Raises Refused ``crossdock.unknown_item``."""
    row = booking.tx.execute(_ARTICLE, {"hub": booking.tx.hub_id, "gtin": scan.gtin}).one_or_none()
    if row is None:
        raise Refused("crossdock.unknown_item", gtin=scan.gtin)
    return Article(
        product_id=row.id,
        producer_id=row.producer_id,
        gtin=row.gtin,
        name=row.name,
        weighed=row.measured_by == "weight",
        net_g=row.net_g,
        volume_ml=row.volume_ml or 0,
        temperature_class=row.temperature_class,
        min_life_days=row.min_life_on_delivery_days or 0,
    )


def plan(booking: Booking, article: Article) -> Plan:
    """Share out what stands loose in the hub among the kitchens of today's runs that have not departed.

    What was declared short counts as wanted again: goods may turn up after all.
    """
    day = booking.day
    return booking.tx.unchanged(("plan", article, day), lambda: _plan(booking, article, day))


def _plan(booking: Booking, article: Article, day: date) -> Plan:
    params = {"hub": booking.tx.hub_id, "product": article.product_id, "day": day}
    needs = booking.tx.execute(_NEEDS, params).all()
    supply = booking.tx.execute(_SUPPLY, params).all()
    too_few = sum(row.packed for row in needs) + _usable(article, day, supply) < sum(row.pieces for row in needs)
    owed = shortages.owed(booking, article.product_id) if too_few else {}
    later = _kept_for_later(booking, article) if any(row.short for row in needs) else 0
    rule = booking.house.shortage.of(article.gtin)
    return _share_out(article, day, rule, needs, supply, owed, later)


def _share_out(
    article: Article,
    day: date,
    rule: Rule,
    needs: Sequence[AnyRow],
    supply: Sequence[AnyRow],
    owed: Mapping[UUID, int],
    later: int,
) -> Plan:
    usable = _usable(article, day, supply)
    ordered, packed = sum(row.pieces for row in needs), sum(row.packed for row in needs)
    level = _levels(day, rule, needs, usable, owed, later)
    fair = [
        _need(place, row, min(row.pieces, level[place]) - row.packed, owed)
        for place, row in enumerate(needs)
        if row.packed < min(row.pieces, level[place])
    ]
    floor = _floor(article, day)
    lots = [Supply(place, row.pieces, row.expiry) for place, row in enumerate(supply) if _lives(row, floor)]
    shares = allocate(fair, lots, rotation_of(day))
    lines: dict[Hashable, AnyRow] = dict(enumerate(needs))
    loose: dict[Hashable, AnyRow] = dict(enumerate(supply))
    left: dict[Hashable, int] = {place: row.pieces for place, row in loose.items()}
    for share in shares:
        left[share.supply] -= share.pieces
    served = packed + sum(share.pieces for share in shares)
    return Plan(
        article=article,
        picks=tuple(_pick(lines[share.need], loose[share.supply], share.pieces, owed) for share in shares),
        ordered=ordered,
        served=served,
        rule=rule.name if served < ordered else "",
        left_over=tuple(_loose(loose[place], pieces) for place, pieces in left.items() if pieces),
        usable=usable,
    )


def _usable(article: Article, day: date, supply: Sequence[AnyRow]) -> int:
    """Pieces that live long enough for kitchens."""
    floor = _floor(article, day)
    return sum(row.pieces for row in supply if _lives(row, floor))


def _floor(article: Article, day: date) -> date:
    return day + timedelta(days=article.min_life_days)


def _lives(lot: AnyRow, floor: date) -> bool:
    """Whether a lot lives long enough for kitchens; the others stay in the hub."""
    return lot.expiry is None or bool(lot.expiry >= floor)


def _levels(
    day: date, rule: Rule, needs: Sequence[AnyRow], usable: int, owed: Mapping[UUID, int], later: int
) -> Sequence[int] | Mapping[Hashable, int]:
    """What each line gets in all, packed or not, whatever the lots: by the hub's rule where there is too little.

    Goods arrive and are packed case by case; if what is packed did not count, the kitchens that are packed last would
    pay for those that were packed first.
    """
    whole = [max(row.pieces, row.packed) for row in needs]
    told = [max(row.pieces - row.short, row.packed) for row in needs]
    available = sum(row.packed for row in needs) + usable
    if told != whole:  # some was declared short: it is not to be filled with what later runs wait for
        available = min(available, max(sum(told), available - later))
    if available >= sum(whole):
        return whole
    rotation = rotation_of(day)
    asked = [_need(place, row, whole[place], owed) for place, row in enumerate(needs)]
    level = shortage.shares(asked, available, rotation, rule)
    if sum(told) > available or all(level[place] >= least for place, least in enumerate(told)):
        return level
    # kitchens were told another share before the goods came: that holds, and what comes on top goes by the rule
    lacking = [_need(place, row, whole[place] - told[place], owed) for place, row in enumerate(needs)]
    extra = shortage.shares(lacking, available - sum(told), rotation, rule)
    return [least + extra[place] for place, least in enumerate(told)]


def _kept_for_later(booking: Booking, article: Article) -> int:
    """Pieces that stand here, or come today, for runs of later days."""
    day = booking.day
    ahead = {"next_day": day + timedelta(days=1), "last": day + timedelta(days=HORIZON_DAYS)}
    params = {"hub": booking.tx.hub_id, "product": article.product_id, "day": day, **ahead}
    return int(booking.tx.execute(_LATER, params).scalar_one())


def _need(place: int, line: AnyRow, pieces: int, owed: Mapping[UUID, int]) -> Need:
    return Need(place, line.kitchen, pieces, kind=line.kind or "", owed=owed.get(line.kitchen_id, 0))


def _pick(line: AnyRow, lot: AnyRow, pieces: int, owed: Mapping[UUID, int]) -> Pick:
    return Pick(
        line_id=line.id,
        drop_id=line.drop_id,
        kitchen=line.kitchen,
        kitchen_name=line.kitchen_name,
        route=line.route,
        stop=line.stop,
        lot_id=lot.id,
        lot=lot.code,
        zone_id=lot.zone_id,
        zone=lot.zone,
        pieces=pieces,
        wanted=line.pieces - line.packed,
        declared=pieces > line.pieces - line.packed - line.short,
        owed=line.kitchen_id in owed,
    )


def _loose(row: AnyRow, pieces: int) -> Loose:
    return Loose(row.id, row.code, row.expiry, row.zone_id, row.zone, pieces)
