"""The alibi record of a weight that must hold up later: the scale keeps it in a memory that nobody can change.

Dini Argeo stores the load at rest when it is told ``PID``, and answers with the record's number (devices.md 1.5, 1.7).
"""

from dataclasses import replace

from hubops.devices.scales.frames import Stored
from hubops.inputs import Weight

TRIES = 10
"""Orders to store the same load after which the scale counts as unable to."""
ROUNDING_G = 1
"""Pounds are rounded to grams for gross and tare apart; no scale of a dock has so small a step."""


class AlibiRecord:
    """The record of the load that rests on one scale; nothing is recorded where no command for it is given."""

    def __init__(self, command: bytes) -> None:
        """``command`` orders the scale to store what lies on it; empty: no record is wanted."""
        self._command = command
        self._stored: Stored | None = None
        self._wanted = False
        self._asked_last = False
        self._tries = 0

    @property
    def is_refused(self) -> bool:
        """The scale was told often enough, and has stored nothing."""
        return self._tries > TRIES

    def forget(self) -> None:
        """Another load, or another connection."""
        self._stored, self._wanted, self._tries = None, False, 0

    def question(self) -> bytes:
        """The order to store, each time before the weight is asked for again; empty while there is nothing to store."""
        self._asked_last = self._wanted and not self._asked_last
        self._tries += self._asked_last
        return self._command if self._asked_last else b""

    def heard(self, stored: Stored) -> None:
        """The scale answered to the order."""
        self._stored = stored if stored.record else None

    def completed(self, weight: Weight) -> Weight:
        """The weight with its record behind its frame; without one it does not count as at rest."""
        if not self._command:
            return weight
        if not weight.stable or weight.grams <= 0:
            self.forget()
            return weight
        if self._stored is None or abs(self._stored.grams - weight.grams) > ROUNDING_G:
            self._wanted = True
            return replace(weight, stable=False)
        self._wanted, self._tries = False, 0
        return replace(weight, raw=f"{weight.raw} {self._stored.raw}")
