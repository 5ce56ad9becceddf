"""All tables, imported in one place so that the metadata is whole."""

from hubops.model import (
    crates,
    evidence,
    inbound,
    orders,
    outbound,
    outbox,
    parties,
    people,
    places,
    products,
    schedule,
    stock,
)
from hubops.model.keys import Base

MODULES = (crates, evidence, inbound, orders, outbound, outbox, parties, people, places, products, schedule, stock)
METADATA = Base.metadata
APPEND_ONLY = ("movement", "event", "floor_input", "manifest")
"""Rows of these tables are never changed and never deleted; triggers see to it (store/triggers.py)."""
