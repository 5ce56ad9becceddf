"""The worker is killed in the middle of sending, again and again: does every message arrive, and once by its key?

``python -m benchmarks.killed_outbox [--orders N] [--kills N] [--seed N]``. The real worker process sends two messages
for each order, that it is accepted and that it is cancelled, to a local mail server and a local web server. Both are
sick at seeded moments: they refuse, hang, answer late, drop the connection when they have the message, break down when
they have it. The worker is killed -9 at seeded moments, before, amid and after a message, and started anew.

At the end what came is counted, key by key: each has arrived; it is the same fact every time; every arrival but the
first says that it may be the second; no change has come before what it changes. POSIX and SQLite only; the target is
none lost, none silent about a second sending, none out of order.
"""

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import func, select, update

from benchmarks.killed_worker import LOOK_S, Nursery
from benchmarks.receivers import Hook, Mailbox, mail_server, web_server
from benchmarks.scratch import scratch_folder
from hubops.clock import WallClock
from hubops.founding import found
from hubops.messages import say
from hubops.model.keys import new_key
from hubops.model.notices import Notice
from hubops.model.outbox import Lease
from hubops.open_hub import OpenHub
from hubops.operations import notices
from hubops.operations.booking import Booking
from hubops.operations.notices import Addressee

HUB = """
[messages.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "hub@hub.example"
timeout_s = {timeout}
[messages.webhooks.kommune]
url = "{url}"
timeout_s = {timeout}
"""
TIMEOUT_S = 0.4
"""Shorter than a receiver that hangs."""
FACTS = ("order_accepted", "order_cancelled")
"""Of each order, in the order in which they became true."""
MAIL_TROUBLES = ("450", "451", "drop", "hang", "late")
WEB_TROUBLES = ("429", "503", "500", "504", "301", "drop", "hang", "late")
WELL = 0.6
"""Of all messages, so many find a receiver that is well."""
LIFE_S = 0.12
"""The longest that a worker lives after the first message arrived."""
EARLY = 0.15
"""Of all workers, so many are killed before a message arrives at all."""
STALLED_S = 300.0
"""Where no message goes out for so long while all is well, something is wrong: a worker needs a minute to begin where
many others share its processor."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OPEN = ("queued", "sending")


class Sickness(list[str]):
    """What goes wrong with the next messages, without end until it is cured; for any thread."""

    def __init__(self, troubles: Sequence[str], well: str, seed: int) -> None:
        super().__init__([well])
        self._dice = random.Random(seed)  # noqa: S311 - it must be the same again
        self._troubles, self._well = troubles, well
        self._lock = Lock()
        self.cured = False

    def pop(self, _: Any = 0) -> str:
        """How the message before us fares, and choose for the next."""
        with self._lock:
            now = self[0]
            ill = not self.cured and self._dice.random() > WELL
            self[0] = self._dice.choice(self._troubles) if ill else self._well
            return now


@dataclass
class Tally:
    """What came of it."""

    messages: int
    kills: int = 0
    amid: int = 0
    """Kills while a message was being sent."""
    arrivals: int = 0
    """All of them, second ones included."""
    lost: list[str] = field(default_factory=list)
    """Keys that never arrived, or are not known to have."""
    unsaid: list[str] = field(default_factory=list)
    """Keys that came again and did not say so."""
    altered: list[str] = field(default_factory=list)
    """Keys under which two different facts came."""
    overtaken: list[str] = field(default_factory=list)
    """Orders whose cancellation came before they were accepted."""

    @property
    def sound(self) -> bool:
        """Whether each message arrived, in order, and said so where it came again."""
        return not (self.lost or self.unsaid or self.altered or self.overtaken)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as a receiver saw it."""

    key: str
    fact: str
    says_again: bool


class Ordeal:
    """One hub, its receivers and the workers that die."""

    def __init__(self, folder: Path, orders: int, seed: int, stack: ExitStack) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - as above
        self._box = Mailbox(Sickness(MAIL_TROUBLES, "", seed + 1))
        self._hook = Hook(Sickness(WEB_TROUBLES, "200", seed + 2))
        self._folder = folder
        port = stack.enter_context(mail_server(self._box))
        url = stack.enter_context(web_server(self._hook))
        found(folder, WallClock(), demo=False)
        with (folder / "hub.toml").open("a", encoding="utf-8") as file:
            file.write(HUB.format(port=port, url=url, timeout=TIMEOUT_S))
        (folder / "secrets").mkdir(exist_ok=True)
        (folder / "secrets" / "webhook-kommune").write_text("hush", encoding="ascii")
        self.hub = OpenHub.open(folder)
        stack.callback(self.hub.close)
        self._desk = self.hub.job_desk("ordeal")
        for number in range(orders):
            self._desk.book(partial(_tell, number=f"BK-{number}"))
        self.tally = Tally(self._count(*OPEN))

    def run(self, kills: int) -> Tally:
        """Kill so many workers, or as many as it takes to send everything; then cure, send the rest and count."""
        with Nursery(self._folder) as nursery:
            while self.tally.kills < kills and self._count(*OPEN):
                self._life(nursery)
            for sickness in (self._box.sick, self._hook.sick):
                assert isinstance(sickness, Sickness)
                sickness.cured = True
            self._finish(nursery)
        self._look(self._mails())
        self._look(self._posts())
        return self.tally

    def _life(self, nursery: Nursery) -> None:
        self._let_time_pass()
        before = self._came
        worker = nursery.start()
        if self._dice.random() > EARLY:
            while self._count(*OPEN) and self._came == before:
                time.sleep(LOOK_S)
        time.sleep(self._dice.uniform(0, LIFE_S))
        nursery.end(worker, signal.SIGKILL)
        self.tally.kills += 1
        self.tally.amid += bool(self._count("sending"))

    def _finish(self, nursery: Nursery) -> None:
        """Let a worker live until nothing waits any more; the receivers are well.

        Raises:
            TimeoutError: messages wait, and none has gone out for STALLED_S.
        """
        self._let_time_pass()
        worker = nursery.start()
        try:
            waiting, since = self._count(*OPEN), time.monotonic()
            while waiting:
                self._let_time_pass(lease=False)
                time.sleep(LOOK_S * 5)
                before, waiting = waiting, self._count(*OPEN)
                since = time.monotonic() if waiting < before else since
                if time.monotonic() - since > STALLED_S:
                    raise TimeoutError(f"{waiting} messages still wait")
        finally:
            nursery.end(worker, signal.SIGTERM)

    def _let_time_pass(self, *, lease: bool = True) -> None:
        """What is to be tried again later is due now, and a dead worker leads no longer."""
        with self.hub.store.write.begin() as conn:
            later = (Notice.state == "queued") & (Notice.not_before > LONG_AGO)
            conn.execute(update(Notice).where(later).values(not_before=LONG_AGO))
            if lease:
                conn.execute(update(Lease).values(until=LONG_AGO))

    @property
    def _came(self) -> int:
        return len(self._box.mails) + len(self._hook.posts)

    def _count(self, *states: str) -> int:
        with self.hub.store.read.begin() as conn:
            return int(conn.execute(select(func.count()).where(Notice.state.in_(states))).scalar_one())

    def _mails(self) -> tuple[str, list[Arrival]]:
        again = say("notice.again", "nb")
        came = []
        for mail in list(self._box.mails):
            key = str(mail["Message-ID"]).strip("<>").partition("@")[0]
            came.append(Arrival(key, str(mail["Subject"]), again in mail.get_content()))
        return "smtp", came

    def _posts(self) -> tuple[str, list[Arrival]]:
        came = []
        for headers, body in list(self._hook.posts):
            said = json.loads(body)
            assert headers["idempotency-key"] == headers["webhook-id"] == said["id"]
            came.append(Arrival(said["id"], said["subject"], said["maybe_sent_before"]))
        return "webhook", came

    def _look(self, told: tuple[str, list[Arrival]]) -> None:
        channel, came = told
        first: dict[str, Arrival] = {}
        for each in came:
            known = first.setdefault(each.key, each)
            if known is not each and not each.says_again:
                self.tally.unsaid.append(each.key)
            if known.fact != each.fact:
                self.tally.altered.append(each.key)
        self.tally.arrivals += len(came)
        place = {key: n for n, key in enumerate(first)}
        with self.hub.store.read.begin() as conn:
            columns = (Notice.key, Notice.kind, Notice.state, Notice.subject_id)
            rows = conn.execute(select(*columns).where(Notice.channel == channel).order_by(Notice.id)).all()
        self.tally.lost += [row.key for row in rows if row.key not in place or row.state != "sent"]
        orders: dict[Any, list[int]] = {}
        for row in rows:
            orders.setdefault(row.subject_id, []).append(place.get(row.key, -1))
        self.tally.overtaken += [str(order) for order, places in orders.items() if places != sorted(places)]


def _tell(booking: Booking, number: str) -> None:
    to = Addressee(new_key(), "Åsen barnehage", "kjokken@asen.example", "nb")
    order, values = new_key(), {"number": number, "requested_on": "2026-11-24"}
    for kind in FACTS:
        notices.tell(booking, kind, to, order, number, values)


def ordeal(folder: Path, orders: int, kills: int, seed: int) -> Tally:
    """Send two messages to two receivers for so many orders while workers are killed; what came of it is returned."""
    with ExitStack() as stack:
        return Ordeal(folder, orders, seed, stack).run(kills)


def main() -> int:
    """Say what came of it; 1 if a message was lost, came again in silence, or came before its time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    started = time.monotonic()
    with scratch_folder() as folder:
        tally = ordeal(folder / "hub", options.orders, options.kills, options.seed)
    again = tally.arrivals - tally.messages
    print(f"{tally.messages} messages, {tally.kills} workers killed, {tally.amid} amid a message: {again} came again")
    wrong = {"lost": tally.lost, "unsaid": tally.unsaid, "altered": tally.altered, "overtaken": tally.overtaken}
    print(", ".join(f"{word} {len(found)}" for word, found in wrong.items()))
    print(f"{time.monotonic() - started:.0f} s, seed {options.seed}")
    return 0 if tally.sound else 1


if __name__ == "__main__":
    sys.exit(main())
