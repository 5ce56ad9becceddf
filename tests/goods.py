"""Goods of the demo hub as a worker meets them, and the few moves that many examples begin with."""

from books import Books

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer

MILK_CASE, MILK = "17039999000210", "]E07039999000213"
"""Dairy at 4 degrees: ten litres in a case, 50 ordered, kitchens want six days of life."""
CARROT_CASE, CARROTS = "17039999000029", "]E07039999000022"
"""Room temperature, no date: five bags of two kilograms in a case, 15 ordered."""
BEEF_CASE, BEEF = "97039999000414", "]E07039999000411"
"""Red meat by catch weight: four pieces of about two kilograms in a case, 8 ordered."""
BEST_BEFORE = "15261206"
"""AI 15: long enough for every kitchen."""

MILK_CODE = f"]C101{MILK_CASE}{BEST_BEFORE}10L0212"
CARROT_CODE = f"]C101{CARROT_CASE}10L7"
BEEF_CODE = f"]C101{BEEF_CASE}172612103103008000" + "10KJ7"
"""Exactly eight kilograms."""


def code_of(answer: Answer) -> str:
    """The code of what was said; empty for a mere question."""
    return answer.message.code if answer.message else ""


def receive(worker: ModelWorker, *codes: str, temperature: str = "1,0") -> None:
    """Receive cases whose codes say everything, whether they were ordered or not."""
    worker.start("receive")
    for code in codes:
        worker.scan(code)
        if worker.answer.prompt.id in ("receive.unannounced", "receive.over"):
            worker.press("enter")
        if worker.answer.prompt.id == "receive.temperature":
            worker.type(temperature)


def close_deliveries(worker: ModelWorker) -> None:
    """Finish every delivery that is open, however little came."""
    worker.start("receive")
    while code_of(worker.press("1")) != "receive.no_such_delivery":
        worker.press("f4")
        worker.press("enter")


def pack_all(worker: ModelWorker, code: str) -> None:
    """Share out all of an article as the screen says."""
    worker.start("crossdock")
    worker.scan(code)
    while worker.answer.prompt.id == "crossdock.pick":
        worker.press("enter")


def stage_milk(worker: ModelWorker) -> None:
    """Milk for all who ordered it is received, packed and staged: Bærum's kitchens 5, 3, 2 and 1, and Asker's."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.stage_labels()


def drive_v1(worker: ModelWorker) -> None:
    """At one o'clock V1 is back from Bærum, where four stops had milk and one carrots; its papers are not read yet."""
    receive(worker, *[MILK_CODE] * 5, *[CARROT_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, MILK)
    pack_all(worker, CARROTS)
    worker.stage_labels()
    worker.at(8, 25)
    worker.load("V1")
    worker.at(13, 0)


def label_of(books: Books, kitchen: str) -> str:
    """The code on the label of a kitchen's first parcel."""
    return f"]C100{books.boxes(kitchen)[0].sscc}"


def labels(books: Books) -> list[tuple[str, int, int | None]]:
    """Kitchen, number and "of so many" of each label that prints."""
    return [(job["kitchen_code"], job["parcel"], job["parcels"]) for job in books.jobs("drop_label")]
