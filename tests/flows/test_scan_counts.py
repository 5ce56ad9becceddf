"""The inputs that each job takes, as docs/scan-counts.md tells them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, MILK, MILK_CODE, close_deliveries, pack_all, receive
from places import add_zone

from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub

PAGE = Path(__file__).parents[2] / "docs" / "scan-counts.md"
ROW = re.compile(r"^\| ([^|]+) \| (\d+) \|", re.MULTILINE)
TOLD = {job: int(count) for job, count in ROW.findall(PAGE.read_text(encoding="utf-8"))}


def a_case(worker: ModelWorker) -> None:
    worker.scan(BEEF_CODE)


def an_ean_with_a_date(worker: ModelWorker) -> None:
    worker.scan(MILK)
    worker.type("6.12")


def an_identical_case(worker: ModelWorker) -> None:
    worker.scan(MILK)


def nine_identical_cases(worker: ModelWorker) -> None:
    worker.type("9")


def a_weighed_piece(worker: ModelWorker) -> None:
    worker.scan(BEEF)
    worker.weigh(2040)


def a_put_away(worker: ModelWorker) -> None:
    worker.scan(MILK)
    worker.scan("ZONE-K1")


def a_trolley(worker: ModelWorker) -> None:
    worker.scan("ZONE-T1")
    worker.scan("ZONE-K1")


def a_labelled_parcel(worker: ModelWorker) -> None:
    worker.stage_labels()


def a_load(worker: ModelWorker) -> None:
    worker.scan(f"]C100{worker.missing('V1')[0]}")


def nothing(worker: ModelWorker) -> None:
    worker.start("receive")


def one_milk(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)


def one_piece_of_milk(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE, MILK)


def one_beef(worker: ModelWorker) -> None:
    receive(worker, BEEF_CODE)


def milk_at_the_dock(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    worker.start("putaway")


def milk_on_a_trolley(worker: ModelWorker) -> None:
    milk_at_the_dock(worker)
    worker.scan("ZONE-T1")
    worker.scan(MILK)
    worker.press("f3")


def a_parcel_with_its_label(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.start("crossdock")


def a_parcel_at_the_van(worker: ModelWorker) -> None:
    a_parcel_with_its_label(worker)
    worker.stage_labels()
    worker.start("load")
    worker.scan("VEHICLE-V1")


JOBS: dict[str, tuple[Callable[[ModelWorker], None], Callable[[ModelWorker], None], str]] = {
    "receive a case whose GS1 code says lot, date and weight": (nothing, a_case, "received"),
    "receive an article with a date, by its EAN": (nothing, an_ean_with_a_date, "received"),
    "receive the next identical case": (one_milk, an_identical_case, "received"),
    "receive nine further identical cases, by their number": (one_piece_of_milk, nine_identical_cases, "received"),
    "receive a weighed piece, by its EAN, after the first": (one_beef, a_weighed_piece, "received"),
    "put goods away": (milk_at_the_dock, a_put_away, "put_away"),
    "put away all that is on a trolley": (milk_on_a_trolley, a_trolley, "put_away"),
    "put a labelled parcel into its lane": (a_parcel_with_its_label, a_labelled_parcel, "staged"),
    "load a parcel": (a_parcel_at_the_van, a_load, "loaded"),
}


@pytest.fixture(autouse=True)
def _trolley(hub: OpenHub) -> None:
    add_zone(hub, "T1", "trolley")


def test_the_page_tells_every_job() -> None:
    assert set(TOLD) == set(JOBS)


@pytest.mark.parametrize("job", JOBS)
def test_a_job_takes_as_many_inputs_as_the_page_tells(worker: ModelWorker, books: Books, job: str) -> None:
    prepare, do, fact = JOBS[job]
    prepare(worker)
    before, said = books.events(fact), inputs(worker)

    do(worker)

    done = books.events(fact) - before
    assert done > 0
    assert (inputs(worker) - said) / done == TOLD[job]


def inputs(worker: ModelWorker) -> int:
    """Scans, keys, texts and weighings so far; the empty scale after a weighing is nobody's work."""
    return sum("station" in line and line.get("weight", {}).get("grams") != 0 for line in worker.lines)
