"""PINs: sealed, checked, set and reset; wrong ones are counted over all stations and make the badge wait.

A PIN in clear goes no further than :func:`seal`. What it gives, Argon2id under the pepper, is what is compared and
kept, so that the slow part runs before the transaction that counts (docs/security.md).
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import argon2
from argon2.low_level import ARGON2_VERSION, hash_secret
from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.people import Operator, OperatorPin
from hubops.operations import authority
from hubops.operations.booking import Booking
from hubops.planning.lockout import wait_s
from hubops.store import rows
from hubops.store.rows import AnyRow

COST = argon2.Parameters(
    type=argon2.Type.ID,
    version=ARGON2_VERSION,
    salt_len=16,
    hash_len=32,
    time_cost=2,
    memory_cost=19 * 1024,
    parallelism=1,
)
"""OWASP's password storage cheat sheet: two passes over 19 MiB on one lane, 50 to 100 ms on a small machine."""
_PIN = re.compile(r"[0-9]{4,8}")
_RUNS = ("0123456789", "9876543210")

_READ = select(OperatorPin.id, OperatorPin.seal, OperatorPin.wrong, OperatorPin.wait_until).where(
    OperatorPin.hub_id == bindparam("hub"), OperatorPin.operator_id == bindparam("operator")
)
_SAVE = (
    update(OperatorPin)
    .where(OperatorPin.hub_id == bindparam("hub"), OperatorPin.operator_id == bindparam("operator"))
    .values(seal=bindparam("p_seal"), wrong=bindparam("p_wrong"), wait_until=bindparam("p_until"))
)
_PERSON = select(Operator.id, Operator.badge, Operator.name, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.badge == bindparam("badge")
)


@dataclass(frozen=True, slots=True)
class Person:
    """An operator as one who may help sees them."""

    key: UUID
    badge: str
    name: str
    role: str
    has_pin: bool
    wait_until: datetime | None
    """Until when the badge waits after wrong PINs; None where it does not."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a PIN that was tried."""

    right: bool
    left: int = 0
    """Tries that are left before the badge has to wait."""
    wait_until: datetime | None = None
    """Until when it has to wait now."""


def is_asked(booking: Booking, role: str) -> bool:
    """Whether the hub wants a PIN from a role."""
    pin = booking.house.signin.pin
    return pin == "all" or (pin == "supervisors" and role != "worker")


def is_set(booking: Booking, operator: UUID) -> bool:
    """Whether an operator has a PIN."""
    row = _row(booking, operator)
    return row is not None and row.seal != ""


def seal_for(booking: Booking, operator: UUID, typed: str) -> str:
    """What was typed, sealed as the operator's own PIN is, to be compared with it; empty for what can be no PIN."""
    row = _row(booking, operator)
    return seal(booking.house.signin.pepper, typed, row.seal if row is not None else "")


def seal(pepper: bytes, typed: str, like: str = "") -> str:
    """What may be kept of a typed PIN, as PHC text; empty for what can be no PIN.

    ``like`` is another seal: the same PIN gives the same text. Without it the salt is new.
    """
    if not _is_pin(typed):
        return ""
    cost, salt = (argon2.extract_parameters(like), _salt(like)) if like else (COST, secrets.token_bytes(COST.salt_len))
    keyed = hmac.digest(pepper, typed.encode(), "sha256")
    sealed = hash_secret(keyed, salt, cost.time_cost, cost.memory_cost, cost.parallelism, cost.hash_len, cost.type)
    return sealed.decode()


def try_pin(booking: Booking, operator: UUID, badge: str, sealed: str) -> Tried:
    """Compare a sealed PIN with the operator's; a wrong one is counted and stays counted.

    Raises:
        Refused: ``signin.pin_form``, or ``signin.wait`` while the badge has to wait: then nothing is compared.
    """
    row = _row(booking, operator)
    if row is not None and row.wait_until is not None and booking.tx.clock_now < row.wait_until:
        raise Refused("signin.wait", until_at=full_minute(row.wait_until))
    if not sealed:
        raise Refused("signin.pin_form")
    if row is not None and row.seal and hmac.compare_digest(row.seal, sealed):
        if row.wrong:
            _save(booking, operator, row.seal)
        return Tried(right=True)
    wrong = row.wrong + 1 if row is not None else 1
    rule = booking.house.signin.lockout
    seconds = wait_s(rule, wrong)
    until = booking.tx.clock_now + timedelta(seconds=seconds) if seconds else None
    _save(booking, operator, row.seal if row is not None else "", wrong, until)
    booking.event("pin_wrong", operator, badge=badge, wrong=wrong)
    if until is not None:
        booking.event("badge_locked", operator, badge=badge, wrong=wrong, seconds=seconds)
    return Tried(right=False, left=max(0, rule.free_tries - wrong), wait_until=until)


def set_pin(booking: Booking, operator: UUID, badge: str, sealed: str) -> None:
    """Keep a first or a new PIN.

    Raises:
        Refused: ``signin.has_pin``, another station was faster.
    """
    if is_set(booking, operator):
        raise Refused("signin.has_pin")
    _save(booking, operator, sealed)
    booking.event("pin_set", operator, badge=badge)


def person(booking: Booking, badge: str) -> Person:
    """Whom somebody with the authority wants to help.

    Raises:
        Refused: ``signin.unknown_badge``; or the role of the one or of the other does not allow it.
    """
    row = booking.tx.execute(_PERSON, {"hub": booking.tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    authority.demand(booking, "help_worker_with_pin" if row.role == "worker" else "help_anyone_with_pin")
    pin = _row(booking, row.id)
    until = pin.wait_until if pin is not None else None
    waits = until is not None and booking.tx.clock_now < until
    return Person(row.id, row.badge, row.name, row.role, pin is not None and pin.seal != "", until if waits else None)


def unlock(booking: Booking, badge: str) -> Person:
    """Let a badge try again that has to wait after wrong PINs. Raises Refused as :func:`person`."""
    found = person(booking, badge)
    row = _row(booking, found.key)
    if row is not None:
        _save(booking, found.key, row.seal)
    booking.event("badge_unlocked", found.key, badge=badge)
    return found


def reset(booking: Booking, badge: str) -> Person:
    """Forget a PIN: the next sign-in asks for a new one. Raises Refused as :func:`person`."""
    found = person(booking, badge)
    if found.has_pin or found.wait_until is not None:
        _save(booking, found.key, "")
    booking.event("pin_reset", found.key, badge=badge)
    return found


def full_minute(until: datetime) -> datetime:
    """The end of a wait as it is told, in hours and minutes: never before it is over."""
    return (until + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


def _is_pin(typed: str) -> bool:
    """Four to eight digits, not all alike and not in a row."""
    return _PIN.fullmatch(typed) is not None and len(set(typed)) > 1 and not any(typed in run for run in _RUNS)


def _salt(sealed: str) -> bytes:
    """The salt of a PHC text: its last part but one, in base64 without padding."""
    text = sealed.split("$")[-2]
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _row(booking: Booking, operator: UUID) -> AnyRow | None:
    return booking.tx.execute(_READ, {"hub": booking.tx.hub_id, "operator": operator}).one_or_none()


def _save(booking: Booking, operator: UUID, sealed: str, wrong: int = 0, until: datetime | None = None) -> None:
    params = {"hub": booking.tx.hub_id, "operator": operator, "p_seal": sealed, "p_wrong": wrong, "p_until": until}
    if not booking.tx.execute(_SAVE, params).rowcount:
        rows.add(booking.tx, OperatorPin, operator_id=operator, seal=sealed, wrong=wrong, wait_until=until)
