"""What promising reads: which routes come to a kitchen, and what its cold room holds."""

from sqlalchemy import and_, bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Vehicle, Zone
from hubops.model.products import Product
from hubops.model.schedule import Route, RouteStop

NOT_CHILLED = ("ambient", "frozen", "eggs")
"""Classes that take no place in a kitchen's refrigerator."""

LEGS = (
    select(
        RouteStop.kitchen_id,
        RouteStop.stop,
        RouteStop.arrival,
        Route.id,
        Route.code,
        Route.weekdays,
        Route.cutoff,
        Route.departure,
        Route.vehicle_id,
        Zone.classes,
    )
    .join(Route, and_(Route.hub_id == RouteStop.hub_id, Route.id == RouteStop.route_id))
    .join(Vehicle, and_(Vehicle.hub_id == Route.hub_id, Vehicle.id == Route.vehicle_id))
    .join(Zone, and_(Zone.hub_id == Vehicle.hub_id, Zone.id == Vehicle.zone_id))
    .where(RouteStop.hub_id == bindparam("hub"))
    .order_by(RouteStop.kitchen_id, Route.code)
)
KITCHEN = select(
    Kitchen.id,
    Kitchen.code,
    Kitchen.kind,
    Kitchen.municipality_number,
    Kitchen.chilled_litres,
    Kitchen.window_start,
).where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen"))
COLD_ML = (
    select(func.coalesce(func.sum(OrderLine.pieces * func.coalesce(Product.volume_ml, 0)), 0))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.kitchen_id == bindparam("kitchen"),
        RouteRun.day == bindparam("day"),
        OrderLine.cancelled_at.is_(None),
        Product.temperature_class.not_in(NOT_CHILLED),
    )
)
