"""What goes wrong in the office: with order files, changes, direct deliveries and messages."""

from dataclasses import replace
from datetime import time, timedelta

from benchmarks.quarter.call_off_faults import next_pickup
from benchmarks.quarter.faults import MORNING, Hand, Kind
from benchmarks.quarter.findings import DEVIATION
from benchmarks.quarter.office import called_off
from benchmarks.quarter.orders import Placed, file_of
from benchmarks.quarter.today import SERVED, Brought, Goes, Today
from benchmarks.quarter.world import NO_ROUTE
from hubops.queries import statement

EARLY, MORNING_PAPERS, AFTER_ORDERS, CANCELLED = time(8, 5), time(9, 55), time(10, 5), time(11, 30)
PAST_CUTOFF, AFTERNOON, NIGHT = time(12, 20), time(14, 0), time(19, 30)
COORDINATOR = "0003"


def broken_file(hand: Hand, name: str) -> bool:
    """A file has a date that is none; half an hour later it comes again, put right."""
    order = _order(hand)
    if order is None:
        return False
    file = hand.world.drop_file(file_of(order.rows()).replace(str(order.requested), "31.02.2027"))
    hand.world.plan(time(10, 35), lambda: _take(hand, file_of(_possible(hand, order).rows())))
    hand.inject(name).deviation("order_file_refused", file=file)
    return True


def without_route(hand: Hand, name: str) -> bool:
    """A kitchen orders that no route stops at; the coordinator cancels it when told."""
    day = hand.today.day + timedelta(days=3)
    articles = [each for each in hand.book.articles.values() if not each.direct]
    order = hand.book.order(NO_ROUTE, day, [hand.random.choice(articles)])
    _take(hand, file_of(order.rows()))
    hand.world.plan(CANCELLED, lambda: _take(hand, file_of(order.rows("cancel"))))
    made = hand.inject(name).alarm("order_without_route", number=order.number)
    made.deviation("no_route", number=order.number)
    return True


def too_late(hand: Hand, name: str) -> bool:
    """A kitchen orders for tomorrow when the cut-off has passed."""
    tomorrow = hand.today.day + timedelta(days=1)
    kitchens = [each for each in sorted(hand.book.routes) if tomorrow in hand.book.days(each)]
    if not kitchens:
        return False
    kitchen = hand.random.choice(kitchens)
    articles = [each for each in hand.book.possible(tomorrow, kitchen) if not each.direct]
    if not articles:
        return False
    order = hand.book.order(kitchen, tomorrow, [hand.random.choice(articles)], past=5)
    _take(hand, file_of(order.rows()))
    causes = {"cutoff_missed", "pickup_cutoff"}
    made = hand.inject(name).deviation("other_day", number=order.number, cause_word=causes)
    made.maybe(DEVIATION, "lead_time", number=order.number)
    return True


def changed_in_time(hand: Hand, name: str) -> bool:
    """A kitchen wants more, before any cut-off: a change, and nothing to tell."""
    order = _fresh(hand)
    if order is None:
        return False
    _take(hand, file_of(order.with_pieces(1, order.lines[0][1] + 1).rows("change", [1])))
    hand.inject(name)
    return True


def cancelled_in_time(hand: Hand, name: str) -> bool:
    """A kitchen cancels an order, before any cut-off."""
    order = _fresh(hand)
    if order is None:
        return False
    _take(hand, file_of(order.rows("cancel")))
    hand.inject(name)
    return True


def changed_when_called_off(hand: Hand, name: str) -> bool:
    """The producer knows the old quantity already, the route's cut-off is still to come: it is asked anew."""
    asked = {gtin for _, gtin, _, _ in hand.world.look(lambda booking: called_off(booking, next_pickup(hand)))}
    return _more_of(hand, name, [each for each in _later(hand, 2) if each.gtin in asked])


def changed_past_cutoff(hand: Hand, name: str) -> bool:
    """A kitchen changes its order for tomorrow after the cut-off: the file is refused."""
    return _refused_change(hand, name, _later(hand, 1, 1))


def let_pass(hand: Hand, name: str) -> bool:
    """The same, and the coordinator lets it pass."""
    lines = _later(hand, 1, 1)
    line = _line(hand, lines)
    if line is None:
        return False
    hand.touch(line.gtin)
    order = _placed(hand, line)
    more = order.with_pieces(line.line, order.lines[line.line - 1][1] + 1)
    hand.world.import_text("orders", file_of(more.rows("change", [line.line])), late_badge=COORDINATOR)
    made = hand.inject(name).deviation("override_order_cutoff", number=line.number, line=line.line)
    made.maybe(DEVIATION, "short", product=line.product)
    made.maybe(DEVIATION, "line_short", product=line.product)
    return True


def cancelled_when_packed(hand: Hand, name: str) -> bool:
    """A kitchen cancels what stands packed."""
    return _refused_change(hand, name, hand.world.look(Today.read).now, "cancel")


def cancelled_on_the_road(hand: Hand, name: str) -> bool:
    """A kitchen cancels what has departed."""
    return _refused_change(hand, name, hand.world.look(Today.read).now, "cancel")


def direct_part(hand: Hand, name: str) -> bool:
    """A kitchen takes a part of what a producer brought it."""
    return _direct(hand, name, "part")


def direct_silent(hand: Hand, name: str) -> bool:
    """Nobody tells whether a direct delivery came."""
    return _direct(hand, name, "")


def folder_gone(hand: Hand, name: str) -> bool:
    """The folder of the file drop can't be written for an hour and a half, while orders are answered."""
    outbox = hand.world.folder / "outbox"
    outbox.rename(outbox.with_name("outbox.away"))
    outbox.write_text("in the way", encoding="ascii")

    def mend() -> None:
        outbox.unlink()
        outbox.with_name("outbox.away").rename(outbox)

    hand.world.plan(time(11, 35), mend)
    hand.inject(name).alarm("notice_waits", channel="file")
    return True


def sick_receiver(hand: Hand, name: str) -> bool:
    """A receiver will never take a message."""
    hand.world.receiver.refuses = lambda message: message.kind.startswith("order_")
    made = hand.inject(name).alarm("notice_undeliverable", channel="file")
    made.deviation("undeliverable", channel_word="channel_file")
    return True


KINDS: tuple[Kind, ...] = (
    Kind("order file broken", AFTER_ORDERS, broken_file),
    Kind("order without any route", AFTER_ORDERS, without_route),
    Kind("order too late", PAST_CUTOFF, too_late),
    Kind("changed before the call-off", AFTER_ORDERS, changed_in_time),
    Kind("cancelled before the call-off", AFTER_ORDERS, cancelled_in_time),
    Kind("changed after the call-off", AFTERNOON, changed_when_called_off),
    Kind("changed after the cut-off", AFTERNOON, changed_past_cutoff),
    Kind("changed after it, let pass", AFTERNOON, let_pass),
    Kind("cancelled when packed", EARLY, cancelled_when_packed),
    Kind("cancelled on the road", CANCELLED, cancelled_on_the_road),
    Kind("direct delivery in part", MORNING, direct_part),
    Kind("direct delivery unconfirmed", MORNING, direct_silent),
    Kind("file drop not writable", MORNING_PAPERS, folder_gone),
    Kind("message refused for ever", MORNING_PAPERS, sick_receiver),
)


def _take(hand: Hand, text: str) -> None:
    hand.world.drop_file(text)


def _possible(hand: Hand, order: Placed) -> Placed:
    """The order, for another day where its kitchen has read meanwhile that nothing comes on the one asked for."""
    if (order.kitchen, order.requested) not in hand.book.closed:
        return order
    gtins = {gtin for gtin, _ in order.lines}
    days = hand.book.days(order.kitchen)
    left = [day for day in days if gtins <= {each.gtin for each in hand.book.possible(day, order.kitchen)}]
    return replace(order, requested=left[0]) if left else order


def _order(hand: Hand) -> Placed | None:
    orders = hand.book.of_today(1)
    return orders[0] if orders else None


def _fresh(hand: Hand) -> Placed | None:
    """An order that was taken just now."""
    order = _order(hand)
    if order is not None:
        _take(hand, file_of(order.rows()))
    return order


def _later(hand: Hand, first: int, last: int = SERVED.days) -> list[Goes]:
    """Lines on the runs so many days ahead, as they stand now."""
    lines = hand.world.look(Today.read).goes
    return [each for each in lines if first <= (each.day - hand.today.day).days <= last]


def _line(hand: Hand, lines: list[Goes]) -> Goes | None:
    known = {each.number for each in hand.book.placed}
    makers = {gtin: each.org_number for gtin, each in hand.book.articles.items()}
    free = [each for each in lines if each.number in known and hand.free(each.number, each.gtin, makers[each.gtin])]
    if not free:
        return None
    chosen = hand.random.choice(free)
    hand.touch(chosen.number)
    return chosen


def _placed(hand: Hand, line: Goes) -> Placed:
    return next(each for each in hand.book.placed if each.number == line.number)


def _more_of(hand: Hand, name: str, lines: list[Goes]) -> bool:
    line = _line(hand, lines)
    if line is None:
        return False
    order = _placed(hand, line)
    more = order.with_pieces(line.line, order.lines[line.line - 1][1] + 1)
    _take(hand, file_of(more.rows("change", [line.line])))
    hand.inject(name)
    return True


def _refused_change(hand: Hand, name: str, lines: list[Goes], action: str = "change") -> bool:
    line = _line(hand, lines)
    if line is None:
        return False
    order = _placed(hand, line)
    other = order.with_pieces(line.line, order.lines[line.line - 1][1] + 1)
    file = hand.world.drop_file(file_of(other.rows(action, [line.line])))
    hand.inject(name).deviation("order_file_refused", file=file)
    return True


def _direct(hand: Hand, name: str, outcome: str) -> bool:
    free = [each for each in hand.today.direct if hand.free(each.kitchen) and each.kitchen not in hand.wrong.direct]
    if not free:
        return False
    kitchen = hand.random.choice(sorted({each.kitchen for each in free}))
    hand.wrong.direct[kitchen] = outcome
    hand.touch(kitchen)
    mine = [each for each in hand.today.direct if each.kitchen == kitchen]
    made = hand.inject(name).ends({(each.number, each.line) for each in mine}, "delivered")
    if outcome:
        first = min(each.gtin for each in mine)
        made.deviation("direct_part", kitchen=kitchen)
        made.ends({(each.number, each.line) for each in mine if each.gtin == first}, "short")
    else:
        made.alarm("direct_not_confirmed", kitchen=kitchen)
        hand.world.plan(NIGHT, lambda: made.wrong.extend(_not_on_its_way(hand, mine)))
    return True


def _not_on_its_way(hand: Hand, lines: list[Brought]) -> list[str]:
    """Nobody has told of them yet: gone, and not known to have come."""
    day = hand.today.day
    told = hand.world.look(lambda booking: statement.read(booking, day, hand.world.calendar.day_span(day))).lines
    states = {(each.order, each.line): each.state for each in told}
    found = [(each.number, each.line, states.get((each.number, each.line))) for each in lines]
    return [f"{day} line {number}/{line} is {state} at night" for number, line, state in found if state != "on_its_way"]
