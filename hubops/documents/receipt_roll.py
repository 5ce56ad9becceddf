"""The producer's receipt on the roll of a receipt printer: what stands on the A4 sheet, one line under the other."""

from collections.abc import Sequence
from functools import partial

from hubops.documents import wording
from hubops.documents.receipt import ProducerReceipt, ReceiptLine, delivery, head_of, why
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say, written


def receipt_roll(receipt: ProducerReceipt, form: RollForm) -> bytes:
    """The receipt as ESC/POS."""
    roll = Roll(form, head_of(receipt))
    word = partial(say, language=receipt.language)
    roll.facts(list(delivery(receipt)))
    roll.section(word("receipt.accepted"))
    _goods(roll, [line for line in receipt.lines if line.accepted], receipt.language)
    roll.section(word("receipt.refused"))
    _goods(roll, [line for line in receipt.lines if not line.accepted], receipt.language)
    roll.section(word("receipt.not_received"))
    for missing in receipt.not_received:
        roll.row(missing.product, str(missing.pieces))
    if not receipt.not_received:
        roll.text(word("receipt.nothing"))
    roll.section(word("receipt.checks"))
    _checks(roll, receipt)
    _crates(roll, receipt)
    for code in ("receipt.hub_signature", "receipt.producer_signature"):
        roll.space()
        roll.text(word(code), "bold")
        roll.pen(word("paper.name"), word("paper.signature"), word("paper.time"))
    return roll.finished()


def _goods(roll: Roll, lines: Sequence[ReceiptLine], language: str) -> None:
    """The lines with their sum; the reasons stand with refused ones."""
    if not lines:
        roll.text(say("receipt.nothing", language))
        return
    for line in lines:
        roll.row(line.product, wording.amount(line.pieces, line.weight_g, language))
        lot = f"{say('paper.lot', language)} {line.lot}" if line.lot else ""
        roll.text(", ".join(filter(None, (lot, wording.dated(line, language)))), indent=3)
        roll.text(why(line, language), "bold", indent=3)
    pieces, grams = sum(line.pieces for line in lines), sum(line.weight_g for line in lines)
    roll.row(say("receipt.total", language), wording.amount(pieces, grams, language), "bold")


def _checks(roll: Roll, receipt: ProducerReceipt) -> None:
    """The measured temperatures and the verdict of the hub's rules."""
    language = receipt.language
    for check in receipt.checks:
        measured = written("temperature_cc", check.temperature_cc, language)
        verdict = wording.known_word(check.verdict, language)
        roll.row(wording.known_word(check.temperature_class, language), f"{measured}  {verdict}")
    if not receipt.checks:
        roll.text(say("receipt.nothing", language))


def _crates(roll: Roll, receipt: ProducerReceipt) -> None:
    """The crates that came and went, and how producer and hub stand; nothing where there are none."""
    if not receipt.crates:
        return
    word = partial(say, language=receipt.language)
    roll.section(word("receipt.crates"))
    for line in receipt.crates:
        roll.text(line.name, "bold")
        counts = (("crates_in", line.came), ("crates_back", line.back), ("crates_balance", line.balance))
        for caption, count in counts:
            roll.row(word(f"receipt.{caption}"), str(count), indent=3)
    roll.text(word("receipt.crates_note"))
