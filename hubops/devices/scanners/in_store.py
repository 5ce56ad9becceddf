"""Numbers 20-29 that a shop makes for itself: the article without its weight or price, and the weight."""

from biip.checksums import gs1_standard_check_digit

from hubops.devices.scanners.setup import InStoreCodes
from hubops.errors import BadInput


def article_of(gtin: str, codes: InStoreCodes) -> tuple[str, int | None]:
    """The GTIN-14 that names an article, and the grams that its number holds.

    A number with a weight or a price is another one for each piece; the article's own has zeros there, and is what
    stands in the hub's list of articles. The price is the shop's and of no use here.

    Args:
        gtin: 14 digits, whose check digit is right.
        codes: how the hub reads these numbers.

    Raises:
        BadInput: ``scan.zero_weight``.
    """
    prefix = gtin[1:3]
    if gtin[0] != "0" or not (prefix in codes.grams or prefix in codes.prices):
        return gtin, None
    behind = 3 + codes.article_digits
    value = gtin[behind:13]
    body = gtin[:behind] + "0" * len(value)
    article = f"{body}{gs1_standard_check_digit(body)}"
    if prefix in codes.prices:
        return article, None
    grams = int(value) * codes.grams[prefix]
    if not grams:
        raise BadInput("scan.zero_weight")
    return article, grams
