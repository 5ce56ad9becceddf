"""What ``hubops where``, ``explain`` and ``alarms`` answer."""

import json
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from uuid import UUID

from hubops.answers import order_bundle
from hubops.answers.explained import line
from hubops.answers.telling import print_json
from hubops.errors import Refused
from hubops.flows.alarms import told
from hubops.flows.where_lines import headline, lines_of
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import alarms as silences
from hubops.operations import questions
from hubops.queries import explain as explaining
from hubops.queries import where as finding
from hubops.queries.explain import Entry
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
    answer = desk.look(lambda booking: finding.read(booking, kitchen, hub.house.alarms, text))
    if as_json:
        print_json({"kitchens": [_kitchen(kitchen)], "answer": _plain(asdict(answer))})
    else:
        _tell_answer(answer, hub, language)
    return 0


def explain(hub: OpenHub, order: str, as_json: bool, bundle: Path | None, language: str) -> int:
    """Tell all that is known of an order, or write it to a file.

    Raises:
        Refused: ``explain.unknown``, there is no order of that number.
    """
    found = hub.job_desk("explain").look(lambda booking: explaining.read(booking, order))
    if found is None:
        raise Refused("explain.unknown", number=order)
    zone = hub.house.calendar.zone
    told_as = {
        "text": "".join(f"{line(entry, language, zone)}\n" for entry in found.entries),
        "json": {"order": found.number, "kitchen": found.kitchen, "entries": [_entry(each) for each in found.entries]},
    }
    if bundle is not None:
        order_bundle.write(hub, found, str(told_as["text"]), json.dumps(told_as["json"], ensure_ascii=False), bundle)
        print(Message("explain.bundled", {"path": str(bundle)}).text(language))
    elif as_json:
        print_json(told_as["json"])
    else:
        print(told_as["text"], end="")
    return 0


def alarms(hub: OpenHub, as_json: bool, language: str) -> int:
    """List the alarms that stand, the oldest first; 1 if there is any."""
    standing = hub.job_desk("alarms").look(silences.open_alarms)
    zone = hub.house.calendar.zone
    if as_json:
        print_json({"alarms": [{**_alarm(each), "text": told(each).text(language, zone)} for each in standing]})
    for each in () if as_json else standing:
        owner = Message(f"word.{each.owner}").text(language)
        print(f"{_local(each.due_at, zone)}  {owner}  {told(each).text(language, zone)}")
    if not standing and not as_json:
        print(Message("alarms.none").text(language))
    return 1 if standing else 0


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


def _alarm(alarm: Any) -> dict[str, object]:
    return {
        "kind": alarm.kind,
        "due_at": alarm.due_at.isoformat(),
        "raised_at": alarm.raised_at.isoformat(),
        "owner": alarm.owner,
        "taken_on": alarm.owner_id is not None,
        "escalations": alarm.escalations,
        "values": json.loads(alarm.values),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {**asdict(entry), "at": entry.at.isoformat()}


def _plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "id"}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _local(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}"
