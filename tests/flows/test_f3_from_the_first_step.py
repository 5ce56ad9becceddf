"""F3 goes back: from the first step of a dialogue to the board, as F10 does; no step refuses it to who is signed in."""

import pytest
from books import Books
from goods import MILK, MILK_CODE, code_of, receive

from hubops.demo.model_worker import ModelWorker
from hubops.flows.all import FLOWS
from hubops.flows.table import key
from hubops.inputs import Key
from hubops.open_hub import OpenHub

WITHOUT = [name for name, flow in FLOWS.items() if name != "signin" and flow.state(flow.start).edge(key("f3")) is None]


def test_interruptions_have_an_f3_of_their_own() -> None:
    assert not {"problem", "back_entry"} & set(WITHOUT)


@pytest.mark.parametrize("flow", WITHOUT)
@pytest.mark.parametrize("said", ["pressed", "printed"])
def test_it_leads_to_the_board(worker: ModelWorker, books: Books, flow: str, said: str) -> None:
    worker.start(flow)
    before = books.standing()

    answer = worker.press("f3") if said == "pressed" else worker.scan("CMD-F3")

    assert (code_of(answer), answer.prompt.id) == ("", "today.board")
    assert books.standing() == before


@pytest.mark.parametrize("flow", [name for name in WITHOUT if name != "today"])
def test_the_page_of_f1_tells_so(worker: ModelWorker, flow: str) -> None:
    worker.start(flow)
    assert "help.f3" in {line.message.code for line in worker.press("f1").prompt.lines}
    assert worker.press("f3").prompt.flow == flow, "F3 closes the page first"
    assert worker.press("f3").prompt.id == "today.board"


def test_the_board_has_nothing_behind_it(worker: ModelWorker) -> None:
    assert "help.f3" not in {line.message.code for line in worker.press("f1").prompt.lines}


def test_in_a_later_step_f3_is_what_the_step_says(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    worker.start("move")
    worker.scan(MILK)
    answer = worker.press("f3")
    assert (code_of(answer), answer.prompt.id) == ("stacks.laid_down", "move.scan")


def test_nobody_signed_in_has_no_board(hub: OpenHub) -> None:
    answer = hub.floor("dock1").handle(Key("f3"), b"1")
    assert (code_of(answer), answer.prompt.id) == ("signin.first", "signin.badge")
