"""What the core must know of the hub's devices and their settings; the edge that runs a station hands it in.

The settings stand in devices.toml, by section (``scales``, ``scanners``, ``printers``, ``stations``) and name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from hubops.errors import Refused

Values = Mapping[str, object]
Sections = Mapping[str, Mapping[str, Values]]

KIND_OF = {"scales": "scale", "scanners": "scanner", "printers": "printer"}
"""The kind of the devices in a section."""
NAME = re.compile(r"[A-Za-z0-9_-]{1,20}")
"""What a device or a station may be called: it stands in a barcode and in the names of files."""
SECTION_OF = {kind: section for section, kind in KIND_OF.items()} | {"station": "stations"}


@dataclass(frozen=True, slots=True)
class Facts:
    """One device as its owner knows it; ``state`` is a word of devices/states.py."""

    kind: str
    name: str
    state: str
    since: datetime
    fault: str = ""
    """The code of what is wrong and what to do; empty if nothing is wrong."""
    fault_values: Values = field(default_factory=dict)
    last: str = ""
    """The code of the sentence that tells the last value; empty if there was none yet."""
    last_values: Values = field(default_factory=dict)
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One line that a section of devices.toml may have."""

    name: str
    choices: tuple[str, ...] = ()
    """What it may be; empty where it is typed."""
    needed: bool = False
    usual: str = ""
    """What holds if it is left out, as it is typed; empty where that is nothing, or depends on other lines."""


class Plant(Protocol):
    """The devices of the hub, at one station."""

    @property
    def sections(self) -> Sections:
        """The settings that hold now, defaults included."""
        ...

    @property
    def fault(self) -> tuple[str, Values]:
        """What is wrong with the file, which is not followed until it is mended; an empty code if it is sound."""
        ...

    def own(self) -> Sequence[Facts]:
        """The devices that this program reads itself, as they are at this moment."""
        ...

    def form(self, section: str) -> tuple[Setting, ...]:
        """What can be set in a section."""
        ...

    def write(self, section: str, name: str, values: Values) -> None:
        """Write one device or station into the file; the running programs follow.

        Raises:
            Refused: ``devices.bad_settings``: the file would not be sound; it stays as it was.
        """
        ...

    def remove(self, section: str, name: str) -> None:
        """Take one device or station out of the file; the running programs follow.

        Raises:
            Refused: ``devices.bad_settings``: a station names it, or it is the last one; the file stays as it was.
        """
        ...


class NoPlant:
    """No devices at hand, as in a replay or a job of the clock."""

    sections: Sections = MappingProxyType({section: {} for section in SECTION_OF.values()})
    fault: tuple[str, Values] = ("", {})

    def own(self) -> Sequence[Facts]:
        """None."""
        return ()

    def form(self, section: str) -> tuple[Setting, ...]:
        """Nothing can be set."""
        del section
        return ()

    def write(self, section: str, name: str, values: Values) -> None:
        """Raises Refused ``devices.not_here``."""
        del section, name, values
        raise Refused("devices.not_here")

    def remove(self, section: str, name: str) -> None:
        """Raises Refused ``devices.not_here``."""
        del section, name
        raise Refused("devices.not_here")


NO_PLANT = NoPlant()
