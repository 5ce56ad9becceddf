"""The manifest on the roll of a receipt printer: what stands on the A4 sheets, one line under the other."""

from functools import partial

from hubops.documents import gs1, manifest_changes, wording
from hubops.documents.drop_label import LabelLine
from hubops.documents.manifest import (
    SIGNED_AT_STOP,
    SIGNED_BY_DRIVER,
    Manifest,
    ManifestParcel,
    ManifestStop,
    head_of,
    journey,
    qr_text,
    sender,
    where,
)
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say


def manifest_roll(manifest: Manifest, form: RollForm) -> bytes:
    """The manifest as ESC/POS, with a code to scan for this version and for each parcel."""
    roll, language = Roll(form, head_of(manifest)), manifest.language
    roll.facts([*sender(manifest), *journey(manifest)])
    roll.qr(qr_text(manifest))
    if manifest.changes:
        manifest_changes.on_roll(roll, manifest.changes, manifest.time_zone, language)
    roll.section(say("manifest.stops", language))
    for stop in manifest.stops:
        _glance(roll, stop, language)
    _written_off(roll, manifest)
    _owners(roll, manifest)
    roll.pen(*(say(code, language) for code in SIGNED_BY_DRIVER))
    roll.space()
    roll.text(say("manifest.law", language))
    for stop in manifest.stops:
        _stop(roll, stop, language)
    return roll.finished()


def _glance(roll: Roll, stop: ManifestStop, language: str) -> None:
    """What the driver looks at between two stops."""
    weight = wording.weight(sum(parcel.weight_g for parcel in stop.parcels), language)
    parcels = say("manifest.stop_load", language, {"parcels": len(stop.parcels)})
    roll.row(f"{stop.stop}  {stop.kitchen_name}", stop.arrival, "bold")
    window = say("manifest.window_from_to", language, {"start": stop.window_start, "end": stop.window_end})
    roll.row(window, ", ".join(filter(None, (parcels, weight))), indent=3)


def _written_off(roll: Roll, manifest: Manifest) -> None:
    if manifest.written_off:
        roll.section(say("manifest.written_off", manifest.language))
    for gone in manifest.written_off:
        roll.row(gone.kitchen_name, wording.known_word(gone.reason, manifest.language))
        roll.text(gs1.spaced(gone.sscc), indent=3)


def _owners(roll: Roll, manifest: Manifest) -> None:
    if manifest.owners:
        roll.section(say("manifest.owners", manifest.language))
    for owner in manifest.owners:
        roll.row(owner.name, owner.approval_number)
        roll.text(owner.address, indent=3)


def _stop(roll: Roll, stop: ManifestStop, language: str) -> None:
    """One kitchen: where and when, what it gets, and what it signs."""
    word = partial(say, language=language)
    roll.space()
    roll.text(f"{stop.stop}  {stop.kitchen_name}", "band")
    window = word("manifest.window_from_to", values={"start": stop.window_start, "end": stop.window_end})
    roll.row(word("manifest.arrival_at", values={"arrival": stop.arrival}), window, "bold")
    roll.facts(where(stop, language), longest=1000)
    for parcel in stop.parcels:
        _parcel(roll, parcel, language)
    roll.section(word("manifest.receipt_of", values={"stop": stop.stop, "kitchen": stop.kitchen_name}))
    roll.pen(*(word(code) for code in SIGNED_AT_STOP))


def _parcel(roll: Roll, parcel: ManifestParcel, language: str) -> None:
    """The parcel with its code, then its goods: quantity, weight, lot, date and owner."""
    roll.rule()
    name = say("manifest.parcel", language, {"parcel": parcel.parcel})
    roll.row(name, wording.weight(parcel.weight_g, language), "bold")
    warmest = wording.temperature_mark(None, parcel.max_cc, language)
    roll.row(wording.known_word(parcel.temperature_class, language), warmest)
    roll.sscc(parcel.sscc)
    roll.text(gs1.spaced(parcel.sscc))
    for line in parcel.lines:
        _goods(roll, line, language)


def _goods(roll: Roll, line: LabelLine, language: str) -> None:
    roll.row(line.product, wording.amount(line.pieces, line.weight_g, language))
    lot = f"{say('paper.lot', language)} {line.lot}" if line.lot else ""
    roll.text(", ".join(filter(None, (lot, wording.dated(line, language), line.owner))), indent=3)
