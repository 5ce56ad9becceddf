"""Two terminals on one hub: what two workers do at once is booked once, and whoever came second is told."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from goods import CARROT_CASE, CARROTS, close_deliveries, pack_all, receive
from sqlalchemy import func, select
from station import SecondStation, Station

from hubops.clock import ManualClock, WallClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.model.evidence import FloorInput
from hubops.model.inbound import ReceiptLine
from hubops.model.outbound import Parcel
from hubops.open_hub import OpenHub
from hubops.store import chain

CASES = 1
"""That each of the two receives at once; three are ordered."""


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """The demo hub at half past five."""
    return Path(shutil.copytree(founded, tmp_path / "hub"))


@pytest.fixture
def labels(folder: Path) -> list[str]:
    """The SSCCs of parcels that are packed and labelled, and that nobody has put into their lane."""
    clock = ManualClock(START)
    hub = OpenHub.open(folder, clock)
    worker = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    worker.scan("BADGE-0001")
    receive(worker, *[f"]C101{CARROT_CASE}10L{n}" for n in range(3)])
    pack_all(worker, CARROTS)
    close_deliveries(worker)
    worker.press("f10")
    worker.press("f10")
    with hub.store.read.begin() as conn:
        found = list(conn.execute(select(Parcel.sscc).where(Parcel.state == "closed").limit(3)).scalars())
    hub.close()
    return [str(sscc) for sscc in found]


@pytest.fixture
def two(folder: Path) -> Iterator[tuple[Station, Station]]:
    """Both programs, before they start."""
    first, second = Station(folder), SecondStation(folder)
    yield first, second
    second.close()
    first.close()


@pytest.fixture
def seen(folder: Path) -> Iterator[OpenHub]:
    """A look into the hub's database from outside the programs."""
    hub = OpenHub.open(folder, WallClock())
    yield hub
    hub.close()


def start_both(two: tuple[Station, Station], digit: str, question: str) -> None:
    """Both sign in and take the same job."""
    for station in two:
        station.start()
    for station, badge in zip(two, ("BADGE-0001", "BADGE-0002"), strict=True):
        station.wait_for("Skann adgangskortet ditt.")
        station.scanner.scan(badge)
        station.wait_for("Velg en jobb")
        station.type(digit)
        station.wait_for(question)


@pytest.mark.slow
def test_two_workers_on_one_delivery(two: tuple[Station, Station], seen: OpenHub) -> None:
    """Slow: two programs start, and both talk to the disk."""
    first, second = two
    start_both(two, "1", "Skann en kasse.")

    for n in range(CASES):
        first.scanner.scan(f"]C101{CARROT_CASE}10A{n}")
        second.scanner.scan(f"]C101{CARROT_CASE}10B{n}")

    def received() -> int:
        with seen.store.read.begin() as conn:
            return int(conn.execute(select(func.count()).select_from(ReceiptLine)).scalar_one())

    first.wait_until(lambda: received() == 2 * CASES, "the cases of both")
    # whoever looks next sees what both have brought
    first.scanner.scan(f"]C101{CARROT_CASE}10A{CASES}")
    first.wait_for(f"{5 * (2 * CASES + 1)} av")
    with seen.store.read.begin() as conn:
        assert chain.verify(conn, seen.house.hub_id) == []


@pytest.mark.slow
def test_a_parcel_that_both_scan_at_once_is_booked_once_and_the_other_is_told(
    labels: list[str], two: tuple[Station, Station], seen: OpenHub
) -> None:
    """Slow: two programs start, and both talk to the disk."""
    start_both(two, "3", "Skann en vare som skal fordeles")

    for n, sscc in enumerate(labels, start=1):
        for station in two:
            station.scanner.scan(f"]C100{sscc}")
        for station in two:
            station.wait_until(lambda n=n: len(answers(seen, labels)) == 2 * n, "both to be answered")  # type: ignore[misc]

    for sscc in labels:
        codes = [code for scanned, code in answers(seen, labels) if scanned == sscc]
        assert sorted(codes) == ["crossdock.staged", "parcel.not_to_lane"]
    for station in two:
        station.wait_until(lambda s=station: "i felt" in s.text or "i feltet" in s.text, "an answer")  # type: ignore[misc]


def answers(hub: OpenHub, labels: list[str]) -> list[tuple[str, str]]:
    """What was answered to the scans of these labels: the SSCC and the code of the answer."""
    with hub.store.read.begin() as conn:
        rows = conn.execute(select(FloorInput.input, FloorInput.answer).order_by(FloorInput.id)).all()
    heard = [(json.loads(said).get("Scan", {}).get("sscc"), json.loads(answer)["code"]) for said, answer in rows]
    return [(sscc, code) for sscc, code in heard if sscc in labels]
