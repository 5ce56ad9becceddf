"""Writes down what was said at a station and what was answered, so that the same input again gets the same answer."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from hubops.flows.table import Next
from hubops.inputs import Input
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
    text = inputs_log.answer_to(booking, key)
    if text is None:
        return None
    answer = json.loads(text)
    values = {name: _restored(value) for name, value in answer["values"].items()}
    return Known(Message(answer["code"], values) if answer["code"] else None)


def write(
    booking: Booking, said: Input, key: bytes, before: Standing, after: Standing, step: Next, undoes: UUID | None
) -> None:
    """Write the input, its answer, and what undo needs."""
    message = step.message
    answer = {
        "prompt": f"{after.flow}.{after.state}",
        "code": message.code if message else "",
        "values": {name: _plain(value) for name, value in message.values.items()} if message else {},
    }
    standing = {"flow": before.flow, "state": before.state, "data": before.data}
    inputs_log.write(
        booking,
        Said(
            key=key,
            input=msgspec.json.encode({type(said).__name__: said}).decode(),
            answer=json.dumps(answer, ensure_ascii=False),
            booked=step.booked,
            before=json.dumps({**standing, "changes": changes_to_json(booking.changes)} if step.booked else {}),
            undoes_id=undoes,
        ),
    )


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int | bool | None) else str(value)


def _restored(value: Any) -> object:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["day"])
    return value
