"""A reason, a flag, and that a figure is shown tell no number of unknown answers kept back."""

import pytest

from tests.attacks.by_limits import by_limits
from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.limits_studies import asked_of_each
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.scenarios import public_file
from tests.attacks.switched_off import REASONS_BY_WHO_ANSWERED, UNKNOWN_OF_SHOWN_LEFT_OPEN
from tests.attacks.truth import truth_of

ONE_EACH = (25, 25, 25, 60), (1, 1, 1, 0)
TWO_EACH = (25, 25, 25, 60), (2, 2, 2, 0), "heavy"
TWO_OF_26 = (26, 26, 26, 60), (2, 2, 2, 0)
OTHERS = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6)]


def told(seed, made, folder):
    """Numbers of unknown answers that such a reader has, by regions."""
    study = asked_of_each(seed, *made)
    evidence = Evidence((read_release(release(study, folder)),), public_file(study))
    right, wrong = judged(by_limits(evidence, "region"), truth_of(study))
    assert wrong == []
    return len(right)


@pytest.mark.parametrize("seed", [1, *OTHERS])
@pytest.mark.parametrize("made", [ONE_EACH, TWO_OF_26])
def test_the_reason_tells_of_nobody_that_she_did_not_answer(seed, made, tmp_path):
    with REASONS_BY_WHO_ANSWERED():
        assert told(seed, made, tmp_path / "before") == 3
    assert told(seed, made, tmp_path / "now") == 0


@pytest.mark.parametrize("seed", [1, *(pytest.param(k, marks=pytest.mark.slow) for k in (4, 5))])
def test_nor_does_it_tell_that_a_group_is_shown(seed, tmp_path):
    """Of 25 asked no three are unknown, for 22 are too few; and three groups have six together.

    Of seeds 2 and 3 the rows of few cases are not shown, and nothing is told in either case.
    """
    with UNKNOWN_OF_SHOWN_LEFT_OPEN():
        assert told(seed, TWO_EACH, tmp_path / "before") == 3
    assert told(seed, TWO_EACH, tmp_path / "now") == 0


@pytest.mark.parametrize(
    "asked", [25, *(pytest.param(n, marks=pytest.mark.slow) for n in (26, 27))]
)
def test_of_as_many_as_are_enough_one_unknown_and_two_have_the_same_rows(asked, tmp_path):
    """But for what is estimated; none is told, and with three too few answered."""
    rows = {}
    for unknown in (0, 1, 2, 3):
        study = asked_of_each(1, (asked, 100), (unknown, 5))
        found = read_release(release(study, tmp_path / str(unknown)))
        (row,) = (one for one in found.shares.values() if one.group == {("region", "1")})
        rows[unknown] = row.is_hidden, row.is_of_few, row.n, row.n_unknown, row.flags
    assert rows[1] == rows[2]
    assert rows[0][:4] == (False, False, asked, 0)
    assert rows[1][:4] == (False, False, asked, None)
    assert rows[3][:4] == (True, False, None, None)
