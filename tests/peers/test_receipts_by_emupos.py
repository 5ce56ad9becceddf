"""Papers of a receipt printer, printed by emupos: its text, its picture read by zxing, its faults.

emupos has the code pages, glyphs and commands of an Epson TM-T20III and was not written here.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import documents_samples as samples
import emupos
import pytest
import zxingcpp
from installed import EMUPOS
from PIL import Image

from hubops.devices.printers.escpos_printer import EscPosPrinter
from hubops.devices.printers.outcome import Outcome
from hubops.devices.printers.wires import TcpWire
from hubops.documents.code_sheet import Sign, SignSheet
from hubops.documents.paper import Head
from hubops.documents.render import freeze, render
from hubops.documents.roll import EPSON_PAGES, Roll, RollForm

pytestmark = pytest.mark.peers


@dataclass(frozen=True)
class Peer:
    """The simulated printer and our driver of it."""

    driver: EscPosPrinter
    program: emupos.Emupos

    def print(self, data: bytes) -> str:
        """The text of what came out."""
        assert self.driver.send(data).outcome is Outcome.CONFIRMED
        return self.program.get("/devices/front/receipts/latest/text").decode()

    def picture(self) -> Image.Image:
        """What the last paper looks like."""
        return Image.open(io.BytesIO(self.program.get("/devices/front/receipts/latest/image"))).convert("L")


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    if not EMUPOS.exists():
        pytest.skip("emupos is absent; make test-devices installs it")
    folder, port = tmp_path_factory.mktemp("emupos"), emupos.free_port()
    device = f"  - {{id: front, type: printer, profile: epson-tm-t20iii, connections: [{{tcp: {{port: {port}}}}}]}}\n"
    with emupos.running(folder, device) as program:
        yield Peer(EscPosPrinter("papers", TcpWire(f"127.0.0.1:{port}"), done_s=1), program)


def one_line(text: str, form: RollForm) -> bytes:
    roll = Roll(form, Head("Prøve", "1", "", "", "nb"))
    roll.text(text)
    return roll.finished()


@pytest.mark.parametrize("page", EPSON_PAGES)
def test_norwegian_letters_come_out_on_every_code_page(page: str, peer: Peer) -> None:
    text = "Blåbær, rødløk, ÆØÅ é ü"
    assert text in peer.print(one_line(text, RollForm(code_page=page))).splitlines()


def test_every_line_of_a_manifest_comes_out_as_it_was_composed(peer: Peer) -> None:
    text = peer.print(render("manifest", freeze(samples.MANIFEST), "escpos", 0))

    lines = text.splitlines()
    assert max(map(len, lines)) <= 48
    for line in (
        "Mottaker: BK-07 Åsen barnehage, Åsveien 12, 1340",
        "rødt kjøtt                           MAKS 7,0 °C",
    ):
        assert line in lines
    assert "Grytekjøtt av storfe             2 stk, 3,455 kg" in lines
    assert "�" not in text


def test_the_codes_of_a_manifest_can_be_scanned(peer: Peer) -> None:
    """The QR code of the version, and each parcel's SSCC with FNC1 in front, as its label has it."""
    peer.print(render("manifest", freeze(samples.MANIFEST), "escpos", 0))

    read = {code.symbology_identifier + code.text for code in zxingcpp.read_barcodes(peer.picture())}
    ssccs = {parcel.sscc for stop in samples.MANIFEST.stops for parcel in stop.parcels}
    assert read == {f"]C1(00){sscc}" for sscc in ssccs} | {f"]Q1MANIFEST-{samples.MANIFEST.code}"}


def test_the_codes_of_keys_and_signs_can_be_scanned(peer: Peer) -> None:
    """One too long for bars is a QR code."""
    long = "ZONE-KJOLEROM-NUMMER-TO-NEDERST-X"
    codes = ("ZONE-K1", "STATION-dock1", "VEHICLE-V1", long[:32])
    sheet = SignSheet("Lierbyen", "signs", tuple(Sign(code, code[-2:], "") for code in codes))
    peer.print(render("signs", freeze(sheet), "escpos", 0))
    assert {code.text for code in zxingcpp.read_barcodes(peer.picture())} == set(codes)


@pytest.mark.parametrize("columns", [42, 48, 56, 64])
def test_a_paper_fits_the_roll(columns: int, peer: Peer) -> None:
    text = peer.print(render("receipt", freeze(samples.RECEIPT), "escpos", 0, roll=RollForm(columns)))

    assert max(map(len, text.splitlines())) <= columns
    assert "-" * columns in text.splitlines()


def test_a_line_with_letters_that_the_page_lacks_is_drawn(peer: Peer) -> None:
    """CP858 has no š: not "?" and not another letter, but dots."""
    text = peer.print(one_line("Šárka og Tomáš", RollForm()))

    assert "?" not in text
    assert "[image" in text


def test_a_copy_says_so(peer: Peer) -> None:
    copied = replace(samples.RECEIPT, copy=2)
    assert "KOPI 2" in peer.print(render("receipt", freeze(copied), "escpos", 0))


@pytest.mark.parametrize(
    ("fault", "said"),
    [("paper-out", "printer.paper_out"), ("cover-open", "printer.cover_open"), ("offline", "printer.off_line")],
)
def test_a_fault_is_seen_before_anything_is_sent(fault: str, said: str, peer: Peer) -> None:
    known = len(peer.program.json("/devices/front/receipts"))
    peer.program.order("PUT", f"/devices/front/faults/{fault}")
    try:
        sent, health = peer.driver.send(one_line("nei", RollForm())), peer.driver.status()
    finally:
        peer.program.order("DELETE", f"/devices/front/faults/{fault}")

    assert (sent.outcome, sent.fault, health.fault) == (Outcome.REFUSED, said, said)
    assert len(peer.program.json("/devices/front/receipts")) == known
    assert "ja" in peer.print(one_line("ja", RollForm())).splitlines()


def test_a_roll_near_its_end_prints(peer: Peer) -> None:
    peer.program.order("PUT", "/devices/front/faults/paper-near-end")
    try:
        assert "ja" in peer.print(one_line("ja", RollForm())).splitlines()
        assert peer.driver.status().fault == "printer.paper_low"
    finally:
        peer.program.order("DELETE", "/devices/front/faults/paper-near-end")
