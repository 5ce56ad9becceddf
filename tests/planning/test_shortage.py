"""The rules for a shortage: what each promises, on any case; by example where planning.md 7.1 has one."""

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import ceil
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.planning.allocation import Need, levels
from hubops.planning.shortage import RULES, Rule, Rules, shares

KINDS = ("nursing_home", "kindergarten", "")
few_settings = settings(max_examples=80, deadline=None)
rules = st.builds(
    Rule,
    st.sampled_from(RULES),
    st.integers(1, 100),
    st.sampled_from([(), ("nursing_home",), ("kindergarten", "nursing_home")]),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Need], int, int]:
    """Some lines of a few kitchens, each of one kind and owed the same in all its lines."""
    kinds = {party: draw(st.sampled_from(KINDS)) for party in "ABCDE"}
    owed = {party: draw(st.integers(0, 2)) for party in "ABCDE"}
    wishes = draw(st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 12)), max_size=7))
    needs = [Need(n, party, pieces, kind=kinds[party], owed=owed[party]) for n, (party, pieces) in enumerate(wishes)]
    return needs, draw(st.integers(0, 40)), draw(st.integers(-2, 9))


def by_party(needs: list[Need], got: Mapping[Hashable, int] | None = None) -> Counter[str]:
    """Pieces of each kitchen: what it asks for, or what it got."""
    sums: Counter[str] = Counter()
    for need in needs:
        sums[need.party] += need.pieces if got is None else got[need.key]
    return sums


@few_settings
@given(cases(), rules)
def test_nothing_is_lost_and_nobody_gets_more_than_asked(case: tuple[list[Need], int, int], rule: Rule) -> None:
    needs, available, rotation = case
    got = shares(needs, available, rotation, rule)
    assert got.keys() == {need.key for need in needs}
    assert all(0 <= got[need.key] <= need.pieces for need in needs)
    assert sum(got.values()) == min(available, sum(need.pieces for need in needs))


@few_settings
@given(cases(), rules, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_decides_nothing(case: tuple[list[Need], int, int], rule: Rule, random: Random) -> None:
    needs, available, rotation = case
    mixed = random.sample(needs, len(needs))
    got, other = shares(needs, available, rotation, rule), shares(mixed, available, rotation, rule)
    assert by_party(needs, got) == by_party(needs, other)


@few_settings
@given(cases())
def test_max_min_nobody_has_more_at_the_cost_of_one_who_has_less(case: tuple[list[Need], int, int]) -> None:
    needs, available, rotation = case
    asked, got = by_party(needs), by_party(needs, shares(needs, available, rotation, Rule()))
    for one in got:
        assert got[one] == asked[one] or all(got[other] <= got[one] + 1 for other in got)


@few_settings
@given(cases())
def test_proportional_to_within_one_piece(case: tuple[list[Need], int, int]) -> None:
    needs, available, rotation = case
    asked, got = by_party(needs), by_party(needs, shares(needs, available, rotation, Rule("proportional")))
    total = sum(asked.values())
    part = min(Fraction(1), Fraction(available, total)) if total else Fraction(0)
    assert all(abs(got[party] - asked[party] * part) < 1 for party in asked)


@few_settings
@given(cases(), st.integers(0, 100))
def test_floor_is_kept_where_it_can_be(case: tuple[list[Need], int, int], percent: int) -> None:
    needs, available, rotation = case
    asked, got = by_party(needs), by_party(needs, shares(needs, available, rotation, Rule("floor", percent)))
    floors = {party: ceil(Fraction(pieces * percent, 100)) for party, pieces in asked.items()}
    if sum(floors.values()) <= available:
        assert all(got[party] >= least for party, least in floors.items())
        for one in got:  # above the floors it is max-min
            if got[one] < asked[one]:
                assert all(got[other] <= max(got[one] + 1, floors[other]) for other in got)
    else:
        assert all(got[party] <= least for party, least in floors.items())


@few_settings
@given(cases(), st.permutations(["nursing_home", "kindergarten"]))
def test_priority_serves_a_kind_in_full_before_the_next(case: tuple[list[Need], int, int], order: list[str]) -> None:
    needs, available, rotation = case
    got = shares(needs, available, rotation, Rule("priority", priority=tuple(order)))
    ranks = [order.index(need.kind) if need.kind in order else len(order) for need in needs]
    unserved = min((rank for need, rank in zip(needs, ranks, strict=True) if got[need.key] < need.pieces), default=9)
    assert all(got[need.key] == 0 for need, rank in zip(needs, ranks, strict=True) if rank > unserved)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(), [4, 13, 13]),
        (Rule("proportional"), [3, 11, 16]),  # 2.2, 11.1, 16.7: the odd piece goes to whose turn it is
        (Rule("priority", priority=("nursing_home", "kindergarten")), [0, 0, 30]),
        (Rule("priority", priority=("kindergarten", "nursing_home")), [4, 0, 26]),
        (Rule("floor", 50), [4, 11, 15]),
        (Rule("floor", 90), [4, 13, 13]),  # 4 + 18 + 27 are not there: max-min as far as it goes
    ],
)
def test_thirty_of_fifty_four(rule: Rule, expected: list[int]) -> None:
    """A kindergarten asks for 4, a school for 20, a nursing home for 30; 30 pieces came."""
    kinds = ["kindergarten", "school", "nursing_home"]
    needs = [Need(n, f"K{n}", pieces, kind=kinds[n]) for n, pieces in enumerate([4, 20, 30])]
    assert list(shares(needs, 30, 0, rule).values()) == expected


@pytest.mark.parametrize("rule", [Rule(), Rule("proportional"), Rule("floor", 30)])
def test_who_was_cut_lately_gets_the_odd_piece(rule: Rule) -> None:
    needs = [Need(party, party, 5, owed=3 if party == "C" else 0) for party in "ABC"]
    assert shares(needs, 10, 0, rule) == {"A": 3, "B": 3, "C": 4}


def test_over_some_days_everyone_is_cut_alike() -> None:
    """Ten of fifteen, day after day: what was missing yesterday decides who gets the odd piece today."""
    owed = dict.fromkeys("ABC", 0)
    for _ in range(9):
        got = levels([Need(party, party, 5, owed=owed[party]) for party in "ABC"], 10, 0)
        owed = {party: pieces + 5 - got[party] for party, pieces in owed.items()}
    assert set(owed.values()) == {15}


def test_an_article_may_have_a_rule_of_its_own() -> None:
    found = Rules(products={"07039999000213": Rule("proportional")})
    assert found.of("07039999000213").name == "proportional"
    assert found.of("07039999000022") == Rule()


def test_a_rule_that_is_none_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="lottery"):
        shares([Need(1, "A", 1)], 0, 0, Rule("lottery"))
