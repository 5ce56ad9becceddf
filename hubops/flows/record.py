"""Writes down what was said at a station and what was answered, so that the same input again gets the same answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from hubops.flows.table import Next
from hubops.inputs import Input, Scan, ScanKind, Sealed, Text
from hubops.messages import Message
from hubops.operations import inputs_log
from hubops.operations.booking import Booking, changes_to_json
from hubops.operations.dialogues import Standing
from hubops.operations.inputs_log import Said


class Known:
    """An answer that was given before."""

    def __init__(self, message: Message | None) -> None:
        self.message = message


def answer_before(booking: Booking, key: bytes) -> Known | None:
    """The answer to an input that came before; None for a new one."""
    text = inputs_log.answer_to(booking, key) if booking.dialogue is None else booking.dialogue.answer
    if text is None:
        return None
    return Known(said_in(text))


def said_in(text: str) -> Message | None:
    """What was said in an answer as it was written down; None for a mere question."""
    answer = msgspec.json.decode(text)
    return message_of(answer["code"], answer["values"])


def message_of(code: str, values: Mapping[str, Any]) -> Message | None:
    """What was said, from its code and its values as they were written down; None for a mere question."""
    return Message(code, {name: _restored(value) for name, value in values.items()}) if code else None


def turn_away(booking: Booking, said: Input, key: bytes, standing: Standing, message: Message | None) -> None:
    """Write an input that counted for nothing, with the answer that said so."""
    code = message.code if message else ""
    write(booking, said, key, standing, standing, Next(standing.state, message), None, turned_away=code)


def write(
    booking: Booking,
    said: Input,
    key: bytes,
    before: Standing,
    after: Standing,
    step: Next,
    undoes: UUID | None,
    *,
    turned_away: str = "",
) -> None:
    """Write the input, its answer, and what undo needs."""
    message = step.message
    answer = {
        "prompt": f"{after.flow}.{after.state}",
        "code": message.code if message else "",
        "values": {name: _plain(value) for name, value in message.values.items()} if message else {},
    }
    standing = {"flow": before.flow, "state": before.state, "data": before.data, "begun": before.begun}
    inputs_log.write(
        booking,
        Said(
            key=key,
            input=_json({type(said).__name__: _kept(said, before)}),
            answer=_json(answer),
            booked=step.booked,
            turned_away=turned_away,
            before=_json({**standing, "changes": changes_to_json(booking.changes)}) if step.booked else "{}",
            undoes_id=undoes,
        ),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _kept(said: Input, before: Standing) -> Input:
    """What is written of an input: no secret, and nothing typed where one is asked for next, as people type ahead."""
    if isinstance(said, Sealed):
        return Sealed("")
    if before.flow != "signin":
        return said
    if isinstance(said, Text):
        return Text("")
    if isinstance(said, Scan) and said.kind is not ScanKind.BADGE and said.device == "keyboard":
        return replace(said, raw="", gtin=None)
    return said


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (str, int)):  # most are: asked first, every input waits for it
        return value
    if isinstance(value, Message):
        return {"code": value.code, "values": {name: _plain(part) for name, part in value.values.items()}}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def _restored(value: Any) -> object:
    if isinstance(value, dict) and "code" in value:
        return Message(value["code"], {name: _restored(part) for name, part in value["values"].items()})
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["day"])
    return value
