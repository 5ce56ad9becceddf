"""E-mail: one message over a connection of its own, with a deadline for every answer.

The Message-ID is the message's key, so a second sending after a lost answer is seen as the first one by a mailbox that
looks at it; ``X-Hubops-Attempt`` and a last line say that it may have come before.
"""

import base64
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from hubops.exchange.mail_address import plain_address
from hubops.exchange.outgoing import Outcome, Outgoing, Told
from hubops.messages import say

_TAKEN = 250
_PERMANENT = range(500, 600)
_TRY_AGAIN_CODES = (530, 534, 535)
"""The server wants another password: nothing is wrong with the message."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    security: str
    """``starttls``, ``tls`` or ``none``."""
    sender: str
    sender_name: str
    user: str
    password: str = field(repr=False)
    timeout_s: float


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Hands messages to a mail server. Never raises."""

    server: MailServer

    def send(self, message: Outgoing) -> Told:
        """Send one message and say what became of it."""
        address = plain_address(message.address)
        if not address:
            return Told(Outcome.REFUSED, "notice.bad_address", message.address)
        mail = self.compose(message).as_bytes(policy=policy.SMTP)
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return _no_connection(error)
        try:
            return self._hand_in(connection, address, mail)
        finally:
            connection.close()

    def _hand_in(self, connection: smtplib.SMTP, address: str, mail: bytes) -> Told:
        try:
            if self.server.user:
                connection.login(self.server.user, self.server.password)
            connection.ehlo_or_helo_if_needed()
            _expect(connection.mail(self.server.sender))
            _expect(connection.rcpt(address))
        except smtplib.SMTPResponseException as refusal:
            return _refused(refusal.smtp_code, self._hidden(refusal.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            return _no_connection(error)
        try:
            code, said = connection.data(mail)
        except smtplib.SMTPDataError as refusal:
            return _refused(refusal.smtp_code, refusal.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Told(Outcome.SENT_UNCONFIRMED, "notice.unconfirmed", str(error))
        if code != _TAKEN:
            return _refused(code, said)
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        return Told(Outcome.SENT, answer=said.decode("utf-8", "replace"))

    def _hidden(self, said: bytes | str) -> str:
        """The answer to a login without the password: there are servers that repeat what they did not understand."""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        user, password = self.server.user, self.server.password
        for sent in (f"\0{user}\0{password}", password):
            for form in (base64.b64encode(sent.encode()).decode(), sent):
                text = text.replace(form, "***") if form else text
        return text

    def compose(self, message: Outgoing) -> EmailMessage:
        """The mail, with its papers."""
        mail = EmailMessage()
        mail["Message-ID"] = f"<{message.key}@{self.server.sender.partition('@')[2]}>"
        mail["From"] = formataddr((self.server.sender_name, self.server.sender))
        mail["To"] = plain_address(message.address)
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Hubops-Kind"] = message.kind
        mail["X-Hubops-Attempt"] = str(message.attempt)
        again = f"\n\n{say('notice.again', message.language)}\n" if message.maybe_sent else ""
        mail.set_content(message.body + again)
        for paper in message.attachments:
            main, _, sub = paper.kind.partition("/")
            mail.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
        return mail

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_s, context=context)
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
        if server.security == "starttls":
            try:
                connection.starttls(context=ssl.create_default_context())
            except (OSError, smtplib.SMTPException):
                connection.close()
                raise
        return connection


def _expect(answered: tuple[int, bytes]) -> None:
    """Raises SMTPResponseException for an answer that is not yes."""
    code, said = answered
    if code not in (_TAKEN, 251):
        raise smtplib.SMTPResponseException(code, said)


def _no_connection(error: Exception) -> Told:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error)
    return Told(Outcome.AGAIN, "notice.no_connection", str(error))


def _refused(code: int, said: bytes | str) -> Told:
    answer = f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if code in _PERMANENT and code not in _TRY_AGAIN_CODES:
        return Told(Outcome.REFUSED, "notice.refused", answer)
    return Told(Outcome.AGAIN, "notice.not_now", answer)
