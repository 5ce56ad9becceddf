"""The coordinator's telephone: kitchens tell how it went with what a producer brought them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubops.operations import direct

if TYPE_CHECKING:
    from hubops.demo.model_worker import ModelWorker

COORDINATOR = "BADGE-0003"


def answer_telephone(worker: ModelWorker) -> None:
    """The first kitchen that had a direct delivery rings: all of it came. Who rings besides is left to the day.

    On a day without direct deliveries nothing is written down.
    """
    worker.press("f10")
    worker.scan(COORDINATOR)
    worker.start("direct_deliveries")
    told = [line.message.values["kitchen"] for line in worker.answer.prompt.lines]
    if told:
        tell(worker, str(told[0]), "delivered")
        worker.meanwhile("telephone")


def tell(worker: ModelWorker, kitchen: str, outcome: str) -> None:
    """A kitchen says how it went (of OUTCOMES); after ``part`` the dialogue asks how much it took of each article."""
    (choice,) = [line.choice for line in worker.answer.prompt.lines if line.message.values["kitchen"] == kitchen]
    worker.press(str(choice))
    worker.press(str(direct.OUTCOMES.index(outcome) + 1))
