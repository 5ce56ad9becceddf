"""Words are fitted into the cells there are, and what is left out is told."""

import pytest
from rich.cells import cell_len

from hubops.tui.widgets.key_bar import key_lines
from hubops.tui.words import folded

KEYS = [
    ("enter", "Lagt i"),
    ("f1", "Hjelp"),
    ("f2", "Angre"),
    ("f3", "Tilbake"),
    ("f4", "Kolli fullt"),
    ("f5", "Hopp over"),
    ("f9", "Meld problem"),
    ("f10", "Til oversikten"),
]


@pytest.mark.parametrize(
    ("text", "width", "rows", "lines"),
    [
        ("Skann en kasse.", 40, None, ["Skann en kasse."]),
        ("Skann en kasse.", 10, None, ["Skann en", "kasse."]),
        ("Sett kassen på vekten.", 11, 2, ["Sett kassen", "på vekten."]),
        ("Sett kassen på vekten nå.", 11, 2, ["Sett kassen", "på vekten.."]),
        ("Donaudampfschiff", 10, None, ["Donaudampf", "schiff"]),
        ("", 10, 3, []),
        ("Skann en kasse.", 40, 0, ["Skann en kasse."]),
        ("Skann en kasse.", 10, 0, ["Skann en.."]),
    ],
)
def test_text_is_folded_between_words(text: str, width: int, rows: int | None, lines: list[str]) -> None:
    assert folded(text, width, rows) == lines


def test_keys_have_their_words_where_there_is_room() -> None:
    assert key_lines(KEYS, 80, 2) == [
        "Enter Lagt i  F1 Hjelp  F2 Angre  F3 Tilbake  F4 Kolli fullt  F5 Hopp over",
        "F9 Meld problem  F10 Til oversikten",
    ]


def test_where_there_is_none_the_keys_that_every_step_has_go_without() -> None:
    assert key_lines(KEYS, 40, 2) == ["Enter Lagt i  F4 Kolli fullt", "F5 Hopp over  F1 F2 F3 F9 F10"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (60, "Enter Lagt i  F4 Kolli fullt  F5 Hopp over  F1 F2 F3 F9 F10"),
        (52, "Enter Lagt i  F4 Kolli fullt  F5 Hopp over  F1 F2 F3"),
        (46, "Enter Lagt i  F4 Kolli fullt  F5 Hopp over  F1"),
        (40, "Enter Lagt i  F4 Kolli.  F5 Hopp o.  F1"),
    ],
)
def test_the_words_of_a_step_stay_longer_than_the_keys_that_f1_names(width: int, line: str) -> None:
    assert key_lines(KEYS, width, 1) == [line]


@pytest.mark.parametrize("width", [26, 30, 40])
def test_no_key_of_the_step_is_ever_left_out_nor_f1(width: int) -> None:
    many = [*KEYS, ("f6", "Før fra papir"), ("f7", "Kort"), ("f8", "Skriv ut igjen")]

    lines = key_lines(many, width, 3)

    assert len(lines) <= 3
    assert all(cell_len(line) <= width for line in lines)
    shown = " ".join(lines).lower().split()
    assert {name for name, _ in many} - {"f2", "f3", "f9", "f10"} <= set(shown)


def test_keys_of_every_step_alone_lose_their_words_too() -> None:
    always = [(name, word) for name, word in KEYS if name in ("f1", "f2", "f3", "f9", "f10")]

    assert key_lines([*always, ("space", "Neste demosteg")], 40, 2) == ["F1 F2 F3 F9 F10 Space"]
