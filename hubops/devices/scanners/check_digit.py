"""The check digit at the end of every GS1 number: weights 3 and 1 from the right (domain-rules.md 3.2)."""

from biip.checksums import gs1_standard_check_digit


def checks(digits: str) -> bool:
    """Whether the last of these digits (0-9 only, two or more) is the check digit of those before it."""
    return gs1_standard_check_digit(digits[:-1]) == int(digits[-1])
