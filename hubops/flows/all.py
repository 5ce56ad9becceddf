"""All flows by name."""

from hubops.flows.alarms import ALARMS
from hubops.flows.back_entry import BACK_ENTRY
from hubops.flows.calloffs import CALLOFFS
from hubops.flows.count import COUNT
from hubops.flows.crossdock import CROSSDOCK
from hubops.flows.deviations import DEVIATIONS
from hubops.flows.devices import DEVICES
from hubops.flows.direct_deliveries import DIRECT_DELIVERIES
from hubops.flows.dispatch import DISPATCH
from hubops.flows.equip import EQUIP
from hubops.flows.handover import HANDOVER
from hubops.flows.load import LOAD
from hubops.flows.move import MOVE
from hubops.flows.order_change import ORDER_CHANGE
from hubops.flows.orders import ORDERS
from hubops.flows.people import PEOPLE
from hubops.flows.prints import PRINTS
from hubops.flows.problem import PROBLEM
from hubops.flows.putaway import PUTAWAY
from hubops.flows.receive import RECEIVE
from hubops.flows.repack import REPACK
from hubops.flows.signin import SIGNIN, TODAY
from hubops.flows.substitute import SUBSTITUTE
from hubops.flows.table import Flow
from hubops.flows.waste import WASTE
from hubops.flows.where import WHERE

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        SIGNIN,
        TODAY,
        RECEIVE,
        PUTAWAY,
        CROSSDOCK,
        SUBSTITUTE,
        REPACK,
        LOAD,
        DISPATCH,
        MOVE,
        COUNT,
        WASTE,
        HANDOVER,
        PEOPLE,
        PRINTS,
        PROBLEM,
        BACK_ENTRY,
        DEVICES,
        EQUIP,
        WHERE,
        ALARMS,
        CALLOFFS,
        DIRECT_DELIVERIES,
        DEVIATIONS,
        ORDERS,
        ORDER_CHANGE,
    )
}
