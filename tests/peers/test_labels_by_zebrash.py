"""Every label once more, drawn by zebrash (zpl-renderer-js), another renderer with the Norwegian letters in its font.

Two renderers that disagree about the automatic modes of ^BC must read the same data from what hubops composes.
"""

from collections.abc import Callable

import pytest
import zxingcpp
from label_pictures import FORMS, HOSTILE_NAMES, read, zpl_of
from PIL import Image

from hubops.documents.zpl import MEDIA

pytestmark = pytest.mark.peers

Draw = Callable[[bytes, tuple[float, float], int], Image.Image]
# A picture takes most of a second: of the hostile texts only the injection and the widest, and those at 203 dpi.
USUAL = [(name, media) for name, media in FORMS if name not in HOSTILE_NAMES]
HOSTILE = [(name, media) for name, media in FORMS if name in HOSTILE_NAMES and name.endswith(("1", "6"))]
DRAWN = [*((*form, 203, 8) for form in USUAL + HOSTILE), *((*form, 300, 12) for form in USUAL)]


@pytest.mark.parametrize(("name", "media", "dpi", "dpmm"), DRAWN)
def test_both_renderers_read_the_same(name: str, media: str, dpi: int, dpmm: int, zebrash: Draw) -> None:
    image = zebrash(zpl_of(name, media, dpi), MEDIA[media], dpmm)
    found = zxingcpp.read_barcodes(image)
    ink = image.point([255] * 128 + [0] * 128).getbbox()

    assert sorted(code.symbology_identifier + code.bytes.decode() for code in found) == read(name, media, dpi)
    assert ink is None or min(ink[0], ink[1], image.width - ink[2], image.height - ink[3]) >= dpmm
