"""A paper on the roll of a receipt printer, 80 mm wide: lines of text, codes and fields for the pen as ESC/POS bytes.

python-escpos composes, and nothing is sent here. The bytes set one code page, and every text is held against it first:
a letter that the page lacks would come out as ``?``, so such a line is drawn as dots instead (devices.md 5).
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubops.documents import gs1
from hubops.documents.dots import drawn_line, qr_dots
from hubops.documents.letters import printable
from hubops.documents.paper import Head

EPSON_PAGES = {"CP850": 2, "CP865": 5, "CP1252": 16, "CP858": 19}
"""The pages that have our letters, and their numbers on an Epson. Other makers count otherwise: their manuals tell."""
DOTS_ACROSS = {42: 504, 48: 576, 56: 504, 64: 576}
"""Columns of text that a roll may have, and the dots under them: 12 per letter, or 9 of the narrow font."""
NARROW_FROM = 56
_PROFILE = "TM-T20II"
"""A printer whose width python-escpos knows: with another it writes to standard output, where the terminal draws."""
_SIGNS = {
    "–": "-", "—": "-", "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "…": "...", "•": "*", "€": "EUR",
}  # fmt: skip
"""Signs that mean the same when they are written so; letters of a name have no such stand-in."""
_BAR_DOTS, _THINNEST_DOTS, _QUIET_MODULES, _BARS_HIGH = 3, 2, 10, 80
_QR_CELL = 6


@dataclass(frozen=True, slots=True)
class RollForm:
    """What the printer at hand can do."""

    columns: int = 48
    """Letters across: one of DOTS_ACROSS."""
    code_page: str = "CP858"
    """One of EPSON_PAGES."""
    code_page_id: int | None = None
    """What ``ESC t`` calls that page; None for the number it has on an Epson."""

    @property
    def page_id(self) -> int:
        """The number to be sent."""
        return EPSON_PAGES[self.code_page] if self.code_page_id is None else self.code_page_id

    def written(self, text: str) -> bytes | None:
        """The text in the code page; None if the page lacks a letter of it."""
        try:
            return text.encode(self.code_page)
        except UnicodeEncodeError:
            return None


class Roll:
    """One paper that grows line by line; :meth:`finished` cuts it off."""

    def __init__(self, form: RollForm, head: Head) -> None:
        # Loading it takes half a second, and most hubs print on A4.
        from escpos.printer import Dummy  # type: ignore[import-untyped]  # noqa: PLC0415

        self.columns = form.columns
        self._form = form
        self._head = head
        self._printer: Any = Dummy(profile=_PROFILE)
        # Also left: the Chinese letters that some printers start with, and the national signs in place of "[" and "{".
        self._raw(b"\x1b@\x1c.\x1bR\x00\x1bt" + bytes([form.page_id]))
        if form.columns >= NARROW_FROM:
            self._printer.set(font="b")
        self.text(head.title, "large")
        self.row(head.mark, head.detail, "bold")
        self.rule()

    def text(self, text: str, style: str = "body", *, indent: int = 0, longest: int = 200) -> None:
        """Text over as many lines as it needs, as ``body``, ``bold``, ``large`` or ``band`` (large, white on black)."""
        for line in self._wrapped(text, self._room(style) - indent, longest):
            self._line(" " * indent + line, style)

    def row(self, left: str, right: str, style: str = "body", *, indent: int = 0) -> None:
        """Text with something short, such as a number, at the right end of its first line."""
        shown = self._shown(right, self.columns)
        room = self._room(style) - indent - len(shown) - 1
        if room < self._room(style) // 3:
            self.text(left, style, indent=indent)
            self.text(right, style, indent=indent)
            return
        first, *rest = self._wrapped(left, room) or [""]
        if first or shown:
            self._line(f"{' ' * indent}{first:<{room}} {shown}".rstrip(), style)
        for line in rest:
            self._line(" " * indent + line, style)

    def fact(self, caption: str, fact: str, longest: int = 200) -> None:
        """``caption: fact``; nothing if there is no fact."""
        if fact:
            self.text(f"{caption}: {fact}", longest=longest)

    def facts(self, pairs: Sequence[tuple[str, str]], longest: int = 200) -> None:
        """Captions and what they stand for; a pair with nothing to say is left out."""
        for caption, fact in pairs:
            self.fact(caption, fact, longest)

    def section(self, title: str) -> None:
        """The heading of a part."""
        self.space()
        self.text(title, "bold")
        self.rule()

    def rule(self) -> None:
        """A line across the paper."""
        self._line("-" * self.columns, "body")

    def space(self) -> None:
        """An empty line."""
        self._raw(b"\n")

    def pen(self, *captions: str) -> None:
        """For each caption a line to write on, with room for a pen above it."""
        for caption in captions:
            self.space()
            *above, last = self._wrapped(caption, self.columns) or [""]
            for line in above:
                self._line(line, "body")
            left = self.columns - len(last) - 1
            if left >= self.columns // 3:
                self._line(f"{last} {'_' * left}", "body")
            else:
                self._line(last, "body")
                self.space()
                self._line("_" * self.columns, "body")

    def sscc(self, number: str) -> None:
        """An SSCC as GS1-128; nothing where the number is none.

        As type 73, Code 128, with FNC1 and binary pairs of digits written out: printers differ about type 74.
        """
        if not gs1.is_sscc(number):
            return
        digits = f"00{number}"
        pairs = bytes(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
        data = b"{C{1" + pairs
        self._bars(data, gs1.code128([("00", number)]).modules)

    def code128(self, text: str) -> None:
        """A code of the hub as Code 128; as a QR code where its bars would be too thin for the roll."""
        modules = 11 * (len(text) + 2) + 13  # start, check and stop beside the letters (ISO/IEC 15417)
        if text.isascii() and DOTS_ACROSS[self.columns] // (modules + 2 * _QUIET_MODULES) >= _THINNEST_DOTS:
            self._bars(b"{B" + text.replace("{", "{{").encode("ascii"), modules)
        else:
            self.qr(text)

    def _bars(self, data: bytes, modules: int) -> None:
        bar = min(_BAR_DOTS, DOTS_ACROSS[self.columns] // (modules + 2 * _QUIET_MODULES))
        self._raw(b"\x1ba\x01\x1dH\x00\x1dh" + bytes([_BARS_HIGH]) + b"\x1dw" + bytes([bar]))
        self._raw(b"\x1dkI" + bytes([len(data)]) + data + b"\x1ba\x00")

    def qr(self, text: str) -> None:
        """A QR code, drawn as dots: not every printer has QR codes of its own."""
        self._raw(b"\x1ba\x01")
        self._printer.image(qr_dots(text, _QR_CELL))
        self._raw(b"\x1ba\x00")

    def finished(self) -> bytes:
        """The bytes of the whole paper with its foot, cut off at the end."""
        self.rule()
        self.text(self._head.foot)
        self._printer.cut()
        output: bytes = self._printer.output
        return output

    def _room(self, style: str) -> int:
        return self.columns // 2 if style in ("large", "band") else self.columns

    def _shown(self, text: str, longest: int = 200) -> str:
        """What is written for a text: its letters, and signs that the code page has."""
        shown = printable(text, longest)
        if self._form.written(shown) is not None:
            return shown
        return "".join(sign if self._form.written(sign) is not None else _SIGNS.get(sign, sign) for sign in shown)

    def _wrapped(self, text: str, room: int, longest: int = 200) -> list[str]:
        return textwrap.wrap(self._shown(text, longest), max(room, 8), break_on_hyphens=False)

    def _line(self, text: str, style: str) -> None:
        large, dark = style in ("large", "band"), style == "band"
        line = f"{text:<{self.columns // 2}}" if dark else text
        written = self._form.written(line)
        if written is None:
            self._drawn(line, 2 if large else 1, bold=style != "body", dark=dark)
            return
        plain = style == "body"
        if not plain:
            self._printer.set(bold=True, invert=dark, custom_size=large, width=2, height=2)
        self._raw(written + b"\n")
        if not plain:
            self._printer.set(bold=False, invert=False, custom_size=large, width=1, height=1)

    def _drawn(self, line: str, scale: int, *, bold: bool, dark: bool) -> None:
        cell = DOTS_ACROSS[self.columns] // self.columns
        self._printer.image(drawn_line(line, cell, scale, bold=bold, dark=dark))

    def _raw(self, data: bytes) -> None:
        self._printer._raw(data)
