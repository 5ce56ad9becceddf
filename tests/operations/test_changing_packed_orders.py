"""An order that is changed while its goods are packed: what is packed is packed, what is gone is gone."""

from collections.abc import Callable

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.model.evidence import Event
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.open_hub import OpenHub
from hubops.operations import alarms, order_notices
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing
from hubops.operations.order_content import LineContent

ORDER, LINE = "BK-2006", 3
"""Four cartons of milk for kitchen B05."""
COORDINATOR = "0003"
GTIN = f"0{MILK[3:]}"
Change = Callable[[Changing], None]


def change(hub: OpenHub, work: Change, badge: str = COORDINATOR) -> None:
    """Change the order after its cut-off, by a coordinator's badge."""

    def booked(booking: Booking) -> None:
        changing = Changing(booking, ORDER, Articles(booking), late_badge=badge)
        work(changing)
        order_notices.tell_changes(booking, changing, "telephone")

    hub.job_desk("orders").book(booked)


def milk(pieces: int) -> Change:
    """So many cartons instead."""
    return lambda changing: changing.change_line(LineContent(LINE, GTIN, pieces * 1000, "piece", ""))


def cancel(changing: Changing) -> None:
    changing.cancel_line(LINE)


@pytest.fixture
def packed(worker: ModelWorker) -> ModelWorker:
    """All milk is packed and stands in its lanes."""
    stage_milk(worker)
    return worker


@pytest.mark.parametrize(
    ("work", "code"), [(milk(3), "order.less_than_packed"), (cancel, "order.packed")], ids=["less", "cancel"]
)
@pytest.mark.usefixtures("packed")
def test_what_is_packed_must_be_taken_out_first(hub: OpenHub, books: Books, work: Change, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(hub, work)

    assert (refused.value.code, refused.value.values["packed"]) == (code, 4)
    assert books.line(ORDER, LINE).pieces == 4


def test_the_dock_is_told_again_of_what_is_not_wanted_once_more(hub: OpenHub) -> None:
    """Somebody has dealt with the first one; while one stands there is no other."""
    desk, packed = hub.job_desk("orders"), {"number": ORDER, "line": LINE, "packed": 4}

    def tell() -> list[str]:
        desk.book(lambda booking: order_notices.tell_dock(booking, [packed]))
        return [alarm.kind for alarm in desk.look(alarms.open_alarms)]

    assert tell() == tell() == ["packed_not_wanted"]
    desk.book(lambda booking: alarms.end(booking, alarms.open_alarms(booking)[0], alarms.DEALT_WITH, "tatt ut"))
    assert tell() == ["packed_not_wanted"]


@pytest.mark.usefixtures("packed")
def test_more_may_be_ordered_and_is_missing(hub: OpenHub, books: Books) -> None:
    change(hub, milk(6))

    assert books.line(ORDER, LINE).pieces == 6


def test_what_has_departed_is_not_changed(hub: OpenHub, packed: ModelWorker) -> None:
    packed.load("V1")

    with pytest.raises(Refused) as refused:
        change(hub, milk(6))

    assert refused.value.code == "order.departed"


def test_without_a_badge_the_cut_off_holds(hub: OpenHub) -> None:
    with pytest.raises(Refused) as refused:
        change(hub, milk(6), badge="")

    assert refused.value.code == "order.change_too_late"


def test_a_cancelled_line_is_not_packed_and_is_cancelled_at_the_end(
    hub: OpenHub, worker: ModelWorker, books: Books
) -> None:
    change(hub, cancel)
    stage_milk(worker)
    worker.load("V1")

    assert books.line(ORDER, LINE).state == "cancelled"


def test_a_line_that_gets_shorter_is_no_longer_short(hub: OpenHub, worker: ModelWorker, books: Books) -> None:
    """BK-2004 wants eight, four came and four are declared short; the kitchen takes six, then four."""
    receive(worker, *[MILK_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.stage_labels()

    def shorten(pieces: int) -> None:
        def booked(booking: Booking) -> None:
            changing = Changing(booking, "BK-2004", Articles(booking), late_badge=COORDINATOR)
            changing.change_line(LineContent(1, GTIN, pieces * 1000, "piece", ""))

        hub.job_desk("orders").book(booked)

    assert standing_shortages(hub) == 4
    shorten(6)
    assert standing_shortages(hub) == 2
    shorten(4)
    worker.load("V1")

    assert standing_shortages(hub) == 0
    assert books.line("BK-2004", 1).state == "on_its_way"


def standing_shortages(hub: OpenHub) -> int:
    """Pieces of line 1 of BK-2004 that are declared short."""
    statement = (
        select(Shortage.pieces)
        .join(OrderLine, OrderLine.id == Shortage.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == "BK-2004", OrderLine.line == 1, Shortage.undone_by_id.is_(None))
    )
    return sum(hub.job_desk("test").look(lambda booking: booking.tx.conn.execute(statement).scalars().all()))


def test_who_must_be_told_is_in_the_event(hub: OpenHub) -> None:
    change(hub, milk(5))

    statement = select(Event.body).where(Event.kind == "order_changed")
    [body] = hub.job_desk("test").look(lambda booking: booking.tx.conn.execute(statement).scalars().all())
    assert '"sender":"telephone"' in body
