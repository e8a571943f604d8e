"""The cap counts where everybody ends, not the order of the rows."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stewards.models.steward import SLOTS
from stewards.roster.cap import over_cap

FULL_A = {f"a{n}": "A" for n in range(10)}
FULL_B = {f"b{n}": "B" for n in range(10)}


def test_two_full_stewards_swap():
    refused, loads = over_cap([("a0", "B"), ("b0", "A")], FULL_A | FULL_B)
    assert refused == set()
    assert loads == {"A": 10, "B": 10}


def test_a_whole_portfolio_changes_hands():
    wanted = [(code, "B") for code in FULL_A] + [(code, "A") for code in FULL_B]
    assert over_cap(wanted, FULL_A | FULL_B)[0] == set()


def test_a_row_before_the_one_that_makes_room_counts():
    assert over_cap([("new", "A"), ("a0", "B")], FULL_A) == (set(), Counter({"A": 10, "B": 1}))


def test_the_eleventh_finds_no_room():
    refused, loads = over_cap([("new", "A"), ("late", "A")], {f"a{n}": "A" for n in range(9)})
    assert refused == {"late"}
    assert loads["A"] == 10


def test_one_who_finds_no_room_keeps_the_old_place_taken():
    refused, _loads = over_cap([("a0", "B"), ("new", "A")], FULL_A | FULL_B)
    assert refused == {"a0", "new"}


def test_one_that_stays_takes_no_second_place():
    assert over_cap([(code, "A") for code in FULL_A], FULL_A)[0] == set()


stewards = st.sampled_from("ABC")
enterprises = st.sampled_from([f"e{n}" for n in range(36)])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # says more of the machine than of the rule
@given(st.dictionaries(enterprises, stewards), st.dictionaries(enterprises, stewards))
def test_nobody_ends_above_ten_and_nobody_is_refused_without_cause(before, wanted):
    load, current = Counter(), {}
    for enterprise, steward in before.items():
        if load[steward] < SLOTS:
            load[steward] += 1
            current[enterprise] = steward
    refused, loads = over_cap(list(wanted.items()), current)
    after = current | {code: steward for code, steward in wanted.items() if code not in refused}
    assert Counter(after.values()) == +loads
    assert all(count <= SLOTS for count in loads.values())
    assert all(loads[wanted[code]] == SLOTS for code in refused)
