"""What stands large on a sign, typed where the scanner is dead; and what a code that means nothing is answered."""

import pytest
from books import Books
from goods import BEST_BEFORE, MILK, MILK_CASE, code_of, receive, stage_milk

from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.all import FLOWS
from hubops.flows.floor import Answer
from hubops.flows.short_codes import refusal
from hubops.inputs import ScanKind
from hubops.message_codes import SEVERITIES


def typed(worker: ModelWorker, line: str, key: bytes = b"typed") -> Answer:
    """A line that was typed where no text is asked for."""
    worker.answer = worker.floor.handle(read_scan(line, "keyboard"), key)
    return worker.answer


@pytest.mark.parametrize("line", ["V1", "v1", " V1 "])
def test_a_vehicle_by_what_stands_on_its_sign(worker: ModelWorker, line: str) -> None:
    stage_milk(worker)
    worker.start("load")

    assert typed(worker, line).prompt.id == "load.parcels"
    assert worker.answer.prompt.what.values["vehicle"] == "V1"


def test_a_zone_by_what_stands_on_its_sign(worker: ModelWorker) -> None:
    worker.start("count")

    assert typed(worker, "k1").prompt.id == "count.article"


def test_a_zone_where_a_number_could_be_typed_too(worker: ModelWorker, books: Books) -> None:
    receive(worker, f"]C101{MILK_CASE}{BEST_BEFORE}10L0212")
    worker.start("putaway")
    worker.scan(MILK)
    worker.type("4")
    assert worker.answer.prompt.id == "putaway.zone"

    assert code_of(worker.type("k1")) == "putaway.part_done"
    assert set(books.loose("K1")) == {"L0212"}


@pytest.mark.parametrize("line", ["V9", "K1", "Karl", "R9"])
def test_what_is_no_vehicle_is_told_what_the_step_wants(worker: ModelWorker, line: str) -> None:
    worker.start("load")
    answer = typed(worker, line)

    assert (code_of(answer), answer.prompt.id) == ("scan.unknown_here", "load.vehicle")
    assert answer.message is not None
    assert "the sign of a vehicle" in answer.message.text("en")


def test_a_route_by_what_stands_on_its_card(worker: ModelWorker) -> None:
    """It asks for the papers of the run, which are not ready."""
    stage_milk(worker)
    worker.start("load")

    assert code_of(typed(worker, "r1")) == "dispatch.not_loaded"


def test_where_goods_are_wanted_another_code_may_stand_on_them(worker: ModelWorker) -> None:
    worker.start("receive")
    worker.start("waste")

    assert code_of(typed(worker, "Karl")) == "scan.unknown_code"


def test_a_scanner_reads_whole_codes_only(worker: ModelWorker) -> None:
    worker.start("load")
    answer = worker.floor.handle(read_scan("V1", "dock"), b"scanned")

    assert code_of(answer) == "scan.unknown_here"


def test_each_step_has_words_for_what_it_wants() -> None:
    for flow in FLOWS.values():
        for state in flow.states:
            told = refusal(state)
            wanted = told.values.get("wanted")
            has_words = getattr(wanted, "code", "") in SEVERITIES
            assert told.code == "scan.unknown_code" or has_words, (flow.name, state.name)


def test_a_name_that_is_typed_stays_a_name(worker: ModelWorker) -> None:
    """Beside vehicles a text may be the receiver's name: nothing but a zone is read out of a text."""
    texts = [state for flow in FLOWS.values() for state in flow.states if "text" in state.wants]
    zones = {s.name for s in texts if any(e.on.name == ScanKind.ZONE for e in s.edges)}

    assert zones == {"zone", "in_hand", "emptied", "amount"}
