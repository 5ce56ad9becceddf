"""What kinds of deviation there are: to which family each belongs in the weekly report, and who must look into it."""

from collections.abc import Mapping
from dataclasses import dataclass

FAMILIES = ("short", "late", "warm", "damaged", "wrong_stop", "no_answer", "other")
CAUSES = (
    *("producer", "pickup", "picking", "transport", "wrong_stop", "kitchen", "order", "planning", "device", "message"),
    "other",
)
"""Words for why it came about, ``word.cause_<cause>`` in the catalogue."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of deviation."""

    family: str
    owner: str = ""
    """The role that must find the cause and a solution. Empty where somebody has decided already or another list asks
    for it: such a deviation is told, and nothing is left to solve."""


KINDS: Mapping[str, Kind] = {
    "short": Kind("short", "supervisor"),
    "line_short": Kind("short", "coordinator"),
    "unaccounted": Kind("short", "coordinator"),
    "delivered_late": Kind("late", "coordinator"),
    "lead_time": Kind("late", "coordinator"),
    "promise_moved": Kind("late", "coordinator"),
    "promise_broken": Kind("late", "coordinator"),
    "too_warm": Kind("warm", "supervisor"),
    "delivered_warm": Kind("warm", "coordinator"),
    "returned": Kind("other", "supervisor"),
    "refused": Kind("other", "supervisor"),
    "written_off": Kind("damaged", "supervisor"),
    "wrong_stop": Kind("wrong_stop", "coordinator"),
    "stop_not_home": Kind("no_answer", "coordinator"),
    "direct_not_home": Kind("no_answer", "coordinator"),
    "wrong_stop_kept": Kind("other"),
    "undeliverable": Kind("no_answer"),
    "stop_part": Kind("other", "coordinator"),
    "stop_refused": Kind("other", "coordinator"),
    "pieces_not_taken": Kind("other", "coordinator"),
    "pieces_returned": Kind("other", "supervisor"),
    "direct_part": Kind("other", "coordinator"),
    "direct_refused": Kind("other", "coordinator"),
    "no_route": Kind("other", "coordinator"),
    "order_file_refused": Kind("other", "coordinator"),
    "order_file_stuck": Kind("other", "coordinator"),
    "outside_window": Kind("other", "coordinator"),
    "over_agreement": Kind("other", "coordinator"),
    "problem": Kind("other", "coordinator"),
    "over": Kind("other", "supervisor"),
    "unannounced": Kind("other", "supervisor"),
    "short_life": Kind("other", "supervisor"),
    "count_difference": Kind("other", "supervisor"),
    "lot_weight": Kind("other", "supervisor"),
    "wasted": Kind("other"),
    "wasted_other": Kind("other"),
    "other_day": Kind("late"),
    "delivery_withdrawn": Kind("other"),
    "delivered_early": Kind("other"),
    "no_date": Kind("other"),
    "receipt_unsigned": Kind("other"),
    "typed_weight": Kind("other"),
    "printer": Kind("other"),
    "return_released": Kind("other"),
    "return_discarded": Kind("other"),
    "override_delivery": Kind("other"),
    "override_load": Kind("other"),
    "override_order_cutoff": Kind("other"),
    "override_zone": Kind("other"),
}
NO_PRODUCERS = frozenset(
    {
        *("receipt_unsigned", "typed_weight", "printer", "problem", "count_difference", "lot_weight"),
        *("wasted", "wasted_other", "pieces_not_taken", "pieces_returned", "return_released", "return_discarded"),
        *("override_delivery", "override_load", "override_order_cutoff", "override_zone"),
    }
)
"""What came about at the hub, on the road or at the kitchen: it does not count against the producer of the goods."""
UNKNOWN = Kind("other", "coordinator")

_BY_WORD = {
    "damaged": "damaged",
    "too_warm": "warm",
    "problem_temperature": "warm",
    "not_found": "short",
}
"""A reason that was given says more than the kind."""

ALARMS: Mapping[str, str] = {
    "order_unacknowledged": "no_answer",
    "call_off_missing": "other",
    "call_off_silent": "no_answer",
    "stop_not_confirmed": "no_answer",
    "direct_not_confirmed": "no_answer",
    "delivery_missing": "late",
    "delivery_unfinished": "other",
    "run_not_departed": "late",
    "goods_without_place": "other",
    "notice_waits": "other",
}
"""The family of an alarm that the report counts as a deviation: its silence is the fact. Whatever else has an alarm is
told by a deviation of its own (``no_route``, ``undeliverable``, ``line_short``) and is not counted twice."""


def kind_of(name: str) -> Kind:
    """The kind of that name; one that nobody has sorted is the coordinator's."""
    return KINDS.get(name, UNKNOWN)


def family_of(name: str, values: Mapping[str, object], cause: str = "") -> str:
    """The family of a deviation: by the cause that was found, else by the reason that was given, else by its kind."""
    if cause == "wrong_stop":
        return cause
    given = (values.get("reason_word"), values.get("problem_word"))
    return next((_BY_WORD[str(word)] for word in given if word in _BY_WORD), kind_of(name).family)
