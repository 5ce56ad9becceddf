"""The pepper: made once, private, outside the database, and missed when it is gone."""

from pathlib import Path

import pytest

from hubops.errors import SetupFault
from hubops.store import pepper


def test_it_is_random_private_and_made_once(tmp_path: Path) -> None:
    made = pepper.make(tmp_path)

    assert len(made) == 32
    assert pepper.make(tmp_path) == pepper.read(tmp_path) == made
    assert pepper.make(tmp_path / "another") != made
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "pepper").stat().st_mode & 0o777 == 0o600


def test_a_pepper_that_others_may_read_is_seen(tmp_path: Path) -> None:
    pepper.make(tmp_path)
    assert pepper.is_private(tmp_path)

    (tmp_path / "secrets" / "pepper").chmod(0o640)

    assert not pepper.is_private(tmp_path)


@pytest.mark.parametrize(("content", "code"), [(None, "pepper.missing"), (b"short", "pepper.too_short")])
def test_a_pepper_that_is_gone_or_cut_is_a_fault(tmp_path: Path, content: bytes | None, code: str) -> None:
    pepper.make(tmp_path)
    path = tmp_path / "secrets" / "pepper"
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SetupFault, match=code):
        pepper.read(tmp_path)
