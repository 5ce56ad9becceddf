"""The columns of every kind of import file, as interfaces.md lists them."""

from collections.abc import Mapping
from dataclasses import dataclass

from hubops.exchange import cells
from hubops.exchange.cells import MOST, Reader
from hubops.model.parties import KITCHEN_KINDS
from hubops.model.schedule import SCOPES


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind."""

    name: str
    """In the header line."""
    read: Reader
    """Takes the text of a cell and gives its value."""
    required: bool = False
    """The column and every cell of it must be there."""
    value: str = ""
    """The name of the value in a record, where its unit makes it another one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rows with the same value in one column must agree in others."""

    group: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of import file."""

    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...]
    """Columns that no two rows of a file have the same values in."""
    agreement: Agreement | None = None


COORDINATES = (
    Column("latitude", cells.coordinate(90), required=True),
    Column("longitude", cells.coordinate(180), required=True),
)
ADDRESS = (
    Column("address", cells.text, required=True),
    Column("postcode", cells.digits(4), required=True),
    Column("place", cells.text, required=True),
    Column("municipality_number", cells.digits(4)),
    *COORDINATES,
)
CONTACT = (Column("phone", cells.text), Column("email", cells.email))
WINDOW = (
    Column("window_start", cells.clock_time, required=True),
    Column("window_end", cells.clock_time, required=True),
)
AGREED = (
    Column("gtin", cells.gtin, required=True),
    Column("quantity", cells.volume, required=True, value="quantity_thousandths"),
    Column("unit", cells.one_of("piece", "case", "kg"), required=True),
)
PERIOD = (Column("from", cells.iso_date, required=True), Column("to", cells.iso_date, required=True))
ANSWERS = ("yes", "less", "no")
DEGREES = cells.scaled(2, -100, 300)
CODE_AND_NAME = (Column("code", cells.code, required=True), Column("name", cells.text, required=True))

KINDS: Mapping[str, Kind] = {
    "operators": Kind(
        (
            Column("badge", cells.code, required=True),
            Column("name", cells.text, required=True),
            Column("role", cells.one_of("worker", "supervisor", "coordinator", "admin"), required=True),
            Column("language", cells.one_of("nb", "en")),
        ),
        keys=(("badge",),),
    ),
    "clusters": Kind(CODE_AND_NAME, keys=(("code",),)),
    "carriers": Kind((*CODE_AND_NAME, Column("org_number", cells.org_number)), keys=(("code",),)),
    "crate-types": Kind(
        (
            *CODE_AND_NAME,
            Column("tare_g", cells.whole(1, 100_000), required=True),
            Column("litres", cells.scaled(3, 1, 1_000), required=True, value="volume_ml"),
            Column("deposit_ore", cells.whole()),
        ),
        keys=(("code",),),
    ),
    "producers": Kind(
        (
            Column("org_number", cells.org_number, required=True),
            Column("name", cells.text, required=True),
            Column("cluster", cells.code),
            Column("gln", cells.gln),
            *ADDRESS,
            Column("approval_number", cells.text),
            Column("transport", cells.one_of("pickup", "own", "direct"), required=True),
            *CONTACT,
        ),
        keys=(("org_number",),),
    ),
    "kitchens": Kind(
        (
            *CODE_AND_NAME,
            Column("buyer_org_number", cells.org_number, required=True),
            Column("buyer_name", cells.text, required=True),
            Column("gln", cells.gln),
            Column("org_number", cells.org_number),
            Column("kind", cells.one_of(*KITCHEN_KINDS)),
            *ADDRESS,
            *WINDOW,
            Column("chilled_litres", cells.whole()),
            Column("frozen_litres", cells.whole()),
            Column("access_note", cells.text),
            *CONTACT,
            Column("buyer_reference", cells.text),
        ),
        keys=(("code",),),
        agreement=Agreement("buyer_org_number", ("buyer_name",)),
    ),
    "products": Kind(
        (
            Column("gtin", cells.gtin, required=True),
            Column("producer_org_number", cells.org_number, required=True),
            Column("name", cells.text, required=True),
            Column("temperature_class", cells.text, required=True),
            Column("measured_by", cells.one_of("piece", "weight"), required=True),
            Column("net_g", cells.whole(1), required=True),
            Column("case_gtin", cells.gtin),
            Column("pieces_per_case", cells.whole(1, 10_000)),
            Column("inner_gtin", cells.gtin),
            Column("pieces_per_inner", cells.whole(1, 10_000)),
            Column("litres", cells.scaled(3, 0, 1_000), value="volume_ml"),
            Column("shelf_life_days", cells.whole(0, 10_000)),
            Column("min_life_on_delivery_days", cells.whole(0, 10_000)),
            Column("stated_max_c", DEGREES, value="stated_max_cc"),
            Column("stated_min_c", DEGREES, value="stated_min_cc"),
            Column("animal_origin", cells.truth),
            Column("allergens", cells.text),
            Column("local", cells.truth),
            Column("price_ore", cells.whole(0, 100_000_000)),
        ),
        keys=(("gtin",), ("case_gtin",), ("inner_gtin",)),
    ),
    "zones": Kind(
        (
            *CODE_AND_NAME,
            Column("kind", cells.one_of("storage", "lane", "quarantine", "dock", "trolley"), required=True),
            Column("min_c", DEGREES, value="min_cc"),
            Column("max_c", DEGREES, value="max_cc"),
            Column("capacity_crates", cells.whole(), required=True),
            Column("capacity_kg", cells.scaled(3, 0, MOST), value="capacity_g"),
            Column("classes", cells.text),
            Column("near_lane", cells.code),
        ),
        keys=(("code",),),
    ),
    "vehicles": Kind(
        (
            Column("code", cells.code, required=True),
            Column("registration", cells.text),
            Column("carrier", cells.code),
            Column("kind", cells.text),
            Column("payload_kg", cells.scaled(3, 0, MOST), required=True, value="payload_g"),
            Column("crates", cells.whole(), required=True),
            Column("classes", cells.text),
            Column("energy", cells.text),
            Column("km_factor", cells.text),
        ),
        keys=(("code",),),
    ),
    "routes": Kind(
        (
            Column("route", cells.code, required=True),
            Column("name", cells.text, required=True),
            Column("weekdays", cells.text, required=True),
            Column("cutoff", cells.text, required=True),
            Column("departure", cells.clock_time, required=True),
            Column("vehicle", cells.code, required=True),
            Column("stop", cells.whole(1, 1_000), required=True),
            Column("kitchen", cells.code, required=True),
            Column("arrival", cells.clock_time, required=True),
        ),
        keys=(("route", "stop"), ("route", "kitchen")),
        agreement=Agreement("route", ("name", "weekdays", "cutoff", "departure", "vehicle")),
    ),
    "pickup-days": Kind(
        (
            Column("cluster", cells.code),
            Column("producer_org_number", cells.org_number),
            Column("weekdays", cells.text, required=True),
            *WINDOW,
            Column("cutoff", cells.text, required=True),
        ),
        keys=(("cluster",), ("producer_org_number",)),
    ),
    "closed-days": Kind(
        (
            Column("scope", cells.one_of(*SCOPES), required=True),
            Column("code", cells.text),
            *PERIOD,
            Column("moved_to", cells.iso_date),
            Column("reason", cells.remark, required=True),
        ),
        keys=(("scope", "code", "from"),),
    ),
    "orders": Kind(
        (
            Column("order_number", cells.order_number, required=True),
            Column("kitchen", cells.code, required=True),
            Column("ordered_at", cells.moment, required=True),
            Column("requested_date", cells.iso_date, required=True),
            Column("line", cells.whole(1), required=True),
            Column("gtin", cells.gtin, required=True),
            Column("quantity", cells.quantity, required=True, value="quantity_thousandths"),
            Column("unit", cells.one_of("piece", "case", "kg"), required=True),
            Column("note", cells.remark),
            Column("action", cells.one_of("new", "change", "cancel")),
        ),
        keys=(("order_number", "line"),),
        agreement=Agreement("order_number", ("kitchen", "ordered_at", "requested_date")),
    ),
    "standing-orders": Kind(
        (
            Column("kitchen", cells.code, required=True),
            *AGREED,
            Column("weekdays", cells.text, required=True),
            *PERIOD,
            Column("pause_weeks", cells.text),
        ),
        keys=(("kitchen", "gtin", "from"),),
    ),
    "agreements": Kind(
        (Column("kitchen", cells.code), Column("buyer_org_number", cells.org_number), *AGREED, *PERIOD),
        keys=(("kitchen", "gtin", "from"), ("buyer_org_number", "gtin", "from")),
    ),
}
"""What a hub begins with: its master data, and orders."""

SAID: Mapping[str, Kind] = {
    "call-off-answers": Kind(
        (
            Column("call_off", cells.code, required=True),
            Column("answer", cells.one_of(*ANSWERS), required=True),
            Column("gtin", cells.gtin),
            Column("pieces", cells.whole()),
        ),
        keys=(("call_off", "gtin"),),
        agreement=Agreement("call_off", ("answer",)),
    ),
}
"""What somebody said in the course of a day."""

EVERY: Mapping[str, Kind] = {**KINDS, **SAID}
"""All kinds of import file."""
