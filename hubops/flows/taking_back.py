"""What an undo took back, in words: the goods or the parcel, and where they are again."""

from hubops.messages import Message
from hubops.operations.corrections import Returned, Undone


def told(undone: Undone) -> Message:
    """The answer to F2: the kind of booking, the first goods that went back, and how many more."""
    whats = list(dict.fromkeys((_code(goods), tuple(_facts(goods).items())) for goods in undone.goods))
    values: dict[str, object] = {"booked_word": undone.booked, "goods": ""}
    if whats:
        code, facts = whats[0]
        said = Message(code, dict(facts))
        more = {"what": said, "more": len(whats) - 1}
        values["goods"] = Message("undo.several" if more["more"] else "undo.one", more)
    return Message("undo.done", {**values, "printed_word": "tear_up" if undone.printed else "nothing_printed"})


def _code(goods: Returned) -> str:
    if goods.whole:
        return "undo.parcel_back"
    if goods.parcel is not None:
        return "undo.parcel_open"
    return "undo.goods_out" if goods.out else "undo.goods_back"


def _facts(goods: Returned) -> dict[str, object]:
    """A parcel that went as a whole is named once, whatever is in it."""
    parcel: dict[str, object] = {"number": goods.parcel, "kitchen": goods.kitchen, "zone": goods.zone}
    if goods.whole:
        return parcel
    return {**parcel, "pieces": goods.pieces, "product": goods.product, "lot": goods.lot, "weight_g": goods.grams}
