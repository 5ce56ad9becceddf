"""What goes wrong when producers are asked: silence, less, other answers than before, nobody asked at all."""

from datetime import date, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select

from benchmarks.quarter.faults import Hand, Kind, less_of
from benchmarks.quarter.findings import ANY_NUMBER, OR, LineKey
from benchmarks.quarter.office import called_off
from benchmarks.quarter.today import SERVED
from benchmarks.quarter.world import BrokenCallOff
from hubops.model.call_offs import CallOff
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.operations import call_off_answers
from hubops.operations.booking import Booking

BEFORE_CUTOFF, MENDED, BEFORE_ANSWERS = time(11, 50), time(12, 55), time(12, 40)
SECOND_ANSWER = time(13, 20)
FEWER = f"order_less{OR}order_none"
"""The message to a kitchen that gets fewer."""


def silent(hand: Hand, name: str) -> bool:
    """A producer does not answer its call-off until somebody rings."""
    asked = _asked(hand)
    if not asked:
        return False
    org_number, producer, *_ = hand.random.choice(asked)
    hand.touch(org_number)
    hand.wrong.answers[org_number] = "silent"
    hand.inject(name).alarm("call_off_silent", producer=producer)
    return True


def less(hand: Hand, name: str) -> bool:
    """A producer has less of an article."""
    asked = [each for each in _asked(hand) if each[4] > 2 and hand.free(each[2])]
    if not asked:
        return False
    org_number, _, gtin, product, _ = hand.random.choice(asked)
    hand.touch(org_number, gtin)
    hand.wrong.answers[org_number], hand.wrong.less_of[org_number] = "less", gtin
    made = hand.inject(name).deviation("line_short", SERVED.days + 3, ANY_NUMBER, product=product)
    made.message(FEWER, ANY_NUMBER, product=product)
    return True


def none(hand: Hand, name: str) -> bool:
    """A producer brings nothing of what was asked."""
    asked = _asked(hand)
    if not asked:
        return False
    fewest = min(sorted({each[0] for each in asked}), key=lambda org: sum(each[0] == org for each in asked))
    mine = [each for each in asked if each[0] == fewest]
    if not hand.free(*(each[2] for each in mine)):
        return False
    hand.touch(fewest, *(each[2] for each in mine))
    hand.wrong.answers[fewest] = "no"
    made = hand.inject(name)
    for _, _, _, product, _ in mine:
        made.deviation("line_short", SERVED.days + 3, ANY_NUMBER, product=product)
        made.message("order_none", ANY_NUMBER, product=product)
    return True


def after_all(hand: Hand, name: str) -> bool:
    """A producer has less of an article, and finds the rest: the kitchens that were told of less are told so."""
    chosen = _article(hand)
    if chosen is None:
        return False
    org_number, gtin, product = chosen
    hand.wrong.answers[org_number], hand.wrong.less_of[org_number] = "less", gtin
    made = hand.inject(name).message(FEWER, ANY_NUMBER, product=product)

    def answer_again() -> None:
        short = hand.world.look(partial(_short_of, gtin=gtin))
        if not short:
            made.wrong.append(f"{made.day} nothing was short of {product}")
        for number in {number for number, _ in short}:
            lines = sum(each == number for each, _ in short)
            made.message("order_after_all", times=lines, number=number, product=product)
        made.ends(short, "delivered")
        _answer(hand, org_number, "yes", {})

    hand.world.plan(SECOND_ANSWER, answer_again)
    return True


def less_after_all(hand: Hand, name: str) -> bool:
    """A producer has all, and then finds that it has less of an article."""
    chosen = _article(hand)
    if chosen is None:
        return False
    org_number, gtin, product = chosen
    made = hand.inject(name).deviation("line_short", SERVED.days + 3, ANY_NUMBER, product=product)

    def answer_again() -> None:
        asked = hand.world.look(lambda booking: called_off(booking, next_pickup(hand)))
        pieces = next(count for of, article, _, count in asked if (of, article) == (org_number, gtin))
        hand.wrong.less_of[org_number] = gtin
        _answer(hand, org_number, "less", {gtin: pieces - 2})
        short = hand.world.look(partial(_short_of, gtin=gtin))
        hand.touch(*(less_of(number) for number, _ in short))
        made.ends(short, "short")
        for number in {number for number, _ in short}:
            lines = sum(each == number for each, _ in short)
            made.message(FEWER, times=lines, number=number, product=product)

    hand.world.plan(SECOND_ANSWER, answer_again)
    return True


def not_called_off(hand: Hand, name: str) -> bool:
    """A call-off can't be made for the better part of an hour; nobody would ask the producer."""
    day = next_pickup(hand)
    waiting = hand.world.look(partial(_waiting_for, day=day))
    free = sorted({org for org, gtins in waiting.items() if hand.free(org, *gtins)})
    if not free:
        return False
    org_number = hand.random.choice(free)
    hand.touch(org_number, *waiting[org_number])
    broken = BrokenCallOff(hand.world.look(partial(_producer_of, org_number=org_number)))
    hand.world.plan(MENDED, broken.mend)
    names = {each.org_number: each.producer for each in hand.book.articles.values()}
    hand.inject(name).alarm("call_off_missing", producer=names[org_number], day_on=day.isoformat())
    return True


KINDS: tuple[Kind, ...] = (
    Kind("producer does not answer", BEFORE_ANSWERS, silent),
    Kind("producer answers less", BEFORE_ANSWERS, less),
    Kind("producer answers no", BEFORE_ANSWERS, none),
    Kind("answers less, then yes", BEFORE_ANSWERS, after_all),
    Kind("answers yes, then less", BEFORE_ANSWERS, less_after_all),
    Kind("call-off not made", BEFORE_CUTOFF, not_called_off),
)


def _asked(hand: Hand) -> list[tuple[str, str, str, str, int]]:
    """What was asked today of producers with whom nothing is wrong: their number, name, GTIN, article, pieces."""
    following = next_pickup(hand)
    names = {each.org_number: each.producer for each in hand.book.articles.values() if not each.direct}
    return [
        (org_number, names[org_number], gtin, product, pieces)
        for org_number, gtin, product, pieces in hand.world.look(lambda booking: called_off(booking, following))
        if org_number in names and hand.free(org_number) and org_number not in hand.wrong.answers
    ]


def next_pickup(hand: Hand) -> date:
    """The day for which producers are asked today."""
    calendar, day = hand.world.hub_calendar(), hand.today.day + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def _article(hand: Hand) -> tuple[str, str, str] | None:
    """An article of which more than two pieces were asked for: its producer, its number, its name."""
    asked = [each for each in _asked(hand) if each[4] > 2 and hand.free(each[2])]
    if not asked:
        return None
    org_number, _, gtin, product, _ = hand.random.choice(asked)
    hand.touch(org_number, gtin)
    return org_number, gtin, product


def _answer(hand: Hand, org_number: str, said: str, pieces: dict[str, int]) -> None:
    hand.wrong.answers[org_number] = said
    code = hand.world.look(partial(_code_of, org_number=org_number, day=next_pickup(hand)))
    answer = partial(call_off_answers.answer, code=code, said=said, pieces=pieces, instead=True)
    hand.world.coordinator.book(answer)


def _code_of(booking: Booking, org_number: str, day: date) -> str:
    return booking.tx.conn.execute(
        select(CallOff.code)
        .join(Producer, Producer.id == CallOff.producer_id)
        .where(Producer.org_number == org_number, CallOff.day == day)
        .order_by(CallOff.version.desc())
        .limit(1)
    ).scalar_one()


def _producer_of(booking: Booking, org_number: str) -> UUID:
    return booking.tx.conn.execute(select(Producer.id).where(Producer.org_number == org_number)).scalar_one()


def _short_of(booking: Booking, gtin: str) -> set[LineKey]:
    """The lines that are to come of which a producer's answer left some pieces out."""
    rows = booking.tx.conn.execute(
        select(Order.number, OrderLine.line)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Shortage, Shortage.order_line_id == OrderLine.id)
        .join(Promise, Promise.order_line_id == OrderLine.id)
        .where(
            Product.gtin == gtin,
            Shortage.reason.in_(call_off_answers.REASONS),
            Shortage.undone_by_id.is_(None),
            Promise.pickup_day > booking.day,
        )
    )
    return {(row.number, row.line) for row in rows}


def _waiting_for(booking: Booking, day: date) -> dict[str, set[str]]:
    """The articles that are to be fetched on a day, by producer (organisation number); direct ones are none."""
    newest = select(func.max(Promise.id)).group_by(Promise.order_line_id)
    rows = booking.tx.conn.execute(
        select(Producer.org_number, Product.gtin)
        .join(Product, Product.producer_id == Producer.id)
        .join(OrderLine, OrderLine.product_id == Product.id)
        .join(Promise, Promise.order_line_id == OrderLine.id)
        .where(Promise.pickup_day == day, Promise.id.in_(newest), OrderLine.cancelled_at.is_(None))
        .where(Producer.transport != "direct")
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.org_number, set()).add(row.gtin)
    return found
