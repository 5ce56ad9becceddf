"""The one source of "now": every moment that is stored or compared comes from a Clock that was handed in."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...


class WallClock:
    """The machine's clock, shifted by a fixed offset where a demo hub lives on another day."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The machine's time plus the offset, in UTC."""
        return datetime.now(UTC) + self.offset


class ManualClock:
    """Stands still until somebody moves it: tests, replays and the headless demo."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment that was set last, in UTC."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set the moment.

        Raises:
            ValueError: ``at`` lies before the present moment; time never runs back.
        """
        at = at.astimezone(UTC)
        if at < self._at:
            raise ValueError(f"the clock stands at {self._at.isoformat()}, it can't go back to {at.isoformat()}")
        self._at = at
