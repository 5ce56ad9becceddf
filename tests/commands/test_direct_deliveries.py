"""Direct deliveries: a producer brings goods to kitchens itself; told, on its way, confirmed, accounted for."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from books import Books
from call_offs_in_words import CARROTS, FISH, answer, call_offs, change, expected, move_to, order, short, tick, told
from sqlalchemy import select, update
from test_call_off_commands import run

from hubops.demo.model_worker import ModelWorker
from hubops.jobs.watch import SilenceWatch
from hubops.model.alarms import Alarm
from hubops.model.call_offs import DirectDelivery
from hubops.model.parties import Producer
from hubops.open_hub import OpenHub
from hubops.operations import direct as direct_deliveries
from hubops.operations.booking import Reach

FRIDAY = date(2026, 11, 27)
BY_OLA = ("--badge", "0002")
SALMON = "7039999000626"
"""Of Skvalpevika Fisk, which brings its goods itself here."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture(autouse=True)
def direct(hub: OpenHub) -> None:
    """Two kitchens order its salmon for Friday."""
    with hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000059").values(transport="direct"))
    order(hub, "D-1", "A01", (SALMON, 4), (CARROTS, 2), day=FRIDAY)
    order(hub, "D-2", "A02", (SALMON, 1), (SALMON, 2), day=FRIDAY)


def of_day(books: Books) -> dict[str, str]:
    """The state of each line of the salmon."""
    return {
        f"{line.order}/{line.line}": line.state
        for line in books.statement(FRIDAY).lines
        if line.order in ("D-1", "D-2") and "Laks" in line.product
    }


def test_the_producer_is_told_where_to_drive(hub: OpenHub, books: Books) -> None:
    move_to(hub, date(2026, 11, 26), 10)
    (content,) = told(books, "call_off_direct")
    assert [(line["kitchen"].partition(",")[0], line["pieces"]) for line in content["lines"]] == [
        ("Kornbandet sykehjem", 4),
        ("Sementkula barnehage", 1),
        ("Sementkula barnehage", 2),
    ]


def test_less_is_shared_among_its_kitchens(hub: OpenHub, books: Books) -> None:
    move_to(hub, date(2026, 11, 26), 10)
    code = call_offs(books, "100000059")[0][0]
    answer(hub, code, "less", **{f"g{SALMON}": 4})
    assert short(books, SALMON) == {"A01": 2, "A02": 1}


def test_the_order_book_says_that_the_producer_brings_it(hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    _, found, _ = run(hub, capsys, "orders", "--date", "2026-11-27")
    ways = {line.split()[1]: line[line.rindex("  ") + 2 :] for line in found.splitlines()}
    assert {number: ways[number] for number in ("D-1", "D-2")} == {
        "D-1": "R2 27.11, direct 27.11",
        "D-2": "direct 27.11",
    }

    _, shown, _ = run(hub, capsys, "orders", "show", "D-1")
    assert [line[line.rindex("  ") + 2 :] for line in shown.splitlines()] == ["direct 27.11.2026", "R2 27.11.2026"]

    _, shown, _ = run(hub, capsys, "orders", "show", "D-2", "--json")
    assert {(line["comes_on"], line["direct_on"]) for line in json.loads(shown)["lines"]} == {(None, "2026-11-27")}


def test_what_it_agreed_to_bring_to_kitchens_is_not_waited_for_at_the_dock(hub: OpenHub, books: Books) -> None:
    """Its cluster has pickup days, and this is one of them."""
    move_to(hub, date(2026, 11, 26), 10)
    answer(hub, call_offs(books, FISH)[0][0], "yes")
    move_to(hub, FRIDAY, 8)
    assert expected(books, FISH, FRIDAY) == {}


@pytest.mark.parametrize("days", ["of its cluster", "none"])
def test_a_change_on_the_day_itself_is_told_to_who_drives_to_kitchens(hub: OpenHub, books: Books, days: str) -> None:
    """It may be on its way; another kitchen still gets its goods."""
    if days == "none":
        with hub.store.write.begin() as conn:
            conn.execute(update(Producer).where(Producer.org_number == FISH).values(cluster_id=None))
    move_to(hub, date(2026, 11, 26), 10)
    move_to(hub, FRIDAY, 8)
    change(hub, "D-1", lambda changing: changing.cancel_line(1))
    tick(hub)
    (content,) = told(books, "call_off_direct_changed")
    assert [line["pieces"] for line in content["lines"]] == [1, 2]


def test_what_the_producer_leaves_at_the_dock_is_not_about_its_direct_orders(
    hub: OpenHub, worker: ModelWorker, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was expected on Tuesday is received; on Friday somebody scans salmon that nobody expects."""
    salmon = f"]C1010{SALMON}1726120510L1"
    worker.start("receive")
    worker.scan(salmon)
    worker.type("0,9")
    worker.close_delivery()
    move_to(hub, FRIDAY, 6)
    worker.scan(salmon)
    worker.press("enter")

    assert ("unannounced", "Skvalpevika Fisk") in {(kind, facts.get("producer")) for kind, facts in books.deviations()}
    _, said, _ = run(hub, capsys, "explain", "D-2")
    assert "unannounced" not in said


def test_on_its_way_and_delivered(hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    move_to(hub, FRIDAY, 6)
    assert set(of_day(books).values()) == {"not_yet_due"}
    first, second = listed(hub, capsys)
    run(hub, capsys, "direct", "sent", first, *BY_OLA)
    assert of_day(books)["D-1/1"] == "on_its_way"
    assert run(hub, capsys, "direct", "delivered", first, *BY_OLA)[0] == 0
    assert of_day(books)["D-1/1"] == "delivered"
    run(hub, capsys, "direct", "part", second, f"{SALMON}=2", *BY_OLA)
    assert of_day(books) == {"D-1/1": "delivered", "D-2/1": "delivered", "D-2/2": "short"}
    assert books.deviations()[-1][0] == "direct_part"
    status, _, refused = run(hub, capsys, "direct", "refused", second, *BY_OLA)
    assert (status, "told before" in refused) == (1, True)


@pytest.mark.parametrize("outcome", ["refused", "not_home"])
def test_not_taken(hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str], outcome: str) -> None:
    move_to(hub, FRIDAY, 6)
    first, _ = listed(hub, capsys)
    run(hub, capsys, "direct", outcome, first, *BY_OLA)
    assert of_day(books)["D-1/1"] == "refused"


def test_nobody_said_anything(hub: OpenHub, books: Books) -> None:
    """As with a stop whose papers are not back: on its way, told at every closing and alarmed until somebody tells."""
    arrivals = [row.arrival_at for row in books.rows(select(DirectDelivery.arrival_at))]
    hub.clock.move_to(min(arrivals) - timedelta(minutes=1))  # type: ignore[attr-defined]
    assert set(of_day(books).values()) == {"not_yet_due"}
    hub.clock.move_to(max(arrivals))  # type: ignore[attr-defined]
    assert set(of_day(books).values()) == {"on_its_way"}
    for days in (1, 2, 45):
        move_to(hub, FRIDAY + timedelta(days=days), 20)
        SilenceWatch(hub.job_desk("watch")).tick()
        assert set(of_day(books).values()) == {"on_its_way"}
        assert alarms_of_direct(books) == [None, None]
    first, second = (row.id for row in books.rows(select(DirectDelivery.id)))
    told = hub.job_desk("telephone")
    told.book(lambda booking: direct_deliveries.settle(booking, first, "delivered", booking.tx.now))
    told.book(lambda booking: direct_deliveries.settle(booking, second, "delivered", booking.tx.now))
    SilenceWatch(hub.job_desk("watch")).tick()
    assert alarms_of_direct(books) == ["happened", "happened"]


def alarms_of_direct(books: Books) -> list[str | None]:
    """How the alarms about direct deliveries ended; None for one that stands."""
    found = books.rows(select(Alarm.ended_at, Alarm.ended_how).where(Alarm.kind == "direct_not_confirmed"))
    return [row.ended_how if row.ended_at else None for row in found]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sent", "zzzz"), "no direct delivery"),
        (("part", "{first}"), "say what the kitchen took"),
        (("delivered", "{first}", f"{SALMON}=1"), "say what the kitchen took"),
        (("part", "{first}", f"{SALMON}=5"), "has 4"),
        (("sent", "{first}", f"{SALMON}=1"), "say what the kitchen took"),
    ],
)
def test_what_can_not_be(hub: OpenHub, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    move_to(hub, FRIDAY, 6)
    first, _ = listed(hub, capsys)
    status, _, refused = run(hub, capsys, "direct", *(word.format(first=first) for word in words), *BY_OLA)
    assert (status, said in refused) == (1, True), refused


@pytest.mark.parametrize(
    ("badge", "said"),
    [((), "it takes a supervisor or a coordinator"), (("--badge", "0001"), "Kari N. (worker) may not")],
)
def test_nobody_tells_it_in_nobodys_name(
    hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str], badge: tuple[str, ...], said: str
) -> None:
    move_to(hub, FRIDAY, 6)
    first, _ = listed(hub, capsys)
    status, _, refused = run(hub, capsys, "direct", "delivered", first, *badge)
    assert (status, said in refused) == (1, True), refused
    run(hub, capsys, "direct", "delivered", first, *BY_OLA)
    settled = books.rows(select(DirectDelivery.settled_by).where(DirectDelivery.settled_at.is_not(None)))
    assert [row.settled_by for row in settled] == ["0002"]


def test_what_was_told_to_be_there_is_still_on_its_way(
    hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    move_to(hub, FRIDAY, 6)
    first, _ = listed(hub, capsys)
    because = ("--reason", "wrong kitchen")
    assert "nothing to correct" in run(hub, capsys, "direct", "sent", first, *because, *BY_OLA)[2]
    run(hub, capsys, "direct", "refused", first, *BY_OLA)
    status, told_now, _ = run(hub, capsys, "direct", "sent", first, *because, *BY_OLA)
    assert (status, "Corrected" in told_now) == (0, True)
    assert of_day(books)["D-1/1"] == "on_its_way"
    assert "direct_refused" not in [kind for kind, _ in books.deviations()]
    run(hub, capsys, "direct", "delivered", first, *BY_OLA)
    assert of_day(books)["D-1/1"] == "delivered"


def listed(hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The names of the deliveries of Friday."""
    _, said, _ = run(hub, capsys, "direct", "--date", "2026-11-27", "--json")
    return [row["delivery"] for row in json.loads(said)["direct"]]


def test_the_kitchen_hears_what_was_told_of_its_delivery(hub: OpenHub, books: Books) -> None:
    hub.house = replace(hub.house, reach=Reach(file_drop=True))
    key = books.rows(select(DirectDelivery.id).order_by(DirectDelivery.id))[0].id
    desk = hub.job_desk("telephone")
    desk.book(lambda booking: direct_deliveries.sent(booking, key))
    desk.book(lambda booking: direct_deliveries.settle(booking, key, "delivered", booking.tx.now))
    (sent,), (done,) = told(books, "direct_sent"), told(books, "direct_done")
    assert (sent["to"], sent["values"]["producer"]) == ("Kornbandet sykehjem", "Skvalpevika Fisk")
    assert (done["to"], done["values"]["outcome_word"]) == ("Kornbandet sykehjem", "delivered")


def test_what_was_told_wrongly_is_corrected_with_the_reason(
    hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    move_to(hub, FRIDAY, 6)
    _, second = listed(hub, capsys)
    assert "nothing to correct" in run(hub, capsys, "direct", "delivered", second, "--reason", "misheard", *BY_OLA)[2]
    run(hub, capsys, "direct", "part", second, f"{SALMON}=2", *BY_OLA)
    assert (short(books, SALMON), [kind for kind, _ in books.deviations()][-1]) == ({"A02": 1}, "direct_part")
    status, told_now, _ = run(
        hub, capsys, "direct", "part", second, f"{SALMON}=1", "--reason", "they counted again", *BY_OLA
    )
    assert (status, "Corrected" in told_now, short(books, SALMON)) == (0, True, {"A02": 2})
    run(hub, capsys, "direct", "delivered", second, "--reason", "it was in the cellar", *BY_OLA)
    assert short(books, SALMON) == {}
    assert of_day(books) == {"D-1/1": "not_yet_due", "D-2/1": "delivered", "D-2/2": "delivered"}
    assert "direct_part" not in [kind for kind, _ in books.deviations()]
    assert books.events("direct_corrected") == 2


def test_all_of_it_is_no_part(hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    move_to(hub, FRIDAY, 6)
    _, second = listed(hub, capsys)
    assert "choose delivered" in run(hub, capsys, "direct", "part", second, f"{SALMON}=3", *BY_OLA)[2]
