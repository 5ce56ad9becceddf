"""Whatever the sequence of floor inputs, the books add up, undo restores, a repeated input changes nothing.

``HYPOTHESIS_PROFILE=long`` shakes the hub for minutes instead of seconds.
"""

import itertools
import os
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from floor_inputs import Hub
from hub_databases import HubDatabases
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from small_hub import STAGES, found_small

from hubops.demo.clock import START
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.all import FLOWS
from hubops.flows.signin import MENU
from hubops.inputs import Choose, Input, Key, Text, Weight
from hubops.messages import DEFAULT_ZONE

LENGTH = {"short": (6, 25), "long": (150, 60)}
"""Examples, and steps of each."""
MILK_CASE, MILK_PIECE = "]C1011703999900021015261206" + "10L0212", "]E07039999000213"
OLD_MILK, SHORT_MILK = "]C1011703999900021015261120" + "10L0", "]C1011703999900021015261126" + "10LS"
BUTTER, SERIAL_BUTTER = "]E07039999000244", "]C10117039999000241152701151" + "0L9\x1d21S1"
BEEF_CASE, BEEF = "]C101970399990004141726120831030080001" + "0KJ7", "]E07039999000411"
SCANS = (
    *(MILK_CASE, MILK_PIECE, OLD_MILK, SHORT_MILK, BUTTER, SERIAL_BUTTER, BEEF_CASE, BEEF),
    *("BADGE-0001", "BADGE-0002", "BADGE-0815", "ZONE-D1", "ZONE-K1", "ZONE-A1", "ZONE-Q1", "ZONE-T1"),
    *("VEHICLE-V1", "VEHICLE-V2", "ROUTE-R1", "MANIFEST-R1-20261124-1-0000"),
    *("CMD-F2", "CMD-²", "]E05901234123457", "]C1" + "9" * 30, "STATION-dock1", "\x1d"),
)
KEYS = tuple(
    Key(name)
    for name in (
        *("enter", "escape", "up", "right", "0", "1", "2", "3", "9"),
        *("f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"),
    )
)
WEIGHTS = tuple(
    [Weight(grams, stable=True) for grams in (0, 0, 500, 1900, 2000, 2000, 2150, 4000, 4100, 8000, -5)]
    + [Weight(2000, stable=False), Weight(2000, stable=True, over=True)]
)
TEXTS = tuple(Text(text) for text in ("0", "1", "2", "3,4", "9,5", "L1", "6.12", "24.11.26", "", "-", "9" * 5000))
ANYTHING: tuple[Input, ...] = (
    *(read_scan(code) for code in SCANS),
    *KEYS,
    *WEIGHTS,
    *TEXTS,
    *(Choose(flow) for flow in (*MENU, "today", "signin", "problem", "nothing")),
)
EMPTIED = (Key("enter"), Text("2"), Key("f3"))
STANDING = tuple(read_scan(code) for code in (MILK_PIECE, BEEF, BUTTER, "ZONE-D1", "ZONE-K1", "ZONE-Q1"))
SENSIBLE: dict[str, tuple[Input, ...]] = {
    "signin.badge": (read_scan("BADGE-0001"), read_scan("BADGE-0002")),
    "signin.locked": (read_scan("BADGE-0001"), read_scan("BADGE-0002")),
    "signin.pin": (Text("258046"), Key("f3")),
    "signin.new_pin": (Text("258046"), Key("f3")),
    "signin.again": (Text("258046"), Key("f3")),
    "today.board": (
        *(Choose(flow) for flow in MENU),
        *(Key("f5"), Key("f7"), Key("f8"), Key("f9"), Key("enter"), read_scan("ROUTE-R1"), read_scan("BADGE-0002")),
    ),
    "where.ask": (Text("a"), Text("Sementkula"), Key("f4"), Key("f3")),
    "where.choose": (Key("1"), Key("f3")),
    "where.shown": (Text("a"), Key("f3")),
    "alarms.list": (Key("1"), Key("f4"), Key("f3")),
    "alarms.look": (Key("f3"),),
    "alarms.one": (Key("enter"), Text("ringte"), Key("f3")),
    "calloffs.list": (Key("1"), Key("f3")),
    "calloffs.one": (Key("1"), Key("2"), Key("3"), Key("f3")),
    "calloffs.less": (Text("1"), Key("enter"), Key("f3")),
    "direct_deliveries.list": (Key("1"), Key("2"), Key("f3")),
    "direct_deliveries.one": (Key("1"), Key("2"), Key("3"), Key("f3")),
    "direct_deliveries.part": (Text("1"), Key("enter"), Key("f3")),
    "direct_deliveries.why": (Text("ringte"), Key("f3")),
    "deviations.list": (Key("1"), Key("2"), Key("f3")),
    "deviations.cause": (Key("1"), Key("3"), Key("f3")),
    "deviations.how": (Text("ringte"), Key("f3")),
    "orders.kitchen": (Text("Sementkula"), Text("a"), Key("f5"), Key("f3")),
    "orders.which_kitchen": (Key("1"), Key("f3")),
    "orders.article": (read_scan(SCANS[0]), Text("melk"), Text("a"), Key("enter"), Key("f3")),
    "orders.which_article": (Key("1"), Key("f3")),
    "orders.unit": (Key("1"), Key("2"), Key("f3")),
    "orders.quantity": (Text("2"), Key("f3")),
    "orders.day": (Key("enter"), Text("1.12"), Key("f3")),
    "orders.whole": (Key("enter"), Key("f3")),
    "orders.drop": (Key("f3"), Key("f10")),
    "order_change.find": (Text("a"), Text("skole"), Key("f3")),
    "order_change.which": (Key("1"), Key("2"), Key("f3")),
    "order_change.lines": (Key("1"), Key("2"), Key("f5"), Key("f3")),
    "order_change.amount": (Text("1"), Text("0"), Text("3"), Key("f3")),
    "order_change.whole": (Key("enter"), Key("f5"), Key("f3")),
    "order_change.late": (read_scan("BADGE-0002"), Key("f3")),
    "prints.list": (Key("1"), Key("2"), Key("f3")),
    "prints.job": (Key("1"), Key("2"), Key("3"), Key("4"), Key("f3")),
    "prints.target": (Key("1"), Key("f3")),
    "receive.scan": (
        *(read_scan(code) for code in SCANS[:8]),
        *(Key(name) for name in ("f4", "f5", "f6", "f8", "f9", "1")),
        Choose("crossdock"),
    ),
    "receive.more": (*(read_scan(code) for code in SCANS[:8]), Text("1"), Text("3"), Key("f3"), Key("f4"), Key("f7")),
    "receive.unannounced": (Key("enter"), Key("enter"), Key("f5"), read_scan(BUTTER)),
    "receive.over": (Key("enter"), Key("enter"), Key("f5")),
    "receive.use_by": (Text("6.12"), Key("f3")),
    "receive.past_date": (Key("enter"), Key("f3")),
    "receive.far_date": (Text("24.12.26"), Key("f3")),
    "receive.document": (Text("4711"), Key("f3")),
    "receive.returns": (Key("1"), Key("1"), Key("f3")),
    "receive.reopen": (read_scan("BADGE-0002"), Key("f3"), read_scan("BADGE-0001")),
    "receive.lot": (Text("L1"), Key("f4"), Key("f9")),
    "receive.date": (Text("6.12"), Text("24.12.26"), Text("20.11"), Text("6.12.27"), Key("f5")),
    "receive.weigh": (*WEIGHTS[:2], *WEIGHTS[3:7], Key("f6")),
    "receive.crates": (Key("1"), Key("2"), Key("f3")),
    "receive.crates_in": (Text("2"), Key("enter"), Key("f3")),
    "receive.crates_back": (Text("1"), Text("1"), Key("enter"), Key("f3")),
    "receive.tare": (Key("1"), Key("enter"), Key("f3")),
    "receive.temperature": (Text("1"), Text("1,5"), Text("5"), Text("9,5")),
    "receive.reason": (Key("1"), Key("4")),
    "receive.refuse_scan": (*(read_scan(code) for code in SCANS[:8]), Key("f6"), Key("f7"), Text("2")),
    "receive.close": (Key("f3"), Key("enter"), Key("f3"), Text("Ola N."), Key("f6")),
    "putaway.scan": (*(read_scan(code) for code in SCANS[:8]), read_scan("ZONE-T1"), Choose("crossdock")),
    "putaway.zone": (*(read_scan(f"ZONE-{zone}") for zone in ("K1", "A1", "T1")), Text("1"), Key("f7")),
    "putaway.trolley": (*STANDING[:3], read_scan("ZONE-K1"), read_scan("ZONE-A1"), Key("f3")),
    "putaway.reason": (Key("1"), Key("3"), Key("f3")),
    "putaway.anyway": (read_scan("ZONE-A1"), read_scan("ZONE-K1"), Key("f3")),
    "putaway.badge": (read_scan("BADGE-0002"), read_scan("BADGE-0002"), read_scan("BADGE-0001"), Key("f3")),
    "substitute.scan": (read_scan(MILK_PIECE), read_scan(BEEF), Choose("crossdock")),
    "substitute.line": (Key("1"), Key("2"), Key("f3")),
    "substitute.consent": (Text("Kari"), Text("7"), Key("f3")),
    "substitute.amount": (Key("enter"), Text("1"), Key("f3")),
    "substitute.weigh": (*WEIGHTS[:1], WEIGHTS[4], WEIGHTS[7], Text("1"), Key("f3")),
    "repack.scan": (Choose("crossdock"), Key("f3")),
    "repack.reason": (Key("1"), Key("4"), Key("f3")),
    "repack.opened": (Key("1"), Key("1"), Key("f4"), Key("f3")),
    "repack.take_out": (Key("enter"), Text("1"), Key("f3")),
    "crossdock.scan": (
        *(read_scan(code) for code in (MILK_PIECE, BEEF, BUTTER)),
        *(Choose("load"), Choose("receive"), Key("f6"), Key("f7")),
    ),
    "crossdock.emptied": EMPTIED,
    "crossdock.pick": (*[Key("enter")] * 5, Text("1"), Text("2"), Key("f4"), Key("f5"), Choose("load")),
    "crossdock.weigh": (*WEIGHTS[:1], *[WEIGHTS[7], WEIGHTS[8]] * 2, WEIGHTS[4], Text("1"), Key("f4"), Key("f5")),
    "load.vehicle": (read_scan("VEHICLE-V1"), read_scan("VEHICLE-V2")),
    "load.parcels": (*(Key(name) for name in ("f4", "f5", "f7")), read_scan("VEHICLE-V2"), read_scan("VEHICLE-V1")),
    "load.early": (Key("f3"), read_scan("VEHICLE-V1")),
    "load.unload": (Key("f3"), read_scan("VEHICLE-V1")),
    "load.reason": (Key("1"), Key("2"), Key("f3")),
    "load.beyond": (Key("f3"),),
    "load.badge": (read_scan("BADGE-0002"), read_scan("BADGE-0002"), read_scan("BADGE-0001"), Key("f3")),
    "dispatch.vehicle": (read_scan("VEHICLE-V1"), read_scan("VEHICLE-V2")),
    "dispatch.confirm": (read_scan("VEHICLE-V1"), Key("1"), Choose("load"), Choose("crossdock"), Choose("receive")),
    "dispatch.sure": (Key("f6"), Key("f6"), Key("f3"), read_scan("VEHICLE-V1"), read_scan("VEHICLE-V2")),
    "dispatch.reason": (Key("1"), Key("3")),
    "dispatch.taker": (Text("Ola"), Key("enter"), read_scan("VEHICLE-V1"), read_scan("ROUTE-R1"), Key("f9")),
    "handover.papers": (read_scan("VEHICLE-V1"), read_scan("VEHICLE-V2"), Choose("dispatch")),
    "handover.stop": (*(Key(digit) for digit in "12134"), Key("f5"), Key("f6"), Key("f3")),
    "handover.back": (Key("enter"), Key("enter"), Key("f3")),
    "handover.article": (Key("1"), Key("1"), Key("enter"), Key("f3")),
    "handover.count": (Text("1"), Text("2"), Key("f3")),
    "handover.fate": (Key("1"), Key("2"), Key("f3")),
    "handover.pieces_back": (Text("3,4"), Text("9,5"), Key("f3")),
    "handover.receiver": (Text("Kari"), Text("Kari"), Text("7")),
    "handover.time": (Text("0900"), Key("f3")),
    "handover.temperature": (Text("3,4"), Key("enter")),
    "handover.crates": (Text("2"), Key("enter"), Text("-")),
    "handover.return": (Text("4,5"), Key("f3")),
    "handover.decide": (Key("1"), Key("2"), Key("f3"), read_scan("BADGE-0002")),
    "handover.unload": (Choose("dispatch"), read_scan("VEHICLE-V2"), Key("f6")),
    "handover.done": (Key("f6"), Key("f3"), read_scan("VEHICLE-V2")),
    "handover.astray": (Key("1"), Key("2"), Key("f3")),
    "handover.left_at": (Key("1"), Key("2"), Key("f3")),
    "handover.astray_end": (Key("1"), Key("2"), Key("f3"), read_scan("BADGE-0002")),
    "move.scan": (*STANDING, Choose("waste"), Choose("crossdock")),
    "move.which": (Key("1"), Key("2"), *STANDING),
    "move.in_hand": (read_scan("ZONE-K1"), Text("1"), read_scan("ZONE-D1"), read_scan("ZONE-A1"), Key("f5"), Key("f6")),
    "move.emptied": EMPTIED,
    "move.hold": (Key("1"), Key("3"), Key("f3")),
    "count.zone": (read_scan("ZONE-D1"), read_scan("ZONE-K1"), read_scan("ZONE-Q1")),
    "count.article": (*STANDING[:3], Key("f4"), Choose("move")),
    "count.lot": (Key("1"), Key("2"), read_scan(BEEF)),
    "count.amount": (Text("0"), Text("1"), Text("12"), Text("20"), Key("f3")),
    "count.empty": (Key("enter"), Key("f3"), Key("f3")),
    "waste.scan": (*STANDING, Choose("count"), Choose("crossdock")),
    "waste.which": (Key("1"), Key("2"), *STANDING),
    "waste.in_hand": (Text("1"), Text("2"), Key("enter"), Key("f3")),
    "waste.reason": (Key("1"), Key("3"), Key("5")),
    "waste.other": (Text("fell off the truck"), Key("f3")),
    "waste.emptied": EMPTIED,
    "people.badge": (read_scan("BADGE-0001"), Key("f3")),
    "people.person": (Key("1"), Key("2"), Key("f3")),
    "devices.list": (Key("f4"), Key("f5"), Key("1"), Key("f3")),
    "devices.device": (Key("f4"), Key("f5"), Key("f6"), Key("f3")),
    "devices.read": (read_scan("ZONE-K1"), Weight(12_340, stable=True), Key("f3")),
    "equip.kind": (Key("1"), Key("4"), Key("f3")),
    "equip.stations": (Key("1"), Key("f3")),
    "equip.name": (Text("cold"), Key("f3")),
    "equip.form": (Key("f4"), Key("1"), Key("f3")),
    "equip.pick": (Key("1"), Key("f5"), Key("f3")),
    "equip.type": (Text("run/cold"), Key("f5"), Key("f3")),
    "problem.kind": (Key("1"), Key("6"), Key("f3")),
    "problem.text": (Text("wet"), Key("enter"), Key("f3")),
    "back_entry.time": (Key("enter"), Key("f3")),
}
NOW = ("handover.time", "back_entry.time")
"""Where the time of day is an answer."""
BACK = ("handover.papers", "handover.stop", "handover.back", "handover.unload", "handover.done", "handover.astray")
TAKES_LABELS = (
    "crossdock.scan",
    "repack.scan",
    "crossdock.pick",
    "crossdock.weigh",
    *("load.parcels", "load.early", "load.unload", "load.beyond"),
    "dispatch.confirm",
    *BACK,
)
STATION = st.integers(0, 3).map(lambda n: int(n == 3))
"""Mostly the first station: half-finished work at two leads nowhere."""


class AnySequence(RuleBasedStateMachine):
    """Two stations, any inputs."""

    databases: HubDatabases
    templates: dict[str, Path]
    scratch: Path
    numbers = itertools.count()

    @initialize(stage=st.sampled_from((*STAGES, "received", "received")), colleague=st.booleans())
    def begin(self, stage: str, colleague: bool) -> None:
        """A hub at some hour of its day."""
        self.folder = self.scratch / str(next(self.numbers))
        self.databases.copy(self.templates[stage], self.folder)
        self.hub = Hub(self.folder, START + timedelta(hours=1))
        if colleague:
            self.hub.say(1, read_scan("BADGE-0002"))

    @rule(station=STATION, pick=st.integers(0, 30))
    def sensible(self, station: int, pick: int) -> None:
        """Something that the screen asks for."""
        self.hub.wait(4000)
        self.hub.say(station, self._sensible(station, pick))

    @rule(station=STATION, said=st.sampled_from(ANYTHING))
    def anything(self, station: int, said: Input) -> None:
        """Something, whatever the screen asks for."""
        self.hub.wait(300)
        self.hub.say(station, said)

    @rule(station=STATION, pick=st.integers(0, 30))
    def undone(self, station: int, pick: int) -> None:
        """Something that the screen asks for, and its undo."""
        self.hub.wait(4000)
        self.hub.undo_again(station, self._sensible(station, pick))

    @precondition(lambda self: self.hub.said)
    @rule(back=st.integers(0, 50))
    def repeated(self, back: int) -> None:
        """Something that was said before, by its key."""
        self.hub.repeat(back)

    @rule(station=STATION)
    def restarted(self, station: int) -> None:
        """A terminal dies and comes back."""
        self.hub.restart(station)

    @invariant()
    def holds(self) -> None:
        """What must always be true."""
        self.hub.check()

    def teardown(self) -> None:
        """Leave the hub."""
        if hasattr(self, "hub"):
            self.hub.close()
            self.databases.drop(self.folder)

    def _sensible(self, station: int, pick: int) -> Input:
        prompt = self.hub.floors[station].resume().prompt.id
        choices = list(SENSIBLE[prompt])
        if prompt in NOW:
            choices.append(Text(f"{self.hub.clock.now().astimezone(DEFAULT_ZONE):%H%M}"))
        if prompt in TAKES_LABELS:
            choices = [*(read_scan(f"]C100{code}") for code in self.hub.labels()[-3:]), *choices]
        return choices[pick % len(choices)]


def test_there_is_a_sensible_answer_to_every_question() -> None:
    asked = {f"{flow.name}.{state.name}" for flow in FLOWS.values() for state in flow.states}

    assert asked == SENSIBLE.keys()


@pytest.mark.slow
def test_any_sequence_of_inputs_keeps_the_books_whole(databases: HubDatabases) -> None:
    """Slow, about ten seconds: a hub is worked for 150 steps, each example on a copy of one that was made once."""
    examples, steps = LENGTH[os.environ.get("HYPOTHESIS_PROFILE", "short")]
    with tempfile.TemporaryDirectory() as scratch:
        AnySequence.databases = databases
        AnySequence.scratch = Path(scratch)
        AnySequence.templates = {stage: AnySequence.scratch / stage for stage in STAGES}
        for stage, folder in AnySequence.templates.items():
            found_small(databases, folder, stage)
        run_state_machine_as_test(
            AnySequence,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=examples < 100,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
