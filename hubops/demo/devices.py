"""The demo hub's devices: simulators of scanner, scale and label printer at the ports that its devices.toml names."""

import re
from pathlib import Path

from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.settings import Settings

_ON_SCALE = re.compile(r"kg *(-?[0-9]{1,3})(?:[.,]([0-9]{1,3}))?", re.IGNORECASE)
ADDRESS = re.compile(r'(\[printers\.labels\][^\[]*?address = )"[^"]*"', re.DOTALL)


class DemoDevices:
    """Simulators for one hub folder; the label printer's address is written into devices.toml."""

    def __init__(self, folder: Path) -> None:
        run = folder / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        self.scanner = SimulatedScanner(link=run / "scanner")
        self.scale = SimulatedScale(link=run / "scale")
        self.printer = SimulatedZplPrinter(folder=folder / "print")
        self._write_address(folder / "devices.toml")

    def lay(self, typed: str) -> int | None:
        """Lay on the scale what a typed ``kg 4,2`` says, and nothing else (``kg 0``); None for any other line.

        The word comes first, since a digit that is typed first may choose from a list.
        """
        match = _ON_SCALE.fullmatch(typed.strip())
        if match is None:
            return None
        grams = int(f"{match[1]}{match[2] or '':0<3}")
        self.scale.moving(False)
        self.scale.put(grams)
        return grams

    def close(self) -> None:
        """Stop all simulators."""
        self.scanner.close()
        self.scale.close()
        self.printer.close()

    def _write_address(self, path: Path) -> None:
        text = ADDRESS.sub(rf'\1"{self.printer.address}"', path.read_text(encoding="utf-8"))
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.rename(path)


class SimulatedPrinters:
    """In-process stand-ins for all label printers of a hub: a replay never prints on real paper."""

    def __init__(self, settings: Settings) -> None:
        self.by_name = {
            name: SimulatedZplPrinter(folder=settings.folder / "print")
            for name, printer in settings.devices.printers.items()
            if printer.language == "zpl"
        }

    @property
    def labels(self) -> int:
        """How many labels came out."""
        return sum(len(printer.labels) for printer in self.by_name.values())

    def close(self) -> None:
        """Stop them."""
        for printer in self.by_name.values():
            printer.close()
