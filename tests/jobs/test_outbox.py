"""The outbox against a mail server and a web server that refuse, hang, answer late and drop: every fact arrives."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jobs_samples import SampleHub, address_of, receipt
from sqlalchemy import select, update

from benchmarks.receivers import HANG_S, Hook, Mailbox, free_port, mail_server, web_server
from hubops.clock import WallClock
from hubops.documents.receipt import receipt_pdf
from hubops.documents.render import freeze
from hubops.errors import Refused
from hubops.exchange.file_drop import FileDrop
from hubops.exchange.smtp import MailServer, SmtpSender
from hubops.exchange.webhook import Receiver, WebhookSender, signature, signing_key
from hubops.founding import found
from hubops.jobs.outbox import Outbox, Way, build_ways
from hubops.jobs.spool import Spool
from hubops.model.keys import new_key
from hubops.model.notices import Notice, NoticeAttempt
from hubops.model.outbox import PrintJob
from hubops.operations import notices, sending
from hubops.operations.booking import Reach, Subscription
from hubops.operations.desk import Desk
from hubops.operations.notices import Addressee
from hubops.settings import load
from hubops.store import secret_files

WAIT_S = HANG_S / 4
PATIENCE_S = 10.0
"""For a server that answers, however busy the machine is."""
"""Seconds that the senders wait for an answer."""
KITCHEN = Addressee(new_key(), "Åsen barnehage", "kjokken@asen.example", "nb")
MAIL, SYSTEM, FOLDER = Reach(smtp=True), Reach(systems=(Subscription("kommune", ("order",)),)), Reach(file_drop=True)
VALUES = {"number": "BK-7", "requested_on": "2026-11-24"}
WHEN = {"day_on": "2026-11-24", "arrival_at": "2026-11-24T08:05:00+00:00"}
AS_ASKED = {"code": "notice.line_as_asked", "values": WHEN}
ROUNDS = 12
"""Attempts that a message gets in these tests before they give up on it."""


def desk(hub: SampleHub, reach: Reach) -> Desk:
    made = hub.desk("outbox")
    made.house = replace(made.house, reach=reach)
    return made


def tell(at: Desk, number: str = "BK-7", kind: str = "order_accepted", **more: Any) -> list[Any]:
    values = {**VALUES, "number": number}
    subject, to = more.pop("subject_id", None), more.pop("to", KITCHEN)
    return at.book(lambda booking: notices.tell(booking, kind, to, subject, number, values, **more))


def mail_way(port: int, wait_s: float = WAIT_S) -> Way:
    server = MailServer("127.0.0.1", port, "none", "hub@lier.example", "Lierbyen matterminal", "", "", wait_s)
    return Way("smtp", "", SmtpSender(server))


def hook_way(url: str) -> Way:
    return Way("webhook", "kommune", WebhookSender(Receiver(url, b"hush", WAIT_S)))


def rows(hub: SampleHub, table: Any = Notice) -> Sequence[Any]:
    with hub.store.read.begin() as conn:
        return conn.execute(select(table.__table__).order_by(table.id)).all()


def until_sent(hub: SampleHub, outbox: Outbox) -> int:
    """Attempts until nothing waits any more, each after its wait."""
    attempts = 0
    for _ in range(ROUNDS):
        attempts += outbox.tick()
        if all(row.state != "queued" for row in rows(hub)):
            return attempts
        hub.move(sending.LONGEST_WAIT_S)
    raise AssertionError([(row.state, row.fault, row.answer) for row in rows(hub)])


def test_a_mail_says_what_happened_in_the_language_of_its_reader(hub: SampleHub) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    goods = (("6 kg", "Gulrot"), ("2 stk", "Sellerirot"))
    lines = [{"quantity": quantity, "product": product, "when": AS_ASKED} for quantity, product in goods]
    paper = {"name": "kvittering", "document": "receipt", "content": json.loads(freeze(receipt(7)))}
    tell(at, lines=lines, attachments=[paper])
    with mail_server(box) as port:
        assert Outbox(at, [mail_way(port)], "me").tick() == 1

    assert box.mails, rows(hub)[0].answer
    mail = box.mails[0]
    assert (mail["To"], mail["Subject"]) == (KITCHEN.email, "Bestilling BK-7 er bekreftet")
    body = mail.get_body().get_content()  # type: ignore[union-attr]
    assert "bestillingen BK-7 til 24.11.2026 er bekreftet" in body
    assert "6 kg Gulrot: 24.11.2026 ca. 09:05\r\n2 stk Sellerirot: 24.11.2026 ca. 09:05" in body
    papers = [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()]
    assert papers == [("kvittering.pdf", receipt_pdf(receipt(7)))]
    assert [(row.state, row.attempts, row.fault) for row in rows(hub)] == [("sent", 1, "")]


def test_a_system_can_tell_who_speaks_and_gets_the_facts(hub: SampleHub) -> None:
    hook, at = Hook(), desk(hub, SYSTEM)
    tell(at)
    with web_server(hook) as url:
        Outbox(at, [hook_way(url)], "me").tick()

    headers, body = hook.posts[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(b"hush", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert headers["idempotency-key"] == headers["webhook-id"] == rows(hub)[0].key
    assert json.loads(body)["facts"]["values"] == VALUES


def test_a_file_is_written_once_however_often_it_is_sent(hub: SampleHub, tmp_path: Path) -> None:
    at = desk(hub, FOLDER)
    tell(at)
    outbox = Outbox(at, [Way("file", "", FileDrop(tmp_path))], "me")
    outbox.tick()
    at.book(lambda booking: sending.retry(booking, rows(hub)[0].key))
    outbox.tick()

    dropped = [path for path in tmp_path.iterdir() if path.suffix in (".json", ".part")]
    assert [path.name for path in dropped] == [f"order_accepted-{rows(hub)[0].key}.json"]
    assert json.loads(dropped[0].read_text())["subject"] == "Bestilling BK-7 er bekreftet"


@pytest.mark.parametrize(
    ("sick", "seen"),
    [
        (["450"], 1),
        (["451", "451"], 1),
        (["drop"], 2),
        (["hang"], 2),
        (["451", "drop", "450", "hang"], 3),
    ],
)
def test_every_mail_arrives_and_a_mailbox_sees_one(hub: SampleHub, sick: list[str], seen: int) -> None:
    box, at = Mailbox(list(sick)), desk(hub, MAIL)
    tell(at)
    with mail_server(box) as port:
        assert until_sent(hub, Outbox(at, [mail_way(port)], "me")) == len(sick) + 1

    assert (len(box.mails), len(box.keys)) == (seen, 1)
    assert rows(hub)[0].state == "sent"
    says_so = ["kan ha vært sendt før" in mail.get_content() for mail in box.mails]
    assert says_so == [False] + [True] * (seen - 1)
    assert [each.outcome for each in rows(hub, NoticeAttempt)][-1] == "sent"


@pytest.mark.parametrize(
    ("sick", "seen"),
    [
        (["503"], 1),
        (["429", "423"], 1),
        (["500"], 2),
        (["504", "502"], 3),
        (["drop"], 2),
        (["hang"], 2),
        (["301", "drop", "hang"], 3),
    ],
)
def test_every_post_arrives_and_a_receiver_that_honours_the_key_sees_one(
    hub: SampleHub, sick: list[str], seen: int
) -> None:
    hook, at = Hook(list(sick)), desk(hub, SYSTEM)
    tell(at)
    with web_server(hook) as url:
        until_sent(hub, Outbox(at, [hook_way(url)], "me"))

    assert (len(hook.posts), len(hook.seen)) == (seen, 1)
    assert rows(hub)[0].state == "sent"
    assert [json.loads(body)["maybe_sent_before"] for _, body in hook.posts] == [False] + [True] * (seen - 1)


def test_a_server_that_is_away_is_waited_for(hub: SampleHub) -> None:
    box, at, port = Mailbox(), desk(hub, MAIL), free_port()
    tell(at)
    outbox = Outbox(at, [mail_way(port)], "me")
    assert outbox.tick() == 1
    assert (rows(hub)[0].state, rows(hub)[0].fault) == ("queued", "notice.no_connection")
    assert outbox.tick() == 0  # not before its wait is over
    with mail_server(box, port):
        hub.move(sending.FIRST_WAIT_S)
        assert outbox.tick() == 1
    assert len(box.mails) == 1


@pytest.mark.parametrize("sick", ["550", "554"])
def test_what_nobody_will_ever_take_is_named_and_keeps_nobody_waiting(hub: SampleHub, sick: str) -> None:
    box, at = Mailbox([sick]), desk(hub, MAIL)
    tell(at, "BK-7")
    tell(at, "BK-8")
    with mail_server(box) as port:
        assert Outbox(at, [mail_way(port)], "me").tick() == 2
    assert [row.state for row in rows(hub)] == ["undeliverable", "sent"]
    assert sick in rows(hub)[0].answer


def test_what_could_not_be_delivered_for_a_day_is_given_up_and_told(hub: SampleHub) -> None:
    at = desk(hub, MAIL)
    tell(at)
    outbox = Outbox(at, [mail_way(free_port())], "me")
    outbox.tick()
    hub.move(at.house.reach.give_up_hours * 3600)
    outbox.tick()
    assert rows(hub)[0].state == "undeliverable"


def test_what_may_have_arrived_is_not_called_undeliverable(hub: SampleHub) -> None:
    box, at = Mailbox(["drop"]), desk(hub, MAIL)
    tell(at)
    with mail_server(box) as port:
        outbox = Outbox(at, [mail_way(port)], "me")
        outbox.tick()
    hub.move(at.house.reach.give_up_hours * 3600)
    outbox.tick()
    assert rows(hub)[0].state == "sent_unconfirmed"


def test_the_same_fact_is_told_once_and_by_every_way(hub: SampleHub) -> None:
    at = desk(
        hub, Reach(smtp=True, file_drop=True, systems=(Subscription("kommune"), Subscription("helse", ("call",))))
    )
    assert len(tell(at)) == 3
    assert tell(at) == []
    assert len(tell(at, "BK-8")) == 3
    assert {(row.channel, row.address) for row in rows(hub)} == {
        ("smtp", KITCHEN.email),
        ("webhook", "kommune"),
        ("file", "outbox"),
    }


def test_where_there_is_no_other_way_it_goes_on_paper(hub: SampleHub, spool: Spool, folder: Path) -> None:
    at = desk(hub, Reach())
    paper = {"name": "7", "document": "receipt", "content": json.loads(freeze(receipt(7)))}
    tell(at, attachments=[paper])
    assert not at.look(sending.papers_are_out)
    spool.tick()

    assert [job.title for job in hub.jobs()] == [rows(hub)[0].key, "7"]
    assert sorted(path.name.split("-")[-2] for path in folder.iterdir()) == ["notice", "receipt"]
    assert at.look(sending.papers_are_out)
    assert at.book(sending.follow_papers) == 1
    assert rows(hub)[0].state == "sent"
    assert not at.look(sending.papers_are_out)


@pytest.mark.parametrize(
    ("printed", "state", "fault"),
    [
        ("queued", "queued", ""),
        ("unknown", "queued", ""),
        ("sent_unconfirmed", "sent_unconfirmed", ""),
        ("cancelled", "undeliverable", "notice.not_printed"),
    ],
)
def test_a_message_on_paper_is_what_its_paper_is(hub: SampleHub, printed: str, state: str, fault: str) -> None:
    at = desk(hub, Reach())
    tell(at)
    put_jobs(hub, printed)
    at.book(sending.follow_papers)

    assert (rows(hub)[0].state, rows(hub)[0].fault) == (state, fault)
    assert at.book(sending.follow_papers) == 0
    put_jobs(hub, "confirmed")
    at.book(sending.follow_papers)
    assert rows(hub)[0].state == ("sent" if state != "undeliverable" else state)


def test_a_message_whose_paper_was_cancelled_is_printed_again(hub: SampleHub) -> None:
    at = desk(hub, Reach())
    tell(at)
    key = rows(hub)[0].key
    with pytest.raises(Refused, match=r"notice\.on_its_way"):
        at.book(lambda booking: sending.retry(booking, key))
    put_jobs(hub, "cancelled")
    at.book(sending.follow_papers)
    at.book(lambda booking: sending.retry(booking, key))

    assert at.book(sending.follow_papers) == 0, "the newer paper counts"
    assert hub.states() == ["cancelled", "queued"]


def put_jobs(hub: SampleHub, state: str) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).values(state=state))


def test_a_missing_secret_is_named_and_stops_its_way_only(tmp_path: Path) -> None:
    found(tmp_path / "hub", WallClock())
    with (tmp_path / "hub" / "hub.toml").open("a") as file:
        file.write(THREE_WAYS)
    settings = load(tmp_path / "hub")
    (settings.folder / "secrets" / "webhook-kommune").write_text("whsec_aHVzaA==\n")

    ways = build_ways(settings, partial(secret_files.read, settings.folder))
    assert [way.name for way in ways.usable] == ["file", "webhook kommune"]
    assert [str(fault.values["path"]).rsplit("/", 1)[1] for fault in ways.faults] == ["smtp-password"]
    (settings.folder / "secrets" / "smtp-password").write_text("hush")
    ways = build_ways(settings, partial(secret_files.read, settings.folder))
    assert [way.name for way in ways.usable] == ["file", "smtp", "webhook kommune"]
    assert not ways.faults


def test_a_secret_that_is_no_key_is_named(tmp_path: Path) -> None:
    found(tmp_path / "hub", WallClock())
    with (tmp_path / "hub" / "hub.toml").open("a") as file:
        file.write(THREE_WAYS)

    ways = build_ways(load(tmp_path / "hub"), lambda name: b"whsec_not base64")
    assert [fault.code for fault in ways.faults] == ["secret.no_key"]


def test_the_signature_is_that_of_the_specification() -> None:
    """Its own example: github.com/standard-webhooks, spec."""
    key = signing_key(b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signing_key(b"hush") == b"hush"


THREE_WAYS = """
[messages]
file_drop = true
[messages.smtp]
host = "mail.example"
sender = "hub@lier.example"
user = "hub"
[messages.webhooks.kommune]
url = "https://kommune.example/hub"
"""


def test_who_leads_queues_what_a_dead_sender_left_behind(hub: SampleHub) -> None:
    at = desk(hub, MAIL)
    tell(at)
    at.book(lambda booking: sending.claim(booking, "smtp", "", "dead", 300))
    Outbox(at, (), "dead").recover()
    assert rows(hub)[0].state == "sending"
    Outbox(at, (), "me").recover()
    assert (rows(hub)[0].state, rows(hub)[0].fault) == ("queued", "notice.interrupted")


def test_a_message_that_can_not_be_worded_stops_nobody(hub: SampleHub) -> None:
    box, at = Mailbox(), desk(hub, MAIL)
    tell(at, kind="order_of_a_kind_without_words")
    tell(at)
    with mail_server(box) as port:
        Outbox(at, [mail_way(port)], "me").tick()
    assert [row.state for row in rows(hub)] == ["undeliverable", "sent"]


def test_somebody_can_tell_it_by_telephone(hub: SampleHub) -> None:
    at = desk(hub, MAIL)
    tell(at)
    at.book(lambda booking: sending.settle_by_hand(booking, rows(hub)[0].key, "ringte kjøkkenet"))
    assert Outbox(at, [mail_way(free_port())], "me").tick() == 0
    assert (rows(hub)[0].state, rows(hub)[0].answer) == ("settled", "ringte kjøkkenet")


@pytest.mark.slow
def test_killed_at_any_point_it_loses_nothing(database: Path | str) -> None:
    """Slow: a process that sends is started and killed again and again."""
    hub = SampleHub.open(database, WallClock())
    at, box, dice = desk(hub, MAIL), Mailbox(), Random(7)
    for number in range(40):
        tell(at, f"BK-{number}")
    with mail_server(box) as port:
        command = [sys.executable, __file__, str(database), str(port)]
        for _ in range(4):
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            assert process.stdout is not None
            assert process.stdout.readline()
            process.stdout.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0, 0.06))
            process.kill()
            process.wait()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    states = {row.state for row in rows(hub)}
    hub.store.close()

    assert states == {"sent"}
    assert len(box.keys) == 40
    says_so = Counter(str(mail["Message-ID"]) for mail in box.mails if "kan ha vært sendt før" in mail.get_content())
    came = Counter(str(mail["Message-ID"]) for mail in box.mails)
    assert all(says_so[key] >= times - 1 for key, times in came.items())


def _send_everything(database: str, port: str) -> None:
    hub = SampleHub.open(address_of(database), WallClock())
    at = desk(hub, MAIL)
    at.book(lambda booking: sending.recover(booking, "another"))
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    Outbox(at, [mail_way(int(port), PATIENCE_S)], f"holder-{os.getpid()}").tick()
    hub.store.close()


if __name__ == "__main__":
    _send_everything(*sys.argv[1:])
