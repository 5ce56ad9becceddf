"""devices.toml while programs run: written whole, followed when it is sound, named when it is not."""

from pathlib import Path

import pytest

from hubops import settings
from hubops.devices_file import DevicesFile, FilePlant
from hubops.errors import Refused, SetupFault
from hubops.founding import EXAMPLE
from hubops.messages import has_words, say
from hubops.operations.plant import SECTION_OF


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hub folder with the files of the example hub."""
    for name in ("hub.toml", "devices.toml", "rules.toml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    return tmp_path


@pytest.fixture
def file(folder: Path) -> DevicesFile:
    """Its devices.toml."""
    return DevicesFile(settings.load(folder))


def edit(folder: Path, old: str, new: str) -> None:
    """Change the file by hand."""
    path = folder / "devices.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_by_hand_is_followed(folder: Path, file: DevicesFile) -> None:
    assert not file.look()
    edit(folder, '"run/scale"', '"run/other"')
    assert file.look()
    assert file.settings.devices.scales["dock"].port == "run/other"
    assert not file.look()


def test_a_comment_changes_nothing(folder: Path, file: DevicesFile) -> None:
    edit(folder, "[scales.dock]", "# by the gate\n[scales.dock]")
    assert not file.look()
    assert file.fault is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[scales.dock]", "[scales.dock", "Expected ']'"),
        ('protocol = "mt-sics"', 'protokoll = "mt-sics"', "unknown field `protokoll`"),
        ('line = "9600 8N1"', 'line = "fast"', "fast"),
        ('port = "run/scale"', 'port = "http://x"', "http://x"),
        ('transport = "tcp"', 'transport = "pigeon"', "pigeon"),
        ('scale = "dock"', 'scale = "cold"', "Station dock1 names cold"),
        ('label_printer = "labels"', 'label_printer = "lables"', "Station dock1 names lables"),
    ],
)
def test_a_bad_file_is_named_and_what_held_before_goes_on(
    folder: Path, file: DevicesFile, old: str, new: str, said: str
) -> None:
    before = file.settings
    edit(folder, old, new)

    assert not file.look()

    assert isinstance(file.fault, SetupFault)
    code, values = FilePlant(file).fault
    assert said in say(code, "en", values)
    assert file.settings == before
    edit(folder, new, old)
    file.look()
    assert file.fault is None


def test_a_file_that_is_gone_is_named(folder: Path, file: DevicesFile) -> None:
    (folder / "devices.toml").rename(folder / "away")
    assert not file.look()
    assert file.fault is not None
    (folder / "away").rename(folder / "devices.toml")
    file.look()
    assert file.fault is None


def test_a_table_is_changed_in_place_and_comments_stay(folder: Path, file: DevicesFile) -> None:
    before = (folder / "devices.toml").read_text(encoding="utf-8").splitlines()

    file.write("printers", "labels", {**file.sections["printers"]["labels"], "dpi": "300"})

    after = (folder / "devices.toml").read_text(encoding="utf-8").splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("dpi = 203", "dpi = 300")]


def test_a_new_table_stands_at_the_end_and_can_be_changed(folder: Path, file: DevicesFile) -> None:
    file.write("scales", "cold", {"port": "run/cold", "protocol": "mt-sics", "weighs": ""})
    assert file.look()
    file.write("scales", "cold", {"port": 'run/"odd"'})
    assert file.look()

    assert (
        (folder / "devices.toml").read_text(encoding="utf-8").rstrip().endswith('[scales.cold]\nport = "run/\\"odd\\""')
    )
    assert file.settings.devices.scales["cold"].port == 'run/"odd"'


@pytest.mark.parametrize(
    ("section", "name", "values"),
    [
        ("scales", "cold", {"port": "run/cold", "protocol": "abacus"}),
        ("scales", "cold", {"protocol": "mt-sics"}),
        ("scales", "cold", {"port": "run/cold", "line": "fast"}),
        ("printers", "labels", {"language": "zpl", "transport": "tcp", "address": "x", "dpi": "many"}),
        ("stations", "dock1", {"label_printer": "labels", "paper_printer": "gone"}),
        ("stations", "a b", {"label_printer": "labels", "paper_printer": "papers"}),
    ],
)
def test_what_could_not_work_is_never_written(
    folder: Path, file: DevicesFile, section: str, name: str, values: dict[str, str]
) -> None:
    before = (folder / "devices.toml").read_bytes()

    with pytest.raises(Refused):
        file.write(section, name, values)

    assert (folder / "devices.toml").read_bytes() == before
    assert list(folder.glob("*.part")) == []


def test_nothing_is_written_over_a_file_that_is_broken(folder: Path, file: DevicesFile) -> None:
    edit(folder, "[scales.dock]", "[scales.dock")
    with pytest.raises(Refused, match=r"devices\.bad_settings"):
        file.write("scales", "cold", {"port": "run/cold"})


@pytest.mark.parametrize("section", SECTION_OF.values())
def test_every_setting_has_a_name_for_people(file: DevicesFile, section: str) -> None:
    form = FilePlant(file).form(section)
    assert [setting.name for setting in form if not has_words(f"word.setting_{setting.name}")] == []
