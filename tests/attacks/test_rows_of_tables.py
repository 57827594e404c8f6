"""Three girls leave, all cases, and three boys, none, and weights meet a table by sex again."""

import pytest

from tests.attacks.claims import judged
from tests.attacks.population_tables import Kind, drawn, released_again
from tests.attacks.rows_of_tables import rows_of_tables
from tests.attacks.switched_off import (
    ERRORS_OF_CLASSES_NOT_USED,
    PARTS_OF_A_WHOLE_NOT_TRIED,
    TWO_WEIGHTS_NOT_TRIED,
)
from tests.attacks.truth import YES

NOBODY = ((0, 0), (0, 0))
KINDS = {
    "by sex": Kind(),
    "eight by sex": Kind(left=((4, 0), (0, 4))),
    "sixteen by sex": Kind(left=((8, 0), (0, 8))),
    "who came": Kind(left=NOBODY, came=((3, 0), (0, 3))),
    "who left and who came": Kind(came=((0, 3), (3, 0))),
    "by region": Kind("region"),
    "by sex and region": Kind("sex x region"),
    "figures by region": Kind(by=("region",)),
    "strata as well": Kind(strata=True),
    "strata, by region, figures by sex": Kind("region", strata=True, by=("sex",)),
    "strata, who left and who came": Kind(strata=True, came=((0, 3), (3, 0))),
    "three releases": Kind(later=2),
    "large": Kind(least=1500),
    "twelve of whom few boys work": Kind(left=((6, 0), (0, 6)), apart=True, least=250),
    "two of each": Kind(left=((2, 2), (2, 2))),
    "of girls alone": Kind(left=((3, 3), (0, 0))),
    "by sex, figures by sex before": Kind(by=("sex",), by_later=()),
    "by sex, figures by sex later": Kind(by_later=("sex",)),
    "figures by sex": Kind(by=("sex",), left=((6, 2), (2, 6)), least=300),
}
"""What leaves and comes, and the table."""


NAMED = (
    ("by sex", 1),
    ("who came", 1),
    ("who left and who came", 1),
    ("sixteen by sex", 1),
    ("by sex, figures by sex before", 1),
    ("by sex, figures by sex later", 5),
)
"""Of drawn studies some in which somebody is named where such rows are not tried."""
BY_THE_ERROR = "twelve of whom few boys work", 3
TOO_FEW = "by sex and region", 1
"""Of the boys of a region too few were drawn who do not work."""
FIRST = {kind: 2 if kind == TOO_FEW[0] else 1 for kind in KINDS}
EVERY = tuple(
    pytest.param(kind, seed, marks=pytest.mark.slow if seed == FIRST[kind] else pytest.mark.proof)
    for kind in KINDS
    for seed in range(1, 9)
    if (kind, seed) not in (*NAMED, BY_THE_ERROR, TOO_FEW)
)


def told(kind, seed, folder):
    """Those who are named as cases, of any measure; nobody is wrongly."""
    found = released_again(drawn(seed, KINDS[kind]), KINDS[kind], folder)
    right, wrong = judged(rows_of_tables(found.evidence, found.population), found.truth)
    assert wrong == []
    return [one for one in right if one.status == YES]


@pytest.mark.few(2)
@pytest.mark.parametrize(("kind", "seed"), NAMED)
def test_somebody_is_named_where_rows_of_new_weights_are_not_tried(kind, seed, tmp_path):
    with TWO_WEIGHTS_NOT_TRIED():
        assert told(kind, seed, tmp_path)


@pytest.mark.few(2)
@pytest.mark.parametrize(("kind", "seed"), [*NAMED, *EVERY])
def test_and_nobody_where_they_are(kind, seed, tmp_path):
    assert told(kind, seed, tmp_path) == []


def test_by_values_alone_the_error_names_somebody(tmp_path):
    with ERRORS_OF_CLASSES_NOT_USED():
        assert told(*BY_THE_ERROR, tmp_path)


def test_girls_of_now_tell_beside_everybody_of_then_where_that_is_not_tried(tmp_path):
    with PARTS_OF_A_WHOLE_NOT_TRIED():
        assert told("by sex, figures by sex later", 5, tmp_path)


def test_and_nobody_where_errors_are_tried_too(tmp_path):
    assert told(*BY_THE_ERROR, tmp_path) == []


def test_where_as_many_of_either_left_both_releases_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    kind = Kind(left=((6, 6), (6, 6)), least=300)
    found = released_again(drawn(1, kind), kind, tmp_path)
    assert not any(one.is_hidden for each in found.evidence.releases for one in each.figures)
    assert rows_of_tables(found.evidence, found.population) == []


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(one, marks=pytest.mark.proof) for one in range(2, 9))]
)
def test_weights_made_anew_contradict_no_earlier_figure(seed, tmp_path):
    """Eight leave, and whoever stays has another weight than in the first release."""
    kind = KINDS["figures by sex"]
    for release in released_again(drawn(seed, kind), kind, tmp_path).evidence.releases:
        codes = {warning["code"] for warning in release.said["warnings"]}
        assert "contradictory-figures" not in codes
