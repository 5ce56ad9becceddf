"""A model worker: works a whole day by answering the prompts, and records every input.

The recorded demo day is made by it, and tests let it work days of other sizes. It looks at the hub as a worker looks at
the goods: what the producers brought, which labels came out.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer, Floor
from hubops.inputs import Choose, Input, Key, Text, Weight
from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.keys import new_key
from hubops.model.outbound import RouteRun
from hubops.model.places import Vehicle
from hubops.model.products import PackLevel, Product
from hubops.operations import loading
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import inbound, outbound

T = TypeVar("T")
PACE = timedelta(seconds=4)
"""Between two inputs."""
TEMPERATURES = {
    "meat_red": "3,8",
    "offal": "2,1",
    "poultry": "2,9",
    "minced": "1,4",
    "meat_prep": "2,8",
    "fish_fresh": "0,9",
    "chilled_default": "3,4",
    "frozen": "-19,5",
    "eggs": "10,5",
}


@dataclass(frozen=True)
class Goods:
    """An article as a producer brings it."""

    gtin: str
    case_gtin: str | None
    case_pieces: int
    net_g: int
    weighed: bool
    shelf_life_days: int | None
    expected: int


class ModelWorker:
    """Works at one station; ``lines`` is the recording so far."""

    def __init__(self, floor: Floor, desk: Desk, clock: ManualClock, jobs: Callable[[], object], station: str) -> None:
        self.floor = floor
        self.desk = desk
        self.clock = clock
        self.jobs = jobs
        self.station = station
        self.zone = ZoneInfo("Europe/Oslo")
        self.lines: list[dict[str, Any]] = []
        self.answer: Answer = floor.resume()
        self.temperatures = dict(TEMPERATURES)
        """What the probe shows, as it is typed, by temperature class."""

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
        """Type a line."""
        return self._say({"text": text}, Text(text))

    def start(self, flow: str) -> Answer:
        """Begin a dialogue."""
        return self._say({"flow": flow}, Choose(flow))

    def weigh(self, grams: int) -> Answer:
        """Put something on the scale and take it off again; the answer is the one to the weight."""
        answer = self._say({"weight": {"grams": grams, "stable": True}}, Weight(grams, stable=True))
        self._say({"weight": {"grams": 0, "stable": True}}, Weight(0, stable=True))
        return answer

    def receive_all(self, missing: dict[str, int], twice: str = "") -> None:
        """Receive every delivery of the day.

        Args:
            missing: by GTIN, how many pieces a producer did not bring.
            twice: the GTIN of an article whose first case is read twice in a moment.
        """
        self.start("receive")
        for delivery_id in self._look(lambda booking: [row.id for row in inbound.open_deliveries(booking)]):
            for goods in self._look(partial(_goods, delivery_id=delivery_id)):
                self._bring(goods, goods.expected - missing.get(goods.gtin, 0), goods.gtin == twice)
            self.press("f4")
            self.press("enter")
            self.stage_labels()

    def put_away(self, gtin: str, *zones: str) -> None:
        """Put an article away, trying the zones in this order."""
        self.start("putaway")
        self.scan(f"]E0{gtin[-13:]}")
        for zone in zones:
            self.scan(f"ZONE-{zone}")

    def cross_dock_all(self) -> None:
        """Share out every article that kitchens wait for, and stage each parcel as its label comes out."""
        self.start("crossdock")
        for gtin, weighed in self._look(_waiting_articles):
            self.scan(f"]E0{gtin[-13:]}")
            while self.answer.prompt.id in ("crossdock.pick", "crossdock.weigh"):
                if weighed:
                    nominal_g = self.answer.prompt.what.values["nominal_g"]
                    assert isinstance(nominal_g, int)  # noqa: S101 - a value of the prompt
                    self.weigh(nominal_g * 101 // 100)
                else:
                    self.press("enter")
                self.stage_labels()

    def stage_labels(self) -> None:
        """Scan each label that came out: its parcel goes into its lane."""
        waiting = self._look(lambda booking: [row.sscc for row in outbound.parcels_to_stage(booking)])
        if waiting and self.answer.prompt.flow != "crossdock":
            flow = self.answer.prompt.flow
            self.start("crossdock")
            self._scan_labels(waiting)
            self.start(flow)
        else:
            self._scan_labels(waiting)

    def load(self, vehicle: str, first: Iterable[str] = ()) -> None:
        """Load a vehicle, last stop first, after trying the labels in ``first``; then it departs."""
        self.start("load")
        self.scan(f"VEHICLE-{vehicle}")
        for code in (*first, *self.missing(vehicle)):
            self.scan(f"]C100{code}")
        self.press("f4")
        self.scan(f"VEHICLE-{vehicle}")

    def missing(self, vehicle: str) -> list[str]:
        """The labels of a vehicle's parcels that are not loaded."""
        return self._look(
            lambda booking: [row.sscc for row in loading.missing(booking, loading.find_run(booking, vehicle).id)]
        )

    def vehicles(self) -> list[tuple[str, datetime]]:
        """The vehicles of the day with their departures, in that order."""
        return self._look(_vehicles)

    def recording(self) -> str:
        """The day as JSON Lines."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)

    def _bring(self, goods: Goods, pieces: int, twice: bool) -> None:
        expiry = self._expiry(goods)
        lot = f"L{goods.gtin[-4:-1]}{self.clock.now():%d}"
        cases = pieces // goods.case_pieces if goods.case_gtin else 0
        if goods.weighed and cases * goods.case_pieces == pieces:
            cases -= 1  # the last ones come loose, to be weighed one by one
        for n in range(cases):
            self._scan_case(goods, n, expiry, lot)
            if twice and n == 0:
                self._twitch(self.lines[-1])
            self._answer_temperature()
        for n in range(pieces - cases * goods.case_pieces):
            self._scan_piece(goods, n, expiry, lot)

    def _scan_case(self, goods: Goods, n: int, expiry: date | None, lot: str) -> None:
        weight = ""
        if goods.weighed:
            weight = f"3103{goods.case_pieces * goods.net_g * (98 + n % 5) // 100:06d}"
        best_before = f"15{expiry:%y%m%d}" if expiry else ""
        aim = "]d2" if n % 2 else "]C1"
        self.scan(f"{aim}01{goods.case_gtin}{best_before}{weight}10{lot}")

    def _scan_piece(self, goods: Goods, n: int, expiry: date | None, lot: str) -> None:
        self.scan(f"]E0{goods.gtin[-13:]}")
        if self.answer.prompt.id == "receive.lot":
            self.type(lot)
        if self.answer.prompt.id == "receive.date" and expiry:
            self.type(f"{expiry:%d%m%y}")
        if self.answer.prompt.id == "receive.weigh":
            self.weigh(goods.net_g * (99 + n % 3) // 100)
        self._answer_temperature()

    def _answer_temperature(self) -> None:
        if self.answer.prompt.id == "receive.temperature":
            self.type(self.temperatures[str(self.answer.prompt.what.values["class_word"])])

    def _expiry(self, goods: Goods) -> date | None:
        if goods.shelf_life_days is None:
            return None
        return self.clock.now().date() + timedelta(days=goods.shelf_life_days)

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

    def _look(self, work: Callable[[Booking], T]) -> T:
        return self.desk.look(work)


def _goods(booking: Booking, delivery_id: UUID) -> list[Goods]:
    rows = booking.tx.conn.execute(
        select(Product, ExpectedLine.pieces.label("expected"))
        .join(ExpectedLine, (ExpectedLine.hub_id == Product.hub_id) & (ExpectedLine.product_id == Product.id))
        .join(Delivery, (Delivery.hub_id == Product.hub_id) & (Delivery.id == ExpectedLine.delivery_id))
        .where(Product.hub_id == booking.tx.hub_id, Delivery.id == delivery_id)
        .order_by(Product.gtin)
    ).all()
    levels = booking.tx.conn.execute(
        select(PackLevel.product_id, PackLevel.gtin, PackLevel.pieces).where(
            PackLevel.hub_id == booking.tx.hub_id, PackLevel.level == "case"
        )
    )
    cases = {row.product_id: row for row in levels}
    return [
        Goods(
            gtin=row.gtin,
            case_gtin=cases[row.id].gtin if row.id in cases else None,
            case_pieces=cases[row.id].pieces if row.id in cases else 1,
            net_g=row.net_g,
            weighed=row.measured_by == "weight",
            shelf_life_days=row.shelf_life_days,
            expected=row.expected,
        )
        for row in rows
    ]


def _waiting_articles(booking: Booking) -> list[tuple[str, bool]]:
    names = [row.name for row in outbound.articles_to_pack(booking)]
    rows = booking.tx.conn.execute(
        select(Product.gtin, Product.measured_by)
        .where(Product.hub_id == booking.tx.hub_id, Product.name.in_(names))
        .order_by(Product.gtin)
    )
    return [(row.gtin, row.measured_by == "weight") for row in rows]


def _vehicles(booking: Booking) -> list[tuple[str, datetime]]:
    rows = booking.tx.conn.execute(
        select(Vehicle.code, RouteRun.departure_at)
        .join(RouteRun, (RouteRun.hub_id == Vehicle.hub_id) & (RouteRun.vehicle_id == Vehicle.id))
        .where(RouteRun.hub_id == booking.tx.hub_id, RouteRun.day == booking.day)
        .order_by(RouteRun.departure_at, Vehicle.code)
    )
    return [(row.code, row.departure_at) for row in rows]
