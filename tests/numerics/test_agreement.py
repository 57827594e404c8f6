"""Agreement of raters, beside another program, pairs counted one by one, and its limits."""

import itertools
import math
import random
from fractions import Fraction

import pytest

from measure87.numerics.agreement import fleiss_kappa, pair_agreement
from measure87.vocabulary.errors import DataError

# A worked example that is printed in many places: ten cases, fourteen raters, five categories.
# Reference: statsmodels 0.15.0, `stats.inter_rater.fleiss_kappa`.  Same arithmetic: rounding only.
WORKED = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
WORKED_KAPPA = 0.20993070442195522


def _naive(votes):
    """Kappa in exact fractions, asking each pair of raters of each case whether they agree."""
    pairs = agree = 0
    every = []
    for row in votes:
        raters = [category for category, count in enumerate(row) for _ in range(count)]
        every += raters
        for one, other in itertools.combinations(raters, 2):
            pairs += 1
            agree += one == other
    by_chance = sum(Fraction(every.count(c), len(every)) ** 2 for c in set(every))
    return (Fraction(agree, pairs) - by_chance) / (1 - by_chance)


def test_kappa_is_that_of_statsmodels_on_the_worked_example():
    assert fleiss_kappa(WORKED) == pytest.approx(WORKED_KAPPA, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_is_what_pairs_counted_one_by_one_give(seed):
    rng = random.Random(seed)
    raters, categories = rng.randint(2, 9), rng.randint(2, 4)
    votes = []
    for _ in range(rng.randint(1, 15)):
        drawn = [rng.randrange(categories) for _ in range(raters)]
        votes.append([drawn.count(category) for category in range(categories)])
    votes.append([raters, *[0] * (categories - 1)])
    votes.append([*[0] * (categories - 1), raters])
    assert fleiss_kappa(votes) == pytest.approx(float(_naive(votes)), abs=1e-12)


def test_everybody_agreeing_is_one_and_pairs_at_odds_lie_below_chance():
    assert fleiss_kappa([[4, 0], [0, 4]]) == 1.0
    assert fleiss_kappa([[1, 1], [1, 1]]) == -1.0
    assert pair_agreement([[1, 1], [2, 0]]) == 0.5


def test_where_all_votes_are_alike_kappa_is_not_defined():
    assert math.isnan(fleiss_kappa([[3, 0], [3, 0]]))


@pytest.mark.parametrize("votes", [[[1, 0]], [[2, 0], [1, 0]], [], [[3, -1]]])
def test_cases_without_two_raters_or_with_different_numbers_are_refused(votes):
    with pytest.raises(DataError):
        fleiss_kappa(votes)
