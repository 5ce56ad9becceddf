"""Cross-dock: the shares of an article (sharing.py) are packed into the kitchens' parcels."""

from dataclasses import dataclass

from hubops.errors import Refused
from hubops.inputs import Weight
from hubops.operations import moving, parcels, shortages, typed_weights
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.parcels import OpenParcel
from hubops.operations.sharing import Article, Pick, Plan
from hubops.planning.parcels import ParcelLimits, next_pieces


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a pick."""

    parcel: int
    """The number of the last parcel that took goods."""
    pieces: int
    grams: int
    labels: tuple[str, ...]
    """SSCCs of the parcels that were closed by it."""


def pack(booking: Booking, plan: Plan, pick: Pick, pieces: int, weight: Weight | None = None) -> Packed:
    """Pack pieces of a pick into the drop's open parcel; a parcel that gets full is closed and its label printed.

    When this was the last of the article that can come, what kitchens still lack is declared short; what is left when
    all have theirs is written down as surplus.

    Args:
        booking: the booking under way.
        plan: how the article is shared out now.
        pick: the step, one of the plan's.
        pieces: how many were really put in, at most as many as the pick says.
        weight: of all of them, where weighed.

    Raises:
        Refused: more than the pick, a weight that can't be, or goods that are no longer there.
    """
    if not 0 < pieces <= pick.pieces:
        raise Refused("crossdock.too_many", pieces=pieces, wanted=pick.pieces, kitchen=pick.kitchen_name)
    if pick.declared:
        shortages.take_back(booking, pick.line_id)
    put = put_in(booking, plan.article, pick, pieces, weight)
    if pieces == plan.to_pack and plan.surplus and not plan.rule:
        booking.event("surplus", plan.article.product_id, gtin=plan.article.gtin, pieces=plan.surplus)
    finished = parcels.close_finished(booking, pick.drop_id, plan.article, more_here=plan.usable > pieces)
    return Packed(put.parcel, put.pieces, put.grams, (*put.labels, *finished))


def put_in(booking: Booking, article: Article, pick: Pick, pieces: int, weight: Weight | None) -> Packed:
    """Put pieces of a lot into the open parcel of a drop and go on in the next one where they don't fit.

    Raises:
        Refused: a weight that can't be, or goods that are no longer there.
    """
    if weight is None:
        return _put_in_counted(booking, article, pick, pieces)
    return _put_in_weighed(booking, article, pick, pieces, weight)


def _put_in_counted(booking: Booking, article: Article, pick: Pick, pieces: int) -> Packed:
    labels: list[str] = []
    left, number = pieces, 0
    while left:
        parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
        fit = next_pieces(_limits(booking), parcel.used_ml, parcel.used_g, article.volume_ml, article.net_g)
        fit = min(left, fit)
        if fit == 0:
            labels.append(parcels.close(booking, parcel.id))
            continue
        _move(booking, pick, parcel, Amount(fit, fit * article.net_g))
        left, number = left - fit, parcel.number
    return Packed(number, pieces, pieces * article.net_g, tuple(labels))


def _put_in_weighed(booking: Booking, article: Article, pick: Pick, pieces: int, weight: Weight) -> Packed:
    nominal_g, grams = pieces * article.net_g, weight.grams
    if abs(grams - nominal_g) > nominal_g * booking.house.catch_weight_tolerance_percent // 100:
        raise Refused("receive.weight_off", weight_g=grams, nominal_g=nominal_g, pieces=pieces)
    labels: list[str] = []
    parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
    limits = _limits(booking)
    full = parcel.used_g + grams > limits.max_g or parcel.used_ml + pieces * article.volume_ml > limits.max_ml
    if parcel.used_g and full:
        labels.append(parcels.close(booking, parcel.id))
        parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
    moving.settle_weight(booking, Place(pick.zone_id), pick.lot_id, Amount(pieces, grams))
    _move(booking, pick, parcel, Amount(pieces, grams), weight.raw)
    typed_weights.note(booking, weight.raw, pick.line_id, article.name, grams)
    return Packed(parcel.number, pieces, grams, tuple(labels))


def _move(booking: Booking, pick: Pick, parcel: OpenParcel, amount: Amount, frame: str = "") -> None:
    target = Place(parcel.zone_id, parcel.id)
    moving.move(booking, "pack", pick.lot_id, Place(pick.zone_id), target, amount, order_line_id=pick.line_id)
    told = {"kitchen": pick.kitchen, "lot": pick.lot, "pieces": amount.pieces, "grams": amount.grams}
    booking.event("packed", pick.line_id, **told, **({"weight_frame": frame} if frame else {}))


def _limits(booking: Booking) -> ParcelLimits:
    return ParcelLimits(booking.house.parcel_ml, booking.house.parcel_g)
