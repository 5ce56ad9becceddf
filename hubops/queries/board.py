"""The board of the day: what the Today screen shows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from hubops.model.evidence import Deviation
from hubops.model.outbox import PRINT_STATES, PrintJob
from hubops.queries import inbound, outbound, road
from hubops.queries.inbound import DeliveryRow, GoodsRow
from hubops.queries.looking import Looking
from hubops.queries.outbound import RouteRow
from hubops.queries.road import UnsignedRun

_NOT_OUT = [state for state in PRINT_STATES if state not in ("confirmed", "cancelled")]
_PRINTS = (
    select(PrintJob.title, PrintJob.document, PrintJob.printer, PrintJob.state, PrintJob.fault)
    .where(PrintJob.hub_id == bindparam("hub"), PrintJob.state.in_(_NOT_OUT))
    .order_by(PrintJob.id)
)
_DEVIATIONS = select(func.count()).where(
    Deviation.hub_id == bindparam("hub"),
    Deviation.at >= bindparam("since"),
    Deviation.undone_by_id.is_(None),
)
_OPEN_DEVIATIONS = select(func.count()).where(
    Deviation.hub_id == bindparam("hub"), Deviation.undone_by_id.is_(None), Deviation.solved_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A print job that is not known to have come out; ``fault`` is the code of what stopped it."""

    title: str
    document: str
    printer: str
    state: str
    fault: str


@dataclass(frozen=True, slots=True)
class Board:
    """One look at the whole day."""

    day: date
    now: datetime
    deliveries: tuple[DeliveryRow, ...]
    goods: tuple[GoodsRow, ...]
    routes: tuple[RouteRow, ...]
    prints: tuple[PrintRow, ...]
    deviations: int
    """Told on the hub day, whatever became of them."""
    open_deviations: int = 0
    """Of this day and of earlier ones, that nobody has solved."""
    unsigned: tuple[UnsignedRun, ...] = ()
    """Runs that departed and have stops that nobody signed off, of earlier days too."""


def read(looking: Looking) -> Board:
    """The board as it stands."""
    tx, hub = looking.tx, looking.tx.hub_id
    return Board(
        day=looking.day,
        now=looking.tx.now,
        deliveries=tuple(inbound.deliveries(looking)),
        goods=tuple(inbound.without_place(looking)),
        routes=tuple(outbound.runs(looking)),
        unsigned=tuple(road.unsigned(looking)),
        prints=tuple(PrintRow(*row) for row in tx.execute(_PRINTS, {"hub": hub})),
        deviations=tx.execute(_DEVIATIONS, {"hub": hub, "since": looking.day_start}).scalar_one(),
        open_deviations=tx.execute(_OPEN_DEVIATIONS, {"hub": hub}).scalar_one(),
    )
