"""``hubops messages``: what was told to whom, what was not delivered, and what a person does about it."""

from hubops.errors import Refused
from hubops.messages import Message, has_words, say
from hubops.open_hub import OpenHub
from hubops.operations import authority, sending
from hubops.operations.booking import Booking
from hubops.queries import notices
from hubops.queries.notices import NoticeRow

MOST = 200
"""Messages that are listed at once."""
SHORT = 8
"""The first letters of a key, by which a person names a message."""


def listed(hub: OpenHub, undelivered: bool) -> dict[str, object]:
    """The last messages, or those that nobody is known to have, as plain values."""
    return {"messages": [_plain(row) for row in _rows(hub, undelivered)]}


def told(hub: OpenHub, undelivered: bool, language: str) -> list[str]:
    """The same in words: a line for each, and what stopped it and what the receiver said below."""
    lines = [line for row in _rows(hub, undelivered) for line in _lines(hub, row, language)]
    return lines or [say("messages.none", language)]


def done(hub: OpenHub, action: str, key: str, how: str, badge: str) -> Message:
    """Send a message again, or count it as told in another way by whose badge it is; what is said of it is returned.

    Raises:
        Refused: no such message, more than one, or one that can't be sent again; or it is not said how it was told,
            or by whom.
    """
    if action == "settled" and not how.strip():
        raise Refused("messages.how")

    def booked(booking: Booking) -> str:
        known = notices.key_of(booking, key)
        if action == "retry":
            sending.retry(booking, known)
        else:
            authority.act_as(booking, badge, "deal_with_alarms")
            sending.settle_by_hand(booking, known, how.strip())
        return known[:SHORT]

    code = "messages.retried" if action == "retry" else "messages.settled"
    return Message(code, {"key": hub.job_desk("messages").book(booked)})


def _rows(hub: OpenHub, undelivered: bool) -> list[NoticeRow]:
    read = notices.undelivered if undelivered else notices.newest
    return hub.job_desk("messages").look(lambda booking: read(booking, MOST))


def _lines(hub: OpenHub, row: NoticeRow, language: str) -> list[str]:
    known = has_words(f"word.told_{row.kind}")
    values = {
        "key": row.key[:SHORT],
        "when": row.at,
        "kind": Message(f"word.told_{row.kind}") if known else row.kind,
        "to": row.to,
        "channel_word": f"channel_{row.channel}",
        "address": row.address,
        "state_word": notices.state_word(row.channel, row.state),
        "attempts": row.attempts,
    }
    code = "messages.paper_line" if row.channel == "paper" else "messages.line"
    lines = [say(code, language, values, hub.house.calendar.zone)]
    if row.fault and row.state not in ("sent", "settled"):
        lines.append(f"          {say(row.fault, language) if has_words(row.fault) else row.fault}")
    if row.answer:
        lines.append(f"          {say('messages.answer', language, {'answer': ' '.join(row.answer.split())})}")
    return lines


def _plain(row: NoticeRow) -> dict[str, object]:
    return {
        "key": row.key,
        "at": row.at.isoformat(),
        "kind": row.kind,
        "to": row.to,
        "channel": row.channel,
        "address": row.address,
        "state": row.state,
        "attempts": row.attempts,
        "fault": row.fault,
        "answer": row.answer,
    }
