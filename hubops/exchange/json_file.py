"""Reads orders from JSON: one object ``{"orders": [...]}`` with the names of the CSV's columns (docs/order-files.md).

Every value is taken as the text that stands in the file, so that a number means what it means in a CSV cell. Nothing
may stand twice, and nothing may be nested deeper than a line in an order in the list.
"""

import json
from typing import Any, NoReturn

from hubops.errors import BadInput
from hubops.exchange.csv_file import MAX_ROWS, Place, Row, Table, check_cell
from hubops.exchange.report import RowMessage, at_row
from hubops.messages import Message

ORDER_NAMES = ("order_number", "kitchen", "ordered_at", "requested_date")
LINE_NAMES = ("line", "gtin", "quantity", "unit", "note", "action")
ACTION = "action"
"""Of a line; an action of the order holds for those of its lines that have none."""

MOST_BRACKETS = 4 * MAX_ROWS
"""An order of one line takes three; more would be a small file that takes much memory."""

Values = dict[str, Any]


def table_of(text: str, warnings: tuple[Message, ...] = ()) -> Table:
    """The rows of a file, one per order line.

    Raises:
        BadInput: no JSON, or not the object that was agreed.
    """
    orders = _orders(_parsed(text))
    reader = _Reader()
    for number, order in enumerate(orders, 1):
        reader.read_order(number, order)
    told = list(warnings)
    if reader.unknown:
        told.append(Message("import.unknown_columns", {"columns": ", ".join(sorted(reader.unknown))}))
    columns = (*ORDER_NAMES, *LINE_NAMES)
    return Table(columns, tuple(reader.rows), tuple(told), tuple(reader.faults), reader.places)


class _Reader:
    """What was read of a file so far."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.faults: list[RowMessage] = []
        self.places: dict[int, Place] = {}
        self.unknown: set[str] = set()
        self._numbers: dict[str, int] = {}

    def read_order(self, number: int, order: object) -> None:
        """An order with its lines; ``number`` is its place in the file."""
        try:
            values = _object(order, "orders")
            lines = _lines(values)
            self._check_twice(number, values.get("order_number"))
        except BadInput as error:
            self._fault(Place(number, 0), error)
            return
        before = len(self.faults)
        common = self._cells(Place(number, 0), values, (*ORDER_NAMES, ACTION))
        sound = len(self.faults) == before
        for at, line in enumerate(lines, 1):
            self._read_line(Place(number, at), common, line, sound)

    def _read_line(self, place: Place, common: dict[str, str], line: object, sound: bool) -> None:
        """A line; it is a row only if its order is ``sound`` and it is so itself: no cell is blamed twice."""
        before = len(self.faults)
        try:
            own = self._cells(place, _object(line, "lines"), LINE_NAMES)
        except BadInput as error:
            self._fault(place, error)
            return
        if sound and len(self.faults) == before:
            cells = {**common, **own, ACTION: own[ACTION] or common[ACTION]}
            self.rows.append(Row(self._number(place), cells))

    def _check_twice(self, number: int, order_number: object) -> None:
        if isinstance(order_number, str):
            first = self._numbers.setdefault(order_number.strip(), number)
            if first != number:
                raise BadInput("import.json_order_twice", field="order_number", text=order_number, first=first)

    def _cells(self, place: Place, values: Values, names: tuple[str, ...]) -> dict[str, str]:
        """The texts under the names; a name that is not known is remembered."""
        self.unknown.update(set(values) - set(names))
        cells = {}
        for name in names:
            value = values.get(name)
            try:
                cells[name] = _cell(name, value)
            except BadInput as error:
                self._fault(place, error)
        return cells

    def _fault(self, place: Place, error: BadInput) -> None:
        self.faults.append(at_row(self._number(place), error))

    def _number(self, place: Place) -> int:
        """A running number for a place: rows and faults are sorted by it."""
        number = len(self.places) + 1
        if number > MAX_ROWS:
            raise BadInput("import.too_many_rows", most=MAX_ROWS)
        self.places[number] = place
        return number


def _parsed(text: str) -> object:
    if text.count("{") + text.count("[") > MOST_BRACKETS:
        raise BadInput("import.too_many_rows", most=MAX_ROWS)
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        start = max(0, error.pos - 10)
        near = " ".join(text[start : error.pos + 10].split())
        raise BadInput("import.json_broken", line=error.lineno, column=error.colno, text=near) from error
    except RecursionError as error:
        raise BadInput("import.json_deep") from error


def _orders(found: object) -> list[Any]:
    orders = found.get("orders") if isinstance(found, dict) else None
    if not isinstance(orders, list):
        raise BadInput("import.json_no_orders")
    return orders


def _lines(order: Values) -> list[Any]:
    """The lines of an order, taken out of its values."""
    lines = order.pop("lines", None)
    if not isinstance(lines, list) or not lines:
        raise BadInput("import.json_no_lines", field="lines")
    return lines


def _object(value: object, name: str) -> Values:
    if not isinstance(value, dict):
        raise BadInput("import.json_no_object", field=name, text=_short(value))
    return dict(value)


def _cell(name: str, value: object) -> str:
    """The text of a value; numbers come as their text already."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput("import.json_no_text", field=name, text=_short(value))
    cell = value.strip()
    check_cell(name, cell)
    return cell


def _once(pairs: list[tuple[str, Any]]) -> Values:
    """An object of which no name stands twice: which of two values is meant, nobody can tell."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput("import.json_name_twice", text=_short(twice))
    return values


def _refuse_constant(text: str) -> NoReturn:
    """NaN and the infinities are no JSON, though many programs write them."""
    raise BadInput("import.bad_number", text=text)


def _short(value: object) -> str:
    """A value as it can be told: what it holds is not looked at, however deep it is."""
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, dict):
        return "{…}"
    shown = str(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
