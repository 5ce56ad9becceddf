"""What a read needs: an open transaction and the hub day. A booking is one; so a prompt can be asked inside it."""

from datetime import date, datetime
from typing import Protocol

from hubops.store.transactions import Tx


class Looking(Protocol):
    """A look at the hub."""

    @property
    def tx(self) -> Tx:
        """The open transaction."""
        ...

    @property
    def day(self) -> date:
        """The hub day."""
        ...

    @property
    def day_start(self) -> datetime:
        """When the hub day began."""
        ...
