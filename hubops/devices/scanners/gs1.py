"""GS1 element strings and Digital Links -> a Scan; each refusal has its code (devices.md 2.4, domain-rules.md 3.1).

biip takes the strings apart; what it leaves to its caller is checked here: its ``*_error`` attributes, dates, a missing
separator, codes that are glued together, and weights that are no whole grams; which elements may stand together is
said in associations.py.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

from hubops.devices.scanners.associations import check_digits, check_text, check_together
from hubops.devices.scanners.setup import GS
from hubops.errors import BadInput
from hubops.inputs import Scan, ScanKind

_CONFIG = ParseConfig(gs1_element_strings_verify_date=False)
_DATES = ("11", "12", "13", "15", "16", "17")

Elements = dict[str, GS1ElementString]


def read_elements(raw: str, aim_id: str = "", device: str = "") -> Scan:
    """The meaning of GS1 element strings.

    Raises:
        BadInput: they can't be used; the code ``scan.*`` says why.
    """
    return _scan(raw, aim_id, device, _elements(_strings(raw.strip(f" {GS}"))))


def read_digital_link(raw: str, aim_id: str = "", device: str = "") -> Scan:
    """The meaning of a GS1 Digital Link, ``https://id.gs1.org/01/07038010001659/10/A7``; any domain is fine.

    Raises:
        BadInput: it can't be used; the code ``scan.*`` says why.
    """
    try:
        strings = GS1DigitalLinkURI.parse(raw.strip(" "), config=_CONFIG).element_strings
    except (ParseError, ValueError) as error:
        raise BadInput("scan.unknown_link") from error
    return _scan(raw, aim_id, device, _elements(strings))


def _strings(text: str) -> Iterator[GS1ElementString]:
    """Take the text apart, field by field.

    A field of variable length that runs into the next is refused: where it ends would be a guess.
    """
    rest = text
    while rest:
        try:
            string = GS1ElementString.extract(rest, config=_CONFIG)
        except ParseError as error:
            raise BadInput("scan.bad_date" if rest[:2] in _DATES else "scan.bad_gs1") from error
        yield string
        rest = rest[len(string) :]
        if rest and string.ai.separator_required and not rest.startswith(GS):
            raise BadInput("scan.missing_separator")
        rest = rest.lstrip(GS)


def _elements(strings: Iterable[GS1ElementString]) -> Elements:
    elements: Elements = {}
    for string in strings:
        # \d of a regular expression, and so biip, takes Arabic digits; biip also takes a count without any digit
        if not string.value or not string.value.isascii():
            raise BadInput("scan.bad_gs1")
        if string.gtin_error or string.sscc_error or string.gln_error:
            raise BadInput("scan.bad_check_digit")
        check_digits(string.ai.ai, string.value)
        if string.ai.separator_required:
            check_text(string.value)
        if string.ai.ai in _DATES and string.date is None:
            raise BadInput("scan.bad_date")
        if elements.setdefault(string.ai.ai, string).value != string.value:
            raise BadInput("scan.contradiction")
    check_together({ai: string.value for ai, string in elements.items()})
    return elements


def _scan(raw: str, aim_id: str, device: str, elements: Elements) -> Scan:
    gtin = _value(elements, "01") or _value(elements, "02")
    sscc = _value(elements, "00")
    if gtin is None and sscc is None:
        raise BadInput("scan.no_gtin")
    return Scan(
        raw,
        ScanKind.UNIT if gtin is None else ScanKind.ITEM,
        aim_id,
        gtin=gtin,
        lot=_value(elements, "10"),
        best_before=_date(elements, "15"),
        use_by=_date(elements, "17"),
        net_g=_net_g(elements),
        count=_count(elements),
        serial=_value(elements, "21"),
        sscc=sscc,
        device=device,
    )


def _net_g(elements: Elements) -> int | None:
    """AI 310n: net kilograms with n decimals, as whole grams."""
    weights = {string.decimal for ai, string in elements.items() if ai.startswith("310")}
    if not weights:
        return None
    kilograms = weights.pop()
    if weights or kilograms is None:
        raise BadInput("scan.contradiction")
    grams = kilograms * Decimal(1000)
    if grams != int(grams):
        raise BadInput("scan.sub_gram")
    if not grams:
        raise BadInput("scan.zero_weight")
    return int(grams)


def _count(elements: Elements) -> int | None:
    """AI 30 or AI 37."""
    counts = {int(value) for ai in ("30", "37") if (value := _value(elements, ai)) is not None}
    if not counts:
        return None
    if len(counts) > 1:
        raise BadInput("scan.contradiction")
    count = counts.pop()
    if not count:
        raise BadInput("scan.zero_count")
    return count


def _value(elements: Elements, ai: str) -> str | None:
    return elements[ai].value if ai in elements else None


def _date(elements: Elements, ai: str) -> date | None:
    return elements[ai].date if ai in elements else None
