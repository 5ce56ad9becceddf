"""devices.toml while programs run: it is written whole, and followed without a restart.

A file that is not sound is never followed: what held before goes on, and the fault is there to be named.
"""

import os
import threading
import types
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from hubops.devices.ports import Line, check_url
from hubops.devices.scales.protocols import DRIVERS
from hubops.errors import HubopsError, Refused, SetupFault
from hubops.jobs.printers import BUILDERS, build_all
from hubops.messages import Message
from hubops.operations import plant
from hubops.operations.plant import Facts, Sections, Setting, Values
from hubops.settings import Devices, PrinterSettings, Scale, Scanner, Settings, StationSettings, parse

NAME = "devices.toml"
_KINDS: dict[str, type[msgspec.Struct]] = {
    "scales": Scale,
    "scanners": Scanner,
    "printers": PrinterSettings,
    "stations": StationSettings,
}
_CHOICES = {
    ("scales", "protocol"): tuple(DRIVERS),
    ("printers", "language"): tuple(dict.fromkeys(language for language, _ in BUILDERS)),
    ("printers", "transport"): tuple(dict.fromkeys(transport for _, transport in BUILDERS)),
}
"""What is a choice to a person where the settings take any text and look later."""


_USED_BY_STATION = {
    "scanner": "scanners",
    "scale": "scales",
    "label_printer": "printers",
    "paper_printer": "printers",
}
"""The settings of a station that name a device, and the section that has it."""
_NOT_TYPED = ("suffix",)
"""A control character, which nobody can type or see: it is written into the file by hand."""


class DevicesFile:
    """The file and what was read from it last; for any thread."""

    def __init__(self, settings: Settings) -> None:
        """Begin with what was loaded from the hub folder."""
        self.settings = settings
        """With the devices that hold now."""
        self.fault: SetupFault | None = None
        """Why the file as it stands now is not followed; None if it is."""
        self._path = settings.folder / NAME
        self._lock = threading.Lock()
        self._content = b""
        self._raw: Any = {}
        self.look()

    @property
    def sections(self) -> Sections:
        """What the file says, section by section."""
        return {section: self._raw.get(section, {}) for section in _KINDS}

    def look(self) -> bool:
        """Read the file if it has changed; True if other devices hold from now on."""
        with self._lock:
            try:
                content = self._path.read_bytes()
            except OSError:
                self.fault = SetupFault("settings.missing_file", file=NAME)
                self._content = b""
                return False
            if content == self._content:
                return False
            self._content = content
            before = self.settings.devices
            try:
                self._take(content)
            except SetupFault as fault:
                self.fault = fault
            return self.settings.devices != before

    def write(self, section: str, name: str, values: Values) -> None:
        """Write one device or station into the file, which is replaced as a whole; comments stay where they are.

        Args:
            section: of devices.toml.
            name: a new one, or one that is changed.
            values: as they were typed or chosen; empty ones are left out, and so taken back to what is usual.

        Raises:
            Refused: ``devices.bad_name``, or ``devices.bad_settings``: the file would not be sound.
        """
        if not plant.NAME.fullmatch(name):
            raise Refused("devices.bad_name", name=name)
        self._write(lambda text: _with(text, section, name, values))

    def remove(self, section: str, name: str) -> None:
        """Take one device or station out of the file, which is replaced as a whole.

        Raises:
            Refused: ``devices.bad_settings``: a station names it, or it is the last station.
        """
        self._write(lambda text: _without(text, section, name))

    def _write(self, change: Callable[[str], str]) -> None:
        with self._lock:
            try:
                text = change(self._path.read_text(encoding="utf-8"))
                self._check(text.encode())
            except (SetupFault, TOMLKitError, msgspec.ValidationError, OSError, UnicodeDecodeError) as fault:
                raise Refused("devices.bad_settings", fault=why(fault)) from fault
            part = self._path.with_suffix(".part")
            with part.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(self._path.stat().st_mode)
            part.replace(self._path)

    def _take(self, content: bytes) -> None:
        self.settings = self._check(content)
        self._raw = tomlkit.parse(content).unwrap()
        self.fault = None

    def _check(self, content: bytes) -> Settings:
        """The settings with the devices of that content. Raises SetupFault: they could not be worked with."""
        settings = replace(self.settings, devices=parse(NAME, content, Devices))
        devices = settings.devices
        lines = [(scale.port, scale.line) for scale in devices.scales.values()]
        lines += [(scanner.port, scanner.line) for scanner in devices.scanners.values() if scanner.port]
        for port, line in lines:
            check_url(settings.port(port))
            Line.parse(line)
        build_all(settings)
        _check_stations(devices)
        return settings


class FilePlant:
    """The devices of a hub, as dialogues know them (operations/plant.py)."""

    def __init__(self, file: DevicesFile, own: Callable[[], Sequence[Facts]] = tuple) -> None:
        """``own`` tells how the devices are that this program reads itself."""
        self._file = file
        self.own = own

    @property
    def sections(self) -> Sections:
        """What the file says."""
        return self._file.sections

    @property
    def fault(self) -> tuple[str, Values]:
        """Why the file as it stands is not followed."""
        fault = self._file.fault
        return ("devices.file_bad", {"file": NAME, "fault": why(fault)}) if fault else ("", {})

    def form(self, section: str) -> tuple[Setting, ...]:
        """What can be set in a section: first what is needed."""
        fields = msgspec.structs.fields(_KINDS[section])
        found = [self._setting(section, field) for field in fields if field.name not in _NOT_TYPED]
        return tuple(sorted(found, key=lambda setting: not setting.needed))

    def write(self, section: str, name: str, values: Values) -> None:
        """Write one device or station, as :meth:`DevicesFile.write`."""
        self._file.write(section, name, values)

    def remove(self, section: str, name: str) -> None:
        """Take one device or station out of the file, as :meth:`DevicesFile.remove`."""
        self._file.remove(section, name)

    def _setting(self, section: str, field: msgspec.structs.FieldInfo) -> Setting:
        choices = _CHOICES.get((section, field.name)) or _literals(field.type)
        if field.type is bool:
            choices = ("true", "false")
        used = _USED_BY_STATION.get(field.name, "") if section == "stations" else ""
        if used:
            names = tuple(self.sections[used])
            choices = names if field.required else ("", *names)
        usual = "" if field.required or field.default is None else str(field.default)
        return Setting(field.name, choices, field.required, usual.lower() if field.type is bool else usual)


def _with(text: str, section: str, name: str, values: Values) -> str:
    """The file's text with one table written anew. Raises ValidationError for a value that the table can't take."""
    wanted = {key: value for key, value in values.items() if value not in ("", None)}
    typed = msgspec.convert(wanted, _KINDS[section], strict=False)
    document = tomlkit.parse(text)
    tables: Any = document.get(section, {})
    if name not in tables:  # at the end, where it comes between no comment and what that is about
        lines = [f"{key} = {tomlkit.item(getattr(typed, key)).as_string()}" for key in wanted]
        return "\n".join([text.rstrip(), "", f"[{section}.{name}]", *lines, ""])
    table = tables[name]
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key in wanted:
        value = getattr(typed, key)
        if table.get(key) != value:
            table[key] = value
    return tomlkit.dumps(document)


def _without(text: str, section: str, name: str) -> str:
    """The file's text without one table."""
    document = tomlkit.parse(text)
    tables: Any = document.get(section, {})
    tables.pop(name, None)
    if not tables:
        document.pop(section, None)
    return tomlkit.dumps(document)


def _check_stations(devices: Devices) -> None:
    """Every station has devices that are there. Raises SetupFault ``settings.unknown_device``."""
    if not devices.stations:
        raise SetupFault("settings.no_station", file=NAME)
    for name, station in devices.stations.items():
        for setting, section in _USED_BY_STATION.items():
            device, known = getattr(station, setting), tuple(getattr(devices, section))
            if device and device not in known:
                raise SetupFault("settings.unknown_device", station=name, device=device, known=", ".join(known) or "-")


def _literals(kind: Any) -> tuple[str, ...]:
    """The choices of a field; empty where it is any text or number."""
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(choice for each in get_args(kind) for choice in _literals(each))
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def why(fault: Exception) -> object:
    """What is wrong with the file, as it can stand in another sentence."""
    if isinstance(fault, HubopsError):
        return fault.values["fault"] if fault.code == "settings.bad_file" else Message(fault.code, fault.values)
    return str(fault)
