"""The peers that are installed; a test whose peer is absent is skipped and says its name."""

import base64
import io
import json
import subprocess
from collections.abc import Callable, Iterator

import pytest
from installed import HERE, NODE, RENDERER
from PIL import Image

Draw = Callable[[bytes, tuple[float, float], int], Image.Image]
"""ZPL, width and height of the label in mm, dots per mm."""


@pytest.fixture(scope="session")
def zebrash() -> Iterator[Draw]:
    """Draws a label by zpl-renderer-js, in one process for all tests."""
    if not (NODE.exists() and RENDERER.exists()):
        pytest.skip("zpl-renderer-js is absent; make test-devices installs it")
    environment = {"NODE_PATH": str(RENDERER.parents[1])}
    command = [str(NODE), str(HERE / "zebrash.cjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as node:
        assert node.stdin is not None
        assert node.stdout is not None

        def draw(zpl: bytes, size: tuple[float, float], dpmm: int) -> Image.Image:
            asked = {"zpl": zpl.decode(), "width": size[0], "height": size[1], "dpmm": dpmm}
            node.stdin.write(f"{json.dumps(asked)}\n")
            node.stdin.flush()
            return Image.open(io.BytesIO(base64.b64decode(node.stdout.readline()))).convert("L")

        yield draw
        node.stdin.close()
