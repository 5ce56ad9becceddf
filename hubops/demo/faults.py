"""What goes wrong on the recorded day: one row per fault, how it comes about and how the day's statement names it.

Read the table FAULTS from the top and you have the day: the dock, the scanner, the shelves, the labels, the vans, the
kitchens. The recording (record_day.py) is made with all of them; a test plays each alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hubops.demo.brought import Goods
from hubops.demo.model_worker import Mishaps, ModelWorker
from hubops.demo.signed import Paper
from hubops.demo.telephone import tell
from hubops.messages import say
from hubops.operations.handover import Outcome

CARROTS, CABBAGE, MILK, YOGHURT = "07039999000022", "07039999000053", "07039999000213", "07039999000220"
CHEESE, BUTTER, BEEF = "07039999000237", "07039999000244", "07039999000411"
SAITHE, SALMON, CHICKEN = "07039999000619", "07039999000626", "07039999001029"
CARROTS_CASE = "17039999000029"
FLATBREAD = Goods("07039999002231", "17039999002238", 12, 400, weighed=False, life_days=14, pieces=12)
"""Of the bakery that delivers directly: the hub never expects it."""
RASPBERRIES, CURRANTS, PEAS = "07039999000848", "07039999000855", "07039999000862"
"""Frozen: together they want more room than the freezer has."""
SUPERVISOR = "BADGE-0002"
NO_PAPER = timedelta(minutes=10)

Bring = Callable[[Goods], Goods | Sequence[Goods]]
Act = Callable[[ModelWorker], None]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, and where the books show it: exactly one of ``deviation`` and ``turned_away``."""

    name: str
    deviation: str = ""
    """The kind of the deviation."""
    reason: str = ""
    """Where deviations of a kind differ: the word that tells this one."""
    turned_away: str = ""
    """The code of the answer to an input that counted for nothing."""
    brought: Mapping[str, Bring] = field(default_factory=dict)
    """As :attr:`Mishaps.brought`."""
    meanwhile: Mapping[str, Act] = field(default_factory=dict)
    """As :attr:`Mishaps.meanwhile`."""
    papers: Mapping[str, Paper] = field(default_factory=dict)
    """As :attr:`Mishaps.papers`."""

    def heading(self, language: str) -> str:
        """The line of the closing statement that names it, after the count."""
        if self.turned_away:
            return say(f"turned_away.{self.turned_away}", language)
        words = dict.fromkeys(("reason_word", "fault_word"), self.reason or None)
        return say(f"kind.{self.deviation}", language, words)


def mishaps(faults: Sequence[Fault]) -> Mishaps:
    """A day on which all of these happen; no two of them to the same article or at the same moment."""
    brought: dict[str, Bring] = {}
    meanwhile: dict[str, Act] = {}
    papers: dict[str, Paper] = {}
    for fault in faults:
        brought |= fault.brought
        meanwhile |= fault.meanwhile
        papers |= fault.papers
    return Mishaps(brought, meanwhile, papers)


def _two_short(goods: Goods) -> Goods:
    return replace(goods, pieces=goods.pieces - 2)


def _one_too_many(goods: Goods) -> Goods:
    return replace(goods, pieces=goods.pieces + 1)


def _too_warm(goods: Goods) -> Goods:
    return replace(goods, temperature="8,1")


def _one_case_expired(goods: Goods) -> Sequence[Goods]:
    return (replace(goods, pieces=goods.case_pieces, life_days=-1), _one_case_less(goods))


def _one_case_undated(goods: Goods) -> Sequence[Goods]:
    return (replace(goods, pieces=goods.case_pieces, date_on_case=False), _one_case_less(goods))


def _one_case_keeps_two_days(goods: Goods) -> Sequence[Goods]:
    """Kitchens are promised four."""
    return (replace(goods, pieces=goods.case_pieces, life_days=2), _one_case_less(goods))


def _one_case_less(goods: Goods) -> Goods:
    return replace(goods, pieces=goods.pieces - goods.case_pieces)


def _read_twice(goods: Goods) -> Goods:
    return replace(goods, read_twice=True)


def _bread_nobody_ordered(worker: ModelWorker) -> None:
    worker.bring(FLATBREAD)
    worker.close_delivery()


def _refuse_damaged_case(worker: ModelWorker) -> None:
    """The case that is missing from what was brought: it came, and it is crushed."""
    worker.press("f5")
    worker.press("1")
    worker.scan(f"]C101{CARROTS_CASE}10L00224")


def _scan_two_in_one(worker: ModelWorker) -> None:
    """Two bars lay side by side under the beam."""
    worker.scan(f"]E0{YOGHURT[1:]}{SAITHE[1:]}")


def _scan_a_smudge(worker: ModelWorker) -> None:
    """The last digit is misread."""
    worker.scan(f"]E0{BEEF[1:-1]}{(int(BEEF[-1]) + 1) % 10}")


def _fill_the_freezer(worker: ModelWorker) -> None:
    """The freezer takes two of the three; a supervisor lets the third stand in it, for nothing else is cold enough."""
    worker.put_away(RASPBERRIES, "FR1")
    worker.put_away(PEAS, "FR1")
    worker.put_away(CURRANTS, "FR1")
    worker.press("f7")
    worker.press("2")
    worker.scan("ZONE-FR1")
    worker.scan(SUPERVISOR)


def _tremble(worker: ModelWorker) -> None:
    """A hand lies on the scale."""
    worker.tremble(1310)


def _no_paper(worker: ModelWorker) -> None:
    """No label can be scanned until there is paper again."""
    worker.printer("paper_out")


def _paper_again(worker: ModelWorker) -> None:
    if worker.stopped_at is not None:
        worker.at_moment(worker.stopped_at + NO_PAPER)
    worker.printer(None)


def _try_a_parcel_of_another_route(worker: ModelWorker) -> None:
    last, _ = worker.vehicles()[-1]
    worker.scan(f"]C100{worker.missing(last)[0]}")


def _throw_the_refused_parcel_away(worker: ModelWorker) -> None:
    """A supervisor decides what becomes of what came back."""
    code = next(said["scan"] for said in reversed(worker.lines) if "scan" in said)
    worker.press("f10")
    worker.scan(SUPERVISOR)
    worker.start("handover")
    worker.scan(code)
    worker.press("3")


def _send_half_the_rolls_back(worker: ModelWorker) -> None:
    """The school takes all of its bread."""
    tell(worker, "Klokkespillet skole", "part")
    worker.press("enter")
    worker.type("4")


FAULTS: tuple[Fault, ...] = (
    # at the dock
    Fault("short delivery", deviation="short", brought={SAITHE: _two_short}),
    Fault("one too many", deviation="over", brought={CHEESE: _one_too_many}),
    Fault("nobody announced it", deviation="unannounced", meanwhile={"received": _bread_nobody_ordered}),
    Fault("meat at 8.1 °C", deviation="too_warm", brought={BEEF: _too_warm}),
    Fault("expired lot", deviation="refused", reason="expired", brought={YOGHURT: _one_case_expired}),
    Fault("missing date", deviation="no_date", brought={BUTTER: _one_case_undated}),
    Fault("too little remaining life", deviation="short_life", brought={SALMON: _one_case_keeps_two_days}),
    Fault(
        "damaged case in a good delivery",
        deviation="refused",
        reason="damaged",
        brought={CARROTS: _one_case_less},
        meanwhile={f"brought {CARROTS}": _refuse_damaged_case},
    ),
    # the scanner and the scale
    Fault("box scanned twice", turned_away="scan.twice", brought={MILK: _read_twice}),
    Fault("two EANs glued together", turned_away="scan.two_codes", meanwhile={f"brought {MILK}": _scan_two_in_one}),
    Fault("bad check digit", turned_away="scan.bad_check_digit", meanwhile={f"brought {BEEF}": _scan_a_smudge}),
    Fault("unstable weight", turned_away="scale.moving", meanwhile={f"packing {CHICKEN}": _tremble}),
    # the house
    Fault("full zone", turned_away="putaway.zone_full", meanwhile={"putting away": _fill_the_freezer}),
    Fault(
        "printer out of paper for ten minutes",
        deviation="printer",
        reason="printer_paper_out",
        meanwhile={f"packing {CABBAGE}": _no_paper, f"packing {MILK}": _paper_again},
    ),
    # the road
    Fault(
        "parcel of another route at the van",
        turned_away="load.other_run",
        meanwhile={"loading V1": _try_a_parcel_of_another_route},
    ),
    Fault("closed kitchen", deviation="stop_not_home", papers={"Tussebekken barnehage": Paper(Outcome.NOT_HOME)}),
    Fault(
        "driver comes back with a refused parcel",
        deviation="returned",
        papers={"Elvesvingen bo- og omsorgssenter": Paper(Outcome.PART, refused=1)},
        meanwhile={"signed V1": _throw_the_refused_parcel_away},
    ),
    Fault(
        "kitchen takes a part of what its baker brings",
        deviation="direct_part",
        meanwhile={"telephone": _send_half_the_rolls_back},
    ),
    # known before the day begins
    Fault("the route does not run on the day asked for", deviation="other_day", reason="route_not_running"),
)
