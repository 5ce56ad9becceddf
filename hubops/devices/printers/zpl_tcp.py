"""A ZPL printer on TCP port 9100, the usual one."""

from hubops.devices.printers.wires import ANSWER_S, TAKE_S, TcpWire
from hubops.devices.printers.zpl_printer import CONFIRM_S, ZplPrinter


class ZplTcpPrinter(ZplPrinter):
    """One printer by its address."""

    def __init__(
        self,
        name: str,
        address: str,
        timeout_s: float = ANSWER_S,
        *,
        take_s: float = TAKE_S,
        confirm_s: float = CONFIRM_S,
    ) -> None:
        """Set up, without a connection; the times are those of the wire and of ZplPrinter.

        Raises:
            SetupFault: ``device.bad_address``.
        """
        super().__init__(name, TcpWire(address, timeout_s, take_s), confirm_s=confirm_s)
