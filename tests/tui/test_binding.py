"""The sign of a station binds the terminal to it: between two jobs, once per station, and for the next start too."""

import os
import socket
from collections.abc import Iterator

import pytest
from tui_samples import News

from hubops.devices.scanners.meaning import read_scan
from hubops.devices_file import DevicesFile
from hubops.inputs import Key
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import terminals
from hubops.tui.binding import terminal_name
from hubops.tui.news import Answered, Moved
from hubops.tui.start import StationWork


@pytest.fixture
def hub(hub: OpenHub) -> OpenHub:
    """A hub with a second station."""
    file = DevicesFile(hub.settings)
    file.write("stations", "dock2", {"label_printer": "labels", "paper_printer": "papers"})
    assert file.look()
    hub.follow(file.settings)
    return hub


class At:
    """A terminal without a screen."""

    def __init__(self, hub: OpenHub, terminal: str, station: str = "") -> None:
        self.work = StationWork(hub, terminal, station)
        self.news = News()
        self.work.terminal.start(self.news.post)
        self.work.stay()
        self.count = 0

    def say(self, code: str) -> Answered:
        """Scan a code; what is answered."""
        self.count = len(self.answers)
        said = Key(code) if code.startswith("f") else read_scan(code)
        self.work.terminal.say(said)
        assert self.news.wait_for(lambda _: len(self.answers) > self.count)
        return self.answers[self.count]

    @property
    def answers(self) -> list[Answered]:
        """All answers so far, in order."""
        return [
            each for each in tuple(self.news.told) if isinstance(each, Answered) and each.answer.message is not None
        ]

    def close(self) -> None:
        """Leave it."""
        self.work.terminal.stop()
        self.work.end()


@pytest.fixture
def terminal(hub: OpenHub) -> Iterator[At]:
    """A handheld at dock1, where nobody is signed in."""
    made = At(hub, "10.0.0.7")
    yield made
    made.close()


def code(answered: Answered) -> str:
    """What was said."""
    assert answered.answer.message is not None
    return answered.answer.message.code


def test_a_sign_binds_the_terminal_and_whoever_was_signed_in_is_signed_out(hub: OpenHub, terminal: At) -> None:
    terminal.say("BADGE-0001")

    answered = terminal.say("STATION-dock2")

    assert (code(answered), answered.answer.prompt.id) == ("station.bound", "signin.badge")
    assert hub.floor("dock1").resume().operator == ""
    assert terminal.say("BADGE-0002").answer.operator == "Ola T."
    assert hub.floor("dock2").resume().operator == "Ola T."
    moved = [each for each in terminal.news.told if isinstance(each, Moved)]
    assert [(each.station, each.devices) for each in moved] == [("dock2", ())]


def test_the_dialogue_of_the_other_station_goes_on(hub: OpenHub, terminal: At) -> None:
    floor = hub.floor("dock2")
    floor.handle(read_scan("BADGE-0002"), b"1" * 16)
    floor.handle(Key("2"), b"2" * 16)

    answered = terminal.say("STATION-dock2")

    assert (code(answered), answered.answer.prompt.flow) == ("station.bound_resumed", "putaway")


def test_a_terminal_comes_back_to_its_station(hub: OpenHub) -> None:
    first = At(hub, "10.0.0.7")
    first.say("STATION-dock2")
    first.close()

    again, stranger = At(hub, "10.0.0.7"), At(hub, "10.0.0.8")

    assert (again.work.terminal.station, stranger.work.terminal.station) == ("dock2", "dock1")
    again.close()
    stranger.close()


def test_a_station_that_another_terminal_has_is_not_taken_from_it(hub: OpenHub, terminal: At) -> None:
    other = At(hub, "10.0.0.8", "dock2")

    answered = terminal.say("STATION-dock2")

    assert answered.answer.message == Message("station.taken", {"station": "dock2", "terminal": "10.0.0.8"})
    assert terminal.work.terminal.station == "dock1"
    other.close()
    assert code(terminal.say("STATION-dock2")) == "station.bound"


def test_a_terminal_that_died_on_this_machine_holds_nothing(hub: OpenHub, terminal: At) -> None:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
    dead = f"10.0.0.9/{socket.gethostname()}/{process}/00"
    hub.desk("dock2").book(lambda booking: terminals.stay(booking, "dock2", dead))

    assert code(terminal.say("STATION-dock2")) == "station.bound"


def test_two_terminals_at_one_station_are_told_of_each_other(hub: OpenHub, terminal: At) -> None:
    del terminal
    second = At(hub, "10.0.0.8", "dock1")
    assert second.news.wait_for(lambda _: bool(second.answers))
    assert second.answers[0].answer.message == Message(
        "station.also_here", {"station": "dock1", "terminal": "10.0.0.7"}
    )
    second.close()


@pytest.mark.parametrize(
    ("sign", "said"),
    [("STATION-dock1", "station.already"), ("STATION-dock9", "station.unknown")],
)
def test_other_signs(terminal: At, sign: str, said: str) -> None:
    assert code(terminal.say(sign)) == said
    assert terminal.work.terminal.station == "dock1"


def test_a_job_is_finished_first(terminal: At) -> None:
    terminal.say("BADGE-0001")
    terminal.work.terminal.say(Key("2"))

    assert code(terminal.say("STATION-dock2")) == "station.job_first"
    assert terminal.work.terminal.station == "dock1"


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"HUBOPS_TERMINAL": "cold room", "SSH_CONNECTION": "10.0.0.7 50000 10.0.0.1 22"}, "cold room"),
        ({"SSH_CONNECTION": "10.0.0.7 50000 10.0.0.1 22"}, "10.0.0.7"),
        ({}, "hub-pc"),
    ],
)
def test_a_terminal_is_known_by_its_machine(environment: dict[str, str], name: str) -> None:
    assert terminal_name(environment, "hub-pc") == name
