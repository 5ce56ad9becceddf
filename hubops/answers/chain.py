"""What ``hubops explain`` and ``alarms`` answer."""

import json
from dataclasses import asdict
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from hubops.answers import order_bundle
from hubops.answers.explained import line
from hubops.answers.telling import print_json, tell_done
from hubops.errors import Refused
from hubops.flows.alarms import told
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import alarms as silences
from hubops.queries import explain as explaining
from hubops.queries.explain import Entry


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
        "text": "".join(f"{line(entry, language, zone, found.names)}\n" for entry in found.entries),
        "json": {"order": found.number, "kitchen": found.kitchen, "entries": [_entry(each) for each in found.entries]},
    }
    if bundle is not None:
        order_bundle.write(hub, found, str(told_as["text"]), json.dumps(told_as["json"], ensure_ascii=False), bundle)
        tell_done(Message("explain.bundled", {"path": str(bundle)}), language, as_json=as_json)
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


def _local(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}"
