"""What the threads of a station tell its screen; each of these may be posted from any thread."""

import textual.message

from hubops.devices.scanners.setup import ScannerSetup
from hubops.devices.states import DeviceStatus
from hubops.flows.floor import Answer
from hubops.inputs import Input, Weight
from hubops.messages import Message
from hubops.queries.board import Board

BOARD = "today.board"
"""The prompt below which the board of the day stands."""
SETTINGS = "settings"
"""The kind of status that tells that devices.toml is not followed: it is shown as a device that needs a hand."""
LIVE = ("devices.list", "devices.device")
"""Prompts that show how the devices are now, and are read again while they stand."""


class Answered(textual.message.Message, bubble=False):
    """The floor answered; ``said`` is None when the prompt was only read again."""

    def __init__(self, answer: Answer, said: Input | None) -> None:
        super().__init__()
        self.answer = answer
        self.said = said


class Troubled(textual.message.Message, bubble=False):
    """The floor could not answer. ``fresh`` tells an input that failed from a trouble that goes on."""

    def __init__(self, trouble: Message, *, fresh: bool) -> None:
        super().__init__()
        self.trouble = trouble
        self.fresh = fresh


class Ordered(textual.message.Message, bubble=False):
    """The scale was given an order, which answers the key, or later has carried it out or declined."""

    def __init__(self, message: Message, *, given: bool) -> None:
        super().__init__()
        self.message = message
        self.given = given


class BoardRead(textual.message.Message, bubble=False):
    """The board was read again, and the printers' states with it."""

    def __init__(self, board: Board, printers: tuple[DeviceStatus, ...]) -> None:
        super().__init__()
        self.board = board
        self.printers = printers


class LabelPrinter(textual.message.Message, bubble=False):
    """What is wrong with the printer of the station's labels; None when nothing is any more."""

    def __init__(self, trouble: Message | None) -> None:
        super().__init__()
        self.trouble = trouble


class Alarmed(textual.message.Message, bubble=False):
    """Other alarms stand than before; ``oldest`` is None where there are none, ``fresh`` tells that one is new."""

    def __init__(self, count: int, oldest: Message | None, *, fresh: bool) -> None:
        super().__init__()
        self.count = count
        self.oldest = oldest
        self.fresh = fresh


class Weighed(textual.message.Message, bubble=False):
    """The scale shows this now; only the newest is worth painting."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self.weight = weight

    def can_replace(self, message: textual.message.Message) -> bool:
        """An older weight that waits is of no use."""
        return isinstance(message, Weighed)


class DeviceChanged(textual.message.Message, bubble=False):
    """A scanner or scale of this station changed its state."""

    def __init__(self, status: DeviceStatus) -> None:
        super().__init__()
        self.status = status


class Moved(textual.message.Message, bubble=False):
    """The terminal is at this station, with these devices: it was bound to another one, or the devices have changed."""

    def __init__(self, station: str, keyboard: ScannerSetup, devices: tuple[DeviceStatus, ...]) -> None:
        super().__init__()
        self.station = station
        self.keyboard = keyboard
        self.devices = devices


class Typed(textual.message.Message):
    """Something was typed or pressed; None is the wish for the next recorded input of the demo.

    ``dropped`` tells of an Enter that acknowledged a refusal, and with which went what a hand had typed.
    """

    def __init__(self, said: Input | None, *, dropped: bool = False) -> None:
        super().__init__()
        self.said = said
        self.dropped = dropped


class Untaken(textual.message.Message):
    """A hand types while a refusal stands: it will not count, and is to be told so."""
