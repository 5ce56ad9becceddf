"""Silence is an error: what did not happen in time is an alarm, once, until it happens or somebody deals with it."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from goods import CARROT_CODE, MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy import select, update

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.messages import LANGUAGES, say
from hubops.model.alarms import Alarm
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.products import Product
from hubops.model.promises import Acknowledgement
from hubops.open_hub import OpenHub
from hubops.operations import alarms, direct, notices, watches
from hubops.operations.booking import Booking, Reach, Subscription, put


class Watchman:
    """Looks at the clock and at the alarms."""

    def __init__(self, hub: OpenHub, clock: ManualClock) -> None:
        self.desk = hub.job_desk("watch")
        self.clock = clock

    def after(self, **span: float) -> dict[str, list[Any]]:
        """Let time pass and watch; the open alarms by kind."""
        self.clock.move_to(self.clock.now() + timedelta(**span))
        findings = self.desk.look(watches.look)
        if findings:
            self.desk.book(lambda booking: watches.act(booking, findings))
        assert not self.desk.look(watches.look)
        found: dict[str, list[Any]] = {}
        for alarm in self.desk.look(alarms.open_alarms):
            found.setdefault(alarm.kind, []).append(alarm)
        return found


@pytest.fixture
def watchman(hub: OpenHub, clock: ManualClock) -> Watchman:
    return Watchman(hub, clock)


def test_a_day_on_which_nothing_happens_is_one_alarm_after_the_other(watchman: Watchman) -> None:
    assert watchman.after(minutes=0) == {}
    assert set(watchman.after(hours=4)) == {
        "delivery_missing",
        "drop_not_packed",
        "notice_waits",
        "run_not_departed",
    }


def test_each_alarm_has_words_that_say_what_to_do(watchman: Watchman) -> None:
    for kind, found in watchman.after(hours=4).items():
        for language in LANGUAGES:
            assert say(f"alarm.{kind}", language, json.loads(found[0].values))
    for each in watches.WATCHES:
        assert {f"alarm.{each.kind}"} <= set(said_of_alarms())


def said_of_alarms() -> list[str]:
    from hubops.message_codes import SEVERITIES  # noqa: PLC0415 - the list of codes, for this one question

    return [code for code in SEVERITIES if code.startswith("alarm.")]


def test_a_silence_is_one_alarm_however_often_one_looks(watchman: Watchman) -> None:
    first = watchman.after(hours=3)
    assert watchman.after(minutes=1) == first


def test_goods_that_come_end_the_alarm(watchman: Watchman, worker: ModelWorker) -> None:
    missing = len(watchman.after(hours=3)["delivery_missing"])
    receive(worker, MILK_CODE)
    assert len(watchman.after(minutes=1)["delivery_missing"]) == missing - 1
    ended = watchman.desk.look(lambda booking: booking.tx.conn.execute(_ENDED).all())
    assert [(row.kind, row.ended_how) for row in ended] == [("delivery_missing", "happened")]


def test_a_fact_that_is_taken_back_is_missed_again(watchman: Watchman, worker: ModelWorker) -> None:
    first = watchman.after(hours=3)["delivery_missing"]
    receive(worker, CARROT_CODE)
    assert len(watchman.after(minutes=1)["delivery_missing"]) == len(first) - 1
    worker.press("f2")
    again = watchman.after(minutes=1)["delivery_missing"]
    assert {each.id for each in first} <= {each.id for each in again}, "the same alarm stands again"


def test_what_is_silent_for_months_is_not_said_to_have_happened(watchman: Watchman) -> None:
    first = {each.id for each in watchman.after(hours=3)["delivery_missing"]}
    assert first <= {each.id for each in watchman.after(days=100)["delivery_missing"]}


_ENDED = select(Alarm.kind, Alarm.ended_how).where(Alarm.ended_at.is_not(None))


def test_cold_goods_may_not_stand_on_the_dock(watchman: Watchman, worker: ModelWorker) -> None:
    receive(worker, MILK_CODE, CARROT_CODE)
    assert "goods_without_place" not in watchman.after(minutes=59)
    late = watchman.after(minutes=2)["goods_without_place"]
    assert [json.loads(alarm.values)["lot"] for alarm in late] == ["L0212"]
    worker.start("putaway")
    worker.scan(MILK)
    worker.scan("ZONE-K1")
    assert "goods_without_place" not in watchman.after(minutes=1)


def test_a_line_that_nothing_can_bring_is_told_at_once(watchman: Watchman, hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(OrderLine).where(OrderLine.line == 2).values(drop_id=None))
    assert watchman.after(seconds=1)["order_without_route"]


def test_an_order_without_an_answer(watchman: Watchman, hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(Acknowledgement).values(answer="received"))
    assert "order_unacknowledged" not in watchman.after(minutes=29)
    assert watchman.after(minutes=2)["order_unacknowledged"]


def test_a_message_that_does_not_get_through(watchman: Watchman, hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).values(state="sent"))
    nobody = notices.Addressee(None, "Nobody", "", "nb")
    watchman.desk.book(lambda booking: notices.tell(booking, "order_accepted", nobody, None, "1", {}))
    assert "notice_waits" not in watchman.after(minutes=59)
    assert len(watchman.after(minutes=2)["notice_waits"]) == 1
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).where(Notice.state == "queued").values(state="undeliverable"))
    found = watchman.after(minutes=1)
    assert ("notice_waits" in found, len(found["notice_undeliverable"])) == (False, 1)


@pytest.fixture
def mailing(hub: OpenHub, watchman: Watchman) -> Watchman:
    """The hub sends by mail and to one system, and nothing waits yet."""
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).values(state="sent"))
    watchman.desk.house = replace(watchman.desk.house, reach=Reach(smtp=True, systems=(Subscription("kommune"),)))
    return watchman


def tell(watchman: Watchman, *names: str) -> None:
    """Something that each of them must be told."""
    for name in names:
        to = notices.Addressee(None, name, f"{name}@kitchen.example", "nb")
        watchman.desk.book(
            partial(notices.tell, kind="order_accepted", to=to, subject_id=None, version=name, values={})
        )


def get_out(hub: OpenHub, channel: str, *names: str) -> None:
    """These messages of a way got out after all; all of them if nobody is named."""
    statement = update(Notice).where(Notice.channel == channel, Notice.state == "queued").values(state="sent")
    if names:
        statement = statement.where(Notice.address.in_([f"{name}@kitchen.example" for name in names]))
    with hub.store.write.begin() as conn:
        conn.execute(statement)


def waiting(found: dict[str, list[Any]]) -> dict[str, tuple[int, str]]:
    """How many messages wait by each way, and whom the alarm names."""
    told = (json.loads(alarm.values) for alarm in found.get("notice_waits", []))
    return {values["channel"]: (values["messages"], values["receivers"]) for values in told}


def test_a_server_that_is_down_is_one_alarm_however_many_messages_wait(mailing: Watchman, hub: OpenHub) -> None:
    tell(mailing, "a", "b")
    first = mailing.after(minutes=61)
    assert waiting(first) == {
        "smtp": (2, "a@kitchen.example, b@kitchen.example"),
        "webhook": (2, "kommune"),
    }
    said = say("alarm.notice_waits", "nb", json.loads(first["notice_waits"][0].values))
    assert said.startswith("2 meldinger kommer ikke ut (")

    tell(mailing, "c", "d", "e")
    again = mailing.after(minutes=1)
    assert [each.id for each in again["notice_waits"]] == [each.id for each in first["notice_waits"]]
    assert waiting(again)["smtp"] == (5, "a@kitchen.example, b@kitchen.example, c@kitchen.example +2")


def test_the_alarm_ends_when_all_that_waited_too_long_is_out(mailing: Watchman, hub: OpenHub) -> None:
    tell(mailing, "a", "b")
    first = {each.slot: each.id for each in mailing.after(minutes=61)["notice_waits"]}
    get_out(hub, "webhook")
    get_out(hub, "smtp", "a")
    (left,) = mailing.after(minutes=1)["notice_waits"]
    assert left.id == first[left.slot]
    assert waiting({"notice_waits": [left]}) == {"smtp": (1, "b@kitchen.example")}
    get_out(hub, "smtp")
    assert mailing.after(minutes=1).get("notice_waits") is None


def test_what_waits_too_long_after_the_alarm_was_dealt_with_raises_it_again(
    mailing: Watchman, colleague: ModelWorker, hub: OpenHub
) -> None:
    tell(mailing, "a")
    get_out(hub, "webhook")
    (first,) = mailing.after(minutes=61)["notice_waits"]
    tell(mailing, "b")
    get_out(hub, "webhook")
    colleague.floor.desk.book(lambda booking: alarms.deal_with(booking, first.id, "ringte a, serveren er nede"))
    assert mailing.after(minutes=59).get("notice_waits") is None
    (second,) = mailing.after(minutes=2)["notice_waits"]
    assert (second.id != first.id, json.loads(second.values)["messages"]) == (True, 2)


def test_a_message_that_is_given_up_has_an_alarm_of_its_own(mailing: Watchman, hub: OpenHub) -> None:
    tell(mailing, "a", "b")
    get_out(hub, "webhook")
    mailing.after(minutes=61)
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).where(Notice.address == "a@kitchen.example").values(state="undeliverable"))
    found = mailing.after(minutes=1)
    assert waiting(found) == {"smtp": (1, "b@kitchen.example")}
    assert [json.loads(each.values)["to"] for each in found["notice_undeliverable"]] == ["a@kitchen.example"]


def test_nobody_took_it_on_so_it_goes_to_the_next_role(watchman: Watchman) -> None:
    first = watchman.after(hours=3)["delivery_missing"][0]
    assert (first.owner, first.escalations) == ("supervisor", 0)
    assert watchman.after(minutes=59)["delivery_missing"][0].owner == "supervisor"
    assert watchman.after(minutes=1)["delivery_missing"][0].owner == "coordinator"
    last = watchman.after(hours=9)["delivery_missing"][0]
    last = watchman.after(hours=9)["delivery_missing"][0]
    assert (last.owner, last.escalate_at) == ("admin", None)


def test_who_takes_it_on_keeps_it(watchman: Watchman, colleague: ModelWorker) -> None:
    """The colleague is a supervisor."""
    first = watchman.after(hours=3)["delivery_missing"][0]
    colleague.floor.desk.book(lambda booking: alarms.take_on(booking, first.id))
    again = next(each for each in watchman.after(hours=5)["delivery_missing"] if each.id == first.id)
    assert (again.owner, again.owner_id is not None) == ("supervisor", True)


def test_what_was_dealt_with_is_not_raised_again(watchman: Watchman, colleague: ModelWorker) -> None:
    first = watchman.after(hours=3)["delivery_missing"][0]
    desk = colleague.floor.desk
    with pytest.raises(Refused, match=r"alarm\.no_note"):
        desk.book(lambda booking: alarms.deal_with(booking, first.id, "  "))
    desk.book(lambda booking: alarms.deal_with(booking, first.id, "ringte, kommer i morgen"))
    assert first.id not in [each.id for each in watchman.after(hours=1)["delivery_missing"]]
    with pytest.raises(Refused, match=r"alarm\.over"):
        desk.book(lambda booking: alarms.deal_with(booking, first.id, "en gang til"))


def test_what_was_dealt_with_and_happened_since_is_missed_again(watchman: Watchman, hub: OpenHub) -> None:
    """A line that nothing could bring: somebody called, then it had a stop, and then it had none again."""
    stops: list[UUID | None] = []

    def stop(drop_id: UUID | None) -> None:
        with hub.store.write.begin() as conn:
            stops.append(conn.execute(select(OrderLine.drop_id).where(OrderLine.id == line)).scalar_one())
            conn.execute(update(OrderLine).where(OrderLine.id == line).values(drop_id=drop_id))

    with hub.store.read.begin() as conn:
        line = conn.execute(select(OrderLine.id).limit(1)).scalar_one()
    stop(None)
    (first,) = watchman.after(seconds=1)["order_without_route"]
    watchman.desk.book(lambda booking: alarms.end(booking, first, alarms.DEALT_WITH, "ringte"))
    assert "order_without_route" not in watchman.after(days=2)

    stop(stops[0])
    assert "order_without_route" not in watchman.after(minutes=1)
    stop(None)
    (again,) = watchman.after(minutes=1)["order_without_route"]
    assert (again.id, again.note) == (first.id, "")


@pytest.mark.parametrize(("badge", "dealt"), [("0001", False), ("0002", True), ("0003", True), ("0004", True)])
def test_a_worker_is_told_who_deals_with_what_is_not_the_workers(
    watchman: Watchman, hub: OpenHub, clock: ManualClock, badge: str, dealt: bool
) -> None:
    """Taken on, then dealt with, by each role: worker, supervisor, coordinator, admin."""
    first = watchman.after(hours=3)["delivery_missing"][0]
    person = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    person.scan(f"BADGE-{badge}")

    def do(booking: Booking) -> None:
        alarms.take_on(booking, first.id)
        alarms.deal_with(booking, first.id, "ringte, kommer i morgen")

    if dealt:
        person.floor.desk.book(do)
    else:
        with pytest.raises(Refused) as refused:
            person.floor.desk.book(do)
        assert refused.value.code == "authority.role_needed"
        assert refused.value.values["who_word"] == "may_deal_with_alarms"


def test_what_is_packed_and_short_waits_for_nothing(watchman: Watchman, worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    assert "drop_not_packed" not in watchman.after(hours=4)


def test_a_direct_delivery_is_waited_for_as_long_as_something_of_it_is_wanted(watchman: Watchman) -> None:
    """An order line that is cancelled is brought by nobody, and nobody tells that it was."""
    line = watchman.desk.book(_brought_directly)
    assert "direct_not_confirmed" in watchman.after(hours=12)

    watchman.desk.book(lambda booking: put(booking.tx, OrderLine, line, {"cancelled_at": booking.tx.now}))

    assert "direct_not_confirmed" not in watchman.after(minutes=1)


def _brought_directly(booking: Booking) -> UUID:
    """Let an order line be brought by its producer itself; its key."""
    found = booking.tx.conn.execute(
        select(OrderLine.id, Order.kitchen_id, Product.producer_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .order_by(OrderLine.id)
    ).first()
    assert found is not None
    key = direct.delivery_on(booking, found.producer_id, found.kitchen_id, booking.day, booking.tx.now)
    put(booking.tx, OrderLine, found.id, {"drop_id": None, "direct_delivery_id": key})
    line: UUID = found.id
    return line
