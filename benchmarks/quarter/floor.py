"""A working day on the floor: goods in, away, shared out, loaded, off; papers back. A plan tells what goes wrong."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from benchmarks.quarter import wrong_stops
from benchmarks.quarter.world import STATION, WORKER, World
from benchmarks.quarter.wrong_stops import Strayed
from hubops.demo.brought import TEMPERATURES, Goods, goods_of
from hubops.demo.model_worker import Mishaps, ModelWorker, open_deliveries
from hubops.demo.signed import ROOM, Paper, read_paper
from hubops.flows.floor import Answer
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Vehicle
from hubops.operations import dispatch, handover, runs
from hubops.operations.booking import Booking

BEGIN, LATE_GOODS = time(5, 45), time(7, 50)
LOADING_TAKES = timedelta(minutes=19)
LATE = timedelta(minutes=16)
PAPERS_BACK = time(13, 30)


@dataclass
class Plan:
    """What goes wrong on the floor on a day; empty on a clean one."""

    brought: dict[str, Callable[[Goods], Goods | Sequence[Goods]]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    """GTINs of which a case is crushed."""
    absent: set[str] = field(default_factory=set)
    """Producers (organisation numbers) that bring nothing."""
    late: set[str] = field(default_factory=set)
    """Producers that bring it when the routes are about to leave."""
    left_on_dock: set[str] = field(default_factory=set)
    packed_late: dict[str, str] = field(default_factory=dict)
    """GTINs that are shared out when their vehicle should be loaded."""
    leaves_late: set[str] = field(default_factory=set)
    """Vehicles."""
    left_behind: dict[str, str] = field(default_factory=dict)
    """By vehicle: a kitchen of which the last parcel is not found."""
    papers: dict[str, Paper] = field(default_factory=dict)
    strayed: dict[str, Strayed] = field(default_factory=dict)
    """By kitchen (name): what became of a parcel that was carried to another stop."""
    unsigned: set[str] = field(default_factory=set)
    """Kitchens (names) whose paper does not come back today."""

    @property
    def later(self) -> set[str]:
        """Articles that are not shared out with the others."""
        return self.left_on_dock | set(self.packed_late)


class Shift:
    """The worker of the quarter, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.unsigned: list[tuple[str, str]] = []
        """Vehicle and kitchen of the papers that are still out."""
        self.inputs = 0

    def work(self, plan: Plan) -> None:
        """Work the present day until the papers are back."""
        world = self.world
        world.wait_until(world.moment(BEGIN))
        if not world.look(open_deliveries) and not world.look(_vehicles):
            return
        worker = self._worker(plan)
        worker.scan(WORKER)
        for vehicle in dict.fromkeys(vehicle for vehicle, _ in self.unsigned):
            self._sign(worker, vehicle, plan)
        self.unsigned.clear()
        self._receive(worker, plan, plan.absent | plan.late)
        worker.cross_dock_all(plan.later)
        worker.put_away_rest(plan.later)
        if plan.left_on_dock:
            world.wait_until(world.clock.now() + timedelta(minutes=62))
            worker.cross_dock_all(plan.packed_late)
            worker.put_away_rest(plan.packed_late)
        if plan.late:
            world.wait_until(world.moment(LATE_GOODS))
            self._receive(worker, plan, plan.absent)
            worker.cross_dock_all(plan.packed_late)
            worker.put_away_rest(plan.packed_late)
        vehicles = world.look(_vehicles)
        for vehicle, departure_at in vehicles:
            self._load(worker, vehicle, departure_at, plan)
        world.wait_until(world.moment(PAPERS_BACK))
        for vehicle, _ in vehicles:
            self._sign(worker, vehicle, plan)
        worker.press("f10")
        worker.press("f10")
        self.inputs += sum("station" in line for line in worker.lines)

    def _worker(self, plan: Plan) -> ModelWorker:
        world = self.world
        desk, tick = world.hub.desk(STATION), world.tick_now_and_then
        mishaps = Mishaps(brought=plan.brought)
        return ModelWorker(world.hub.floor(STATION), desk, world.clock, tick, STATION, mishaps)

    def _receive(self, worker: ModelWorker, plan: Plan, without: set[str]) -> None:
        worker.start("receive")
        for delivery_id, org_number in worker.look(open_deliveries):
            if org_number in without:
                continue
            for expected in worker.look(partial(goods_of, delivery_id=delivery_id)):
                bring = plan.brought.get(expected.gtin)
                came = bring(expected) if bring else expected
                for goods in (came,) if isinstance(came, Goods) else came:
                    worker.bring(goods)
                if expected.gtin in plan.damaged:
                    worker.press("f5")
                    worker.press("1")
                    worker.scan(expected.case_code(0, worker.clock.now()))
            worker.close_delivery()

    def _load(self, worker: ModelWorker, vehicle: str, departure_at: datetime, plan: Plan) -> None:
        self.world.wait_until(departure_at - LOADING_TAKES)
        if vehicle in plan.packed_late.values():
            self.world.tick()
            worker.cross_dock_all({gtin for gtin, of in plan.packed_late.items() if of != vehicle})
        worker.start("load")
        worker.scan(f"VEHICLE-{vehicle}")
        loser = plan.left_behind.get(vehicle)
        missing = worker.missing(vehicle)
        stays = worker.look(lambda booking: _a_parcel_of(booking, vehicle, loser)) if loser else ""
        for code in missing:
            if code != stays and worker.scan(f"]C100{code}").prompt.id == "load.early":
                worker.scan(f"]C100{code}")  # what should stand behind it is not found
        if vehicle in plan.leaves_late:
            self.world.wait_until(departure_at + LATE)
        worker.press("f4")
        if stays:
            worker.scan(f"]C100{stays}")
            worker.press(str(1 + list(dispatch.WRITE_OFF_REASONS).index("not_found")))
        left = worker.depart(vehicle)
        if left.message is not None and left.message.code == "dispatch.open_parcel":
            left = self._with_open(worker, vehicle)
        if left.prompt.id == "dispatch.sure":  # something that did not come is still to be packed
            left = worker.press("f6")
        assert left.prompt.id == "dispatch.taker", (vehicle, left.prompt.id, left.message, worker.lines[-8:])

    def _with_open(self, worker: ModelWorker, vehicle: str) -> Answer:
        """What stands open waits for goods that don't come: it is closed, loaded and goes as it is."""
        worker.press("f4")
        worker.start("load")
        worker.scan(f"VEHICLE-{vehicle}")
        for code in worker.missing(vehicle):
            worker.scan(f"]C100{code}")
        worker.press("f4")
        return worker.depart(vehicle)

    def _sign(self, worker: ModelWorker, vehicle: str, plan: Plan) -> None:
        worker.start("handover")
        worker.scan(f"VEHICLE-{vehicle}")
        trip = worker.look(lambda booking: handover.trip_of_vehicle(booking, vehicle))
        out = {kitchen for of, kitchen in self.unsigned if of == vehicle}
        strayed: list[tuple[str, str]] = []
        for stop in worker.look(lambda booking: handover.stops(booking, trip.id)):
            if stop.outcome:
                continue
            if stop.kitchen in plan.unsigned and not out:
                self.unsigned.append((vehicle, stop.kitchen))
                worker.press("f5")
                continue
            if stop.kitchen in plan.strayed:
                parcel = plan.strayed[stop.kitchen]
                strayed.append((wrong_stops.read_stop(worker, stop, parcel), parcel.end))
                continue
            shift = LATE if trip.departed_at > stop.arrival_at - timedelta(minutes=10) else timedelta()
            read_paper(worker, stop, plan.papers.get(stop.kitchen, Paper()), shift)
        waits = {kitchen for of, kitchen in self.unsigned if of == vehicle} - out
        for code in worker.look(lambda booking: _aboard(booking, trip.id, waits)):
            worker.scan(f"]C100{code}")
            if worker.answer.prompt.id == "handover.return":
                worker.type(TEMPERATURES.get(str(worker.answer.prompt.what.values["class_word"]), ROOM))
        for label, end in strayed:
            wrong_stops.settle(worker, vehicle, label, end)


def _vehicles(booking: Booking) -> list[tuple[str, datetime]]:
    """The vehicles of today's runs that goods are promised on, in the order of their departures."""
    found = booking.tx.conn.execute(
        select(Vehicle.code, RouteRun.departure_at)
        .join(RouteRun, (RouteRun.hub_id == Vehicle.hub_id) & (RouteRun.vehicle_id == Vehicle.id))
        .where(RouteRun.hub_id == booking.tx.hub_id, RouteRun.day == booking.day)
        .order_by(RouteRun.departure_at, Vehicle.code)
    )
    return [(row.code, row.departure_at) for row in found]


def _a_parcel_of(booking: Booking, vehicle: str, kitchen: str) -> str:
    """The last parcel of a kitchen; empty if it has none."""
    run = runs.find_run(booking, vehicle)
    found = _parcels(booking, run.id, ("staged", "closed"))
    return next((code for code, name in reversed(found) if name == kitchen), "")


def _aboard(booking: Booking, run_id: UUID, without: Collection[str]) -> list[str]:
    """The labels of what came back on the vehicle; of kitchens whose paper is not there nothing is known."""
    return [code for code, kitchen in _parcels(booking, run_id, ("loaded",)) if kitchen not in without]


def _parcels(booking: Booking, run_id: UUID, states: Collection[str]) -> list[tuple[str, str]]:
    found = booking.tx.conn.execute(
        select(Parcel.sscc, Kitchen.name)
        .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
        .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
        .where(Parcel.hub_id == booking.tx.hub_id, Drop.run_id == run_id, Parcel.state.in_(states))
        .order_by(Drop.stop, Parcel.number)
    )
    return [(row.sscc, row.name) for row in found]
