"""Webhooks: a message as JSON to a system outside, signed so that it knows who speaks.

Headers and signature are those of the Standard Webhooks specification: ``webhook-id`` is the message's key and the same
for every attempt, so a receiver that honours it sees each message once; ``webhook-signature`` is
``v1,base64(hmac-sha256(secret, id.timestamp.body))``.
"""

import base64
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hubops.exchange.outgoing import Outcome, Outgoing, Told

_LATER = (408, 409, 421, 423, 425, 429)
"""Answers of 4xx that do not say that the message is wrong."""
_NOBODY_KNOWS = (408, 500, 502, 504)
"""Answers after which the system may have the message all the same: it broke down, or a server before it gave up."""
_LONGEST_ANSWER = 4096
_STANDARD = b"whsec_"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A system outside."""

    url: str
    secret: bytes = field(repr=False)
    timeout_s: float


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Posts messages to one system. Never raises."""

    receiver: Receiver
    now: Callable[[], float] = time.time

    def send(self, message: Outgoing) -> Told:
        """Post one message and say what became of it."""
        body = json.dumps(body_of(message), ensure_ascii=False).encode()
        connection = self._connection()
        handed_over = False
        try:
            connection.connect()
            handed_over = True
            connection.request("POST", self._target, body, self._headers(message, body))
            answered = connection.getresponse()
            said = f"{answered.status} {answered.read(_LONGEST_ANSWER).decode('utf-8', 'replace')}"
        except (OSError, http.client.HTTPException) as error:
            if handed_over:
                return Told(Outcome.SENT_UNCONFIRMED, "notice.unconfirmed", str(error))
            return Told(Outcome.AGAIN, "notice.no_connection", str(error))
        finally:
            connection.close()
        if 200 <= answered.status < 300:
            return Told(Outcome.SENT, answer=said)
        if answered.status in _NOBODY_KNOWS:
            return Told(Outcome.SENT_UNCONFIRMED, "notice.unconfirmed", said)
        wrong = 400 <= answered.status < 500 and answered.status not in _LATER
        return Told(Outcome.REFUSED, "notice.refused", said) if wrong else Told(Outcome.AGAIN, "notice.not_now", said)

    @property
    def _target(self) -> str:
        parts = urlsplit(self.receiver.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.receiver.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self.receiver.timeout_s)

    def _headers(self, message: Outgoing, body: bytes) -> dict[str, str]:
        stamp = str(int(self.now()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "hubops",
            "webhook-id": message.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self.receiver.secret, message.key, stamp, body),
            "Idempotency-Key": message.key,
        }


def signing_key(secret: bytes) -> bytes:
    """The key in a secret as people hand it on: ``whsec_`` and base64, as Standard Webhooks has it, or plain bytes.

    Raises:
        ValueError: what comes after ``whsec_`` is no base64.
    """
    if not secret.startswith(_STANDARD):
        return secret
    return base64.b64decode(secret.removeprefix(_STANDARD), validate=True)


def signature(secret: bytes, key: str, stamp: str, body: bytes) -> str:
    """The signature of a message, for the sender and for whoever checks it."""
    signed = hmac.new(secret, b".".join((key.encode(), stamp.encode(), body)), hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def body_of(message: Outgoing) -> dict[str, object]:
    """The message as a system reads it, over a wire or from a file."""
    return {
        "id": message.key,
        "kind": message.kind,
        "at": message.at.isoformat(),
        "language": message.language,
        "subject": message.subject,
        "text": message.body,
        "facts": message.facts,
        "attempt": message.attempt,
        "maybe_sent_before": message.maybe_sent,
    }
