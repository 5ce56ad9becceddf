"""A small hub whose orders come, change and are cancelled while its floor works; what must always be true of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from floor_inputs import Hub
from goods import close_deliveries
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.exchange import order_import
from hubops.exchange.order_import import Wish
from hubops.exchange.report import Report
from hubops.flows.floor import Answer
from hubops.jobs.clock import ClockJobs
from hubops.model.evidence import Deviation, Event
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderChange, OrderLine, Shortage
from hubops.model.outbound import Drop, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.progress import PACKED, SHORT
from hubops.model.promises import Acknowledgement, Promise
from hubops.operations.order_files import Arrived
from hubops.queries.statement import LEFT_OPEN, STATES, LineState

HEADER = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"
ORDERED = "2026-11-20T10:00"
"""Before the cut-off of Tuesday's routes."""
TOLD = (Order, OrderLine, OrderChange, Promise, Acknowledgement, Shortage, Deviation, Notice, PrintJob, Event)
ENDED = ("delivered", "on_its_way", "short", "refused", "waste")
"""States in which the parts of a line add up to what was ordered."""


@dataclass
class Line:
    """What the kitchen believes of a line."""

    gtin: str
    pieces: int
    cancelled: bool = False


class OrderBook:
    """The hub, and beside it the order book as the kitchens know it."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.desk = hub.hub.job_desk("import")
        self.jobs = ClockJobs(hub.hub.job_desk("clock"))
        self.worker = ModelWorker(hub.floors[0], hub.hub.desk("dock1"), hub.clock, lambda: None, "dock1")
        self.lines: dict[tuple[str, int], Line] = {}
        self.orders: dict[str, tuple[str, date]] = {}
        """Kitchen and day asked for."""
        self.files: list[str] = []
        for row in self._known():
            self.lines[row.number, row.line] = Line(row.gtin, row.pieces)
            self.orders[row.number] = (row.code, row.requested_date)

    def take(self, rows: list[str], late: bool) -> Report:
        """A file arrives; it is taken whole, or it changes nothing."""
        text = "\n".join((HEADER, *rows)) + "\n"
        before = self.told()
        report = self._take(text, late)
        if report.faults:
            assert self.told() == before, report.faults
        else:
            self.files.append(text)
        return report

    def take_again(self, text: str, late: bool) -> None:
        """A file that was taken arrives again under another name: nothing is booked or told twice."""
        before = self.told()
        report = self._take(text, late)
        assert (report.faults, report.added, report.changed) == ((), 0, 0)
        assert self.told() == before

    def told(self) -> Counter[str]:
        """How many rows each table holds that tells somebody something."""
        return Counter({table.__tablename__: len(self.hub.books.rows(select(table.id))) for table in TOLD})

    def home(self) -> None:
        """The worker leaves whatever is in hand."""
        for _ in range(3):
            if self.worker.answer.prompt.flow == "today":
                return
            self.worker.press("f10")
            if self.worker.answer.prompt.flow == "signin":
                self.worker.scan("BADGE-0001")

    def receive(self, code: str, temperature: str = "1,0") -> Answer:
        """A case comes, whether it is waited for, too many or late."""
        self.home()
        self.worker.start("receive")
        answer = self.worker.scan(code)
        for _ in range(5):
            prompt = self.worker.answer.prompt.id
            if prompt in ("receive.unannounced", "receive.over"):
                self.worker.press("enter")
            elif prompt == "receive.reopen":
                self.worker.scan("BADGE-0002")
            elif prompt == "receive.temperature":
                self.worker.type(temperature)
        return answer

    def close_deliveries(self) -> None:
        """Every delivery is finished, however little came."""
        self.home()
        close_deliveries(self.worker)

    def pack(self, code: str, most: int) -> None:
        """Share out an article, so many times at most."""
        self.home()
        self.worker.start("crossdock")
        self.worker.scan(code)
        for _ in range(most):
            prompt = self.worker.answer.prompt
            if prompt.id == "crossdock.pick":
                self.worker.press("enter")
            elif prompt.id == "crossdock.weigh":
                self.worker.weigh(2000 * int(str(prompt.what.values.get("pieces", 1))))
        self.home()

    def depart(self, vehicle: str) -> None:
        """A vehicle is loaded with all that is ready and goes, if it can."""
        self.home()
        self.worker.stage_labels()
        self.home()
        self.worker.start("load")
        self.worker.scan(f"VEHICLE-{vehicle}")
        if self.worker.answer.prompt.id == "load.parcels":
            for code in self.worker.missing(vehicle):
                self.worker.scan(f"]C100{code}")
            self.worker.press("f4")
            self.worker.depart(vehicle)

    def undo(self) -> None:
        """The worker takes the last booking back."""
        self.worker.press("f2")

    def check(self) -> None:
        """What must always be true."""
        self.hub.check()
        rows = self._known()
        self._book_is_as_the_kitchens_know_it(rows)
        for row in rows:
            assert row.packed <= row.pieces, row
            assert row.packed + row.short <= row.pieces, row
            assert not (row.cancelled_at and row.packed), row
        self._each_line_has_one_state(rows)
        self._nothing_is_told_twice()

    def _book_is_as_the_kitchens_know_it(self, rows: list[Any]) -> None:
        found = {(row.number, row.line): Line(row.gtin, row.pieces, row.cancelled_at is not None) for row in rows}
        assert found == self.lines

    def _each_line_has_one_state(self, rows: list[Any]) -> None:
        today = self.hub.hub.house.calendar.hub_day(self.hub.clock.now())
        days = {row.day for row in rows if row.day} | {today}
        told: dict[date, dict[tuple[str, int], LineState]] = {}
        for day in days:
            statement = self.hub.books.statement(day)
            told[day] = {(line.order, line.line): line for line in statement.lines}
            assert len(told[day]) == len(statement.lines), "a line is told once"
            assert sum(statement.counts.values()) == len(statement.lines)
        for row in rows:
            line = told[row.day or today].get((row.number, row.line))
            if line is None:
                assert row.day is None, row
                assert row.cancelled_at or row.direct_delivery_id, row
                continue
            parts = line.on_its_way + line.delivered + line.refused + line.wasted + line.short
            assert line.state in STATES
            assert line.pieces == row.pieces
            assert (line.state == "cancelled") == (row.cancelled_at is not None)
            if line.state in ENDED:
                assert parts == row.pieces, line
            if line.state == "unaccounted":
                assert parts != row.pieces, line
            if line.state in LEFT_OPEN and row.day and row.day < today:
                assert told[today][row.number, row.line] == line, "what was left open is told again"

    def _nothing_is_told_twice(self) -> None:
        short = Counter(
            row.subject_id
            for row in self.hub.books.rows(
                select(Deviation.subject_id).where(Deviation.kind == "line_short", Deviation.undone_by_id.is_(None))
            )
        )
        assert not short or max(short.values()) == 1
        accepted = Counter(
            row.subject_id
            for row in self.hub.books.rows(select(Event.subject_id).where(Event.kind == "order_accepted"))
        )
        assert not accepted or max(accepted.values()) == 1

    def _known(self) -> list[Any]:
        return self.hub.books.rows(
            select(
                Order.number,
                Order.requested_date,
                Kitchen.code,
                OrderLine.line,
                OrderLine.pieces,
                OrderLine.cancelled_at,
                OrderLine.direct_delivery_id,
                Product.gtin,
                PACKED.label("packed"),
                SHORT.label("short"),
                RouteRun.day,
            )
            .select_from(OrderLine)
            .join(Order, Order.id == OrderLine.order_id)
            .join(Kitchen, Kitchen.id == Order.kitchen_id)
            .join(Product, Product.id == OrderLine.product_id)
            .outerjoin(Drop, Drop.id == OrderLine.drop_id)
            .outerjoin(RouteRun, RouteRun.id == Drop.run_id)
            .order_by(Order.number, OrderLine.line)
        )

    def _take(self, text: str, late: bool) -> Report:
        raw = text.encode()
        file = Arrived("orders.csv", "inbox", sha256(raw).hexdigest(), len(raw), raw)
        return order_import.take(self.desk, file, Wish(late_badge="0002" if late else ""))
