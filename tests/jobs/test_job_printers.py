"""Printers from devices.toml."""

from pathlib import Path

import pytest

from hubops.documents.roll import RollForm
from hubops.errors import SetupFault
from hubops.jobs.printers import build, repeatable
from hubops.settings import PrinterSettings


@pytest.mark.parametrize(
    ("language", "transport", "address", "again"),
    [
        ("zpl", "tcp", "192.0.2.10:9100", False),
        ("pdf", "file", "print", True),
        ("zpl", "file", "print", True),
        ("escpos", "tcp", "192.0.2.11:9100", False),
        ("escpos", "serial", "run/papers", False),
        ("escpos", "cups", "papers", False),
        ("escpos", "file", "print", True),
    ],
)
def test_what_can_be_built(tmp_path: Path, language: str, transport: str, address: str, again: bool) -> None:
    printer = build("labels", PrinterSettings(language, transport, address, 300), tmp_path)
    assert (printer.name, printer.language, printer.dpi) == ("labels", language, 300)
    assert repeatable({"labels": printer}) == (["labels"] if again else [])


@pytest.mark.parametrize("language", ["zpl", "escpos"])
@pytest.mark.parametrize("transport", ["tcp", "serial", "cups", "file"])
def test_only_one_on_the_network_is_looked_for_without_a_question(
    tmp_path: Path, language: str, transport: str
) -> None:
    """Nothing but a question tells of the others."""
    look = build("labels", PrinterSettings(language, transport, "127.0.0.1:9"), tmp_path).missing
    assert (look is not None) == (transport == "tcp")
    if look is not None:
        said = look()
        assert said is not None
        assert (said.fault, said.values) == ("printer.refused", {"name": "labels", "address": "127.0.0.1:9"})


@pytest.mark.parametrize("transport", ["tcp", "file"])
def test_the_roll_is_the_one_of_devices_toml(tmp_path: Path, transport: str) -> None:
    printer = build("labels", PrinterSettings("zpl", transport, "192.0.2.10:9100", media="60x40"), tmp_path)
    assert printer.media == "60x40"


@pytest.mark.parametrize("transport", ["tcp", "serial", "cups", "file"])
def test_a_receipt_printer_has_its_columns_and_its_code_page(tmp_path: Path, transport: str) -> None:
    settings = PrinterSettings("escpos", transport, "papers", columns=42, code_page="CP865", code_page_id=9)
    assert build("papers", settings, tmp_path).roll == RollForm(42, "CP865", 9)


def test_a_roll_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(SetupFault) as refused:
        build("labels", PrinterSettings("zpl", "tcp", "192.0.2.10:9100", media="60 x 40"), tmp_path)
    assert (refused.value.code, refused.value.values["media"]) == ("spool.unknown_media", "60 x 40")


def test_a_relative_folder_lies_in_the_hub_folder(tmp_path: Path) -> None:
    (tmp_path / "print").mkdir()
    printer = build("papers", PrinterSettings("pdf", "file", "print"), tmp_path)
    assert printer.send(b"%PDF", "receipt-1").values["path"] == str(tmp_path / "print" / "receipt-1.pdf")


@pytest.mark.parametrize(
    ("language", "transport", "address", "code"),
    [
        ("pdf", "tcp", "192.0.2.10", "spool.unknown_printer_kind"),
        ("escpos", "usb", "192.0.2.10", "spool.unknown_printer_kind"),
        ("escpos", "tcp", "192.0.2.10:x", "device.bad_address"),
        ("zpl", "tcp", "192.0.2.10:x", "device.bad_address"),
    ],
)
def test_what_can_not(tmp_path: Path, language: str, transport: str, address: str, code: str) -> None:
    with pytest.raises(SetupFault) as refused:
        build("labels", PrinterSettings(language, transport, address), tmp_path)
    assert refused.value.code == code
