"""The hash chain of the event log: one chain per writing session, so that writers never wait for each other.

An event's hash covers its canonical JSON and the hash before it; :func:`verify` finds every edit and every gap inside
a chain. A cut-off tail is found by the heads printed on the closing statement (data.md 7).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Insert, bindparam, insert, select
from sqlalchemy.orm import aliased

from hubops.model.evidence import Event
from hubops.model.keys import new_key

GENESIS = b""
_CANONICAL = msgspec.json.Encoder(order="sorted")
_INSERT = insert(Event)
_ALL = select(Event).where(Event.hub_id == bindparam("hub_id")).order_by(Event.chain_id, Event.seq)
_First, _Later, _Last = aliased(Event), aliased(Event), aliased(Event)
_first_chain = (
    select(_First.chain_id).where(_First.hub_id == bindparam("hub_id")).order_by(_First.chain_id).limit(1)
).scalar_subquery()
_chains = select(_first_chain.label("chain_id")).cte("chains", recursive=True)
_next_chain = (
    select(_Later.chain_id)
    .where(_Later.hub_id == bindparam("hub_id"), _Later.chain_id > _chains.c.chain_id)
    .order_by(_Later.chain_id)
    .limit(1)
    .correlate(_chains)
    .scalar_subquery()
)
_chains = _chains.union_all(select(_next_chain).where(_chains.c.chain_id.is_not(None)))
_last_hash = (
    select(_Last.hash)
    .where(_Last.hub_id == bindparam("hub_id"), _Last.chain_id == _chains.c.chain_id)
    .order_by(_Last.seq.desc())
    .limit(1)
    .correlate(_chains)
    .scalar_subquery()
)
_HEADS = select(_last_hash.label("hash")).where(_chains.c.chain_id.is_not(None)).order_by(_chains.c.chain_id)
"""The last hash of each chain. It steps from chain to chain by the index, so that it costs by the chains (each process
that wrote), not by their events: of those there are a million in the tenth year."""


@dataclass(frozen=True)
class Head:
    """The end of a chain."""

    seq: int
    hash: bytes


@dataclass(frozen=True)
class Broken:
    """A place where a chain does not hold."""

    chain_id: UUID
    seq: int


class Chain:
    """The chain of one writing session; ``head`` is put back when a transaction fails."""

    def __init__(self, hub_id: str) -> None:
        self.hub_id = hub_id
        self.id = new_key()
        self.head = Head(0, GENESIS)

    def append(
        self,
        execute: Callable[[Insert, Mapping[str, object]], object],
        at: datetime,
        kind: str,
        actor: str,
        station: str,
        subject_id: UUID | None,
        body: dict[str, object],
    ) -> None:
        """Write the next event of this chain; ``execute`` runs statements in the transaction."""
        text = _CANONICAL.encode(body).decode()
        seq, prev = self.head.seq + 1, self.head.hash
        digest = _digest(self.hub_id, self.id, seq, prev, at, actor, station, kind, subject_id, text)
        row = {
            "hub_id": self.hub_id,
            "id": new_key(),
            "chain_id": self.id,
            "seq": seq,
            "prev": prev,
            "hash": digest,
            "at": at,
            "actor": actor,
            "station": station,
            "kind": kind,
            "subject_id": subject_id,
            "body": text,
        }
        execute(_INSERT, row)
        self.head = Head(seq, digest)


def verify(conn: Connection, hub_id: str) -> list[Broken]:
    """Every place where an event chain of the hub does not hold; empty when all do."""
    broken = []
    chain_id, head = None, Head(0, GENESIS)
    for row in conn.execute(_ALL, {"hub_id": hub_id}):
        if row.chain_id != chain_id:
            chain_id, head = row.chain_id, Head(0, GENESIS)
        expected = _digest(
            hub_id,
            row.chain_id,
            row.seq,
            row.prev,
            row.at,
            row.actor,
            row.station,
            row.kind,
            row.subject_id,
            row.body,
        )
        if row.seq != head.seq + 1 or row.prev != head.hash or row.hash != expected:
            broken.append(Broken(row.chain_id, row.seq))
        head = Head(row.seq, row.hash)
    return broken


def seal(conn: Connection, hub_id: str) -> str:
    """One short word for the heads of all chains: written on paper, it shows later whether a tail was cut off.

    The first 16 hexadecimal digits of the sha256 over every chain's last hash, in the order of the chains' keys.
    """
    heads = conn.execute(_HEADS, {"hub_id": hub_id})
    return hashlib.sha256(b"".join(row.hash for row in heads)).hexdigest()[:16].upper()


def _digest(
    hub_id: str,
    chain_id: UUID,
    seq: int,
    prev: bytes,
    at: datetime,
    actor: str,
    station: str,
    kind: str,
    subject_id: UUID | None,
    body: str,
) -> bytes:
    parts = [hub_id, chain_id.hex, str(seq), prev.hex(), _moment(at), actor, station, kind]
    parts += [subject_id.hex if subject_id else "", body]
    as_json = f"[{', '.join(map(encode_basestring, parts))}]"
    return hashlib.sha256(as_json.encode()).digest()


# all events of a transaction bear the same moment
@lru_cache(maxsize=64)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
