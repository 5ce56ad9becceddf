"""The settings of a device or a station: each line is chosen from a list or typed, then all of it is saved at once."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubops.errors import Refused
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message, has_words
from hubops.operations import devices
from hubops.operations.booking import Booking
from hubops.operations.plant import SECTION_OF, Setting

KINDS = tuple(SECTION_OF)
"""What can be added, in the order of the digits."""


class Form(msgspec.Struct):
    """What is being filled in, as it was typed; nothing is written before it is saved."""

    kind: str = ""
    name: str = ""
    values: dict[str, str] = {}
    setting: str = ""
    """The line that is being filled in."""
    new: bool = False
    sure: bool = False
    """It was asked whether all of it is to go."""


def form_of(booking: Booking, kind: str, name: str) -> Form:
    """The settings of a device or a station as they stand. Raises Refused: only some may change them."""
    devices.demand_change(booking)
    values = booking.plant.sections[SECTION_OF[kind]].get(name, {})
    return Form(kind, name, {key: _text(value) for key, value in values.items()})


def take_kind(_: Turn[Form], pressed: Key) -> Next:
    """What is to be added."""
    return Next("name", data=Form(chosen(KINDS, pressed), new=True))


def take_station(turn: Turn[Form], pressed: Key) -> Next:
    """Which station is to be changed."""
    names = tuple(turn.booking.plant.sections["stations"])
    return Next("form", data=form_of(turn.booking, "station", chosen(names, pressed)))


def take_name(turn: Turn[Form], typed: Text) -> Next:
    """How it is to be called."""
    turn.data.name = typed.text.strip()
    devices.demand_new_name(turn.booking, SECTION_OF[turn.data.kind], turn.data.name)
    return Next("form")


def take_line(turn: Turn[Form], pressed: Key) -> Next:
    """A line of the form, which is chosen from a list or typed."""
    setting = chosen(_settings(turn), pressed)
    turn.data.setting, turn.data.sure = setting.name, False
    return Next("pick" if setting.choices else "type")


def take_pick(turn: Turn[Form], pressed: Key) -> Next:
    """One of the list."""
    return _filled_in(turn, chosen(_setting(turn).choices, pressed))


def take_typed(turn: Turn[Form], typed: Text) -> Next:
    """What was typed into the line."""
    return _filled_in(turn, typed.text.strip())


def clear(turn: Turn[Form], _: Key) -> Next:
    """The line is as usual again."""
    return _filled_in(turn, "")


def save(turn: Turn[Form], _: Key) -> Next:
    """All of it is written into devices.toml, and the running programs follow."""
    form = turn.data
    lacking = [setting.name for setting in _settings(turn) if setting.needed and not form.values.get(setting.name)]
    if lacking:
        raise Refused("devices.lacks", setting_word=f"setting_{lacking[0]}")
    devices.write(turn.booking, SECTION_OF[form.kind], form.name, form.values)
    return Next("list", Message("devices.saved", {"device": _name(form)}), flow="devices")


def remove(turn: Turn[Form], _: Key) -> Next:
    """It is taken out of devices.toml, once the key was pressed twice."""
    form = turn.data
    if form.new:
        raise Refused("devices.nothing_to_remove", device=_name(form))
    if not form.sure:
        form.sure = True
        return Next("form", Message("devices.sure_to_remove", {"device": _name(form)}))
    devices.remove(turn.booking, SECTION_OF[form.kind], form.name)
    return Next("list", Message("devices.removed", {"device": _name(form)}), flow="devices")


def leave(_: Turn[Form], __: Any) -> Next:
    """Nothing is changed."""
    return Next("list", flow="devices")


def _filled_in(turn: Turn[Form], value: str) -> Next:
    form = turn.data
    form.values = {**form.values, form.setting: value}
    return Next("form")


def _text(value: object) -> str:
    """A value of the file as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(value: str) -> object:
    """A value as a person reads it."""
    return Message(f"equip.{value}") if value in ("true", "false") else value


def _usual(setting: Setting) -> Message:
    """What holds while nothing else is chosen."""
    return Message("equip.usual_is", {"value": _said(setting.usual)}) if setting.usual else Message("equip.usual")


def _settings(turn: Turn[Form]) -> Sequence[Setting]:
    return turn.booking.plant.form(SECTION_OF[turn.data.kind])


def _setting(turn: Turn[Form]) -> Setting:
    return next(setting for setting in _settings(turn) if setting.name == turn.data.setting)


def _name(form: Form) -> Message:
    return Message("devices.name", {"kind": Message(f"screen.{form.kind}"), "name": form.name})


def _ask_kind(_: Turn[Form]) -> Asked:
    rows = (
        Line(Message("equip.choice", {"number": n, "choice": Message(f"screen.{kind}")}), choice=n)
        for n, kind in enumerate(KINDS, start=1)
    )
    return Asked(lines=tuple(rows))


def _ask_stations(turn: Turn[Form]) -> Asked:
    rows = []
    for n, (name, station) in enumerate(turn.booking.plant.sections["stations"].items(), start=1):
        used = ", ".join(value for value in dict.fromkeys(station.values()) if isinstance(value, str))
        rows.append(Line(Message("equip.station", {"number": n, "name": name, "devices": used or "-"}), choice=n))
    return Asked(lines=tuple(rows))


def _ask_name(turn: Turn[Form]) -> Asked:
    return Asked({"kind": Message(f"screen.{turn.data.kind}")})


def _ask_form(turn: Turn[Form]) -> Asked:
    form, settings, rows = turn.data, _settings(turn), []
    for n, setting in enumerate(settings, start=1):
        value = form.values.get(setting.name, "")
        said = _said(value) or (Message("equip.missing") if setting.needed else _usual(setting))
        values = {"number": n, "setting_word": f"setting_{setting.name}", "value": said}
        rows.append(Line(Message("equip.line", values), "bad" if setting.needed and not value else "", n))
    return Asked({"device": _name(form)}, tuple(rows))


def _ask_pick(turn: Turn[Form]) -> Asked:
    form, choices = turn.data, _setting(turn).choices
    rows = (
        Line(
            Message("equip.choice", {"number": n, "choice": _said(choice) or Message("equip.none")}),
            "here" if form.values.get(form.setting, "") == choice else "",
            n,
        )
        for n, choice in enumerate(choices, start=1)
    )
    return Asked({"setting_word": f"setting_{form.setting}"}, tuple(rows))


def _ask_typed(turn: Turn[Form]) -> Asked:
    form = turn.data
    hint = f"equip.hint_{form.setting}"
    lines = [Line(Message(hint))] if has_words(hint) else []
    now = Message("equip.now", {"value": form.values.get(form.setting) or _usual(_setting(turn))})
    return Asked({"setting_word": f"setting_{form.setting}"}, (*lines, Line(now)))


_AWAY = Edge(key("f3"), leave, ("devices:list",), "key.back")
_TO_FORM = Edge(key("f3"), go("form"), ("form",), "key.back")
_CLEAR = Edge(key("f5"), clear, ("form",), "key.as_usual")

EQUIP = Flow(
    "equip",
    Form,
    (
        State("kind", _ask_kind, (Edge(DIGIT, take_kind, ("name",)), _AWAY)),
        State("stations", _ask_stations, (Edge(DIGIT, take_station, ("form",)), _AWAY)),
        State(
            "name", _ask_name, (Edge(TEXT, take_name, ("form",)), Edge(key("f3"), go("kind"), ("kind",), "key.back"))
        ),
        State(
            "form",
            _ask_form,
            (
                Edge(DIGIT, take_line, ("pick", "type")),
                Edge(key("f4"), save, ("devices:list",), "key.save"),
                Edge(key("f8"), remove, ("form", "devices:list"), "key.remove"),
                _AWAY,
            ),
        ),
        State("pick", _ask_pick, (Edge(DIGIT, take_pick, ("form",)), _CLEAR, _TO_FORM)),
        State("type", _ask_typed, (Edge(TEXT, take_typed, ("form",)), _CLEAR, _TO_FORM)),
    ),
)
