"""``hubops print`` for a route: its card, and the manifest of its run."""

import json
import shutil
from pathlib import Path

import pytest
from books import Books
from goods import stage_milk
from sqlalchemy import select, update

from hubops.answers import printing
from hubops.cli import main
from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.model.outbox import PrintJob
from hubops.model.stock import HandlingUnit
from hubops.open_hub import OpenHub


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


def test_a_route_card_goes_to_a_file(folder: Path) -> None:
    assert main(["print", "route-card", "R1", "--to", str(folder / "card.pdf")]) == 0
    assert (folder / "card.pdf").read_bytes().startswith(b"%PDF-")


def test_a_route_card_is_queued(folder: Path) -> None:
    assert main(["print", "route-card", "R1"]) == 0

    hub = OpenHub.open(folder)
    (card,) = Books(hub).jobs("route_card")
    hub.close()
    assert (card["route_code"], card["route_name"]) == ("R1", "Bærum")


@pytest.mark.parametrize("title", [["R9"], []])
@pytest.mark.usefixtures("folder")
def test_a_card_needs_a_route(title: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "route-card", *title]) == 1
    assert capsys.readouterr().err


def test_a_manifest_is_printed_again_by_its_code_or_its_route(worker: ModelWorker, hub: OpenHub, books: Books) -> None:
    with pytest.raises(Refused, match=r"print\.unknown"):
        printing.queued(hub, "manifest", "R1")
    stage_milk(worker)
    worker.load("V1")
    worker.press("f2")  # version 1 is withdrawn
    worker.depart("V1")

    (paper,) = books.jobs("manifest")
    assert paper["version"] == 2
    for title in (paper["code"], "R1"):
        assert printing.drawn(hub, "manifest", title).startswith(b"%PDF-")
        assert printing.queued(hub, "manifest", title).code == "today.reprinted"
    rows = books.rows(select(PrintJob).where(PrintJob.document == "manifest").order_by(PrintJob.id))
    assert [(json.loads(row.content)["version"], row.state) for row in rows] == [(1, "cancelled"), (2, "queued")]


def test_a_paper_that_was_withdrawn_is_not_printed_nor_drawn(worker: ModelWorker, hub: OpenHub, books: Books) -> None:
    stage_milk(worker)
    worker.load("V1")
    worker.depart("V1")
    (paper,) = books.jobs("manifest")
    worker.press("f2")

    for again in (printing.queued, printing.drawn):
        with pytest.raises(Refused, match=r"spool\.withdrawn"):
            again(hub, "manifest", str(paper["code"]))


@pytest.mark.parametrize("kind", ["drop_label", "logistic_label"])
def test_a_label_that_was_withdrawn_is_not_drawn(worker: ModelWorker, hub: OpenHub, books: Books, kind: str) -> None:
    stage_milk(worker)
    box = books.boxes()[0]
    if kind == "logistic_label":
        printing.queued(hub, kind, str(box.sscc))
    with hub.store.write.begin() as connection:
        connection.execute(update(HandlingUnit).where(HandlingUnit.sscc == box.sscc).values(void=True))

    with pytest.raises(Refused, match=r"spool\.withdrawn"):
        printing.drawn(hub, kind, str(box.sscc))
