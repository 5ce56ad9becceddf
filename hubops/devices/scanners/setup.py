"""How one scanner is set up, as far as its codes can't tell: prefix, suffix, separator; and the shops' own numbers."""

from dataclasses import dataclass, field

GS = "\x1d"
"""FNC1 between two element strings, as a scanner sends it."""
NORWEGIAN_GRAMS = {"23": 1, "24": 10, "25": 100}
NORWEGIAN_PRICES = frozenset({"20", "21", "22"})


@dataclass(frozen=True, slots=True)
class InStoreCodes:
    """Numbers of 13 digits that a shop or a producer makes for itself: prefix, article, weight or price, check digit.

    GS1 leaves the prefixes 20-29 to each country; as usual in Norway (domain-rules.md 3.5) unless the hub says else.
    """

    grams: dict[str, int] = field(default_factory=NORWEGIAN_GRAMS.copy)
    """What the last digit of the weight stands for in grams, by the first two digits of the number."""
    prices: frozenset[str] = NORWEGIAN_PRICES
    """The first two digits of numbers that hold a price."""
    article_digits: int = 6
    """Digits of the article behind the first two; what follows them, but for the check digit, is weight or price."""


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """What devices.toml tells of a scanner beside its port."""

    prefix: str = ""
    """Stands before each code, and before the AIM identifier."""
    suffix: str = ""
    """One character that ends each code, beside CR and LF."""
    separator: str = ""
    """One character that stands for GS, where the scanner can't send it."""
    in_store: InStoreCodes = field(default_factory=InStoreCodes)


PLAIN = ScannerSetup()
"""As devices.md 2.1 wants a scanner: AIM identifier, GS as it is, suffix CR, no prefix."""
