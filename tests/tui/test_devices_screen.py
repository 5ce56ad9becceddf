"""The Devices screen on a real station: simulated devices at pseudo terminals, the hub's own threads, a typed key."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from device_ports import scale_at, scanner_at
from textual.pilot import Pilot

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.open_hub import OpenHub
from hubops.operations import device_reports
from hubops.operations.plant import Facts
from hubops.tui import printer_look, terminal
from hubops.tui.app import HubApp
from hubops.tui.start import StationWork

Act = Callable[["Hand"], Awaitable[None]]


@pytest.fixture
def scale(hub: OpenHub) -> Iterator[SimulatedScale]:
    """The scale that devices.toml names."""
    with scale_at(hub) as made:
        yield made


@pytest.fixture
def other(hub: OpenHub) -> Iterator[SimulatedScale]:
    """A scale that devices.toml does not name yet."""
    with scale_at(hub, "other", grams=7_500) as made:
        yield made


@pytest.fixture
def scanner(hub: OpenHub) -> Iterator[SimulatedScanner]:
    """The scanner that devices.toml names."""
    with scanner_at(hub) as made:
        yield made


class Hand:
    """A worker at the station."""

    def __init__(self, work: StationWork, app: HubApp, pilot: Pilot[None]) -> None:
        self.work = work
        self.app = app
        self.pilot = pilot

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(600):
            if true():
                return
            await asyncio.sleep(0.005)
        pytest.fail(f"it never came so: {self.screen}")

    async def shows(self, *texts: str) -> None:
        """Wait until all of it can be read."""
        await self.until(lambda: all(text in self.screen for text in texts))

    async def sign_in(self, badge: str = "BADGE-0001") -> None:
        """Scan a badge, and wait for the board."""
        self.work.terminal.say(read_scan(badge))
        await self.until(lambda: self.app.station.has_class("-board"))

    async def open_devices(self) -> None:
        """They stand behind the nine jobs of the day."""
        await self.pilot.press("0")
        await self.until(lambda: bool({"1  Enheter", "1  Devices"} & set(self.app.station.today.menu._items)))
        await self.pilot.press("1")

    @property
    def screen(self) -> str:
        """What can be read in the middle, in the LAST zone and at the top."""
        station = self.app.station
        rows = [row.text for row in station.dialogue.lines._rows]
        parts = (station.where, station.question, station.bar)
        return "\n".join([*(str(part.content) for part in parts), *rows])


def work_at(hub: OpenHub, act: Act, size: tuple[int, int] = (160, 45), terminal: str = "handheld 1") -> StationWork:
    """Let somebody work at the station where the terminal is bound."""

    async def run() -> StationWork:
        work = StationWork(hub, terminal, "")
        app = HubApp(work.terminal)
        try:
            async with app.run_test(size=size) as pilot:
                await act(Hand(work, app, pilot))
        finally:
            work.terminal.stop()
            work.end()
        return work

    return asyncio.run(run())


def edit(hub: OpenHub, old: str, new: str) -> None:
    """Change devices.toml by hand."""
    path = hub.settings.folder / "devices.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "ready", "gone"),
    [
        ("en", "Scale dock: ready", "Scale dock: gone since"),
        ("nb", "Vekt dock: klar", "Vekt dock: borte siden"),
    ],
)
@pytest.mark.slow
@pytest.mark.usefixtures("scanner")
def test_a_pulled_plug_is_on_the_screen_and_so_is_its_return(
    hub: OpenHub, scale: SimulatedScale, language: str, ready: str, gone: str
) -> None:
    """Slow: a port that is gone is looked for again after a pause."""

    async def act(hand: Hand) -> None:
        await hand.sign_in()
        if language == "en":
            await hand.pilot.press("f6")
        await hand.open_devices()
        await hand.shows(ready)
        scale.unplug()
        await hand.shows(gone)
        scale.plug()
        await hand.shows(ready)

    work_at(hub, act)


@pytest.mark.usefixtures("scale", "scanner")
def test_a_printer_that_the_worker_found_gone_is_on_the_screen_before_it_would_be_read_again(
    hub: OpenHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "BOARD_EVERY_S", 60.0)

    def tell(state: str, fault: str) -> None:
        facts = Facts("printer", "labels", state, hub.clock.now(), fault, {"name": "labels", "address": "here"})
        hub.job_desk("spool").book(lambda booking: device_reports.tell(booking, [facts]))

    async def act(hand: Hand) -> None:
        looks = [task for every_s, task in hand.work.tasks() if every_s == printer_look.LOOK_S]
        tell("ready", "")
        looks[0]()
        await hand.sign_in()
        await hand.open_devices()
        await hand.shows("Skriver labels: klar")
        tell("gone", "printer.refused")
        looks[0]()
        await hand.shows("Skriver labels: borte siden")

    work_at(hub, act)


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (40, 8)])
@pytest.mark.usefixtures("scale", "scanner")
def test_it_can_be_read_at_any_size(hub: OpenHub, size: tuple[int, int]) -> None:
    async def act(hand: Hand) -> None:
        await hand.sign_in()
        await hand.open_devices()
        await hand.until(lambda: "enhet" in str(hand.app.station.question.content).lower())
        hand.work.terminal.say(read_scan("CMD-1"))
        await hand.shows("Vekt dock")
        hand.work.terminal.say(read_scan("CMD-F3"))
        await hand.until(lambda: "Velg" in str(hand.app.station.question.content))

    work_at(hub, act, size)


@pytest.mark.slow
@pytest.mark.usefixtures("scale", "other")
def test_a_port_that_changes_in_the_file_is_followed_and_nothing_else_is_touched(
    hub: OpenHub, scanner: SimulatedScanner
) -> None:
    """Slow: the devices and the board are read again once a second."""

    async def act(hand: Hand) -> None:
        await hand.sign_in()
        await hand.open_devices()
        await hand.shows("Vekt dock: klar")
        before = {reader.status.kind: reader for reader in hand.work.terminal.readers}
        edit(hub, '"run/scale"', '"run/other"')
        hand.work.follow()
        await hand.until(lambda: "7,500 kg" in hand.screen)
        after = {reader.status.kind: reader for reader in hand.work.terminal.readers}
        assert after["scanner"] is before["scanner"]
        assert after["scale"] is not before["scale"]
        await hand.pilot.press("f3")
        scanner.scan("BADGE-0002")
        await hand.until(lambda: "Ola" in hand.screen)

    work_at(hub, act)


@pytest.mark.parametrize(
    ("language", "said"),
    [("nb", "devices.toml følges ikke: "), ("en", "devices.toml is not followed: ")],
)
@pytest.mark.slow
@pytest.mark.usefixtures("scale")
def test_a_bad_file_is_named_and_work_goes_on(
    hub: OpenHub, scanner: SimulatedScanner, language: str, said: str
) -> None:
    """Slow: the devices and the board are read again once a second."""

    async def act(hand: Hand) -> None:
        await hand.sign_in()
        if language == "en":
            await hand.pilot.press("f6")
        await hand.open_devices()
        await hand.until(lambda: "dock: " in hand.screen)
        edit(hub, "[scales.dock]", "[scales.dock")
        hand.work.follow()
        await hand.shows(said)
        await hand.pilot.press("f3")
        await hand.until(lambda: any("devices.toml" in row for row in board_rows(hand)))
        scanner.scan("BADGE-0002")
        await hand.until(lambda: "Ola" in hand.screen)
        edit(hub, "[scales.dock", "[scales.dock]")
        hand.work.follow()
        await hand.until(lambda: not any("devices.toml" in row for row in board_rows(hand)))

    work_at(hub, act)


def board_rows(hand: Hand) -> list[str]:
    """What the board shows on its right side."""
    return [row.text for row in hand.app.station.today.right._rows]


def directions(log: Path) -> set[str]:
    """The directions in which bytes went, by a wire log."""
    return {line.split()[2] for line in log.read_text(encoding="utf-8").splitlines()}


@pytest.mark.slow
@pytest.mark.usefixtures("scanner")
def test_the_wire_is_logged_in_both_directions(hub: OpenHub, scale: SimulatedScale) -> None:
    """Slow: the devices and the board are read again once a second."""
    log = hub.settings.folder / "logs" / "wire-scale-dock.log"

    async def act(hand: Hand) -> None:
        await hand.sign_in()
        await hand.open_devices()
        await hand.shows("Vekt dock: klar")
        hand.work._reports.exchange()
        await hand.pilot.press("1", "f5")
        await hand.shows("Linjelogg: på")
        hand.work._reports.exchange()
        scale.put(1_234)
        await hand.until(lambda: log.exists() and "1.234" in log.read_text(encoding="utf-8"))
        # the log may begin between a question and its answer: the next question comes a tenth of a second later
        await hand.until(lambda: directions(log) == {"<", ">"})
        await hand.pilot.press("f5")
        await hand.shows("Linjelogg: av")
        hand.work._reports.exchange()
        written = log.stat().st_size
        scale.put(2_345)
        await hand.shows("2,345 kg")
        assert log.stat().st_size == written

    work_at(hub, act)


@pytest.mark.usefixtures("scale", "scanner")
def test_what_the_terminal_reads_is_told_to_the_hub(hub: OpenHub) -> None:
    async def act(hand: Hand) -> None:
        await hand.until(lambda: {facts.state for facts in hand.work._equipment.own()} == {"ready"})
        hand.work._reports.exchange()

    work_at(hub, act)
    told = hub.job_desk("test").look(device_reports.told)
    assert {key: (row.station, row.state) for key, row in told.items()} == {
        ("scale", "dock"): ("dock1", "ready"),
        ("scanner", "dock"): ("dock1", "ready"),
    }
