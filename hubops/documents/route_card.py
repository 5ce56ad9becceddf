"""The route card: a driver's key to the papers of a route. Scanned at any station, its run's manifest prints."""

from dataclasses import dataclass

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Spacer  # type: ignore[import-untyped]

from hubops.documents import paper
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say


@dataclass(frozen=True, slots=True)
class RouteCard:
    """The card of one route; it holds no date, so it lasts."""

    hub_name: str
    route_code: str
    route_name: str
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def route_card_pdf(card: RouteCard) -> bytes:
    """The card as A4 PDF."""
    return paper.a4(
        _head(card),
        lambda: [
            paper.table([[par(card.route_code, "band number"), par(card.route_name, "band")]], (50, 130), _BAND),
            Spacer(0, 10 * mm),
            paper.qr_code(qr_text(card), 90),
            Spacer(0, 6 * mm),
            par(qr_text(card), "large"),
            Spacer(0, 4 * mm),
            par(say("route_card.use", card.language), "large"),
        ],
    )


def route_card_roll(card: RouteCard, form: RollForm) -> bytes:
    """The card on the roll of a receipt printer."""
    roll = Roll(form, _head(card))
    roll.text(f"{card.route_code} {card.route_name}", "band")
    roll.qr(qr_text(card))
    roll.text(qr_text(card))
    roll.text(say("route_card.use", card.language), "bold")
    return roll.finished()


def _head(card: RouteCard) -> paper.Head:
    return paper.Head(
        title=say("route_card.title", card.language),
        mark=card.route_code,
        detail=paper.copy_mark(card.copy, card.language),
        foot=card.hub_name,
        language=card.language,
    )


_BAND = (("BACKGROUND", (0, 0), (-1, -1), paper.BLACK), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))


def qr_text(card: RouteCard) -> str:
    """What the QR code holds, as the hub's scanners read it."""
    return f"ROUTE-{card.route_code}"
