"""A simulated device behind a port server: one connection at a time on the loopback address, as ``socket://`` reads."""

import contextlib
import socket


class TcpPort:
    """The far end of a serial line that a port server offers on the network; for the rest like a PseudoPort."""

    def __init__(self, host: str, port: int) -> None:
        """Choose the address, without listening yet; port 0 is any free one, and stays the same after a plug."""
        self._address = (host, port)
        self._server: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def path(self) -> str:
        """What a reader opens."""
        host, port = self._address
        return f"socket://{host}:{port}"

    @property
    def plugged(self) -> bool:
        """Whether a reader finds anything."""
        return self._server is not None

    def fileno(self) -> int:
        """For select: a reader comes, or its bytes can be read here."""
        found = self._client or self._server
        return found.fileno() if found is not None else -1

    def plug(self) -> None:
        """Begin to listen; nothing happens if it does already. Raises OSError where the address is taken."""
        if self._server is None:
            self._server = socket.create_server(self._address)
            self._server.setblocking(False)
            self._address = self._server.getsockname()[:2]

    def unplug(self) -> None:
        """Break off: a reader notices at once, and finds nobody until it is plugged in again."""
        self._hang_up()
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server.shutdown(socket.SHUT_RDWR)  # who waits in select still holds it after a close
            self._server.close()
            self._server = None

    def write(self, data: bytes) -> None:
        """Send bytes to the reader; they are lost if there is none."""
        self._answer()
        if self._client is not None:
            try:
                self._client.send(data)
            except OSError:
                self._hang_up()

    def read(self) -> bytes:
        """What the reader sent, empty if there is nothing."""
        self._answer()
        if self._client is None:
            return b""
        try:
            data = self._client.recv(4096)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _answer(self) -> None:
        """Take the reader that waits, if nobody reads yet."""
        if self._server is None or self._client is not None:
            return
        with contextlib.suppress(OSError):
            self._client = self._server.accept()[0]
            self._client.setblocking(False)

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
