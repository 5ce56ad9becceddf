"""In which order messages go out, what a late one says, and what is wrong with a receiver from the start."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from jobs_samples import SampleHub
from test_outbox import KITCHEN, MAIL, SYSTEM, WAIT_S, desk, mail_way, rows, tell

from benchmarks.receivers import Mailbox, mail_server
from hubops.exchange.mail_address import plain_address
from hubops.exchange.outgoing import Outgoing, Told
from hubops.exchange.smtp import MailServer
from hubops.exchange.webhook import Receiver
from hubops.jobs.outbox import Outbox, Way
from hubops.model.keys import new_key
from hubops.operations import alarms, notices, sending
from hubops.operations.alarms import Silence
from hubops.operations.booking import Booking, Reach, Subscription

ORDER = new_key()


def subjects(box: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in box.mails]


@pytest.mark.parametrize("sick", ["450", "451", "drop"])
def test_a_change_never_comes_before_what_it_changes(hub: SampleHub, sick: str) -> None:
    box, at = Mailbox([sick]), desk(hub, MAIL)
    with mail_server(box) as port:
        outbox = Outbox(at, [mail_way(port)], "me")
        tell(at, "BK-7", subject_id=ORDER)
        outbox.tick()
        tell(at, "BK-7b", "order_cancelled", subject_id=ORDER)
        tell(at, "BK-8", subject_id=new_key())
        outbox.tick()
        seen_at_once = subjects(box)
        hub.move(sending.FIRST_WAIT_S)
        outbox.tick()

    accepted, cancelled, other = "BK-7 er bekreftet", "BK-7b er avbestilt", "BK-8 er bekreftet"
    assert [said for said in seen_at_once if accepted not in said] == [f"Bestilling {other}"]
    assert subjects(box)[-2:] == [f"Bestilling {accepted}", f"Bestilling {cancelled}"]


@pytest.mark.parametrize("end", ["refused", "sent"])
def test_what_is_through_holds_up_nothing(hub: SampleHub, end: str) -> None:
    at = desk(hub, MAIL)
    tell(at, "BK-7", subject_id=ORDER)
    tell(at, "BK-7b", "order_cancelled", subject_id=ORDER)

    def claim() -> Any:
        return at.book(lambda booking: sending.claim(booking, "smtp", "", "me", 60))

    first = claim()
    assert claim() is None, "the change waits for what it changes"
    at.book(lambda booking: sending.settle(booking, first, end))
    assert claim().kind == "order_cancelled"


def test_another_receiver_waits_for_nobody(hub: SampleHub) -> None:
    at = desk(hub, replace(MAIL, systems=(Subscription("kommune"),)))
    tell(at, "BK-7", subject_id=ORDER)
    tell(at, "BK-7b", "order_cancelled", subject_id=ORDER)
    at.book(lambda booking: sending.claim(booking, "smtp", "", "me", 60))
    assert at.look(lambda booking: sending.is_due(booking, "webhook", "kommune"))


def test_what_comes_late_says_when_it_was_written(hub: SampleHub) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    with mail_server(box) as port:
        tell(at, "BK-7")
        hub.move(sending.LATE_S - 1)
        Outbox(at, [mail_way(port)], "me").tick()
        tell(at, "BK-8")
        hub.move(sending.LATE_S)
        Outbox(at, [mail_way(port)], "me").tick()

    late = ["ble skrevet 24.11.2026 05:44" in mail.get_content() for mail in box.mails]
    assert late == [False, True]


def test_what_happened_days_ago_is_written_now_and_not_given_up_sooner(hub: SampleHub) -> None:
    """A back-entry of Sunday tells on Tuesday: the mail is not late, and a server that is busy is asked again."""
    box, at = Mailbox(["451"]), desk(hub, MAIL)

    def entered_later(booking: Booking) -> None:
        booking.happened(hub.clock.now() - timedelta(days=2))
        values = {"number": "BK-7", "requested_on": "2026-11-22"}
        notices.tell(booking, "order_accepted", KITCHEN, None, "1", values)

    at.book(entered_later)
    with mail_server(box) as port:
        outbox = Outbox(at, [mail_way(port)], "me")
        outbox.tick()
        assert [row.state for row in rows(hub)] == ["queued"]
        hub.move(sending.FIRST_WAIT_S)
        outbox.tick()
    assert [row.state for row in rows(hub)] == ["sent"]
    assert "ble skrevet" not in box.mails[-1].get_content()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("kjokken@asen.example", "kjokken@asen.example"),
        (" kjokken@asen.example ", "kjokken@asen.example"),
        ("kjokken@åsen.example", "kjokken@xn--sen-tla.example"),
        ("kjøkken@asen.example", ""),
        ("kari", ""),
        ("", ""),
        ("a@b.example, c@d.example", ""),
        ("a@b.example;c@d.example", ""),
        ("a@b.example\r\nBcc: x@y.example", ""),
        ("a b@c.example", ""),
        ("a@..", ""),
    ],
)
def test_an_address_is_one_that_mail_servers_take(text: str, address: str) -> None:
    assert plain_address(text) == address


@pytest.mark.parametrize("wrong", ["kjøkken@asen.example", "a@b.example\nBcc: x@y.example", "kari"])
def test_a_wrong_address_is_named_and_keeps_nobody_waiting(hub: SampleHub, wrong: str) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    tell(at, to=replace(KITCHEN, email=wrong))
    tell(at)
    with mail_server(box) as port:
        assert Outbox(at, [mail_way(port)], "me").tick() == 2
    assert [(row.state, row.fault) for row in rows(hub)] == [("undeliverable", "notice.bad_address"), ("sent", "")]


class Crashing:
    """A way with an error of ours in it."""

    def send(self, message: Outgoing) -> Told:
        """Break."""
        raise LookupError(message.key)


def test_an_error_of_ours_loses_nothing_and_is_given_up_in_the_end(hub: SampleHub) -> None:
    at = desk(hub, MAIL)
    tell(at)
    outbox = Outbox(at, [Way("smtp", "", Crashing())], "me")
    outbox.tick()
    assert (rows(hub)[0].state, rows(hub)[0].fault) == ("queued", "notice.unconfirmed")
    hub.move(at.house.reach.give_up_hours * 3600)
    outbox.tick()
    assert rows(hub)[0].state == "sent_unconfirmed"


@pytest.mark.parametrize(
    ("reach", "email", "ways"),
    [
        (Reach(), "", ["paper"]),
        (Reach(), KITCHEN.email, ["paper"]),
        (MAIL, KITCHEN.email, ["smtp"]),
        (MAIL, "", ["paper"]),
        (replace(SYSTEM, smtp=True), "", ["webhook", "paper"]),
        (replace(SYSTEM, smtp=True), KITCHEN.email, ["smtp", "webhook"]),
        (Reach(smtp=True, file_drop=True), "", ["file", "paper"]),
        (SYSTEM, "", ["webhook"]),
    ],
)
def test_whoever_no_mail_reaches_gets_paper(hub: SampleHub, reach: Reach, email: str, ways: list[str]) -> None:
    tell(desk(hub, reach), to=replace(KITCHEN, email=email))
    assert [row.channel for row in rows(hub)] == ways


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        (Reach(smtp=True, duty_address="vakt@hub.example", file_drop=True), ["vakt@hub.example"]),
        (Reach(smtp=True, file_drop=True), []),
        (Reach(duty_address="vakt@hub.example", file_drop=True), []),
    ],
)
def test_whoever_is_on_duty_gets_each_alarm_once_and_by_mail_alone(
    hub: SampleHub, reach: Reach, told: list[str]
) -> None:
    box, at = Mailbox(), desk(hub, reach)
    values = {"to": "Åsen barnehage", "told_word": "told_order_accepted", "phone": "67 00 00 00"}
    silence = Silence("notice_undeliverable", "slot", hub.clock.now(), "coordinator", None, values)
    for _ in range(2):
        at.book(lambda booking: alarms.raise_alarm(booking, silence))
    assert [row.address for row in rows(hub)] == told
    with mail_server(box) as port:
        Outbox(at, [mail_way(port)], "me").tick()
    for mail in box.mails:
        assert "Åsen barnehage har ikke fått beskjed" in str(mail["Subject"])
        assert "står på alle terminaler" in mail.get_content()


def test_whoever_is_on_duty_is_told_again_of_an_alarm_that_ended_and_stands_again(hub: SampleHub) -> None:
    at = desk(hub, Reach(smtp=True, duty_address="vakt@hub.example"))
    silence = Silence("run_not_departed", "slot", hub.clock.now(), "supervisor", None, {"route": "R1"})
    for _ in range(2):
        at.book(lambda booking: alarms.raise_alarm(booking, silence))
        hub.move(60)
        at.book(lambda booking: alarms.end(booking, alarms.open_alarms(booking)[0], alarms.HAPPENED))
    assert len(rows(hub)) == 2


def test_no_secret_is_in_what_a_log_would_show() -> None:
    server = MailServer("mail.example", 587, "starttls", "hub@hub.example", "Hub", "hub", "hush-hush", WAIT_S)
    assert "hush" not in repr(server)
    assert "hush" not in repr(Receiver("https://kommune.example/hub", b"hush-hush", WAIT_S))


def test_what_broke_off_says_so_however_the_next_attempt_ends(hub: SampleHub) -> None:
    """The program died while it sent; then the server was busy; then it took the message."""
    box, at = Mailbox(["451"]), desk(hub, MAIL)
    tell(at)
    at.book(lambda booking: sending.claim(booking, "smtp", "", "dead", 300))
    with mail_server(box) as port:
        outbox = Outbox(at, [mail_way(port)], "me")
        outbox.recover()
        outbox.tick()
        assert rows(hub)[0].fault == "notice.not_now"
        hub.move(sending.LONGEST_WAIT_S)
        outbox.tick()
    (mail,) = box.mails
    assert "kan ha vært sendt før" in mail.get_content()
