"""The paper pack on the roll of a receipt printer, for a hub without an A4 printer; the blank forms are left out."""

from hubops.documents.paper_pack import SIGNED_AT_STOP, PackDelivery, PackRoute, PackStop, PaperPack, head_of, limit
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say

_BOX = "[____]"


def paper_pack_roll(pack: PaperPack, form: RollForm) -> bytes:
    """The pack as ESC/POS: each line with a box for what was counted."""
    roll, language = Roll(form, head_of(pack)), pack.language
    roll.text(say("pack.how", language), longest=400)
    for delivery in pack.deliveries:
        _delivery(roll, delivery, language)
    for route in pack.routes:
        _route(roll, route, language)
    return roll.finished()


def _delivery(roll: Roll, delivery: PackDelivery, language: str) -> None:
    values = {"producer": delivery.producer, "time": delivery.expected or "-", "number": delivery.number}
    roll.section(say("pack.delivery", language, values))
    roll.text(delivery.phone)
    for line in delivery.lines:
        roll.row(line.product, f"{line.pieces} {_BOX}", "bold")
        roll.row(limit(line, language), f"°C {_BOX}", indent=3)
    roll.pen(*(say(code, language) for code in ("receipt.hub_signature", "receipt.producer_signature")))


def _route(roll: Roll, route: PackRoute, language: str) -> None:
    values = {"route": route.code, "name": route.name, "vehicle": route.vehicle, "time": route.departure}
    roll.section(say("pack.route", language, values))
    for stop in route.stops:
        _stop(roll, stop, language)


def _stop(roll: Roll, stop: PackStop, language: str) -> None:
    values = {"stop": stop.stop, "kitchen": stop.kitchen, "arrival": stop.arrival, "window": stop.window}
    roll.space()
    roll.text(say("pack.stop", language, values), "bold")
    roll.text(", ".join(filter(None, (stop.address, stop.note))))
    for line in stop.lines:
        roll.row(line.product, f"{line.pieces} {_BOX}")
    roll.pen(*(say(code, language) for code in SIGNED_AT_STOP))
