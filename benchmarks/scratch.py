"""A folder for one measurement, on the disk of the working directory: the system's own may be in memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that git does not see, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="hubops-bench-", dir=".") as name:
        folder = Path(name)
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
        yield folder
