"""A simulated MT-SICS scale behind a pseudo terminal: put goods on it, move it, make it mute, pull its cable."""

import os
import select
import threading
from decimal import Decimal
from pathlib import Path

from hubops.devices.simulators.pseudo_port import PseudoPort

CAPACITY_G = 60_000


class SimulatedScale:
    """A floor scale of 60 kg that shows kilograms with three decimals and speaks MT-SICS level 0 (devices.md 1.2)."""

    def __init__(self, link: Path | None = None, serial: str = "B021002593") -> None:
        """Plug it in, empty and still. ``link`` is a path for a symbolic link that stays after an unplug and a plug."""
        self._serial = serial
        self._grams = 0
        self._moving = False
        self._mute = False
        self._pending = b""
        self._lock = threading.Lock()
        self._port = PseudoPort(link)
        self._port.plug()
        self._wake_read, self._wake_write = os.pipe()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="simulated scale", daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """The port to read from."""
        return self._port.path

    def put(self, grams: int) -> None:
        """What lies on it now, in grams; over 60 kg it answers overload, below zero underload."""
        with self._lock:
            self._grams = grams

    def moving(self, moving: bool) -> None:
        """Whether the load sways: weights are dynamic then."""
        with self._lock:
            self._moving = moving

    def mute(self, mute: bool) -> None:
        """Whether it answers nothing at all, as with a pulled plug behind a USB adapter."""
        with self._lock:
            self._mute = mute

    def unplug(self) -> None:
        """Pull the USB cable: the port vanishes."""
        with self._lock:
            if not self._closed:
                self._port.unplug()
                self._pending = b""
                self._wake()

    def plug(self) -> None:
        """Put the cable back."""
        with self._lock:
            if not self._closed:
                self._port.plug()
                self._wake()

    def close(self) -> None:
        """Gone for good."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._port.unplug()
            self._wake()
        self._thread.join(5)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _wake(self) -> None:
        """Let the thread look at the port anew; the lock is held."""
        os.write(self._wake_write, b"x")

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._closed:
                    return
                watched = [self._wake_read] + ([self._port.fileno()] if self._port.plugged else [])
            try:
                ready, _, _ = select.select(watched, [], [])
            except OSError:
                continue  # unplugged between the two lines above
            if self._wake_read in ready:
                os.read(self._wake_read, 64)
                continue
            with self._lock:
                *commands, self._pending = (self._pending + self._port.read()).split(b"\n")
                for command in commands:
                    self._port.write(self._answer(command.strip()))

    def _answer(self, command: bytes) -> bytes:
        if self._mute:
            return b""
        match command:
            case b"SI":
                text = self._weight("D" if self._moving else "S")
            case b"S":
                text = "S I" if self._moving else self._weight("S")
            case b"I4" | b"@":
                text = f'I4 A "{self._serial}"'
            case _:
                text = "ES"
        return f"{text}\r\n".encode()

    def _weight(self, state: str) -> str:
        if self._grams > CAPACITY_G:
            return "S +"
        if self._grams < 0:
            return "S -"
        return f"S {state} {Decimal(self._grams).scaleb(-3):10.3f} kg"
