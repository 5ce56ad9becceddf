"""The closing statement in words: deviations under their kinds, and what counted for nothing."""

from datetime import date

from hubops.message_codes import SEVERITIES
from hubops.queries.statement import Statement
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
