"""A queue of CUPS whose commands are played by scripts; tests/peers/test_labels_by_cups.py asks a real one."""

import getpass
from pathlib import Path

import pytest

from hubops.devices.printers.cups import CupsError, CupsPrinter, by_lp, by_lp_as_document, by_zebra
from hubops.devices.printers.outcome import Outcome
from hubops.devices.states import DeviceState

LPSTAT = """#!/bin/sh
case "$1" in
-r) cat "{folder}/daemon" ;;
-p) cat "{folder}/queue" ;;
-W) cat "{folder}/open" ;;
-l) cat "{folder}/ended" ;;
esac
"""
LP = """#!/bin/sh
cat > "{folder}/document"
printf '%s' "$*" > "{folder}/arguments"
cat "{folder}/said" >&2
echo "request id is ZEB-7 (0 file(s))"
test ! -s "{folder}/said"
"""
IDLE = "printer ZEB is idle.  enabled since today\nZEB accepting requests since today\n"
LABEL = "^XA^FDKjøtt^FS^XZ".encode()


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the commands say, each in a file: all is well, and no job is under way."""
    for name, script in (("lpstat", LPSTAT), ("lp", LP)):
        (tmp_path / name).write_text(script.format(folder=tmp_path))
        (tmp_path / name).chmod(0o755)
    said = {"daemon": "scheduler is running\n", "queue": IDLE, "open": "", "ended": "", "said": ""}
    for name, text in said.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_what_cups_is_given(cups: Path) -> None:
    sent = CupsPrinter("labels", "ZEB").send(LABEL, "drop_label-1")
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.handed_over")
    assert (cups / "document").read_bytes() == LABEL
    assert (cups / "arguments").read_text() == "-d ZEB -t drop_label-1 -o raw"


def test_a_document_is_not_raw(cups: Path) -> None:
    assert CupsPrinter("papers", "ZEB", by_lp_as_document).send(b"%PDF", "receipt-1").outcome is Outcome.CONFIRMED
    assert (cups / "arguments").read_text() == "-d ZEB -t receipt-1"


@pytest.mark.parametrize(
    ("name", "text", "fault", "state"),
    [
        ("daemon", "scheduler is not running\n", "printer.no_cups", DeviceState.GONE),
        ("queue", "printer ZEB disabled since today -\n\tPaused\n", "printer.queue_stopped", DeviceState.DEGRADED),
        ("open", f"ZEB-6   {getpass.getuser()}   1024   today\n", "printer.queue_holds", DeviceState.DEGRADED),
        ("open", "ZEB-6   somebody-else   1024   today\n", "", DeviceState.READY),
    ],
)
def test_how_a_queue_is(cups: Path, name: str, text: str, fault: str, state: DeviceState) -> None:
    (cups / name).write_text(text)
    printer = CupsPrinter("labels", "ZEB")
    assert (printer.status().fault, printer.status().state) == (fault, state)
    assert printer.send(LABEL, "1").outcome is (Outcome.REFUSED if fault else Outcome.SENT_UNCONFIRMED)


@pytest.mark.parametrize(
    ("said", "for_good"),
    [("lp: Destination is not accepting jobs.", False), ("lp: Unsupported document-format", True)],
)
def test_a_document_that_cups_does_not_take_steps_aside_only_for_what_it_is(
    cups: Path, said: str, for_good: bool
) -> None:
    (cups / "said").write_text(said)
    sent = CupsPrinter("labels", "ZEB").send(LABEL, "1")
    assert (sent.outcome, sent.fault, sent.for_good) == (Outcome.REFUSED, "printer.queue_refused", for_good)
    assert sent.values["reason"] == said.removeprefix("lp: ")


@pytest.mark.parametrize(
    ("alerts", "outcome"), [("job-canceled-by-user", Outcome.UNKNOWN), ("none", Outcome.CONFIRMED)]
)
def test_how_a_job_ended(cups: Path, alerts: str, outcome: Outcome) -> None:
    (cups / "ended").write_text(
        f"ZEB-7   me   1024   today\n\tStatus: \n\tAlerts: {alerts}\nZEB-6   me   1\n\tAlerts: job-aborted\n"
    )
    assert CupsPrinter("papers", "ZEB", by_lp_as_document).send(b"%PDF", "1").outcome is outcome


def test_a_command_that_hangs_leaves_the_label_in_doubt(cups: Path) -> None:
    (cups / "lp").write_text("#!/bin/sh\nexec sleep 5\n")
    hurried = CupsPrinter("labels", "ZEB", lambda queue, data, title, _: by_lp(queue, data, title, 0.1))
    sent = hurried.send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")


def test_without_cups_nothing_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sent = CupsPrinter("labels", "ZEB").send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.no_cups")


LPR = """#!/bin/sh
/bin/cat > "{folder}/document"
printf '%s' "$*" > "{folder}/arguments"
{then}
"""


def install_lpr(cups: Path, then: str) -> None:
    (cups / "lpr").write_text(LPR.format(folder=cups, then=then))
    (cups / "lpr").chmod(0o755)


def test_zebra_is_given_bytes_and_its_job_is_found(cups: Path) -> None:
    """It would write text as CP437, and tells no job (devices.md 4.1)."""
    install_lpr(cups, f'echo "ZEB-8   {getpass.getuser()}   1024   today" >> "{cups}/open"')
    assert by_zebra("ZEB", LABEL, "drop_label-1", 5) == "ZEB-8"
    assert (cups / "document").read_bytes() == LABEL
    assert (cups / "arguments").read_text() == "-PZEB -oraw"


def test_zebra_says_nothing_of_an_exit_code(cups: Path) -> None:
    install_lpr(cups, "echo 'lpr: no such queue' >&2; exit 1")
    with pytest.raises(CupsError):
        by_zebra("ZEB", LABEL, "drop_label-1", 5)
    sent = CupsPrinter("labels", "ZEB", by_zebra).send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.queue_refused")


def test_zebra_without_lpr_is_no_cups(cups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cups / "lpstat").write_text((cups / "lpstat").read_text().replace(") cat", ") /bin/cat"))
    monkeypatch.setenv("PATH", str(cups))
    sent = CupsPrinter("labels", "ZEB", by_zebra).send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.no_cups")
