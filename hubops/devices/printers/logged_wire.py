"""A wire that is written down while somebody has switched its log on."""

from collections.abc import Callable

from hubops.devices.printers.wires import Wire
from hubops.devices.wire_log import FROM_DEVICE, TO_DEVICE, note, wire_of


class LoggedWire:
    """The wire of one printer; see Wire."""

    def __init__(self, name: str, wire: Wire) -> None:
        self.address = wire.address
        self._wire = wire
        self._log = wire_of("printer", name)

    def ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """See :class:`Wire`."""
        note(self._log, TO_DEVICE, question)
        answer = self._wire.ask(question, whole)
        note(self._log, FROM_DEVICE, answer)
        return answer

    def hand_over(self, data: bytes) -> None:
        """See :class:`Wire`."""
        note(self._log, TO_DEVICE, data)
        self._wire.hand_over(data)
