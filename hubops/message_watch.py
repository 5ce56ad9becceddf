"""What the worker follows while it leads: by which ways messages go out, and the secrets of those ways."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from hubops.jobs.outbox import Way, build_ways
from hubops.messages import Message
from hubops.messages_file import MessagesFile
from hubops.open_hub import OpenHub
from hubops.store import secret_files

_log = logging.getLogger(__name__)


class MessageWatch:
    """The ways that hold now; used by one thread."""

    def __init__(self, hub: OpenHub, tell: Callable[[Message], None]) -> None:
        """Begin with the ways of the hub's settings.

        Args:
            hub: its settings are followed too: what is told from now on goes by the ways that hold now.
            tell: is told of a broken file and of a secret that is missing, each once.
        """
        self._hub = hub
        self._tell = tell
        self._file = MessagesFile(hub.settings)
        self._secret = partial(secret_files.read, hub.settings.folder)
        self._named: set[str] = set()

    def look(self) -> Sequence[Way]:
        """The ways as hub.toml and ``secrets/`` have them now. Never raises."""
        if self._file.look():
            self._hub.follow_messages(self._file.messages)
            _log.info("[messages] of hub.toml has changed")
        ways = build_ways(self._hub.settings, self._secret)
        faults = [Message(fault.code, fault.values) for fault in ways.faults]
        if self._file.fault is not None:
            faults.append(Message(*self._file.told_fault))
        for fault in faults:
            if repr(fault) not in self._named:
                self._tell(fault)
        self._named = {repr(fault) for fault in faults}
        return ways.usable
