"""Looks how the printers are, in the thread that goes its rounds, and has the screen read anew when one has changed."""

from collections.abc import Callable

from hubops.messages import Message
from hubops.operations import device_reports
from hubops.operations.desk import Desk
from hubops.operations.plant import Facts
from hubops.tui.news import LabelPrinter

LOOK_S = 0.2
"""Seconds between two looks: one small reading, so that nobody waits for the next reading of the whole board."""

STILL_PRINTS = ("", "printer.mute", "printer.paper_low")
"""Faults of a printer from which labels come nevertheless: the board tells them."""


class PrinterLook:
    """What a terminal knows of the printers. Not for use by two threads at once."""

    def __init__(
        self,
        desk: Desk,
        label_printer: Callable[[], str],
        changed: Callable[[], None],
        tell: Callable[[LabelPrinter], bool],
    ) -> None:
        """Set up; nothing is read yet.

        Args:
            desk: by which to read.
            label_printer: the name of the one that prints the station's labels now.
            changed: called when any printer is in another state, or has another fault.
            tell: takes news for the screen, for whoever packs must know that no label comes; False before there is one.
        """
        self._desk = desk
        self._label_printer = label_printer
        self._changed = changed
        self._tell = tell
        self._known: dict[str, tuple[str, str]] | None = None
        self._trouble: Message | None = None

    def look(self) -> None:
        """Look once.

        Raises:
            StoreFault: the database can't be read now.
        """
        told = self._desk.look(device_reports.printers_told)
        found = {name: (facts.state, facts.fault) for name, facts in told.items()}
        if self._known is not None and found != self._known:
            self._changed()
        self._known = found
        trouble = _trouble(told.get(self._label_printer()))
        if trouble != self._trouble and self._tell(LabelPrinter(trouble)):
            self._trouble = trouble


def _trouble(facts: Facts | None) -> Message | None:
    if facts is None or facts.fault in STILL_PRINTS:
        return None
    return Message(facts.fault, {**facts.fault_values, "printer": facts.name})
