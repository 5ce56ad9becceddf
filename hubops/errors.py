"""The one tree of errors: each carries a stable code of messages.py and its values, never a sentence.

HubopsError
+-- Refused        a rule of the hub says no to what a person did; nothing was changed
+-- BadInput       a file, a field or a code is malformed
+-- DeviceFault    a scale, scanner or printer can't do its work now
+-- StoreFault     the database or the disk can't be trusted now
+-- SetupFault     the hub folder or a setting is wrong
"""


class HubopsError(Exception):
    """Something that a person must be told.

    Args:
        code: the code of the sentence in messages.py, such as ``receive.unknown_item``.
        values: what the sentence names; units stand in the key (``weight_g``, ``max_cc``).
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}" if self.values else self.code


class Refused(HubopsError):
    """A rule of the hub says no to what a person did; nothing was changed."""


class BadInput(HubopsError):
    """A file, a field or a code is malformed."""


class DeviceFault(HubopsError):
    """A scale, scanner or printer can't do its work now."""


class StoreFault(HubopsError):
    """The database or the disk can't be trusted now."""


class SetupFault(HubopsError):
    """The hub folder or a setting in it is wrong."""
