"""Plays the quarter and prints what came of it.

``python -m benchmarks.quarter [--days N] [--seed N]``. The demo hub, 30 kitchens and 12 producers, lives through so
many working days from 24 November 2026 on, on a clock moved by hand: orders come as files, the clock's jobs run,
producers answer their call-offs, a model worker receives, packs, loads and reads the signed papers, kitchens confirm
direct deliveries, and messages go into the file drop. Faults of every kind are made on most days; each must be found as
the alarm, deviation or message that stands beside it, exactly once, its lines must end in one true state, and nothing
else may be told. One week in four is clean. The targets: no
line unaccounted for, every fault found, nothing false, every order answered, every message in the file drop once.
"""

import argparse
import sys

from benchmarks.quarter.play import Played, play
from benchmarks.scratch import scratch_folder

WEEK = 5
CLEAN_EVERY = 4
"""Every so many weeks nothing goes wrong."""
TOLD = 20
"""So many findings of a sort are printed."""


def clean_week(day: int) -> bool:
    """Whether a working day, counted from 0, lies in a week in which nothing goes wrong."""
    return day // WEEK % CLEAN_EVERY == CLEAN_EVERY - 1


def report(played: Played) -> None:
    """Print the tables."""
    rows, verdict = played.verdict.rows, played.verdict
    print(f"\n{'fault':32} {'injected':>8} {'found':>6}  found as")
    for row in sorted(rows, key=lambda row: row.fault):
        print(f"{row.fault:32} {row.injected:8} {row.found:6}  {row.expected_as}")
    injected, found = sum(row.injected for row in rows), sum(row.found for row in rows)
    print(f"{'all':32} {injected:8} {found:6}  false: {len(verdict.false)}\n")
    for title, told in (
        ("not as it must be", verdict.missed),
        ("false", verdict.false),
        ("told twice", verdict.twice),
        ("unaccounted", played.unaccounted),
    ):
        for each in told[:TOLD]:
            print(f"{title}: {each}")
    print(", ".join(f"{state} {lines}" for state, lines in sorted(played.states.items())), "(lines that were due)")
    print(", ".join(f"{state} {notices}" for state, notices in sorted(played.notices.items())), "(messages)")
    seconds = sum(played.seconds)
    third = max(1, len(played.seconds) // 3)
    first, last = sum(played.seconds[:third]) / third, sum(played.seconds[-third:]) / third
    print(f"{played.days} days, {played.orders} orders, {played.lines} lines, {played.inputs} inputs")
    print(f"{played.wall_s:.0f} s, of the processor {seconds:.0f} s, {played.inputs / played.wall_s:.0f} inputs/s")
    print(f"a day of the first third takes the processor {first:.1f} s, of the last third {last:.1f} s")


def main() -> int:
    """Play; 1 if a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quarter", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60, help="working days (60)")
    parser.add_argument("--seed", type=int, default=7, help="the same one gives the same quarter (7)")
    parser.add_argument("--orders", type=int, default=30, help="orders a day (30)")
    parser.add_argument("--faults", type=int, default=8, help="kinds of faults that are tried on a day (8)")
    arguments = parser.parse_args()
    with scratch_folder() as folder:
        played = play(
            folder / "hub",
            days=arguments.days,
            seed=arguments.seed,
            orders_per_day=arguments.orders,
            faults_per_day=arguments.faults,
            faulty=lambda day: not clean_week(day),
            tell=lambda text: print(text, flush=True),
        )
    report(played)
    return 0 if played.sound else 1


if __name__ == "__main__":
    sys.exit(main())
