"""The day of each text, from which all of its limits hold, and its cases come out as they must."""

from collections import Counter
from datetime import date, timedelta

import pytest

from measure87.classify.cases import run_cases
from measure87.define import list_definitions, load_definition
from measure87.vocabulary.errors import DefinitionError

DAYS = {
    "child_labour/icls18_2008_amended_2018": {date(2018, 10, 19): 12},
    "child_labour/ilo_global_estimates": {date(2021, 1, 1): 3},
    "child_labour/mics2": {date(2000, 1, 1): 2},
    "child_labour/mics3": {date(2005, 1, 1): 3},
    "child_labour/mics4": {date(2009, 1, 1): 4},
    "child_labour/mics5": {date(2014, 4, 7): 6},
    "child_labour/mics6_pr34": {date(2020, 1, 1): 5},
    "child_labour/mics6_tables": {date(2020, 1, 1): 6},
    "child_labour/sdg_8_7_1": {date(2018, 10, 19): 5},
    "forced_labour/hshc_2012": {date(2012, 1, 1): 41},
    "forced_labour/icls20_2018": {date(2018, 10, 19): 8},
    # The leaflets of 2012 have no grades; these are of the handbook of 2024.
    "forced_labour/ilo_11_indicators": {date(2024, 1, 1): 11},
    "forced_marriage/global_estimates": {date(2018, 1, 1): 2},
    # The protocol of 2000; what it has of forced labour is of the guidelines of 2018.
    "trafficking/palermo": {date(2000, 11, 15): 3, date(2018, 10, 19): 3},
}
"""The 20th conference of statisticians ended on 19 October 2018; the protocol is of 15 November
2000; of the surveys' rounds the year is known, of the fifth the day of its plan of tables."""


def test_every_standard_has_a_day():
    assert set(list_definitions()) == set(DAYS)


@pytest.mark.parametrize("identity", DAYS)
def test_all_limits_hold_from_the_days_of_their_texts_and_cases_come_out_then(identity):
    last = max(DAYS[identity])
    definition = load_definition(f"{identity}@{last}")
    assert Counter(limit.start for limit in definition.limits.entries.values()) == DAYS[identity]
    assert run_cases(definition) == ()
    with pytest.raises(DefinitionError, match="not in force"):
        load_definition(f"{identity}@{last - timedelta(days=1)}")


@pytest.mark.parametrize("identity", DAYS)
def test_each_limit_holds_from_the_day_of_its_text(identity):
    limits = load_definition(identity).limits.entries.values()
    assert Counter(limit.start for limit in limits) == DAYS[identity]
