"""How many labels are composed per second on one core, from their content to the ZPL.

``python -m benchmarks.labels [--labels N] [--json]``. Each label is another: its own kitchen, product, lot, weight,
date and SSCC out of as many as a hub has in some weeks, so that little of one label serves the next. Seconds are those
of the processor. The target is 3,000 drop labels per second.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from datetime import date, timedelta

from hubops.documents.code_label import CodeLabel
from hubops.documents.code_sheet import Sign
from hubops.documents.drop_label import DropLabel, LabelLine
from hubops.documents.labels import LabelContent, compose
from hubops.documents.logistic_label import LogisticLabel, PalletLine
from hubops.model.sscc import sscc

DAY = date(2026, 11, 24)
PREFIX = "7090000"
CLASSES = ("meat_red", "chilled_default", "frozen", "ambient")
WORDS = ("Gulrot", "Kjøttdeig", "Lettmelk", "Egg", "Kålrot", "Torsk", "Poteter", "Rømme", "Brød", "Eple")


def drop_labels(count: int, chance: random.Random) -> list[DropLabel]:
    """Drop labels of 120 kitchens, 300 products and a lot for each delivery, with one to four lines."""
    kitchens = [f"{chance.choice(WORDS)}bakken skole og barnehage {n}" for n in range(120)]
    products = [f"{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {n} g" for n in range(300)]
    return [
        DropLabel(
            hub_name="Lierbyen matterminal",
            hub_address="Lierbyen 3, 3400 Lier",
            kitchen_code=f"K-{kitchen}",
            kitchen_name=kitchens[kitchen],
            kitchen_address=f"Åsveien {kitchen}, 1340 Skui",
            route_name=f"R{kitchen % 8} Bærum",
            stop=kitchen % 15 + 1,
            delivery_date=DAY + timedelta(days=serial % 10),
            parcel=serial % 9 + 1,
            parcels=None if serial % 4 else serial % 9 + 1,
            temperature_class=CLASSES[serial % 4],
            min_cc=None,
            max_cc=(700, 400, -1800, None)[serial % 4],
            sscc=sscc(3, PREFIX, serial),
            lines=tuple(_line(chance, products) for _ in range(chance.randint(1, 4))),
        )
        for serial in range(1, count + 1)
        for kitchen in (chance.randrange(120),)
    ]


def _line(chance: random.Random, products: list[str]) -> LabelLine:
    best_before = DAY + timedelta(days=chance.randint(2, 90))
    lot, weight_g = f"L{chance.randrange(10**5)}", chance.randint(500, 15_000)
    return LabelLine(
        chance.choice(products), lot, best_before, "best_before", chance.randint(1, 40), weight_g, "Lågendalen Kjøtt"
    )


def pallets(drops: Sequence[DropLabel]) -> list[LogisticLabel]:
    """A pallet of the first goods of each drop label."""
    return [
        LogisticLabel(
            sender="Lågendalen Kjøtt, Industriveien 4, 3630 Rødberg",
            recipient_name=drop.hub_name,
            recipient_address=drop.hub_address,
            terminal="",
            reference=f"PO-{drop.sscc[-6:]}",
            gross_g=drop.lines[0].weight_g * 40,
            top_load_kg=200,
            temperature_class=drop.temperature_class,
            min_cc=drop.min_cc,
            max_cc=drop.max_cc,
            sscc=drop.sscc,
            lines=(_pallet_line(drop.lines[0]),),
        )
        for drop in drops
    ]


def _pallet_line(line: LabelLine) -> PalletLine:
    return PalletLine(line.product, "07038010000997", line.pieces, line.lot, line.date, line.date_kind)


def codes(count: int) -> list[CodeLabel]:
    """Badges."""
    return [CodeLabel(Sign(f"BADGE-{n:06}", f"{WORDS[n % 10]} Nordmann {n}", "Lager"), "Hub") for n in range(count)]


def per_second(labels: Sequence[LabelContent], dpi: int, media: str) -> float:
    """Labels per second of the processor, in the fastest tenth: whoever shares the core only slows it down."""
    tenth = len(labels) // 10
    return tenth / min(_seconds(labels[n * tenth : (n + 1) * tenth], dpi, media) for n in range(10))


def _seconds(labels: Sequence[LabelContent], dpi: int, media: str) -> float:
    started = time.process_time()
    for label in labels:
        compose(label, dpi, media)
    return time.process_time() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every label on both heads; 1 where the drop label misses its target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=int, default=6000, help="of each kind")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    drops = drop_labels(options.labels, random.Random(4))  # noqa: S311
    kinds: dict[str, tuple[Sequence[LabelContent], str]] = {
        "drop label 100x150": (drops, "100x150"),
        "drop label 60x40": (drops, "60x40"),
        "pallet label 105x148": (pallets(drops), "105x148"),
        "code label 100x150": (codes(options.labels), "100x150"),
        "code label 60x40": (codes(options.labels), "60x40"),
    }
    found = {
        f"{name}, {dpi} dpi": round(per_second(labels, dpi, media))
        for name, (labels, media) in kinds.items()
        for dpi in (203, 300)
    }
    if options.json:
        print(json.dumps(found))
    else:
        for name, speed in found.items():
            print(f"{name:30} {speed:7,} labels/s")
    return int(min(found[f"drop label 100x150, {dpi} dpi"] for dpi in (203, 300)) < TARGET)


TARGET = 3000

if __name__ == "__main__":
    raise SystemExit(main())
