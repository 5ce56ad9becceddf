"""Where a simulated printer is reached: on TCP, one connection after the other, or at the end of a serial line."""

import os
import select
import socket
import threading
from collections.abc import Callable

from hubops.devices.simulators.pseudo_port import PseudoPort

Hear = Callable[[bytes], tuple[bytes, bytes]]
"""Takes all that was heard and not acted upon yet; gives what is left of it and what is answered."""

_PATIENCE_S = 5.0
_MOST = 65536


class PrinterPort:
    """Hands what it hears to a printer and sends back what that answers, in a thread of its own."""

    def __init__(self, hear: Hear, port: int = 0, line: PseudoPort | None = None) -> None:
        """Begin to listen.

        Args:
            hear: the printer; called from the thread.
            port: of the loopback address, 0 for any free one. What a connection left unfinished is forgotten.
            line: a serial line instead, on which what was left unfinished stays.
        """
        self._hear = hear
        self._closing = threading.Event()
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()
        if line is not None:
            line.plug()
            self.address = line.path
            self._wake_read, self._wake_write = os.pipe()
        else:
            self._server = socket.create_server(("127.0.0.1", port))
            self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._line = line
        self._thread = threading.Thread(target=self._serve, name="simulated printer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch it off; once is enough."""
        if self._closing.is_set():
            return
        with self._lock:
            self._closing.set()
            if self._connection is not None:
                _shut(self._connection)
        if self._line is not None:
            os.write(self._wake_write, b"x")
            self._thread.join(5)
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._line.unplug()
        else:
            _shut(self._server)
            self._thread.join(5)
            self._server.close()

    def _serve(self) -> None:
        if self._line is not None:
            self._serve_line(self._line)
        while not self._closing.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                with self._lock:
                    self._connection = connection
                    if self._closing.is_set():
                        return
                self._talk(connection)
                with self._lock:
                    self._connection = None

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE_S)
        pending = b""
        try:
            while data := connection.recv(_MOST):
                pending, answer = self._hear(pending + data)
                connection.sendall(answer)
        except OSError:
            return

    def _serve_line(self, line: PseudoPort) -> None:
        pending = b""
        while not self._closing.is_set():
            select.select([self._wake_read, line.fileno()], [], [])
            if data := line.read():
                pending, answer = self._hear(pending + data)
                line.write(answer)


def _shut(connection: socket.socket) -> None:
    """Wake whoever waits on it; it may be gone already."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
