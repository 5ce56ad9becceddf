"""What is to be fetched from the producers of a cluster on a day, frozen as plain values."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.crates import CrateMovement, CrateType
from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.orders import OrderLine
from hubops.model.parties import Cluster, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import CHANGES_SINCE, PickupDay
from hubops.planning.calendar import HubCalendar
from hubops.planning.day_changes import KEPT_DAYS, DayChanges
from hubops.planning.temperature import ClassRule, product_limit
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

Content = dict[str, object]
_CLUSTER = select(Cluster.id, Cluster.name).where(Cluster.hub_id == bindparam("hub"), Cluster.code == bindparam("code"))
_PRODUCERS = (
    select(
        Producer.id,
        Producer.org_number,
        Producer.name,
        Producer.address,
        Producer.postcode,
        Producer.place,
        Producer.phone,
        PickupDay.weekdays,
        PickupDay.cutoff,
        PickupDay.window_start,
        PickupDay.window_end,
    )
    .join(
        PickupDay,
        (PickupDay.hub_id == Producer.hub_id)
        & ((PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id)),
    )
    .where(
        Producer.hub_id == bindparam("hub"),
        Producer.cluster_id == bindparam("cluster"),
        Producer.transport == "pickup",
    )
    .order_by(Producer.org_number, PickupDay.producer_id.is_(None))
)
"""A producer's own pickup days stand before those of its cluster, and hold."""
_ARTICLE = (Product.gtin, Product.name, Product.temperature_class, Product.stated_max_cc)
_ANNOUNCED = (
    select(Delivery.producer_id, *_ARTICLE, ExpectedLine.pieces)
    .join(ExpectedLine, (ExpectedLine.hub_id == Delivery.hub_id) & (ExpectedLine.delivery_id == Delivery.id))
    .join(Product, (Product.hub_id == ExpectedLine.hub_id) & (Product.id == ExpectedLine.product_id))
    .where(Delivery.hub_id == bindparam("hub"), Delivery.day == bindparam("day"), Delivery.expected_at.is_not(None))
    .order_by(Product.name, Product.gtin)
)
_Later = aliased(Promise)
_ORDERED = (
    select(Product.producer_id, *_ARTICLE, func.sum(OrderLine.pieces).label("pieces"))
    .select_from(Promise)
    .join(OrderLine, (OrderLine.hub_id == Promise.hub_id) & (OrderLine.id == Promise.order_line_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.pickup_day == bindparam("day"),
        Producer.cluster_id == bindparam("cluster"),
        OrderLine.cancelled_at.is_(None),
        OrderLine.drop_id.is_not(None),
        ~exists().where(
            _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
        ),
    )
    .group_by(Product.producer_id, Product.id, *_ARTICLE)
    .order_by(Product.name, Product.gtin)
)
"""What was promised with a pickup, by the newest promise of each line."""
_CRATES = (
    select(CrateMovement.producer_id, CrateType.name, func.sum(CrateMovement.crates).label("crates"))
    .join(CrateType, (CrateType.hub_id == CrateMovement.hub_id) & (CrateType.id == CrateMovement.crate_type_id))
    .join(Producer, (Producer.hub_id == CrateMovement.hub_id) & (Producer.id == CrateMovement.producer_id))
    .where(
        CrateMovement.hub_id == bindparam("hub"),
        CrateMovement.undone_by_id.is_(None),
        Producer.cluster_id == bindparam("cluster"),
    )
    .group_by(CrateMovement.producer_id, CrateType.code, CrateType.name)
    .having(func.sum(CrateMovement.crates) > 0)
    .order_by(CrateType.code)
)


def content(
    looking: Looking, calendar: HubCalendar, classes: Mapping[str, ClassRule], cluster: str, day: date
) -> Content:
    """The cluster and its producers by their windows, as documents/pickup_sheet.py draws them.

    What an opened day expects is on the sheet; for a later day it is what orders wait for so far.

    Raises:
        Refused: ``print.no_cluster``; ``print.no_pickup`` where nobody has anything to fetch that day.
    """
    tx = looking.tx
    found = tx.execute(_CLUSTER, {"hub": tx.hub_id, "code": cluster}).one_or_none()
    if found is None:
        raise Refused("print.no_cluster", cluster=cluster)
    since = {"hub": tx.hub_id, "first": day - timedelta(days=KEPT_DAYS)}
    changes = DayChanges.of(tx.execute(CHANGES_SINCE, since))
    calendar = changes.calendar(calendar)
    rhythms = {
        row: changes.pickup(row.org_number, cluster, row.weekdays, row.cutoff) for row in _producers(looking, found.id)
    }
    fetched = [row for row, rhythm in rhythms.items() if rhythm.runs_on(calendar, day)]
    goods = _goods(looking, fetched, found.id, day)
    crates = _crates(looking, found.id)
    stops = [
        {
            "producer": row.name,
            "address": f"{row.address}, {row.postcode} {row.place}",
            "phone": row.phone or "",
            "window_start": f"{row.window_start:%H:%M}",
            "window_end": f"{row.window_end:%H:%M}",
            "lines": [_line(classes, line, pieces) for line, pieces in goods[row.id]],
            "crates": crates[row.id],
        }
        for row in sorted(fetched, key=lambda row: (row.window_start, row.window_end, row.name))
        if goods[row.id]
    ]
    if not stops:
        raise Refused("print.no_pickup", cluster=cluster, day=day)
    return {"cluster_code": cluster, "cluster_name": found.name, "day": day.isoformat(), "stops": stops}


def _producers(looking: Looking, cluster_id: UUID) -> list[AnyRow]:
    """The producers of a cluster; their own pickup days go before those of the cluster."""
    standing: dict[UUID, AnyRow] = {}
    for row in looking.tx.execute(_PRODUCERS, {"hub": looking.tx.hub_id, "cluster": cluster_id}):
        standing.setdefault(row.id, row)
    return list(standing.values())


def _goods(
    looking: Looking, fetched: Collection[AnyRow], cluster_id: UUID, day: date
) -> dict[UUID, list[tuple[AnyRow, int]]]:
    """The articles of each producer with their pieces."""
    tx = looking.tx
    goods: dict[UUID, list[tuple[AnyRow, int]]] = defaultdict(list)
    announced = tx.execute(_ANNOUNCED, {"hub": tx.hub_id, "day": day}).all()
    for row in announced:
        if row.pieces:
            goods[row.producer_id].append((row, row.pieces))
    known = {row.producer_id for row in announced}
    waiting = {row.id for row in fetched} - known
    for row in tx.execute(_ORDERED, {"hub": tx.hub_id, "cluster": cluster_id, "day": day}):
        if row.producer_id in waiting:
            goods[row.producer_id].append((row, int(row.pieces)))
    return goods


def _line(classes: Mapping[str, ClassRule], row: AnyRow, pieces: int) -> Content:
    return {
        "product": row.name,
        "temperature_class": row.temperature_class,
        "max_cc": product_limit(classes[row.temperature_class], row.stated_max_cc),
        "pieces": pieces,
    }


def _crates(looking: Looking, cluster_id: UUID) -> dict[UUID, list[Content]]:
    """Empty crates that each producer has to get back, by type."""
    crates: dict[UUID, list[Content]] = defaultdict(list)
    for row in looking.tx.execute(_CRATES, {"hub": looking.tx.hub_id, "cluster": cluster_id}):
        crates[row.producer_id].append({"name": row.name, "count": int(row.crates)})
    return crates
