"""What stands large on a sign, typed where the scanner is dead: ``V1`` where a vehicle is wanted, ``K1`` for a zone.

The step's own table knows which kinds it takes. Only what the hub has a sign for is understood, and only where one kind
can be meant; else the refusal says what the step wants.
"""

from dataclasses import replace

from hubops.errors import Refused
from hubops.flows.table import State
from hubops.inputs import Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations.booking import Booking
from hubops.queries import signs

UNKNOWN = "scan.unknown_code"
KEYBOARD = "keyboard"
"""The device of a code that was typed."""


def is_short(said: object) -> bool:
    """Whether it was typed and may be what stands on a sign."""
    if isinstance(said, Scan):
        return said.fault == UNKNOWN and said.device == KEYBOARD
    return isinstance(said, Text) and not said.text.strip().isdecimal()


def meant(booking: Booking, state: State, said: Scan | Text) -> Scan | Text:
    """The scan of the one sign that the step takes and that bears what was typed; else what was said.

    Where a text is wanted, only a zone is meant: beside zones the text is a number, beside vehicles it may be a name.
    """
    typed = (said.text if isinstance(said, Text) else said.raw).strip()
    kinds = [ScanKind(edge.on.name) for edge in state.edges if edge.on.kind == "scan"]
    if isinstance(said, Text):
        kinds = [kind for kind in kinds if kind is ScanKind.ZONE]
    found = [
        Scan(typed, kind, code=code, device=KEYBOARD) for kind in kinds for code in signs.bearing(booking, kind, typed)
    ]
    if len(found) != 1:
        return said
    return replace(found[0], raw=f"{found[0].kind}-{found[0].code}".upper())


def refusal(state: State) -> Refused:
    """What a code that means nothing is answered: what the step wants, where that is no goods."""
    kinds = [edge.on.name for edge in state.edges if edge.on.kind == "scan"]
    if not kinds or ScanKind.ITEM in kinds:
        return Refused(UNKNOWN)
    return Refused("scan.unknown_here", wanted=Message(f"wanted.{kinds[0]}"))
