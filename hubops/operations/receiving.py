"""Receiving: goods at the dock are scanned, weighed and taken into custody, expected or not.

What is refused stands in refusing.py, the temperature in temperature_checks.py, the delivery itself in deliveries.py.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.inbound import Check, ReceiptLine
from hubops.model.parties import Producer
from hubops.model.places import PRODUCER, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import Lot
from hubops.operations import crates, dates, deliveries, moving, typed_weights
from hubops.operations.booking import Booking
from hubops.operations.deliveries import Awaited
from hubops.operations.moving import Amount, Place
from hubops.planning.temperature import Verdict
from hubops.store import rows

_ITEM = (
    select(
        PackLevel.level,
        PackLevel.pieces.label("pack_pieces"),
        Product.id,
        Product.gtin,
        Product.name,
        Product.temperature_class,
        Product.measured_by,
        Product.net_g,
        Product.stated_max_cc,
        Product.stated_min_cc,
        Product.shelf_life_days,
        Product.min_life_on_delivery_days,
        Product.producer_id,
        Producer.name.label("producer"),
    )
    .join(Product, (Product.hub_id == PackLevel.hub_id) & (Product.id == PackLevel.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_SEEN = select(ReceiptLine.at).where(
    ReceiptLine.hub_id == bindparam("hub"),
    ReceiptLine.unique_code == bindparam("code"),
    ReceiptLine.undone_by_id.is_(None),
)
_LAST_OF_PRODUCT = (
    select(Lot.code, Lot.expiry, Lot.date_kind)
    .join(ReceiptLine, (ReceiptLine.hub_id == Lot.hub_id) & (ReceiptLine.lot_id == Lot.id))
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        ReceiptLine.product_id == bindparam("product"),
        ReceiptLine.undone_by_id.is_(None),
    )
    .order_by(ReceiptLine.id.desc())
    .limit(1)
)
_LOT = select(Lot.id).where(
    Lot.hub_id == bindparam("hub"),
    Lot.product_id == bindparam("product"),
    Lot.code == bindparam("code"),
    func.coalesce(Lot.expiry, date.max) == bindparam("expiry"),
)
_CHECK = (
    select(Check.verdict)
    .where(
        Check.hub_id == bindparam("hub"),
        Check.delivery_id == bindparam("delivery"),
        Check.temperature_class == bindparam("class"),
        Check.undone_by_id.is_(None),
    )
    .order_by(Check.id.desc())
    .limit(1)
)
_ZONE_OF_KIND = (
    select(Zone.id).where(Zone.hub_id == bindparam("hub"), Zone.kind == bindparam("kind")).order_by(Zone.code).limit(1)
)


@dataclass(frozen=True, slots=True)
class Item:
    """An article at the dock, with what the producer's delivery waits for of it."""

    product_id: UUID
    producer_id: UUID
    gtin: str
    name: str
    temperature_class: str
    weighed: bool
    net_g: int
    """Of one piece; nominal where weighed."""
    level: str
    """Of the pack that was scanned: ``piece``, ``inner`` or ``case``."""
    pieces: int
    """In the pack that was scanned."""
    shelf_life_days: int | None
    min_life_days: int | None
    producer: str
    awaited: Awaited

    @property
    def dated(self) -> bool:
        """The goods bear a date: the product has a shelf life."""
        return self.shelf_life_days is not None

    def goes_over(self, packs: int) -> bool:
        """So many packs are more than was expected, and nobody has said yet that more is taken."""
        awaited, pieces = self.awaited, packs * self.pieces
        crosses = awaited.received <= awaited.expected or packs > 1
        return crosses and awaited.received + pieces > awaited.expected


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a lot is known by."""

    code: str
    expiry: date | None
    date_kind: str


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a case."""

    delivery_id: UUID
    quarantined: bool
    """The class was measured too warm, so the case went to quarantine with the rest."""
    temperature_known: bool
    """The class of this delivery has been measured."""
    short_life: bool
    """The lot lives shorter than the product promises to kitchens."""


def find_item(booking: Booking, scan: Scan) -> Item:
    """The article of a scan, and the delivery that it belongs to.

    Raises:
        Refused: an unknown article; a unique case that was received before.
    """
    tx = booking.tx
    row = tx.execute(_ITEM, {"hub": tx.hub_id, "gtin": scan.gtin}).one_or_none()
    if row is None:
        raise Refused("receive.unknown_item", gtin=scan.gtin)
    _refuse_known_case(booking, unique_code(scan))
    pieces = _pieces(scan, row.pack_pieces)
    return Item(
        product_id=row.id,
        producer_id=row.producer_id,
        gtin=row.gtin,
        name=row.name,
        temperature_class=row.temperature_class,
        weighed=row.measured_by == "weight",
        net_g=row.net_g,
        level=row.level,
        pieces=pieces,
        shelf_life_days=row.shelf_life_days,
        min_life_days=row.min_life_on_delivery_days,
        producer=row.producer,
        awaited=deliveries.awaited(booking, row.producer_id, row.id, pieces),
    )


def _pieces(scan: Scan, in_pack: int) -> int:
    """Pieces in what was scanned: AI 37 beside an SSCC counts packs of the content, AI 30 the pieces of one pack."""
    if scan.count is None:
        return in_pack
    return scan.count * in_pack if scan.sscc else scan.count


def unique_code(scan: Scan) -> str | None:
    """What makes a case the only one of its kind: its SSCC, or GTIN and serial; None for codes that repeat."""
    if scan.sscc:
        return f"00{scan.sscc}"
    return f"01{scan.gtin}21{scan.serial}" if scan.serial else None


def lot_before(booking: Booking, item: Item) -> LotFacts | None:
    """The lot of the last case of this article in this delivery: identical cases need not say it again."""
    params = {"hub": booking.tx.hub_id, "delivery": item.awaited.delivery_id, "product": item.product_id}
    row = booking.tx.execute(_LAST_OF_PRODUCT, params).one_or_none()
    return LotFacts(row.code, row.expiry, row.date_kind) if row else None


def hub_lot_code(booking: Booking) -> str:
    """A lot number of the hub's own, for goods whose producer marked none."""
    return f"H{rows.next_number(booking.tx, 'hub_lot'):06d}"


def accept_case(
    booking: Booking, item: Item, facts: LotFacts, amount: Amount, scan: Scan, raw_weight: str = "", crate: str = ""
) -> Received:
    """Take goods into custody: at the dock, or in quarantine where their class was found too warm.

    Goods that nobody announced make a delivery, or join the one that is open; that is a deviation. So are goods whose
    code should have told a date and did not, and a lot that lives shorter than the product promises. The ``crate`` that
    they were weighed in came with them.

    Raises:
        Refused: ``receive.weight_off``, the weight is too far from the nominal one to be believed;
            ``receive.delivery_closed``.
    """
    code = unique_code(scan)
    _refuse_known_case(booking, code)
    _refuse_odd_weight(booking, item, amount)
    delivery_id, number = deliveries.at_the_dock(booking, item.awaited, item.producer_id)
    if item.awaited.unannounced:
        deliveries.list_unannounced(booking, delivery_id, item.product_id)
        booking.deviation("unannounced", delivery_id, product=item.name, producer=item.producer)
    lot_id = lot_of(booking, item.product_id, facts)
    verdict_before = measured(booking, delivery_id, item.temperature_class)
    quarantined = verdict_before == Verdict.RED
    target = Place(zone_of_kind(booking, "quarantine" if quarantined else "dock"))
    moving.move(booking, "receive", lot_id, Place(PRODUCER), target, amount)
    short_life = _tell_of_dates(booking, delivery_id, item, lot_id, facts, scan)
    add_line(booking, delivery_id, item, lot_id, amount, code=code)
    if crate:
        crates.with_producer(booking, item.producer_id, delivery_id, crate, 1)
    booking.event(
        "received",
        lot_id,
        gtin=item.gtin,
        lot=facts.code,
        pieces=amount.pieces,
        grams=amount.grams,
        delivery=number,
        weight_frame=raw_weight,
    )
    typed_weights.note(booking, raw_weight, delivery_id, item.name, amount.grams)
    return Received(delivery_id, quarantined, verdict_before is not None, short_life)


def expired(booking: Booking, expiry: date | None) -> bool:
    """The date has passed: goods may be sold on the day they bear, not after it."""
    return expiry is not None and expiry < booking.day


def too_far(booking: Booking, item: Item, expiry: date) -> bool:
    """The date is so far beyond the article's shelf life that it was probably typed wrong (rules.toml)."""
    if item.shelf_life_days is None:
        return False
    return (expiry - booking.day).days * 100 > item.shelf_life_days * booking.house.farthest_date_percent


def measured(booking: Booking, delivery_id: UUID, temperature_class: str) -> Verdict | None:
    """The last verdict on a class of a delivery; None if nobody has measured it."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "class": temperature_class}
    found = booking.tx.execute(_CHECK, params).scalar_one_or_none()
    return Verdict(found) if found else None


def zone_of_kind(booking: Booking, kind: str) -> UUID:
    """The first zone of a kind. Raises Refused ``stock.no_zone`` when the hub has none."""
    found = booking.tx.execute(_ZONE_OF_KIND, {"hub": booking.tx.hub_id, "kind": kind}).scalar_one_or_none()
    if found is None:
        raise Refused("stock.no_zone", kind_word=kind)
    assert isinstance(found, UUID)  # noqa: S101 - the column's type
    return found


def _tell_of_dates(booking: Booking, delivery_id: UUID, item: Item, lot_id: UUID, facts: LotFacts, scan: Scan) -> bool:
    """Complain about the date of a case; whether its lot lives too short is returned."""
    if facts.expiry is None:
        return False
    if dates.lacks_date(scan, item.dated):
        dates.tell_missing(booking, delivery_id, item.name, facts.code, facts.expiry)
    days = (facts.expiry - booking.day).days
    if item.min_life_days is None or days >= item.min_life_days:
        return False
    values = {"expiry_on": facts.expiry.isoformat(), "days": days, "promised": item.min_life_days}
    dates.tell_short(booking, delivery_id, lot_id, product=item.name, lot=facts.code, **values)
    return True


def _refuse_known_case(booking: Booking, code: str | None) -> None:
    if code is None:
        return
    params = {"hub": booking.tx.hub_id, "code": code}
    seen = booking.tx.execute(_SEEN, params).scalar_one_or_none()
    if seen is not None:
        raise Refused("receive.known_case", case=code, seen_at=seen)


def _refuse_odd_weight(booking: Booking, item: Item, amount: Amount) -> None:
    nominal_g = item.net_g * amount.pieces
    tolerance_g = nominal_g * booking.house.catch_weight_tolerance_percent // 100
    if item.weighed and abs(amount.grams - nominal_g) > tolerance_g:
        raise Refused("receive.weight_off", weight_g=amount.grams, nominal_g=nominal_g, pieces=amount.pieces)


def lot_of(booking: Booking, product_id: UUID, facts: LotFacts) -> UUID:
    """The lot with these facts; a new one where none is known."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "product": product_id, "code": facts.code, "expiry": facts.expiry or date.max}
    found = tx.execute(_LOT, params).scalar_one_or_none()
    if isinstance(found, UUID):
        return found
    return rows.add(
        tx,
        Lot,
        product_id=product_id,
        code=facts.code,
        expiry=facts.expiry,
        date_kind=facts.date_kind,
        received_at=tx.now,
    )


def add_line(
    booking: Booking,
    delivery_id: UUID,
    item: Item,
    lot_id: UUID | None,
    amount: Amount,
    *,
    reason: str = "",
    outcome: str = "",
    code: str | None = None,
) -> None:
    """Write down what was put before the hub: accepted, or refused with a reason and an outcome."""
    rows.add(
        booking.tx,
        ReceiptLine,
        delivery_id=delivery_id,
        product_id=item.product_id,
        lot_id=lot_id,
        pieces=amount.pieces,
        grams=amount.grams,
        accepted=not reason,
        reason=reason,
        outcome=outcome,
        returned_at=None,
        unique_code=code,
        at=booking.tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
