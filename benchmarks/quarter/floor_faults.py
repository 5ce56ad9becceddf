"""What goes wrong at the dock and on the floor."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from benchmarks.quarter.faults import MORNING, Hand, Kind
from benchmarks.quarter.findings import ALARM, DEVIATION, Injected
from benchmarks.quarter.road_faults import a_stop
from benchmarks.quarter.today import SERVED, Comes

LATEST = SERVED + timedelta(days=7)
"""So long goods may be missing that wait for a run which was moved to another day."""


def absent(hand: Hand, name: str) -> bool:
    """A producer brings nothing."""
    return _producer(hand, name, hand.plan.absent)


def late(hand: Hand, name: str) -> bool:
    """A producer comes when the routes are about to leave."""
    return _producer(hand, name, hand.plan.late)


def short(hand: Hand, name: str) -> bool:
    """Two pieces fewer come than were agreed on."""
    chosen = _article(hand, [each for each in hand.today.comes if each.pieces > 3])
    if chosen is None:
        return False
    hand.plan.brought[chosen.gtin] = lambda goods: replace(goods, pieces=goods.pieces - 2)
    _lacks(hand, hand.inject(name).deviation("short", product=chosen.product), [chosen])
    return True


def damaged(hand: Hand, name: str) -> bool:
    """A case is crushed."""
    whole = [each for each in hand.today.comes if 0 < each.case_pieces <= each.pieces and not each.weighed]
    chosen = _article(hand, whole)
    if chosen is None:
        return False
    hand.plan.brought[chosen.gtin] = lambda goods: replace(goods, pieces=goods.pieces - goods.case_pieces)
    hand.plan.damaged.add(chosen.gtin)
    made = hand.inject(name).deviation("refused", product=chosen.product, reason_word="damaged")
    _lacks(hand, made, [chosen])
    return True


def warm(hand: Hand, name: str) -> bool:
    """All of a producer's goods of a temperature class are too warm."""
    cold = [each for each in hand.today.comes if each.temperature_class not in ("ambient", "frozen", "eggs")]
    chosen = _article(hand, cold)
    if chosen is None:
        return False
    alike = [
        each
        for each in cold
        if (each.org_number, each.temperature_class) == (chosen.org_number, chosen.temperature_class)
    ]
    if not hand.free(*(each.gtin for each in alike if each.gtin != chosen.gtin)):
        return False
    for each in alike:
        hand.touch(each.gtin)
        hand.plan.brought[each.gtin] = lambda goods: replace(goods, temperature="14,2")
    made = hand.inject(name).deviation("too_warm", class_word=chosen.temperature_class)
    _lacks(hand, made, alike)
    return True


def left_on_dock(hand: Hand, name: str) -> bool:
    """Cold goods are put nowhere for an hour."""
    wanted = {each.gtin for each in hand.today.now}
    cold = [each for each in hand.today.comes if each.temperature_class != "ambient" and each.gtin in wanted]
    chosen = _article(hand, cold)
    if chosen is None:
        return False
    hand.plan.left_on_dock.add(chosen.gtin)
    hand.inject(name).alarm("goods_without_place", product=chosen.product)
    return True


def packed_late(hand: Hand, name: str) -> bool:
    """An article is shared out when its vehicle should be loaded already."""
    vehicles = {gtin: {each.vehicle for each in hand.today.now if each.gtin == gtin} for gtin in _ambient(hand)}
    one = [each for each in hand.today.comes if len(vehicles.get(each.gtin, ())) == 1]
    chosen = _article(hand, one)
    if chosen is None:
        return False
    hand.plan.packed_late[chosen.gtin] = vehicles[chosen.gtin].pop()
    made = hand.inject(name)
    for kitchen in sorted({each.kitchen for each in hand.today.now if each.gtin == chosen.gtin}):
        made.alarm("drop_not_packed", kitchen=kitchen)
    return True


def leaves_late(hand: Hand, name: str) -> bool:
    """The last vehicle waits for its driver."""
    if not hand.today.now:
        return False
    last = hand.today.now[-1]
    hand.plan.leaves_late.add(last.vehicle)
    made = hand.inject(name).alarm("run_not_departed", route=last.route)
    kitchens = {each.kitchen for each in hand.today.now if each.vehicle == last.vehicle}
    made.maybe(DEVIATION, "delivered_late", kitchen=kitchens)
    return True


def left_behind(hand: Hand, name: str) -> bool:
    """A parcel can't be found when its vehicle leaves."""
    chosen = a_stop(hand, 1)
    if chosen is None or chosen.vehicle in hand.plan.left_behind:
        return False
    hand.plan.left_behind[chosen.vehicle] = chosen.kitchen
    hand.inject(name).deviation("written_off", kitchen=chosen.kitchen, reason_word="not_found")
    return True


KINDS: tuple[Kind, ...] = (
    Kind("goods don't come", MORNING, absent),
    Kind("goods come late", MORNING, late),
    Kind("goods come short", MORNING, short),
    Kind("goods come warm", MORNING, warm),
    Kind("goods come damaged", MORNING, damaged),
    Kind("cold goods left on the dock", MORNING, left_on_dock),
    Kind("drop not packed in time", MORNING, packed_late),
    Kind("run departs late", MORNING, leaves_late),
    Kind("parcel left behind", MORNING, left_behind),
)


def _producer(hand: Hand, name: str, whose: set[str]) -> bool:
    """The producer of whose goods the fewest come."""
    by_producer: dict[str, list[Comes]] = {}
    for each in hand.today.comes:
        by_producer.setdefault(each.org_number, []).append(each)
    free = [goods for goods in by_producer.values() if hand.free(*(each.gtin for each in goods), goods[0].org_number)]
    if not free:
        return False
    goods = min(free, key=len)
    hand.touch(goods[0].org_number, *(each.gtin for each in goods))
    whose.add(goods[0].org_number)
    made = hand.inject(name).alarm("delivery_missing", producer=goods[0].producer)
    _lacks(hand, made, goods)
    return True


def _lacks(hand: Hand, made: Injected, goods: Iterable[Comes]) -> None:
    """What follows where goods are not there: lines go short, and drops are not packed in full in time."""
    names, gtins = {each.product for each in goods}, {each.gtin for each in goods}
    made.maybe(DEVIATION, "short", product=names)
    made.maybe(DEVIATION, "line_short", LATEST.days, product=names)
    made.maybe(ALARM, "drop_not_packed", SERVED.days, kitchen=hand.today.kitchens_of(gtins))


def _article(hand: Hand, choice: list[Comes]) -> Comes | None:
    free = [each for each in choice if hand.free(each.gtin, each.org_number)]
    if not free:
        return None
    chosen = hand.random.choice(free)
    hand.touch(chosen.gtin)
    return chosen


def _ambient(hand: Hand) -> list[str]:
    return [each.gtin for each in hand.today.comes if each.temperature_class == "ambient"]
