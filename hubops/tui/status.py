"""How the last input was taken, as a worker sees and hears it: a word, a mark, a colour and bells (terminal.md 3)."""

import logging
from enum import StrEnum

from hubops.flows.floor import Answer
from hubops.inputs import Input, Key, Scan, Weight
from hubops.messages import Message, Severity

log = logging.getLogger(__name__)

LOUD = frozenset({"load.other_run", "receive.red"})
"""Codes that stop the work, whatever their severity: a wrong van, goods that must not go on."""

HELP = Key("f1")


class Status(StrEnum):
    """The state of the status bar; each has a word ``status.<state>`` and a class in the style sheets."""

    READY = "ready"
    """A question stands and nothing is to be said."""
    OK = "ok"
    WAIT = "wait"
    """Taken, but read what it says; or not yet answered."""
    STOP = "stop"
    """Refused: to be acknowledged by Enter or by a legal scan."""


_OF_SEVERITY = {
    Severity.OK: Status.OK,
    Severity.DONE: Status.OK,
    Severity.WARN: Status.WAIT,
    Severity.REFUSED: Status.STOP,
}


def status_of(message: Message | None) -> Status:
    """The status that an answer's message calls for."""
    if message is None:
        return Status.READY
    if message.code in LOUD:
        return Status.STOP
    try:
        return _OF_SEVERITY.get(message.severity, Status.READY)
    except KeyError:
        log.exception("no severity for %s", message)
        return Status.STOP


def bells(answer: Answer, said: Input | None) -> int:
    """How often the bell rings: 1 taken, 2 refused or to be read, 3 stop."""
    if answer.message is None:
        return 1 if isinstance(said, Scan) else 0
    if answer.message.code in LOUD:
        return 3
    return {Status.READY: 0, Status.OK: 1, Status.WAIT: 2, Status.STOP: 2}[status_of(answer.message)]


def leaves_status(answer: Answer, said: Input | None) -> bool:
    """Whether the status of the input before stays: nobody spoke, a scale had nothing to tell, or F1 explains."""
    return answer.message is None and (said is None or said == HELP or isinstance(said, Weight))
