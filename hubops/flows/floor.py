"""Runs the dialogue of one station: an input goes in, one transaction is committed, an answer and a prompt come out.

The dialogue's state lies in the database, written in the transaction of the booking: a terminal that is killed comes
back to the same prompt, and an input that is sent twice counts once and gets the same answer.
"""

import logging
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from hubops.errors import HubopsError, Refused
from hubops.flows import record
from hubops.flows.all import FLOWS
from hubops.flows.table import Next, Prompt, Turn, trigger_of
from hubops.inputs import Choose, Input, Key, Scan, ScanKind, Weight
from hubops.messages import Message, Severity
from hubops.operations import corrections
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.dialogues import Standing

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a station says after an input."""

    prompt: Prompt
    message: Message | None
    operator: str
    """The name of who is signed in, empty if nobody is."""
    language: str

    @property
    def status(self) -> Severity:
        """How the answer is to be taken; a mere question asks."""
        return self.message.severity if self.message else Severity.ASK


class Floor:
    """The dialogue of one station. Not for use by two threads at once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def resume(self) -> Answer:
        """The prompt that stands, as before a restart."""
        return self._answer(None)

    def handle(self, said: Input, key: bytes) -> Answer:
        """Take an input and answer; what it changed is durable before this returns.

        Args:
            said: what a person or a device said.
            key: the idempotency key: the same one again changes nothing and gets the same message.

        Raises:
            StoreFault: the database failed; nothing was booked.
        """
        if isinstance(said, Scan) and said.kind is ScanKind.COMMAND:
            said = Key(said.code.lower())
        try:
            message = self.desk.book(lambda booking: self._take(booking, said, key))
        except Refused as refusal:
            message = Message(refusal.code, refusal.values)
            self.desk.book(lambda booking: self._note_refusal(booking, said, key, message))
        return self._answer(message)

    def _take(self, booking: Booking, said: Input, key: bytes) -> Message | None:
        known = record.answer_before(booking, key)
        if known is not None:
            return known.message
        standing = Standing.load(booking)
        before = standing.copy()
        early = self._early(booking, standing, said)
        if early is not None:
            if early.kept:
                step = Next(standing.state, early.message)
                record.write(booking, said, key, before, standing, step, None)
            return early.message
        undoes, step = self._step(booking, standing, said)
        self._move_on(standing, step)
        if isinstance(said, Scan):
            standing.last_code, standing.last_scan_at = said.raw, booking.tx.now
        elif not isinstance(said, Weight):
            standing.last_code = ""  # a key in between: the next scan is meant, however soon
        if isinstance(said, Weight):
            standing.scale_armed = False
        standing.save(booking)
        record.write(booking, said, key, before, standing, step, undoes)
        return step.message

    def _early(self, booking: Booking, standing: Standing, said: Input) -> "_Early | None":
        """What is answered without a look at the flow's table; None lets the input through."""
        if isinstance(said, Weight):
            return self._weigh(booking, standing, said)
        if isinstance(said, Scan) and standing.repeats(said.raw, booking.tx.now, booking.house.repeat_ms):
            return _Early(Message("scan.twice"))
        return None

    def _weigh(self, booking: Booking, standing: Standing, weight: Weight) -> "_Early | None":
        """The booking rule for weights, once for every flow (devices.md 1.7); None lets the weight through."""
        state = FLOWS[standing.flow].state(standing.state)
        wanted = state.edge(trigger_of(weight)) is not None
        if not weight.stable or weight.over or weight.under:
            code = "scale.over" if weight.over else "scale.under" if weight.under else "scale.moving"
            return _Early(Message(code) if wanted else None, kept=wanted)
        if abs(weight.grams) <= booking.house.zero_within_g:
            if standing.scale_armed:
                return _Early(None, kept=False)
            standing.scale_armed = True
            standing.save(booking)
            return _Early(None)
        if not wanted:
            return _Early(None)
        if not standing.scale_armed:
            raise Refused("scale.same_box", weight_g=weight.grams)
        return None

    def _step(self, booking: Booking, standing: Standing, said: Input) -> tuple[Any, Next]:
        flow = FLOWS[standing.flow]
        if standing.operator is not None:
            if isinstance(said, Key) and said.name == "f2":
                undone = corrections.undo_last(booking)
                message = Message("undo.done", {"booked_word": undone.booked})
                if undone.flow != standing.flow:
                    return undone.input_id, Next(standing.state, message)
                data = msgspec.convert(undone.data, flow.data, strict=False)
                return undone.input_id, Next(undone.state, message, data=data)
            if isinstance(said, Choose):
                if said.flow not in FLOWS or said.flow == "signin":
                    raise Refused("flow.unknown", flow=said.flow)
                return None, Next("", flow=said.flow)
            if isinstance(said, Key) and said.name == "f10" and standing.flow != "today":
                return None, Next("", flow="today")
        edge = flow.state(standing.state).edge(trigger_of(said))
        if edge is None:
            raise self._not_now(standing, said)
        data = msgspec.convert(standing.data, flow.data, strict=False)
        turn: Turn[Any] = Turn(booking, data)
        step = edge.do(turn, said)
        if (f"{step.flow}:{step.state}" if step.flow else step.state) not in edge.goes:
            raise RuntimeError(f"{standing.flow}.{standing.state} {edge.on} leads to {step.flow}:{step.state}")
        if not step.flow and step.data is None:
            step = replace(step, data=turn.data)
        return None, step

    def _move_on(self, standing: Standing, step: Next) -> None:
        flow = FLOWS[step.flow or standing.flow]
        if step.flow:
            standing.data = {}
        if step.data is not None:
            standing.data = msgspec.to_builtins(step.data)
        standing.flow, standing.state = flow.name, step.state or flow.start

    def _not_now(self, standing: Standing, said: Input) -> Refused:
        if isinstance(said, Scan) and said.kind is ScanKind.UNREADABLE:
            return Refused(said.fault or "scan.unknown_code")
        if standing.operator is None:
            return Refused("signin.first")
        return Refused("flow.not_now")

    def _note_refusal(self, booking: Booking, said: Input, key: bytes, message: Message) -> None:
        if record.answer_before(booking, key) is None:
            standing = Standing.load(booking)
            step = Next(standing.state, message)
            record.write(booking, said, key, standing, standing, step, None)

    def _answer(self, message: Message | None) -> Answer:
        return self.desk.look(lambda booking: self._prompt(booking, message))

    def _prompt(self, booking: Booking, message: Message | None) -> Answer:
        standing = Standing.load(booking)
        flow = FLOWS[standing.flow]
        try:
            turn = Turn(booking, msgspec.convert(standing.data, flow.data, strict=False))
            prompt = flow.prompt(standing.state, turn)
        except (HubopsError, msgspec.ValidationError) as gone:
            # what the dialogue had in hand is gone, by another station's hand: it begins again
            log.info("the dialogue of %s starts again in %s: %s", booking.station.name, flow.name, gone)
            prompt = flow.prompt(flow.start, Turn(booking, flow.data()))
        actor = booking.actor
        return Answer(prompt, message, actor.name, actor.language)


@dataclass(frozen=True)
class _Early:
    """An answer that is given before any edge is tried."""

    message: Message | None
    kept: bool = True
    """False for the noise of a scale, which says and changes nothing: it would fill the log of inputs."""
