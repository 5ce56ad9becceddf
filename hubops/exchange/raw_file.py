"""The bytes of a file before anybody asks what they mean: how many, of what kind, in which encoding (interfaces.md)."""

from pathlib import Path

from hubops.errors import BadInput
from hubops.messages import Message

MAX_BYTES = 20_000_000
"""100,000 order lines with their notes; it bounds the memory that a file takes."""
FORMATS = {
    b"PK": "zip, .xlsx",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7z",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": ".xls",
    b"<": "XML, HTML",
}
"""What people send in place of a CSV file, by its first bytes. Nothing is ever unpacked."""
MIXED = ("Ã¦", "Ã¸", "Ã¥", "Ã†", "Ã˜", "Ã…")
"""Norwegian letters in UTF-8 as Windows text shows them."""


def unreadable(path: Path, error: OSError) -> BadInput:
    """Why a file can't be read, in words where the reason is one that people meet."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return BadInput("import.not_there", file=str(path))
    if isinstance(error, IsADirectoryError):
        return BadInput("import.is_a_folder", file=str(path))
    if isinstance(error, PermissionError):
        return BadInput("import.may_not_read", file=str(path))
    return BadInput("import.no_file", file=str(path), reason=str(error.strerror))


def read(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        BadInput: it is missing, may not be read or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    check_size(path.name, len(data))
    return data


def check_size(name: str, size_bytes: int) -> None:
    """Raises BadInput ``import.too_large`` for more than :data:`MAX_BYTES`."""
    if size_bytes > MAX_BYTES:
        raise BadInput("import.too_large", file=name, megabytes=MAX_BYTES // 1_000_000)


def text_of(name: str, data: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text of a file, with what must be said of its encoding.

    Raises:
        BadInput: packed, a document, no text, or text in another encoding than UTF-8 or Windows text.
    """
    start = data.removeprefix(b"\xef\xbb\xbf")[:100].lstrip()
    packed = next((form for magic, form in FORMATS.items() if start.startswith(magic)), None)
    if packed:
        raise BadInput("import.packed", file=name, format=packed)
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("import.not_text", file=name)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadInput("import.unknown_encoding", byte=error.start + 1) from error
    mixed = next((letter for letter in MIXED if letter in text), None)
    if mixed:
        line = text.count("\n", 0, text.index(mixed)) + 1
        raise BadInput("import.mixed_encodings", line=line, text=mixed)
    return text, (Message("import.cp1252"),)
