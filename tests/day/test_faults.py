"""Each fault of the recorded day by itself, replayed on the small hub: what is answered, what the books say of it."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from books import Books
from goods import (
    BEEF_CASE,
    BEEF_CODE,
    CARROT_CODE,
    CARROTS,
    MILK,
    MILK_CASE,
    MILK_CODE,
    close_deliveries,
    drive_v1,
    receive,
    stage_milk,
)
from places import change_zone

from hubops.clock import ManualClock
from hubops.demo.devices import SimulatedPrinters
from hubops.demo.faults import FAULTS
from hubops.demo.model_worker import ModelWorker
from hubops.demo.replay import Player
from hubops.devices.printers.zpl_tcp import ZplTcpPrinter
from hubops.exchange.importing import import_file
from hubops.jobs.clock import ClockJobs
from hubops.jobs.printers import build_all, zpl_printer
from hubops.jobs.spool import Spool
from hubops.jobs.worker import Jobs
from hubops.open_hub import OpenHub
from hubops.queries import statement
from hubops.statement_text import statement_text

Line = dict[str, object]
Example = Callable[..., None]

BY_NAME = {fault.name: fault for fault in FAULTS}
REPLAYED: set[str] = set()
"""Faults that an example of this file is about."""
RECEIVE: Line = {"flow": "receive"}
CLOSE: tuple[Line, ...] = ({"key": "f4"}, {"text": "Liv H."})
ENTER: Line = {"key": "enter"}
PARSLEY = (
    "gtin;producer_org_number;name;temperature_class;measured_by;net_g\n"
    "7039999000992;100000024;Persille 100 g;ambient;piece;100\n"
)
WEDNESDAY = (
    "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit\n"
    "BK-9;B01;2026-11-23T10:00;2026-11-25;1;7039999000022;1;piece\n"
)
BAKER = (
    "org_number;name;transport;address;postcode;place;municipality_number;latitude;longitude\n"
    "100000172;Morgenknatten Bakeri;direct;Morgenknatten 4;3322;Fiskum;3314;59,7011;9,8094\n"
)
BREAD = (
    "gtin;producer_org_number;name;temperature_class;measured_by;net_g\n"
    "7039999002217;100000172;Grovbrød 750 g;ambient;piece;750\n"
)
BREAD_ORDERED = (
    "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit\n"
    "BK-9;B01;2026-11-20T10:00;2026-11-24;1;7039999002217;6;piece\n"
)


def scan(code: str) -> Line:
    """A scan, as a recording has it."""
    return {"scan": code}


def text(typed: str) -> Line:
    """Something typed."""
    return {"text": typed}


def weight(grams: int, stable: bool = True) -> Line:
    """What the scale says."""
    return {"weight": {"grams": grams, "stable": stable}}


class Bench:
    """Station dock1, fed with lines of recordings, its label printer at hand."""

    def __init__(self, hub: OpenHub, clock: ManualClock, folder: Path) -> None:
        self.hub, self.clock, self.folder = hub, clock, folder
        self.machine = SimulatedPrinters(hub.settings)
        printers = build_all(hub.settings)
        for name, simulator in self.machine.by_name.items():
            printers[name] = zpl_printer(ZplTcpPrinter(name, simulator.address))
        desk = hub.job_desk("clock")
        self.jobs = Jobs(ClockJobs(desk), Spool(desk, printers, "bench"))
        self.recordings = 0

    def play(self, *lines: Line, seconds_apart: int = 4) -> list[tuple[str, str]]:
        """Play some inputs; of each answer the code, or the question where nothing was said, and the severity."""
        self.recordings += 1
        recording = self.folder / f"{self.recordings}.jsonl"
        timed = self._timed(lines, timedelta(seconds=seconds_apart))
        recording.write_text("".join(json.dumps(line) + "\n" for line in timed), encoding="utf-8")
        player = Player(self.clock, self.jobs, self.hub.floor, self.machine.by_name)
        answers = [played.answer for played in player.play(recording)]
        return [(each.message.code if each.message else each.prompt.id, each.status) for each in answers]

    def wait(self, minutes: int) -> None:
        """Nothing is said for a while."""
        self.clock.move_to(self.clock.now() + timedelta(minutes=minutes))

    def import_text(self, kind: str, rows: str) -> None:
        """Take a file in."""
        path = self.folder / f"{kind}.csv"
        path.write_text(rows, encoding="utf-8")
        assert not import_file(self.hub.job_desk("import"), kind, path).faults

    def statement(self) -> str:
        """What ``hubops day`` prints."""
        calendar, desk = self.hub.house.calendar, self.hub.job_desk("day")
        day = calendar.hub_day(self.clock.now())
        span = calendar.day_span(day)
        return statement_text(
            desk.look(lambda booking: statement.read(booking, day, span)),
            "nb",
            desk.look(lambda booking: statement.deviations(booking, span)),
            desk.look(lambda booking: statement.turned_away(booking, span)),
        )

    def _timed(self, lines: tuple[Line, ...], apart: timedelta) -> Iterator[Line]:
        at = self.clock.now()
        for line in lines:
            at += apart
            yield {"clock": at.isoformat()}
            yield line if "device" in line else {"station": "dock1", **line}


@pytest.fixture
def bench(hub: OpenHub, worker: ModelWorker, clock: ManualClock, tmp_path: Path) -> Iterator[Bench]:
    """A station at which the worker has just signed in."""
    made = Bench(hub, clock, tmp_path)
    yield made
    made.machine.close()


@pytest.fixture
def shown(bench: Bench, books: Books) -> Callable[[str, int], None]:
    """Asserts that the books and the closing statement name a fault so many times."""

    def check(name: str, times: int = 1) -> None:
        fault = BY_NAME[name]
        if fault.deviation:
            found = [values for kind, values in books.deviations() if kind == fault.deviation]
            assert len([values for values in found if fault.reason in ("", *values.values())]) == times
        assert f"{times:6}  {fault.heading('nb')}\n" in bench.statement()

    return check


def about(name: str) -> Callable[[Example], Example]:
    """Marks the example of a fault."""

    def mark(example: Example) -> Example:
        REPLAYED.add(name)
        return example

    return mark


@about("short delivery")
def test_a_delivery_comes_short(bench: Bench, books: Books) -> None:
    answers = bench.play(RECEIVE, scan(CARROT_CODE), scan(CARROT_CODE), *CLOSE)

    assert answers[1:3] == [("receive.taken", "ok")] * 2
    assert answers[4] == ("receive.closed_short", "warn")
    carrots = [(kind, facts) for kind, facts in books.deviations() if facts["product"] == "Gulrot vasket 2 kg"]
    assert carrots == [("short", {"product": "Gulrot vasket 2 kg", "expected": 15, "received": 10})]
    assert "Levering med for lite\n" in bench.statement()


@about("one too many")
def test_one_case_more_is_asked_about_once(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    answers = bench.play(RECEIVE, *[scan(CARROT_CODE)] * 4, ENTER, *CLOSE)

    assert answers[4:6] == [("receive.over", "ask"), ("receive.taken", "ok")]
    assert books.loose("D1") == {"L7": (20, 40_000)}
    shown("one too many")


@about("nobody announced it")
def test_goods_come_that_nobody_ordered(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    bench.import_text("products", PARSLEY)

    answers = bench.play(RECEIVE, scan("]E07039999000992"), ENTER, text("P1"))

    assert answers[1] == ("receive.unannounced", "ask")
    assert answers[3] == ("receive.taken", "ok")
    assert books.loose("D1") == {"P1": (1, 100)}
    shown("nobody announced it")


@about("meat at 8.1 °C")
def test_meat_is_too_warm(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    answers = bench.play(RECEIVE, scan(BEEF_CODE), text("8,1"), scan(BEEF_CODE))

    assert answers[2:] == [("receive.red", "refused"), ("receive.to_quarantine", "warn")]
    assert (books.loose("D1"), books.loose("Q1")) == ({}, {"KJ7": (8, 16_000)})
    shown("meat at 8.1 °C")


@about("expired lot")
def test_a_lot_has_expired(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    answers = bench.play(RECEIVE, scan(f"]C101{MILK_CASE}1526112310OLD"))

    assert answers[1] == ("receive.expired", "refused")
    assert books.loose("D1") == {}
    shown("expired lot")


@about("missing date")
def test_a_case_bears_no_date(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    """Its code tells the lot only: the date is asked for and typed."""
    answers = bench.play(RECEIVE, scan(f"]C101{MILK_CASE}10L0212"), text("061226"))

    assert answers[1:] == [("receive.date", "ask"), ("receive.taken", "ok")]
    assert books.loose("D1") == {"L0212": (10, 10_300)}
    shown("missing date")


def test_a_plain_ean_never_bears_a_date(bench: Bench, books: Books) -> None:
    bench.play(RECEIVE, scan(MILK), text("061226"))
    assert books.deviations() == []


@about("too little remaining life")
def test_a_lot_does_not_keep_long_enough(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    """It is told once, however many cases of it come."""
    code = scan(f"]C101{MILK_CASE}1526112610L0212")

    answers = bench.play(RECEIVE, code, text("3,4"), code)

    assert answers[1] == answers[3] == ("receive.short_life", "warn")
    assert books.loose("D1") == {"L0212": (20, 20_600)}
    shown("too little remaining life")


@about("damaged case in a good delivery")
def test_a_damaged_case_blocks_nothing(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    answers = bench.play(RECEIVE, scan(CARROT_CODE), {"key": "f5"}, {"key": "1"}, scan(CARROT_CODE), scan(CARROT_CODE))

    assert answers[4:] == [("receive.refused_case", "done"), ("receive.taken", "ok")]
    assert books.loose("D1") == {"L7": (10, 20_000)}
    shown("damaged case in a good delivery")


@about("box scanned twice")
def test_a_box_is_scanned_twice_in_one_pull(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    bench.play(RECEIVE)

    answers = bench.play(scan(CARROT_CODE), scan(CARROT_CODE), seconds_apart=0)

    assert answers == [("receive.taken", "ok"), ("scan.twice", "warn")]
    assert books.loose("D1") == {"L7": (5, 10_000)}
    shown("box scanned twice")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("two EANs glued together", f"{MILK}{CARROTS[3:]}", "scan.two_codes"),
        ("bad check digit", f"{MILK[:-1]}9", "scan.bad_check_digit"),
    ],
)
@about("two EANs glued together")
@about("bad check digit")
def test_a_code_is_not_one(
    bench: Bench, books: Books, shown: Callable[[str], None], name: str, code: str, said: str
) -> None:
    assert bench.play(RECEIVE, scan(code))[1] == (said, "refused")
    assert books.movements() == []
    shown(name)


@about("unstable weight")
def test_a_hand_lies_on_the_scale(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    answers = bench.play(
        RECEIVE, scan(f"]C101{BEEF_CASE}1726121010KJ7"), weight(8310, stable=False), weight(8100), weight(0)
    )

    assert answers[1:4] == [("receive.weigh", "ask"), ("scale.moving", "warn"), ("receive.taken", "ok")]
    assert books.loose("D1") == {"KJ7": (4, 8_100)}
    shown("unstable weight")


@about("full zone")
def test_a_zone_is_full(bench: Bench, worker: ModelWorker, books: Books, shown: Callable[[str], None]) -> None:
    """One crate of 40 litres takes twelve bags of 3.2 litres."""
    change_zone(bench.hub, "A1", capacity_crates=1)
    receive(worker, *[CARROT_CODE] * 3)

    answers = bench.play({"flow": "putaway"}, scan(CARROTS), scan("ZONE-A1"), scan("ZONE-A1"))

    assert answers[2:] == [("putaway.part_done", "warn"), ("putaway.zone_full", "refused")]
    assert (books.loose("A1"), books.loose("D1")) == ({"L7": (12, 24_000)}, {"L7": (3, 6_000)})
    shown("full zone")


@about("printer out of paper for ten minutes")
def test_the_printer_is_out_of_paper(
    bench: Bench, worker: ModelWorker, books: Books, shown: Callable[[str], None]
) -> None:
    """Work goes on; each label comes out once, when there is paper, and the fault is told once."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    machine = bench.machine.by_name["labels"]

    bench.play({"device": "labels", "fault": "paper_out"}, {"flow": "crossdock"}, scan(MILK), *[ENTER] * 6)
    bench.wait(minutes=10)
    bench.jobs.run_due()
    waiting = books.jobs("drop_label")
    assert (len(waiting) > 1, machine.labels) == (True, [])

    bench.play({"device": "labels", "fault": None}, {"flow": "today"})
    bench.play({"flow": "today"})

    assert len(machine.labels) == len(waiting)
    shown("printer out of paper for ten minutes")


@about("parcel of another route at the van")
def test_a_parcel_of_another_route_is_tried(
    bench: Bench, worker: ModelWorker, books: Books, shown: Callable[[str], None]
) -> None:
    stage_milk(worker)
    (box,) = books.boxes("A02")

    answers = bench.play({"flow": "load"}, scan("VEHICLE-V1"), scan(f"]C100{box.sscc}"))

    assert answers[2] == ("load.other_run", "refused")
    assert books.boxes("A02") == [box]
    shown("parcel of another route at the van")


@pytest.fixture
def driven(bench: Bench, worker: ModelWorker) -> Bench:
    """V1 is back from four kitchens with milk; three of them had one parcel, Furukollen two."""
    drive_v1(worker)
    return bench


@about("closed kitchen")
def test_nobody_is_at_home(driven: Bench, books: Books, shown: Callable[[str], None]) -> None:
    """The parcels stay on the vehicle until they are scanned in."""
    answers = driven.play({"flow": "handover"}, scan("VEHICLE-V1"), {"key": "f5"}, {"key": "4"}, text("0930"), ENTER)

    assert answers[3:] == [("handover.time", "ask"), ("handover.crates", "ask"), ("handover.recorded_now", "done")]
    assert {box.state for box in books.boxes("B02")} == {"loaded"}
    shown("closed kitchen")


@about("driver comes back with a refused parcel")
def test_a_refused_parcel_comes_back(driven: Bench, books: Books, shown: Callable[[str], None]) -> None:
    """It is scanned in with its temperature and waits in quarantine for a decision."""
    label = scan(f"]C100{books.boxes('B01')[0].sscc}")
    paper = (text("0910"), text("Anne K."), ENTER, ENTER)

    answers = driven.play(
        {"flow": "handover"}, scan("VEHICLE-V1"), {"key": "2"}, label, ENTER, *paper, label, text("3,9")
    )

    assert answers[8] == ("handover.recorded_now", "done")
    assert answers[10] == ("handover.returned", "done")
    assert next((box.state, box.zone) for box in books.boxes("B01")) == ("returned", "Q1")
    shown("driver comes back with a refused parcel")


@about("kitchen takes a part of what its baker brings")
def test_a_kitchen_takes_a_part_of_a_direct_delivery(bench: Bench, shown: Callable[[str], None]) -> None:
    bench.import_text("producers", BAKER)
    bench.import_text("products", BREAD)
    bench.import_text("orders", BREAD_ORDERED)

    answers = bench.play(scan("BADGE-0003"), {"flow": "direct_deliveries"}, {"key": "1"}, {"key": "2"}, text("4"))

    assert answers[3:] == [("direct_deliveries.part", "ask"), ("direct_deliveries.taken", "done")]
    assert "Manko: BK-9 linje 1, Furukollen skole: Grovbrød 750 g, 4 av 6 stk levert\n" in bench.statement()
    shown("kitchen takes a part of what its baker brings")


@about("the route does not run on the day asked for")
def test_no_route_runs_on_the_day_asked_for(bench: Bench, books: Books, shown: Callable[[str], None]) -> None:
    bench.import_text("orders", WEDNESDAY)

    ((kind, facts),) = books.deviations()
    assert (kind, facts["asked_on"], facts["promised_on"]) == ("other_day", "2026-11-25", "2026-11-26")
    shown("the route does not run on the day asked for")


def test_every_fault_of_the_day_has_an_example() -> None:
    assert {fault.name for fault in FAULTS} == REPLAYED
