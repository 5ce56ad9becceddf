"""A message on paper: what a mail would have said, and who told it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from documents_samples import words_of
from roll_text import lines_of

from hubops.documents import paper
from hubops.documents.notice_sheet import NoticeSheet, notice_sheet_pdf, notice_sheet_roll
from hubops.documents.render import freeze, render
from hubops.documents.roll import RollForm
from hubops.errors import BadInput

SHEET = NoticeSheet(
    kind="delivery_departed",
    to="Åsen barnehage",
    values={
        "route": "Bærum vest",
        "day_on": "2026-11-24",
        "departed_at": "2026-11-24T07:25:00+00:00",
        "arrival_at": "2026-11-24T07:45:00+00:00",
    },
    lines=(
        {"what": {"code": "notice.comes", "values": {"pieces": 10, "product": "Helmelk 1 l"}}},
        {"what": {"code": "notice.comes_weighed", "values": {"pieces": 2, "product": "Bogstek", "weight_g": 4250}}},
    ),
    hub_name="Bærum Mathub",
    at=datetime(2026, 11, 24, 7, 25, tzinfo=UTC),
)


def test_it_says_what_happened_and_what_to_do_with_it() -> None:
    text = words_of(notice_sheet_pdf(SHEET))

    assert "Melding Åsen barnehage" in text
    assert "Leveringen 24.11.2026 er på vei: ventes kl. 08:45" in text
    assert "10 stk Helmelk 1 l 2 stk Bogstek, 4,250 kg" in text
    assert "Gi dem dette papiret, eller les det opp på telefon" in text
    assert "Bærum Mathub, 24.11.2026 08:25" in text


def test_the_strip_says_the_same() -> None:
    lines = lines_of(notice_sheet_roll(SHEET, RollForm()))

    assert "  10 stk Helmelk 1 l" in lines
    assert any(line.startswith("Navn ___") for line in lines)


@pytest.mark.parametrize(("phone", "told"), [("32 11 22 33", 1), ("", 0)])
def test_it_names_the_number_to_read_it_out_to(phone: str, told: int) -> None:
    sheet = replace(SHEET, phone=phone)
    assert words_of(notice_sheet_pdf(sheet)).count("Åsen barnehage: telefon 32 11 22 33") == told
    assert lines_of(notice_sheet_roll(sheet, RollForm())).count("Åsen barnehage: telefon 32 11 22 33") == told


CALL_OFF = NoticeSheet(
    kind="call_off",
    to="Trollhagen Grønt",
    values={"call_off": "CALL-7", "day_on": "2026-11-26", "answer_by_at": "2026-11-25T12:00:00+00:00"},
    lines=({"product": "Gulrot", "gtin": "07039999000022", "pieces": 12},),
)


@pytest.mark.parametrize(("sheet", "code"), [(CALL_OFF, ["CALL-7"]), (SHEET, [])])
def test_a_call_off_has_its_code_to_scan(monkeypatch: pytest.MonkeyPatch, sheet: NoticeSheet, code: list[str]) -> None:
    drawn: list[str] = []
    draw = paper.qr_code

    def noted(text: str, size_mm: float) -> object:
        drawn.append(text)
        return draw(text, size_mm)

    monkeypatch.setattr(paper, "qr_code", noted)
    notice_sheet_pdf(sheet)
    assert drawn == code
    strip = lines_of(notice_sheet_roll(sheet, RollForm()))
    assert [line for line in strip if line.startswith("CALL-")] == code
    assert any("dots" in line for line in strip) == bool(code)


@pytest.mark.parametrize("language", ["pdf", "escpos"])
@pytest.mark.parametrize("sheet", [NoticeSheet("nonsense", "Åsen", {}), NoticeSheet("delivery_departed", "Åsen", {})])
def test_what_has_no_words_is_refused(sheet: NoticeSheet, language: str) -> None:
    with pytest.raises(BadInput, match=r"documents\.bad_content"):
        render("notice", freeze(sheet), language, 0)
