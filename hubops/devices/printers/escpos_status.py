"""What a receipt printer answers to ``DLE EOT`` and ``GS r`` (devices.md 5). Pure: bytes -> facts.

Three kinds of bytes come on one wire, told apart by their fixed bits: answers to ``DLE EOT`` (0xx1xx10), the printer's
own news where somebody switched them on (0xx1xx00 and three bytes 0xx0xxxx), and answers to ``GS r`` (0xx0xxxx).
"""

from collections.abc import Sequence
from dataclasses import dataclass

QUESTIONS = (1, 2, 3, 4)
"""Of ``DLE EOT n``: the printer, why it is off line, errors, paper. Answered at once, whatever else waits."""
ASK_STATUS = b"".join(bytes((0x10, 0x04, question)) for question in QUESTIONS)
ASK_WHEN_DONE = b"\x1dr\x01"
"""``GS r 1``: answered when all that was sent before it has been worked off."""
LOW_PAPER = "printer.paper_low"
"""The one fault with which it still prints."""

_FAULTS = (
    (2, 0x04, "printer.cover_open"),
    (4, 0x60, "printer.paper_out"),
    (2, 0x20, "printer.paper_out"),
    (3, 0x08, "printer.cutter"),
    (3, 0x64, "printer.other_error"),
    (2, 0x40, "printer.other_error"),
    (1, 0x08, "printer.off_line"),
    (4, 0x0C, LOW_PAPER),
)
"""Question, bits, message code: the fault to mend first stands first."""
_NO_PAPER_WHEN_DONE = 0x0C


@dataclass(frozen=True, slots=True)
class Answers:
    """What a stretch of bytes held."""

    status: tuple[int, ...]
    """Answers to ``DLE EOT``, in the order of the questions."""
    done: tuple[int, ...]
    """Answers to ``GS r``."""


def read_answers(data: bytes) -> Answers:
    """Sort the bytes of a printer; its own news and flow control are left out."""
    status: list[int] = []
    done: list[int] = []
    news = 0
    for byte in data:
        if byte & 0x93 == 0x12:
            status.append(byte)
        elif byte & 0x93 == 0x10:
            news = 3
        elif byte & 0x90 == 0:
            if news:
                news -= 1
            else:
                done.append(byte)
    return Answers(tuple(status), tuple(done))


def fault_of(status: Sequence[int]) -> str:
    """The message code of what is wrong, by the answers to ASK_STATUS; empty if all is well.

    Where some are missing, nobody knows which: then only the first one counts.
    """
    known = status if len(status) >= len(QUESTIONS) else status[:1]
    answers = dict(zip(QUESTIONS, known, strict=False))
    return next((code for question, bits, code in _FAULTS if answers.get(question, 0) & bits), "")


def ran_out(done: int) -> bool:
    """Whether an answer to ``GS r 1`` says that there is no paper."""
    return done & _NO_PAPER_WHEN_DONE == _NO_PAPER_WHEN_DONE
