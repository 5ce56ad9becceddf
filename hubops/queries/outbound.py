"""What stands on the way out: articles to pack, parcels to stage, runs with what is loaded, ready and missing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import LEFT_THE_HOUSE, Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import SHARED_FROM, Vehicle, Zone
from hubops.model.products import Product
from hubops.model.progress import UNPACKED
from hubops.model.schedule import Route
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.queries.looking import Looking

_STOCK = (
    select(Lot.hub_id, Lot.product_id, func.sum(Balance.pieces).label("pieces"))
    .join(Balance, (Balance.hub_id == Lot.hub_id) & (Balance.lot_id == Lot.id) & (Balance.unit_id == NO_UNIT))
    .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id) & Zone.kind.in_(SHARED_FROM))
    .where(Lot.hub_id == bindparam("hub"), func.coalesce(Lot.expiry, date.max) >= bindparam("day"), ~HELD)
    .group_by(Lot.hub_id, Lot.product_id)
    .subquery("stock")
)
_ARTICLES = (
    select(Product.name, func.sum(UNPACKED).label("missing"), _STOCK.c.pieces.label("stock"))
    .select_from(OrderLine)
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(_STOCK, (_STOCK.c.hub_id == Product.hub_id) & (_STOCK.c.product_id == Product.id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_(None),
        _STOCK.c.pieces > 0,
        UNPACKED > 0,
    )
    .group_by(Product.hub_id, Product.id, Product.name, _STOCK.c.pieces)
    .order_by(Product.name)
)
_TO_STAGE = (
    select(Kitchen.name.label("kitchen"), Parcel.number, Zone.code.label("lane"), Parcel.sscc)
    .select_from(Parcel)
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Zone, (Zone.hub_id == RouteRun.hub_id) & (Zone.id == RouteRun.lane_zone_id))
    .where(Parcel.hub_id == bindparam("hub"), Parcel.state == "closed", RouteRun.departed_at.is_(None))
    .order_by(Parcel.sscc)
)
_COUNTS = (
    select(Parcel.state, func.count().label("parcels"))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .where(Parcel.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"))
    .group_by(Parcel.state)
)
_RUNS = (
    select(
        RouteRun.id,
        RouteRun.departure_at,
        RouteRun.departed_at,
        Route.code,
        Route.name,
        Vehicle.code.label("vehicle"),
    )
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .join(Vehicle, (Vehicle.hub_id == RouteRun.hub_id) & (Vehicle.id == RouteRun.vehicle_id))
    .where(RouteRun.hub_id == bindparam("hub"), RouteRun.day == bindparam("day"))
    .order_by(RouteRun.departure_at, Route.code)
)
_UNFILLED = (
    select(func.count())
    .select_from(OrderLine)
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        OrderLine.cancelled_at.is_(None),
        UNPACKED > 0,
    )
)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article that waits to be packed, in pieces."""

    name: str
    missing: int
    stock: int


@dataclass(frozen=True, slots=True)
class StageRow:
    """A labelled parcel that is not in its lane yet."""

    kitchen: str
    number: int
    lane: str
    sscc: str


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A run of the day with its parcels; ``missing`` counts order lines that do not go in full, until it departs."""

    route: str
    name: str
    vehicle: str
    departure_at: datetime
    departed_at: datetime | None
    loaded: int
    ready: int
    missing: int


def articles_to_pack(looking: Looking) -> list[ArticleRow]:
    """Articles in the hub that kitchens of today's runs wait for."""
    found = looking.tx.execute(_ARTICLES, {"hub": looking.tx.hub_id, "day": looking.day})
    return [ArticleRow(row.name, int(row.missing), int(row.stock)) for row in found]


def parcels_to_stage(looking: Looking) -> list[StageRow]:
    """Labelled parcels that nobody has put into their lane."""
    found = looking.tx.execute(_TO_STAGE, {"hub": looking.tx.hub_id})
    return [StageRow(row.kitchen, row.number, row.lane, row.sscc) for row in found]


def load_count(looking: Looking, run_id: UUID) -> tuple[int, int]:
    """Labelled parcels of a run: how many are loaded or were until their stop, and of how many."""
    found = looking.tx.execute(_COUNTS, {"hub": looking.tx.hub_id, "run": run_id})
    counts = {row.state: int(row.parcels) for row in found}
    loaded = sum(counts.get(state, 0) for state in LEFT_THE_HOUSE)
    return loaded, loaded + counts.get("closed", 0) + counts.get("staged", 0)


def runs(looking: Looking) -> list[RouteRow]:
    """The runs of the day."""
    tx, hub = looking.tx, looking.tx.hub_id
    rows = []
    for row in tx.execute(_RUNS, {"hub": hub, "day": looking.day}).all():
        loaded, labelled = load_count(looking, row.id)
        rows.append(
            RouteRow(
                route=row.code,
                name=row.name,
                vehicle=row.vehicle,
                departure_at=row.departure_at,
                departed_at=row.departed_at,
                loaded=loaded,
                ready=labelled - loaded,
                missing=0 if row.departed_at else tx.execute(_UNFILLED, {"hub": hub, "run": row.id}).scalar_one(),
            )
        )
    return rows
