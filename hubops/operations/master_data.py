"""Master data: who takes part, what is traded, and where goods can stand.

A record bears the names of the columns in interfaces.md, with the units of the tables (``capacity_kg`` is
``capacity_g``, ``litres`` is ``volume_ml``, ``min_c`` is ``min_cc``). The fixed rhythm stands in rhythm.py.
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from sqlalchemy import insert

from hubops.errors import BadInput
from hubops.model.crates import CrateType
from hubops.model.parties import Buyer, Carrier, Cluster, Kitchen, Producer
from hubops.model.people import Operator
from hubops.model.places import EXTERNAL, Vehicle, Zone
from hubops.model.products import PackLevel, Product
from hubops.operations import day_changes, season, standing_orders
from hubops.operations.booking import Booking
from hubops.operations.rhythm import check_window, save_pickup_day, save_route
from hubops.operations.upserting import Record, Saved, find, known, together, upsert

IMPORT_ORDER: tuple[str, ...] = (
    "operators",
    "clusters",
    "carriers",
    "crate-types",
    "producers",
    "kitchens",
    "products",
    "zones",
    "vehicles",
    "routes",
    "pickup-days",
    "closed-days",
    "standing-orders",
    "agreements",
    "orders",
)
"""The kinds of import files; each needs only those before it."""

_KITCHEN = (
    "name",
    "kind",
    "gln",
    "org_number",
    "address",
    "postcode",
    "place",
    "municipality_number",
    "latitude",
    "longitude",
    "window_start",
    "window_end",
    "chilled_litres",
    "frozen_litres",
    "access_note",
    "phone",
    "email",
    "buyer_reference",
)
_PRODUCER = (
    "name",
    "gln",
    "address",
    "postcode",
    "place",
    "municipality_number",
    "latitude",
    "longitude",
    "approval_number",
    "transport",
    "phone",
    "email",
)
_PRODUCT = (
    "name",
    "temperature_class",
    "measured_by",
    "net_g",
    "volume_ml",
    "shelf_life_days",
    "min_life_on_delivery_days",
    "stated_max_cc",
    "stated_min_cc",
    "allergens",
    "price_ore",
)


def ensure_external_zones(booking: Booking) -> None:
    """Make the places outside the hub's custody, where they are not there yet; their keys are the same in every hub."""
    for key, code in EXTERNAL.items():
        if find(booking, Zone, code=code) is None:
            values = _zone_values(code, "external", 0, None, "")
            booking.tx.conn.execute(insert(Zone), {"hub_id": booking.tx.hub_id, "id": key, "code": code, **values})


def save_operator(booking: Booking, record: Record) -> Saved:
    """A person with a badge; without a language in the record they keep their own, and a new one reads the hub's."""
    badge, values = _some(record, ("badge",)), _some(record, ("name", "role"))
    if record["language"] or find(booking, Operator, **badge) is None:
        values |= {"language": record["language"] or booking.house.language}
    return upsert(booking, Operator, badge, values).saved


def save_cluster(booking: Booking, record: Record) -> Saved:
    """Producers that are picked up together."""
    return upsert(booking, Cluster, _some(record, ("code",)), _some(record, ("name",))).saved


def save_carrier(booking: Booking, record: Record) -> Saved:
    """A haulier."""
    return upsert(booking, Carrier, _some(record, ("code",)), _some(record, ("name", "org_number"))).saved


def save_crate_type(booking: Booking, record: Record) -> Saved:
    """A kind of returnable crate."""
    values = _some(record, ("name", "tare_g", "volume_ml", "deposit_ore"))
    return upsert(booking, CrateType, _some(record, ("code",)), values).saved


def save_producer(booking: Booking, record: Record) -> Saved:
    """A grower or maker.

    Raises:
        BadInput: ``master.unknown_cluster``.
    """
    code = record["cluster"]
    cluster_id = known(booking, Cluster, "master.unknown_cluster", "cluster", code=code) if code else None
    values = _some(record, _PRODUCER) | {"cluster_id": cluster_id}
    return upsert(booking, Producer, _some(record, ("org_number",)), values).saved


def save_kitchen(booking: Booking, record: Record) -> Saved:
    """A kitchen with its legal buyer.

    Raises:
        BadInput: ``master.window``, the receiving window ends before it starts.
    """
    check_window(record)
    buyer = upsert(booking, Buyer, {"org_number": record["buyer_org_number"]}, {"name": record["buyer_name"]})
    values = _some(record, _KITCHEN) | {"buyer_id": buyer.key}
    kitchen = upsert(booking, Kitchen, _some(record, ("code",)), values)
    return together(kitchen.saved, buyer.saved)


def save_product(booking: Booking, record: Record) -> Saved:
    """An article with the barcodes of its piece, its case and the inner pack within the case.

    A new barcode of a pack takes the place of the old one; an empty one leaves the pack as it was.

    Raises:
        BadInput: an unknown producer or class, a range upside down, a barcode that another pack has, a case of which
            only half is told.
    """
    _check_class(booking, record["temperature_class"], "temperature_class")
    _check_degrees(record, "stated_min_cc", "stated_max_cc")
    _check_life(record)
    org_number = record["producer_org_number"]
    producer_id = known(booking, Producer, "master.unknown_producer", "producer_org_number", org_number=org_number)
    flags = {name: bool(record[name]) for name in ("animal_origin", "local")}
    values = _some(record, _PRODUCT) | flags | {"producer_id": producer_id}
    product = upsert(booking, Product, {"gtin": record["gtin"]}, values)
    piece = _save_level(booking, product.key, "piece", "gtin", record["gtin"], 1)
    packs = [_save_pack(booking, product.key, level, record) for level in ("case", "inner")]
    return together(product.saved, piece, *packs)


def save_zone(booking: Booking, record: Record) -> Saved:
    """A zone of the hub.

    Raises:
        BadInput: an unknown class or lane, a range upside down, a code that a vehicle or an external place has.
    """
    _check_degrees(record, "min_cc", "max_cc")
    classes = (record["classes"] or "").split()
    for word in classes:
        _check_class(booking, word, "classes")
    if record["near_lane"]:
        known(booking, Zone, "master.unknown_lane", "near_lane", code=record["near_lane"], kind="lane")
    _refuse_taken_place(booking, record["code"], ("storage", "lane", "quarantine", "dock", "trolley"))
    values = _zone_values(
        record["name"], record["kind"], record["capacity_crates"], record["capacity_g"], " ".join(classes)
    )
    values |= _some(record, ("min_cc", "max_cc", "near_lane"))
    return upsert(booking, Zone, _some(record, ("code",)), values).saved


def save_vehicle(booking: Booking, record: Record) -> Saved:
    """A vehicle with its load space, a zone of the same code.

    Raises:
        BadInput: an unknown class or carrier, a code that a zone of the hub has.
    """
    classes = (record["classes"] or "").split()
    for word in classes:
        _check_class(booking, word, "classes")
    code = record["carrier"]
    carrier_id = known(booking, Carrier, "master.unknown_carrier", "carrier", code=code) if code else None
    _refuse_taken_place(booking, record["code"], ("vehicle",))
    name = record["registration"] or record["code"]
    space = _zone_values(name, "vehicle", record["crates"], record["payload_g"], " ".join(classes))
    zone = upsert(booking, Zone, _some(record, ("code",)), space)
    values = _some(record, ("registration", "kind", "payload_g", "crates", "energy", "km_factor"))
    values |= {"zone_id": zone.key, "carrier_id": carrier_id}
    vehicle = upsert(booking, Vehicle, _some(record, ("code",)), values)
    return together(vehicle.saved, zone.saved)


def _some(record: Record, names: Iterable[str]) -> dict[str, object]:
    return {name: record[name] for name in names}


def _zone_values(name: str, kind: str, crates: int, capacity_g: int | None, classes: str) -> dict[str, object]:
    return {
        "name": name,
        "kind": kind,
        "min_cc": None,
        "max_cc": None,
        "capacity_crates": crates,
        "capacity_g": capacity_g,
        "classes": classes,
        "near_lane": None,
    }


def _check_degrees(record: Record, low: str, high: str) -> None:
    low_cc, high_cc = record[low], record[high]
    if low_cc is not None and high_cc is not None and high_cc < low_cc:
        raise BadInput("master.range", field=high, low_cc=low_cc, high_cc=high_cc)


def _check_life(record: Record) -> None:
    promised, life = record["min_life_on_delivery_days"], record["shelf_life_days"]
    if promised is not None and life is not None and life < promised:
        raise BadInput("master.life", field="min_life_on_delivery_days", promised=promised, life=life)


def _check_class(booking: Booking, word: str, field: str) -> None:
    if word not in booking.house.classes:
        expected = ", ".join(booking.house.classes)
        raise BadInput("master.unknown_class", field=field, text=word, expected=expected)


def _refuse_taken_place(booking: Booking, code: str, kinds: Iterable[str]) -> None:
    row = find(booking, Zone, code=code)
    if row is not None and row.kind not in kinds:
        raise BadInput("master.code_taken", field="code", text=code, name=row.name)


def _save_pack(booking: Booking, product_id: UUID, level: str, record: Record) -> Saved:
    code, count = f"{level}_gtin", f"pieces_per_{level}"
    gtin, pieces = record.get(code), record.get(count)
    if (gtin is None) != (pieces is None):
        raise BadInput("master.half_case", field=code if gtin is None else count)
    if gtin is None or pieces is None:
        return Saved.SAME
    return _save_level(booking, product_id, level, code, gtin, pieces)


def _save_level(booking: Booking, product_id: UUID, level: str, field: str, gtin: str, pieces: int) -> Saved:
    taken = find(booking, PackLevel, gtin=gtin)
    if taken is not None and (taken.product_id, taken.level) != (product_id, level):
        raise BadInput("master.gtin_taken", field=field, text=gtin)
    natural = {"product_id": product_id, "level": level}
    return upsert(booking, PackLevel, natural, {"gtin": gtin, "pieces": pieces}).saved


SAVE: Mapping[str, Callable[[Booking, Record], Saved]] = {
    "operators": save_operator,
    "clusters": save_cluster,
    "carriers": save_carrier,
    "crate-types": save_crate_type,
    "producers": save_producer,
    "kitchens": save_kitchen,
    "products": save_product,
    "zones": save_zone,
    "vehicles": save_vehicle,
    "routes": save_route,
    "pickup-days": save_pickup_day,
    "closed-days": day_changes.save_closed_days,
    "standing-orders": standing_orders.save_standing_order,
    "agreements": season.save_agreement,
}
"""What saves a record of each kind of master data; a route's record holds its stops (rhythm.py)."""
