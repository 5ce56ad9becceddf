"""Receiving, returnable crates: how many came and went back, and the one that goods are weighed in."""

from hubops.errors import Refused
from hubops.flows.answers import read_crates
from hubops.flows.case_in_hand import Receive, ask_case, delivery_of, item_of
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import crate_exchange, crates
from hubops.operations.crates import Counted, Kind
from hubops.queries import inbound


def begin(turn: Receive, _: Key) -> Next:
    """Count crates of the delivery in hand."""
    delivery_of(turn)
    _types(turn)
    return Next("crates")


def choose(turn: Receive, said: Key | Scan) -> Next:
    """A digit or a sign says which crates are counted."""
    turn.data.crate = _chosen(turn, said).code
    return Next("crates_in")


def take_in(turn: Receive, typed: Text) -> Next:
    """So many came."""
    turn.data.crates_in = read_crates(typed.text)
    return Next("crates_back")


def none_in(turn: Receive, _: Key) -> Next:
    """None came."""
    turn.data.crates_in = 0
    return Next("crates_back")


def take_back(turn: Receive, typed: Text) -> Next:
    """So many empty ones went back with the driver: both numbers are booked."""
    return _exchange(turn, read_crates(typed.text))


def none_back(turn: Receive, _: Key) -> Next:
    """No empty ones went back: what came is booked."""
    return _exchange(turn, 0)


def ask_tare(turn: Receive, _: Key) -> Next:
    """The goods stand on the scale in a crate, or no longer do."""
    _types(turn)
    return Next("tare")


def choose_tare(turn: Receive, said: Key | Scan) -> Next:
    """A digit or a sign says in which crate the goods of this delivery are weighed from now on."""
    chosen = _chosen(turn, said)
    turn.data.tares = {**turn.data.tares, item_of(turn).producer_id: chosen.code}
    return Next("weigh", Message("receive.tare_chosen", {"name": chosen.name, "tare_g": chosen.tare_g}))


def drop_tare(turn: Receive, _: Key) -> Next:
    """The goods of this delivery are weighed bare from now on."""
    producer_id = item_of(turn).producer_id
    turn.data.tares = {key: code for key, code in turn.data.tares.items() if key != producer_id}
    return Next("weigh", Message("receive.tare_dropped"))


def ask_weigh(turn: Receive) -> Asked:
    """The question at the scale, with the crate whose weight is taken off."""
    asked = ask_case(turn)
    code = turn.data.tares.get(item_of(turn).producer_id) if turn.data.tares else None
    if code is None:
        return asked
    found = crates.crate_type(turn.booking, code)
    values = {"name": found.name, "tare_g": found.tare_g}
    return Asked(asked.values, (Line(Message("crates.weighed_in", values), "here"),))


def _exchange(turn: Receive, back: int) -> Next:
    data, delivery_id = turn.data, delivery_of(turn)
    crate_exchange.exchange(turn.booking, delivery_id, data.crate, data.crates_in, back)
    row = next(row for row in crates.at_dock(turn.booking, delivery_id) if row.code == data.crate)
    values = {
        "name": row.name,
        "came": data.crates_in,
        "back": back,
        "producer": inbound.producer_name(turn.booking, delivery_id),
        "balance": _balance(row),
    }
    data.crate, data.crates_in = "", 0
    return Next("scan", Message("crates.exchanged", values), booked="crates")


def _balance(row: Counted) -> Message:
    if not row.balance:
        return Message("crates.even")
    code = "crates.to_get_back" if row.balance > 0 else "crates.to_give_back"
    return Message(code, {"crates": abs(row.balance)})


def _types(turn: Receive) -> list[Kind]:
    found = crates.types(turn.booking)
    if not found:
        raise Refused("crates.no_types")
    return found


def _chosen(turn: Receive, said: Key | Scan) -> Kind:
    if isinstance(said, Scan):
        return crates.crate_type(turn.booking, said.code)
    found, number = _types(turn), int(said.name)
    if not 1 <= number <= len(found):
        raise Refused("crates.no_such_type", number=number, types=len(found))
    return found[number - 1]


def _ask_crates(turn: Receive) -> Asked:
    """Each type, with what was counted at this delivery and how the producer stands."""
    delivery_id = delivery_of(turn)
    lines = (
        Line(
            Message(
                "crates.dock_line",
                {"number": n, "name": row.name, "came": row.came, "back": row.back, "balance": _balance(row)},
            ),
            choice=n,
        )
        for n, row in enumerate(crates.at_dock(turn.booking, delivery_id), 1)
    )
    return Asked({"producer": inbound.producer_name(turn.booking, delivery_id)}, tuple(lines))


def _ask_number(turn: Receive) -> Asked:
    return Asked({"name": crates.crate_type(turn.booking, turn.data.crate).name})


def _ask_tare(turn: Receive) -> Asked:
    chosen = turn.data.tares.get(item_of(turn).producer_id)
    return Asked(
        lines=tuple(
            Line(
                Message("crates.tare_line", {"number": n, "name": row.name, "tare_g": row.tare_g}),
                "here" if row.code == chosen else "",
                n,
            )
            for n, row in enumerate(_types(turn), 1)
        )
    )


_SIGN = scan(ScanKind.CRATE)

STATES = (
    State(
        "crates",
        _ask_crates,
        (
            Edge(DIGIT, choose, ("crates_in",)),
            Edge(_SIGN, choose, ("crates_in",)),
            Edge(key("f3"), go("scan"), ("scan",), "key.back"),
        ),
    ),
    State(
        "crates_in",
        _ask_number,
        (
            Edge(TEXT, take_in, ("crates_back",)),
            Edge(ENTER, none_in, ("crates_back",), "key.no_crates"),
            Edge(key("f3"), go("crates"), ("crates",), "key.back"),
        ),
    ),
    State(
        "crates_back",
        _ask_number,
        (
            Edge(TEXT, take_back, ("scan",)),
            Edge(ENTER, none_back, ("scan",), "key.no_crates"),
            Edge(key("f3"), go("crates_in"), ("crates_in",), "key.back"),
        ),
    ),
    State(
        "tare",
        _ask_tare,
        (
            Edge(DIGIT, choose_tare, ("weigh",)),
            Edge(_SIGN, choose_tare, ("weigh",)),
            Edge(ENTER, drop_tare, ("weigh",), "key.no_crate"),
            Edge(key("f3"), go("weigh"), ("weigh",), "key.back"),
        ),
    ),
)
