"""The address of a printer on the network."""

from hubops.errors import SetupFault

DEFAULT_PORT = 9100


def host_and_port(address: str) -> tuple[str, int]:
    """Read ``host:port``; the port is 9100 if it is left out.

    Raises:
        SetupFault: ``device.bad_address``.
    """
    host, separator, port = address.rpartition(":")
    if not separator:
        host, port = address, str(DEFAULT_PORT)
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port[:6]) < 65536:
        raise SetupFault("device.bad_address", address=address)
    return host.strip("[]"), int(port)
