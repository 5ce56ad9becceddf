"""Hand over, single pieces: a kitchen took a parcel, but not all that was in it."""

from typing import Any
from uuid import UUID

from hubops.errors import Refused
from hubops.flows.answers import read_count, read_temperature
from hubops.flows.choosing import chosen
from hubops.flows.handover_in_hand import HandOver, stop_in_hand
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Line, Next, State, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import handover, not_taken, returns
from hubops.operations.not_taken import CAME_BACK, FATES, Goods, NotTaken


def parcels_there(turn: HandOver) -> list[Any]:
    """The parcels of the stop in hand that were neither scanned as back nor left elsewhere."""
    found = handover.parcels_of(turn.booking, stop_in_hand(turn).drop_id)
    return [row for row in found if row.sscc not in turn.data.back and not handover.is_not_there(row)]


def parcels_of_pieces(turn: HandOver) -> list[Any]:
    """Those of them of which a part can have been taken."""
    return [row for row in parcels_there(turn) if not_taken.can_be_part(turn.booking, row.id)]


def begin(turn: HandOver, parcel_id: UUID) -> Next:
    """The parcel of which pieces were not taken is known: its articles are listed."""
    not_taken.most(turn.booking, parcel_id, turn.data.not_taken)
    turn.data.parcel, turn.data.line, turn.data.lot = parcel_id, None, None
    return Next("article")


def choose_parcel(turn: HandOver, pressed: Key) -> Next:
    """A digit names the parcel of which pieces were not taken."""
    return begin(turn, chosen(parcels_of_pieces(turn), pressed).id)


def choose_article(turn: HandOver, pressed: Key) -> Next:
    """A digit names the article."""
    not_taken.most(turn.booking, _parcel(turn), turn.data.not_taken)
    goods = chosen(_there(turn), pressed)
    turn.data.line, turn.data.lot = goods.order_line_id, goods.lot_id
    return Next("count")


def take_count(turn: HandOver, typed: Text) -> Next:
    """How many pieces of it were not taken."""
    turn.data.count = read_count(typed.text, _most(turn))
    return Next("fate")


def choose_fate(turn: HandOver, pressed: Key) -> Next:
    """What became of them; what came back is measured, once for each class and vehicle."""
    fate = chosen(FATES, pressed)
    if fate != CAME_BACK:
        return _told(turn, fate, None)
    measured_cc = turn.data.measured.get(returns.temperature_class(turn.booking, _parcel(turn)))
    return Next("pieces_back") if measured_cc is None else _told(turn, fate, measured_cc)


def take_temperature(turn: HandOver, typed: Text) -> Next:
    """The temperature of the pieces that came back was typed: it holds for all of its class."""
    measured_cc = read_temperature(typed.text)
    named = returns.temperature_class(turn.booking, _parcel(turn))
    turn.data.measured = {**turn.data.measured, named: measured_cc}
    return _told(turn, CAME_BACK, measured_cc)


def no_more(turn: HandOver, _: Key) -> Next:
    """That is all of this parcel: on to the other parcels, or to the rest of the paper."""
    stop = stop_in_hand(turn)
    if stop.parcels > 1:
        return Next("back")
    if not turn.data.not_taken:
        raise Refused("handover.none_told", kitchen=stop.kitchen)
    return Next("time")


def _told(turn: HandOver, fate: str, measured_cc: int | None) -> Next:
    goods = _goods(turn)
    told = NotTaken(_parcel(turn), goods.order_line_id, goods.lot_id, turn.data.count, fate, measured_cc)
    turn.data.not_taken = [*turn.data.not_taken, told]
    turn.data.line, turn.data.lot, turn.data.count = None, None, 0
    return Next("article")


def _parcel(turn: HandOver) -> UUID:
    stop_in_hand(turn)
    if turn.data.parcel is None:
        raise Refused("handover.choose_first")
    return turn.data.parcel


def _there(turn: HandOver) -> list[Goods]:
    """The goods of the parcel of which there are pieces left to tell of."""
    parcel_id, told = _parcel(turn), turn.data.not_taken
    found = not_taken.goods_of(turn.booking, parcel_id)
    return [goods for goods in found if not_taken.left_of(goods, parcel_id, told)]


def _goods(turn: HandOver) -> Goods:
    """The article in hand."""
    named = (turn.data.line, turn.data.lot)
    found = next((each for each in _there(turn) if (each.order_line_id, each.lot_id) == named), None)
    if found is None:
        raise Refused("handover.choose_first")
    return found


def _most(turn: HandOver) -> int:
    parcel_id, told = _parcel(turn), turn.data.not_taken
    return min(not_taken.left_of(_goods(turn), parcel_id, told), not_taken.most(turn.booking, parcel_id, told))


def _ask_article(turn: HandOver) -> Asked:
    stop, parcel_id, told = stop_in_hand(turn), _parcel(turn), turn.data.not_taken
    lines = tuple(
        Line(
            Message(
                "handover.article_line",
                {
                    "number": number,
                    "product": goods.product,
                    "lot": goods.lot,
                    "left": not_taken.left_of(goods, parcel_id, told),
                    "of": goods.pieces,
                },
            ),
            "bad" if not_taken.left_of(goods, parcel_id, told) < goods.pieces else "",
            choice=number,
        )
        for number, goods in enumerate(_there(turn), start=1)
    )
    pieces = sum(each.pieces for each in told if each.parcel_id == parcel_id)
    return Asked({"kitchen": stop.kitchen, "pieces": pieces}, lines)


def _ask_count(turn: HandOver) -> Asked:
    return Asked({"product": _goods(turn).product, "most": _most(turn)})


def _ask_fate(turn: HandOver) -> Asked:
    lines = tuple(
        Line(Message(f"handover.fate_{fate}", {"number": number}), choice=number)
        for number, fate in enumerate(FATES, start=1)
    )
    return Asked({"product": _goods(turn).product, "pieces": turn.data.count}, lines)


def _ask_pieces_back(turn: HandOver) -> Asked:
    named = returns.temperature_class(turn.booking, _parcel(turn))
    return Asked({"product": _goods(turn).product, "pieces": turn.data.count, "class_word": named})


CHOOSE_PARCEL = Edge(DIGIT, choose_parcel, ("article",))
_TO_ARTICLE = Edge(key("f3"), go("article"), ("article",), "key.back")


def states(otherwise: tuple[Edge, ...], papers: tuple[Edge, ...]) -> tuple[State, ...]:
    """The states of single pieces; ``otherwise`` lays the stop down, ``papers`` takes up another paper."""
    return (
        State(
            "article",
            _ask_article,
            (
                Edge(DIGIT, choose_article, ("count",)),
                Edge(ENTER, no_more, ("time", "back"), "key.all_told"),
                *otherwise,
            ),
        ),
        State("count", _ask_count, (Edge(TEXT, take_count, ("fate",)), _TO_ARTICLE, *papers)),
        State("fate", _ask_fate, (Edge(DIGIT, choose_fate, ("article", "pieces_back")), _TO_ARTICLE, *papers)),
        State("pieces_back", _ask_pieces_back, (Edge(TEXT, take_temperature, ("article",)), _TO_ARTICLE, *papers)),
    )
