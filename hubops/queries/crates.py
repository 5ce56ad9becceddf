"""How many crates of each type stand between the hub and a party."""

from sqlalchemy import Select, bindparam, func, select

from hubops.model.crates import CrateMovement, CrateType
from hubops.model.parties import Kitchen, Producer
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_COUNT = func.sum(CrateMovement.crates)
"""A Decimal on PostgreSQL."""


def _balance(party: type[Producer] | type[Kitchen]) -> Select[str, str, str, int]:
    key = CrateMovement.producer_id if party is Producer else CrateMovement.kitchen_id
    return (
        select(party.name.label("party"), CrateType.code, CrateType.name, _COUNT.label("crates"))
        .select_from(CrateMovement)
        .join(CrateType, (CrateType.hub_id == CrateMovement.hub_id) & (CrateType.id == CrateMovement.crate_type_id))
        .join(party, (party.hub_id == CrateMovement.hub_id) & (party.id == key))
        .where(CrateMovement.hub_id == bindparam("hub"), CrateMovement.undone_by_id.is_(None))
        .group_by(party.id, party.name, CrateType.code, CrateType.name)
        .having(_COUNT != 0)
        .order_by(party.name, CrateType.code)
    )


_OF_PRODUCERS, _OF_KITCHENS = _balance(Producer), _balance(Kitchen)


def of_producers(looking: Looking) -> list[AnyRow]:
    """Producers with crates to get back (above zero), or to give back."""
    return list(looking.tx.execute(_OF_PRODUCERS, {"hub": looking.tx.hub_id}))


def of_kitchens(looking: Looking) -> list[AnyRow]:
    """Kitchens with crates to give back (below zero), or to get back."""
    return list(looking.tx.execute(_OF_KITCHENS, {"hub": looking.tx.hub_id}))
