"""Both engines fill the standard national form alike, down to every leaf and screen."""

import pytest

from measure87.collect.form.engines.simulating import (
    chosen_languages,
    compare_interviews,
    form_files,
    simulate_interviews,
)
from measure87.collect.form.engines.xform import read_xform
from measure87.collect.form.model import placed
from tests.collect.form.engines.standard_form import standard_form
from tests.collect.form.xform_of import NAMES

_CLOSED = {"persons/private_interview_block/child_officer"}
"""Asked only where the country has the path of child protection."""


def simulated(programs, folder, each, seed):
    path, model = form_files(folder)
    spoken = chosen_languages(read_xform(path), ["all"])
    done = simulate_interviews(
        path, programs, interviews=each, seed=seed, languages=spoken, model=model
    )
    return compare_interviews(path, programs, done)


@pytest.mark.parametrize(
    ("each", "leaves", "shown"),
    [(2, 150, 0.3), pytest.param(10, 2_000, 0.9, marks=pytest.mark.proof)],
)
def test_interviews_in_two_languages_are_equal(programs, tmp_path, each, leaves, shown):
    form = standard_form(tmp_path, "en", "ar")
    found = simulated(programs, tmp_path, each=each, seed=87)
    assert found.interviews == 2 * each
    assert found.languages == (NAMES["en"], NAMES["ar"])
    assert found.differences == ()
    assert found.unanswered == ()
    assert found.leaves > leaves
    assert len(found.never_shown) < (1 - shown) * sum(1 for _ in placed(form))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("each", "unseen"), [(3, 0.1), pytest.param(9, 0.0, marks=pytest.mark.proof)]
)
def test_interviews_in_six_languages_are_equal(programs, tmp_path, each, unseen):
    """Of nine in each language every question is seen in one that can be; of three, nearly all."""
    form = standard_form(tmp_path)
    found = simulated(programs, tmp_path, each=each, seed=1)
    assert found.interviews == 6 * each
    assert set(found.languages) == set(NAMES.values())
    assert found.differences == ()
    assert found.unanswered == ()
    assert len(set(found.never_shown) - _CLOSED) <= unseen * sum(1 for _ in placed(form))
