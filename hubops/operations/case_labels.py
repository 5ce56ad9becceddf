"""The labels of a call-off, ready to print: which cases there are, and the sheet that goes along with the message."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from hubops.model.products import PackLevel, Product
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

_PACKS = (
    select(Product.measured_by, PackLevel.gtin, PackLevel.pieces)
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(Product.hub_id == bindparam("hub"), Product.id == bindparam("product"))
    .order_by(PackLevel.pieces.desc())
)


def attachment(booking: Booking, call_off: AnyRow, producer: str, lines: Sequence[AnyRow]) -> dict[str, Any]:
    """The sheet for a call-off; ``lines`` have ``id`` (the article), ``name`` and ``pieces``."""
    content = {
        "hub_name": booking.house.name,
        "producer": producer,
        "call_off": call_off.code,
        "day": call_off.day.isoformat(),
        "labels": [label for line in lines for label in _labels(booking, line)],
        "language": booking.house.language,
    }
    return {"name": f"{call_off.code}.pdf", "document": "case_labels", "content": content}


def _labels(booking: Booking, line: AnyRow) -> Iterator[dict[str, Any]]:
    """Whole cases first; what is left over in inner packs or as single pieces, which bear their own barcode."""
    left = int(line.pieces)
    for pack in booking.tx.execute(_PACKS, {"hub": booking.tx.hub_id, "product": line.id}):
        cases, left = divmod(left, pack.pieces)
        if cases:
            gtin = "" if pack.measured_by == "weight" else pack.gtin
            yield {"product": line.name, "gtin": gtin, "pieces": pack.pieces, "cases": cases}
