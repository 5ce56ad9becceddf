"""What the keys of the board do besides opening a job: where goods are, alarms, back-entry, the language."""

from typing import Any

from hubops.flows.back_entry import ask_time
from hubops.flows.calloffs import CALL_OFF_CODE
from hubops.flows.table import ENTER, Edge, Next, Turn, key, scan
from hubops.flows.where import look_at_alarms, take_label_at_board
from hubops.inputs import Key, ScanKind
from hubops.messages import LANGUAGES, Message
from hubops.operations import signing


def switch_language(turn: Turn[Any], _: Key) -> Next:
    """Speak the other language to this operator from now on."""
    now = turn.booking.actor.language
    place = LANGUAGES.index(now) if now in LANGUAGES else 0
    signing.speak(turn.booking, LANGUAGES[(place + 1) % len(LANGUAGES)])
    return Next("board", Message("today.language"))


def ask_where(_: Turn[Any], __: Key) -> Next:
    """Somebody wants to know where goods are."""
    return Next("ask", flow="where")


BOARD_KEYS = (
    Edge(ENTER, ask_where, ("where:ask",), "key.where"),
    Edge(scan(ScanKind.UNIT), take_label_at_board, ("where:shown",)),
    CALL_OFF_CODE,
    Edge(key("f4"), look_at_alarms, ("alarms:list",), "key.alarms"),
    Edge(key("f5"), ask_time, ("back_entry:time",), "key.back_entry", "enter_later"),
    Edge(key("f6"), switch_language, ("board",), "key.language"),
)
