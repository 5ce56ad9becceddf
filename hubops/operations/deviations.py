"""A problem that somebody at the floor tells of (F9): a deviation, and in the event what was said there just before."""

import json

from sqlalchemy import bindparam, select

from hubops.model.evidence import FloorInput
from hubops.operations.booking import Booking

INPUTS_KEPT = 50
"""Inputs of the station that stand in the event, so that support can read how it came to the problem."""

_LATEST = (
    select(FloorInput.at, FloorInput.input, FloorInput.answer)
    .where(FloorInput.hub_id == bindparam("hub"), FloorInput.station == bindparam("at_station"))
    .order_by(FloorInput.id.desc())
    .limit(bindparam("most"))
)


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


def _kept(at: object, said: str, answered: str) -> list[object]:
    """When, what was said, and the question and the code of the answer that followed."""
    answer = json.loads(answered)
    return [str(at), json.loads(said), answer["prompt"], answer["code"]]
