"""A model worker: works a whole day by answering the prompts, and records every input.

The recorded demo day is made by it, and tests let it work days of other sizes. It looks at the hub as a worker looks at
the goods: what the producers brought, which labels came out. What goes wrong on a day is handed to it as
:class:`Mishaps`; without any, everything comes as it was ordered.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.brought import TEMPERATURES, Goods, goods_of
from hubops.demo.signed import Paper
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer, Floor
from hubops.inputs import Choose, Input, Key, Text, Weight
from hubops.model.inbound import Delivery
from hubops.model.keys import new_key
from hubops.model.outbound import RouteRun
from hubops.model.parties import Producer
from hubops.model.places import Vehicle, Zone
from hubops.model.products import Product
from hubops.model.stock import NO_UNIT, Balance, Lot
from hubops.operations import loading, runs
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import inbound, outbound

T = TypeVar("T")
PACE = timedelta(seconds=4)
"""Between two inputs."""
DRIVER = "Liv H."
"""Signs for the producers."""


@dataclass(frozen=True)
class Mishaps:
    """What goes wrong on a day, and how it is met."""

    brought: Mapping[str, Callable[[Goods], Goods | Sequence[Goods]]] = field(default_factory=dict)
    """By GTIN: what a producer really brings, made from what is expected; several where not all of it is alike."""
    meanwhile: Mapping[str, Callable[["ModelWorker"], None]] = field(default_factory=dict)
    """By moment: what happens there. Whoever leaves the dialogue comes back to it.

    - ``receiving``: at the dock, before the first delivery
    - ``brought GTIN``: that article has been received
    - ``closing PRODUCER``: all that a producer brought has been received (its org number)
    - ``received``: every delivery of the day has been finished
    - ``packing GTIN``: that article has been scanned to be shared out
    - ``putting away``: nothing is in hand
    - ``loading VEHICLE``: that vehicle has been scanned
    - ``signed VEHICLE``: the papers of that vehicle have been read, and what came back was scanned in
    - ``telephone``: a coordinator has the list of direct deliveries open
    """
    papers: Mapping[str, Paper] = field(default_factory=dict)
    """By the kitchen's name: what its signed paper says; of any other it says that all was delivered."""


class ModelWorker:
    """Works at one station; ``lines`` is the recording so far."""

    def __init__(
        self,
        floor: Floor,
        desk: Desk,
        clock: ManualClock,
        jobs: Callable[[], object],
        station: str,
        mishaps: Mishaps | None = None,
    ) -> None:
        self.floor = floor
        self.desk = desk
        self.clock = clock
        self.jobs = jobs
        self.station = station
        self.mishaps = mishaps or Mishaps()
        self.zone = ZoneInfo("Europe/Oslo")
        self.lines: list[dict[str, Any]] = []
        self.stopped_at: datetime | None = None
        """When the label printer stopped; None while it works, and what it prints can be scanned."""
        self.answer: Answer = floor.resume()

    def at(self, hour: int, minute: int) -> None:
        """Wait until a time of the day, if it has not passed."""
        local = self.clock.now().astimezone(self.zone)
        self.at_moment(local.replace(hour=hour, minute=minute, second=0, microsecond=0))

    def at_moment(self, moment: datetime) -> None:
        """Wait until a moment, if it has not passed."""
        if moment > self.clock.now():
            self._clock_to(moment)

    def next_day(self, hour: int, minute: int) -> None:
        """Wait until a time of the next day."""
        local = self.clock.now().astimezone(self.zone) + timedelta(days=1)
        self._clock_to(local.replace(hour=hour, minute=minute, second=0, microsecond=0))
        self.jobs()

    def scan(self, data: str) -> Answer:
        """Scan a code, AIM identifier and all."""
        return self._say({"scan": data}, read_scan(data))

    def press(self, key: str) -> Answer:
        """Press a key."""
        return self._say({"key": key}, Key(key))

    def type(self, text: str) -> Answer:
        """Type a line; a secret is typed, but not recorded."""
        secret = "secret" in self.answer.prompt.wants
        return self._say({"text": "" if secret else text}, Text(text))

    def start(self, flow: str) -> Answer:
        """Begin a dialogue."""
        return self._say({"flow": flow}, Choose(flow))

    def weigh(self, grams: int) -> Answer:
        """Put something on the scale and take it off again; the answer is the one to the weight."""
        answer = self._say({"weight": {"grams": grams, "stable": True}}, Weight(grams, stable=True))
        self._say({"weight": {"grams": 0, "stable": True}}, Weight(0, stable=True))
        return answer

    def tremble(self, grams: int) -> Answer:
        """The scale is read while it is not at rest."""
        return self._say({"weight": {"grams": grams, "stable": False}}, Weight(grams, stable=False))

    def printer(self, fault: str | None) -> None:
        """The label printer stops; None: it goes on."""
        self.lines.append({"device": "labels", "fault": fault})
        self.stopped_at = self.clock.now() if fault else None

    def receive_all(self) -> None:
        """Receive every delivery of the day."""
        self.start("receive")
        self.meanwhile("receiving")
        for delivery_id, org_number in self.look(open_deliveries):
            for expected in self.look(partial(goods_of, delivery_id=delivery_id)):
                came = self.mishaps.brought.get(expected.gtin, _unchanged)(expected)
                for goods in (came,) if isinstance(came, Goods) else came:
                    self.bring(goods)
                self.meanwhile(f"brought {expected.gtin}")
            self.meanwhile(f"closing {org_number}")
            self.close_delivery()
        self.meanwhile("received")

    def bring(self, goods: Goods) -> None:
        """Scan goods that came, and answer what is asked about them."""
        for n in range(goods.full_cases):
            self.scan(goods.case_code(n, self.clock.now()))
            if goods.read_twice and n == 0:
                self._twitch(self.lines[-1])
            self._answer(goods, n)
        for n in range(goods.pieces - goods.full_cases * goods.case_pieces):
            self.scan(goods.scanned)
            self._answer(goods, n)

    def close_delivery(self) -> None:
        """Finish the delivery in hand; the driver signs."""
        self.press("f4")
        self.type(DRIVER)
        self.stage_labels()

    def put_away(self, gtin: str, *zones: str) -> None:
        """Put an article away, trying the zones in this order."""
        self.start("putaway")
        self.scan(f"]E0{gtin[-13:]}")
        for zone in zones:
            self.scan(f"ZONE-{zone}")

    def put_away_rest(self, without: Collection[str] = ()) -> None:
        """Put away what nobody waits for, where the screen proposes it; some articles (GTINs) are left."""
        self.start("putaway")
        for gtin in self.look(_left_at_dock):
            if gtin in without:
                continue
            self.scan(f"]E0{gtin[-13:]}")
            self.scan(f"ZONE-{self.answer.prompt.what.values['zone']}")

    def cross_dock_all(self, without: Collection[str] = ()) -> None:
        """Share out every article that kitchens wait for, and stage each parcel as its label comes out."""
        self.start("crossdock")
        for gtin, weighed in self.look(_waiting_articles):
            if gtin in without:
                continue
            self.scan(f"]E0{gtin[-13:]}")
            self.meanwhile(f"packing {gtin}")
            while self.answer.prompt.id in ("crossdock.pick", "crossdock.weigh"):
                if weighed:
                    nominal_g = self.answer.prompt.what.values["nominal_g"]
                    assert isinstance(nominal_g, int)  # noqa: S101 - a value of the prompt
                    self.weigh(nominal_g)
                else:
                    self.press("enter")
                self.stage_labels()

    def stage_labels(self) -> None:
        """Scan each label that came out: its parcel goes into its lane."""
        if self.stopped_at is not None:
            return
        waiting = self.look(lambda booking: [row.sscc for row in outbound.parcels_to_stage(booking)])
        if waiting and self.answer.prompt.flow != "crossdock":
            flow = self.answer.prompt.flow
            self.start("crossdock")
            self._scan_labels(waiting)
            self.start(flow)
        else:
            self._scan_labels(waiting)

    def load(self, vehicle: str) -> None:
        """Load a vehicle, last stop first; then it departs."""
        self.start("load")
        self.scan(f"VEHICLE-{vehicle}")
        self.meanwhile(f"loading {vehicle}")
        for code in self.missing(vehicle):
            self.scan(f"]C100{code}")
        self.press("f4")
        self.depart(vehicle)

    def depart(self, vehicle: str) -> Answer:
        """Scan a vehicle for its departure; what the hub doubts is meant."""
        answer = self.scan(f"VEHICLE-{vehicle}")
        return self.press("f6") if answer.prompt.id == "dispatch.sure" else answer

    def missing(self, vehicle: str) -> list[str]:
        """The labels of a vehicle's parcels that are not loaded."""
        return self.look(
            lambda booking: [row.sscc for row in loading.missing(booking, runs.find_run(booking, vehicle).id)]
        )

    def vehicles(self) -> list[tuple[str, datetime]]:
        """The vehicles of the day with their departures, in that order."""
        return self.look(_vehicles)

    def recording(self) -> str:
        """The day as JSON Lines."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)

    def look(self, work: Callable[[Booking], T]) -> T:
        """Look at the hub as the worker looks at the goods."""
        return self.desk.look(work)

    def meanwhile(self, moment: str) -> None:
        """A moment of :attr:`Mishaps.meanwhile` has come."""
        if moment in self.mishaps.meanwhile:
            self.mishaps.meanwhile[moment](self)

    def _answer(self, goods: Goods, n: int) -> None:
        """Say what is asked about the n-th case or piece."""
        if self.answer.prompt.id in ("receive.over", "receive.unannounced"):
            self.press("enter")
        if self.answer.prompt.id == "receive.lot":
            self.type(goods.lot(self.clock.now()))
        expiry = goods.best_before(self.clock.now())
        if self.answer.prompt.id == "receive.date" and expiry:
            self.type(f"{expiry:%d%m%y}")
        if self.answer.prompt.id == "receive.weigh":
            self.weigh(goods.net_g * (99 + n % 3) // 100)
        if self.answer.prompt.id == "receive.temperature":
            asked = str(self.answer.prompt.what.values["class_word"])
            self.type(goods.temperature or TEMPERATURES[asked])

    def _twitch(self, line: dict[str, Any]) -> None:
        """The trigger was pulled once and the code was read twice."""
        self.lines.append(line)
        self.answer = self.floor.handle(read_scan(line["scan"]), new_key().bytes)

    def _scan_labels(self, codes: Iterable[str]) -> None:
        for code in codes:
            self.scan(f"]C100{code}")

    def _say(self, line: dict[str, Any], said: Input) -> Answer:
        self._clock_to(self.clock.now() + PACE)
        self.jobs()
        self.lines.append({"station": self.station, **line})
        self.answer = self.floor.handle(said, new_key().bytes)
        return self.answer

    def _clock_to(self, at: datetime) -> None:
        self.clock.move_to(at)
        self.lines.append({"clock": at.astimezone(self.zone).isoformat()})


def _unchanged(goods: Goods) -> Goods:
    return goods


def open_deliveries(booking: Booking) -> list[tuple[UUID, str]]:
    """The deliveries that are still to come, with their producers' organisation numbers."""
    rows = booking.tx.conn.execute(
        select(Delivery.id, Producer.org_number)
        .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
        .where(
            Delivery.hub_id == booking.tx.hub_id, Delivery.id.in_(row.id for row in inbound.open_deliveries(booking))
        )
        .order_by(Delivery.number)
    )
    return [(row.id, row.org_number) for row in rows]


def _waiting_articles(booking: Booking) -> list[tuple[str, bool]]:
    names = [row.name for row in outbound.articles_to_pack(booking)]
    rows = booking.tx.conn.execute(
        select(Product.gtin, Product.measured_by)
        .where(Product.hub_id == booking.tx.hub_id, Product.name.in_(names))
        .order_by(Product.gtin)
    )
    return [(row.gtin, row.measured_by == "weight") for row in rows]


def _left_at_dock(booking: Booking) -> list[str]:
    """A GTIN for each lot."""
    rows = booking.tx.conn.execute(
        select(Product.gtin)
        .join(Lot, (Lot.hub_id == Product.hub_id) & (Lot.product_id == Product.id))
        .join(Balance, (Balance.hub_id == Lot.hub_id) & (Balance.lot_id == Lot.id) & (Balance.unit_id == NO_UNIT))
        .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
        .where(Zone.hub_id == booking.tx.hub_id, Zone.kind == "dock", Balance.pieces > 0)
        .order_by(Product.gtin, Lot.id)
    )
    return list(rows.scalars())


def _vehicles(booking: Booking) -> list[tuple[str, datetime]]:
    rows = booking.tx.conn.execute(
        select(Vehicle.code, RouteRun.departure_at)
        .join(RouteRun, (RouteRun.hub_id == Vehicle.hub_id) & (RouteRun.vehicle_id == Vehicle.id))
        .where(RouteRun.hub_id == booking.tx.hub_id, RouteRun.day == booking.day)
        .order_by(RouteRun.departure_at, Vehicle.code)
    )
    return [(row.code, row.departure_at) for row in rows]
