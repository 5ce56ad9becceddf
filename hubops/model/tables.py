"""All tables, imported in one place so that the metadata is whole."""

from hubops.model import (  # noqa: F401 - for their tables
    alarms,
    call_offs,
    crates,
    devices,
    evidence,
    inbound,
    notices,
    orders,
    outbound,
    outbox,
    parties,
    people,
    places,
    products,
    promises,
    schedule,
    standing,
    stock,
)
from hubops.model.keys import Base

METADATA = Base.metadata
APPEND_ONLY = ("movement", "event", "floor_input", "manifest")
"""Rows of these tables are never changed and never deleted; triggers see to it (store/triggers.py)."""
