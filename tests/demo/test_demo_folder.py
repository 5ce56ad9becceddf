"""The demo hub's folder: played anew as often as one likes, but a person's work is never taken away."""

from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.folder import HEADLESS, clear
from hubops.demo.opened import open_demo
from hubops.errors import SetupFault
from hubops.founding import found


@pytest.fixture
def played(tmp_path: Path) -> Path:
    """A demo hub as the headless demo leaves it."""
    folder = tmp_path / "demo"
    found(folder, ManualClock(START), demo=True, data=TWO_ROUTES)
    (folder / HEADLESS).touch()
    return folder


def test_what_the_headless_demo_left_is_taken_away(played: Path) -> None:
    clear(played)
    assert not played.exists()


def test_nothing_there_is_nothing_to_clear(tmp_path: Path) -> None:
    clear(tmp_path / "nowhere")
    clear(tmp_path)
    assert tmp_path.exists()


def test_a_demo_hub_that_was_opened_in_a_terminal_stays(played: Path) -> None:
    with open_demo(played):
        pass

    with pytest.raises(SetupFault) as told:
        clear(played)

    assert told.value.code == "demo.worked_on"
    assert (played / "hub.toml").exists()


@pytest.mark.parametrize("demo", [False, None])
def test_what_is_no_demo_hub_stays(tmp_path: Path, demo: bool | None) -> None:
    """A real hub, or a folder with something else in it."""
    folder = tmp_path / "other"
    if demo is None:
        folder.mkdir()
        (folder / "letter.txt").touch()
    else:
        found(folder, ManualClock(START))

    with pytest.raises(SetupFault) as told:
        clear(folder)

    assert told.value.code == "demo.not_a_demo"
    assert any(folder.iterdir())
