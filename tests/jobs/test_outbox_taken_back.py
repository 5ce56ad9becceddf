"""What was told is taken back while it is on the wire: its correction never comes before it, whoever sends it."""

from collections.abc import Callable

import pytest
from jobs_samples import SampleHub
from test_outbox import KITCHEN, MAIL, SYSTEM, desk, hook_way, mail_way, rows

from benchmarks.receivers import Hook, Mailbox, mail_server, web_server
from hubops.errors import Refused
from hubops.exchange.outgoing import Outgoing, Told
from hubops.jobs.outbox import Outbox, Sender, Way
from hubops.model.keys import new_key
from hubops.operations import notices, sending
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk

ORDER, PRESSED = new_key(), new_key()
"""What it is about, and the input that is taken back."""
CORRECTED = notices.CORRECTION


class Amid:
    """A sender in whose hands something else happens, after the message has left and before anybody knows of it."""

    def __init__(self, sender: Sender, meanwhile: Callable[[], None]) -> None:
        self._sender = sender
        self._meanwhile = meanwhile

    def send(self, message: Outgoing) -> Told:
        """Send, and let it happen."""
        told = self._sender.send(message)
        self._meanwhile()
        return told


def tell(at: Desk) -> None:
    """A floor input whose booking tells a kitchen something."""

    def book(booking: Booking) -> None:
        booking.input_id = PRESSED
        values = {"number": "BK-7", "requested_on": "2026-11-24"}
        notices.tell(booking, "order_cancelled", KITCHEN, ORDER, "1", values)

    at.book(book)


def take_back(at: Desk) -> None:
    """F2."""
    at.book(lambda booking: notices.take_back(booking, PRESSED))


def by_kind(hub: SampleHub) -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in rows(hub)]


def amid(hub: SampleHub, at: Desk, way: Way) -> list[tuple[str, str]]:
    """The message leaves, is taken back, and another worker looks for what is due; how the messages stood then."""
    seen: list[tuple[str, str]] = []

    def meanwhile() -> None:
        if not seen:
            take_back(at)
            assert Outbox(desk(hub, at.house.reach), [way], "another").tick() == 0
            seen.extend(by_kind(hub))

    Outbox(desk(hub, at.house.reach), [Way(way.channel, way.receiver, Amid(way.sender, meanwhile))], "me").tick()
    return seen


@pytest.mark.parametrize("sick", ["", "450", "451", "550", "drop", "hang"])
def test_a_correction_by_mail_waits_for_what_it_corrects(hub: SampleHub, sick: str) -> None:
    box, at = Mailbox([sick]), desk(hub, MAIL)
    tell(at)
    with mail_server(box) as port:
        seen = amid(hub, at, mail_way(port))
        Outbox(desk(hub, MAIL), [mail_way(port)], "another").tick()

    assert seen == [("order_cancelled", "sending"), (CORRECTED, "queued")]
    assert by_kind(hub) == [("order_cancelled", "settled" if sick else "sent"), (CORRECTED, "sent")]
    came = [str(mail["Subject"]) for mail in box.mails]
    assert came[-1].startswith("Rettelse")
    assert [said.startswith("Rettelse") for said in came] == sorted(said.startswith("Rettelse") for said in came)


@pytest.mark.parametrize("sick", ["200", "429", "500", "404", "drop", "hang"])
def test_a_correction_to_a_system_waits_for_what_it_corrects(hub: SampleHub, sick: str) -> None:
    hook, at = Hook([sick]), desk(hub, SYSTEM)
    tell(at)
    with web_server(hook) as url:
        seen = amid(hub, at, hook_way(url))
        Outbox(desk(hub, SYSTEM), [hook_way(url)], "another").tick()

    assert seen == [("order_cancelled", "sending"), (CORRECTED, "queued")]
    assert by_kind(hub) == [("order_cancelled", "sent" if sick == "200" else "settled"), (CORRECTED, "sent")]
    assert [said["kind"] for said in hook.seen.values()][-1] == CORRECTED
    assert hook.seen[rows(hub)[1].key]["facts"]["values"]["taken_back"] == rows(hub)[0].key


def test_what_a_dead_worker_was_sending_is_not_sent_again_and_its_correction_goes_out(hub: SampleHub) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    tell(at)
    at.book(lambda booking: sending.claim(booking, "smtp", "", "dead", 300))
    take_back(at)
    with mail_server(box) as port:
        outbox = Outbox(at, [mail_way(port)], "me")
        assert outbox.tick() == 0, "nobody knows yet that its sender is dead"
        outbox.recover()
        outbox.tick()

    assert by_kind(hub) == [("order_cancelled", "settled"), (CORRECTED, "sent")]
    (mail,) = box.mails
    assert str(mail["Subject"]).startswith("Rettelse")


@pytest.mark.parametrize("state", ["queued", "sent"])
def test_nobody_sends_again_what_was_taken_back(hub: SampleHub, state: str) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    tell(at)
    with mail_server(box) as port:
        if state == "sent":
            Outbox(at, [mail_way(port)], "me").tick()
        take_back(at)
    with pytest.raises(Refused) as refusal:
        at.book(lambda booking: sending.retry(booking, rows(hub)[0].key))
    assert refusal.value.code == "notice.taken_back"
