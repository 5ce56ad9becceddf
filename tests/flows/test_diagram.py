"""The page that draws the dialogues is the one that their tables give."""

from pathlib import Path

from hubops.flows.diagram import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_the_docs_is_up_to_date() -> None:
    assert (DOCS / "flows.md").read_text(encoding="utf-8") == page(), "run python -m hubops.flows.diagram docs/flows.md"
