"""Two releases by two definitions, whose cases are the same children, told hidden counts.

Children in worst forms of child labour are in forced labour by that route, by the same answers. The
one release has the one by sex and by region, the other has the other by both, in either order.
"""

import pytest

from tests.attacks.switched_off import OTHER_DEFINITIONS_FORGOTTEN
from tests.attacks.test_answers_of_inputs import APART, CROSSED, cases
from tests.attacks.worst_forms import (
    FOURTH_ROUTE,
    WORST_FORMS,
    told,
    write_persons,
    write_settings,
)

FIRST = {
    "child labour first": ((WORST_FORMS, APART), (FOURTH_ROUTE, CROSSED)),
    "forced labour first": ((FOURTH_ROUTE, CROSSED), (WORST_FORMS, APART)),
}
SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6)),
)


def found(seed, order, folder):
    """What follows of both releases that did not of the first, what it is, and what is shown."""
    truth = write_persons(seed, folder)
    releases = []
    for measure, by in order:
        write_settings(folder, {"work": (measure, by)})
        releases.append(cases(folder, (measure,)))
    first, second = releases
    before = told({**dict.fromkeys(second), **first})
    both = told({**first, **second})
    new = [(number, truth[one[1]]) for one, number in both.items() if one not in before]
    return new, sum(number is not None for number in second.values())


@pytest.mark.few(1)
@pytest.mark.parametrize("order", FIRST.values(), ids=FIRST.keys())
@pytest.mark.parametrize("seed", SEEDS)
def test_a_release_by_another_definition_tells_what_is_hidden(seed, order, tmp_path):
    with OTHER_DEFINITIONS_FORGOTTEN():
        new, _ = found(seed, order, tmp_path / "study")
    assert all(said == true for said, true in new)
    assert any(true in (1, 2) for _, true in new)


@pytest.mark.few(1)
@pytest.mark.parametrize("order", FIRST.values(), ids=FIRST.keys())
@pytest.mark.parametrize("seed", SEEDS)
def test_and_does_not_where_the_first_is_classified_again(seed, order, tmp_path):
    new, shown = found(seed, order, tmp_path / "study")
    assert new == []
    assert shown > 0
