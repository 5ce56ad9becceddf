"""How long a file of orders takes until it is durable, and how much memory: 10,000 orders with ten lines each.

``python -m benchmarks.order_import [--orders N] [--json]``. The aim is 100,000 lines in under 60 s on two cores; the
memory is the peak of a process of its own, so that nothing else counts.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.scratch import scratch_folder
from hubops.clock import ManualClock
from hubops.exchange.order_import import take_path
from hubops.founding import found
from hubops.open_hub import OpenHub

AIM_S = 60
LINES = 10
"""Per order."""
MONDAY = datetime(2026, 11, 23, 11, tzinfo=UTC)
FIRST_DAY = date(2026, 12, 1)


@dataclass(frozen=True)
class Measured:
    """What one import took."""

    orders: int
    lines: int
    megabytes: float
    """Of the file."""
    seconds: float
    cpu_seconds: float
    """Of this process: what it would take at most on a machine of its own, but for the disk."""
    before_mib: float
    """The greatest size of the process before the import."""
    peak_mib: float
    added: int


def write_orders(path: Path, config: Path, orders: int) -> None:
    """Orders of all kitchens of the demo hub over sixty days, of its articles in turn."""
    kitchens = [line.partition(";")[0] for line in (config / "kitchens.csv").read_text(encoding="utf-8").splitlines()]
    gtins = [line.partition(";")[0] for line in (config / "products.csv").read_text(encoding="utf-8").splitlines()]
    kitchens, gtins = kitchens[1:], gtins[1:]
    with path.open("w", encoding="utf-8") as file:
        file.write("order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action\n")
        for number in range(orders):
            day = FIRST_DAY + timedelta(days=number % 60)
            start = f"BENCH-{number:06};{kitchens[number % len(kitchens)]};2026-11-23T09:00;{day}"
            for line in range(1, LINES + 1):
                gtin = gtins[(number + line * 7) % len(gtins)]
                file.write(f"{start};{line};{gtin};{1 + (number + line) % 9};piece;;new\n")


def measure(folder: Path, orders: int) -> Measured:
    """Import into a new hub in a folder."""
    hub_folder = folder / "hub"
    config = Path(__file__).parents[1] / "config"
    found(hub_folder, ManualClock(MONDAY), demo=True)
    file = folder / "orders.csv"
    write_orders(file, config, orders)
    hub = OpenHub.open(hub_folder, ManualClock(MONDAY))
    before = _peak_mib()
    start, cpu_start = time.perf_counter(), time.process_time()
    report = take_path(hub.job_desk("import"), file)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    hub.close()
    assert not report.faults, report.faults[:3]
    size = file.stat().st_size / 1e6
    return Measured(orders, orders * LINES, size, seconds, cpu_seconds, before, _peak_mib(), report.added)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a process of its own and tell; 1 if the aim was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.here:
        command = [sys.executable, "-m", "benchmarks.order_import", "--here", "--orders", str(options.orders)]
        command += ["--json"] * options.json
        return subprocess.run(command, check=False, env={**os.environ, "PYTHONHASHSEED": "0"}).returncode
    with scratch_folder() as folder:
        measured = measure(folder, options.orders)
    if options.json:
        print(json.dumps(asdict(measured)))
    else:
        print(
            f"{measured.lines:,} lines in {measured.orders:,} orders ({measured.megabytes:.1f} MB): "
            f"{measured.seconds:.1f} s, {measured.cpu_seconds:.1f} s of processor; "
            f"memory {measured.before_mib:.0f} MiB before, {measured.peak_mib:.0f} MiB at its peak"
        )
    return 1 if measured.seconds > AIM_S else 0


if __name__ == "__main__":
    sys.exit(main())
