"""``[messages]`` of hub.toml: by which ways the hub tells people and systems outside what concerns them.

Passwords and the secrets of signatures stand in no such file: they lie in ``secrets/``, one file each.
"""

from typing import Annotated, Literal

import msgspec

from hubops.operations.booking import Reach, Subscription
from hubops.settings.toml_file import Strict


class Smtp(Strict, frozen=True):
    """``[messages.smtp]``: the mail server. The password lies in ``secrets/smtp-password``."""

    host: str
    sender: Annotated[str, msgspec.Meta(pattern="^[^@\\s]+@[^@\\s]+$")]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    """Empty where the server asks for none."""
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=120)] = 20
    """Seconds for a connection and for each answer."""


class Webhook(Strict, frozen=True):
    """``[messages.webhooks.<name>]``: a system that is told. Its secret lies in ``secrets/webhook-<name>``."""

    url: Annotated[
        str, msgspec.Meta(pattern=r"^https?://([^/?#@:\s\[\]]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?([/?#]\S*)?$")
    ]
    """Without a password: what must be secret lies in ``secrets/``."""
    kinds: tuple[str, ...] = ()
    """The kinds of message it is told of, by their first part: ``order``, ``delivery``; none named: all."""
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=120)] = 10


class Messages(Strict, frozen=True):
    """``[messages]``."""

    smtp: Smtp | None = None
    webhooks: dict[str, Webhook] = msgspec.field(default_factory=dict)
    file_drop: bool = False
    """Every message as a JSON file in ``outbox/``, for a system that fetches files."""
    duty_address: str = ""
    """Who gets by e-mail what the terminals show as alarms."""
    give_up_hours: Annotated[int, msgspec.Meta(ge=1, le=240)] = 24
    """What can't be delivered for so long is given up, and somebody must act."""

    @property
    def reach(self) -> Reach:
        """What operations must know of it."""
        systems = tuple(Subscription(name, hook.kinds) for name, hook in self.webhooks.items())
        return Reach(self.smtp is not None, self.file_drop, systems, self.duty_address, self.give_up_hours)
