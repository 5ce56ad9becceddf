"""The text on a paper of a receipt printer: its commands left out, its pictures and codes named."""

import re

import escpos.printer  # type: ignore[import-untyped]  # noqa: F401 - takes a second, so it is loaded before a test begins

_COMMANDS = re.compile(
    rb"(?P<raster>\x1dv0.(?P<wide>..)(?P<high>..))|\x1dkI(?P<bars>.)|"
    rb"\x1b@|\x1c\.|\x1b[RtEMad].|\x1d[B!Hhw].|\x1dV\x00|\x1b!.",
    re.DOTALL,
)


def lines_of(data: bytes, code_page: str = "CP858") -> list[str]:
    """Line by line; a picture is ``[dots]``, a Code 128 ``[bars ...]`` with its data as hex."""
    text, at = [], 0
    while command := _COMMANDS.search(data, at):
        text.append(data[at : command.start()].decode(code_page))
        at = command.end()
        if command["raster"]:
            at += int.from_bytes(command["wide"], "little") * int.from_bytes(command["high"], "little")
            text.append("[dots]\n")
        elif command["bars"]:
            text.append(f"[bars {data[at : at + command['bars'][0]].hex()}]\n")
            at += command["bars"][0]
    return [line.rstrip() for line in "".join([*text, data[at:].decode(code_page)]).split("\n")]
