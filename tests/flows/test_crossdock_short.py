"""Too little, just enough, too much: what the screen says, what is written down, and what tomorrow remembers."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from books import Books
from call_offs_in_words import order
from goods import BEEF, BEEF_CODE, CARROT_CODE, CARROTS, MILK, MILK_CODE, close_deliveries, code_of, pack_all, receive
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.model.evidence import Event
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.planning.shortage import Rule, Rules
from hubops.store import rows

MILK_GTIN = "07039999000213"
KITCHEN = "Møllekvernen barnehage"


def lines(worker: ModelWorker) -> list[tuple[str, dict[str, Any]]]:
    """The lines below the question, without what waits to be packed or staged."""
    shown = [(line.message.code, dict(line.message.values)) for line in worker.answer.prompt.lines]
    return [line for line in shown if line[0] not in ("crossdock.article_line", "crossdock.stage_line")]


def cuts(books: Books) -> dict[str, tuple[int, str, str]]:
    """Pieces, reason and rule of the shortages that stand, by kitchen."""
    found = books.rows(
        select(Kitchen.code, Shortage.pieces, Shortage.reason, Shortage.rule)
        .join(OrderLine, OrderLine.id == Shortage.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Shortage.undone_by_id.is_(None), Product.gtin == MILK_GTIN)
    )
    return {row.code: (row.pieces, row.reason, row.rule) for row in found}


def use(worker: ModelWorker, **rules: Any) -> None:
    """Other rules for shortages."""
    worker.floor.desk.house = replace(worker.floor.desk.house, shortage=Rules(**rules))


def short_day(worker: ModelWorker) -> None:
    """Thirty of fifty milk, all deliveries closed."""
    receive(worker, *[MILK_CODE] * 3)
    close_deliveries(worker)


def test_while_a_short_article_is_packed_the_rule_is_named(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 3)
    worker.start("crossdock")
    worker.scan(MILK)

    first, *kitchens = lines(worker)
    cut = [values for code, values in kitchens if code == "crossdock.cut_line"]
    assert first == (
        "crossdock.shared_line",
        {"product": "Helmelk 1 l", "served": 30, "ordered": 50, "rule_word": "max_min"},
    )
    assert sum(values["pieces"] for _, values in kitchens) == 30
    assert all(values["pieces"] in (4, 5) and values["wanted"] > values["pieces"] for values in cut)
    assert len(cut) == 5


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        (3, ("crossdock.shared_line", {"served": 30, "ordered": 50, "rule_word": "max_min"})),
        (5, ("crossdock.exact_line", {"ordered": 50})),
        (6, ("crossdock.surplus_line", {"pieces": 10})),
    ],
)
def test_short_exact_and_surplus_each_have_an_outcome(
    worker: ModelWorker, books: Books, cases: int, expected: tuple[str, dict[str, Any]]
) -> None:
    receive(worker, *[MILK_CODE] * cases)
    pack_all(worker, MILK)

    assert lines(worker) == [(expected[0], {"product": "Helmelk 1 l", **expected[1]})]
    assert books.events("surplus") == (cases == 6)
    worker.scan(CARROTS)
    assert lines(worker)[:1] == [(expected[0], {"product": "Helmelk 1 l", **expected[1]})]  # refused: it still stands


def test_what_is_left_over_is_named_with_its_place(worker: ModelWorker) -> None:
    receive(worker, *[CARROT_CODE] * 4)
    pack_all(worker, CARROTS)

    answer = worker.scan(CARROTS)

    assert answer.message is not None
    assert answer.message.values == {"product": "Gulrot vasket 2 kg", "pieces": 5, "zone": "D1"}
    assert code_of(worker.scan(BEEF)) == "crossdock.none_here"


def test_nothing_is_declared_while_more_may_come(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 3)
    pack_all(worker, MILK)
    assert cuts(books) == {}

    close_deliveries(worker)

    assert sum(pieces for pieces, _, _ in cuts(books).values()) == 20
    assert {(reason, rule) for _, reason, rule in cuts(books).values()} == {("shared", "max_min")}


def test_the_last_pick_declares_what_is_short_and_undo_takes_it_back(worker: ModelWorker, books: Books) -> None:
    short_day(worker)
    worker.start("crossdock")
    worker.scan(MILK)
    for _ in range(6):
        worker.press("enter")
    assert cuts(books) == {}
    before = books.standing()

    worker.press("enter")
    declared = cuts(books)
    assert sum(pieces for pieces, _, _ in declared.values()) == 20
    assert {(reason, rule) for _, reason, rule in declared.values()} == {("shared", "max_min")}
    facts = books.rows(select(Event.body).where(Event.kind == "short", Event.body.contains("max_min")))
    assert len(facts) == len(declared)

    worker.press("f2")
    assert books.standing() == before


def test_where_nothing_came_nothing_was_shared(worker: ModelWorker, books: Books) -> None:
    close_deliveries(worker)

    assert sum(pieces for pieces, _, _ in cuts(books).values()) == 50
    assert {(reason, rule) for _, reason, rule in cuts(books).values()} == {("not_received", "")}


def test_goods_that_turn_up_after_all_take_the_shortage_back(worker: ModelWorker, books: Books) -> None:
    """Ten pieces are counted at the dock that nobody had booked."""
    short_day(worker)
    pack_all(worker, MILK)
    worker.start("count")
    worker.scan("ZONE-D1")
    worker.scan(MILK)
    worker.type("10")
    declared = cuts(books)

    answer = worker.start("crossdock")
    assert answer.prompt.lines[0].message.values["stock"] == 10
    before = books.standing()
    worker.scan(MILK)
    worker.press("enter")
    worker.press("f2")
    assert books.standing() == before
    assert cuts(books) == declared

    pack_all(worker, MILK)
    assert sum(books.packed(MILK_GTIN).values()) == 40
    assert sum(pieces for pieces, _, _ in cuts(books).values()) == 10


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("proportional"), {"A02": 3, "B05": 2}),
        (Rule("priority", priority=("nursing_home",)), {"B03": 8, "A01": 10}),
        (Rule("floor", 50), {"A01": 5, "A02": 4}),
    ],
)
def test_the_hub_chooses_its_rule(worker: ModelWorker, books: Books, rule: Rule, expected: dict[str, int]) -> None:
    use(worker, usual=rule)
    receive(worker, *[MILK_CODE] * 3)
    worker.start("crossdock")
    worker.scan(MILK)
    assert lines(worker)[0][1]["rule_word"] == rule.name

    pack_all(worker, MILK)

    packed = books.packed(MILK_GTIN)
    assert sum(packed.values()) == 30
    assert {kitchen: packed[kitchen] for kitchen in expected} == expected


def test_an_article_may_have_a_rule_of_its_own(worker: ModelWorker) -> None:
    use(worker, products={MILK_GTIN: Rule("proportional")})
    receive(worker, *[MILK_CODE] * 3, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(MILK)
    assert lines(worker)[0][1]["rule_word"] == "proportional"
    worker.scan(BEEF)
    assert lines(worker)[0][1]["rule_word"] == "max_min"


@pytest.mark.parametrize(("days_ago", "owed"), [(1, True), (27, True), (40, False), (0, False)])
def test_who_was_cut_lately_comes_first(
    worker: ModelWorker, books: Books, hub: OpenHub, days_ago: int, owed: bool
) -> None:
    """30 of 50: the level is 4 with two pieces more; a kitchen that was cut on an earlier day gets one of them."""
    at = hub.clock.now() - timedelta(days=days_ago, hours=0)

    def cut_before(booking: Any) -> None:
        line = _line_of(books, KITCHEN).id if not days_ago else _line_of_earlier_day(booking, books, at)
        values = {"pieces": 3, "reason": "shared", "rule": "max_min", "input_id": None, "undone_by_id": None}
        rows.add(booking.tx, Shortage, order_line_id=line, at=at, **values)

    receive(worker, *[MILK_CODE] * 3)
    hub.desk("dock1").book(cut_before)
    worker.start("crossdock")
    worker.scan(MILK)

    marked = [v["kitchen"] for code, v in lines(worker) if code == "crossdock.owed_line"]
    assert marked == ([KITCHEN] if owed else [])
    if owed:
        pack_all(worker, MILK)
        assert sorted(books.packed(MILK_GTIN).values()) == [4, 4, 4, 4, 4, 5, 5]
        assert books.packed(MILK_GTIN)[_line_of(books, KITCHEN).kitchen] == 5


def test_a_short_day_is_remembered_on_the_next_one(worker: ModelWorker, books: Books, hub: OpenHub) -> None:
    """30 of 50 on Tuesday, 10 of 28 on Thursday: the pieces beyond the level go where the debt is greatest."""
    worker.start("crossdock")
    wanted = {kitchen: pieces for kitchen, pieces in books.ordered(MILK_GTIN).items() if kitchen.startswith("B")}
    for kitchen, pieces in wanted.items():
        order(hub, f"T-{kitchen}", kitchen, (MILK_GTIN[1:], pieces))
    short_day(worker)
    pack_all(worker, MILK)
    before = books.packed(MILK_GTIN)
    assert {kitchen: pieces - before[kitchen] for kitchen, pieces in wanted.items()} == {
        "B01": 6,
        "B02": 2,
        "B03": 4,
        "B05": 0,
    }

    worker.next_day(6, 0)
    worker.next_day(6, 0)
    worker.start("receive")
    worker.scan(MILK_CODE)
    worker.press("enter")
    worker.type("3,4")
    worker.start("crossdock")
    worker.scan(MILK)

    assert lines(worker)[0][0] == "crossdock.shared_line"
    owed = {values["kitchen"] for code, values in lines(worker) if code == "crossdock.owed_line"}
    assert owed == {"Furukollen skole", "Tussebekken barnehage", "Elvesvingen bo- og omsorgssenter"}
    pack_all(worker, MILK)
    after = books.packed(MILK_GTIN)
    assert {kitchen: after[kitchen] - before[kitchen] for kitchen in wanted} == {"B01": 3, "B02": 2, "B03": 3, "B05": 2}


def test_a_case_laid_down_is_named(worker: ModelWorker, books: Books) -> None:
    receive(worker, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)

    answer = worker.press("f3")

    assert answer.prompt.id == "crossdock.scan"
    assert answer.message is not None
    assert (answer.message.code, answer.message.values["product"]) == (
        "crossdock.laid_down",
        "Storfe grytekjøtt ca. 2 kg",
    )
    assert books.boxes() == []


def _line_of_earlier_day(booking: Any, books: Books, at: datetime) -> UUID:
    """What the kitchen ordered of the article for that day, with the run that brought it."""
    now = _line_of(books, KITCHEN)
    (line,) = books.rows(select(OrderLine).where(OrderLine.id == now.id))
    (drop,) = books.rows(select(Drop).where(Drop.id == line.drop_id))
    (run,) = books.rows(select(RouteRun).where(RouteRun.id == drop.run_id))
    run_id = rows.add(booking.tx, RouteRun, **_copy(run, day=at.date(), departure_at=at, departed_at=at))
    drop_id = rows.add(booking.tx, Drop, **_copy(drop, run_id=run_id))
    return rows.add(booking.tx, OrderLine, **_copy(line, line=99, drop_id=drop_id))


def _copy(row: Any, **values: object) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in ("hub_id", "id")} | values


def _line_of(books: Books, kitchen: str) -> Any:
    """The key of a kitchen's order line for milk, and the kitchen's code."""
    found = books.rows(
        select(OrderLine.id, Kitchen.code.label("kitchen"))
        .join(Order, Order.id == OrderLine.order_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Product.gtin == MILK_GTIN, Kitchen.name == kitchen)
    )
    return found[0]
