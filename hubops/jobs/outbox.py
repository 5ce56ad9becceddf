"""The outbox: sends what people and systems outside must be told, and writes down what became of it.

No transaction is open while somebody is spoken to. One thread for each receiver in the worker, so that one who hangs
keeps nobody else waiting; the headless demo and a replay call :meth:`Outbox.tick` instead.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from hubops.documents.notice_sheet import words
from hubops.documents.render import render
from hubops.errors import SetupFault
from hubops.exchange.file_drop import FileDrop
from hubops.exchange.outgoing import Attachment, Outcome, Outgoing, Told
from hubops.exchange.smtp import MailServer, SmtpSender
from hubops.exchange.webhook import Receiver, WebhookSender, signing_key
from hubops.messages import say
from hubops.operations import sending
from hubops.operations.booking import House
from hubops.operations.desk import Desk
from hubops.operations.sending import Due
from hubops.settings import Settings, Smtp, Webhook

LEASE_S = 300.0
"""Seconds after which a message that is being sent counts as left behind: longer than any receiver may take."""
LOOK_S = 1.0
"""Seconds between two looks for something to send."""
AFTER_ERROR_S = 5.0

_log = logging.getLogger(__name__)


class Sender(Protocol):
    """Brings one message to a receiver."""

    def send(self, message: Outgoing) -> Told:
        """Send it and say what became of it; should it raise, nobody knows how far it came."""
        ...


@dataclass(frozen=True, slots=True)
class Way:
    """A receiver and how it is reached."""

    channel: str
    receiver: str
    """The name of a webhook; empty for the others."""
    sender: Sender

    @property
    def name(self) -> str:
        """As the log names it."""
        return f"{self.channel} {self.receiver}".strip()


@dataclass(frozen=True)
class Ways:
    """What hub.toml names: the ways that can be used, and what the others lack."""

    usable: tuple[Way, ...]
    faults: tuple[SetupFault, ...]
    """``secret.missing`` or ``secret.no_key``: what would go out there waits."""


def file_ways(settings: Settings) -> list[Way]:
    """The file drop, if hub.toml names it: the only way that leaves nobody's house."""
    return [Way("file", "", FileDrop(settings.folder / "outbox"))] if settings.hub.messages.file_drop else []


def build_ways(settings: Settings, secret: Callable[[str], bytes]) -> Ways:
    """All ways that hub.toml names; one without its secret stops no other.

    Args:
        settings: of the hub.
        secret: reads a file of ``secrets/`` by its name.
    """
    wanted = settings.hub.messages
    usable = file_ways(settings)
    makers: list[Callable[[], Way]] = []
    if wanted.smtp is not None:
        makers.append(partial(_smtp_way, wanted.smtp, settings.hub.name, secret))
    makers += [partial(_webhook_way, name, hook, secret) for name, hook in wanted.webhooks.items()]
    faults = []
    for make in makers:
        try:
            usable.append(make())
        except SetupFault as fault:
            faults.append(fault)
    return Ways(tuple(usable), tuple(faults))


class Outbox:
    """Sends over one way or over all in turn. Not for two threads at once, and neither is its desk."""

    def __init__(self, desk: Desk, ways: Sequence[Way], holder: str) -> None:
        """Set up; nothing is sent yet.

        Args:
            desk: where outcomes are booked.
            ways: by which it sends.
            holder: names this process in the claims.
        """
        self.ways = ways
        self._desk = desk
        self._holder = holder
        self._untold: dict[str, tuple[Due, Told]] = {}

    def tick(self) -> int:
        """Send everything that is due; how many attempts were made is returned.

        Raises:
            StoreFault: the database can't be read or written now; what is known of the last attempt is kept.
        """
        made = 0
        for way in self.ways:
            while self.send_next(way):
                made += 1
        return made

    def recover(self) -> None:
        """Queue what a dead holder left behind; for who leads."""
        if self._desk.look(lambda booking: sending.is_left_behind(booking, self._holder)):
            self._desk.book(lambda booking: sending.recover(booking, self._holder))

    def send_next(self, way: Way) -> bool:
        """Send the next message that is due on a way; False if there is none."""
        self._write_down(way)
        if not self._desk.look(lambda booking: sending.is_due(booking, way.channel, way.receiver)):
            return False
        due = self._desk.book(lambda booking: sending.claim(booking, way.channel, way.receiver, self._holder, LEASE_S))
        if due is None:
            return False
        self._untold[way.name] = (due, _send(due, way.sender, self._desk.house))
        self._write_down(way)
        return True

    def _write_down(self, way: Way) -> None:
        """Settle what the receiver said last. It is kept until the database has it."""
        known = self._untold.get(way.name)
        if known is None:
            return
        due, told = known
        self._desk.book(lambda booking: sending.settle(booking, due, told.outcome.value, told.fault, told.answer))
        del self._untold[way.name]


class OutboxThread(threading.Thread):
    """Sends over one way until it is told to stop; a message that is under way is finished first."""

    def __init__(self, outbox: Outbox, way: Way) -> None:
        super().__init__(name=f"outbox {way.name}", daemon=True)
        self.way = way
        self._outbox = outbox
        self._stop_wanted = threading.Event()

    def step_down(self) -> None:
        """Begin no message any more."""
        self._stop_wanted.set()

    def run(self) -> None:
        """Send, look, wait."""
        while not self._stop_wanted.is_set():
            try:
                wait = 0.0 if self._outbox.send_next(self.way) else LOOK_S
            except Exception:  # noqa: BLE001 - the top of a thread: the next message may be a better one
                _log.exception(self.name)
                wait = AFTER_ERROR_S
            self._stop_wanted.wait(wait)


class Senders:
    """The outbox threads of a leading worker, begun and ended as ways come, change and go; used by one thread."""

    def __init__(self, make_outbox: Callable[[Way], Outbox]) -> None:
        """Set up; ``make_outbox`` makes one for each way, with a desk of its own."""
        self._make_outbox = make_outbox
        self._running: dict[str, OutboxThread] = {}
        self._ending: dict[str, OutboxThread] = {}

    def fit(self, ways: Sequence[Way]) -> None:
        """Send by these ways and no others. One that has changed begins anew once its last message is through.

        To be called again and again: a way never has two threads, so a new one may have to wait for an old one.
        """
        wanted = {way.name: way for way in ways}
        for name, thread in list(self._running.items()):
            if wanted.get(name) != thread.way:
                thread.step_down()
                self._ending[name] = self._running.pop(name)
        for name in [name for name, thread in self._ending.items() if not thread.is_alive()]:
            del self._ending[name]
        for name, way in wanted.items():
            if name not in self._running and name not in self._ending:
                self._running[name] = OutboxThread(self._make_outbox(way), way)
                self._running[name].start()

    def step_down(self) -> None:
        """Begin no message any more; those under way are finished."""
        for thread in self._running.values():
            thread.step_down()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most, after :meth:`step_down`, for the messages under way; False if one is not through."""
        end = time.monotonic() + seconds
        threads = [*self._running.values(), *self._ending.values()]
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)


def compose(due: Due, house: House) -> Outgoing:
    """The message in the words of its receiver, with the hub's name and telephone: who reads it may have to ring.

    One that comes long after it was written says so: a newer one may have overtaken it.

    Raises:
        BadInput: a paper that goes along can't be rendered.
        KeyError: a value that a sentence names is missing.
    """
    facts: dict[str, Any] = due.content
    zone = house.calendar.zone
    said = words(due.kind, due.language, facts["to"], facts["values"], facts["lines"], zone)
    papers = tuple(_paper(each) for each in facts["attachments"])
    late = say("notice.late", due.language, {"told": due.at}, zone) if due.late else ""
    greets = {"hub": house.name, "phone": house.phone}
    greeting = say("notice.greeting_phone" if house.phone else "notice.greeting", due.language, greets)
    end = say("notice.end", due.language)
    told = {"to": facts["to"], "values": facts["values"], "lines": facts["lines"]}
    return Outgoing(
        due.key,
        due.kind,
        due.at,
        due.address,
        due.language,
        said.subject,
        "\n\n".join(part for part in (said.text, late, f"{greeting}\n{end}") if part),
        told,
        due.attempts,
        due.maybe_sent,
        papers,
    )


def _send(due: Due, sender: Sender, house: House) -> Told:
    try:
        message = compose(due, house)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it must be named and keep no other waiting
        _log.exception("notice.not_composed key=%s kind=%s", due.key, due.kind)
        return Told(Outcome.REFUSED, "notice.not_composed", str(error))
    try:
        return sender.send(message)
    except Exception as error:  # noqa: BLE001 - as above; nobody knows how far it came
        _log.exception("notice.unconfirmed key=%s kind=%s", due.key, due.kind)
        return Told(Outcome.SENT_UNCONFIRMED, "notice.unconfirmed", str(error))


def _paper(attached: Mapping[str, Any]) -> Attachment:
    content = json.dumps(attached["content"]).encode()
    return Attachment(f"{attached['name']}.pdf", render(attached["document"], content, "pdf", 203))


def _smtp_way(smtp: Smtp, name: str, secret: Callable[[str], bytes]) -> Way:
    try:
        password = secret("smtp-password").decode("ascii") if smtp.user else ""
    except UnicodeDecodeError as error:
        raise SetupFault("secret.not_ascii", name="smtp-password") from error
    server = MailServer(smtp.host, smtp.port, smtp.security, smtp.sender, name, smtp.user, password, smtp.timeout_s)
    return Way("smtp", "", SmtpSender(server))


def _webhook_way(name: str, hook: Webhook, secret: Callable[[str], bytes]) -> Way:
    file = f"webhook-{name}"
    try:
        key = signing_key(secret(file).strip())
    except ValueError as error:
        raise SetupFault("secret.no_key", name=file) from error
    return Way("webhook", name, WebhookSender(Receiver(hook.url, key, hook.timeout_s)))
