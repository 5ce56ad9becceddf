"""Runs the dialogue of one station: an input goes in, one transaction is committed, an answer and a prompt come out.

The dialogue's state lies in the database, written in the transaction of the booking: a terminal that is killed comes
back to the same prompt, and an input that is sent twice counts once and gets the same answer.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from hubops.errors import HubopsError, Refused
from hubops.flows import help as step_help
from hubops.flows import not_legal, record, short_codes, taking_back, typed_weight
from hubops.flows.all import FLOWS
from hubops.flows.back_entry import ANOTHER_TIME
from hubops.flows.choosing import Choosing
from hubops.flows.table import BACK, DIGITS, HOME, Interruption, Line, Next, Prompt, State, Turn, trigger_of
from hubops.inputs import Choose, Input, Key, Scan, ScanKind, Sealed, Text, Weight
from hubops.messages import Message, Severity
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.dialogues import Standing, Stood

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a station says after an input."""

    prompt: Prompt
    message: Message | None
    operator: str
    """The name of who is signed in, empty if nobody is."""
    language: str
    help: bool = False
    """The prompt's lines explain the step (F1)."""
    entered_for: datetime | None = None
    """Back-entry: when that which is entered happened; None where it happens now."""

    @property
    def status(self) -> Severity:
        """How the answer is to be taken; a mere question asks."""
        return self.message.severity if self.message else Severity.ASK


class Floor:
    """The dialogue of one station. Not for use by two threads at once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._choosing = Choosing()
        self._help_key: bytes | None = None
        """The key of the F1 whose page is shown; it lives as long as the screen, and no longer."""
        self._meant = ""
        """What the question on the screen is about; it lives as long as the screen, too."""
        self._gone: Stood | None = None
        """How the dialogue stands where that can't be asked about any more: the screen shows the flow's beginning."""

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
        if isinstance(said, Key) and (said.name == "f1" or (said.name == "f3" and self._help_key is not None)):
            self._help_key = key if said.name == "f1" and self._help_key in (None, key) else None
            return self._answer(None)
        if isinstance(said, Key) and said.name in DIGITS:
            if said.name == "0" and self._help_key is None and self._choosing.turn():
                return self._answer(None)
            said = self._choosing.meant(said)
        if isinstance(said, Text):
            typed = said.text
            said = self.desk.look(lambda booking: self._typed(booking, typed))
        elif isinstance(said, Scan) and short_codes.is_short(said):
            code = said
            said = self.desk.look(lambda booking: short_codes.meant(booking, self._state(booking), code))
        message = self.desk.book_or_note(
            lambda booking: self._take(booking, said, key),
            lambda booking, refusal: self._note_refusal(booking, said, key, refusal),
            key,
        )
        if message is not None or not isinstance(said, Weight):  # a scale that trembles closes no page
            self._help_key = None
        return self._answer(message)

    def _take(self, booking: Booking, said: Input, key: bytes) -> Message | None:
        known = record.answer_before(booking, key)
        if known is not None:
            return known.message
        standing = self._standing(booking)
        self._lock_idle(booking, standing)
        before = standing.copy()
        early = self._early(booking, standing, said)
        if early is not None:
            if early.kept:
                record.turn_away(booking, said, key, standing, early.message)
            return early.message
        undoes, step = self._step(booking, standing, said)
        self._move_on(standing, step)
        taking_back.note_step(before, standing, step, undone=undoes is not None)
        step = self._give_back(booking, standing, step)
        standing.last_input_at = booking.tx.clock_now
        if isinstance(said, Scan):
            standing.last_code, standing.last_scan_at = said.raw, booking.tx.clock_now
        elif not isinstance(said, Weight):
            standing.last_code = ""  # a key in between: the next scan is meant, however soon
        if isinstance(said, Weight):
            standing.scale_armed = False
        standing.save(booking)
        record.write(booking, said, key, before, standing, step, undoes)
        return step.message

    def _standing(self, booking: Booking) -> Standing:
        """How the dialogue stands, as the screen shows it: where what was in hand is gone, at the flow's beginning."""
        standing = Standing.load(booking)
        if standing.stands == self._gone:
            standing.state, standing.data, standing.begun = FLOWS[standing.flow].start, {}, None
        return standing

    def _state(self, booking: Booking) -> State:
        """The step that the screen shows."""
        standing = self._standing(booking)
        return FLOWS[standing.flow].state(standing.state)

    def _typed(self, booking: Booking, typed: str) -> Text | Weight | Scan:
        """What was typed; a secret is sealed, outside the transaction that books, for it takes its time."""
        standing = self._standing(booking)
        flow = FLOWS[standing.flow]
        state = flow.state(standing.state)
        seal = state.seal
        if seal is None:
            weight = typed_weight.read_weight(typed) if "weight" in state.wants else None
            text = Text(typed)
            return weight or (short_codes.meant(booking, state, text) if short_codes.is_short(text) else text)
        return Sealed(seal(Turn(booking, msgspec.convert(standing.data, flow.data, strict=False)), typed))

    def _lock_idle(self, booking: Booking, standing: Standing) -> None:
        if standing.idle(booking.tx.clock_now, booking.house.signin.idle_lock_minutes):
            booking.event("station_locked", standing.operator)
            standing.lock(booking)
            standing.save(booking)

    def _give_back(self, booking: Booking, standing: Standing, step: Next) -> Next:
        """Somebody came to a locked station: the same operator gets back what was in hand, another one hears of it."""
        held, actor = standing.held, booking.actor
        if held is None or actor.key is None:
            return step
        standing.held = None
        if held.operator == actor.key:
            standing.flow, standing.state, standing.data, standing.begun = held.flow, held.state, held.data, held.begun
            return replace(step, message=Message("signin.resumed", {"name": actor.name}))
        if held.flow == "today":
            return step
        values = {"name": actor.name, "other": held.name, "flow": Message(f"where.{held.flow}")}
        return replace(step, message=Message("signin.took_over", values))

    def _early(self, booking: Booking, standing: Standing, said: Input) -> "_Early | None":
        """What is answered without a look at the flow's table; None lets the input through."""
        if isinstance(said, Weight):
            return self._weigh(booking, standing, said)
        if isinstance(said, Scan) and standing.repeats(said.raw, booking.tx.clock_now, booking.house.repeat_ms):
            return _Early(Message("scan.twice"))
        return None

    def _weigh(self, booking: Booking, standing: Standing, weight: Weight) -> "_Early | None":
        """The booking rule for weights, once for every flow (devices.md 1.7); None lets the weight through.

        At rest, in range, known to be net or gross, and the scale was empty since the last weight that was booked.
        """
        state = FLOWS[standing.flow].state(standing.state)
        wanted = state.edge(trigger_of(weight)) is not None
        if wanted and typed_weight.is_typed(weight):
            _refuse_typed(booking, weight)
            return None
        if not weight.stable or weight.over or weight.under:
            code = "scale.over" if weight.over else "scale.under" if weight.under else "scale.moving"
            return _Early(Message(code) if wanted else None, kept=wanted)
        load_g = weight.grams + (weight.tare_g or 0)  # with a tare set, an empty scale shows less than nothing
        if min(abs(weight.grams), abs(load_g)) <= booking.house.zero_within_g:
            if standing.scale_armed:
                return _Early(None, kept=False)
            standing.scale_armed = True
            standing.save(booking)
            return _Early(None)
        if not wanted:
            if standing.held is not None:
                raise Refused("signin.locked", name=standing.held.name)
            return _Early(None)
        if weight.net is None:
            raise Refused("scale.mode", weight_g=weight.grams)
        if not standing.scale_armed:
            raise Refused("scale.same_box", weight_g=weight.grams)
        return None

    def _step(self, booking: Booking, standing: Standing, said: Input) -> tuple[Any, Next]:
        flow = FLOWS[standing.flow]
        aside = self._aside(booking, said)
        if aside and not issubclass(flow.data, Interruption):
            return None, Next("", flow=aside, data=Interruption(standing.flow, standing.state, standing.data))
        if standing.operator is not None:
            if isinstance(said, Key) and said.name == "f2":
                return taking_back.take_back(booking, standing, flow)
            if isinstance(said, Choose):
                if said.flow not in FLOWS or said.flow == "signin" or issubclass(FLOWS[said.flow].data, Interruption):
                    raise Refused("flow.unknown", flow=said.flow)
                return None, Next("", flow=said.flow)
            if isinstance(said, Key) and flow.leads_home(standing.state, said.name):
                return None, Next("", flow=HOME)
        edge = flow.state(standing.state).edge(trigger_of(said))
        if edge is None:
            raise self._not_now(booking, standing, said)
        data = msgspec.convert(standing.data, flow.data, strict=False)
        turn: Turn[Any] = Turn(booking, data, self._meant)
        step = edge.do(turn, said)
        if (f"{step.flow}:{step.state}" if step.flow else step.state) not in edge.goes:
            raise RuntimeError(f"{standing.flow}.{standing.state} {edge.on} leads to {step.flow}:{step.state}")
        if not step.flow and step.data is None:
            step = Next(step.state, step.message, step.booked, data=turn.data)
        return None, step

    def _aside(self, booking: Booking, said: Input) -> str:
        """The flow that a key begins in the midst of any step; empty for any other input."""
        if said == Key("f9"):
            return "problem"
        return "back_entry" if said == Key(ANOTHER_TIME) and booking.entered_for is not None else ""

    def _move_on(self, standing: Standing, step: Next) -> None:
        if step.flow == BACK:
            stood = msgspec.convert(standing.data, Interruption)
            standing.flow, standing.state, standing.data = stood.flow, stood.state, stood.data
            return
        flow = FLOWS[step.flow or standing.flow]
        if step.flow:
            standing.data = {}
        if step.data is not None:
            standing.data = msgspec.to_builtins(step.data)
        standing.flow, standing.state = flow.name, step.state or flow.start

    def _not_now(self, booking: Booking, standing: Standing, said: Input) -> Refused:
        if standing.flow == "signin":
            return self._badge_first(standing, said)
        if isinstance(said, Scan) and said.kind is ScanKind.UNREADABLE:
            if said.fault in ("", short_codes.UNKNOWN):
                state = FLOWS[standing.flow].state(standing.state)
                weight = typed_weight.read_weight(said.raw) if "weight" in state.wants else None
                return _not_typed(booking, weight) if weight else short_codes.refusal(state)
            return Refused(said.fault)
        if isinstance(said, Scan) and said.kind is ScanKind.BADGE:
            later = FLOWS[standing.flow].leads_to_badge(standing.state)
            return Refused("signin.badge_last") if later else Refused("signin.busy", name=booking.actor.name)
        state = FLOWS[standing.flow].state(standing.state)
        return Refused("flow.not_now", said=not_legal.named(said), wanted=not_legal.fitting(state))

    def _badge_first(self, standing: Standing, said: Input) -> Refused:
        if FLOWS[standing.flow].state(standing.state).seal:
            return Refused("signin.pin_first")
        if standing.held is not None:
            return Refused("signin.locked", name=standing.held.name)
        return Refused("signin.not_a_badge" if isinstance(said, Scan | Text) else "signin.first")

    def _note_refusal(self, booking: Booking, said: Input, key: bytes, refusal: Refused) -> Message:
        message = Message(refusal.code, refusal.values)
        standing = self._standing(booking)
        self._lock_idle(booking, standing)
        if booking.house.signin.idle_lock_minutes:
            standing.last_input_at = booking.tx.clock_now
            standing.save(booking)
        record.turn_away(booking, said, key, standing, message)
        return message

    def _answer(self, message: Message | None) -> Answer:
        answer = self.desk.look(lambda booking: self._prompt(booking, message))
        self._meant = answer.prompt.means
        return answer

    def _prompt(self, booking: Booking, message: Message | None) -> Answer:
        standing = Standing.load(booking)
        if standing.idle(booking.tx.clock_now, booking.house.signin.idle_lock_minutes):
            standing.lock(booking)
        flow = FLOWS[standing.flow]
        self._gone = None
        try:
            turn = Turn(booking, msgspec.convert(standing.data, flow.data, strict=False))
            prompt = flow.prompt(standing.state, turn)
        except (HubopsError, msgspec.ValidationError) as gone:
            # what the dialogue had in hand is gone, by another station's hand: it begins again
            log.info("the dialogue of %s starts again in %s: %s", booking.station.name, flow.name, gone)
            prompt = flow.prompt(flow.start, Turn(booking, flow.data()))
            self._gone = standing.stands
        prompt = self._choosing.in_view(prompt)
        actor = booking.actor
        typing: tuple[Line, ...] = ()
        if booking.station.typed_weights and "weight" in prompt.wants:
            typing = (Line(Message("weight.typing")),)
            prompt = replace(prompt, wants=prompt.wants | {"text"}, lines=(*prompt.lines, *typing))
        if self._help_key is not None:
            lines = step_help.page(flow, flow.state(prompt.state), actor.role)
            prompt = replace(prompt, lines=(*lines, *typing))
        if booking.entered_for is not None:
            prompt = self._entered_later(booking, prompt, booking.entered_for)
        helps = self._help_key is not None
        return Answer(prompt, message, actor.name, actor.language, helps, booking.entered_for)

    def _entered_later(self, booking: Booking, prompt: Prompt, at: datetime) -> Prompt:
        """Every question of a back-entry says for when it is, and how to say another time."""
        day = at.astimezone(booking.house.calendar.zone).date()
        where = Message("where.entered_later", {"happened_at": at, "day": day, "place": prompt.where})
        return replace(prompt, where=where, keys=(*prompt.keys, (ANOTHER_TIME, Message("key.another_time"))))


@dataclass(frozen=True)
class _Early:
    """An answer that is given before any edge is tried."""

    message: Message | None
    kept: bool = True
    """False for the noise of a scale, which says and changes nothing: it would fill the log of inputs."""


def _refuse_typed(booking: Booking, weight: Weight) -> None:
    """Where a weight is wanted, a typed one counts only if the station's configuration says so."""
    if not booking.station.typed_weights:
        raise _not_typed(booking, weight)
    if not weight.grams:
        raise Refused("weight.none")


def _not_typed(booking: Booking, weight: Weight) -> Refused:
    """What a weight is answered that was typed where none may be typed."""
    return Refused("weight.not_typed", weight_g=weight.grams, station=booking.station.name)
