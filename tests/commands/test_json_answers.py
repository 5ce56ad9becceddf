"""Every command that takes ``--json`` answers with JSON and nothing else, also where it refuses."""

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hubops.cli import main, parser
from hubops.model.notices import Notice
from hubops.model.orders import Order
from hubops.model.parties import Kitchen, Producer
from hubops.open_hub import OpenHub
from hubops.operations.direct import delivery_on
from hubops.operations.notices import Addressee, tell

NOBODY = Addressee(None, "Åsen barnehage", "", "nb")

NO_BADGE = "authority.whose_badge"
CASES: dict[tuple[str, ...], list[tuple[str, str]]] = {
    ("day",): [("", ""), ("--close", ""), ("--against LIST", "faults"), ("--against gone.csv", "import.not_there")],
    ("deviations", "list"): [("", ""), ("--open", ""), ("--week 99", "cli.no_week")],
    ("deviations", "solve"): [
        ("abc --cause order --how x", NO_BADGE),
        ("abc --cause order --how x --badge 0002", "solving.unknown"),
    ],
    ("report", "deviations"): [("", ""), ("48 --by route", ""), ("often", "cli.no_week")],
    ("crates",): [("", "")],
    ("orders", "list"): [("", ""), ("--kitchen nowhere", "")],
    ("orders", "show"): [("NUMBER", ""), ("BK-0", "orders.no_such")],
    ("orders", "new"): [("", "cli.no_json")],
    ("orders", "change"): [
        ("NUMBER 1 3 --badge 0003 --late 0003", ""),
        ("BK-2001 1 3 --badge 0003", "orders.too_late"),
        ("NUMBER 1 3", NO_BADGE),
        ("NUMBER 1 x --badge 0003", "answer.no_quantity"),
    ],
    ("orders", "cancel"): [
        ("NUMBER --badge 0003 --late 0003", ""),
        ("NUMBER 1 --badge 0003", "orders.cancels_all"),
        ("BK-0 --badge 0003", "orders.no_such"),
    ],
    ("orders", "answer"): [
        ("NUMBER accept --why Likevel. --badge 0003", ""),
        ("NUMBER", "answer.which"),
        ("NUMBER accept --why Likevel.", NO_BADGE),
        ("BK-0 accept --why Likevel. --badge 0003", "order.unknown_number"),
    ],
    ("orders", "agreements"): [("", "")],
    ("exchange", "check"): [("FILE", "faults"), ("gone.csv", "faults")],
    ("call-offs", "list"): [("", "")],
    ("call-offs", "answer"): [("CALL-0 yes", NO_BADGE), ("CALL-0 yes --badge 0003", "call_off.unknown")],
    ("direct", "list"): [("", "")],
    **{
        ("direct", told): [("DIRECT --badge 0003", ""), ("DIRECT", NO_BADGE), ("zzz --badge 0003", "direct.unknown")]
        for told in ("sent", "delivered", "refused", "not_home")
    },
    ("direct", "part"): [("DIRECT --badge 0003", "direct.part_needs_pieces"), ("DIRECT 1=x", "call_off.bad_pieces")],
    ("printers",): [("", "")],
    ("printers", "hold"): [("labels", ""), ("nowhere", "prints.no_such_job")],
    ("printers", "release"): [("labels", "spool.not_held")],
    ("printers", "retry"): [("zzz", "prints.no_such_job")],
    ("printers", "move"): [("labels --to nowhere", "spool.unknown_printer")],
    ("printers", "came-out"): [("zzz", "prints.no_such_job")],
    ("printers", "cancel"): [("zzz", "prints.no_such_job")],
    ("messages",): [("", ""), ("--undelivered", "")],
    ("messages", "retry"): [("MESSAGE", ""), ("zzz", "notice.unknown")],
    ("messages", "settled"): [
        ("MESSAGE --how rang --badge 0003", ""),
        ("MESSAGE --how rang", NO_BADGE),
        ("MESSAGE", "messages.how"),
    ],
    ("devices",): [("", "")],
    ("devices", "check"): [("", "")],
    ("devices", "read"): [("dock", "cli.no_json")],
    ("devices", "scanner-sheet"): [("", ""), ("--to sheet.pdf", "")],
    ("devices", "simulate"): [("zpl", "cli.no_json")],
    ("where",): [("Sementkula", ""), ("barnehage", ""), ("nobody", "")],
    ("explain",): [("NUMBER", ""), ("NUMBER --bundle all.zip", ""), ("BK-0", "explain.unknown")],
    ("alarms",): [("", "")],
    ("replay",): [("DAY", ""), ("gone.jsonl", "replay.no_file"), ("FILE", "replay.bad_line")],
    ("doctor",): [("", "")],
}
"""What is typed behind each command and action, and what refuses it: a code, or the ``faults`` of a file."""
RUNS = [(words, typed, refused) for words, cases in CASES.items() for typed, refused in cases]


@pytest.fixture
def names(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A demo hub, found by the environment, and what is there to be named."""
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    monkeypatch.setenv("HUBOPS_HUB", str(folder))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.csv").write_text("order_number;line\nx;y\n", encoding="utf-8")
    (tmp_path / "list.csv").write_text(
        "order_number;line;kitchen;gtin;quantity;unit;requested_date\nx;y;z;0;?;?;?\n", encoding="utf-8"
    )
    (tmp_path / "day.jsonl").write_text('{"station": "dock1", "text": "BADGE-0001"}\n', encoding="utf-8")
    hub = OpenHub.open(folder)
    with hub.store.read.begin() as conn:
        number = conn.execute(select(Order.number).order_by(Order.number)).scalars().first()
        producer, kitchen = (conn.execute(select(table.id)).scalars().first() for table in (Producer, Kitchen))
    assert producer
    assert kitchen
    today, at = hub.house.calendar.hub_day(hub.clock.now()), hub.clock.now()
    direct = hub.job_desk("test").book(lambda booking: delivery_on(booking, producer, kitchen, today, at))
    hub.job_desk("test").book(lambda booking: tell(booking, "order_accepted", NOBODY, None, "1", {}))
    with hub.store.read.begin() as conn:
        message = conn.execute(select(Notice.key).order_by(Notice.id.desc())).scalars().first()
    hub.close()
    return {
        "NUMBER": str(number),
        "MESSAGE": str(message),
        "DIRECT": direct.hex[-8:],
        "FILE": "broken.csv",
        "LIST": "list.csv",
        "DAY": "day.jsonl",
    }


def commands() -> Iterator[tuple[str, ...]]:
    """Each command that takes --json, with each of its actions."""
    (added,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in added.choices.items():
        if "--json" not in command.format_usage():
            continue
        acts = [action for action in command._actions if action.dest in ("action", "what")]
        for act in acts:
            yield from ((name, choice) for choice in act.choices or ())
        if not acts or (acts[0].nargs == "?" and acts[0].default is None):
            yield (name,)


def test_each_command_and_each_action_is_tried() -> None:
    assert sorted(commands()) == sorted(CASES)


@pytest.mark.parametrize(
    ("words", "typed", "refused"), RUNS, ids=[f"{' '.join(words)} {typed}".strip() for words, typed, _ in RUNS]
)
def test_the_answer_is_json_and_nothing_else(
    names: dict[str, str], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], typed: str, refused: str
) -> None:
    status = main([*words, *(names.get(word, word) for word in typed.split()), "--json"])
    told, blamed = capsys.readouterr()
    answers = [json.loads(line) for line in told.splitlines()]
    assert len(answers) == 1 or words == ("replay",)
    if refused == "faults":
        assert (status, answers[-1]["faults"] != []) == (1, True)
    elif refused:
        assert (status, answers[-1]["refused"]) == (1, refused)
        assert blamed == f"{answers[-1]['told']}\n"
    else:
        assert "refused" not in answers[-1]
        assert blamed == ""
