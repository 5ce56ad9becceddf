"""How a simulated scale speaks each protocol: its commands, and the bytes of what it shows (devices.md 1.2-1.5).

It is written from the protocols' descriptions and shares nothing with the parsers, so that each checks the other.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the display of a scale of 60 kg, and how it is."""

    net_g: int
    tare_g: int
    moving: bool
    over: bool
    under: bool
    serial: str
    record: int = 0
    """The number of the newest record in its alibi memory."""

    @property
    def still(self) -> bool:
        """At rest and in range: it can be tared and set to zero."""
        return not (self.moving or self.over or self.under)

    def kg(self, width: int, *, sign: bool = False, fill: str = "") -> str:
        """The net weight in kilograms with three decimals."""
        value = Decimal(self.net_g).scaleb(-3)
        return f"{value:{'+' if sign else ''}{fill}{width}.3f}"


Says = Callable[[Shown], str]


@dataclass(frozen=True)
class Voice:
    """One protocol, seen from the scale. Texts are sent as latin-1."""

    commands: Mapping[str, str]
    """What each command asks for: ``now stable tare zero identify tell_tare store``; others are ``unknown``."""
    weight: Says
    """What it shows now, of whatever kind."""
    command: re.Pattern[bytes] = re.compile(rb"([^\r\n]*)\r?\n")
    """One command, its word in the first group."""
    stable: Says | None = None
    """The answer to who wants a weight at rest; None: the same as now."""
    done: Mapping[str, tuple[Says, Says]] | None = None
    """The answers to ``tare`` and ``zero``: it is done, it can't be done; None: no answer."""
    identity: Says | None = None
    tare: Says | None = None
    stored: Says | None = None
    """The answer to who wants what lies on it stored in its alibi memory."""
    unknown: str = ""
    streams: bool = False
    """It sends what it shows about twenty times a second, unasked."""


def _sics(shown: Shown) -> str:
    if shown.over or shown.under:
        return "S +\r\n" if shown.over else "S -\r\n"
    return f"S {'D' if shown.moving else 'S'} {shown.kg(10)} kg\r\n"


def _kilograms(grams: int, width: int) -> str:
    return f"{Decimal(grams).scaleb(-3):{width}.3f}"


MT_SICS = Voice(
    {"SI": "now", "S": "stable", "T": "tare", "Z": "zero", "I4": "identify", "@": "identify", "TA": "tell_tare"},
    _sics,
    stable=lambda shown: "S I\r\n" if shown.moving else _sics(shown),
    done={
        "tare": (lambda shown: f"T S {_kilograms(shown.tare_g, 10)} kg\r\n", lambda _: "T I\r\n"),
        "zero": (lambda _: "Z A\r\n", lambda _: "Z I\r\n"),
    },
    identity=lambda shown: f'I4 A "{shown.serial}"\r\n',
    tare=lambda shown: f"TA A {_kilograms(shown.tare_g, 10)} kg\r\n",
    unknown="ES\r\n",
)


def _status_8217(shown: Shown) -> str:
    bits = 0x40 | 0x20 * bool(shown.tare_g) | 0x10 * (shown.net_g == 0)
    return f"\x02?{chr(bits | 4 * shown.under | 2 * shown.over | shown.moving)}\r"


def _weight_8217(shown: Shown) -> str:
    if not shown.still or shown.net_g < 0:
        return _status_8217(shown if not shown.still else Shown(shown.net_g, shown.tare_g, False, False, True, ""))
    return f"\x02{shown.kg(6, fill='0')}{'N' if shown.tare_g else ''}\r"


TOLEDO_8217 = Voice(
    {"W": "now", "T": "tare", "Z": "zero"},
    _weight_8217,
    command=re.compile(rb"([A-Z])\r?"),
    done={"tare": (_status_8217, _status_8217), "zero": (_status_8217, _status_8217)},
)


def _sma(shown: Shown) -> str:
    state = "O" if shown.over else "U" if shown.under else "Z" if shown.net_g == 0 else " "
    mode = "N" if shown.tare_g else "G"
    return f"\n{state}1{mode}{'M' if shown.moving else ' '} {shown.kg(10)}kg \r"


SMA = Voice(
    {"W": "now", "P": "stable", "T": "tare", "Z": "zero", "A": "identify"},
    _sma,
    command=re.compile(rb"\n([^\r\n]*)\r"),
    done={"tare": (_sma, _sma), "zero": (_sma, _sma)},
    identity=lambda shown: f"\nSMA:2/1.0\r\nSN_:{shown.serial}\r\nEND:\r",
    unknown="\n?\r",
)


def _and(shown: Shown) -> str:
    if shown.over or shown.under:
        return f"OL,{'+' if shown.over else '-'}9999999E+19\r\n"
    return f"{'US' if shown.moving else 'ST'},{shown.kg(9, sign=True, fill='0')} kg\r\n"


A_AND_D = Voice(
    {"Q": "now", "SI": "now", "S": "stable", "T": "tare", "Z": "zero", "?SN": "identify", "?PT": "tell_tare"},
    _and,
    identity=lambda shown: f"SN,{shown.serial}\r\n",
    tare=lambda shown: f"PT,+{Decimal(shown.tare_g).scaleb(-3):08.3f} kg\r\n",
    unknown="?\r\n",
)


def _dini(shown: Shown) -> str:
    state = "OL" if shown.over else "UL" if shown.under else "US" if shown.moving else "ST"
    return f"{state},{'NT' if shown.tare_g else 'GS'},{shown.kg(8)},kg\r\n"


def _dini_stored(shown: Shown) -> str:
    state = "OL" if shown.over else "UL" if shown.under else "US" if shown.moving else "ST"
    gross, tare = _kilograms(shown.net_g + shown.tare_g, 10), _kilograms(shown.tare_g, 10)
    record = f"00001-{shown.record:06}" if shown.still else "NO"
    return f"PID{state},1,{gross}kg,  {tare}kg,{record}\r\n"


DINI = Voice(
    {"READ": "now", "TARE": "tare", "ZERO": "zero", "VER": "identify", "PID": "store"},
    _dini,
    done={"tare": (lambda _: "OK\r\n", lambda _: "ERR03\r\n"), "zero": (lambda _: "OK\r\n", lambda _: "ERR03\r\n")},
    identity=lambda shown: f"VER,{shown.serial}\r\n",
    stored=_dini_stored,
    unknown="ERR04\r\n",
)


def _cas(shown: Shown) -> str:
    state = "OL" if shown.over else "US" if shown.moving or shown.under else "ST"
    lamps = 0x80 | 0x40 * (state == "ST") | (0x02 if shown.tare_g else 0x04) | (shown.net_g == 0)
    return f"{state},{'NT' if shown.tare_g else 'GS'},\x81{chr(lamps)},{shown.kg(8, fill='0')} kg\r\n"


CAS = Voice(
    {"01RW": "now", "01MT": "tare", "01MZ": "zero"},
    _cas,
    done={"tare": (lambda _: "01MT\r\n", lambda _: "!\r\n"), "zero": (lambda _: "01MZ\r\n", lambda _: "!\r\n")},
    unknown="?\r\n",
)


def _sbi(shown: Shown) -> str:
    if shown.over or shown.under:
        return f"Stat         {'H' if shown.over else 'L'}\r\n"
    sign = "-" if shown.net_g < 0 else "+"
    value = f"{sign} {_kilograms(abs(shown.net_g), 8)} {'   ' if shown.moving else 'kg '}"
    return f"{'N' if shown.tare_g else 'G'}     {value}\r\n"


SARTORIUS_SBI = Voice(
    {"P": "now", "T": "tare", "U": "tare", "V": "zero", "x2_": "identify"},
    _sbi,
    command=re.compile(rb"\x1b([^\r\n\x1b]*)\r?\n"),
    identity=lambda _: "    0012345678\r\n",
)


def _ohaus(shown: Shown) -> str:
    if shown.over or shown.under:
        return "Overload\r\n" if shown.over else "Underload\r\n"
    return f"{shown.kg(11)} kg {'?' if shown.moving else ' '} {'NET' if shown.tare_g else 'G'}\r\n"


OHAUS = Voice({"IP": "now", "P": "now", "SP": "stable", "T": "tare", "Z": "zero"}, _ohaus, unknown="ES\r\n")


def _radwag(shown: Shown) -> str:
    mark = "^" if shown.over else "v" if shown.under else "?" if shown.moving else " "
    sign = "-" if shown.net_g < 0 else " "
    return f"SI {mark} {sign}{_kilograms(abs(shown.net_g), 9)} kg \r\n"


RADWAG = Voice(
    {"SI": "now", "S": "stable", "T": "tare", "Z": "zero", "NB": "identify", "OT": "tell_tare"},
    _radwag,
    stable=lambda shown: "S A\r\n" + ("S E\r\n" if shown.moving else "S  " + _radwag(shown)[3:]),
    done={
        "tare": (lambda _: "T A\r\nT D\r\n", lambda _: "T A\r\nT E\r\n"),
        "zero": (lambda _: "Z A\r\nZ D\r\n", lambda _: "Z A\r\nZ ^\r\n"),
    },
    identity=lambda shown: f'NB A "{shown.serial}"\r\n',
    tare=lambda shown: f"OT {_kilograms(shown.tare_g, 9)} kg \r\n",
    unknown="ES\r\n",
)


def _continuous(shown: Shown) -> str:
    """Three decimals, so bits 0-2 of the first status byte are 101; with the checksum."""
    second = 0x30 | bool(shown.tare_g) | 2 * (shown.net_g < 0 or shown.under)
    second |= 4 * (shown.over or shown.under) | 8 * shown.moving
    packet = f"\x02\x2d{chr(second)}\x20{abs(shown.net_g):6d}{shown.tare_g:6d}\r"
    return packet + chr(-sum(packet.encode("latin-1")) & 0x7F)


TOLEDO_CONTINUOUS = Voice({"T": "tare", "Z": "zero"}, _continuous, command=re.compile(rb"([A-Z])\r?"), streams=True)

VOICES: Mapping[str, Voice] = {
    "mt-sics": MT_SICS,
    "kern-kcp": MT_SICS,
    "toledo-8217": TOLEDO_8217,
    "sma": SMA,
    "and": A_AND_D,
    "dini": DINI,
    "cas": CAS,
    "sartorius-sbi": SARTORIUS_SBI,
    "ohaus": OHAUS,
    "radwag": RADWAG,
    "toledo-continuous": TOLEDO_CONTINUOUS,
}
"""By the names of devices.toml."""
