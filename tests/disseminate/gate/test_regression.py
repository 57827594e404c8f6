"""What stands against showing a regression: facts at and beside each limit, by hand."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.regression import RegressionFacts, TermCell, objections

GIRLS, BOYS = TermCell({"sex": "2"}, 40, 9), TermCell({"sex": "1"}, 40, 12)
FACTS = RegressionFacts(
    is_share=True, columns=2, n=80, df=60.0, patterns=3, cells=(GIRLS, BOYS), leverage=0.1
)


def against(rules=None, **facts):
    return [one.code for one in objections(replace(FACTS, **facts), rules)]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"patterns": 2}, ["saturated-model"]),
        ({"patterns": 1}, ["saturated-model"]),
        ({"n": 12}, []),
        ({"n": 11}, ["low-degrees-of-freedom"]),
        ({"df": 10.0}, []),
        ({"df": 9.0}, ["low-degrees-of-freedom"]),
        ({"n": 11, "df": 9.0}, ["low-degrees-of-freedom"]),
        ({"leverage": 0.5}, []),
        ({"leverage": 0.51}, ["high-leverage"]),
        ({"patterns": 2, "leverage": 0.51}, ["saturated-model", "high-leverage"]),
    ],
)
def test_each_limit_stands_against_a_regression_beyond_it(facts, codes):
    assert against(**facts) == codes


@pytest.mark.parametrize(
    ("n", "n_cases", "is_share", "few"),
    [
        (25, 12, True, False),
        (24, 12, True, True),
        (24, 12, False, True),
        # Nobody, or everybody, may be told; one or two cases, or others, may not.
        (40, 0, True, False),
        (40, 1, True, True),
        (40, 2, True, True),
        (40, 3, True, False),
        (40, 37, True, False),
        (40, 38, True, True),
        (40, 40, True, False),
        # Of an amount above 0 is no answer of yes or no.
        (40, 2, False, False),
    ],
)
def test_a_term_whose_cell_a_table_would_not_show_stands_against_it(n, n_cases, is_share, few):
    cells = (GIRLS, TermCell({"sex": "1"}, n, n_cases))
    found = objections(replace(FACTS, cells=cells, is_share=is_share))
    assert [one.code for one in found] == ["few-behind-a-term"] * few
    if few:
        assert "sex=1 would not be shown" in found[0].text
        assert found[0].values == {"cells": 1}


def test_limits_are_those_of_the_rules():
    few = (GIRLS, TermCell({"sex": "1"}, 40, 4))
    assert against(DisclosureRules(minimum_cases=5), cells=few) == ["few-behind-a-term"]
    assert against(DisclosureRules(minimum_cases=4), cells=few) == []
    assert against(DisclosureRules(minimum_respondents=41)) == ["few-behind-a-term"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (3, "region=1; region=2; region=3 would"),
        (4, "region=1; region=2; region=3 and 1 more would"),
        (6, "region=1; region=2; region=3 and 3 more would"),
    ],
)
def test_three_groups_are_named_each_once_and_the_others_counted(number, told):
    cells = [TermCell({"region": str(k)}, 5, 2) for k in range(1, number + 1)]
    (found,) = objections(replace(FACTS, cells=(*cells, *cells)))
    assert told in found.text
    assert found.values == {"cells": number}
