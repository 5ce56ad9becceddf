"""A station without a hub: a floor that answers from a script, and a board that stands still."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

import textual.message

from hubops.clock import ManualClock
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.flows.floor import Answer
from hubops.flows.table import Line, Prompt
from hubops.inputs import Input, Scan, Weight
from hubops.messages import DEFAULT_ZONE, Message, Severity
from hubops.queries.board import Board, PrintRow
from hubops.queries.inbound import DeliveryRow, GoodsRow
from hubops.queries.outbound import RouteRow
from hubops.tui.app import HubApp
from hubops.tui.terminal import Terminal

NOW = datetime(2026, 11, 24, 4, 58, tzinfo=UTC)
"""05:58 in Oslo."""


@dataclass(frozen=True)
class Told(Message):
    """A message whose words stand in the test, so that no other room's sentences are tested here."""

    code: str = "told"
    values: Mapping[str, object] = field(default_factory=dict)
    nb: str = ""
    en: str = ""
    how: Severity = Severity.WORD

    @property
    def severity(self) -> Severity:
        """As the test says."""
        return self.how

    def text(self, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
        """As the test says."""
        return self.nb if language == "nb" else self.en


def told(nb: str, en: str, how: Severity = Severity.WORD, code: str = "told") -> Told:
    """A message in both languages."""
    return Told(code, {}, nb, en, how)


MENU = (
    ("Mottak", "Receive"),
    ("Innplassering", "Put away"),
    ("Omlasting", "Cross-dock"),
    ("Lasting", "Load"),
    ("Avgang", "Dispatch"),
)

SIGN_IN = Prompt(
    "signin",
    "badge",
    told("LOGG INN", "SIGN IN"),
    told("Skann adgangskortet ditt.", "Scan your badge."),
    wants=frozenset({"scan"}),
)
TODAY = Prompt(
    "today",
    "board",
    told("I DAG", "TODAY"),
    told("Velg en jobb med sifferet.", "Choose a job with its digit."),
    lines=tuple(Line(told(f"{n} {nb}", f"{n} {en}")) for n, (nb, en) in enumerate(MENU, 1)),
    keys=(("f10", told("Logg ut", "Sign out")),),
    wants=frozenset({"scan", "key", "digit"}),
)
RECEIVE = Prompt(
    "receive",
    "scan",
    told("MOTTAK", "RECEIVE"),
    told("Skann en kasse.", "Scan a case."),
    lines=(
        Line(told("1  Lier Grønt: 32 av 32 stk", "1  Lier Grønt: 32 of 32 pcs"), "done"),
        Line(told("2  Asker Meieri [50%]: 3 av 12 stk", "2  Asker Meieri [50%]: 3 of 12 pcs"), "here"),
        Line(told("3  Bærum Kjøtt [/x]: 0 av 9 stk", "3  Bærum Kjøtt [/x]: 0 of 9 pcs"), "bad"),
        Line(told("4  Fjord Fisk: 0 av 6 stk", "4  Fjord Fisk: 0 of 6 pcs")),
    ),
    keys=(
        ("f4", told("Avslutt levering", "Finish delivery")),
        ("f5", told("Avvis kasse", "Refuse a case")),
    ),
    wants=frozenset({"scan", "key", "digit"}),
    counter=(3, 12),
)
WEIGH = Prompt(
    "receive",
    "weigh",
    told("MOTTAK", "RECEIVE"),
    told("Høyrygg av storfe: sett kassen på vekten.", "Beef chuck: put the case on the scale."),
    keys=(("f3", told("Tilbake", "Back")),),
    wants=frozenset({"weight", "key"}),
)
LOT = Prompt(
    "receive",
    "lot",
    told("MOTTAK", "RECEIVE"),
    told("Gulrot: skriv partinummeret.", "Carrots: type the lot."),
    keys=(("f4", told("Uten parti", "No lot on it")), ("f3", told("Tilbake", "Back"))),
    wants=frozenset({"text", "key"}),
)
TAKEN = told(
    "10 stk Gulrot, 10,000 kg, parti A7, 01.12.2026.", "10 pcs Carrots, 10.000 kg, lot A7, 12/1/2026.", Severity.OK
)
OTHER_RUN = told(
    "STOPP: kolli 3 til Bekkestua skole er ikke på R2. Sett det i felt R1.",
    "STOP: parcel 3 for Bekkestua skole is not on R2. Put it in lane R1.",
    Severity.REFUSED,
    "load.other_run",
)
NOT_NOW = told("Dette trengs ikke nå. Skann en kasse.", "Not needed now. Scan a case.", Severity.REFUSED)


def answer(prompt: Prompt, message: Message | None = None, language: str = "en") -> Answer:
    """What the floor says to somebody who is signed in, but for the sign-in itself."""
    return Answer(prompt, message, "" if prompt.flow == "signin" else "Kari Nordmann", language)


def board() -> Board:
    """A morning at the hub."""
    at = NOW
    rows = (("Lier Grønt SA", -13, 32, 32), ("Asker Meieri [50%]", 17, 3, 12), ("Bærum Kjøtt [/x]", -3, 0, 9))
    return Board(
        day=at.date(),
        now=at,
        deliveries=tuple(
            DeliveryRow(UUID(int=n), n, name, at + timedelta(minutes=minutes), got, of, got == of)
            for n, (name, minutes, got, of) in enumerate(rows, 1)
        ),
        goods=tuple(GoodsRow(f"Gulrot {n}", f"A{n}", 10 * n, 10_500 * n, "MOTTAK", "ambient") for n in range(1, 9)),
        routes=(
            RouteRow("R1", "Bærum", "V1", at + timedelta(minutes=107), None, 0, 4, 8),
            RouteRow("R2", "Asker og Lier", "V2", at + timedelta(minutes=17), None, 6, 1, 0),
            RouteRow("R3", "Ekstra", "V1", at - timedelta(minutes=40), at - timedelta(minutes=38), 9, 0, 0),
        ),
        prints=(
            PrintRow("370399980000000208", "drop_label", "labels", "queued", ""),
            PrintRow("3", "receipt", "papers", "unknown", "printer.broke_off"),
        ),
        deviations=2,
        open_deviations=7,
    )


DEVICES = (
    DeviceStatus("dock", "scanner", DeviceState.READY, NOW),
    DeviceStatus("dock", "scale", DeviceState.READY, NOW),
)
PRINTERS = (
    DeviceStatus(
        "labels", "printer", DeviceState.DEGRADED, NOW, "printer.paper_out", {"name": "labels", "address": "x"}
    ),
)


class FakeReader:
    """A device that only has a state; the test speaks for it through the terminal."""

    def __init__(self, status: DeviceStatus) -> None:
        self.status = status

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""


class FakeFloor:
    """Answers what ``reply`` says, and remembers what was said and with which key."""

    def __init__(self, first: Answer, reply: Callable[[Input], Answer] | None = None) -> None:
        self.standing = first
        self.reply = reply or (lambda _: self.standing)
        self.said: list[Input] = []
        self.keys: list[bytes] = []
        self.changed = threading.Condition()

    def resume(self) -> Answer:
        """The prompt that stands."""
        return replace(self.standing, message=None)

    def handle(self, said: Input, key: bytes) -> Answer:
        """Note it and answer."""
        with self.changed:
            self.said.append(said)
            self.keys.append(key)
            self.changed.notify_all()
        self.standing = self.reply(said)
        return self.standing

    def heard(self, count: int, timeout: float = 5.0) -> bool:
        """Wait until so many inputs have come in all."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.said) >= count, timeout)


class Station:
    """A terminal around a fake floor, with fake devices that a test can speak for."""

    def __init__(self, floor: FakeFloor, language: str = "en", *, demo: bool = False, locks: bool = False) -> None:
        self.floor = floor
        self.played = threading.Event()
        self.laid: list[str] = []
        """What was typed to be laid on the demo's scale."""
        self.terminal = Terminal(
            floor,
            ManualClock(NOW),
            board,
            self._make_readers,
            language,
            station="dock1",
            demo=demo,
            locks=locks,
            next_recorded=self.played.set,
            lay=self._lay if demo else None,
            printers=lambda: PRINTERS,
        )

    def _make_readers(
        self,
        on_scan: Callable[[Scan], None],
        on_weight: Callable[[Weight], None],
        on_status: Callable[[DeviceStatus], None],
    ) -> tuple[FakeReader, ...]:
        self.scan, self.weigh, self.note = on_scan, on_weight, on_status
        return tuple(FakeReader(status) for status in DEVICES)

    def _lay(self, typed: str) -> int | None:
        if not typed.startswith("kg "):
            return None
        self.laid.append(typed)
        return 4_200

    def app(self) -> HubApp:
        """The app of the station."""
        return HubApp(self.terminal)


class News:
    """A screen for a terminal without one: keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[textual.message.Message] = []
        self.changed = threading.Condition()

    def post(self, message: textual.message.Message) -> bool:
        """Take a message."""
        with self.changed:
            self.told.append(message)
            self.changed.notify_all()
        return True

    def wait_for(self, until: Callable[[list[textual.message.Message]], bool], timeout: float = 5.0) -> bool:
        """Wait until what was told is so."""
        with self.changed:
            return self.changed.wait_for(lambda: until(self.told), timeout)
