"""Predictions of different figures put together: of two parts with other numbers of draws."""

from types import SimpleNamespace

import numpy as np

from measure87.combine.validation.predicted import Predicted, joined_predictions, whole_counts


def part(rows, draws, together=None):
    n = len(rows)
    number = np.arange(draws)[:, None] + 100.0 * np.array(rows)
    return Predicted(
        row=np.array(rows),
        observed=np.array(rows) / 10,
        expected=np.zeros(n),
        draws=number,
        log_density=-np.array(rows, dtype=float),
        together=None if together is None else np.array(together),
    )


def test_rows_stand_in_order_with_as_many_draws_as_the_part_with_fewest():
    found = joined_predictions([part([4, 1], 9), part([2], 5), part([0, 3], 7)])
    assert found.row.tolist() == [0, 1, 2, 3, 4]
    assert found.observed.tolist() == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert found.log_density.tolist() == [0, -1, -2, -3, -4]
    # Five draws, evenly spread over nine, five and seven.
    assert found.draws.T.tolist() == [
        [0, 1, 3, 4, 6],
        [100, 102, 104, 106, 108],
        [200, 201, 202, 203, 204],
        [300, 301, 303, 304, 306],
        [400, 402, 404, 406, 408],
    ]


def test_figures_that_were_drawn_jointly_stay_so_and_no_others_are():
    found = joined_predictions(
        [part([0, 1, 2], 5, [7, 7, 9]), part([3, 4], 5), part([5, 6], 5, [7, 7])]
    )
    groups = found.groups.tolist()
    assert groups[0] == groups[1]
    assert groups[5] == groups[6]
    assert len(set(groups)) == 5


def test_a_part_of_one_group_and_one_of_two_have_three():
    found = joined_predictions([part([0], 5), part([1, 2], 5), part([3, 4, 5], 5)])
    assert len(set(found.groups.tolist())) == 6


def test_counts_are_whole_of_one_person_at_least_and_of_nobody_elsewhere():
    figures = SimpleNamespace(
        counted=np.array([True, True, True, False]),
        effective_n=np.array([90.4, 0.2, 3.0, 50.0]),
        cases=np.array([2.6, 0.1, 9.0, 7.0]),
    )
    persons, cases = whole_counts(figures)
    assert persons.tolist() == [90.0, 1.0, 3.0, 0.0]
    assert cases.tolist() == [3.0, 0.0, 3.0, 0.0]
