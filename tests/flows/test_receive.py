"""Receiving: one scan where the code says everything, questions only for what is missing, every refusal."""

from datetime import timedelta
from pathlib import Path

import pytest
from books import Books
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.documents import gs1
from hubops.exchange.importing import import_file
from hubops.flows.floor import Answer
from hubops.inputs import Weight
from hubops.messages import Severity
from hubops.model.evidence import Event
from hubops.model.inbound import Check, ReceiptLine
from hubops.model.stock import Movement
from hubops.open_hub import OpenHub

MILK_CASE, MILK = "17039999000210", "]E07039999000213"
CARROT_CASE, CARROTS = "17039999000029", "]E07039999000022"
BEEF_CASE, BEEF = "97039999000414", "]E07039999000411"
SSCC, NEXT_SSCC = (gs1.sscc(3, "7099999", serial) for serial in (1, 2))


@pytest.fixture
def receiver(worker: ModelWorker) -> ModelWorker:
    """A worker who receives."""
    worker.start("receive")
    return worker


def code_of(answer: Answer) -> str:
    return answer.message.code if answer.message else ""


@pytest.mark.parametrize("aim", ["]C1", "]d2"], ids=["GS1-128", "DataMatrix"])
def test_a_case_is_one_scan(receiver: ModelWorker, books: Books, aim: str) -> None:
    answer = receiver.scan(f"{aim}01{CARROT_CASE}10L2611")

    assert (code_of(answer), answer.prompt.id) == ("receive.taken", "receive.scan")
    assert answer.prompt.counter is not None
    assert answer.prompt.counter[0] == 5
    assert books.loose("D1") == {"L2611": (5, 10_000)}
    assert [(row.kind, row.pieces) for row in books.movements()] == [("receive", 5)]


def test_a_weighed_case_is_one_scan_with_lot_date_and_weight(receiver: ModelWorker, books: Books) -> None:
    answer = receiver.scan(f"]C101{BEEF_CASE}172612083103008123" + "10KJ7")

    assert answer.message is not None
    assert answer.message.text("en") == "4 pcs Storfe grytekjøtt ca. 2 kg, 8.123 kg, lot KJ7, 08.12.2026."
    assert answer.prompt.id == "receive.temperature"
    assert books.loose("D1") == {"KJ7": (4, 8123)}


def test_an_ean_asks_only_for_what_is_missing(receiver: ModelWorker, books: Books) -> None:
    assert receiver.scan(BEEF).prompt.id == "receive.lot"
    assert receiver.type("kj7 ").prompt.id == "receive.date"
    assert receiver.type("8.12").prompt.id == "receive.weigh"
    answer = receiver.weigh(2040)

    assert answer.message is not None
    assert answer.message.values["weight_g"] == 2040
    assert answer.prompt.id == "receive.temperature"
    assert books.loose("D1") == {"KJ7": (1, 2040)}


def test_a_code_with_a_lot_asks_for_the_date_alone(receiver: ModelWorker) -> None:
    assert receiver.scan(f"]C101{MILK_CASE}10L0212").prompt.id == "receive.date"
    assert code_of(receiver.type("061226")) == "receive.taken"


def test_goods_that_bear_no_date_are_not_asked_for_one(receiver: ModelWorker) -> None:
    receiver.scan(CARROTS)

    assert code_of(receiver.type("L1")) == "receive.taken"


def test_the_next_of_the_same_need_not_say_lot_and_date_again(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)
    receiver.type("L0212")
    receiver.type("6.12")
    receiver.type("3,4")

    answer = receiver.scan(MILK)

    assert code_of(answer) == "receive.taken_again"
    assert books.loose("D1") == {"L0212": (2, 2060)}


def test_a_lot_in_the_code_is_believed_rather_than_the_lot_before(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.scan(f"]C101{CARROT_CASE}10L2")
    receiver.scan(CARROTS)

    assert {lot: pieces for lot, (pieces, _) in books.loose("D1").items()} == {"L1": 5, "L2": 6}


def test_goods_without_a_lot_get_one_of_the_hub(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROTS)
    receiver.press("f4")

    assert books.loose("D1") == {"H000001": (1, 2000)}


def test_f3_gives_up_a_question(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROTS)

    assert receiver.press("f3").prompt.id == "receive.scan"
    assert books.movements() == []


@pytest.mark.parametrize("code", [f"]C100{SSCC}02{CARROT_CASE}371\x1d10L1", f"]d201{CARROT_CASE}10L1\x1d21S77"])
def test_a_case_with_an_identity_counts_once_for_ever(receiver: ModelWorker, books: Books, code: str) -> None:
    receiver.scan(code)
    before = books.standing()

    answer = receiver.scan(code)

    assert (code_of(answer), answer.status) == ("receive.known_case", Severity.REFUSED)
    assert books.standing() == before
    assert code_of(receiver.scan(code.replace("S77", "S78").replace(SSCC, NEXT_SSCC))) == "receive.taken"


def test_an_undone_case_with_an_identity_may_come_again(receiver: ModelWorker) -> None:
    code = f"]d201{CARROT_CASE}10L1\x1d21S77"
    receiver.scan(code)
    receiver.press("f2")

    assert code_of(receiver.scan(code)) == "receive.taken"


def test_a_code_that_is_read_twice_in_a_moment_counts_once(
    receiver: ModelWorker, books: Books, clock: ManualClock
) -> None:
    said = read_scan(f"]C101{CARROT_CASE}10L1")
    answers = []
    for n, wait_ms in enumerate((0, 699, 1, 0)):
        clock.move_to(clock.now() + timedelta(milliseconds=wait_ms))
        answers.append(code_of(receiver.floor.handle(said, bytes([n]))))

    assert answers == ["receive.taken", "scan.twice", "receive.taken", "scan.twice"]
    assert books.loose("D1") == {"L1": (10, 20_000)}


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("]E05901234123457", "receive.unknown_item"),
        ("]E07039999000021", "scan.bad_check_digit"),
        (f"]C101{MILK_CASE}15261306" + "10L1", "scan.bad_date"),
        ("ZONE-K1", "flow.not_now"),
        ("VEHICLE-V1", "flow.not_now"),
    ],
)
def test_what_is_no_case_is_refused(receiver: ModelWorker, books: Books, code: str, refusal: str) -> None:
    answer = receiver.scan(code)

    assert code_of(answer) == refusal
    assert books.movements() == []


PRODUCT = (
    "gtin;producer_org_number;name;temperature_class;measured_by;net_g\n"
    "7039999000992;{org_number};Persille 100 g;ambient;piece;100\n"
)
PRODUCER = (
    "org_number;name;address;postcode;place;latitude;longitude;transport\n"
    "100000148;Urtehagen;Urtestien 1;3400;Lier;59,8;10,2;own\n"
)


@pytest.mark.parametrize(
    ("org_number", "refusal"), [("100000024", "receive.not_expected"), ("100000148", "receive.no_delivery")]
)
def test_goods_that_nobody_ordered_are_refused(
    receiver: ModelWorker, hub: OpenHub, books: Books, tmp_path: Path, org_number: str, refusal: str
) -> None:
    for kind, text in (("producers", PRODUCER), ("products", PRODUCT.format(org_number=org_number))):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert not import_file(hub.job_desk("import"), kind, tmp_path / f"{kind}.csv").faults

    answer = receiver.scan("]E07039999000992")

    assert code_of(answer) == refusal
    assert books.movements() == []


def test_a_delivery_that_nobody_finished_is_still_open_the_next_day(receiver: ModelWorker, books: Books) -> None:
    receiver.next_day(6, 0)

    assert code_of(receiver.scan(f"]C101{CARROT_CASE}10L1")) == "receive.taken"


def test_a_printed_weight_of_goods_by_the_piece_is_not_booked(receiver: ModelWorker, books: Books) -> None:
    """They are packed at their nominal weight; 9.8 kg for ten kilograms would leave the last piece unpackable."""
    receiver.scan(f"]C101{CARROT_CASE}3103009800" + "10L1")

    assert books.loose("D1") == {"L1": (5, 10_000)}


class TestTheScale:
    """Catch weight: the next stable weight by itself, and never the same box twice (devices.md 1.7)."""

    @pytest.fixture
    def weigher(self, receiver: ModelWorker) -> ModelWorker:
        """A worker at the weighing of a piece of beef whose temperature is known."""
        receiver.scan(f"]C101{BEEF_CASE}172612083103008000" + "10KJ7")
        receiver.type("3,0")
        receiver.scan(BEEF)
        assert receiver.answer.prompt.id == "receive.weigh"
        return receiver

    def says(self, worker: ModelWorker, grams: int, **more: bool) -> str:
        weight = Weight(grams, **{"stable": True, **more})
        return code_of(worker.floor.handle(weight, repr((worker.clock.now(), weight)).encode()))

    def test_the_same_box_is_not_weighed_twice(self, weigher: ModelWorker, books: Books) -> None:
        assert self.says(weigher, 2010) == "receive.taken_again"
        weigher.scan(BEEF)
        assert self.says(weigher, 2012) == "scale.same_box"
        assert books.loose("D1")["KJ7"] == (5, 10_010)

        weigher.floor.handle(Weight(19, stable=True), b"empty")
        assert self.says(weigher, 1990) == "receive.taken_again"
        assert books.loose("D1")["KJ7"] == (6, 12_000)

    def test_twenty_grams_are_not_an_empty_scale(self, weigher: ModelWorker) -> None:
        self.says(weigher, 2010)
        weigher.floor.handle(Weight(21, stable=True), b"a leaf")
        weigher.scan(BEEF)

        assert self.says(weigher, 1990) == "scale.same_box"

    @pytest.mark.parametrize(
        ("more", "said"),
        [({"stable": False}, "scale.moving"), ({"over": True}, "scale.over"), ({"under": True}, "scale.under")],
    )
    def test_what_is_no_weight_is_not_booked(
        self, weigher: ModelWorker, books: Books, more: dict[str, bool], said: str
    ) -> None:
        before = books.standing()

        assert self.says(weigher, 2000, **more) == said
        assert books.standing() == before
        assert self.says(weigher, 2000) == "receive.taken_again"

    @pytest.mark.parametrize(
        ("grams", "taken"), [(1499, False), (1500, True), (2500, True), (2501, False), (-2000, False)]
    )
    def test_a_weight_far_from_the_nominal_one_is_refused(
        self, weigher: ModelWorker, books: Books, grams: int, taken: bool
    ) -> None:
        """25 percent, [receiving] of rules.toml."""
        before = books.standing()

        said = self.says(weigher, grams)

        assert said == ("receive.taken_again" if taken else "receive.weight_off")
        assert (books.standing() == before) != taken

    def test_a_refused_weight_leaves_the_scale_ready(self, weigher: ModelWorker) -> None:
        self.says(weigher, 9000)

        assert self.says(weigher, 2000) == "receive.taken_again"

    def test_the_frame_is_kept_as_evidence(self, weigher: ModelWorker, books: Books) -> None:
        weigher.floor.handle(Weight(2000, stable=True, raw="S S      2.000 kg"), b"framed")

        last = books.rows(select(Event.body).where(Event.kind == "received").order_by(Event.id.desc()))[0]
        assert "S S      2.000 kg" in last.body

    def test_a_weight_that_nobody_asked_for_is_ignored(self, receiver: ModelWorker, books: Books) -> None:
        assert self.says(receiver, 2000) == ""
        assert books.movements() == []


class TestTemperature:
    """Once per delivery and class; chilled dairy: green to 4.0, yellow to 6.99, red above (rules.toml)."""

    @pytest.mark.parametrize(
        ("typed", "verdict", "zone"),
        [
            ("4,0", "green", "D1"),
            ("4,01", "yellow", "D1"),
            ("6.99 °C", "yellow", "D1"),
            ("-0,5", "yellow", "D1"),
            ("7", "red", "Q1"),
        ],
    )
    def test_the_verdict(self, receiver: ModelWorker, books: Books, typed: str, verdict: str, zone: str) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

        answer = receiver.type(typed)

        assert (code_of(answer), answer.prompt.id) == (f"receive.{verdict}", "receive.scan")
        assert books.loose(zone) == {"L0212": (10, 10_300)}
        assert [kind for kind, _ in books.deviations()] == (["too_warm"] if verdict == "red" else [])

    @pytest.mark.parametrize("typed", ["warm", "", "3,4,5", "-61", "101"])
    def test_what_is_no_temperature_is_refused(self, receiver: ModelWorker, books: Books, typed: str) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

        answer = receiver.type(typed)

        assert (code_of(answer), answer.prompt.id) == ("answer.no_temperature", "receive.temperature")
        assert books.rows(select(Check.id)) == []

    def test_it_is_asked_once_per_class_and_delivery(self, receiver: ModelWorker) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
        receiver.type("3")

        assert receiver.scan(f"]C101{MILK_CASE}1526120610L0212").prompt.id == "receive.scan"
        assert receiver.scan("]C1011703999900008115261201" + "10L8").prompt.id == "receive.temperature"

    def test_whoever_walks_away_is_asked_again(self, receiver: ModelWorker) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
        receiver.press("f10")
        receiver.start("receive")

        assert receiver.scan(f"]C101{MILK_CASE}1526120610L0212").prompt.id == "receive.temperature"

    def test_goods_at_room_temperature_are_not_measured(self, receiver: ModelWorker) -> None:
        assert receiver.scan(f"]C101{CARROT_CASE}10L1").prompt.id == "receive.scan"

    def test_what_comes_after_a_red_measurement_goes_to_quarantine_too(
        self, receiver: ModelWorker, books: Books
    ) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
        receiver.type("9,5")

        answer = receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

        assert (code_of(answer), answer.status) == ("receive.to_quarantine", Severity.WARN)
        assert books.loose("Q1") == {"L0212": (20, 20_600)}
        assert books.loose("D1") == {}

    def test_red_milk_leaves_the_butter_of_another_delivery_alone(self, receiver: ModelWorker, books: Books) -> None:
        """Trollhagen's root vegetables are chilled, too, and another delivery."""
        receiver.scan("]C1011703999900008115261201" + "10L8")
        receiver.type("3")
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
        receiver.type("9,5")

        assert set(books.loose("D1")) == {"L8"}

    def test_undo_of_red_brings_the_goods_back(self, receiver: ModelWorker, books: Books) -> None:
        receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
        receiver.type("9,5")

        answer = receiver.press("f2")

        assert answer.prompt.id == "receive.temperature"
        assert (books.loose("Q1"), books.loose("D1")) == ({}, {"L0212": (10, 10_300)})
        assert books.deviations() == []
        assert code_of(receiver.type("3,5")) == "receive.green"


@pytest.mark.parametrize(("date", "taken"), [("261123", False), ("261124", True)])
def test_expired_goods_are_refused_and_told_on_the_receipt(
    receiver: ModelWorker, books: Books, date: str, taken: bool
) -> None:
    """Goods may be taken on the day they bear, not after it."""
    answer = receiver.scan(f"]C101{MILK_CASE}15{date}10L0212")
    assert code_of(answer) == ("receive.short_life" if taken else "receive.expired")
    if taken:
        return

    assert books.loose("D1") == {}
    receiver.press("f4")
    receiver.press("enter")
    (receipt,) = books.jobs("receipt")
    assert [(line["product"], line["accepted"], line["reason"], line["pieces"]) for line in receipt["lines"]] == [
        ("Helmelk 1 l", False, "expired", 10)
    ]


def test_goods_that_live_too_short_for_kitchens_are_taken_with_a_warning(receiver: ModelWorker) -> None:
    """Milk promises kitchens 6 days."""
    answer = receiver.scan(f"]C101{MILK_CASE}15261129" + "10L0212")

    assert (code_of(answer), answer.status) == ("receive.short_life", Severity.WARN)


class TestRefusing:
    """A case that the hub does not take stays the producer's."""

    @pytest.mark.parametrize(
        ("digit", "reason"),
        [("1", "damaged"), ("2", "wrong_item"), ("3", "wrong_label"), ("4", "too_warm"), ("5", "other")],
    )
    def test_a_case_is_refused_with_a_reason(
        self, receiver: ModelWorker, books: Books, digit: str, reason: str
    ) -> None:
        assert receiver.press("f5").prompt.id == "receive.reason"
        assert receiver.press(digit).prompt.id == "receive.refuse_scan"
        answer = receiver.scan(f"]C101{CARROT_CASE}10L1")

        assert (code_of(answer), answer.prompt.id) == ("receive.refused_case", "receive.scan")
        assert books.movements() == []
        assert books.deviations() == [
            ("refused", {"product": "Gulrot vasket 2 kg", "pieces": 5, "reason_word": reason})
        ]

    def test_there_is_no_sixth_reason(self, receiver: ModelWorker) -> None:
        receiver.press("f5")

        assert code_of(receiver.press("6")) == "receive.no_such_reason"

    def test_undo_of_a_refusal(self, receiver: ModelWorker, books: Books) -> None:
        receiver.press("f5")
        receiver.press("1")
        receiver.scan(f"]C101{CARROT_CASE}10L1")

        assert receiver.press("f2").prompt.id == "receive.refuse_scan"
        assert books.deviations() == []


class TestClosing:
    """Differences become deviations, the producer's receipt prints, labels of finished parcels too."""

    def test_a_delivery_needs_a_case_or_a_digit(self, receiver: ModelWorker) -> None:
        assert code_of(receiver.press("f4")) == "receive.scan_first"
        assert code_of(receiver.press("5")) == "receive.no_such_delivery"
        assert receiver.press("4").prompt.id == "receive.close"

    def test_a_delivery_that_never_came_is_closed_short(self, receiver: ModelWorker, books: Books) -> None:
        receiver.press("4")
        answer = receiver.press("enter")

        assert (code_of(answer), answer.prompt.id) == ("receive.closed", "receive.scan")
        assert {(kind, facts["product"]) for kind, facts in books.deviations()} == {
            ("short", "Fiskekaker 1 kg"),
            ("short", "Laksefilet fersk 1 kg"),
            ("short", "Seifilet fersk 1 kg"),
        }

    def test_what_the_receipt_tells(self, receiver: ModelWorker, books: Books) -> None:
        for _ in range(4):
            receiver.scan(f"]C101{CARROT_CASE}10L1")
        receiver.scan("]C1011703999900008115261201" + "10L8")
        receiver.type("3,4")
        receiver.press("f5")
        receiver.press("1")
        receiver.scan(f"]C101{CARROT_CASE}10L1")
        receiver.press("f4")
        assert receiver.answer.prompt.what.values == {"producer": "Trollhagen Grønt"}
        receiver.press("enter")

        (receipt,) = books.jobs("receipt")
        assert (receipt["producer_name"], receipt["received_by"], receipt["number"]) == (
            "Trollhagen Grønt",
            "Kari N.",
            "1",
        )
        assert [
            (line["product"], line["lot"], line["pieces"], line["weight_g"], line["accepted"], line["reason"])
            for line in receipt["lines"]
        ] == [
            ("Gulrot vasket 2 kg", "L1", 20, 40_000, True, ""),
            ("Gulrot vasket 2 kg", "L1", 5, 10_000, False, "damaged"),
            ("Kuttet rotgrønnsakmiks 1 kg", "L8", 6, 6000, True, ""),
        ]
        assert receipt["checks"] == [
            {"temperature_class": "chilled_default", "temperature_cc": 340, "verdict": "green"}
        ]
        missing = {row["product"]: row["pieces"] for row in receipt["not_received"]}
        assert missing["Potet Asterix 5 kg"] == 9
        assert missing["Kuttet rotgrønnsakmiks 1 kg"] == 6
        assert "Gulrot vasket 2 kg" not in missing  # 15 were expected
        assert ("over", 15, 20) in [
            (kind, facts.get("expected"), facts.get("received")) for kind, facts in books.deviations()
        ]

    def test_a_closed_delivery_takes_no_more(self, receiver: ModelWorker, books: Books) -> None:
        receiver.scan(f"]C101{CARROT_CASE}10L1")
        receiver.press("f4")
        receiver.press("enter")

        answer = receiver.scan(f"]C101{CARROT_CASE}10L1")

        assert code_of(answer) == "receive.delivery_closed"
        assert books.loose("D1") == {"L1": (5, 10_000)}

    def test_undo_opens_it_again(self, receiver: ModelWorker, books: Books) -> None:
        receiver.scan(f"]C101{CARROT_CASE}10L1")
        before = books.standing()
        receiver.press("f4")
        receiver.press("enter")

        answer = receiver.press("f2")

        assert answer.prompt.id == "receive.close"
        assert books.standing() == before
        assert books.jobs("receipt") == []

    def test_two_stations_close_it_once(self, receiver: ModelWorker, colleague: ModelWorker, books: Books) -> None:
        colleague.start("receive")
        for each in (receiver, colleague):
            each.press("1")
        receiver.press("enter")

        answer = colleague.press("enter")

        assert code_of(answer) == "receive.delivery_closed"
        assert len(books.jobs("receipt")) == 1

    def test_a_receipt_that_was_printed_is_not_undone_beneath(
        self, receiver: ModelWorker, colleague: ModelWorker, books: Books
    ) -> None:
        """The colleague's case stands on the receipt that closed the delivery."""
        colleague.start("receive")
        colleague.scan(f"]C101{CARROT_CASE}10L1")
        receiver.press("1")
        receiver.press("enter")

        answer = colleague.press("f2")

        assert code_of(answer) == "undo.moved_on"
        assert books.loose("D1") == {"L1": (5, 10_000)}


class TestUndo:
    """The last booking goes, and the dialogue stands where it stood."""

    @pytest.mark.parametrize(
        ("say", "prompt"),
        [
            ([("scan", f"]C101{CARROT_CASE}10L1")], "receive.scan"),
            ([("scan", CARROTS), ("type", "L1")], "receive.lot"),
            ([("scan", f"]C101{MILK_CASE}10L1"), ("type", "6.12")], "receive.date"),
        ],
    )
    def test_a_case(self, receiver: ModelWorker, books: Books, say: list[tuple[str, str]], prompt: str) -> None:
        before = books.standing()
        for how, what in say:
            getattr(receiver, how)(what)

        answer = receiver.press("f2")

        assert (code_of(answer), answer.prompt.id) == ("undo.done", prompt)
        assert books.standing() == before

    def test_a_weighed_case_is_asked_for_its_weight_again(self, receiver: ModelWorker, books: Books) -> None:
        for how, what in (("scan", BEEF), ("type", "KJ7"), ("type", "8.12")):
            getattr(receiver, how)(what)
        receiver.weigh(2040)

        assert receiver.press("f2").prompt.id == "receive.weigh"
        assert code_of(receiver.weigh(2050)) == "receive.taken"
        assert books.loose("D1") == {"KJ7": (1, 2050)}

    def test_one_after_the_other(self, receiver: ModelWorker, books: Books) -> None:
        for lot in ("L1", "L2", "L3"):
            receiver.scan(f"]C101{CARROT_CASE}10{lot}")

        for left in (["L1", "L2"], ["L1"], []):
            receiver.press("f2")
            assert sorted(books.loose("D1")) == left
        assert code_of(receiver.press("f2")) == "undo.nothing"

    def test_it_reverses_and_deletes_nothing(self, receiver: ModelWorker, books: Books) -> None:
        receiver.scan(f"]C101{CARROT_CASE}10L1")
        receiver.press("f2")

        there, back = books.rows(select(Movement).order_by(Movement.id))
        assert (back.kind, back.reverses_id) == ("undo", there.id)
        assert (back.from_zone_id, back.to_zone_id) == (there.to_zone_id, there.from_zone_id)
        (line,) = books.rows(select(ReceiptLine))
        assert line.undone_by_id is not None

    def test_goods_that_went_on_are_not_undone(self, receiver: ModelWorker, colleague: ModelWorker) -> None:
        receiver.scan(f"]C101{CARROT_CASE}10L1")
        colleague.start("putaway")
        colleague.scan(f"]C101{CARROT_CASE}10L1")
        colleague.scan("ZONE-A1")

        answer = receiver.press("f2")

        assert (code_of(answer), answer.status) == ("undo.moved_on", Severity.REFUSED)

    def test_another_stations_booking_is_not_ours_to_undo(self, receiver: ModelWorker, colleague: ModelWorker) -> None:
        receiver.scan(f"]C101{CARROT_CASE}10L1")

        assert code_of(colleague.press("f2")) == "undo.nothing"
