"""Devices and stations are added and changed at the terminal, in small steps, by those who may."""

from pathlib import Path

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices_file import DevicesFile, FilePlant
from hubops.open_hub import OpenHub

COORDINATOR, WORKER = "BADGE-0003", "BADGE-0001"


@pytest.fixture
def file(hub: OpenHub) -> DevicesFile:
    """The devices.toml of the hub."""
    return DevicesFile(hub.settings)


@pytest.fixture
def station(hub: OpenHub, clock: ManualClock, file: DevicesFile) -> ModelWorker:
    """The coordinator in front of the list of devices."""
    floor = hub.floor("dock1")
    floor.desk.plant = FilePlant(file)
    made = ModelWorker(floor, hub.desk("dock1"), clock, lambda: None, "dock1")
    made.scan(COORDINATOR)
    made.press("0")
    made.press("1")
    return made


@pytest.fixture
def path(hub: OpenHub) -> Path:
    """Where the file lies."""
    return hub.settings.folder / "devices.toml"


def said(station: ModelWorker) -> str:
    """The code of the last answer."""
    return station.answer.message.code if station.answer.message else ""


def lines(station: ModelWorker) -> list[str]:
    """The lines below the question."""
    return [line.message.text("en") for line in station.answer.prompt.lines]


def test_a_scale_is_added(station: ModelWorker, file: DevicesFile, path: Path, books: Books) -> None:
    assert station.press("f4").prompt.id == "equip.kind"
    assert lines(station) == ["1  Scale", "2  Scanner", "3  Printer", "4  Station"]
    station.press("1")
    station.type("cold")
    assert station.answer.prompt.id == "equip.form"
    assert lines(station)[:2] == ["1  port or address: is missing", "2  protocol: as usual (mt-sics)"]
    station.press("1")
    station.type("run/cold")
    station.press("2")
    assert station.answer.prompt.id == "equip.pick"
    station.press("2")

    station.press("f4")

    assert (said(station), station.answer.prompt.id) == ("devices.saved", "devices.list")
    assert path.read_text(encoding="utf-8").endswith('\n\n[scales.cold]\nport = "run/cold"\nprotocol = "kern-kcp"\n')
    assert file.look()
    assert books.events("device_changed") == 1


def test_what_could_not_work_is_not_saved(station: ModelWorker, path: Path) -> None:
    """Toledo 8217 sends no unit, so a scale that speaks it needs one."""
    before = path.read_bytes()
    station.press("f4")
    station.press("1")
    station.type("cold")
    station.press("1")
    station.type("run/cold")
    station.press("2")
    station.press("3")

    station.press("f4")

    assert (said(station), station.answer.prompt.id) == ("devices.bad_settings", "equip.form")
    assert station.answer.message is not None
    assert "toledo-8217" in station.answer.message.text("en")
    assert path.read_bytes() == before


def test_a_device_that_no_station_uses_is_taken_out(
    station: ModelWorker, file: DevicesFile, path: Path, books: Books
) -> None:
    before = path.read_text(encoding="utf-8")
    file.write("scales", "cold", {"port": "run/cold"})
    file.look()
    for key in ("f3", "0", "1"):
        station.press(key)
    station.press(next(line.split()[0] for line in lines(station) if "cold" in line))
    station.press("f6")

    assert station.press("f8").prompt.id == "equip.form"
    assert said(station) == "devices.sure_to_remove"
    station.press("f8")

    assert (said(station), station.answer.prompt.id) == ("devices.removed", "devices.list")
    assert path.read_text(encoding="utf-8").rstrip() == before.rstrip()
    assert file.look()
    assert books.events("device_removed") == 1


def test_another_line_forgets_that_all_of_it_was_to_go(station: ModelWorker, path: Path) -> None:
    before = path.read_bytes()
    station.press("1")
    station.press("f6")
    for key in ("f8", "1", "f3", "f8"):
        station.press(key)
    assert (said(station), station.answer.prompt.id) == ("devices.sure_to_remove", "equip.form")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("keys", "code", "words"),
    [
        (("1", "f6", "f8", "f8"), "devices.bad_settings", "Station dock1 names dock"),
        (("f5", "1", "f8", "f8"), "devices.bad_settings", "no station"),
        (("f4", "1", "cold", "f8"), "devices.nothing_to_remove", "cold is not saved yet"),
    ],
    ids=["used by a station", "the last station", "not saved"],
)
def test_what_is_needed_is_not_taken_out(
    station: ModelWorker, path: Path, keys: tuple[str, ...], code: str, words: str
) -> None:
    before = path.read_bytes()
    for key in keys:
        (station.type if key == "cold" else station.press)(key)
    assert (said(station), station.answer.prompt.id) == (code, "equip.form")
    assert station.answer.message is not None
    assert words in station.answer.message.text("en")
    assert path.read_bytes() == before


def test_what_is_needed_is_asked_for(station: ModelWorker) -> None:
    station.press("f4")
    station.press("1")
    station.type("cold")

    station.press("f4")

    assert said(station) == "devices.lacks"
    assert station.answer.message is not None
    assert station.answer.message.text("en") == "Port or address is missing. Choose that line and fill it in."


@pytest.mark.parametrize(("name", "code"), [("a b", "devices.bad_name"), ("dock", "devices.name_taken")])
def test_a_name_is_short_and_new(station: ModelWorker, name: str, code: str) -> None:
    station.press("f4")
    station.press("1")

    station.type(name)

    assert (said(station), station.answer.prompt.id) == (code, "equip.name")
    assert station.press("f3").prompt.id == "equip.kind"


def test_the_port_of_a_device_is_changed_and_its_comments_stay(
    station: ModelWorker, file: DevicesFile, path: Path, books: Books
) -> None:
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    station.press("1")
    assert station.press("f6").prompt.id == "equip.form"
    station.press("1")
    assert station.answer.prompt.id == "equip.type"
    assert lines(station)[-1] == "Now: run/scale"
    station.type("socket://192.0.2.7:4001")

    station.press("f4")

    assert file.look()
    assert file.settings.devices.scales["dock"].port == "socket://192.0.2.7:4001"
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")] == comments
    assert books.events("device_changed") == 1


def test_a_line_is_as_usual_again(station: ModelWorker, file: DevicesFile) -> None:
    station.press("1")
    station.press("f6")
    station.press("3")
    assert station.press("f5").prompt.id == "equip.form"
    assert lines(station)[2] == "3  line settings: as usual"

    station.press("f4")

    file.look()
    assert "line" not in file.sections["scales"]["dock"]


def test_a_station_is_added_and_gets_its_devices_from_lists(station: ModelWorker, file: DevicesFile) -> None:
    station.press("f4")
    station.press("4")
    station.type("dock2")
    for line, choice in (("1", "1"), ("2", "2"), ("4", "2")):
        station.press(line)
        station.press(choice)
    assert lines(station)[:4] == [
        "1  label printer: labels",
        "2  paper printer: papers",
        "3  scanner: as usual",
        "4  scale: dock",
    ]

    station.press("f4")

    assert file.look()
    assert file.settings.devices.stations["dock2"].scale == "dock"
    station.press("f5")
    assert lines(station) == ["1  dock1: dock, labels, papers", "2  dock2: labels, papers, dock"]
    station.press("2")
    station.press("4")
    assert station.press("f3").prompt.id == "equip.form"
    assert station.press("f3").prompt.id == "devices.list"


def test_a_list_of_more_than_nine_is_turned(station: ModelWorker) -> None:
    station.press("1")
    station.press("f6")
    station.press("2")
    assert lines(station)[-1] == "0  2 more"
    station.press("0")
    assert lines(station)[:2] == ["1  radwag", "2  toledo-continuous"]

    station.press("1")

    assert lines(station)[1] == "2  protocol: radwag"


def test_a_long_form_is_turned(station: ModelWorker) -> None:
    station.press("3")
    station.press("f6")
    assert lines(station)[-1] == "0  1 more"
    station.press("0")
    assert len(lines(station)) == 2
    assert station.press("0").prompt.id == "equip.form"
    assert lines(station)[0].startswith("1  language of the printer")


def test_more_stations_than_nine_are_turned(station: ModelWorker, file: DevicesFile, path: Path) -> None:
    extra = "".join(f'[stations.s{n}]\nlabel_printer = "labels"\npaper_printer = "papers"\n' for n in range(9))
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    assert file.look()
    station.press("f5")

    station.press("0")

    assert lines(station)[0].startswith("1  s8")
    station.press("f3")
    assert station.answer.prompt.id == "devices.list"


@pytest.mark.parametrize("keys", [("f4",), ("f5",), ("1", "f6")])
def test_a_worker_changes_nothing(station: ModelWorker, keys: tuple[str, ...]) -> None:
    station.press("f10")
    station.scan(WORKER)
    station.press("0")
    station.press("1")

    for key in keys:
        station.press(key)

    assert said(station) == "authority.role_needed"
    assert station.answer.prompt.id.startswith("devices.")


def test_the_ways_back(station: ModelWorker) -> None:
    station.press("f4")
    assert station.press("f3").prompt.id == "devices.list"
    station.press("1")
    station.press("f6")
    station.press("1")
    assert station.press("f3").prompt.id == "equip.form"
    station.press("2")
    assert station.press("f5").prompt.id == "equip.form"
    station.press("9")
    assert said(station) == "today.no_such_choice"
    assert station.press("f3").prompt.id == "devices.list"
