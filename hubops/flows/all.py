"""All flows by name."""

from hubops.flows.count import COUNT
from hubops.flows.crossdock import CROSSDOCK
from hubops.flows.dispatch import DISPATCH
from hubops.flows.handover import HANDOVER
from hubops.flows.load import LOAD
from hubops.flows.move import MOVE
from hubops.flows.putaway import PUTAWAY
from hubops.flows.receive import RECEIVE
from hubops.flows.signin import SIGNIN, TODAY
from hubops.flows.table import Flow
from hubops.flows.waste import WASTE

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (SIGNIN, TODAY, RECEIVE, PUTAWAY, CROSSDOCK, LOAD, DISPATCH, MOVE, COUNT, WASTE, HANDOVER)
}
