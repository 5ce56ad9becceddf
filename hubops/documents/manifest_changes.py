"""On the first page of a manifest that replaces another: what changed since the version before."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.documents.roll import Roll
from hubops.messages import say

GONE = "–"
"""Stands for what is not there."""


@dataclass(frozen=True, slots=True)
class GoodsChange:
    """Goods in a parcel that came, went, or have another amount; 0 pieces and grams stand for nothing."""

    stop: int
    kitchen_name: str
    sscc: str
    parcel: int
    product: str
    lot: str
    pieces_before: int
    weight_before_g: int
    pieces: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of the run (``stop`` is 0) or of a stop that reads otherwise; ``manifest.<fact>`` is its caption."""

    stop: int
    kitchen_name: str
    fact: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What changed since the version that a manifest replaces."""

    replaces: int
    """The number of that version."""
    goods: tuple[GoodsChange, ...]
    facts: tuple[FactChange, ...]


def section(changes: VersionChanges, time_zone: str, language: str) -> list[Flowable]:
    """The changes as a table: where, what, what it was, what it is now."""
    title = par(say("manifest.replaces", language, {"version": changes.replaces}), "section")
    if not changes.goods and not changes.facts:
        return [title, par(say("manifest.nothing_changed", language))]
    heads = ("manifest.stop", "manifest.kitchen", "manifest.what", "manifest.before", "manifest.now")
    rows = [_goods_row(each, language) for each in changes.goods]
    rows += [_fact_row(each, ZoneInfo(time_zone), language) for each in changes.facts]
    return [title, paper.listing([say(head, language) for head in heads], rows, (14, 46, 58, 31, 31))]


def on_roll(roll: Roll, changes: VersionChanges, time_zone: str, language: str) -> None:
    """The same on the roll of a receipt printer: where and what, and under it what it was and what it is now."""
    roll.section(say("manifest.replaces", language, {"version": changes.replaces}))
    if not changes.goods and not changes.facts:
        roll.text(say("manifest.nothing_changed", language))
    for goods in changes.goods:
        box = say("manifest.parcel", language, {"parcel": goods.parcel})
        roll.text(f"{goods.stop}  {goods.kitchen_name}", "bold")
        roll.text(f"{box}: {goods.product} {goods.lot}".rstrip(), indent=3)
        before = _amount(goods.pieces_before, goods.weight_before_g, language)
        _before_and_now(roll, before, _amount(goods.pieces, goods.weight_g, language), language)
    zone = ZoneInfo(time_zone)
    for fact in changes.facts:
        roll.text(f"{fact.stop or ''}  {fact.kitchen_name}".strip(), "bold")
        roll.text(say(f"manifest.{fact.fact}", language), indent=3)
        before = _fact(fact.fact, fact.before, zone, language)
        _before_and_now(roll, before, _fact(fact.fact, fact.now, zone, language), language)


def _before_and_now(roll: Roll, before: str, now: str, language: str) -> None:
    roll.text(f"{say('manifest.before', language)}: {before}", indent=3)
    roll.text(f"{say('manifest.now', language)}: {now}", "bold", indent=3)


def _goods_row(change: GoodsChange, language: str) -> list[Flowable]:
    box = say("manifest.parcel", language, {"parcel": change.parcel})
    amount = partial(_amount, language=language)
    return [
        par(str(change.stop), "bold"),
        par(change.kitchen_name),
        par(f"{box}: {change.product} {change.lot}".rstrip()),
        par(amount(change.pieces_before, change.weight_before_g)),
        par(amount(change.pieces, change.weight_g), "bold"),
    ]


def _amount(pieces: int, weight_g: int, language: str) -> str:
    return wording.amount(pieces, weight_g, language) or GONE


def _fact_row(change: FactChange, zone: ZoneInfo, language: str) -> list[Flowable]:
    return [
        par(str(change.stop) if change.stop else "", "bold"),
        par(change.kitchen_name),
        par(say(f"manifest.{change.fact}", language)),
        par(_fact(change.fact, change.before, zone, language)),
        par(_fact(change.fact, change.now, zone, language), "bold"),
    ]


def _fact(fact: str, text: str, zone: ZoneInfo, language: str) -> str:
    if not text:
        return GONE
    if fact == "planned":
        return wording.moment(datetime.fromisoformat(text), zone, language)
    return wording.known_word(text, language) if fact == "written_off" else text
