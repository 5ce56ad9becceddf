"""The labels of a call-off: one for each case, a code that any scanner takes for the article, no kitchen."""

from dataclasses import replace
from datetime import date

import pytest
from documents_samples import HOSTILE, words_of

from hubops.documents.case_label_sheet import MOST, CaseLabel, CaseLabelSheet, case_label_sheet_pdf
from hubops.documents.render import copy_of, freeze, render, thaw

CARROTS = CaseLabel("Gulrot vasket 2 kg", "17039999000029", 5, 2)
BEEF = CaseLabel("Storfe grytekjøtt ca. 2 kg", "", 4, 1)
SHEET = CaseLabelSheet("Lierbyen matterminal", "Trollhagen Grønt", "CALL-7", date(2026, 11, 26), (CARROTS, BEEF))


def pages(sheet: CaseLabelSheet) -> int:
    """How many A4 sheets there are."""
    return case_label_sheet_pdf(sheet).count(b"/Type /Page\n")


def test_a_label_says_what_it_is_and_whose() -> None:
    words = words_of(case_label_sheet_pdf(SHEET))
    for said in ("Gulrot vasket 2 kg", "17039999000029", "CALL-7", "26.11.2026", "Trollhagen Grønt", "Storfe"):
        assert said in words
    assert words.count("17039999000029") == 2


def test_the_weight_is_written_by_hand_where_it_must_be_known() -> None:
    words = words_of(case_label_sheet_pdf(replace(SHEET, labels=(BEEF,))))
    assert "kg" in words
    assert "(01)" not in words


@pytest.mark.parametrize(("cases", "sheets"), [(1, 1), (14, 1), (15, 2), (10**8, -(-MOST // 14))])
def test_fourteen_to_a_sheet_and_no_end_to_no_slip(cases: int, sheets: int) -> None:
    assert pages(replace(SHEET, labels=(replace(BEEF, cases=cases),))) == sheets


def test_the_same_content_is_the_same_sheet_and_a_copy_says_so() -> None:
    frozen = freeze(SHEET)
    assert thaw("case_labels", frozen) == SHEET
    assert render("case_labels", frozen, "pdf", 203) == case_label_sheet_pdf(SHEET)
    assert "2" in words_of(render("case_labels", copy_of("case_labels", frozen, 2), "pdf", 203))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_a_name(text: str) -> None:
    label = CaseLabel(text, "1703999900002X", 1, 1)
    sheet = CaseLabelSheet(text, text, text, date(2026, 11, 26), (label,), language="en")
    assert case_label_sheet_pdf(sheet).startswith(b"%PDF-")
