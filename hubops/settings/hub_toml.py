"""The tables of hub.toml; ``[messages]`` has a file of its own."""

from datetime import time
from typing import Annotated, Literal

import msgspec

from hubops.settings.messages_table import Messages
from hubops.settings.toml_file import Strict


class Database(Strict, frozen=True):
    """``[database]`` of hub.toml."""

    url: str = ""
    """Empty for the embedded SQLite in ``data/``."""


class Signin(Strict, frozen=True):
    """``[signin]`` of hub.toml."""

    pin: Literal["off", "supervisors", "all"] = "off"
    """Whose PIN is asked beside the badge; ``supervisors`` are all roles above the worker."""
    idle_lock_minutes: Annotated[int, msgspec.Meta(ge=0, le=480)] = 0
    """A station that nobody uses for so long locks; 0: never."""


class PaperPack(Strict, frozen=True):
    """``[paper_pack]`` of hub.toml: the day on paper, for when all else fails."""

    printed: bool = True
    """Each working day, on the paper printer of the first station."""
    at: time = time(3, 15)
    """Local time, once the day is opened."""


class DeliveryCards(Strict, frozen=True):
    """``[delivery_cards]`` of hub.toml: what each kitchen gets in the week to come, on paper."""

    printed: bool = True
    """Each week, on the paper printer of the first station."""
    weekday: Literal["mon", "tue", "wed", "thu", "fri"] = "fri"
    """Of the week before; the last working day before it where the hub rests on that day."""
    at: time = time(14)
    """Local time."""


class Hub(Strict, frozen=True):
    """hub.toml."""

    code: str
    """A short name: the ``hub_id`` of every row."""
    name: str
    address: str
    org_number: str
    gs1_company_prefix: str
    gln: str = ""
    phone: str = ""
    """On papers for kitchens and drivers."""
    sscc_extension_digit: int = 3
    time_zone: str = "Europe/Oslo"
    day_start_hour: int = 3
    language: str = "nb"
    database: Database = Database()
    signin: Signin = Signin()
    paper_pack: PaperPack = PaperPack()
    delivery_cards: DeliveryCards = DeliveryCards()
    messages: Messages = Messages()
    demo: bool = False
    """The hub is a demo: its clock is shifted and its devices are simulated."""
