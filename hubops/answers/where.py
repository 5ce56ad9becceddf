"""What ``hubops where`` answers. Somebody waits on the telephone for it: it loads nothing that it does not need."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hubops.answers.telling import print_json
from hubops.flows.where_lines import headline, lines_of
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import questions
from hubops.queries import where as finding
from hubops.queries.where import Answer, Asked

SSCC_DIGITS = 18


def where(hub: OpenHub, text: str, as_json: bool, language: str) -> int:
    """Answer the question for one kitchen; where several are meant they are listed, which is no answer: 1."""
    desk = hub.job_desk("where")
    found = desk.look(lambda booking: _find(booking, text))
    if len(found) != 1:
        if not found:
            desk.book(lambda booking: questions.count_question(booking, text, None))
        _list_kitchens(found, text, as_json, language)
        return 1
    kitchen = found[0]
    desk.book(lambda booking: questions.count_question(booking, text, kitchen.id))
    answer = desk.look(lambda booking: finding.read(booking, kitchen, hub.house, text))
    if as_json:
        print_json({"kitchens": [_kitchen(kitchen)], "answer": _plain(asdict(answer))})
    else:
        _tell_answer(answer, hub, language)
    return 0


def _find(booking: Any, text: str) -> list[Asked]:
    digits = text.strip()
    if len(digits) == SSCC_DIGITS and digits.isdecimal():
        of_label = finding.of_label(booking, digits)
        return [of_label] if of_label else []
    return finding.find(booking, text)


def _list_kitchens(found: list[Asked], text: str, as_json: bool, language: str) -> None:
    if as_json:
        print_json({"kitchens": [_kitchen(each) for each in found], "answer": None})
        return
    if found:
        print(Message("where.which", {"text": text}).text(language))
    for each in found:
        print(f"{each.code:8} {each.name}")
    if not found:
        print(Message("where.unknown", {"text": text}).text(language))


def _tell_answer(answer: Answer, hub: OpenHub, language: str) -> None:
    zone = hub.house.calendar.zone
    print(f"{answer.kitchen.name}: {headline(answer).text(language, zone)}")
    for each in lines_of(answer, hub.clock.now()):
        print(f"{_MARKS.get(each.mark, ' ')} {each.message.text(language, zone)}")
    if answer.phone:
        print(Message("where.phone", {"phone": answer.phone}).text(language))


_MARKS = {"done": "+", "bad": "!", "here": ">"}
"""As the screen marks its rows."""


def _kitchen(kitchen: Asked) -> dict[str, str]:
    return {"code": kitchen.code, "name": kitchen.name}


def _plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "id"}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value
