"""Characters become scans, texts and keys, none lost and none merged (terminal.md 2.2)."""

import pytest

from hubops.devices.scanners.setup import GS, PLAIN, ScannerSetup
from hubops.devices.simulators.scanner import typed_by_wedge
from hubops.inputs import Input, Key, Scan, ScanKind, Text
from hubops.tui.collector import LATE_END_S, SILENCE_S, Collector, meant

SCAN = frozenset({"scan", "key"})
MENU = frozenset({"scan", "key", "digit"})
TEXT = frozenset({"text", "key"})
COUNT = frozenset({"text", "scan", "weight", "key"})
CASE = f"]C1010703801000165910A7{GS}3103010000"
SSCC = "370123450000000014"

KEYS = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", GS: "ctrl+right_square_bracket"}


class Typist:
    """Types into a collector, with so many seconds between characters."""

    def __init__(self, wants: frozenset[str] = SCAN, setup: ScannerSetup = PLAIN) -> None:
        self.collector = Collector(setup)
        self.collector.wants = wants
        self.now = 100.0

    def type(self, text: str, apart: float = 0.002) -> list[Input]:
        """Type a text; gives the inputs that came of it."""
        found = []
        for character in text:
            self.now += apart
            said = self.collector.press(KEYS.get(character, character), character, self.now)
            found += [said] if said is not None else []
        return found

    def wait(self) -> list[Input]:
        """Type nothing for a while."""
        self.now += SILENCE_S
        said = self.collector.silence()
        return [said] if said is not None else []


def raws(found: list[Input]) -> list[str]:
    return [said.aim_id + said.raw for said in found if isinstance(said, Scan)]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\n\r", "\t"])
def test_every_suffix_ends_a_scan_and_nothing_is_left(suffix: str) -> None:
    typist = Typist()

    found = typist.type(f"BADGE-0007{suffix}{CASE}{suffix}ZONE-K1{suffix}")

    assert raws(found) == ["BADGE-0007", CASE, "ZONE-K1"]
    assert len(found) == 3
    assert typist.collector.text == ""


def test_scan_without_suffix_ends_by_silence() -> None:
    typist = Typist()

    found = [*typist.type(CASE), *typist.wait(), *typist.type("ZONE-K1"), *typist.wait()]

    assert raws(found) == [CASE, "ZONE-K1"]


def test_scanner_that_sends_suffixes_is_never_cut_by_silence() -> None:
    typist = Typist()
    typist.type("ZONE-K1\r")

    found = [*typist.type(CASE[:12]), *typist.wait(), *typist.type(CASE[12:] + "\r")]

    assert raws(found) == [CASE]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"])
def test_an_end_that_comes_late_is_no_enter(suffix: str) -> None:
    """Nobody knows before its first end that a scanner sends one, and a slow line may hold it up."""
    typist = Typist()
    assert raws(typist.type("ZONE-K1") + typist.wait()) == ["ZONE-K1"]
    typist.now += 0.2
    assert typist.type(suffix) == []
    typist.now += 0.2
    assert typist.type("\r") == [Key("enter")]  # that one is a hand's


def test_enter_counts_behind_a_scan_without_an_end() -> None:
    typist = Typist()
    typist.type("ZONE-K1")
    typist.wait()
    typist.now += LATE_END_S
    assert typist.type("\r") == [Key("enter")]


def test_slow_typing_is_not_ended_by_silence() -> None:
    typist = Typist()

    found = [*typist.type("ZONE-K1", apart=0.2), *typist.wait()]

    assert found == []
    assert typist.type("\r") == [meant("ZONE-K1", SCAN)]


def test_thousand_scans_none_lost_none_merged() -> None:
    typist = Typist(MENU)
    sent = [f"]C1010703801000165910L{n:04}{GS}3103{n:06}" for n in range(1, 1001)]

    found = [said for scan in sent for said in typist.type(scan + "\r")]

    assert raws(found) == sent


def test_paste_of_two_lines_is_two_scans() -> None:
    typist = Typist()

    found = typist.collector.paste(f"BADGE-0007\r\n{CASE}\n", 100.0)

    assert raws(found) == ["BADGE-0007", CASE]


def test_single_digit_is_a_key_only_after_silence() -> None:
    typist = Typist(MENU)

    assert typist.type("2") == []
    assert typist.wait() == [Key("2")]


@pytest.mark.parametrize("digits", ["24", "240"])
def test_digits_pressed_in_quick_succession_are_keys_one_after_the_other(digits: str) -> None:
    typist = Typist(MENU)

    assert typist.type(digits, apart=0.1) == []
    assert [said for _ in digits for said in typist.wait()] == [Key(digit) for digit in digits]
    assert (typist.collector.text, typist.wait()) == ("", [])


def test_the_second_digit_is_for_the_question_that_the_first_one_leads_to() -> None:
    typist = Typist(MENU)
    typist.type("24", apart=0.1)
    assert typist.wait() == [Key("2")]
    typist.collector.wants = TEXT
    assert (typist.wait(), typist.collector.text) == ([], "4")
    assert typist.type("\r", apart=0.3) == [Text("4")]


def test_a_digit_alone_counts_behind_two_keys_that_were_hit_at_once() -> None:
    """Nobody knows which of the two was meant: neither is taken, and neither sticks to what comes next."""
    typist = Typist(MENU)
    typist.type("24")
    assert typist.wait() == []
    typist.type("3", apart=0.5)
    assert (typist.wait(), typist.collector.text) == ([Key("3")], "")


@pytest.mark.parametrize("at", [2, 3, 5])
def test_a_number_that_comes_in_two_pieces_is_whole_where_a_digit_is_asked_for(at: int) -> None:
    typist = Typist(MENU)
    code = "7038010001659"

    found = [*typist.type(code[:at]), *typist.wait()]
    typist.now += 0.5
    found += typist.type(code[at:] + "\r")

    assert raws(found) == [code]
    assert len(found) == 1


@pytest.mark.parametrize("apart", [0.002, 0.02, 0.06, 0.12])
def test_a_slow_scanner_is_not_cut_where_a_digit_is_asked_for(apart: float) -> None:
    assert raws(Typist(MENU).type("7038010001659\r", apart)) == ["7038010001659"]


def test_digits_at_the_head_of_a_scan_are_no_keys() -> None:
    assert raws(Typist(MENU).type("7038010001659\r")) == ["7038010001659"]


@pytest.mark.parametrize("wants", [SCAN, TEXT])
def test_digit_waits_for_enter_where_no_digit_is_asked_for(wants: frozenset[str]) -> None:
    typist = Typist(wants)

    assert [*typist.type("2"), *typist.wait()] == []
    assert typist.collector.text == "2"


@pytest.mark.parametrize(
    ("line", "wants", "kind"),
    [
        ("2,5", TEXT, Text),
        ("-3.1", TEXT, Text),
        ("L 24/7", TEXT, Text),
        ("20261124", TEXT, Text),  # a lot; some of these check as a GTIN-8
        ("70380101", TEXT, Text),
        ("24", COUNT, Text),
        ("CMD-F3", TEXT, ScanKind.COMMAND),
        ("BADGE-0007", TEXT, ScanKind.BADGE),
        (CASE, TEXT, ScanKind.ITEM),
        (SSCC, COUNT, ScanKind.UNIT),
        (SSCC[:-1] + "X", COUNT, Text),
        (SSCC[1:] + "0", COUNT, ScanKind.UNREADABLE),  # a number that long is no count
        ("20261124123456", TEXT, Text),  # a lot
        ("]C1" + SSCC, TEXT, ScanKind.UNREADABLE),
        (f"10A7{GS}21X", TEXT, ScanKind.UNREADABLE),  # no hand types a separator
        ("abc", SCAN, ScanKind.UNREADABLE),
    ],
)
def test_line_means_what_the_prompt_wants(line: str, wants: frozenset[str], kind: object) -> None:
    said = meant(line, wants)

    assert (said.kind if isinstance(said, Scan) else type(said)) == kind
    assert not isinstance(said, Scan) or said.device == "keyboard"


def test_keys_and_edits() -> None:
    typist = Typist(TEXT)
    press = typist.collector.press

    assert [press(name, None, 101.0) for name in ("f1", "f10", "up", "escape", "enter")] == [
        Key(name) for name in ("f1", "f10", "up", "escape", "enter")
    ]
    typist.type("A78")
    press("backspace", "\x7f", 102.0)
    assert typist.type("9\r") == [Text("A79")]
    typist.type("wrong")
    assert press("escape", "\x1b", 103.0) is None
    assert typist.collector.text == ""
    typist.type("gone with the question")
    assert press("f3", None, 104.0) == Key("f3")
    assert typist.collector.text == ""


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+z", "ctrl+b", "f12", "delete"])
def test_other_control_keys_do_nothing(key: str) -> None:
    typist = Typist()

    assert typist.collector.press(key, "\x11", 101.0) is None
    assert typist.collector.text == ""


@pytest.mark.parametrize("key", ["f4", "enter", "down"])
def test_a_digit_counts_though_another_key_follows_at_once(key: str) -> None:
    collector = Collector()
    collector.wants = frozenset({"scan", "key", "digit"})
    collector.press("4", "4", 1.0)

    assert collector.cut_short(key) == Key("4")
    assert collector.text == ""


def test_a_scan_that_begins_with_a_digit_is_not_cut_short() -> None:
    collector = Collector()
    collector.wants = frozenset({"scan", "digit"})
    for at, digit in enumerate("4006"):
        assert collector.cut_short(digit) is None
        collector.press(digit, digit, 1 + at / 1000)

    assert collector.cut_short("enter") is None
    assert collector.text == "4006"


@pytest.mark.parametrize("wants", [SCAN, MENU, COUNT])
@pytest.mark.parametrize("stray", ["2", "24", "240"])
@pytest.mark.parametrize("code", [CASE, "ZONE-K1", "CMD-F3", "7038010001659"])
def test_stray_digits_do_not_stick_to_the_next_code(wants: frozenset[str], stray: str, code: str) -> None:
    typist = Typist(wants)
    typist.type(stray, apart=0.1)
    typist.now += 1

    (said,) = typist.type(code + "\r")

    assert isinstance(said, Scan)
    assert said.aim_id + said.raw == code


@pytest.mark.parametrize("at", [2, 5, 20])
def test_a_scan_that_comes_in_two_pieces_is_whole(at: int) -> None:
    """A network may stall in the middle of a scan; nothing is cut for a pause alone."""
    typist = Typist()
    typist.type(CASE[:at])
    typist.now += 0.5

    assert raws(typist.type(CASE[at:] + "\r")) == [CASE]


def test_a_lot_that_begins_with_digits_is_not_cut() -> None:
    typist = Typist(TEXT)
    typist.type("24", apart=0.2)
    typist.now += 0.2

    assert typist.type("L2611X\r") == [Text("24L2611X")]


def stopped(wants: frozenset[str]) -> Typist:
    typist = Typist(wants)
    typist.collector.stopped = True
    return typist


@pytest.mark.parametrize("wants", [SCAN, MENU, TEXT, COUNT])
def test_digits_during_a_refusal_leave_nothing_behind(wants: frozenset[str]) -> None:
    typist = stopped(wants)

    assert [*typist.type("2"), *typist.wait()] == [Key("2")], "told, so that the bell can say no"
    assert typist.collector.text == ""
    assert raws(typist.type(CASE + "\r")) == [CASE]


@pytest.mark.parametrize("wants", [SCAN, MENU, TEXT, COUNT])
@pytest.mark.parametrize("typed", ["2", "3,4", "L24X", "2611201"])
def test_enter_acknowledges_a_refusal_whatever_was_typed_before(wants: frozenset[str], typed: str) -> None:
    typist = stopped(wants)

    assert typist.type(typed + "\r", apart=0.1) == [Key("enter")]
    assert typist.collector.text == ""


@pytest.mark.parametrize("code", ["BADGE-0007", "7038010001659"])
def test_a_code_counts_during_a_refusal_though_a_hand_types_it(code: str) -> None:
    assert raws(stopped(SCAN).type(code + "\r", apart=0.2)) == [code]


@pytest.mark.parametrize("typed", ["2580", "96385074", "4006381333931", "ZONE-K1", "kari", CASE])
def test_a_secret_is_a_text_whatever_its_digits_look_like(typed: str) -> None:
    """Eight digits may be a valid EAN-8: a PIN must not go the way of a scan, which is written down."""
    assert meant(typed, frozenset({"text", "scan", "key", "secret"})) == Text(typed)


@pytest.mark.parametrize(("typed", "kind"), [("BADGE-0007", ScanKind.BADGE), ("CMD-F3", ScanKind.COMMAND)])
def test_a_badge_or_a_printed_key_is_read_where_a_secret_is_asked(typed: str, kind: ScanKind) -> None:
    said = meant(typed, frozenset({"text", "scan", "key", "secret"}))

    assert isinstance(said, Scan)
    assert said.kind is kind


@pytest.mark.parametrize("wants", [SCAN, MENU, COUNT])
def test_a_wedge_sends_what_it_can_for_gs(wants: frozenset[str]) -> None:
    typist = Typist(wants, ScannerSetup(prefix="~", separator="|"))

    assert raws(typist.type("~" + typed_by_wedge(CASE, separator="|") + "\r")) == [CASE]
    assert raws(typist.type("ZONE-K1\r", apart=0.2)) == ["ZONE-K1"], "a hand types no prefix"


def test_a_text_with_the_wedge_s_separator_stays_a_text() -> None:
    assert meant("A|B", TEXT, ScannerSetup(separator="|")) == Text("A|B")


def test_a_wedge_with_a_wrong_layout_is_told_where_a_scan_is_asked_for() -> None:
    (said,) = Typist().type(typed_by_wedge("]C0ZONE-K1", norwegian=True) + "\r")

    assert isinstance(said, Scan)
    assert said.fault == "scan.wrong_layout"


@pytest.mark.parametrize("before", ["1", "-18", "KÅRE 7", ""])
@pytest.mark.parametrize("name", ["3", "COMMA", "DEL", "ENTER", "F2", "K"])
def test_a_printed_key_leaves_what_was_typed_before_it(before: str, name: str) -> None:
    """A wedge scanner sends it as a burst into the same line; the screen then presses it."""
    typist = Typist(TEXT)
    typist.type(before, apart=0.3)
    typist.now += 0.3

    found = typist.type(f"CMD-{name}\r")

    assert raws(found) == [f"CMD-{name}"]
    assert typist.collector.text == before


def test_f2_first_takes_back_what_is_typed() -> None:
    """The booking before is taken back by the next one."""
    typist = Typist(TEXT)
    typist.type("12")

    assert typist.collector.press("f2", None, 200.0) is None
    assert typist.collector.text == ""
    assert typist.collector.press("f2", None, 201.0) == Key("f2")


def test_f2_takes_back_the_booking_where_nothing_is_to_be_typed() -> None:
    typist = Typist(SCAN)
    typist.type("12")

    assert typist.collector.press("f2", None, 200.0) == Key("f2")
