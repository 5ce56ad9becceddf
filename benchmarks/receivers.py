"""A mail server and a web server that take messages, and are sick on demand."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_S = 1.0
"""Longer than any sender of the tests waits."""
LATE_S = 0.1
"""A slow answer, and in time."""


WAITS_S = {"hang": HANG_S, "late": LATE_S}
KEPT = ("500", "502", "504")
"""Answers of a server that broke down when it had the message already."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Mailbox:
    """What a mail server got; ``sick`` names what goes wrong with the next messages, one word each."""

    sick: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The Message-IDs: what a mailbox that looks at them sees."""
        return {str(mail["Message-ID"]) for mail in self.mails}

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse an address for good or for now."""
        if self.sick and self.sick[0] in ("550", "450"):
            return f"{self.sick.pop(0)} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a message, or not."""
        how = self.sick.pop(0) if self.sick else ""
        if how in ("451", "554"):
            return f"{how} no"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if how == "drop":  # taken, and nobody learns of it
            assert server.transport is not None
            server.transport.close()
        if how in WAITS_S:
            await asyncio.sleep(WAITS_S[how])
        return "250 taken"


@contextmanager
def mail_server(mailbox: Mailbox, port: int | None = None) -> Iterator[int]:
    """A mail server at work; its port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@dataclass
class Hook:
    """What a web server got; a number in ``sick`` is an answer, a word is worse."""

    sick: list[str] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def seen(self) -> dict[str, dict[str, Any]]:
        """By idempotency key: what a receiver that honours it knows."""
        return {headers["webhook-id"]: json.loads(body) for headers, body in self.posts}


@contextmanager
def web_server(hook: Hook) -> Iterator[str]:
    """A web server at work; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            how = hook.sick.pop(0) if hook.sick else "200"
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died amid it: HTTP counts that as no message (RFC 9112, section 8)
                self.close_connection = True
                return
            if how in ("200", "drop", *WAITS_S, *KEPT):
                hook.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if how in WAITS_S:
                threading.Event().wait(WAITS_S[how])
            if how in ("drop", "hang"):
                self.close_connection = True
                return
            self.send_response(200 if how == "late" else int(how))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server calls
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hub?from=dock"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
