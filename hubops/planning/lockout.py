"""How long a badge has to wait after wrong PINs: the longer, the more of them came in a row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockoutRule:
    """The table ``[signin]`` of rules.toml."""

    free_tries: int
    """So many wrong PINs in a row, the last of which brings the first wait."""
    first_wait_s: int
    longest_wait_s: int


def wait_s(rule: LockoutRule, wrong: int) -> int:
    """Seconds to wait after that many wrong PINs in a row: none at first, then twice as long each time."""
    if wrong < rule.free_tries:
        return 0
    doubled = min(wrong - rule.free_tries, rule.longest_wait_s.bit_length())  # far enough to reach the longest
    return min(rule.first_wait_s << doubled, rule.longest_wait_s)
