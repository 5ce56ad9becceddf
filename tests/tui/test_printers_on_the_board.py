"""The printers in the row of devices on the board: by their queue, and by what they said themselves."""

from unittest.mock import Mock

from hubops.clock import ManualClock
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.open_hub import OpenHub
from hubops.operations import device_reports
from hubops.operations.plant import Facts
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
    look = PrinterLook(hub.job_desk("terminal"), changed)

    def after(kind: str, state: str) -> int:
        facts = Facts(kind, "labels", state, clock.now(), "", {"name": "labels"})
        desk.book(lambda booking: device_reports.tell(booking, [facts]))
        look.look()
        return int(changed.call_count)

    look.look()
    told = [("printer", "ready"), ("printer", "ready"), ("printer", "gone"), ("scale", "gone"), ("printer", "ready")]
    assert [after(*each) for each in told] == [1, 1, 2, 2, 3]
