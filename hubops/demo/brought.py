"""What the producers bring on a made-up day: the goods of a delivery, with the marks on each case and piece."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.products import PackLevel, Product
from hubops.operations.booking import Booking

TEMPERATURES = {
    "meat_red": "3,8",
    "offal": "2,1",
    "poultry": "2,9",
    "minced": "1,4",
    "meat_prep": "2,8",
    "fish_fresh": "0,9",
    "chilled_default": "3,4",
    "frozen": "-19,5",
    "eggs": "10,5",
}
"""What the probe shows on a good day, as it is typed, by temperature class."""


@dataclass(frozen=True)
class Goods:
    """An article as a producer brings it. Change a field with ``dataclasses.replace``, and the delivery is another."""

    gtin: str
    case_gtin: str | None
    case_pieces: int
    net_g: int
    """Of one piece; nominal where weighed."""
    weighed: bool
    life_days: int | None
    """How long it keeps from today; below 0 it is past its date, None if it bears no date."""
    pieces: int
    """How many come: at first, as many as are expected."""
    temperature: str | None = None
    """What the probe shows if these goods are measured, as it is typed; None: as ever."""
    date_on_case: bool = True
    """The code on a case tells the date."""
    read_twice: bool = False
    """The trigger is pulled once over the first case, and the code is read twice."""

    @property
    def scanned(self) -> str:
        """The code on a piece as the scanner reads it."""
        return f"]E0{self.gtin[-13:]}"

    def lot(self, at: datetime) -> str:
        """The lot of goods that come on a day."""
        return f"L{self.gtin[-4:-1]}{at:%d}"

    def best_before(self, at: datetime) -> date | None:
        """The date on goods that come on a day."""
        return None if self.life_days is None else at.date() + timedelta(days=self.life_days)

    @property
    def full_cases(self) -> int:
        """How many come in cases; of weighed goods the last ones come loose, to be weighed one by one."""
        if not self.case_gtin:
            return 0
        cases, loose = divmod(self.pieces, self.case_pieces)
        return max(0, cases - 1) if self.weighed and not loose else cases

    def case_code(self, n: int, at: datetime) -> str:
        """The code on the n-th case, from 0, as the scanner reads it: in turns GS1-128 and GS1 DataMatrix."""
        expiry = self.best_before(at)
        date_mark = f"15{expiry:%y%m%d}" if expiry and self.date_on_case else ""
        weight = f"3103{self.case_pieces * self.net_g * (99 + n % 3) // 100:06d}" if self.weighed else ""
        return f"{']d2' if n % 2 else ']C1'}01{self.case_gtin}{date_mark}{weight}10{self.lot(at)}"


def goods_of(booking: Booking, delivery_id: UUID) -> list[Goods]:
    """The goods of a delivery as they are expected, by GTIN."""
    rows = booking.tx.conn.execute(
        select(Product, ExpectedLine.pieces.label("expected"))
        .join(ExpectedLine, (ExpectedLine.hub_id == Product.hub_id) & (ExpectedLine.product_id == Product.id))
        .join(Delivery, (Delivery.hub_id == Product.hub_id) & (Delivery.id == ExpectedLine.delivery_id))
        .where(Product.hub_id == booking.tx.hub_id, Delivery.id == delivery_id)
        .order_by(Product.gtin)
    ).all()
    levels = booking.tx.conn.execute(
        select(PackLevel.product_id, PackLevel.gtin, PackLevel.pieces).where(
            PackLevel.hub_id == booking.tx.hub_id, PackLevel.level == "case"
        )
    )
    cases = {row.product_id: row for row in levels}
    return [
        Goods(
            gtin=row.gtin,
            case_gtin=cases[row.id].gtin if row.id in cases else None,
            case_pieces=cases[row.id].pieces if row.id in cases else 1,
            net_g=row.net_g,
            weighed=row.measured_by == "weight",
            life_days=row.shelf_life_days,
            pieces=row.expected,
        )
        for row in rows
    ]
