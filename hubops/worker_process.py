"""The worker as a process of its own: ``hubops worker``, or the child that a terminal starts."""

import logging
import sys
from functools import partial

from hubops.jobs.child import watch_parent
from hubops.jobs.delivery_cards import CardTime
from hubops.jobs.worker import Mailroom, Upkeep, Worker, stop_on_signal
from hubops.message_watch import MessageWatch
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.planning.calendar import WEEKDAYS
from hubops.printer_watch import PrinterWatch
from hubops.store.backup import back_up
from hubops.store.engines import checkpoint


def run_worker(hub: OpenHub, parent: int | None) -> int:
    """Work until a signal, or until the process ``parent`` is gone."""
    logging.basicConfig(filename=hub.settings.folder / "logs" / "worker.log", level=logging.INFO, format=LOG_FORMAT)
    stop = stop_on_signal()
    if parent is not None:
        watch_parent(parent, stop)
    backups = hub.settings.folder / "backups"
    upkeep = Upkeep(
        backup=lambda: back_up(hub.store, hub.house.hub_id, backups, hub.clock.now()),
        checkpoint=partial(checkpoint, hub.store),
    )
    if hub.store.dialect != "sqlite":
        upkeep = Upkeep()
    tell = None if parent is not None else partial(_tell, language=hub.house.language)
    pack_at = hub.settings.hub.paper_pack.at if hub.settings.hub.paper_pack.printed else None
    asked = hub.settings.hub.delivery_cards
    cards = CardTime(WEEKDAYS.index(asked.weekday), asked.at) if asked.printed else None
    mailroom = Mailroom(hub.settings.folder / "inbox", hub.settings.folder / "archive")
    watch = PrinterWatch(hub)
    ways = MessageWatch(hub, tell or _log_fault)
    how = partial(Worker, tell=tell, pack_at=pack_at, cards=cards, mailroom=mailroom)
    how(hub.job_desk, watch.printers, upkeep, follow=watch.look, ways=ways.look).run(stop)
    hub.close()
    return 0


LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def _tell(message: Message, language: str) -> None:
    print(message.text(language), file=sys.stderr, flush=True)


def _log_fault(message: Message) -> None:
    logging.getLogger(__name__).error("%s", message.text("en"))
