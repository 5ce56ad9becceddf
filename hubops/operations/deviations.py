"""Deviations that people speak of: a problem told at the floor (F9), and the end of any deviation.

A problem is a deviation, and its event keeps what was said at the station just before. A deviation ends when a later
fact settles it, or when somebody names its cause and what was done.
"""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model import deviation_kinds
from hubops.model.evidence import Deviation, FloorInput
from hubops.operations import authority
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

CAUSES = deviation_kinds.CAUSES
"""Why a deviation came about, as people choose from it."""
INPUTS_KEPT = 50
"""Inputs of the station that stand in the event, so that support can read how it came to the problem."""

CODE_LETTERS = 8
"""Of a deviation's key: enough to tell those of years apart."""

_LATEST = (
    select(FloorInput.at, FloorInput.input, FloorInput.answer)
    .where(FloorInput.hub_id == bindparam("hub"), FloorInput.station == bindparam("at_station"))
    .order_by(FloorInput.id.desc())
    .limit(bindparam("most"))
)
_STANDING = select(
    Deviation.id,
    Deviation.values.label("facts"),
    Deviation.cause,
    Deviation.solved_at,
    Deviation.solution,
).where(
    Deviation.hub_id == bindparam("hub"),
    Deviation.kind == bindparam("told"),
    Deviation.subject_id == bindparam("subject"),
    Deviation.undone_by_id.is_(None),
)
_OPEN = (
    select(Deviation.id, Deviation.kind, Deviation.subject_id)
    .where(Deviation.hub_id == bindparam("hub"), Deviation.solved_at.is_(None), Deviation.undone_by_id.is_(None))
    .order_by(Deviation.at, Deviation.id)
)
_OPEN_ONE = _OPEN.where(Deviation.id == bindparam("key"))
_OPEN_OF_KIND = _OPEN.where(Deviation.kind == bindparam("told"))
_OPEN_OF_SUBJECT = _OPEN_OF_KIND.where(Deviation.subject_id == bindparam("subject"))


def tell_problem(booking: Booking, problem: str, text: str, prompt: str) -> None:
    """Record a problem.

    Args:
        booking: the booking under way; nobody need be signed in.
        problem: what it is about, a word of the catalogue.
        text: what the worker typed, perhaps nothing.
        prompt: the question that stood on the screen, ``receive.weigh``.
    """
    said = booking.tx.execute(
        _LATEST, {"hub": booking.tx.hub_id, "at_station": booking.station.name, "most": INPUTS_KEPT}
    ).all()
    booking.event("problem", None, problem=problem, text=text, prompt=prompt, inputs=[_kept(*row) for row in said])
    booking.deviation(
        "problem",
        None,
        problem_word=problem,
        text=text or "-",
        prompt=prompt,
        station=booking.station.name,
        name=booking.actor.name or "-",
    )


def solve(booking: Booking, code: str, cause: str, how: str, badge: str) -> str:
    """Somebody says why it came about and what was done; the kind of the deviation is returned.

    Args:
        booking: the booking under way.
        code: the last letters of its key, as many as name one that is open (:func:`code_of`).
        cause: one of CAUSES of model/deviation_kinds.py.
        how: what was done about it.
        badge: whose solution it is.

    Raises:
        Refused: ``solving.unknown`` or ``solving.ambiguous``; ``solving.no_such_cause``; ``solving.no_words``;
            or as :func:`authority.act_as`.
    """
    authority.act_as(booking, badge, "solve_deviations")
    if cause not in CAUSES:
        raise Refused("solving.no_such_cause", text=cause, causes=", ".join(CAUSES))
    wanted = code.strip().lower()
    found = [row for row in booking.tx.execute(_OPEN, {"hub": booking.tx.hub_id}) if row.id.hex.endswith(wanted)]
    if not found or not wanted:
        raise Refused("solving.unknown", text=code)
    if len(found) > 1:
        raise Refused("solving.ambiguous", text=code, found=len(found))
    [row] = found
    _solve(booking, row, cause, how)
    return str(row.kind)


def solve_at_terminal(booking: Booking, key: UUID | None, cause: str, how: str) -> None:
    """Whoever is signed in says why it came about and what was done; the arguments as for :func:`solve`.

    Raises:
        Refused: ``authority.role_needed``; ``solving.over``: it is solved, or was taken back; ``solving.no_words``.
    """
    authority.demand(booking, "solve_deviations")
    row = booking.tx.execute(_OPEN_ONE, {"hub": booking.tx.hub_id, "key": key}).one_or_none()
    if row is None:
        raise Refused("solving.over")
    _solve(booking, row, cause, how)


def take_back(booking: Booking, kind: str, subject_id: UUID, by: UUID) -> None:
    """What was told of a subject does not hold, solved or not; ``by`` is the input or the fact that says so."""
    for row in standing(booking, kind, subject_id):
        booking.change(Deviation, row.id, undone_by_id=by)


def standing(booking: Booking, kind: str, subject_id: UUID) -> Sequence[AnyRow]:
    """What was told of a subject and not taken back: ``facts`` as JSON, ``cause``, ``solved_at``, ``solution``."""
    params = {"hub": booking.tx.hub_id, "told": kind, "subject": subject_id}
    return booking.tx.execute(_STANDING, params).all()


def solve_by_fact(booking: Booking, kind: str, subject_id: UUID | None) -> None:
    """A later fact settles what was told of its subject, or without a subject; the fact's own event tells it."""
    params = {"hub": booking.tx.hub_id, "told": kind, "subject": subject_id}
    statement = _OPEN_OF_KIND if subject_id is None else _OPEN_OF_SUBJECT
    for row in booking.tx.execute(statement, params).all():
        if row.subject_id == subject_id:
            _end(booking, row.id)


def code_of(key: UUID) -> str:
    """The letters by which people name a deviation."""
    return key.hex[-CODE_LETTERS:]


def _solve(booking: Booking, row: AnyRow, cause: str, how: str) -> None:
    if not how.strip():
        raise Refused("solving.no_words")
    _end(booking, row.id, cause=cause, solution=how.strip())
    booking.event("deviation_solved", row.subject_id, deviation=row.kind, cause=cause, how=how.strip())


def _end(booking: Booking, key: UUID, **said: object) -> None:
    booking.change(Deviation, key, solved_at=booking.tx.now, solved_by=booking.actor.badge, **said)


def _kept(at: object, said: str, answered: str) -> list[object]:
    """When, what was said, and the question and the code of the answer that followed."""
    answer = json.loads(answered)
    return [str(at), json.loads(said), answer["prompt"], answer["code"]]
