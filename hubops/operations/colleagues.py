"""Who else is at the same work right now, at another station: told to whoever is about to end it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.people import Dialogue, Operator
from hubops.operations.booking import Booking

RIGHT_NOW = timedelta(minutes=15)
"""Somebody who has not used the station for so long is not at work there."""

_RECEIVING = (
    select(Dialogue.station, Dialogue.data, Operator.name)
    .join(Operator, (Operator.hub_id == Dialogue.hub_id) & (Operator.id == Dialogue.operator_id))
    .where(
        Dialogue.hub_id == bindparam("hub"),
        Dialogue.station != bindparam("at_station"),
        Dialogue.flow == "receive",
        Dialogue.last_input_at >= bindparam("since"),
    )
    .order_by(Dialogue.station)
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is at work at another station."""

    name: str
    station: str


def receiving(booking: Booking, delivery_id: UUID) -> list[Colleague]:
    """Who receives the same delivery at another station right now: has it in hand, or has taken in some of it."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "at_station": booking.station.name, "since": tx.clock_now - RIGHT_NOW}
    found = []
    for row in tx.execute(_RECEIVING, params):
        data = json.loads(row.data)
        in_hand = [data.get("delivery"), *data.get("touched", ())]
        if delivery_id in {UUID(str(key)) for key in in_hand if key}:
            found.append(Colleague(row.name, row.station))
    return found
