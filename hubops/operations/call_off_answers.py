"""What a producer answers to a call-off: yes, less or no.

Less is shared out at once by the hub's rule for shortages, every kitchen that gets less is told why (planning.md 7.1),
each of its lines is a deviation, and the dock expects what was agreed on. The answer to a newer version takes back what
an older one declared short.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.call_offs import CALL_OFF_ANSWERS, CallOff, CallOffLine
from hubops.model.notices import Notice
from hubops.model.orders import Shortage
from hubops.operations import authority, call_offs, deviations, notices, pickups, shortages
from hubops.operations.booking import Booking
from hubops.planning import shortage
from hubops.planning.allocation import Need, rotation_of
from hubops.store.rows import AnyRow

REASONS = ("producer_less", "producer_none")
"""Why pieces are short: the producer has fewer than was asked for, or none."""

_DECLARED = (
    select(Shortage.id, Shortage.order_line_id)
    .where(
        Shortage.hub_id == bindparam("hub"),
        Shortage.order_line_id.in_(bindparam("lines", expanding=True)),
        Shortage.reason.in_(REASONS),
        Shortage.undone_by_id.is_(None),
    )
    .order_by(Shortage.id)
)
_TOLD = (
    select(Notice.content)
    .where(
        Notice.hub_id == bindparam("hub"),
        Notice.subject_id == bindparam("order"),
        Notice.kind.in_(("order_less", "order_none", "order_after_all")),
    )
    .order_by(Notice.id.desc())
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did."""

    producer: str
    kitchens: int
    """So many were told that they get less."""


def answer_by_telephone(
    booking: Booking, code: str, said: str, pieces: Mapping[str, int], *, instead: bool = False
) -> Answered:
    """The producer says it to somebody who may take it; as :func:`answer`."""
    authority.demand(booking, "take_answers")
    return answer(booking, code, said, pieces, instead=instead)


def answer(booking: Booking, code: str, said: str, pieces: Mapping[str, int], *, instead: bool = False) -> Answered:
    """Write down the producer's answer and do what follows from it.

    Args:
        booking: the booking under way.
        code: of the call-off.
        said: ``yes``, ``less`` or ``no``.
        pieces: for ``less``, what it will bring by GTIN; what is not named comes in full.
        instead: it takes the place of what was answered before, as long as nothing has come.

    Raises:
        Refused: no such call-off, a newer version of it, another answer before, or a quantity that is none.
    """
    row = call_offs.find(booking, code)
    lines = call_offs.lines_of(booking, row.id)
    if not (instead and row.answer):
        check(booking, row, lines, said, pieces)
    else:
        _check_instead(booking, row, lines, said, pieces)
    waiting = call_offs.order_lines(booking, row.producer_id, row.day)
    told_of_less = open_again(booking, [line.id for line in waiting], booking.input_id or row.id)
    waiting = call_offs.order_lines(booking, row.producer_id, row.day)
    less: dict[UUID, UUID] = {}
    for line in lines:
        agreed = 0 if said == "no" else line.pieces if said == "yes" else pieces.get(line.gtin, line.pieces)
        booking.change(CallOffLine, line.id, agreed_pieces=agreed)
        wanted = [each for each in waiting if each.product_id == line.product_id]
        less |= _share(booking, row, wanted, agreed, told_of_less)
    for each in waiting:
        if each.id in told_of_less and each.id not in less:
            _tell_after_all(booking, row, each)
    now = {"answer": said, "answered_at": booking.tx.now, "answered_by": booking.actor.badge}
    booking.change(CallOff, row.id, **now)
    pickups.expect_agreed(booking, row.producer_id, row.day)
    before = {"instead_of": row.answer} if row.answer else {}
    booking.event("call_off_answered", row.id, code=row.code, answer=said, pieces=dict(pieces), **before)
    return Answered(notices.producer(booking, row.producer_id).name, len(set(less.values())))


def open_again(booking: Booking, line_ids: Sequence[UUID], by: UUID) -> set[UUID]:
    """What a producer's answer declared short of order lines does not hold any more; the lines that it was about.

    ``by`` is the input or the fact that says so.
    """
    found = booking.tx.conn.execute(_DECLARED, {"hub": booking.tx.hub_id, "lines": list(line_ids)}).all()
    for declared in found:
        booking.change(Shortage, declared.id, undone_by_id=by)
    about = {declared.order_line_id for declared in found}
    for line_id in about:
        deviations.take_back(booking, shortages.DEVIATION, line_id, by)
    return about


def is_known(booking: Booking, code: str, said: str, pieces: Mapping[str, int]) -> bool:
    """Whether that very answer is written down already. Raises Refused ``call_off.unknown``."""
    row = call_offs.find(booking, code)
    agreed = {line.gtin: line.agreed_pieces for line in call_offs.lines_of(booking, row.id)}
    named = pieces if said == "less" else {}
    return bool(row.answer == said) and all(agreed.get(gtin) == count for gtin, count in named.items())


def check(booking: Booking, row: AnyRow, lines: Sequence[AnyRow], said: str, pieces: Mapping[str, int]) -> None:
    """Whether an answer can be taken.

    Raises:
        Refused: a newer version of the call-off, another answer before, or a quantity that is none.
    """
    if row.answer:
        check_newest(booking, row)
        raise Refused("call_off.answered", call_off=row.code, answer_word=f"call_off_{row.answer}")
    _check_words(booking, row, lines, said, pieces)


def check_newest(booking: Booking, row: AnyRow) -> None:
    """Whether no newer version has taken its place. Raises Refused ``call_off.replaced``."""
    newest = call_offs.newest(booking, row.producer_id, row.day)
    if newest.id != row.id:
        raise Refused("call_off.replaced", call_off=row.code, newest=newest.code)


def check_asks(row: AnyRow, lines: Sequence[AnyRow]) -> None:
    """Whether there is anything to answer: a call-off that was cancelled asks for nothing.

    Raises:
        Refused: ``call_off.asks_nothing``.
    """
    if not lines:
        raise Refused("call_off.asks_nothing", call_off=row.code)


def _check_instead(
    booking: Booking, row: AnyRow, lines: Sequence[AnyRow], said: str, pieces: Mapping[str, int]
) -> None:
    _check_words(booking, row, lines, said, pieces)
    check_asks(row, lines)
    if is_known(booking, row.code, said, {line.gtin: pieces.get(line.gtin, line.pieces) for line in lines}):
        raise Refused("call_off.answered", call_off=row.code, answer_word=f"call_off_{row.answer}")
    if call_offs.has_come(booking, row.producer_id, row.day):
        raise Refused("call_off.has_come", call_off=row.code, producer=call_offs.producer_of(booking, row))


def _check_words(booking: Booking, row: AnyRow, lines: Sequence[AnyRow], said: str, pieces: Mapping[str, int]) -> None:
    check_newest(booking, row)
    if not said or said not in CALL_OFF_ANSWERS:
        raise Refused("call_off.unknown_answer", answer=said, field="answer")
    asked = {line.gtin: line.pieces for line in lines}
    for gtin, count in pieces.items():
        if gtin not in asked:
            raise Refused("call_off.not_asked", call_off=row.code, gtin=gtin, field="gtin")
        if not 0 <= count <= asked[gtin]:
            values = {"gtin": gtin, "pieces": count, "asked": asked[gtin]}
            raise Refused("call_off.too_many", call_off=row.code, field="pieces", **values)
    if pieces and said != "less":
        raise Refused("call_off.pieces_without_less", call_off=row.code, field="pieces")
    if said == "less" and all(pieces.get(gtin, most) == most for gtin, most in asked.items()):
        raise Refused("call_off.nothing_less", call_off=row.code, field="pieces")


def _share(
    booking: Booking, row: AnyRow, waiting: Sequence[AnyRow], agreed: int, told_of_less: Collection[UUID]
) -> dict[UUID, UUID]:
    """Share what will come of an article among the lines that wait for it; the lines that get less, and whose."""
    if not waiting or sum(each.pieces for each in waiting) <= agreed:
        return {}
    owed = shortages.owed(booking, waiting[0].product_id)
    needs = [
        Need(place, each.kitchen, each.pieces, kind=each.kind or "", owed=owed.get(each.kitchen_id, 0))
        for place, each in enumerate(waiting)
    ]
    rule = booking.house.shortage.of(waiting[0].gtin)
    shares = shortage.shares(needs, agreed, rotation_of(row.day), rule)
    told = {}
    for place, each in enumerate(waiting):
        missing = each.pieces - shares[place] - int(each.short)
        if missing > 0:
            reason = REASONS[0] if agreed else REASONS[1]
            shortages.declare(booking, each.id, missing, reason, rule.name if agreed else "")
            shortages.tell(booking, each.id, each.kitchen_name, each.name, each.pieces - shares[place], "producer")
            _tell_less(booking, row, each, shares[place], rule.name, known=each.id in told_of_less)
            told[each.id] = each.kitchen_id
    return told


def _telling(booking: Booking, row: AnyRow, line: AnyRow) -> str:
    """Tells this answer apart from one that was taken back: the kitchen hears of it again."""
    return f"{row.code}/{line.id.hex}/{notices.version_of(booking)}"


def _tell_after_all(booking: Booking, row: AnyRow, line: AnyRow) -> None:
    """The kitchen was told of less, and now all of it comes."""
    values = {"number": line.number, "product": line.name, "ordered": line.pieces}
    values |= {"day_on": line.day.isoformat() if line.day else None}
    to = notices.kitchen(booking, line.kitchen_id)
    notices.tell(booking, "order_after_all", to, line.order_id, _telling(booking, row, line), values)


def _tell_less(booking: Booking, row: AnyRow, line: AnyRow, comes: int, rule: str, *, known: bool) -> None:
    """The kitchen's new quantity, and why; where it is known to get less, only if that is another quantity."""
    values = {"number": line.number, "product": line.name, "ordered": line.pieces, "comes": comes}
    values |= {"day_on": line.day.isoformat() if line.day else None, "rule_word": rule}
    if known and _told_last(booking, line) == values:
        return
    to = notices.kitchen(booking, line.kitchen_id)
    kind = "order_less" if comes else "order_none"
    notices.tell(booking, kind, to, line.order_id, _telling(booking, row, line), values)


def _told_last(booking: Booking, line: AnyRow) -> dict[str, object] | None:
    """What the kitchen was told last of an article of its order."""
    for told in booking.tx.execute(_TOLD, {"hub": booking.tx.hub_id, "order": line.order_id}).scalars():
        values: dict[str, object] = json.loads(told)["values"]
        if values["product"] == line.name:
            return values
    return None
