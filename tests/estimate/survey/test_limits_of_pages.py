"""Limits of estimates are what the pages of methods say, each in its sentence."""

import math
from pathlib import Path

import pytest

from measure87.estimate.survey import borrowing, regression, regression_terms, replicate_columns

METHODS = Path(__file__).parents[3] / "docs" / "methods"


def page(name):
    return " ".join((METHODS / f"{name}.md").read_text("utf-8").split())


@pytest.mark.parametrize(
    ("name", "sentence", "numbers"),
    [
        ("rare-events", "**fewer than {:g} effective cases**", ["FEWEST_EFFECTIVE_CASES"]),
        ("rare-events", "fewer than {:g} where unequal weights alone multiply the variance by more "
         "than {:g}.", ["FEWEST_CASES_UNEQUAL_WEIGHTS", "UNEQUAL_WEIGHTS"]),
        ("rare-events", "r = (m₀ r̂ + {0:g} · {1:g}) / (m₀ + {0:g})",
         ["PRIOR_CLUSTERS", "PRIOR_ICC"]),
        ("rare-events", "an assumed correlation of {:g}", ["PRIOR_ICC"]),
    ],
)  # fmt: skip
def test_what_is_borrowed_has_the_numbers_of_its_page(name, sentence, numbers):
    assert sentence.format(*(getattr(borrowing, number) for number in numbers)) in page(name)


def test_a_category_of_a_regression_has_as_many_codes_as_its_page_says():
    said = f"A category of more than {regression_terms.MOST_CATEGORIES} codes is refused"
    assert said in page("regression")


def test_replicates_may_weigh_half_or_twice_as_much_as_the_sampling_weight():
    assert "less than half or more than twice as much as the sampling weight" in page("replicates")
    assert replicate_columns._FURTHEST == 2.0


@pytest.mark.parametrize(("coefficient", "told"), [(689.0, True), (-689.0, True), (710.0, False)])
def test_a_ratio_is_told_where_the_machine_has_it(coefficient, told):
    """The largest number has the logarithm 709.8."""
    found = regression._ratio(coefficient)
    assert found == (math.exp(coefficient) if told else None)
