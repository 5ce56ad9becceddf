"""Two hundred ways to break a file of orders, each with the code of its fault and the value that must be named."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from broken_cells import CELLS

COLUMNS = (
    "order_number",
    "kitchen",
    "ordered_at",
    "requested_date",
    "line",
    "gtin",
    "quantity",
    "unit",
    "note",
    "action",
)
GOOD = {
    "order_number": "X-1",
    "kitchen": "B01",
    "ordered_at": "2026-11-20T09:00",
    "requested_date": "2026-11-26",
    "line": "1",
    "gtin": "7039999000015",
    "quantity": "2",
    "unit": "piece",
    "note": "",
    "action": "",
}
NO_CASE = GOOD["gtin"]


@dataclass(frozen=True)
class Broken:
    """A file that must be refused."""

    name: str
    data: bytes
    code: str
    named: str
    """What the report must name; empty where there is nothing to be named."""


NAMED = {
    "order.broken_quantity": "piece",
    "order.no_case": NO_CASE,
    "order.unknown_number": "X-1",
    "import.missing_cell": "",
    "import.control_character": "a",
    "import.too_long": "xxxxxxxxxxxxxxxxxxxx",
}
"""What is named where it is not the value itself."""


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ";") -> str:
    """Rows as a file."""
    lines = [delimiter.join(columns), *(delimiter.join(row.get(name, "") for name in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def json_of(**changed: object) -> dict[str, object]:
    """A good order as JSON; a name of the order or of its line may have another value, or none for ``...``."""
    order: dict[str, object] = {name: GOOD[name] for name in COLUMNS[:4]}
    line: dict[str, object] = {name: GOOD[name] for name in COLUMNS[4:8]}
    for name, value in changed.items():
        place = line if name in COLUMNS[4:] else order
        place[name] = value
    order.setdefault("lines", [line])
    return {"orders": [{name: value for name, value in order.items() if value is not ...}]}


def cells() -> Iterator[Broken]:
    """One bad cell in the second of three orders."""
    for column, values in CELLS.items():
        for number, (value, code) in enumerate(values, 1):
            bad = {**GOOD, "order_number": "X-1", column: value}
            quoted = {**bad, column: f'"{value}"'} if '"' in value else bad
            data = csv_of({**GOOD, "order_number": "X-0"}, quoted, {**GOOD, "order_number": "X-2"}).encode()
            named = NAMED.get(code, value.replace('""', '"'))
            if column == "quantity" and code == "import.control_character":
                named = "000"
            yield Broken(f"{column} {number}.csv", data, code, named)


def _packed(text: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", text)
    return data.getvalue()


def files() -> Iterator[Broken]:
    """Files that are wrong as a whole."""
    good = csv_of(GOOD)
    note = csv_of({**GOOD, "note": "Kjølerom"})
    yield Broken("utf-16.csv", good.encode("utf-16"), "import.not_text", "utf-16.csv")
    yield Broken("utf-16-be.csv", b"\xfe\xff" + good.encode("utf-16-be"), "import.not_text", "utf-16-be.csv")
    yield Broken("utf-16-no-bom.csv", good.encode("utf-16-le"), "import.not_text", "utf-16-no-bom.csv")
    yield Broken("utf-32.csv", good.encode("utf-32"), "import.not_text", "utf-32.csv")
    yield Broken("nul.csv", good.replace("B01", "B\x0001").encode(), "import.not_text", "nul.csv")
    yield Broken("nul-at-end.csv", good.encode() + b"\0" * 512, "import.not_text", "nul-at-end.csv")
    yield Broken("unknown-bytes.csv", good.encode() + b"\x81\x8d\x90", "import.unknown_encoding", str(len(good) + 1))
    mixed = note.encode() + csv_of({**GOOD, "note": "Ø"}).encode("latin-1")
    yield Broken("mixed.csv", mixed, "import.mixed_encodings", "line 2")
    for name, data in (
        ("empty", b""),
        ("bom", b"\xef\xbb\xbf"),
        ("newlines", b"\r\n\r\n\n"),
        ("spaces", b"  \n ;;; \n"),
    ):
        yield Broken(f"{name}.csv", data, "import.empty", "")
    for column in COLUMNS[:8]:
        kept = tuple(name for name in COLUMNS if name != column)
        yield Broken(f"no {column}.csv", csv_of(GOOD, columns=kept).encode(), "import.missing_columns", column)
    no_header = good.partition("\n")[2].encode()
    yield Broken("no header.csv", no_header * 2, "import.missing_columns", "order_number")
    yield Broken("column twice.csv", csv_of(GOOD, columns=(*COLUMNS, "gtin")).encode(), "import.column_twice", "gtin")
    yield Broken("tabs.csv", csv_of(GOOD, delimiter="\t").encode(), "import.missing_columns", "kitchen")
    yield Broken("pipes.csv", csv_of(GOOD, delimiter="|").encode(), "import.missing_columns", "kitchen")
    yield Broken(
        "decimal comma.csv", csv_of({**GOOD, "quantity": "2,5"}, delimiter=",").encode(), "import.bad_word", '"5"'
    )
    yield Broken(
        "nameless.csv", csv_of({**GOOD, "": "lost"}, columns=(*COLUMNS, "")).encode(), "import.nameless_cell", "lost"
    )
    yield Broken("open quote.csv", (good + 'X-2;"B01;;\n').encode(), "import.broken_quotes", "line 3")
    yield Broken("quote inside.csv", csv_of({**GOOD, "note": '"a"b'}).encode(), "import.broken_quotes", "line 2")
    yield Broken(
        "line break in a cell.csv", csv_of({**GOOD, "note": '"a\nb"'}).encode(), "import.control_character", "a\\nb"
    )
    yield Broken(
        "ten megabytes in a line.csv", csv_of({**GOOD, "note": "x" * 10_000_000}).encode(), "import.huge_cell", "line 2"
    )
    yield Broken("ten megabytes of quotes.csv", good.encode() + b'"' * 10_000_001, "", "")
    yield Broken("too large.csv", good.encode() + b"\n" * 20_000_000, "import.too_large", "20 MB")
    yield Broken("a million columns.csv", b";".join([b"gtin"] * 1_000_000), "import.too_many_columns", "1000000")
    yield Broken("same line twice.csv", csv_of(GOOD, GOOD).encode(), "import.twice", "X-1 1")
    other = {**GOOD, "line": "2"}
    yield Broken("two kitchens.csv", csv_of(GOOD, {**other, "kitchen": "B02"}).encode(), "import.disagrees", "B02")
    yield Broken(
        "two dates.csv",
        csv_of(GOOD, {**other, "requested_date": "2026-12-01"}).encode(),
        "import.disagrees",
        "2026-12-01",
    )
    yield Broken(
        "new and cancel.csv", csv_of(GOOD, {**other, "action": "cancel"}).encode(), "order.mixed_actions", "cancel"
    )
    strangers = [{**GOOD, "order_number": f"X-{n}", "kitchen": "B99"} for n in range(1, 1200)]
    yield Broken("thousand strangers.csv", csv_of(*strangers).encode(), "import.more_faults", "1000")
    taken = {**GOOD, "order_number": "BK-2001"}
    yield Broken("conflict.csv", csv_of(taken).encode(), "order.conflict", "BK-2001")
    yield Broken(
        "thousand faults.csv",
        csv_of(*[{**GOOD, "line": str(n), "unit": "x"} for n in range(1, 1200)]).encode(),
        "import.bad_word",
        "1000",
    )
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>"
    packed = [
        ("orders.xlsx", _packed(b"<worksheet/>"), "zip"),
        ("zip bomb.csv", _packed(b"0" * 10_000_000), "zip"),
        ("gzip bomb.csv", gzip.compress(b"0" * 10_000_000), "gzip"),
        ("bzip2.csv", bz2.compress(good.encode()), "bzip2"),
        ("xz.csv", lzma.compress(good.encode()), "xz"),
        ("orders.7z", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("zstd.csv", b"\x28\xb5\x2f\xfd\x00", "zstd"),
        ("orders.pdf", b"%PDF-1.7\n", "PDF"),
        ("orders.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        ("orders.xml", b"<?xml version='1.0'?><Order/>", "XML"),
        ("xml bomb.csv", bomb, "XML"),
        ("page.html", b"\n<html><body>502 Bad Gateway</body></html>", "HTML"),
    ]
    for name, data, form in packed:
        yield Broken(name, data, "import.packed", form)


def jsons() -> Iterator[Broken]:
    """JSON that can't be taken."""
    good = json.dumps(json_of())
    texts = [
        ("broken", good[:-1], "import.json_broken", "line 1"),
        ("no end", good[: len(good) // 2], "import.json_broken", "line 1"),
        ("comma", good.replace("]}", ",]}", 1), "import.json_broken", "]"),
        ("quotes", good.replace('"', "'"), "import.json_broken", "line 1"),
        ("two objects", f"{good}\n{good}", "import.json_broken", "line 2"),
        ("NaN", good.replace('"2"', "NaN"), "import.bad_number", "NaN"),
        ("infinity", good.replace('"2"', "Infinity"), "import.bad_number", "Infinity"),
        ("minus infinity", good.replace('"2"', "-Infinity"), "import.bad_number", "-Infinity"),
        ("name twice", good.replace('"unit"', '"gtin"'), "import.json_name_twice", "gtin"),
        ("name twice in the order", good.replace('"ordered_at"', '"kitchen"'), "import.json_name_twice", "kitchen"),
        ("orders twice", '{"orders": [], "orders": []}', "import.json_name_twice", "orders"),
        ("deep lists", "[" * 100_000, "import.json_deep", ""),
        ("deep objects", '{"orders":' * 100_000, "import.json_deep", ""),
        ("deep cell", good.replace('"2"', "[" * 100_000 + "]" * 100_000), "import.json_deep", ""),
        ("half a million lists", "[" + "[]," * 500_000 + "[]]", "import.too_many_rows", "100000"),
        ("empty object", "{}", "import.json_no_orders", "orders"),
        ("list", "[]", "import.json_no_orders", "orders"),
        ("text", '"orders"', "import.json_no_orders", "orders"),
        ("number", "12", "import.json_no_orders", "orders"),
        ("null", '{"orders": null}', "import.json_no_orders", "orders"),
        ("object", '{"orders": {}}', "import.json_no_orders", "orders"),
        ("order is text", '{"orders": ["X-1"]}', "import.json_no_object", "X-1"),
        ("order is null", '{"orders": [null]}', "import.json_no_object", "None"),
        ("one order twice", json.dumps({"orders": json_of()["orders"] * 2}), "import.json_order_twice", "X-1"),  # type: ignore[operator]
    ]
    values: list[tuple[str, object, str, str]] = [
        ("lines", [], "import.json_no_lines", ""),
        ("lines", {}, "import.json_no_lines", ""),
        ("lines", None, "import.json_no_lines", ""),
        ("lines", [7], "import.json_no_object", "7"),
        ("gtin", ["7039999000015"], "import.json_no_text", "[…]"),
        ("quantity", {"value": 2}, "import.json_no_text", "{…}"),
        ("quantity", True, "import.json_no_text", "True"),
        ("quantity", 1e8, "import.out_of_range", "100000000.0"),
        ("quantity", 1e30, "import.bad_number", "1e+30"),
        ("quantity", 10**400, "import.bad_number", "1" + "0" * 20),
        ("quantity", -1, "import.out_of_range", "-1"),
        ("quantity", 0, "import.nothing_ordered", "0"),
        ("quantity", 2.00005, "import.too_exact", "2.00005"),
        ("quantity", None, "import.missing_cell", ""),
        ("unit", ..., "import.missing_cell", ""),
        ("kitchen", ..., "import.missing_cell", ""),
        ("kitchen", "B99", "order.unknown_kitchen", "B99"),
        ("kitchen", 1, "order.unknown_kitchen", "1"),
        ("gtin", 7039999009995, "order.unknown_item", "7039999009995"),
        ("gtin", 7.04e12, "import.bad_digits", "7040000000000.0"),
        ("note", "a\0b", "import.control_character", "a\\x00b"),
        ("note", "a\ud800b", "import.control_character", "a\\ud800b"),
        ("note", "x" * 501, "import.too_long", "501"),
        ("requested_date", "24/11/26", "import.bad_date", "24/11/26"),
        ("requested_date", 46352, "import.bad_date", "46352"),
        ("action", "cancel", "order.unknown_number", "X-1"),
    ]
    for name, text, code, named in texts:
        yield Broken(f"{name}.json", text.encode(), code, named)
    for number, (name, value, code, named) in enumerate(values, 1):
        order = json_of(**{name: value})
        if value is ...:
            for line in order["orders"][0]["lines"]:  # type: ignore[index]
                line.pop(name, None)
        yield Broken(f"{name} {number}.json", json.dumps(order).encode(), code, named)
    twice = json_of()
    twice["orders"][0]["lines"] *= 2  # type: ignore[index]
    yield Broken("line twice.json", json.dumps(twice).encode(), "import.json_line_twice", "X-1 1")


def broken() -> list[Broken]:
    """All of them."""
    return [*cells(), *files(), *jsons()]
