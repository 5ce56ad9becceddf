"""The closing statement in words: deviations under their kinds, and what counted for nothing."""

from datetime import date

import pytest

from hubops.message_codes import SEVERITIES
from hubops.queries.statement import LineState, Statement
from hubops.statement_text import statement_text

NOTHING = Statement(date(2026, 11, 24), ())


def refused(product: str, reason: str) -> tuple[str, dict[str, object]]:
    """A deviation of goods that were not taken."""
    return "refused", {"product": product, "pieces": 5, "reason_word": reason, "outcome_word": "send_back"}


def test_an_empty_day_is_short() -> None:
    assert statement_text(NOTHING, "en") == ("Closing statement for 24.11.2026: 0 order lines\n\n     0  UNACCOUNTED\n")


def test_deviations_stand_under_their_kinds_and_reasons() -> None:
    """In the order in which the first of each came."""
    over = ("over", {"product": "Cheese", "expected": 25, "received": 26})
    found = (refused("Milk", "expired"), over, refused("Kale", "damaged"), refused("Cream", "expired"))

    lines = statement_text(NOTHING, "en", found).splitlines()[4:]

    assert lines == [
        "Deviations: 4",
        "     2  Refused at the dock, expired",
        "          Refused: 5 pcs Milk, expired: goes back with the driver",
        "          Refused: 5 pcs Cream, expired: goes back with the driver",
        "     1  Delivery with too much",
        "          Over: Cheese, 26 pcs came, 25 ordered",
        "     1  Refused at the dock, damaged",
        "          Refused: 5 pcs Kale, damaged: goes back with the driver",
    ]


def test_inputs_that_did_not_count_are_counted_by_kind() -> None:
    """A kind without a name of its own is among the others."""
    lines = statement_text(NOTHING, "en", (), {"scan.twice": 2, "answer.no_date": 1, "load.other_run": 1}).splitlines()

    assert lines[4:] == [
        "Inputs that did not count: 4",
        "     2  One code scanned twice",
        "     1  Parcel of another route at the van",
        "     1  Others",
    ]


def test_every_kind_of_deviation_has_a_name() -> None:
    kinds = {code.removeprefix("deviation.") for code in SEVERITIES if code.startswith("deviation.")}
    assert {code.removeprefix("kind.") for code in SEVERITIES if code.startswith("kind.")} == kinds


def test_every_trouble_of_a_printer_has_a_word() -> None:
    troubles = {code for code in SEVERITIES if code.startswith("printer.") and SEVERITIES[code] == "warn"}
    assert {f"word.{code.replace('.', '_')}" for code in troubles} <= SEVERITIES.keys()


@pytest.mark.parametrize(
    ("on_its_way", "delivered", "refused", "english", "norwegian"),
    [
        (4, 0, 0, "4 of 6 pcs went", "4 av 6 stk ble sendt"),
        (0, 4, 0, "4 of 6 pcs delivered", "4 av 6 stk levert"),
        (0, 0, 4, "0 of 6 pcs delivered", "0 av 6 stk levert"),
        (1, 3, 0, "3 of 6 pcs delivered, 1 on the way", "3 av 6 stk levert, 1 underveis"),
    ],
    ids=["nobody has signed", "signed", "refused", "part of it stands at a wrong stop"],
)
def test_a_line_says_what_happened(on_its_way: int, delivered: int, refused: int, english: str, norwegian: str) -> None:
    short = 6 - on_its_way - delivered - refused
    line = LineState(
        "BK-1", 1, "Åsen", "Melk", "R1", 6, on_its_way, short, 0, delivered, refused, "refused" if refused else "short"
    )
    statement = Statement(NOTHING.day, (line,))

    assert statement_text(statement, "en").splitlines()[-1].endswith(f": Melk, {english}")
    assert statement_text(statement, "nb").splitlines()[-1].endswith(f": Melk, {norwegian}")
