"""Two hundred broken files in the inbox: each is refused with a sentence that names the fault; the inbox lives on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken_orders import GOOD as ROW
from broken_orders import Broken, broken, csv_of
from hub_databases import HubDatabases
from order_samples import desk_on, every
from postgresql_server import PostgresqlServer

from hubops.jobs.inbox import Inbox
from hubops.message_codes import SEVERITIES
from hubops.messages import catalogue
from hubops.model.orders import Order, OrderFile, OrderLine
from hubops.operations.desk import Desk

BROKEN = broken()


@pytest.fixture(scope="module")
def desk(
    server: PostgresqlServer | None, filled_database: Path | str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """One hub for all the files: nothing of them may stay in it."""
    databases = HubDatabases(server)
    desk = desk_on(databases.copy_of(filled_database, tmp_path_factory.mktemp("broken")))
    yield desk
    desk.writer.store.close()
    databases.close()


def test_there_are_two_hundred() -> None:
    assert len(BROKEN) >= 200
    assert {case.code for case in BROKEN} - {""} <= set(SEVERITIES)
    assert len({case.name for case in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("case", BROKEN, ids=[f"{number}" for number in range(len(BROKEN))])
def test_a_broken_file_is_refused_and_the_next_one_is_taken(desk: Desk, tmp_path: Path, case: Broken) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    inbox = Inbox(desk, folder, tmp_path / "archive")
    orders, lines = len(every(desk, Order)), len(every(desk, OrderLine))
    name = f"a {case.name}".replace("/", "-")
    (folder / name).write_bytes(case.data)
    (folder / "b good.csv").write_text(csv_of({**ROW, "order_number": f"GOOD-{orders}"}), encoding="utf-8")

    assert inbox.tick() == []
    moved = inbox.tick()

    assert (len(moved), list(folder.iterdir())) == (2, [])
    told = moved[0].with_name(f"{moved[0].name}.refused").read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert case.named in told
    if case.code:
        sentence = catalogue("nb")[case.code]
        assert longest_words(sentence) in told, f"{case.code} in {told}"
    assert moved[1].with_name("b good.csv.accepted").exists()
    assert (len(every(desk, Order)), len(every(desk, OrderLine))) == (orders + 1, lines + 1)
    refused, accepted = every(desk, OrderFile)[-2:]
    assert (refused.outcome, refused.size_bytes, accepted.outcome) == ("refused", len(case.data), "accepted")
    shutil.rmtree(tmp_path / "archive")


def longest_words(sentence: str) -> str:
    """The longest part of a sentence that stands between its values."""
    parts = [part.partition("}")[2] if "}" in part else part for part in sentence.split("{")]
    return max(parts, key=len)
