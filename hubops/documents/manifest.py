"""The manifest: what a vehicle carries to whom, as A4 PDF, with the eight fields of 931/2011.

The content is frozen in the print job as JSON and drawn when it is printed; the same content gives the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer  # type: ignore[import-untyped]

from hubops.documents import gs1, manifest_changes, paper, wording
from hubops.documents.drop_label import LabelLine
from hubops.documents.manifest_changes import VersionChanges
from hubops.documents.paper import par
from hubops.messages import say


@dataclass(frozen=True, slots=True)
class Party:
    """An owner of goods on board, when it is not the hub (931/2011 field 4)."""

    name: str
    address: str
    approval_number: str = ""
    """The approval number of the establishment, where it has one."""


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """A parcel that was promised and is not on board."""

    kitchen_name: str
    sscc: str
    reason: str
    """The ``x`` of a ``word.x`` in messages.py, or a text of the operator."""


@dataclass(frozen=True, slots=True)
class ManifestParcel:
    """One parcel on board: one kitchen, one temperature class."""

    sscc: str
    parcel: int
    temperature_class: str
    max_cc: int | None
    weight_g: int
    lines: tuple[LabelLine, ...]


@dataclass(frozen=True, slots=True)
class ManifestStop:
    """One kitchen on the way."""

    stop: int
    kitchen_code: str
    kitchen_name: str
    address: str
    window_start: str
    """``HH:MM`` in the hub's zone, as are ``window_end`` and ``arrival``."""
    window_end: str
    arrival: str
    access_note: str
    buyer_name: str
    """The consignee where it is not the kitchen itself, else empty (931/2011 field 6)."""
    buyer_address: str
    parcels: tuple[ManifestParcel, ...]
    crates_to_fetch: int = 0
    """Empty crates that the kitchen has to give back."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of the manifest of one run."""

    hub_name: str
    hub_address: str
    hub_org_number: str
    route_code: str
    route_name: str
    delivery_date: date
    departure_at: datetime
    """Planned; aware."""
    dispatched_at: datetime | None
    """The departure as it happened; None before it."""
    vehicle_code: str
    vehicle_registration: str
    carrier: str
    version: int
    code: str
    """Names this very version; printed on every page as text and once as a QR code (:func:`qr_text`)."""
    written_off: tuple[WrittenOff, ...]
    owners: tuple[Party, ...]
    stops: tuple[ManifestStop, ...]
    """In the order of the drive."""
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""
    changes: VersionChanges | None = None
    """Against the version that it replaces; None for one that replaces none."""


def manifest_pdf(manifest: Manifest) -> bytes:
    """The manifest as PDF."""
    stops = manifest.stops
    return paper.a4(
        head_of(manifest),
        lambda: [*_run(manifest), *(part for stop in stops for part in _stop(stop, manifest.language))],
    )


def head_of(manifest: Manifest) -> paper.Head:
    """What stands on every page."""
    language = manifest.language
    version = say("manifest.version", language, {"version": manifest.version})
    return paper.Head(
        title=say("manifest.title", language),
        mark=manifest.code,
        detail="  ".join(filter(None, (version, paper.copy_mark(manifest.copy, language)))),
        foot=f"{manifest.hub_name}, {manifest.route_name}, {wording.day(manifest.delivery_date, language)}",
        language=language,
    )


def qr_text(manifest: Manifest) -> str:
    """What the QR code holds: the code of this version as the hub's scanners read it."""
    return f"MANIFEST-{manifest.code}"


def _run(manifest: Manifest) -> list[Flowable]:
    """The first page: who sends what by which vehicle, the stops at a glance, what is not on board, who owns it."""
    word = partial(say, language=manifest.language)
    facts = paper.facts([*sender(manifest), *journey(manifest)], (35, 107))
    front = paper.table([[facts, paper.qr_code(qr_text(manifest), 36)]], (144, 36))
    signed = [word(code) for code in SIGNED_BY_DRIVER]
    changed = manifest.changes
    return [
        front,
        *(manifest_changes.section(changed, manifest.time_zone, manifest.language) if changed else ()),
        par(word("manifest.stops"), "section"),
        _overview(manifest),
        *_written_off(manifest),
        *_owners(manifest),
        Spacer(0, 4 * mm),
        KeepTogether(
            [paper.pen_fields(signed, (60, 60, 30, 30)), Spacer(0, 2 * mm), par(word("manifest.law"), "small")]
        ),
    ]


SIGNED_BY_DRIVER = (
    "manifest.driver",
    "manifest.driver_signature",
    "paper.time",
    "manifest.temperature_at_departure",
)
SIGNED_AT_STOP = (
    "manifest.receiver_name",
    "paper.signature",
    "paper.time",
    "manifest.measured",
    "manifest.crates_out",
    "manifest.crates_back",
    "manifest.remarks",
)
"""What the receiver fills in: three fields, and four below them."""


def sender(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Who sends what, as captions and facts."""
    word = partial(say, language=manifest.language)
    number = manifest.hub_org_number
    organisation = word("paper.org_number", values={"number": number}) if number else ""
    yield word("manifest.dispatcher"), _joined(manifest.hub_name, manifest.hub_address, organisation)
    yield word("manifest.route"), f"{manifest.route_code} {manifest.route_name}"
    yield word("manifest.delivery_date"), wording.day(manifest.delivery_date, manifest.language)


def journey(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The vehicle, its departure and its load, as captions and facts."""
    word = partial(say, language=manifest.language)
    zone = ZoneInfo(manifest.time_zone)
    yield word("manifest.vehicle"), _joined(manifest.vehicle_code, manifest.vehicle_registration)
    yield word("manifest.carrier"), manifest.carrier
    yield word("manifest.planned"), wording.moment(manifest.departure_at, zone, manifest.language)
    left = manifest.dispatched_at
    at = wording.moment(left, zone, manifest.language) if left else word("manifest.not_dispatched")
    yield word("manifest.dispatched"), at
    parcels = [parcel for stop in manifest.stops for parcel in stop.parcels]
    load = {
        "stops": len(manifest.stops),
        "parcels": len(parcels),
        "total_g": sum(parcel.weight_g for parcel in parcels),
    }
    yield word("manifest.load"), word("manifest.load_total", values=load)


def _overview(manifest: Manifest) -> Flowable:
    """One row per stop, large: what the driver looks at between two stops."""
    heads = (
        "manifest.stop",
        "manifest.kitchen",
        "manifest.arrival",
        "manifest.window",
        "manifest.parcels",
        "paper.weight",
    )
    rows = [
        [
            par(str(stop.stop), "large"),
            par(stop.kitchen_name, "large"),
            par(stop.arrival, "large", 10),
            par(f"{stop.window_start}–{stop.window_end}", longest=20),
            par(str(len(stop.parcels)), "bold right"),
            par(wording.weight(sum(parcel.weight_g for parcel in stop.parcels), manifest.language), "right"),
        ]
        for stop in manifest.stops
    ]
    return paper.listing([say(head, manifest.language) for head in heads], rows, (14, 80, 20, 26, 15, 25), {4, 5})


def _written_off(manifest: Manifest) -> list[Flowable]:
    """Promised, but not on board, and why."""
    if not manifest.written_off:
        return []
    word = partial(say, language=manifest.language)
    rows = [
        [par(gone.kitchen_name), par(gs1.spaced(gone.sscc)), par(wording.known_word(gone.reason, manifest.language))]
        for gone in manifest.written_off
    ]
    heads = [word("manifest.kitchen"), "SSCC", word("manifest.reason")]
    return [par(word("manifest.written_off"), "section"), paper.listing(heads, rows, (60, 55, 65))]


def _owners(manifest: Manifest) -> list[Flowable]:
    """Name and address of each owner (931/2011 field 4)."""
    if not manifest.owners:
        return []
    word = partial(say, language=manifest.language)
    rows = [[par(owner.name), par(owner.address), par(owner.approval_number)] for owner in manifest.owners]
    heads = [word("paper.name"), word("paper.address"), word("manifest.approval")]
    return [par(word("manifest.owners"), "section"), paper.listing(heads, rows, (60, 85, 35))]


def _stop(stop: ManifestStop, language: str) -> list[Flowable]:
    """One kitchen: where and when, what it gets, and what it signs."""
    return [
        CondPageBreak(85 * mm),
        Spacer(0, 6 * mm),
        _band(stop, language),
        paper.facts(where(stop, language), (30, 150), longest=1000),
        Spacer(0, 2 * mm),
        _parcels(stop, language),
        Spacer(0, 3 * mm),
        _signature(stop, language),
    ]


def where(stop: ManifestStop, language: str) -> list[tuple[str, str]]:
    """The receiver, the buyer and the way in, as captions and facts."""
    return [
        (say("manifest.receiver", language), _joined(f"{stop.kitchen_code} {stop.kitchen_name}", stop.address)),
        (say("manifest.consignee", language), _joined(stop.buyer_name, stop.buyer_address)),
        (say("manifest.access", language), stop.access_note),
        (say("manifest.crates_to_fetch", language), str(stop.crates_to_fetch or "")),
    ]


def _band(stop: ManifestStop, language: str) -> Flowable:
    window = {"start": stop.window_start, "end": stop.window_end}
    when = [
        par(say("manifest.arrival_at", language, {"arrival": stop.arrival}), "band right"),
        par(say("manifest.window_from_to", language, window), "band right"),
    ]
    looks = [("BACKGROUND", (0, 0), (-1, -1), paper.BLACK), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    row = [par(str(stop.stop), "band number"), par(stop.kitchen_name, "band"), when]
    return paper.table([row], (20, 100, 60), looks)


def _parcels(stop: ManifestStop, language: str) -> Flowable:
    """Under each parcel's grey row its goods: description, lot, date, quantity, weight and owner."""
    heads = ("paper.product", "paper.lot", "paper.date", "paper.quantity", "paper.weight", "paper.owner")
    rows = [[*paper.headings([say(head, language) for head in heads], {3, 4})]]
    looks = [("LINEBELOW", (0, 0), (-1, 0), 1.2, paper.BLACK), *paper.after_numbers({3, 4}, len(heads))]
    for parcel in stop.parcels:
        first = len(rows)
        rows.append([_parcel_row(parcel, language), "", "", "", "", ""])
        rows += [_goods_row(line, language) for line in parcel.lines]
        looks += [
            ("SPAN", (0, first), (-1, first)),
            ("BACKGROUND", (0, first), (-1, first), paper.GREY),
            ("NOSPLIT", (0, first), (-1, min(first + 1, len(rows) - 1))),
            ("LINEBELOW", (0, first), (-1, len(rows) - 1), 0.4, paper.BLACK),
        ]
    return paper.table(rows, (54, 30, 27, 16, 22, 31), looks, heads=1)


def _parcel_row(parcel: ManifestParcel, language: str) -> Flowable:
    cells = [
        par(say("manifest.parcel", language, {"parcel": parcel.parcel}), "bold"),
        par(gs1.spaced(parcel.sscc)),
        par(wording.known_word(parcel.temperature_class, language)),
        par(wording.temperature_mark(None, parcel.max_cc, language), "bold"),
        par(wording.weight(parcel.weight_g, language), "bold right"),
    ]
    return paper.table([cells], (23, 58, 36, 33, 27))


def _goods_row(line: LabelLine, language: str) -> list[Flowable]:
    return [
        par(line.product),
        par(line.lot),
        par(wording.dated(line, language), "small"),
        par(str(line.pieces), "right"),
        par(wording.weight(line.weight_g, language), "right"),
        par(line.owner, "small"),
    ]


def _signature(stop: ManifestStop, language: str) -> Flowable:
    """Fields for the pen, kept together on one page."""
    word = partial(say, language=language)
    title = word("manifest.receipt_of", values={"stop": stop.stop, "kitchen": stop.kitchen_name})
    fields = [word(code) for code in SIGNED_AT_STOP]
    return KeepTogether(
        [
            par(title, "bold"),
            Spacer(0, 1 * mm),
            paper.pen_fields(fields[:3], (75, 75, 30)),
            paper.pen_fields(fields[3:], (30, 25, 25, 100)),
        ]
    )


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
