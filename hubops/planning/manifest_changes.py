"""What changed from one version of a manifest to the next: goods and facts, per stop.

Both contents are the frozen JSON of a manifest (operations/manifest_content.py); masses are grams. A change says what
stood before and what stands now, so the old goods and the changes together give the new ones, and nothing that the
driver acts on changes unsaid. What names the version, the moment of the departure, the hub's own details and the empty
crates to fetch do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]

FACTS = (
    "vehicle",
    "carrier",
    "planned",
    "stop",
    "kitchen",
    "address",
    "arrival",
    "window",
    "access",
    "consignee",
    "written_off",
)
"""What a fact is about, in the order of the paper; ``manifest.<fact>`` is its caption."""


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
    """A fact of the run or of a stop that reads otherwise; empty for what was not there."""

    stop: int
    """0 for a fact of the run."""
    kitchen_name: str
    fact: str
    """One of FACTS. A stop that is new or gone changes its ``stop`` only, a parcel that was promised and is not on
    board is ``written_off``."""
    before: str
    now: str
    """``planned`` as ISO 8601, the others as they are read."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, in the order of the drive."""

    goods: tuple[GoodsChange, ...]
    facts: tuple[FactChange, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.goods or self.facts)


@dataclass(frozen=True, order=True)
class _Line:
    """What names goods on a manifest: whose, in which parcel, which."""

    kitchen_code: str
    sscc: str
    product: str
    lot: str
    date: str
    owner: str


@dataclass(frozen=True)
class _Carried:
    """Where goods stand on a manifest and how much."""

    stop: int
    kitchen_name: str
    parcel: int
    pieces: int
    weight_g: int


def changes(before: Content, now: Content) -> Changes:
    """What changed between two contents of manifests of the same run."""
    return Changes(_goods_changes(before, now), _fact_changes(before, now))


def _goods_changes(before: Content, now: Content) -> tuple[GoodsChange, ...]:
    old, new = _goods(before), _goods(now)
    found = []
    for line in old.keys() | new.keys():
        was, is_ = old.get(line), new.get(line)
        stands = is_ or was
        assert stands is not None  # noqa: S101 - the line is in one of the two
        change = GoodsChange(
            stop=stands.stop,
            kitchen_name=stands.kitchen_name,
            sscc=line.sscc,
            parcel=stands.parcel,
            product=line.product,
            lot=line.lot,
            pieces_before=was.pieces if was else 0,
            weight_before_g=was.weight_g if was else 0,
            pieces=is_.pieces if is_ else 0,
            weight_g=is_.weight_g if is_ else 0,
        )
        if (change.pieces_before, change.weight_before_g) != (change.pieces, change.weight_g):
            found.append(change)
    return tuple(sorted(found, key=lambda each: (each.stop, each.parcel, each.sscc, each.product, each.lot)))


def _goods(content: Content) -> dict[_Line, _Carried]:
    """The goods of a manifest; rows that read the same are one."""
    found: dict[_Line, _Carried] = {}
    for stop in content["stops"]:
        for parcel in stop["parcels"]:
            for row in parcel["lines"]:
                line = _Line(
                    stop["kitchen_code"], parcel["sscc"], row["product"], row["lot"], row["date"] or "", row["owner"]
                )
                held = found.get(line)
                found[line] = _Carried(
                    stop["stop"],
                    stop["kitchen_name"],
                    parcel["parcel"],
                    row["pieces"] + (held.pieces if held else 0),
                    row["weight_g"] + (held.weight_g if held else 0),
                )
    return found


def _fact_changes(before: Content, now: Content) -> tuple[FactChange, ...]:
    old, new = _facts(before), _facts(now)
    found = []
    for whose, fact in old.keys() | new.keys():
        (stop, kitchen, was), (stop_now, kitchen_now, is_) = (each.get((whose, fact), _NONE) for each in (old, new))
        stayed = (whose, "stop") in old and (whose, "stop") in new
        if was != is_ and (stayed or fact not in _OF_STOPS):
            found.append(FactChange(stop_now or stop, kitchen_now or kitchen, fact, was, is_))
    return tuple(sorted(found, key=lambda each: (each.stop, FACTS.index(each.fact), each.kitchen_name, each.before)))


_OF_STOPS = ("kitchen", "address", "arrival", "window", "access", "consignee")
_NONE = (0, "", "")


def _facts(content: Content) -> dict[tuple[str, str], tuple[int, str, str]]:
    """Stop, kitchen and text of each fact, by whose it is and its name."""
    of_run = {
        "vehicle": _together(content["vehicle_code"], content["vehicle_registration"]),
        "carrier": content["carrier"],
        "planned": content["departure_at"],
    }
    found = {("", name): (0, "", text) for name, text in of_run.items()}
    for stop in content["stops"]:
        of_stop = {
            "stop": str(stop["stop"]),
            "kitchen": stop["kitchen_name"],
            "address": stop["address"],
            "arrival": stop["arrival"],
            "window": f"{stop['window_start']}\u2013{stop['window_end']}",
            "access": stop["access_note"],
            "consignee": _together(stop["buyer_name"], stop["buyer_address"]),
        }
        for name, text in of_stop.items():
            found[stop["kitchen_code"], name] = (stop["stop"], stop["kitchen_name"], text)
    for gone in content["written_off"]:
        found[gone["sscc"], "written_off"] = (0, gone["kitchen_name"], gone["reason"])
    return found


def _together(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
