"""Files of every kind come in whole or not at all, and every bad row is named."""

from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES
from sqlalchemy import func, select

from hubops.exchange.importing import import_file
from hubops.exchange.kinds import KINDS
from hubops.exchange.report import Report, RowMessage
from hubops.model.evidence import Event
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.model.schedule import RouteStop
from hubops.operations import master_data
from hubops.operations.desk import Desk
from hubops.store import chain

EXAMPLE = {"clusters": 2, "orders": 11, "routes": 2, "products": 20, "kitchens": 10, "producers": 4}
"""The size of the demo hub (62 order lines in 11 orders)."""


def written(tmp_path: Path, kind: str, *changes: tuple[str, str], encoding: str = "utf-8") -> Path:
    """The example file of a kind with some of its text changed."""
    text = (TWO_ROUTES / f"{kind}.csv").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / f"{kind}.csv"
    path.write_text(text, encoding=encoding)
    return path


def count(desk: Desk, table: type) -> int:
    """The rows of a table."""
    return int(desk.look(lambda booking: booking.tx.conn.execute(select(func.count()).select_from(table)).scalar_one()))


def places(report: Report) -> list[tuple[str, int, str]]:
    """Code, line and column of every fault."""
    rows = [fault for fault in report.faults if isinstance(fault, RowMessage)]
    assert len(rows) == len(report.faults)
    return [(fault.code, fault.line, fault.column) for fault in rows]


def test_every_kind_has_an_example_and_a_place_in_the_order() -> None:
    assert set(master_data.IMPORT_ORDER) == set(KINDS) == {path.stem for path in TWO_ROUTES.glob("*.csv")}
    assert set(master_data.SAVE) | {"orders"} == set(KINDS)


def test_the_examples_come_in(empty_desk: Desk) -> None:
    added = {}
    for kind in master_data.IMPORT_ORDER:
        report = import_file(empty_desk, kind, TWO_ROUTES / f"{kind}.csv")
        assert (report.changed, report.same, report.warnings, report.faults) == (0, 0, (), ())
        added[kind] = report.added

    assert {kind: added[kind] for kind in EXAMPLE} == EXAMPLE


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_comes_again_changes_nothing(filled_desk: Desk, kind: str) -> None:
    events = count(filled_desk, Event)

    report = import_file(filled_desk, kind, TWO_ROUTES / f"{kind}.csv")

    assert (report.added, report.changed, report.faults) == (0, 0, ())
    assert report.same > 0
    assert count(filled_desk, Event) == events


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        (
            "routes",
            "B01;09:05",
            "B01;07:05",
            "comes to Furukollen skole at 07:05, but goods are received there 08:30-10:30",
        ),
        ("kitchens", "08:30;10:30", "09:30;10:30", "at 09:05, but goods are received there 09:30-10:30 only"),
    ],
)
def test_a_route_that_comes_when_nobody_receives_is_told(
    filled_desk: Desk, tmp_path: Path, kind: str, old: str, new: str, told: str
) -> None:
    path = written(tmp_path, kind, (old, new))
    for dry_run in (True, False):
        report = import_file(filled_desk, kind, path, dry_run=dry_run)
        (warning,) = report.warnings
        assert (warning.code, report.changed) == ("import.outside_window", 1)
        assert told in warning.text("en")


BAD_ROWS = [
    ("operators", "worker", "boss", "import.bad_word", 2, "role"),
    ("operators", "0002", "0001", "import.twice", 3, "badge"),
    ("operators", "Kari N.", "", "import.missing_cell", 2, "name"),
    ("clusters", "LIER", "LI ER", "import.bad_code", 2, "code"),
    ("kitchens", "gymsalen;;;", "gymsalen;;furukollen(a)kommune;", "import.bad_email", 2, "email"),
    ("carriers", "100000067", "100000068", "import.check_digit", 2, "org_number"),
    ("producers", ";LIER;", ";LEIR;", "master.unknown_cluster", 2, "cluster"),
    ("producers", "7039999900018", "7039999900017", "import.check_digit", 2, "gln"),
    ("producers", "59,8052", "159,8052", "import.out_of_range", 2, "latitude"),
    ("producers", ";3400;", ";340;", "import.bad_digits", 2, "postcode"),
    ("producers", "pickup", "drone", "import.bad_word", 2, "transport"),
    ("kitchens", "08:30;10:30", "08:30;08:30", "master.window", 2, "window_end"),
    ("kitchens", "08:30;10:30", "8.30;10:30", "import.bad_time", 2, "window_start"),
    ("kitchens", "Asker kommune", "Akser kommune", "import.disagrees", 8, "buyer_name"),
    ("products", "7039999000015", "7039999000016", "import.check_digit", 2, "gtin"),
    ("products", "100000024", "100000105", "master.unknown_producer", 2, "producer_org_number"),
    ("products", "ambient", "lukewarm", "master.unknown_class", 2, "temperature_class"),
    ("products", ";5;3,2;", ";;3,2;", "master.half_case", 3, "pieces_per_case"),
    ("products", "17039999000029", "7039999000015", "master.gtin_taken", 3, "case_gtin"),
    ("products", ";10;5;;2;", ";10;15;;2;", "master.life", 7, "min_life_on_delivery_days"),
    ("products", ";4;0;no;selleri", ";-1;0;no;selleri", "master.range", 9, "stated_max_c"),
    ("products", "7,5", "7,5 l", "import.bad_number", 2, "litres"),
    ("zones", ";L2", ";L9", "master.unknown_lane", 4, "near_lane"),
    ("zones", "meat_red", "meat", "master.unknown_class", 3, "classes"),
    ("zones", "K1;", "V1;", "master.code_taken", 3, "code"),
    ("vehicles", "V2;", "K1;", "master.code_taken", 3, "code"),
    ("vehicles", ";C1;", ";C9;", "master.unknown_carrier", 2, "carrier"),
    ("routes", ";B03;", ";B33;", "master.unknown_kitchen", 4, "kitchen"),
    ("routes", ";V1;", ";V9;", "import.disagrees", 3, "vehicle"),
    ("routes", ";V2;1;A01", ";V2;2;A01", "import.twice", 8, "route, stop"),
    ("pickup-days", "LIER;", "LIER;100000024", "master.cluster_or_producer", 2, "cluster"),
    ("pickup-days", "tue thu", "tir tor", "calendar.bad_weekday", 2, "weekdays"),
    ("pickup-days", "tue thu", "sat sun", "master.no_working_day", 2, "weekdays"),
    ("pickup-days", "-1 10:00", "1 10:00", "calendar.bad_cutoff", 2, "cutoff"),
    ("pickup-days", "-1 10:00", "-99 10:00", "master.long_cutoff", 2, "cutoff"),
    ("orders", ";new", ";cancel", "order.mixed_actions", 2, "action"),
    ("orders", ";2;piece", ";2,5;piece", "order.broken_quantity", 2, "quantity"),
    ("orders", ";2;piece", ";2;case", "order.no_case", 2, "unit"),
    ("orders", ";2;piece", ";2;crate", "import.bad_word", 2, "unit"),
    ("orders", "7039999000022", "7039999999999", "order.unknown_item", 3, "gtin"),
    ("orders", ";4;piece", ";5;piece", "order.conflict", 2, "order_number"),
    ("orders", "2026-11-24;2;", "2026-11-25;2;", "import.disagrees", 3, "requested_date"),
    ("orders", ";2;7039999000022", ";1;7039999000022", "import.twice", 3, "order_number, line"),
]


@pytest.mark.parametrize(("kind", "old", "new", "code", "line", "column"), BAD_ROWS)
def test_a_bad_row_refuses_the_whole_file(
    filled_desk: Desk, tmp_path: Path, kind: str, old: str, new: str, code: str, line: int, column: str
) -> None:
    events = count(filled_desk, Event)

    report = import_file(filled_desk, kind, written(tmp_path, kind, (old, new)))

    assert (code, line, column) in places(report)
    assert (report.added, report.changed, report.same) == (0, 0, 0)
    assert count(filled_desk, Event) == events
    for language in ("nb", "en"):
        assert str(line) in report.faults[0].text(language)


def test_an_unknown_kitchen_is_named_at_its_order(filled_desk: Desk, tmp_path: Path) -> None:
    text = (TWO_ROUTES / "orders.csv").read_text(encoding="utf-8").replace("AK-775;A05", "AK-999;A99")
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")

    report = import_file(filled_desk, "orders", path)

    assert places(report) == [("order.unknown_kitchen", 58, "kitchen")]


def test_every_fault_is_named_not_the_first_only(filled_desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, "vehicles", ("V2;", "V 2;"), ("1100", "much"))

    report = import_file(filled_desk, "vehicles", path)

    assert places(report) == [("import.bad_number", 2, "payload_kg"), ("import.bad_code", 3, "code")]


def test_faults_that_the_database_tells_are_all_named(filled_desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, "routes", (";B02;", ";B22;"), (";B03;", ";B33;"), (";A05;", ";A55;"))

    report = import_file(filled_desk, "routes", path)

    assert [line for _, line, _ in places(report)] == [3, 4, 11]


@pytest.mark.parametrize(
    ("header", "code", "columns"),
    [
        ("code;nmae", "import.missing_columns", "name"),
        ("x\ty", "import.missing_columns", "code, name"),
    ],
)
def test_missing_columns_are_named(empty_desk: Desk, tmp_path: Path, header: str, code: str, columns: str) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text(f"{header}\nC1;one\n", encoding="utf-8")

    [fault] = import_file(empty_desk, "clusters", path).faults

    assert (fault.code, fault.values["columns"]) == (code, columns)


def test_unknown_columns_are_named_in_a_warning(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text("code;name;colour;size\nC1;one;red;4\n", encoding="utf-8")

    report = import_file(empty_desk, "clusters", path)

    assert report.added == 1
    assert [(warning.code, warning.values["columns"]) for warning in report.warnings] == [
        ("import.unknown_columns", "colour, size")
    ]


def test_a_header_alone_is_a_warning(empty_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text("code;name\n", encoding="utf-8")

    report = import_file(empty_desk, "clusters", path)

    assert ([warning.code for warning in report.warnings], report.faults) == (["import.no_rows"], ())


def test_an_unknown_kind_and_a_missing_file_are_faults(empty_desk: Desk, tmp_path: Path) -> None:
    codes = [import_file(empty_desk, kind, tmp_path / "none.csv").faults[0].code for kind in ("cars", "zones")]

    assert codes == ["import.unknown_kind", "import.not_there"]


def test_a_windows_file_comes_in_with_a_warning(filled_desk: Desk, tmp_path: Path) -> None:
    report = import_file(filled_desk, "kitchens", written(tmp_path, "kitchens", encoding="cp1252"))

    assert (report.same, [warning.code for warning in report.warnings]) == (10, ["import.cp1252"])


def test_a_comma_file_says_the_same(filled_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "vehicles.csv"
    path.write_text(
        'code,registration,carrier,payload_kg,crates,kind,energy\nV1,EK 00001,C1,"1100,0",60,van,electric\n',
        encoding="utf-8",
    )

    assert import_file(filled_desk, "vehicles", path) == Report("vehicles", same=1)


def test_a_dry_run_tells_and_keeps_nothing(filled_desk: Desk, tmp_path: Path) -> None:
    events = count(filled_desk, Event)
    last = "AK-775;A05;2026-11-23T09:40;2026-11-24;6;7039999000619;3;piece;;"
    new = last.replace("AK-775", "AK-999")
    path = written(tmp_path, "orders", (last, f"{last}\n{new}"))

    report = import_file(filled_desk, "orders", path, dry_run=True)

    assert (report.added, report.same, report.faults) == (1, 11, ())
    assert (count(filled_desk, Order), count(filled_desk, Event)) == (11, events)


def test_what_changed_is_an_event_with_the_old_value(filled_desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, "kitchens", ("Varemottak bak gymsalen", "Ring på porten"))

    report = import_file(filled_desk, "kitchens", path)

    assert (report.added, report.changed, report.same) == (0, 1, 9)
    newest = select(Event.kind, Event.actor, Event.body).order_by(Event.id.desc()).limit(1)
    event = filled_desk.look(lambda booking: booking.tx.conn.execute(newest).one())
    assert (event.kind, event.actor) == ("master_changed", "import")
    assert event.body == (
        '{"new":{"access_note":"Ring på porten"},"old":{"access_note":"Varemottak bak gymsalen"},"table":"kitchen"}'
    )


def test_the_event_chains_hold(filled_desk: Desk) -> None:
    house = filled_desk.house
    assert filled_desk.look(lambda booking: chain.verify(booking.tx.conn, house.hub_id)) == []


def test_nothing_is_deleted_by_a_shorter_file(filled_desk: Desk, tmp_path: Path) -> None:
    lines = (TWO_ROUTES / "routes.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "routes.csv"
    path.write_text("\n".join(lines[:4]), encoding="utf-8")

    report = import_file(filled_desk, "routes", path)

    assert (report.same, report.changed, count(filled_desk, RouteStop)) == (1, 0, 10)


def test_stops_can_change_places(filled_desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, "routes", (";1;B01;09:05", ";2;B01;09:30"), (";2;B02;09:30", ";1;B02;09:05"))

    report = import_file(filled_desk, "routes", path)

    assert (report.changed, report.same) == (1, 1)
    stops = select(Kitchen.code).join(RouteStop, RouteStop.kitchen_id == Kitchen.id).where(Kitchen.code < "B03")
    in_order = stops.where(Kitchen.code >= "B").order_by(RouteStop.stop)
    assert filled_desk.look(lambda booking: booking.tx.conn.execute(in_order).scalars().all()) == ["B02", "B01"]


def test_a_stop_that_a_kitchen_outside_the_file_has_is_refused(filled_desk: Desk, tmp_path: Path) -> None:
    lines = (TWO_ROUTES / "routes.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "routes.csv"
    path.write_text("\n".join([lines[0], lines[1].replace(";1;B01", ";3;B01")]), encoding="utf-8")

    assert places(import_file(filled_desk, "routes", path)) == [("master.stop_taken", 2, "stop")]


def test_an_order_is_known_by_its_moment_not_by_its_spelling(filled_desk: Desk, tmp_path: Path) -> None:
    text = (TWO_ROUTES / "orders.csv").read_text(encoding="utf-8")
    path = tmp_path / "orders.csv"
    path.write_text(text.replace("2026-11-20T09:31", "2026-11-20T08:31:00Z"), encoding="utf-8")

    assert import_file(filled_desk, "orders", path) == Report("orders", same=11)


def test_kilograms_become_whole_pieces(filled_desk: Desk) -> None:
    """7,5 kg of pieces of 2 kg are 4 pieces: the kitchen gets enough."""
    query = select(OrderLine.ordered_quantity, OrderLine.pieces).where(OrderLine.ordered_quantity.like("% kg"))
    pieces = filled_desk.look(lambda booking: dict(booking.tx.conn.execute(query).all()))

    assert pieces == {"8 kg": 4, "5.4 kg": 3, "10 kg": 4, "3.6 kg": 2, "7.5 kg": 4}
