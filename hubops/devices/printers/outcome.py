"""What became of a document that was sent to a printer, and how a printer is: never a bool (devices.md 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hubops.devices.states import DeviceState


class Outcome(StrEnum):
    """What is known after a document was sent."""

    CONFIRMED = "confirmed"
    """The printer took it, holds nothing back and reports no fault (a file: it is on the disk)."""
    SENT_UNCONFIRMED = "sent_unconfirmed"
    """The printer took all of it, but has not said that it is out; ``fault`` may say why."""
    REFUSED = "refused"
    """Surely nothing was printed, and nothing will be: it may be sent again."""
    UNKNOWN = "unknown"
    """It broke off after the first byte: only a look at the printer tells."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer to one document."""

    outcome: Outcome
    fault: str = ""
    """A message code that says what is wrong and what to do."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the sentence of ``fault`` names: ``name``, ``address``; ``path`` of a file that was written."""
    for_good: bool = False
    """Refused for what it is itself: to send it again is no use, and the next document may well be taken."""


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """How a printer is right now; a DeviceStatus without a moment, because nobody watches between two questions."""

    name: str
    state: DeviceState
    """READY, DEGRADED (``fault`` says why; a mute printer is degraded, not gone) or GONE (can't be reached)."""
    fault: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    waiting: int | None = None
    """Formats and copies that the printer still holds; None if it did not say."""
    kind: str = "printer"
