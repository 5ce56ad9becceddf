"""The Devices screen as a dialogue: how each device is, what to do, a test of it, its wire log."""

from datetime import UTC, datetime, timedelta

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices_file import DevicesFile, FilePlant
from hubops.flows.all import FLOWS
from hubops.inputs import Weight
from hubops.model.sscc import sscc
from hubops.open_hub import OpenHub
from hubops.operations import device_reports, spooling
from hubops.operations.plant import Facts

SINCE = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""05:00 in Oslo."""
SSCC = sscc(3, "7090000", 1)
SCANNER = Facts(
    "scanner", "dock", "ready", SINCE, last="devices.last_scan", last_values={"scanned": "]E0703"}, last_at=SINCE
)
SCALE = Facts("scale", "dock", "gone", SINCE, "device.gone", {"name": "dock", "port": "run/scale"})


@pytest.fixture
def own() -> list[Facts]:
    """The devices that the terminal of dock1 reads."""
    return [SCANNER, SCALE]


@pytest.fixture
def station(hub: OpenHub, clock: ManualClock, own: list[Facts]) -> ModelWorker:
    """Kari at dock1, in front of the list of devices."""
    floor = hub.floor("dock1")
    floor.desk.plant = FilePlant(DevicesFile(hub.settings), lambda: own)
    made = ModelWorker(floor, hub.desk("dock1"), clock, lambda: None, "dock1")
    made.scan("BADGE-0001")
    made.press("0")
    made.press("1")
    assert made.answer.prompt.id == "devices.list"
    return made


def said(station: ModelWorker) -> str:
    """The code of the last answer."""
    return station.answer.message.code if station.answer.message else ""


def lines(station: ModelWorker, language: str = "en") -> list[str]:
    """The lines below the question."""
    return [line.message.text(language) for line in station.answer.prompt.lines]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "1  Scale dock: gone since 05:00. dock has disappeared from run/scale. Check cable and power; "
                "hubops looks for it by itself.",
                "2  Scanner dock: ready. 05:00 ]E0703",
                "3  Printer labels: starting since 05:30. Nothing has been printed on labels yet. Print a test on it.",
                "4  Printer papers: starting since 05:30. Nothing has been printed on papers yet. Print a test on it.",
            ],
        ),
        (
            "nb",
            [
                "1  Vekt dock: borte siden 05:00. dock er borte fra run/scale. Sjekk kabel og strøm; "
                "hubops leter etter den selv.",
                "2  Skanner dock: klar. 05:00 ]E0703",
                "3  Skriver labels: starter siden 05:30. Det er ikke skrevet ut noe på labels ennå. "
                "Skriv ut en test på den.",
                "4  Skriver papers: starter siden 05:30. Det er ikke skrevet ut noe på papers ennå. "
                "Skriv ut en test på den.",
            ],
        ),
    ],
)
def test_each_device_is_told_with_its_state_since_when_and_what_to_do(
    station: ModelWorker, language: str, expected: list[str]
) -> None:
    told = lines(station, language)

    assert told == expected
    assert [line.mark for line in station.answer.prompt.lines] == ["bad", "", "bad", "bad"]
    assert station.answer.prompt.what.text("en") == "3 devices are not ready. Choose one by its digit."


def test_when_all_are_ready_it_says_so(station: ModelWorker, hub: OpenHub, own: list[Facts]) -> None:
    own[1] = Facts("scale", "dock", "ready", SINCE)
    desk = hub.job_desk("test")
    for printer in ("labels", "papers"):
        station.press({"labels": "3", "papers": "4"}[printer])
        station.press("f4")
        station.press("f3")
        job = desk.book(lambda booking, name=printer: spooling.claim(booking, name, "spool", 30))  # type: ignore[misc]
        assert job is not None
        desk.book(lambda booking, key=job.id: spooling.settle(booking, key, "spool", "confirmed"))  # type: ignore[misc]

    station.answer = station.floor.resume()

    assert station.answer.prompt.what.text("en") == "All devices are ready. Choose one by its digit."
    assert lines(station)[2].startswith("3  Printer labels: ready. 05:30 Sign")


@pytest.mark.parametrize(
    ("fault", "state"), [("printer.paper_out", "look at it"), ("printer.refused", "gone")], ids=["paper", "network"]
)
def test_a_printer_is_as_its_queue_shows_it(station: ModelWorker, hub: OpenHub, fault: str, state: str) -> None:
    station.press("3")
    station.press("f4")
    assert said(station) == "devices.test_queued"
    desk = hub.job_desk("test")
    job = desk.book(lambda booking: spooling.claim(booking, "labels", "spool", 30))
    assert job is not None
    desk.book(lambda booking: spooling.settle(booking, job.id, "spool", "refused", fault, 1.0))

    station.answer = station.floor.resume()

    assert lines(station)[0] == f"{state} since 05:30"
    assert "labels" in lines(station)[1]


def test_the_test_of_a_printer_is_the_sign_of_the_station(station: ModelWorker, books: Books) -> None:
    station.press("4")
    station.press("f4")

    (content,) = books.jobs("signs")
    assert [sign["code"] for sign in content["signs"]] == ["STATION-dock1"]
    assert books.events("test_printed") == 1


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("]C10107038010001659\x1d10A7", "Goods (01) 07038010001659 (10) A7."),
        ("ZONE-K1", "Zone K1."),
        ("BADGE-0007", "Badge 0007."),
        ("VEHICLE-V1", "Vehicle V1."),
        ("CALL-1", "Call-off"),
        ("ROUTE-R1", "Route R1."),
        ("CRATE-E2", "Crate type E2."),
        ("STATION-dock1", "Station dock1."),
        ("MANIFEST-R1-20261124-1-F8C8", "Manifest R1-20261124-1-F8C8."),
        (f"]C100{SSCC}", f"Handling unit (00) {SSCC}."),
    ],
)
def test_a_test_read_says_what_a_scan_would_mean_and_books_nothing(
    station: ModelWorker, books: Books, code: str, meaning: str
) -> None:
    station.press("2")
    assert station.press("f4").prompt.id == "devices.read"
    before = books.standing()

    station.scan(code)

    assert station.answer.message is not None
    assert meaning.lower() in station.answer.message.text("en").lower()
    assert "Nothing is booked." in station.answer.message.text("en")
    assert (station.answer.prompt.id, books.standing()) == ("devices.read", before)


def test_a_test_read_says_why_a_code_can_not_be_used(station: ModelWorker) -> None:
    station.press("2")
    station.press("f4")

    station.scan("]C10107038010001650")

    assert said(station).startswith("scan.")
    assert station.answer.prompt.id == "devices.read"


def test_a_test_read_shows_what_a_weight_counts_as(station: ModelWorker) -> None:
    station.press("1")
    station.press("f4")

    station.answer = station.floor.handle(Weight(12_340, stable=True), b"weight")

    assert said(station) == "devices.read_weight"
    assert station.answer.message is not None
    assert "12.340 kg gross" in station.answer.message.text("en")
    station.floor.handle(Weight(0, stable=True), b"zero")
    assert station.press("f3").prompt.id == "devices.device"


def test_a_device_of_another_station_is_shown_as_last_known(
    station: ModelWorker, hub: OpenHub, clock: ManualClock, own: list[Facts]
) -> None:
    own.remove(SCALE)
    assert lines_of(station)[0].startswith("1  Scale dock: not connected since")
    desk = hub.desk("dock1")
    desk.book(
        lambda booking: device_reports.tell(booking, [Facts("scale", "dock", "ready", SINCE - timedelta(days=1))])
    )
    clock.move_to(clock.now() + timedelta(minutes=3))

    station.press("1")

    assert lines(station)[:2] == ["ready since 23.11.2026 05:00", "Last known; told at 05:30 by another terminal"]
    station.press("f4")
    assert said(station) == "devices.elsewhere"


def tell(hub: OpenHub, facts: Facts) -> None:
    hub.desk("dock1").book(lambda booking: device_reports.tell(booking, [facts]))


def test_an_owner_that_is_silent_for_minutes_knows_nothing_any_more(
    station: ModelWorker, hub: OpenHub, clock: ManualClock, own: list[Facts]
) -> None:
    own.remove(SCALE)
    tell(hub, Facts("scale", "dock", "ready", SINCE))
    clock.move_to(clock.now() + timedelta(minutes=6))

    assert lines_of(station)[0] == (
        "1  Scale dock: not connected since 05:30. dock has not been heard of for minutes: the terminal that reads it "
        "is closed or has lost the hub. Look at the terminal of dock1."
    )


def test_a_device_of_no_station_says_where_to_put_it(station: ModelWorker) -> None:
    desk = station.floor.desk
    desk.plant.write("scales", "floor", {"port": "run/floor"})
    desk.plant._file.look()  # type: ignore[attr-defined]

    assert lines_of(station)[4] == (
        "5  Scale floor: not connected since 05:30. floor is used at no station, so nobody reads it. Choose it for a "
        "station: F5 in the list."
    )
    station.press("5")
    station.press("f4")
    assert said(station) == "devices.unused"


def test_a_quiet_printer_is_as_it_said_itself(station: ModelWorker, hub: OpenHub) -> None:
    tell(hub, Facts("printer", "labels", "degraded", SINCE, "printer.paper_out", {"name": "labels"}))
    tell(hub, Facts("printer", "papers", "ready", SINCE))

    assert lines_of(station)[2:] == [
        "3  Printer labels: look at it since 05:00. The printer labels is out of paper. Put in paper; it goes on by "
        "itself.",
        "4  Printer papers: ready",
    ]


def lines_of(station: ModelWorker) -> list[str]:
    """The lines as they are now."""
    station.answer = station.floor.resume()
    return lines(station)


def test_the_wire_log_is_asked_of_whoever_owns_the_device(station: ModelWorker, hub: OpenHub, books: Books) -> None:
    station.press("2")

    station.press("f5")

    assert said(station) == "devices.wire_log_on"
    assert "Wire log: on" in lines(station)
    assert hub.desk("dock1").look(device_reports.wire_logs_wanted) == {("scanner", "dock")}
    station.press("f5")
    assert said(station) == "devices.wire_log_off"
    assert hub.desk("dock1").look(device_reports.wire_logs_wanted) == frozenset()
    assert books.events("wire_log_switched") == 2


def test_a_wire_log_does_not_outlive_its_program(hub: OpenHub) -> None:
    desk = hub.desk("dock1")
    desk.book(lambda booking: device_reports.want_wire_log(booking, "scanner", "dock", True))

    desk.book(lambda booking: device_reports.begin(booking, "scanner", "dock"))

    assert desk.look(device_reports.wire_logs_wanted) == frozenset()


def test_more_than_nine_are_turned_nine_by_nine(station: ModelWorker, hub: OpenHub) -> None:
    path = hub.settings.folder / "devices.toml"
    extra = "".join(f'[scales.s{n}]\nport = "run/s{n}"\n' for n in range(8))
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    file = DevicesFile(hub.settings)
    station.floor.desk.plant = FilePlant(file)

    assert lines_of(station)[-1] == "0  3 more"
    station.press("0")
    assert [line[:1] for line in lines(station)] == ["1", "2", "3", "0"]
    refusal = station.press("4").message
    assert refusal is not None
    assert (refusal.code, refusal.values["choices"]) == ("today.no_such_choice", 3)
    station.press("3")
    assert station.answer.prompt.what.values["device"].values["name"] == "s7"  # type: ignore[attr-defined]
    station.press("f3")
    assert lines(station)[0].startswith("1  Scale dock")
    station.press("0")
    assert lines(station)[0].startswith("1  Scale s5")
    station.press("0")
    assert lines(station)[0].startswith("1  Scale dock")


def test_a_file_that_is_not_followed_is_named(station: ModelWorker, hub: OpenHub) -> None:
    file = DevicesFile(hub.settings)
    station.floor.desk.plant = FilePlant(file)
    (hub.settings.folder / "devices.toml").write_text("[scales.dock\n", encoding="utf-8")
    assert not file.look()

    assert lines_of(station)[0].startswith("devices.toml is not followed: Expected")
    assert len(lines(station)) == 5


def test_the_way_back_leads_to_the_board(station: ModelWorker) -> None:
    station.press("1")
    assert station.press("f3").prompt.id == "devices.list"
    assert station.press("f3").prompt.id == "today.board"


def test_without_devices_at_hand_it_says_so(worker: ModelWorker) -> None:
    worker.press("0")
    worker.press("1")
    assert worker.answer.prompt.what.text("en").startswith("The devices can't be shown here.")


def test_keys_that_change_devices_are_shown_to_who_may() -> None:
    """A worker is not offered what would be refused."""
    listed = FLOWS["devices"].state("list")
    shown = {role: [edge.on.name for edge in listed.edges if edge.is_shown_to(role)] for role in ("worker", "admin")}

    assert shown == {"worker": ["f3"], "admin": ["f4", "f5", "f3"]}
