"""The least frequent rules put together told how many are cases by one of them; now they do not."""

import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.rules_of_one_alone import ALONE, OTHERS, drawn_rules, told, write_rules
from tests.attacks.switched_off import LEAST_FREQUENT_TOGETHER

SEEDS = (0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5, 6, 7)))


def released(seed, folder):
    write_rules(seed, folder)
    return read_release(release_written(folder))


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_of_cases_by_a_rule_follows_from_those_of_the_others(tmp_path, seed):
    release = released(seed, tmp_path)
    assert told(release) == {}
    by_rule = [name for name, _ in release.shares if name.startswith(f"{ALONE}__by__")]
    assert len(by_rule) == 6


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_it_does_where_the_least_frequent_are_together(tmp_path, seed):
    with LEAST_FREQUENT_TOGETHER():
        found = told(released(seed, tmp_path))
    true = drawn_rules(seed)[1]
    assert found.pop(OTHERS) == 2
    assert len(found) == 1
    for rule, cases in found.items():
        assert cases == true[rule] <= 2
