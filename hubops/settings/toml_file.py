"""A settings file: TOML whose every key is known, or the place that is wrong."""

import tomllib
from typing import TypeVar

import msgspec

from hubops.errors import SetupFault

T = TypeVar("T")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a settings file; keys that nobody reads are refused."""


def parse(file: str, content: bytes, kind: type[T]) -> T:
    """The settings in the content of a file. Raises SetupFault ``settings.bad_file``, with the place that is wrong."""
    try:
        return msgspec.convert(tomllib.loads(content.decode()), kind)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SetupFault("settings.bad_file", file=file, fault=str(error)) from error
