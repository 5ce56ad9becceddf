"""``[scanners.<name>]`` of devices.toml and ``[in_store]`` of rules.toml."""

import re
import shutil
from pathlib import Path

import pytest

from hubops.devices.scanners.setup import InStoreCodes, ScannerSetup
from hubops.errors import SetupFault
from hubops.settings import Settings, load


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A hub folder, its settings to be changed."""
    for name in ("hub.toml", "devices.toml", "rules.toml"):
        shutil.copy(founded / name, tmp_path / name)
    return tmp_path


def changed(folder: Path, scanner: str) -> Settings:
    """The settings with other lines for the scanner."""
    path = folder / "devices.toml"
    text = re.sub(r"(?<=\[scanners\.dock\]\n)(?:.+\n)+", lambda _: scanner + "\n", path.read_text())
    path.write_text(text)
    return load(folder)


def test_as_it_comes(folder: Path) -> None:
    plain = ScannerSetup(in_store=InStoreCodes())
    settings = load(folder)
    assert settings.scanner_setup("dock") == settings.keyboard_setup("dock1") == plain


def test_what_a_serial_scanner_sends_beside_its_codes(folder: Path) -> None:
    settings = changed(folder, 'port = "/dev/x"\nprefix = "\\u0002"\nsuffix = "\\t"\nseparator = "|"')
    assert settings.scanner_setup("dock") == ScannerSetup("\x02", "\t", "|")
    assert settings.keyboard_setup("dock1") == ScannerSetup(), "a hand at the keyboard types as before"


def test_a_wedge_has_no_port(folder: Path) -> None:
    settings = changed(folder, 'kind = "wedge"\nseparator = "|"')
    assert settings.keyboard_setup("dock1") == ScannerSetup(separator="|")


@pytest.mark.parametrize(
    "scanner",
    [
        "",
        'line = "9600 8N1"',
        'kind = "wedge"\nport = "/dev/x"',
        'kind = "wedge"\nsuffix = "\\t"',
        'kind = "bluetooth"',
        'port = "/dev/x"\nseparator = "-"',  # a lot may hold it
        'port = "/dev/x"\nseparator = "]"',  # an AIM identifier begins with it
        'port = "/dev/x"\nseparator = "||"',
        'port = "/dev/x"\nsuffix = "X"',
        'port = "/dev/x"\nprefix = "much too long"',
    ],
)
def test_a_wrong_scanner_is_refused(folder: Path, scanner: str) -> None:
    with pytest.raises(SetupFault, match=r"devices\.toml"):
        changed(folder, scanner)


def rules(folder: Path, in_store: str) -> Settings:
    path = folder / "rules.toml"
    text = re.sub(r"\[in_store\]\n(?:.+\n)+", in_store + "\n", path.read_text())
    path.write_text(text)
    return load(folder)


def test_shops_numbers_of_the_hub_s_own_layout(folder: Path) -> None:
    table = '[in_store]\ngrams = { 29 = 5 }\nprices = ["28"]\narticle_digits = 5\nsource = "the shop"'
    assert rules(folder, table).scanner_setup("").in_store == InStoreCodes({"29": 5}, frozenset({"28"}), 5)


def test_without_the_table_they_are_read_as_usual_in_norway(folder: Path) -> None:
    assert rules(folder, "").scanner_setup("").in_store == InStoreCodes()


@pytest.mark.parametrize(
    "table",
    [
        'grams = { 23 = 1 }\nprices = ["23"]\nsource = "x"',
        'grams = { 33 = 1 }\nprices = []\nsource = "x"',
        'grams = { 23 = 0 }\nprices = []\nsource = "x"',
        'grams = { 23 = 1 }\nprices = []\narticle_digits = 9\nsource = "x"',
        "grams = { 23 = 1 }\nprices = []",
    ],
)
def test_a_layout_that_cant_be_is_refused(folder: Path, table: str) -> None:
    with pytest.raises(SetupFault, match=r"rules\.toml"):
        rules(folder, f"[in_store]\n{table}")
