"""A clean study is silent and faults are found: in the small here, in the table many times."""

import csv

import pytest
from scipy import stats

from tests.collect.quality.false_alarms import KINDS, TABLE, alarms_of, clean
from tests.collect.quality.planted import PLANTED


@pytest.mark.few(2)
@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_study_of_any_kind_is_silent(kind):
    assert alarms_of(clean(21, **KINDS[kind])) == set()


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=pytest.mark.proof if number % 3 else pytest.mark.slow)
        for number, kind in enumerate(KINDS)
    ],
)
def test_at_most_one_of_a_few_clean_studies_has_an_alarm(kind):
    """Of many more: the table below."""
    alarms = sum(bool(alarms_of(clean(seed, **KINDS[kind]))) for seed in range(40, 48))
    assert alarms <= 1


def test_in_the_table_alarms_are_as_rare_as_they_are_said_to_be():
    rows = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
    alarms = {row["study"]: row for row in rows if row["what"] == "alarm"}
    assert set(alarms) == set(KINDS)
    for row in alarms.values():
        # One in a hundred is said; more than that beyond chance would be another truth.
        assert stats.binom.sf(int(row["with"]) - 1, int(row["of"]), 0.01) > 0.005
    found = {row["study"]: row for row in rows if row["what"] == "found"}
    assert set(found) == {plant.__name__ for plant in PLANTED}
    # A fault may miss its study: whoever is to round hours can have fewer than 20 interviews.
    assert all(int(row["with"]) >= 0.8 * int(row["of"]) for row in found.values())
