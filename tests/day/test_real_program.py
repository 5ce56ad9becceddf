"""The real program in a pseudo-terminal, with bytes from scanner and scale, to the bytes of a label."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from station import Station

from hubops.clock import WallClock
from hubops.model.evidence import Event
from hubops.model.inbound import ReceiptLine
from hubops.model.outbox import PrintJob
from hubops.model.stock import HandlingUnit, Movement
from hubops.open_hub import OpenHub
from hubops.store import chain

FISH_CASE = "]C101170399990006161526113010L61924"
BEEF, FISH = "]E07039999000411", "]E07039999000619"


@pytest.fixture
def station(founded: Path, tmp_path: Path) -> Iterator[Station]:
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    made = Station(folder)
    yield made
    made.close()


@pytest.fixture
def seen(station: Station) -> Iterator[OpenHub]:
    """A look into the hub's database from outside the program."""
    hub = OpenHub.open(station.folder, WallClock())
    yield hub
    hub.close()


def count(hub: OpenHub, table: type, *where: object) -> int:
    with hub.store.read.begin() as conn:
        return int(conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one())  # type: ignore[arg-type]


def fewer(hub: OpenHub, than: int, where: tuple[object, ...]) -> bool:
    return count(hub, PrintJob, *where) < than


def sign_in(station: Station) -> None:
    station.start()
    station.wait_for("Skann adgangskortet ditt.")
    station.scanner.scan("BADGE-0001")
    station.wait_for("Velg en jobb")


def receive_fish(station: Station) -> None:
    sign_in(station)
    station.type("1")
    station.wait_for("Skann en kasse.")
    station.scanner.scan(FISH_CASE)
    station.wait_for("Mål fersk fisk")
    station.type("1,2\r")
    station.wait_for("godkjent")


@pytest.mark.slow
def test_a_delivery_is_worked_from_scan_to_label_bytes(station: Station, seen: OpenHub) -> None:
    """Slow: it starts the program and its worker, and waits for real bytes on every wire."""
    receive_fish(station)
    station.scanner.scan(BEEF)
    station.wait_for("skriv datoen")
    station.type("0512\r")
    station.wait_for("sett kassen på vekten")
    station.scale.put(2015)
    station.wait_for("Mål")
    station.scale.put(0)
    station.type("3,4\r")
    station.wait_for("godkjent")
    assert count(seen, ReceiptLine) == 2
    assert count(seen, Movement, Movement.grams == 2015) == 1

    station.type("\x1b[21~")  # F10
    station.wait_for("Velg en jobb")
    station.type("3")
    station.wait_for("Skann en vare som skal fordeles")
    station.scanner.scan(FISH)
    station.wait_for("Lagt i")
    station.type("\r")
    station.wait_for("I kolli 1")
    station.wait_for("til Tussebekken")
    station.type("\r")
    station.wait_for("til Askestammen")
    station.type("\r")
    station.wait_for("Skann en vare som skal fordeles")
    station.type("\x1b[21~1")  # F10, receive
    station.wait_for("Skann en kasse.")
    station.type("4\x1b[14~")  # the fourth delivery, F4
    station.wait_for("Avslutte leveringen fra Skvalpevika Fisk?")
    station.type("\r")
    station.wait_until(lambda: bool(station.printer.labels), "a label")
    label = station.printer.labels[0]
    with seen.store.read.begin() as conn:
        (sscc,) = conn.execute(select(HandlingUnit.sscc).order_by(HandlingUnit.id).limit(1)).one()
    assert label.startswith(b"^XA")
    assert sscc.encode() in label
    assert b"L61924" in label


@pytest.mark.slow
def test_a_killed_terminal_and_worker_go_on_where_they_were(station: Station, seen: OpenHub) -> None:
    """Slow: it starts the program twice; nothing is lost, nothing is doubled unasked."""
    receive_fish(station)
    station.scanner.scan(BEEF)
    station.wait_for("skriv datoen")
    station.wait_until(lambda: bool(station.workers()), "a worker")
    station.kill()

    station.start()
    station.wait_for("Storfe grytekjøtt ca. 2 kg: skriv datoen på varen")
    assert count(seen, ReceiptLine) == 1
    station.type("\x1b[21~3")  # F10, cross-dock
    station.wait_for("Skann en vare som skal fordeles")
    station.scanner.scan(FISH)
    station.wait_for("Lagt i")
    station.type("\r")
    station.wait_for("til Tussebekken")

    # in mid-print: the label is in the printer, and the worker may not have heard of it yet
    station.type("\x1b[13~")  # F3
    station.wait_for("Skann en vare som skal fordeles")
    station.scanner.scan(FISH)
    station.wait_for("til Tussebekken")
    station.type("1\r")
    station.wait_for("til Askestammen")
    station.type("\x1b[14~")  # F4: the parcel is full, though empty: refused, nothing prints
    station.wait_for("ingenting i kolliet")
    station.type("\r")
    station.wait_until(lambda: "ingenting i kolliet" not in station.text, "the refusal to be acknowledged")
    station.type("\r")
    station.wait_for("Skann en vare som skal fordeles")
    station.type("\x1b[21~1")
    station.wait_for("Skann en kasse.")
    station.type("4\x1b[14~")  # the fourth delivery, F4
    station.wait_for("Avslutte leveringen fra Skvalpevika Fisk?")
    station.type("\r")
    station.wait_until(lambda: bool(station.printer.labels), "the first label")
    station.kill()

    station.start()
    station.wait_for("Skann en kasse.")
    labels = count(seen, HandlingUnit)
    settled = ("confirmed", "sent_unconfirmed", "unknown")
    jobs = (PrintJob.document == "drop_label", PrintJob.state.in_(settled))
    station.wait_until(lambda: count(seen, PrintJob, *jobs) == labels, "every label job to be settled")
    assert len(station.printer.labels) == len(set(station.printer.labels)), "a label was printed twice, unasked"

    # what fell in between is told on the board and printed again when a person asks for it
    in_doubt = (PrintJob.document == "drop_label", PrintJob.state == "unknown")
    station.type("\x1b[21~")
    station.wait_for("Velg en jobb")
    for left in range(count(seen, PrintJob, *in_doubt), 0, -1):
        station.wait_for("kom den ut?")
        station.type("\x1b[19~1")  # F8, the first one
        station.wait_for("hva nå?")
        station.type("1")
        station.wait_until(partial(fewer, seen, left, in_doubt), "the label to be printed again")
        station.type("\x1b[21~")
    with seen.store.read.begin() as conn:
        codes = list(conn.execute(select(HandlingUnit.sscc)).scalars())
    station.wait_until(
        lambda: all(any(code.encode() in label for label in station.printer.labels) for code in codes), "every label"
    )
    with seen.store.read.begin() as conn:
        assert chain.verify(conn, seen.house.hub_id) == []
    assert count(seen, Event, Event.kind == "received") == 1
