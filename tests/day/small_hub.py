"""A hub of three kitchens and three articles, where a parcel is soon full: small enough to be shaken."""

from pathlib import Path

from goods import BEEF, BEEF_CODE, MILK, MILK_CODE, close_deliveries, pack_all, receive
from hub_databases import TWO_ROUTES, HubDatabases
from places import add_zone

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub
from hubops.operations import master_data

ORDERS = """order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit
BK-1;B04;2026-11-20T10:00;2026-11-24;1;7039999000213;6;piece
BK-1;B04;2026-11-20T10:00;2026-11-24;2;7039999000244;2;piece
BK-1;B04;2026-11-20T10:00;2026-11-24;3;7039999000411;2;piece
BK-2;B05;2026-11-20T10:00;2026-11-24;1;7039999000213;4;piece
AK-1;A02;2026-11-20T10:00;2026-11-24;1;7039999000213;5;piece
AK-1;A02;2026-11-20T10:00;2026-11-24;2;7039999000411;2;piece
"""
STAGES = ("morning", "received", "packed", "staged", "departed")


def found_small(databases: HubDatabases, folder: Path, stage: str) -> None:
    """Make the hub and work its day up to a stage."""
    clock = ManualClock(START)
    databases.found(folder, clock)
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("max_g = 15000", "max_g = 5000"), encoding="utf-8")
    hub = OpenHub.open(folder, clock)
    for kind in master_data.IMPORT_ORDER:
        source = TWO_ROUTES / f"{kind}.csv"
        if kind == "orders":
            source = folder / "orders.csv"
            source.write_text(ORDERS, encoding="utf-8")
        assert not import_file(hub.job_desk("import"), kind, source).faults
    add_zone(hub, "T1", "trolley")
    ClockJobs(hub.job_desk("clock")).run_due()
    worker = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    worker.scan("BADGE-0001")
    _work(worker, STAGES.index(stage))
    hub.close()


def _work(worker: ModelWorker, stages: int) -> None:
    if stages >= 1:
        receive(worker, MILK_CODE, MILK_CODE, BEEF_CODE)
    if stages >= 2:
        close_deliveries(worker)
        pack_all(worker, MILK)
    if stages >= 3:
        worker.scan(BEEF)
        while worker.answer.prompt.id == "crossdock.weigh":
            worker.weigh(4100)
        worker.stage_labels()
    if stages >= 4:
        worker.load("V1")
