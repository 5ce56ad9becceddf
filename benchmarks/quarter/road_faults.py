"""What goes wrong on the road: what the signed papers say, and parcels at wrong stops."""

from collections.abc import Callable

from benchmarks.quarter.faults import MORNING, Hand, Kind, less_of
from benchmarks.quarter.findings import ALARM, ANY_NUMBER
from benchmarks.quarter.today import Goes
from benchmarks.quarter.wrong_stops import BROUGHT, FETCHED, KEPT, RETURNED, Strayed
from hubops.demo.signed import Paper
from hubops.operations.handover import Outcome

WARM = "14,2"
"""Too warm for every class that has a limit."""


def part_refused(hand: Hand, name: str) -> bool:
    """A kitchen does not take a parcel, and it comes back."""
    return _paper(hand, name, Paper(Outcome.PART, refused=1), "stop_part")


def refused(hand: Hand, name: str) -> bool:
    """A kitchen takes nothing."""
    return _paper(hand, name, Paper(Outcome.REFUSED), "stop_refused")


def not_home(hand: Hand, name: str) -> bool:
    """Nobody is there."""
    return _paper(hand, name, Paper(Outcome.NOT_HOME), "stop_not_home")


def warm_at_kitchen(hand: Hand, name: str) -> bool:
    """The kitchen measures that all that came was too warm, and takes it nevertheless."""
    sound = hand.sound()
    cooled = {each.kitchen for each in hand.today.now if each.temperature_class != "ambient" and hand.free(each.gtin)}
    chosen = a_stop(hand, 1, cooled)
    if chosen is None:
        return False
    hand.plan.papers[chosen.kitchen] = Paper(temperature=WARM)
    made = hand.inject(name).deviation("delivered_warm", kitchen=chosen.kitchen)
    made.ends(sound & hand.today.lines_of(chosen.kitchen), "delivered")
    return True


def unsigned(hand: Hand, name: str) -> bool:
    """The driver comes back without a stop's paper."""
    sound, chosen = hand.sound(), a_stop(hand, 1)
    if chosen is None:
        return False
    hand.plan.unsigned.add(chosen.kitchen)
    made = hand.inject(name).alarm("stop_not_confirmed", kitchen=chosen.kitchen)
    made.ends(sound & hand.today.lines_of(chosen.kitchen), "delivered")
    return True


def wrong_stop(end: str) -> Callable[[Hand, str], bool]:
    """A parcel is carried to another stop, and ends like this."""

    def make(hand: Hand, name: str) -> bool:
        stops = {(each.vehicle, each.kitchen) for each in hand.today.now if hand.free(each.gtin)}
        in_company = {kitchen for vehicle, kitchen in stops if sum(of == vehicle for of, _ in stops) > 1}
        sound, chosen = hand.sound(), a_stop(hand, 2, in_company)
        if chosen is None:
            return False
        made = hand.inject(name).deviation("wrong_stop", kitchen=chosen.kitchen)
        made.maybe(ALARM, "parcel_astray", kitchen=chosen.kitchen)
        if end == RETURNED:
            made.deviation("returned", kitchen=chosen.kitchen)
        if end == KEPT:
            made.deviation("wrong_stop_kept", kitchen=chosen.kitchen)
        hand.plan.strayed[chosen.kitchen] = Strayed(end, made, frozenset(sound))
        return True

    return make


KINDS: tuple[Kind, ...] = (
    Kind("part of a stop refused", MORNING, part_refused),
    Kind("stop refused", MORNING, refused),
    Kind("nobody at the stop", MORNING, not_home),
    Kind("warm at the kitchen", MORNING, warm_at_kitchen),
    Kind("manifest not signed", MORNING, unsigned),
    Kind("wrong stop, fetched in time", MORNING, wrong_stop(FETCHED)),
    Kind("wrong stop, brought later", MORNING, wrong_stop(BROUGHT)),
    Kind("wrong stop, comes back", MORNING, wrong_stop(RETURNED)),
    Kind("wrong stop, kept there", MORNING, wrong_stop(KEPT)),
)


def a_stop(hand: Hand, classes: int, among: set[str] | None = None) -> Goes | None:
    """A line of a stop that gets goods of so many temperature classes, none of them in trouble: as many parcels.

    ``among`` are the kitchens (names) to choose from; None: any.
    """
    fit = []
    for kitchen in dict.fromkeys(each.kitchen for each in hand.today.now):
        lines = [each for each in hand.today.now if each.kitchen == kitchen and hand.free(each.gtin)]
        whole = hand.free(*(less_of(each.number) for each in hand.today.now if each.kitchen == kitchen))
        wanted = whole and (among is None or kitchen in among)
        if wanted and hand.free(kitchen) and len({each.temperature_class for each in lines}) >= classes:
            fit.append(lines[0])
    if not fit:
        return None
    chosen = hand.random.choice(fit)
    hand.touch(chosen.kitchen)
    hand.touch_today(*(each.gtin for each in hand.today.now if each.kitchen == chosen.kitchen))
    return chosen


def _paper(hand: Hand, name: str, paper: Paper, kind: str) -> bool:
    chosen = a_stop(hand, 2)
    if chosen is None:
        return False
    hand.plan.papers[chosen.kitchen] = paper
    made = hand.inject(name).deviation(kind, kitchen=chosen.kitchen)
    made.deviation("returned", times=ANY_NUMBER, kitchen=chosen.kitchen)
    return True
