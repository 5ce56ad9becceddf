"""E-mail addresses: one that every mail server takes."""

import re

_ADDRESS = re.compile(r"([^\s@,;:<>()\[\]\\\"]+)@([^\s@,;:<>()\[\]\\\"]+)")
"""One address and no more."""


def plain_address(text: str) -> str:
    """One address as every mail server takes it: ASCII, the domain as the network knows it (IDNA). Empty for others."""
    found = _ADDRESS.fullmatch(text.strip())
    try:
        return f"{found[1].encode('ascii').decode()}@{found[2].encode('idna').decode()}" if found else ""
    except UnicodeError:
        return ""
