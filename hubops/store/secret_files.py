"""Passwords and secrets: one file each in ``secrets/`` of the hub folder, outside the database and its backups."""

from pathlib import Path

from hubops.errors import SetupFault

FOLDER = "secrets"


def read(folder: Path, name: str) -> bytes:
    """The secret of that name, without the line end that an editor adds.

    Raises:
        SetupFault: ``secret.missing``: no such file, or nothing in it.
    """
    path = folder / FOLDER / name
    try:
        secret = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise SetupFault("secret.missing", path=str(path)) from error
    if not secret:
        raise SetupFault("secret.missing", path=str(path))
    return secret
