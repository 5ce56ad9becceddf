"""The program at terminals of several kinds, as they are told over ssh: it starts, signs in, takes a case, and ends."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from goods import CARROT_CODE
from station import Station


@pytest.fixture
def station(founded: Path, tmp_path: Path) -> Iterator[Station]:
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    made = Station(folder)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt220"])
def test_it_works_at_every_kind_of_terminal(station: Station, term: str) -> None:
    """Slow: the program starts, and talks to the disk."""
    station.start(term)
    station.wait_for("Skann adgangskortet ditt.")
    station.scanner.scan("BADGE-0001")
    station.wait_for("Velg en jobb")
    station.scanner.scan("CMD-1")
    station.wait_for("Skann en kasse.")

    station.scanner.scan(CARROT_CODE)

    station.wait_for("Gulrot vasket 2 kg")  # not "OK +": the sign-in said that too
    station.type("\x1b[21~")  # F10
    station.wait_for("Velg en jobb")
    station.scanner.scan("CMD-F10")
    station.wait_for("Skann adgangskortet ditt.")
    station.type("\x1b[21~")
    station.wait_for("F10 en gang til")
    station.type("\x1b[21~")
    pid, station.pid = station.pid, 0
    station.wait_until(lambda: os.waitpid(pid, os.WNOHANG) == (pid, 0), "the end")
