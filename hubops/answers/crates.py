"""What ``crates`` answers: who has crates of whom."""

from hubops.answers.telling import print_json, tell
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.queries import crates as reading


def crates(hub: OpenHub, as_json: bool, language: str) -> int:
    """List how many crates of each type a party has to give back (above zero) or to get back."""
    desk = hub.job_desk("crates")
    found = {"producers": desk.look(reading.of_producers), "kitchens": desk.look(reading.of_kitchens)}
    if as_json:
        told = {
            kind: [{"party": row.party, "crate_type": row.code, "crates": int(row.crates)} for row in rows]
            for kind, rows in found.items()
        }
        print_json(told)
        return 0
    for row in (row for rows in found.values() for row in rows):
        owed = Message(
            "crates.to_get_back" if row.crates > 0 else "crates.to_give_back", {"crates": abs(int(row.crates))}
        )
        tell(language, "crates.listed", party=row.party, name=row.name, balance=owed)
    if not any(found.values()):
        tell(language, "crates.nothing_listed")
    return 0
