"""The scales of devices.toml: protocol, line and unit are configuration, and a slip in them is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubops import settings
from hubops.clock import ManualClock
from hubops.errors import SetupFault
from hubops.founding import found


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scales") / "hub"
    found(folder, ManualClock(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)), demo=True)
    return folder


def described(hub: Path, lines: str) -> settings.Scale:
    """The scale of a devices.toml that holds these lines."""
    (hub / "devices.toml").write_text(f'[scales.dock]\nport = "run/scale"\n{lines}\n', encoding="utf-8")
    return settings.load(hub).devices.scales["dock"]


def test_a_scale_speaks_mt_sics_on_its_usual_line_if_nothing_is_said(hub: Path) -> None:
    scale = described(hub, "")
    assert (scale.protocol, scale.line, scale.unit, scale.weighs) == ("mt-sics", "9600 8N1", "", "")


def test_a_counter_scale_has_another_usual_line(hub: Path) -> None:
    assert described(hub, 'protocol = "toledo-8217"\nunit = "kg"').line == "9600 7E1"


def test_a_counter_scale_is_given_its_unit_and_its_line(hub: Path) -> None:
    scale = described(hub, 'protocol = "toledo-8217"\nunit = "kg"\nline = "9600 8N1"')
    assert (scale.protocol, scale.line, scale.unit) == ("toledo-8217", "9600 8N1", "kg")


@pytest.mark.parametrize(
    ("lines", "code", "named"),
    [
        ('protocol = "mtsics"', "scale.unknown_protocol", "toledo-continuous"),
        ('protocol = "toledo-8217"', "scale.unit_missing", "kg"),
        ('unit = "stone"', "scale.unknown_unit", "stone"),
        ('weighs = "brutto"', "settings.bad_file", "brutto"),
    ],
)
def test_a_slip_is_named_with_what_was_expected(hub: Path, lines: str, code: str, named: str) -> None:
    with pytest.raises(SetupFault) as refused:
        described(hub, lines)
    assert refused.value.code == code
    assert named in str(refused.value.values)


@pytest.mark.parametrize(("line", "allowed"), [("", False), ("typed_weights = true", True)])
def test_weights_are_typed_only_where_the_file_says_so(hub: Path, line: str, allowed: bool) -> None:
    station = f'[stations.dock1]\nlabel_printer = "l"\npaper_printer = "p"\n{line}\n'
    (hub / "devices.toml").write_text(station, encoding="utf-8")
    assert settings.load(hub).station("dock1").typed_weights is allowed
