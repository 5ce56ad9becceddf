"""What a file of orders sends out on paper is told to whoever took it, for somebody must hand it over."""

from zoneinfo import ZoneInfo

import pytest

from hubops.exchange.file_report import report_text
from hubops.exchange.report import Report
from hubops.operations.order_files import Arrived

FILE = Arrived("orders.csv", "kommune", "ab", 1, b"x")


@pytest.mark.parametrize(("papers", "told"), [(0, 0), (1, 1), (3, 1)], ids=["none", "one", "three"])
def test_the_report_beside_the_file_counts_the_papers(papers: int, told: int) -> None:
    text = report_text(FILE, Report("orders", added=papers, on_paper=papers), "nb", ZoneInfo("Europe/Oslo"))

    assert text.count("På papir, skal leveres eller ringes: ") == told
    assert text.count("On paper, to be handed over or rung: ") == told
    assert ("1 melding." in text) is (papers == 1)
    assert ("3 messages." in text) is (papers == 3)
