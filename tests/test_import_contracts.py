"""The leaves and the core load without a screen and without a wire (architecture.md, "The house").

The import contracts in pyproject.toml look at what hubops imports of itself; this test looks at what a room really
loads, packages of others included. Rooms that may load the same are loaded together, in a fresh interpreter.
"""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

HUBOPS = Path(__file__).parents[1] / "hubops"

FORBIDDEN = {
    ("planning", "documents"): {"textual", "serial", "sqlalchemy"},
    ("devices",): {"textual", "sqlalchemy"},
    ("model", "store", "operations", "queries", "flows"): {"textual", "serial"},
}
"""What no module of these rooms may load; only the devices speak over a serial line."""

LOAD_AND_TELL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*{name.partition(".")[0] for name in sys.modules})
"""


def modules_of(room: str) -> list[str]:
    """The room and every module under it, by name."""
    package = f"hubops.{room}"
    return [package, *(found.name for found in pkgutil.walk_packages([str(HUBOPS / room)], f"{package}."))]


@pytest.mark.parametrize("rooms", FORBIDDEN, ids=" ".join)
def test_rooms_load_no_screen_and_no_wire(rooms: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOAD_AND_TELL, *(module for room in rooms for module in modules_of(room))],
        cwd=HUBOPS.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert set(run.stdout.split()).isdisjoint(FORBIDDEN[rooms])


def test_every_module_is_found() -> None:
    """A folder without ``__init__.py`` would be left out silently."""
    for room in (room for rooms in FORBIDDEN for room in rooms):
        files = [path for path in (HUBOPS / room).rglob("*.py") if "__pycache__" not in path.parts]
        assert len(modules_of(room)) == len(files), room
