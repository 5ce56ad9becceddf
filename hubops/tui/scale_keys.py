"""Tare and zero by a key of the terminal, where a weight is wanted: F7 and F8, or their printed codes.

They are the station's, not the flow's: nothing is booked, and the scale itself does it or declines (devices.md 1).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hubops.errors import DeviceFault
from hubops.flows.table import Prompt
from hubops.messages import Message


@runtime_checkable
class Obedient(Protocol):
    """A scale that takes orders from any thread (devices/scales/reader.py)."""

    def tare(self) -> "Future[bool]":
        """Take what lies on it as tare; True: done, False: declined. The future may hold a DeviceFault."""
        ...

    def zero(self) -> "Future[bool]":
        """Set itself to zero; as ``tare``."""
        ...


@dataclass(frozen=True, slots=True)
class _Order:
    word: str
    give: Callable[[Obedient], "Future[bool]"]
    begun: str
    done: str
    declined: str


_ORDERS: Mapping[str, _Order] = {
    "f7": _Order("key.scale_tare", lambda scale: scale.tare(), "scale.ordered_tare", "scale.tared", "scale.not_tared"),
    "f8": _Order(
        "key.scale_zero", lambda scale: scale.zero(), "scale.ordered_zero", "scale.zeroed", "scale.not_zeroed"
    ),
}


class ScaleKeys:
    """The keys that order the scale of one station."""

    def __init__(self, readers: Sequence[object]) -> None:
        self._scale = next((reader for reader in readers if isinstance(reader, Obedient)), None)

    def live(self, prompt: Prompt) -> list[tuple[str, Message]]:
        """The keys that order the scale now: none where no weight is wanted; a key of the flow goes before."""
        if self._scale is None or "weight" not in prompt.wants:
            return []
        taken = {name for name, _ in prompt.keys}
        return [(name, Message(order.word)) for name, order in _ORDERS.items() if name not in taken]

    def order(self, key: str, tell: Callable[[Message, bool], object]) -> None:
        """Give an order; ``tell`` hears at once that it is given (True), and from the scale's thread how it ended."""
        order = _ORDERS[key]
        assert self._scale is not None  # noqa: S101 - there is no such key without a scale
        tell(Message(order.begun), True)
        order.give(self._scale).add_done_callback(lambda outcome: tell(_told(outcome, order), False))


def _told(outcome: "Future[bool]", order: _Order) -> Message:
    fault = outcome.exception()
    if isinstance(fault, DeviceFault):
        return Message(fault.code, fault.values)
    return Message(order.done if fault is None and outcome.result() else order.declined)
