"""What a measurement sets aside: samples during which the machine itself stood still, and no others."""

from pathlib import Path

import pytest

from benchmarks.stillness import MachineWatch, Sample, Stall


def watched(stalls: dict[str, list[Stall]]) -> MachineWatch:
    """A watch that is over and has seen this."""
    machine = MachineWatch(Path())
    machine.stalls.update(stalls)
    return machine


@pytest.mark.parametrize(
    ("kind", "stall", "painted", "ran"),
    [
        ("processor", (0.9, 0.95), False, True),  # before it
        ("processor", (0.9, 1.01), False, False),
        ("processor", (1.01, 1.02), False, False),
        ("disk", (1.04, 1.5), False, False),
        ("disk", (1.06, 1.5), True, True),  # after it
        ("terminal", (0.9, 1.01), False, False),  # the code was on its line
        ("terminal", (1.01, 1.04), False, True),  # and then it was not
        ("terminal", (1.03, 1.06), False, True),
        ("terminal", (1.03, 1.06), True, False),  # its answer was
    ],
)
def test_a_sample_counts_if_the_machine_ran(kind: str, stall: Stall, painted: bool, ran: bool) -> None:
    sample: Sample = (1.0, 0.05)
    assert watched({kind: [stall]}).ran([sample], painted=painted) == ([sample] if ran else [])


def test_nothing_is_set_aside_where_the_watchers_may_have_waited_for_the_measurement() -> None:
    machine = watched({"processor": [(1.0, 2.0)]})
    machine.above = False
    assert machine.ran([(1.0, 0.05)]) == [(1.0, 0.05)]
    assert "nothing was set aside" in machine.told(1, 0)


@pytest.mark.parametrize(("aside", "proves"), [(0, True), (100, True), (101, False)])
def test_a_run_of_which_more_than_a_third_is_set_aside_proves_nothing(aside: int, proves: bool) -> None:
    told = watched({}).told(300, aside)
    assert f"during {aside} of 300 samples" in told
    assert ("PROVES NOTHING" in told) is not proves
