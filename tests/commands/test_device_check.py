"""``hubops devices``: the words of the Devices screen on the command line; ``check`` asks what no terminal holds."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from device_ports import scale_at, scanner_at

from hubops.answers.device_check import look_at_devices
from hubops.cli import main
from hubops.clock import ManualClock
from hubops.devices.ports import Line, open_port
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.errors import Refused
from hubops.open_hub import OpenHub
from hubops.operations import device_reports, leases
from hubops.operations.plant import Facts


@pytest.fixture
def scale(hub: OpenHub) -> Iterator[SimulatedScale]:
    """The scale that devices.toml names."""
    with scale_at(hub, grams=4_200) as made:
        yield made


@pytest.fixture
def scanner(hub: OpenHub) -> Iterator[SimulatedScanner]:
    """The scanner that devices.toml names."""
    with scanner_at(hub) as made:
        yield made


def texts(hub: OpenHub, language: str = "en", *, ask: bool = True) -> dict[str, str]:
    """What is told of each device."""
    return {
        f"{each.device.facts.kind} {each.device.facts.name}": each.text for each in look_at_devices(hub, ask, language)
    }


@pytest.mark.usefixtures("scale", "scanner")
def test_a_check_is_a_test_read(hub: OpenHub) -> None:
    told = texts(hub)
    assert told["scale dock"] == "ready. Last: 4.200 kg, 05:30."
    assert told["scanner dock"] == "ready"
    assert told["printer labels"].startswith("gone. The printer labels can't be reached at 127.0.0.1:9100.")
    assert told["printer papers"] == "ready"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not connected. dock is not connected: there is nothing at"),
        ("nb", "ikke tilkoblet. dock er ikke tilkoblet"),
    ],
)
def test_what_is_not_there_is_told_with_what_to_do(hub: OpenHub, language: str, said: str) -> None:
    assert texts(hub, language)["scanner dock"].startswith(said)


def test_without_check_nothing_is_opened_and_what_is_known_is_told(hub: OpenHub) -> None:
    facts = Facts(
        "scale", "dock", "ready", hub.clock.now(), last="devices.last_weight", last_values={"weight_g": 7_500},
        last_at=hub.clock.now(),
    )  # fmt: skip
    hub.desk("dock1").book(lambda booking: device_reports.tell(booking, [facts]))

    told = texts(hub, ask=False)

    assert told["scale dock"] == "ready. Last: 7.500 kg, 05:30."
    assert told["scanner dock"].startswith("not connected. dock has not been heard of")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "In use by the running program, state as of 05:30: ready"),
        (5, "not connected. dock: another program uses"),
    ],
)
def test_a_port_that_a_terminal_holds_is_as_the_terminal_told_lately(
    hub: OpenHub, clock: ManualClock, scanner: SimulatedScanner, minutes: int, said: str
) -> None:
    facts = Facts("scanner", "dock", "ready", hub.clock.now())
    hub.desk("dock1").book(lambda booking: device_reports.tell(booking, [facts]))
    clock.move_to(clock.now() + timedelta(minutes=minutes))
    held = open_port(scanner.path, Line.parse("9600 8N1"), 0.1)
    try:
        assert texts(hub)["scanner dock"].startswith(said)
    finally:
        held.close()


def test_a_device_server_that_a_terminal_reads_is_not_opened_beside_it(hub: OpenHub) -> None:
    port = "socket://127.0.0.1:1"  # nobody is there: to open it would be a fault
    devices = hub.settings.folder / "devices.toml"
    devices.write_text(devices.read_text().replace('port = "run/scanner"', f'port = "{port}"'))
    moved = OpenHub.open(hub.settings.folder, hub.clock)
    facts = Facts("scanner", "dock", "ready", hub.clock.now())
    moved.desk("dock1").book(lambda booking: device_reports.tell(booking, [facts]))
    told = texts(moved)["scanner dock"]
    moved.close()
    assert told == "In use by the running program, state as of 05:30: ready"


@pytest.mark.parametrize(
    ("leads", "told", "said"),
    [
        (True, True, "In use by the running program, state as of 05:30: ready"),
        (True, False, "starting. Nothing has been printed on labels yet."),
        (False, True, "gone. The printer labels can't be reached at"),
    ],
)
def test_a_printer_at_a_serial_port_is_as_the_worker_told_it(hub: OpenHub, leads: bool, told: bool, said: str) -> None:
    devices = hub.settings.folder / "devices.toml"
    text = devices.read_text().replace('transport = "tcp"', 'transport = "serial"')
    devices.write_text(text.replace('address = "127.0.0.1:9100"', 'address = "run/label-printer"'))
    moved = OpenHub.open(hub.settings.folder, hub.clock)
    desk = moved.job_desk("worker")
    if leads:
        desk.book(lambda booking: leases.take(booking, leases.WORKER, "somebody", 60))
    if told:
        facts = Facts("printer", "labels", "ready", hub.clock.now())
        desk.book(lambda booking: device_reports.tell(booking, [facts]))
    found = texts(moved)["printer labels"]
    moved.close()
    assert found.startswith(said)


def test_programs_get_keys_that_stay(hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "--json", "--hub", str(hub.settings.folder)]) == 0
    found = json.loads(capsys.readouterr().out)["devices"]
    assert [list(each) for each in found] == [
        ["name", "kind", "where", "state", "status", "since", "stations", "wire_log"]
    ] * 4
    assert {each["name"]: each["stations"] for each in found} == {
        "dock": ["dock1"],
        "labels": ["dock1"],
        "papers": ["dock1"],
    }


@pytest.mark.usefixtures("scale", "scanner")
def test_the_devices_of_one_name_are_asked_and_no_others(hub: OpenHub) -> None:
    """A scale and a scanner may bear the same."""
    found = look_at_devices(hub, True, "en", "dock")
    assert [(each.device.facts.kind, each.text.split(".")[0]) for each in found] == [
        ("scale", "ready"),
        ("scanner", "ready"),
    ]


def test_a_device_that_is_not_there_is_refused_with_those_that_are(hub: OpenHub) -> None:
    with pytest.raises(Refused) as refused:
        look_at_devices(hub, True, "en", "dokc")
    assert (refused.value.code, refused.value.values["name"]) == ("devices.none_named", "dokc")
    assert str(refused.value.values["known"]).split(", ").count("dock") == 1
