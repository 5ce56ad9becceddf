"""F8 on the board: a copy of what came out, and what to do about what did not."""

from dataclasses import replace

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, close_deliveries, code_of, pack_all, receive
from sqlalchemy import select, update

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Floor
from hubops.model.outbox import PrinterHold, PrintJob
from hubops.model.stock import HandlingUnit
from hubops.open_hub import OpenHub
from hubops.operations.booking import PrinterFacts
from hubops.operations.desk import Desk

PAPERS = PrinterFacts("pdf", "", "print")
LABELS = PrinterFacts("zpl", "100x150", "192.0.2.1")


def set_jobs(hub: OpenHub, document: str = "commands", **values: object) -> None:
    """Put the jobs of a kind into a state."""
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).where(PrintJob.document == document).values(values))


@pytest.fixture
def printed(worker: ModelWorker, hub: OpenHub) -> ModelWorker:
    """The sheet of command barcodes was printed."""
    press(worker, "f8", "f4", "f3")
    set_jobs(hub, state="confirmed", attempts=1)
    return worker


@pytest.fixture
def packed(printed: ModelWorker) -> ModelWorker:
    """Parcels of carrots were packed as well, and their labels wait."""
    receive(printed, *[CARROT_CODE] * 3)
    close_deliveries(printed)
    pack_all(printed, CARROTS)
    printed.press("f10")
    return printed


def states(books: Books, document: str = "commands") -> list[str]:
    """Where each print job of a kind stands."""
    return [row.state for row in books.rows(select(PrintJob.state).where(PrintJob.document == document))]


def printers(worker: ModelWorker, **known: PrinterFacts) -> None:
    """Let the hub have these printers."""
    desk = worker.floor.desk
    house = replace(desk.house, printers=known)
    worker.floor = Floor(Desk(desk.writer, house, desk.station))


def press(worker: ModelWorker, *keys: str) -> None:
    """Press one key after the other."""
    for each in keys:
        worker.press(each)


def choices(worker: ModelWorker) -> list[str]:
    """What can be done about the job in question, in the order of the digits."""
    lines = [line.message for line in worker.answer.prompt.lines if line.message.code == "prints.choice"]
    return [str(getattr(line.values["does"], "code", line.values["does"])) for line in lines]


def test_where_nothing_was_printed_there_is_nothing_to_print_again(worker: ModelWorker) -> None:
    prompt = worker.press("f8").prompt
    assert (prompt.id, [line.message.code for line in prompt.lines]) == ("prints.list", ["prints.none"])
    assert code_of(worker.press("1")) == "today.nothing_to_choose"


def test_a_paper_is_printed_again_by_its_digit(printed: ModelWorker, books: Books) -> None:
    asked = printed.press("f8")
    assert asked.prompt.id == "prints.list"
    (line,) = asked.prompt.lines
    assert (line.message.values["number"], line.message.values["document_word"], line.mark) == (1, "commands", "")

    answer = printed.press("1")

    assert (code_of(answer), answer.prompt.id) == ("today.reprinted", "today.board")
    assert answer.message is not None
    assert answer.message.values["copy"] == 1
    assert states(books) == ["queued"]


def test_what_is_in_doubt_comes_first(packed: ModelWorker, hub: OpenHub, books: Books) -> None:
    """A label of which nobody knows whether it came out, before what merely waits."""
    set_jobs(hub, "drop_label", state="unknown", attempts=1)

    *lines, more = packed.press("f8").prompt.lines

    assert (len(lines), more.message.code) == (9, "nine.more")
    labels = [line for line in lines if line.mark == "bad"]
    assert labels == lines[: len(labels)]
    assert {line.message.values["document_word"] for line in labels} == {"drop_label"}
    assert {line.message.values["state_word"] for line in lines} == {"print_unknown", "print_queued"}
    titles = {box.sscc for box in books.boxes()}
    assert {line.message.values["title"] for line in labels} <= titles


def test_what_is_beyond_nine_is_chosen_on_the_next_page(packed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, "drop_label", state="confirmed")
    packed.press("f8")
    packed.press("0")
    wanted = packed.answer.prompt.lines[0].message.values["title"]

    assert code_of(packed.press("1")) == "today.reprinted"
    assert packed.answer.message is not None
    assert packed.answer.message.values["title"] == wanted


def test_a_label_that_was_withdrawn_is_not_listed(packed: ModelWorker, hub: OpenHub) -> None:
    set_jobs(hub, "drop_label", state="confirmed")
    packed.press("f8")
    lines = packed.answer.prompt.lines
    label = next(line for line in lines if line.message.values.get("document_word") == "drop_label")
    code = label.message.values["title"]
    with hub.store.write.begin() as connection:
        connection.execute(update(HandlingUnit).where(HandlingUnit.sscc == code).values(void=True))

    titles = [line.message.values.get("title") for line in packed.press("f8").prompt.lines]

    assert code not in titles
    assert any(titles)


@pytest.mark.parametrize("digit", ["0", "2"])
def test_a_digit_without_a_paper_prints_nothing(printed: ModelWorker, books: Books, digit: str) -> None:
    printed.press("f8")

    assert code_of(printed.press(digit)) == "today.no_such_choice"
    assert printed.answer.prompt.id == "prints.list"
    assert states(books) == ["confirmed"]


def test_f3_prints_nothing(printed: ModelWorker, books: Books) -> None:
    printed.press("f8")

    assert printed.press("f3").prompt.id == "today.board"
    assert states(books) == ["confirmed"]


@pytest.mark.parametrize("state", ["unknown", "sent_unconfirmed"])
def test_a_paper_in_doubt_came_out(printed: ModelWorker, hub: OpenHub, books: Books, state: str) -> None:
    set_jobs(hub, state=state, fault="spool.interrupted")
    printed.press("f8")
    asked = printed.press("1")
    assert asked.prompt.id == "prints.job"
    assert (asked.prompt.lines[0].message.code, asked.prompt.lines[0].mark) == ("spool.interrupted", "bad")
    assert choices(printed) == ["prints.came_out", "prints.again"]

    answer = printed.press("1")
    assert (code_of(answer), answer.prompt.id) == ("prints.is_out", "prints.list")
    assert states(books) == ["confirmed"]


def test_a_paper_in_doubt_prints_again_as_a_copy(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="unknown")
    press(printed, "f8", "1")
    answer = printed.press("2")
    assert (code_of(answer), answer.prompt.id) == ("today.reprinted", "prints.list")
    assert states(books) == ["queued"]


@pytest.mark.parametrize("on", ["list", "job"])
def test_a_label_in_doubt_is_scanned(packed: ModelWorker, hub: OpenHub, books: Books, on: str) -> None:
    set_jobs(hub, "drop_label", state="unknown", attempts=1)
    asked = packed.press("f8")
    sscc = str(asked.prompt.lines[0].message.values["title"])
    if on == "job":
        packed.press("1")
        assert choices(packed) == ["prints.again"]

    answer = packed.scan(f"]C100{sscc}")
    assert (code_of(answer), answer.prompt.id) == ("prints.is_out", "prints.list")
    assert "confirmed" in states(books, "drop_label")
    answer = packed.scan(f"]C100{sscc}")
    assert answer.message is not None
    assert answer.message.code in ("scan.twice", "spool.not_in_doubt")


def test_what_was_refused_is_tried_at_once(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="refused", attempts=0, fault="printer.paper_out")
    printed.press("f8")
    asked = printed.press("1")
    assert asked.prompt.lines[0].message.code == "printer.paper_out"
    assert choices(printed) == ["prints.try_now", "prints.move", "prints.hold", "prints.hold_printer"]

    answer = printed.press("1")
    assert (code_of(answer), answer.prompt.id) == ("prints.tried_again", "prints.list")
    assert states(books) == ["queued"]


def test_another_printer_takes_over_at_once_if_there_is_but_one(
    printed: ModelWorker, hub: OpenHub, books: Books
) -> None:
    set_jobs(hub, state="refused", attempts=0)
    printers(printed, papers=PAPERS, labels=LABELS, spare=PAPERS)
    press(printed, "f8", "1")
    answer = printed.press("2")
    assert (code_of(answer), answer.prompt.id) == ("prints.moved", "prints.list")
    assert [row.printer for row in books.rows(select(PrintJob.printer))] == ["spare"]


def test_of_several_printers_one_is_chosen(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="refused", attempts=0)
    printers(printed, papers=PAPERS, spare=PAPERS, office=PAPERS)
    press(printed, "f8", "1")
    assert printed.press("2").prompt.id == "prints.target"
    assert choices(printed) == ["spare", "office"]
    assert printed.press("f3").prompt.id == "prints.job"
    printed.press("2")
    assert code_of(printed.press("3")) == "today.no_such_choice"

    assert code_of(printed.press("2")) == "prints.moved"
    assert [row.printer for row in books.rows(select(PrintJob.printer))] == ["office"]


def test_where_no_other_printer_fits_it_stays(printed: ModelWorker, hub: OpenHub) -> None:
    set_jobs(hub, state="refused", attempts=0)
    press(printed, "f8", "1")
    answer = printed.press("2")
    assert (code_of(answer), answer.prompt.id) == ("spool.no_other_printer", "prints.job")


def test_a_job_is_held_and_goes_on(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="queued", attempts=0)
    press(printed, "f8", "1")
    answer = printed.press("3")
    assert (code_of(answer), answer.prompt.id) == ("prints.held", "prints.list")
    (line,) = answer.prompt.lines
    assert (line.message.values["state_word"], line.mark) == ("print_held", "bad")

    printed.press("1")
    assert choices(printed)[2] == "prints.go_on"
    assert code_of(printed.press("3")) == "prints.goes_on"
    assert [row.held for row in books.rows(select(PrintJob.held))] == [False]


def test_a_printer_is_held_and_goes_on(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="queued", attempts=0)
    press(printed, "f8", "1")
    assert code_of(printed.press("4")) == "prints.printer_held"
    printed.press("1")
    assert choices(printed)[3] == "prints.release_printer"
    assert code_of(printed.press("4")) == "prints.printer_goes_on"
    assert [(row.printer, row.held) for row in books.rows(select(PrinterHold.printer, PrinterHold.held))] == [
        ("papers", False)
    ]


def test_of_what_is_being_sent_only_the_printer_is_held(printed: ModelWorker, hub: OpenHub) -> None:
    set_jobs(hub, state="sending")
    press(printed, "f8", "1")
    assert choices(printed) == ["prints.hold_printer"]
    assert printed.press("f3").prompt.id == "prints.list"


def test_what_came_out_meanwhile_can_still_be_asked_for(printed: ModelWorker, hub: OpenHub) -> None:
    set_jobs(hub, state="unknown")
    press(printed, "f8", "1")
    set_jobs(hub, state="confirmed")
    assert code_of(printed.press("1")) == "today.reprinted"


def test_f2_takes_back_the_last_work_and_not_the_printing(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    set_jobs(hub, state="unknown")
    press(printed, "f8", "1", "1")
    printed.press("f2")
    assert states(books) == ["confirmed"]
