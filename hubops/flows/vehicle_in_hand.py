"""What loading and dispatch have in hand; each leads to the other with the same vehicle."""

from uuid import UUID

import msgspec


class Loading(msgspec.Struct):
    """The vehicle at the dock, and the parcel that is loaded against a rule."""

    vehicle: str = ""
    sscc: str = ""
    """A parcel that would stand in front, or that a supervisor is asked about."""
    reason: str = ""
    """Why a limit is to be passed over."""


class Dispatching(msgspec.Struct):
    """The vehicle that is to leave, the parcel that is to be written off, the manifest that somebody takes."""

    vehicle: str = ""
    sscc: str = ""
    run: UUID | None = None
    """The run of the manifest that was printed."""
    origin: str = ""
    """The flow that led here, ``today`` or ``load``, and to which it leads back; empty for none."""
