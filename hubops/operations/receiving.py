"""Receiving: expected goods are scanned, weighed, checked for temperature, accepted or refused with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.inbound import Check, Delivery, ExpectedLine, ReceiptLine
from hubops.model.parties import Producer
from hubops.model.places import PRODUCER, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import Lot
from hubops.operations import moving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.planning.temperature import Judgement, Verdict, verdict
from hubops.store import rows
from hubops.store.rows import AnyRow

REFUSAL_REASONS = ("damaged", "wrong_item", "wrong_label", "too_warm", "other")
"""The reasons that a worker can give, in the order of the digit keys."""

_ITEM = (
    select(
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
_EXPECTED = (
    select(Delivery.id, Delivery.number, Delivery.closed_at, ExpectedLine.pieces)
    .outerjoin(
        ExpectedLine,
        (ExpectedLine.hub_id == Delivery.hub_id)
        & (ExpectedLine.delivery_id == Delivery.id)
        & (ExpectedLine.product_id == bindparam("product")),
    )
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.producer_id == bindparam("producer"),
        Delivery.day <= bindparam("day"),
    )
    .order_by(Delivery.closed_at.is_not(None), Delivery.day.desc())
    .limit(1)
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
_ACCEPTED_LOTS = (
    select(ReceiptLine.lot_id, func.sum(ReceiptLine.pieces).label("pieces"), func.sum(ReceiptLine.grams).label("grams"))
    .join(Product, (Product.hub_id == ReceiptLine.hub_id) & (Product.id == ReceiptLine.product_id))
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        Product.temperature_class == bindparam("class"),
        ReceiptLine.accepted,
        ReceiptLine.undone_by_id.is_(None),
    )
    .group_by(ReceiptLine.lot_id)
)
_DIFFERENCES = (
    select(
        Product.id,
        Product.name,
        ExpectedLine.pieces.label("expected"),
        func.coalesce(
            select(func.sum(ReceiptLine.pieces))
            .where(
                ReceiptLine.hub_id == ExpectedLine.hub_id,
                ReceiptLine.delivery_id == ExpectedLine.delivery_id,
                ReceiptLine.product_id == ExpectedLine.product_id,
                ReceiptLine.accepted,
                ReceiptLine.undone_by_id.is_(None),
            )
            .scalar_subquery(),
            0,
        ).label("received"),
    )
    .join(Product, (Product.hub_id == ExpectedLine.hub_id) & (Product.id == ExpectedLine.product_id))
    .where(ExpectedLine.hub_id == bindparam("hub"), ExpectedLine.delivery_id == bindparam("delivery"))
    .order_by(Product.name)
)


@dataclass(frozen=True, slots=True)
class Item:
    """An article at the dock, with the delivery that waits for it."""

    product_id: UUID
    gtin: str
    name: str
    temperature_class: str
    weighed: bool
    net_g: int
    """Of one piece; nominal where weighed."""
    pieces: int
    """In the pack that was scanned."""
    dated: bool
    """The goods bear a date: the product has a shelf life."""
    min_life_days: int | None
    producer: str
    delivery_id: UUID
    delivery_number: int


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a lot is known by."""

    code: str
    expiry: date | None
    date_kind: str


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a case."""

    lot_id: UUID
    quarantined: bool
    """The class was measured too warm, so the case went to quarantine with the rest."""
    temperature_known: bool
    """The class of this delivery has been measured."""
    short_life: bool
    """The lot lives shorter than the product promises to kitchens."""


def find_item(booking: Booking, scan: Scan) -> Item:
    """The article of a scan and the open delivery that expects it.

    Raises:
        Refused: an unknown article, no delivery of that producer, a closed one, or one that does not expect the
            article; a unique case that was received before.
    """
    tx = booking.tx
    row = tx.execute(_ITEM, {"hub": tx.hub_id, "gtin": scan.gtin}).one_or_none()
    if row is None:
        raise Refused("receive.unknown_item", gtin=scan.gtin)
    params = {"hub": tx.hub_id, "product": row.id, "producer": row.producer_id, "day": booking.day}
    delivery = tx.execute(_EXPECTED, params).one_or_none()
    if delivery is None:
        raise Refused("receive.no_delivery", product=row.name, producer=row.producer)
    if delivery.closed_at is not None:
        raise Refused("receive.delivery_closed", producer=row.producer, closed_at=delivery.closed_at)
    if delivery.pieces is None:
        raise Refused("receive.not_expected", product=row.name, producer=row.producer)
    _refuse_known_case(booking, unique_code(scan))
    return Item(
        product_id=row.id,
        gtin=row.gtin,
        name=row.name,
        temperature_class=row.temperature_class,
        weighed=row.measured_by == "weight",
        net_g=row.net_g,
        pieces=_pieces(scan, row.pack_pieces),
        dated=row.shelf_life_days is not None,
        min_life_days=row.min_life_on_delivery_days,
        producer=row.producer,
        delivery_id=delivery.id,
        delivery_number=delivery.number,
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
    params = {"hub": booking.tx.hub_id, "delivery": item.delivery_id, "product": item.product_id}
    row = booking.tx.execute(_LAST_OF_PRODUCT, params).one_or_none()
    return LotFacts(row.code, row.expiry, row.date_kind) if row else None


def hub_lot_code(booking: Booking) -> str:
    """A lot number of the hub's own, for goods whose producer marked none."""
    return f"H{rows.next_number(booking.tx, 'hub_lot'):06d}"


def accept_case(
    booking: Booking, item: Item, facts: LotFacts, amount: Amount, code: str | None, raw_weight: str = ""
) -> Received:
    """Take a case into custody: at the dock, or in quarantine where its class was found too warm.

    Raises:
        Refused: ``receive.weight_off``, the weight is too far from the nominal one to be believed.
    """
    _refuse_known_case(booking, code)
    _refuse_odd_weight(booking, item, amount)
    lot_id = _lot(booking, item.product_id, facts)
    verdict_before = measured(booking, item.delivery_id, item.temperature_class)
    quarantined = verdict_before == Verdict.RED
    target = Place(zone_of_kind(booking, "quarantine" if quarantined else "dock"))
    moving.move(booking, "receive", lot_id, Place(PRODUCER), target, amount)
    _receipt_line(booking, item, lot_id, amount, "", code)
    booking.event(
        "received",
        lot_id,
        gtin=item.gtin,
        lot=facts.code,
        pieces=amount.pieces,
        grams=amount.grams,
        delivery=item.delivery_number,
        weight_frame=raw_weight,
    )
    life = None if facts.expiry is None else (facts.expiry - booking.day).days
    short_life = life is not None and item.min_life_days is not None and life < item.min_life_days
    return Received(lot_id, quarantined, verdict_before is not None, short_life)


def refuse_case(
    booking: Booking, item: Item, reason: str, amount: Amount, facts: LotFacts | None, code: str | None
) -> None:
    """Record a case that the hub does not take; it stays the producer's and never enters custody."""
    lot_id = _lot(booking, item.product_id, facts) if facts else None
    _receipt_line(booking, item, lot_id, amount, reason, code)
    booking.deviation("refused", item.delivery_id, product=item.name, pieces=amount.pieces, reason_word=reason)
    booking.event(
        "refused",
        item.delivery_id,
        gtin=item.gtin,
        lot=facts.code if facts else "",
        pieces=amount.pieces,
        grams=amount.grams,
        delivery=item.delivery_number,
        reason=reason,
    )


def expired(booking: Booking, facts: LotFacts) -> bool:
    """The date has passed: goods may be sold on the day they bear, not after it."""
    return facts.expiry is not None and facts.expiry < booking.day


def measured(booking: Booking, delivery_id: UUID, temperature_class: str) -> Verdict | None:
    """The last verdict on a class of a delivery; None if nobody has measured it."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "class": temperature_class}
    found = booking.tx.execute(_CHECK, params).scalar_one_or_none()
    return Verdict(found) if found else None


def record_temperature(booking: Booking, delivery_id: UUID, temperature_class: str, measured_cc: int) -> Judgement:
    """Record the temperature of a class in a delivery; a red one sends what stands at the dock to quarantine.

    The strictest limit stated on any of the class's products in the delivery holds (domain-rules.md 2.3, 2.4).
    """
    tx = booking.tx
    stated = tx.execute(_STATED, {"hub": tx.hub_id, "delivery": delivery_id, "class": temperature_class}).one()
    judgement = verdict(booking.house.classes[temperature_class], measured_cc, stated.max_cc, stated.min_cc)
    rows.add(
        tx,
        Check,
        delivery_id=delivery_id,
        temperature_class=temperature_class,
        temperature_cc=measured_cc,
        limit_cc=judgement.limit_cc,
        verdict=judgement.verdict,
        action=judgement.action,
        at=tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event(
        "temperature", delivery_id, temperature_class=temperature_class, cc=measured_cc, verdict=judgement.verdict
    )
    if judgement.verdict is Verdict.RED:
        _quarantine(booking, delivery_id, temperature_class)
        values = {"class_word": temperature_class, "measured_cc": measured_cc, "limit_cc": judgement.limit_cc}
        booking.deviation("too_warm", delivery_id, **values)
    return judgement


_STATED = (
    select(func.min(Product.stated_max_cc).label("max_cc"), func.max(Product.stated_min_cc).label("min_cc"))
    .join(ExpectedLine, (ExpectedLine.hub_id == Product.hub_id) & (ExpectedLine.product_id == Product.id))
    .where(
        Product.hub_id == bindparam("hub"),
        ExpectedLine.delivery_id == bindparam("delivery"),
        Product.temperature_class == bindparam("class"),
    )
)


def differences(booking: Booking, delivery_id: UUID) -> list[AnyRow]:
    """Per expected product: ``id, name, expected, received`` in accepted pieces."""
    return list(booking.tx.execute(_DIFFERENCES, {"hub": booking.tx.hub_id, "delivery": delivery_id}))


def close_delivery(booking: Booking, delivery_id: UUID) -> datetime:
    """Close a delivery; what came short or over becomes a deviation. The moment of closing is returned.

    Raises:
        Refused: ``receive.delivery_closed``, another station closed it.
    """
    delivery = rows.get(booking.tx, Delivery, delivery_id)
    if delivery.closed_at is not None:
        producer = rows.get(booking.tx, Producer, delivery.producer_id).name
        raise Refused("receive.delivery_closed", producer=producer, closed_at=delivery.closed_at)
    for row in differences(booking, delivery_id):
        if row.received != row.expected:
            kind = "short" if row.received < row.expected else "over"
            booking.deviation(kind, delivery_id, product=row.name, expected=row.expected, received=row.received)
    booking.change(Delivery, delivery_id, closed_at=booking.tx.now)
    booking.event("delivery_closed", delivery_id)
    return booking.tx.now


def zone_of_kind(booking: Booking, kind: str) -> UUID:
    """The first zone of a kind. Raises Refused ``stock.no_zone`` when the hub has none."""
    found = booking.tx.execute(_ZONE_OF_KIND, {"hub": booking.tx.hub_id, "kind": kind}).scalar_one_or_none()
    if found is None:
        raise Refused("stock.no_zone", kind_word=kind)
    assert isinstance(found, UUID)  # noqa: S101 - the column's type
    return found


def _quarantine(booking: Booking, delivery_id: UUID, temperature_class: str) -> None:
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "class": temperature_class}
    dock, quarantine = Place(zone_of_kind(booking, "dock")), Place(zone_of_kind(booking, "quarantine"))
    for row in booking.tx.execute(_ACCEPTED_LOTS, params).all():
        held = moving.balance(booking, dock, row.lot_id)
        amount = Amount(min(held.pieces, row.pieces), min(held.grams, row.grams))
        if amount.pieces:
            moving.move(booking, "quarantine", row.lot_id, dock, quarantine, amount)


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


def _lot(booking: Booking, product_id: UUID, facts: LotFacts) -> UUID:
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


def _receipt_line(
    booking: Booking, item: Item, lot_id: UUID | None, amount: Amount, reason: str, code: str | None
) -> None:
    rows.add(
        booking.tx,
        ReceiptLine,
        delivery_id=item.delivery_id,
        product_id=item.product_id,
        lot_id=lot_id,
        pieces=amount.pieces,
        grams=amount.grams,
        accepted=not reason,
        reason=reason,
        unique_code=code,
        at=booking.tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
