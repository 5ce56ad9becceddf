"""The printers in the row of devices on the board: by their queue, and by what they said themselves."""

from unittest.mock import Mock

import pytest
from station_hand import Hand, work
from tui_samples import RECEIVE, FakeFloor, answer

from hubops.clock import ManualClock
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import device_reports
from hubops.operations.plant import Facts
from hubops.tui.news import LabelPrinter
from hubops.tui.printer_look import PrinterLook
from hubops.tui.start import Boards


def on_the_board(boards: Boards) -> list[tuple[str, DeviceState, str]]:
    def brief(status: DeviceStatus) -> tuple[str, DeviceState, str]:
        return status.name, status.state, status.fault

    boards.read()
    return [brief(status) for status in boards.printers()]


def test_a_printer_without_paper_is_seen_before_somebody_wants_a_label(hub: OpenHub, clock: ManualClock) -> None:
    boards, desk = Boards(hub.desk("dock1")), hub.job_desk("spool")
    ready = [("labels", DeviceState.READY, ""), ("papers", DeviceState.READY, "")]
    assert on_the_board(boards) == ready

    def tell(state: str, fault: str) -> None:
        facts = Facts("printer", "labels", state, clock.now(), fault, {"name": "labels"})
        desk.book(lambda booking: device_reports.tell(booking, [facts]))

    tell("degraded", "printer.paper_out")
    assert on_the_board(boards)[0] == ("labels", DeviceState.DEGRADED, "printer.paper_out")
    tell("ready", "")
    assert on_the_board(boards) == ready


def test_a_printer_that_changed_has_the_screen_read_anew_and_nothing_else_has(hub: OpenHub, clock: ManualClock) -> None:
    changed, desk = Mock(), hub.job_desk("spool")
    look = PrinterLook(hub.job_desk("terminal"), lambda: "labels", changed, Mock())

    def after(kind: str, state: str) -> int:
        facts = Facts(kind, "labels", state, clock.now(), "", {"name": "labels"})
        desk.book(lambda booking: device_reports.tell(booking, [facts]))
        look.look()
        return int(changed.call_count)

    look.look()
    told = [("printer", "ready"), ("printer", "ready"), ("printer", "gone"), ("scale", "gone"), ("printer", "ready")]
    assert [after(*each) for each in told] == [1, 1, 2, 2, 3]


def test_who_packs_reads_that_no_label_comes(hub: OpenHub, clock: ManualClock) -> None:
    """Once, of the printer of the station's labels alone, and again when labels come."""
    told: list[Message | None] = []
    has_screen = [False]

    def tell(news: LabelPrinter) -> bool:
        if has_screen[0]:
            told.append(news.trouble)
        return has_screen[0]

    spool, label_printer = hub.job_desk("spool"), ["labels"]
    look = PrinterLook(hub.job_desk("terminal"), lambda: label_printer[0], Mock(), tell)

    def after(name: str, fault: str) -> list[Message | None]:
        facts = Facts("printer", name, "gone" if fault else "ready", clock.now(), fault, {"name": name})
        spool.book(lambda booking: device_reports.tell(booking, [facts]))
        told.clear()
        look.look()
        return list(told)

    gone = Message("printer.paper_out", {"name": "labels", "printer": "labels"})
    assert after("labels", "printer.paper_out") == []  # there is no screen yet
    has_screen[0] = True
    assert after("papers", "printer.paper_out") == [gone]
    assert after("labels", "printer.paper_out") == []
    assert after("labels", "printer.mute") == [None]
    assert after("labels", "") == []
    label_printer[0] = "papers"  # the terminal was bound to another station
    assert after("labels", "") == [Message("printer.paper_out", {"name": "papers", "printer": "papers"})]


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (40, 8)], ids=str)
def test_it_stands_beside_every_job_until_labels_come_again(size: tuple[int, int]) -> None:
    gone = Message("printer.paper_out", {"name": "labels", "printer": "labels"})

    async def act(hand: Hand) -> None:
        hand.app.post_message(LabelPrinter(gone))
        await hand.until(lambda: "labels" in hand.entry)
        hand.app.post_message(LabelPrinter(None))
        await hand.until(lambda: "labels" not in hand.entry)

    work(FakeFloor(answer(RECEIVE)), act, size=size)
