"""The pepper: the key under which PINs are sealed. It lies in the hub folder, outside the database and its backups.

Whoever steals the database, or a copy of it, can't try PINs without this file.
"""

import os
import secrets
from pathlib import Path

from hubops.errors import SetupFault

PEPPER = Path("secrets") / "pepper"
BYTES = 32


def make(folder: Path) -> bytes:
    """Make the pepper of a hub folder, readable for its owner alone; one that is there is kept."""
    path = folder / PEPPER
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return read(folder)
    with os.fdopen(file, "wb") as pepper:
        pepper.write(secrets.token_bytes(BYTES))
        pepper.flush()
        os.fsync(pepper.fileno())
    return read(folder)


def read(folder: Path) -> bytes:
    """The pepper of a hub folder.

    Raises:
        SetupFault: ``pepper.missing``, or ``pepper.too_short`` for a file that was cut.
    """
    path = folder / PEPPER
    try:
        pepper = path.read_bytes()
    except OSError as error:
        raise SetupFault("pepper.missing", path=str(path)) from error
    if len(pepper) < BYTES:
        raise SetupFault("pepper.too_short", path=str(path))
    return pepper


def is_private(folder: Path) -> bool:
    """Whether nobody but the owner may read the pepper."""
    return (folder / PEPPER).stat().st_mode & 0o077 == 0
