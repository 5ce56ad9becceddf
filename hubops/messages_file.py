"""``[messages]`` of hub.toml while programs run: a change holds at once, without a restart.

A file that is not sound is never followed: what held before goes on, and the fault is there to be named. Everything
else in hub.toml holds from the next start.
"""

from hubops.devices_file import why
from hubops.errors import SetupFault
from hubops.settings import Hub, Messages, Settings, parse

NAME = "hub.toml"


class MessagesFile:
    """The file and what was read from it last. Not for two threads at once."""

    def __init__(self, settings: Settings) -> None:
        """Begin with what was loaded from the hub folder."""
        self.messages: Messages = settings.hub.messages
        """As they hold now."""
        self.fault: SetupFault | None = None
        """Why the file as it stands now is not followed; None if it is."""
        self._path = settings.folder / NAME
        self._content = b""
        self.look()

    def look(self) -> bool:
        """Read the file if it has changed; True if other settings hold from now on."""
        try:
            content = self._path.read_bytes()
        except OSError:
            self.fault = SetupFault("settings.missing_file", file=NAME)
            self._content = b""
            return False
        if content == self._content:
            return False
        self._content = content
        before = self.messages
        try:
            self.messages = parse(NAME, content, Hub).messages
            self.fault = None
        except SetupFault as fault:
            self.fault = fault
        return self.messages != before

    @property
    def told_fault(self) -> tuple[str, dict[str, object]]:
        """Why the file as it stands is not followed: a sentence's code and values; empty where nothing is wrong."""
        return ("devices.file_bad", {"file": NAME, "fault": why(self.fault)}) if self.fault else ("", {})
