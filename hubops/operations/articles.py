"""What can be ordered, by the barcode of a piece or a case; read once for a whole file of orders."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput
from hubops.model.parties import Producer
from hubops.model.products import PackLevel, Product
from hubops.model.standing import SeasonAgreement
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent
from hubops.operations.promise_terms import Goods, keeps_days

_ARTICLE = (
    select(
        Product.id,
        Product.name,
        Product.net_g,
        Product.producer_id,
        Producer.name.label("producer"),
        Product.temperature_class,
        Product.volume_ml,
        Product.shelf_life_days,
        Product.min_life_on_delivery_days,
    )
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_CASE = select(PackLevel.pieces).where(
    PackLevel.hub_id == bindparam("hub"), PackLevel.product_id == bindparam("product"), PackLevel.level == "case"
)
_AGREED = select(SeasonAgreement.product_id).where(SeasonAgreement.hub_id == bindparam("hub")).distinct()


@dataclass(frozen=True, slots=True)
class Article:
    """A product as an order needs it."""

    id: UUID
    name: str
    net_g: int
    case_pieces: int | None
    """None where it has no case."""
    producer_id: UUID
    producer: str
    temperature_class: str
    volume_ml: int
    """Of a piece; 0 where nobody knows."""
    keeps_days: int | None
    """Of promise_terms.py; None where nobody knows."""

    def goods(self, pieces: int) -> Goods:
        """So many pieces, to be promised."""
        return Goods(self.id, self.producer_id, self.temperature_class, self.volume_ml, pieces, self.keeps_days)


class Articles:
    """The articles of the hub, each read at its first use; for one booking."""

    def __init__(self, booking: Booking) -> None:
        self._booking = booking
        self._known: dict[str, Article | None] = {}
        self.called_off: dict[UUID, int] = {}
        """Pieces called off of season agreements, by their keys, as far as they were counted (season.py)."""

    def find(self, gtin: str) -> Article | None:
        """The article with a barcode of 14 digits; None if there is none."""
        if gtin not in self._known:
            self._known[gtin] = self._read(gtin)
        return self._known[gtin]

    @cached_property
    def agreed(self) -> frozenset[UUID]:
        """The articles of which some buyer has agreed a volume (season.py)."""
        return frozenset(self._booking.tx.execute(_AGREED, {"hub": self._booking.tx.hub_id}).scalars())

    def pieces_of(self, number: str, line: LineContent) -> tuple[UUID, int]:
        """The article of a line of an order and its quantity in pieces.

        Kilograms of a weighed article become whole pieces of nominal weight, rounded up: the kitchen gets enough.

        Raises:
            BadInput: an unknown article, broken pieces or cases, or a case of an article that has none.
        """
        article = self.find(line.gtin)
        if article is None:
            raise BadInput("order.unknown_item", number=number, line=line.line, gtin=line.gtin)
        thousandths = line.quantity_thousandths
        if line.unit == "kg":
            return article.id, -(-thousandths // article.net_g)
        if thousandths % 1000 or thousandths <= 0:
            raise BadInput("order.broken_quantity", number=number, line=line.line, unit=line.unit)
        if line.unit == "piece":
            return article.id, thousandths // 1000
        if article.case_pieces is None:
            raise BadInput("order.no_case", number=number, line=line.line, gtin=line.gtin)
        return article.id, thousandths // 1000 * article.case_pieces

    def _read(self, gtin: str) -> Article | None:
        tx = self._booking.tx
        row = tx.execute(_ARTICLE, {"hub": tx.hub_id, "gtin": gtin}).first()
        if row is None:
            return None
        case = tx.execute(_CASE, {"hub": tx.hub_id, "product": row.id}).scalar_one_or_none()
        return Article(
            row.id,
            row.name,
            row.net_g,
            case,
            row.producer_id,
            row.producer,
            row.temperature_class,
            row.volume_ml or 0,
            keeps_days(row.shelf_life_days, row.min_life_on_delivery_days),
        )
