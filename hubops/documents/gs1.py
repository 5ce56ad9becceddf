"""GS1 keys and the field data of GS1 symbols in ZPL.

All is computed here, FNC1 and code sets, because printers and renderers disagree about the automatic
modes of ^BC (devices.md 4.3). An element is a pair of application identifier and value, such as
``("00", "370123450000000120")``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from biip.checksums import gs1_standard_check_digit

FNC1 = "\x1d"
Element = tuple[str, str]

SSCC_DIGITS = 18
LONGEST_LOT = 20

# GS1 General Specifications, "element strings with predefined length": no FNC1 after these.
PREDEFINED_LENGTH = {"00", "01", "02", "03", "04", "20", "41", *(str(ai) for ai in range(11, 20))} | {
    str(ai) for ai in range(31, 37)
}
IDENTIFIER = re.compile(r"[0-9]{2,4}")
# GS1 character set 82. ">" is left out: renderers lose the letter after its escape (devices.md 4.3).
GS1_TEXT = re.compile(r"[!\"%&'()*+,\-./0-9:;<=?A-Z_a-z]+")
_PAIRS = re.compile(r"(?:>8|[0-9]{2})*")
_CODEWORDS = re.compile(r"[0-9]{2}|.", re.DOTALL)


def is_sscc(text: str) -> bool:
    """Whether ``text`` is 18 digits with the right check digit."""
    return is_digits(text) and len(text) == SSCC_DIGITS and gs1_standard_check_digit(text[:-1]) == int(text[-1])


def is_gtin_14(text: str) -> bool:
    """Whether ``text`` is 14 digits with the right check digit."""
    return is_digits(text) and len(text) == 14 and gs1_standard_check_digit(text[:-1]) == int(text[-1])


def is_lot(text: str) -> bool:
    """Whether a GS1 symbol of the hub can hold ``text`` as a lot, AI 10."""
    return len(text) <= LONGEST_LOT and GS1_TEXT.fullmatch(text) is not None


def spaced(number: str) -> str:
    """An SSCC as a person reads it: ``3 7090000 000012345 2``; what has not 18 digits as it is."""
    if len(number) != SSCC_DIGITS or not is_digits(number):
        return number
    return f"{number[0]} {number[1:8]} {number[8:17]} {number[17]}"


def is_digits(text: str) -> bool:
    """Whether ``text`` is one or more of 0-9; str.isdigit also takes digits of other scripts."""
    return text.isascii() and text.isdigit()


@dataclass(frozen=True, slots=True)
class Code128:
    """A GS1-128 symbol."""

    field_data: str
    """The ^FD data of ^BC in mode N."""
    modules: int
    """Width in modules, without quiet zones."""


def code128(elements: Sequence[Element]) -> Code128:
    """GS1-128 in ^BC mode N: start C, FNC1 ``>8``, digits in pairs; ``>6`` to subset B, and stay there.

    Raises:
        ValueError: no element, or a value that a GS1 symbol can't hold.
    """
    message = element_string(elements).replace(FNC1, ">8")
    in_pairs = _PAIRS.match(message)
    pairs = in_pairs.group() if in_pairs else ""
    rest = message[len(pairs) :]
    symbols = len(pairs) // 2 + len(rest) - rest.count(">8") + (1 if rest else 0)
    start, check, stop = 11, 11, 13
    return Code128(f">;{pairs}{'>6' if rest else ''}{rest}", start + 11 * symbols + check + stop)


def plain_code128(text: str) -> Code128:
    """A Code 128 that is none of GS1, of letters, digits, ``.``, ``_`` and ``-``: all in subset B."""
    start_check_and_stop = 35
    return Code128(f">:{text}", start_check_and_stop + 11 * len(text))


def data_matrix_field(message: str) -> str:
    """The ^FD data of a DataMatrix with the escape character ``DATA_MATRIX_ESCAPE``."""
    return message.replace(FNC1, f"{DATA_MATRIX_ESCAPE}1")


DATA_MATRIX_ESCAPE = "|"
"""No code of the hub holds it. Renderers disagree how the usual ``_`` is written when it is meant as such."""
# ISO/IEC 16022, square symbols: modules of a side, and the codewords that the symbol holds.
SQUARES = ((10, 3), (12, 5), (14, 8), (16, 12), (18, 18), (20, 22), (22, 30), (24, 36), (26, 44), (32, 62), (36, 86))


def data_matrix_modules(message: str) -> int:
    """The modules of a side of a DataMatrix in its ASCII encoding: two digits or one sign are a codeword.

    Raises:
        ValueError: more than a symbol of the hub holds.
    """
    codewords = len(_CODEWORDS.findall(message))
    for modules, holds in SQUARES:
        if codewords <= holds:
            return modules
    raise ValueError(f"{codewords} codewords are more than a symbol of the hub holds")


def element_string(elements: Sequence[Element]) -> str:
    """The message with FNC1 in front and after each element of variable length but the last one.

    Raises:
        ValueError: no element, or a value that a GS1 symbol can't hold.
    """
    if not elements:
        raise ValueError("a GS1 symbol holds at least one element")
    parts = [FNC1]
    for place, (identifier, value) in enumerate(elements, start=1):
        if not IDENTIFIER.fullmatch(identifier) or not GS1_TEXT.fullmatch(value):
            raise ValueError(f"a GS1 symbol can't hold ({identifier}){value!r}")
        variable = identifier[:2] not in PREDEFINED_LENGTH
        parts += [identifier, value, FNC1 if variable and place < len(elements) else ""]
    return "".join(parts)
