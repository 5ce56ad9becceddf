"""A simulated scale behind a pseudo terminal: put goods on it, move it, make it mute, pull its cable."""

import os
import select
import threading
from pathlib import Path

from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.simulators.scale_voices import VOICES, Shown
from hubops.devices.simulators.tcp_port import TcpPort

CAPACITY_G = 60_000
STREAM_EVERY_S = 0.05
LONGEST_COMMAND = 64
"""Bytes; what is longer is no command."""


class SimulatedScale:
    """A floor scale of 60 kg that shows kilograms with three decimals, in any of the protocols."""

    def __init__(
        self,
        link: Path | None = None,
        serial: str = "B021002593",
        protocol: str = "mt-sics",
        *,
        port: PseudoPort | TcpPort | None = None,
    ) -> None:
        """Plug it in, empty and still.

        Args:
            link: a path for a symbolic link that stays after an unplug and a plug.
            serial: its serial number.
            protocol: a name as in devices.toml.
            port: where it sits instead of at a pseudo terminal with that link.
        """
        self._serial = serial
        self._voice = VOICES[protocol]
        self._grams = 0
        self._zero_g = 0
        self._tare_g = 0
        self._records = 0
        self._moving = False
        self._mute = False
        self._echoes = False
        self._pending = b""
        self._lock = threading.Lock()
        self._port = port or PseudoPort(link)
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

    def echo(self, echo: bool) -> None:
        """Whether it only sends back what it hears, as Toledo 8217 does after ``E`` until ``F``."""
        with self._lock:
            self._echoes = echo

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
                ready, _, _ = select.select(watched, [], [], STREAM_EVERY_S if self._voice.streams else None)
            except OSError:
                continue  # unplugged between the two lines above
            if self._wake_read in ready:
                os.read(self._wake_read, 64)
                continue
            with self._lock:
                if not ready:
                    self._say("now")
                elif self._port.plugged:
                    self._listen(self._port.read())

    def _listen(self, data: bytes) -> None:
        if self._echoes:
            self._port.write(data)
            self._echoes = b"F" not in data
            return
        self._pending += data
        end = 0
        for command in self._voice.command.finditer(self._pending):
            self._say(self._voice.commands.get(command[1].decode("latin-1").strip(), "unknown"))
            end = command.end()
        self._pending = self._pending[end:][-LONGEST_COMMAND:]

    def _say(self, asked: str) -> None:
        if not self._mute:
            self._port.write(self._answer(asked).encode("latin-1"))

    def _answer(self, asked: str) -> str:
        voice, shown = self._voice, self._shown()
        match asked:
            case "now":
                return voice.weight(shown)
            case "stable":
                return (voice.stable or voice.weight)(shown)
            case "tare" | "zero":
                return self._carry_out(asked)
            case "identify" | "tell_tare" | "store":
                self._records += asked == "store" and shown.still
                says = {"identify": voice.identity, "tell_tare": voice.tare, "store": voice.stored}[asked]
                return says(self._shown()) if says else ""
        return voice.unknown

    def _carry_out(self, order: str) -> str:
        """A load in motion or out of range is neither tared nor set to zero."""
        done = self._shown().still
        if done and order == "tare":
            self._tare_g = self._grams - self._zero_g
        elif done:
            self._zero_g, self._tare_g = self._grams, 0
        answers = self._voice.done
        return answers[order][0 if done else 1](self._shown()) if answers else ""

    def _shown(self) -> Shown:
        gross_g = self._grams - self._zero_g
        return Shown(
            net_g=gross_g - self._tare_g,
            tare_g=self._tare_g,
            moving=self._moving,
            over=self._grams > CAPACITY_G,
            under=gross_g < 0,
            serial=self._serial,
            record=self._records,
        )
