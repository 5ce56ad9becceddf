"""The drop label of a parcel: its content is frozen when the parcel is closed, and printed by the worker."""

import json
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen
from hubops.model.schedule import Route
from hubops.model.stock import Balance
from hubops.operations import papers
from hubops.operations.booking import Booking

_LABEL = (
    papers.GOODS.add_columns(
        Parcel.number,
        Parcel.temperature_class,
        Parcel.sscc,
        Kitchen.code.label("kitchen_code"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
        Route.name.label("route_name"),
        Drop.stop,
        RouteRun.day,
    )
    .join(Parcel, (Parcel.hub_id == Balance.hub_id) & (Parcel.id == Balance.unit_id))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
)
"""A parcel with its goods, a row for each lot: what is said of the parcel stands in all of them."""
_LABEL_TWIN = (
    select(PrintJob.id, PrintJob.content, PrintJob.state)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.subject_id == bindparam("subject"),
        PrintJob.document == "drop_label",
        PrintJob.state != "cancelled",
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)


def print_drop_label(booking: Booking, parcel_id: UUID, parcels: int | None) -> None:
    """Queue the label of a parcel that holds goods; ``parcels`` is the number of all, for the last one of a drop."""
    lines = booking.tx.execute(_LABEL, {"hub": booking.tx.hub_id, "parcel": parcel_id}).all()
    row = lines[0]
    low, high = papers.temperature_range(booking, row.temperature_class, lines)
    content = {
        "hub_name": booking.house.name,
        "hub_address": booking.house.address,
        "kitchen_code": row.kitchen_code,
        "kitchen_name": row.kitchen_name,
        "kitchen_address": papers.address(row),
        "route_name": row.route_name,
        "stop": row.stop,
        "delivery_date": row.day.isoformat(),
        "parcel": row.number,
        "parcels": parcels,
        "temperature_class": row.temperature_class,
        "min_cc": low,
        "max_cc": high,
        "sscc": row.sscc,
        "lines": [papers.goods_line(line) for line in lines],
        "language": booking.house.language,
    }
    papers.queue(booking, "drop_label", parcel_id, row.sscc, booking.station.label_printer, content)


def print_last_label(booking: Booking, parcel_id: UUID, parcels: int) -> None:
    """Print the label of a closed parcel again when it turns out to be the last of its drop.

    A label that still waits in the queue is replaced; one that already says so is left alone.
    """
    params = {"hub": booking.tx.hub_id, "subject": parcel_id}
    twin = booking.tx.execute(_LABEL_TWIN, params).one_or_none()
    if twin is not None and json.loads(twin.content)["parcels"] == parcels:
        return
    if twin is not None and twin.state in ("queued", "refused"):
        booking.change(PrintJob, twin.id, state="cancelled")
    print_drop_label(booking, parcel_id, parcels)
