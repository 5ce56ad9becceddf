"""The SSCC, GS1's serial shipping container code: one parcel's name in all the world (domain-rules.md 3.1, 3.2)."""

SERIAL_ROOM = 16
"""Digits that company prefix and serial number share."""


def sscc(extension_digit: int, company_prefix: str, serial: int) -> str:
    """The 18 digits: extension digit, company prefix, serial number, check digit.

    Raises:
        ValueError: the serial number does not fit beside the prefix.
    """
    room = SERIAL_ROOM - len(company_prefix)
    if not 0 <= serial < 10**room:
        raise ValueError(serial)
    body = f"{extension_digit}{company_prefix}{serial:0{room}d}"
    return body + _check_digit(body)


def _check_digit(body: str) -> str:
    """GS1's standard check digit of 17 digits: every other one counts three times, from the first on."""
    return str(-(3 * sum(map(int, body[::2])) + sum(map(int, body[1::2]))) % 10)
