"""A label that is lost told of 26 who were asked how many did not answer; now it stays."""

import json

import numpy as np
import pytest

from tests.attacks.days_studies import MEASURE, DaysStudy
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import LABELS_OF_WHO_ANSWERED

ASKED = 26


def drawn(unknown):
    """26 men and 74 women, some of each cases; one man or two gave no answer."""
    rng = np.random.default_rng([110, unknown])
    n = 100
    case = np.isin(np.arange(n), [*range(5), *range(ASKED, ASKED + 20)])
    silent = np.isin(np.arange(n), range(10, 10 + unknown))
    columns = {
        "id": np.arange(n),
        "age": np.full(n, 30),
        "sex": np.where(np.arange(n) < ASKED, 1, 2),
    }
    columns |= {"region": np.ones(n, dtype=int), "cluster": np.arange(n) // 5}
    columns |= {"weight": np.full(n, 100.0), "days": rng.integers(100, 300, n)}
    return DaysStudy(columns | {"case": case, "silent": silent}, by=("sex",))


def labels(out):
    """Of the figure of men."""
    figures = json.loads((out / "estimates.json").read_text(encoding="utf-8"))["estimates"]
    men = (one for one in figures if one["name"] == MEASURE and one["group"] == {"sex": "1"})
    return next(men).get("labels", {})


@pytest.mark.parametrize("unknown", [1, 2])
def test_a_code_of_which_enough_were_asked_keeps_its_label(tmp_path, unknown):
    assert labels(release_days(drawn(unknown), tmp_path)) == {"sex": "Male"}


def test_by_who_answered_one_of_whom_two_gave_no_answer_lost_it(tmp_path):
    with LABELS_OF_WHO_ANSWERED():
        found = [labels(release_days(drawn(k), tmp_path / str(k))) for k in (1, 2)]
    assert found == [{"sex": "Male"}, {}]
