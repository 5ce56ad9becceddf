"""The tables of rules.toml, each with its source, and the rules that they give to the rooms below."""

from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from hubops.devices.scanners.setup import InStoreCodes
from hubops.operations.booking import AlarmRule
from hubops.planning.shortage import Rule, Rules
from hubops.planning.temperature import ClassRule
from hubops.settings.toml_file import Strict

RuleName = Literal["max_min", "proportional", "priority", "floor"]
KitchenKind = Literal["kindergarten", "school", "nursing_home", "canteen", "institution"]


class TemperatureRule(Strict, frozen=True):
    """``[temperature.<class>]`` of rules.toml: the fields of ClassRule, with their source."""

    source: str
    green_max_cc: int | None = None
    yellow_max_cc: int | None = None
    exposure_max_cc: int | None = None
    exposure_hours: int | None = None
    min_cc: int | None = None
    tolerance_cc: int | None = None
    stated_replaces: bool = False
    yellow_action: str = ""

    def rule(self, name: str) -> ClassRule:
        """The rule that planning works with."""
        values = msgspec.structs.asdict(self)
        del values["source"]
        return ClassRule(name, **values)


class ParcelRule(Strict, frozen=True):
    """``[parcel]``."""

    source: str
    max_litres: int
    max_g: int
    crate_type: str = ""
    """The code of the hub's own crate: each parcel goes out in one; empty: crates of kitchens are not counted."""


class ScanRule(Strict, frozen=True):
    """``[scan]``."""

    source: str
    repeat_within_ms: int


class InStoreRule(Strict, frozen=True):
    """``[in_store]``: the fields of InStoreCodes, with their source."""

    source: str
    grams: dict[Annotated[str, msgspec.Meta(pattern="^2[0-9]$")], Annotated[int, msgspec.Meta(ge=1, le=1000)]]
    prices: tuple[Annotated[str, msgspec.Meta(pattern="^2[0-9]$")], ...]
    article_digits: Annotated[int, msgspec.Meta(ge=4, le=7)] = 6

    def __post_init__(self) -> None:
        """Raises ValueError for a prefix that holds a weight and a price."""
        if set(self.grams) & set(self.prices):
            raise ValueError("a prefix holds a weight or a price, not both")

    @property
    def codes(self) -> InStoreCodes:
        """The rule that scanners work with."""
        return InStoreCodes(dict(self.grams), frozenset(self.prices), self.article_digits)


class ScaleRule(Strict, frozen=True):
    """``[scale]``."""

    source: str
    zero_within_g: int


class ReceivingRule(Strict, frozen=True):
    """``[receiving]``."""

    source: str
    catch_weight_tolerance_percent: int
    farthest_date_percent: int


class WeighingRule(Strict, frozen=True):
    """``[weighing]``."""

    source: str
    lot_difference_percent: Annotated[int, msgspec.Meta(ge=0, le=100)]


class ShortageRule(Strict, frozen=True):
    """``[shortage]``: the hub's rule, what the rules need, and articles that have a rule of their own."""

    source: str
    rule: RuleName
    remember_days: Annotated[int, msgspec.Meta(ge=0, le=366)]
    floor_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    priority: tuple[KitchenKind, ...] = ()
    products: dict[Annotated[str, msgspec.Meta(pattern="^[0-9]{14}$")], RuleName] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for a rule without what it needs."""
        named = {self.rule, *self.products.values()}
        if "floor" in named and self.floor_percent is None:
            raise ValueError("the rule floor needs floor_percent")
        if "priority" in named and not self.priority:
            raise ValueError("the rule priority needs the list priority")
        if len(set(self.priority)) < len(self.priority):
            raise ValueError("priority names a kind twice")

    @property
    def rules(self) -> Rules:
        """The rules that planning works with."""
        products = {gtin: self._rule(name) for gtin, name in self.products.items()}
        return Rules(self._rule(self.rule), products, self.remember_days)

    def _rule(self, name: str) -> Rule:
        return Rule(name, self.floor_percent or 0, self.priority)


class SigninRules(Strict, frozen=True):
    """``[signin]`` of rules.toml: the waits after wrong PINs."""

    source: str
    free_tries: Annotated[int, msgspec.Meta(ge=1)]
    first_wait_s: Annotated[int, msgspec.Meta(ge=1)]
    longest_wait_s: Annotated[int, msgspec.Meta(ge=1)]


class BackEntryRule(Strict, frozen=True):
    """``[back_entry]``."""

    source: str
    days: Annotated[int, msgspec.Meta(ge=0)]


Minutes = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class AlarmsRule(Strict, frozen=True):
    """``[alarms]``: the fields of AlarmRule in minutes, with their source."""

    source: str
    acknowledge_minutes: Minutes
    call_off_answer_minutes: Minutes
    delivery_minutes: Minutes
    place_minutes: Minutes
    packed_before_minutes: Minutes
    departure_minutes: Minutes
    handover_minutes: Minutes
    notice_minutes: Minutes
    escalate_minutes: Annotated[int, msgspec.Meta(ge=1)]

    @property
    def rule(self) -> AlarmRule:
        """The rule that operations work with."""
        waits = msgspec.structs.asdict(self)
        spans = {name: timedelta(minutes=waits[f"{name}_minutes"]) for name in _ALARM_SPANS}
        return AlarmRule(escalate_minutes=self.escalate_minutes, **spans)


_ALARM_SPANS = (
    "acknowledge",
    "call_off_answer",
    "delivery",
    "place",
    "packed_before",
    "departure",
    "handover",
    "notice",
)


class LeadTimeRule(Strict, frozen=True):
    """``[lead_time]``."""

    source: str
    target_days: int


class RulesFile(Strict, frozen=True):
    """rules.toml."""

    temperature: dict[str, TemperatureRule]
    parcel: ParcelRule
    scan: ScanRule
    scale: ScaleRule
    receiving: ReceivingRule
    weighing: WeighingRule
    shortage: ShortageRule
    lead_time: LeadTimeRule
    back_entry: BackEntryRule
    signin: SigninRules
    alarms: AlarmsRule
    in_store: InStoreRule | None = None
    """As usual in Norway if it is left out."""
