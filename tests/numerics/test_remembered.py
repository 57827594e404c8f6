"""Answers that are kept: who asks anew gets what she would have got, and nothing else."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.solver import Sums, cheapest_whole
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics import remembered as module
from measure87.numerics.remembered import digest, remembered

ROWS = csr_array(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))


def sums(**other):
    of = {"matrix": ROWS, "least": np.array([2.0, 3.0]), "most": np.array([2.0, 4.0]),
          "lower": np.zeros(3), "upper": np.full(3, 9.0)}  # fmt: skip
    return Sums(**of | other)


@dataclass
class Counted:
    """A function that says how often it was asked."""

    calls: int = 0

    def of(self, answer):
        @remembered(ContradictionError)
        def asked(*args, **kwargs):
            self.calls += 1
            return answer(*args, **kwargs)

        return asked


def test_the_same_is_asked_once_and_answered_alike():
    counted = Counted()
    least = counted.of(lambda of, costs: costs @ of.lower)
    answers = [least(sums(), np.ones(3)) for _ in range(3)]
    assert (answers, counted.calls) == ([0.0] * 3, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"matrix": csr_array(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 2.0]]))},
        {"matrix": csr_array(np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]))},
        {"least": np.array([1.0, 3.0])},
        {"most": np.array([2.0, np.inf])},
        {"lower": np.array([0.0, 0.0, 1.0])},
        {"upper": np.array([9.0, 9.0, 8.0])},
    ],
    ids=lambda other: next(iter(other)),
)
def test_one_number_that_is_other_is_asked_anew(other):
    counted = Counted()
    asked = counted.of(lambda of, costs: digest(of, costs))
    assert asked(sums(), np.ones(3)) != asked(sums(**other), np.ones(3))
    assert counted.calls == 2
    asked(sums(), np.array([1.0, 1.0, 1.5]))
    assert counted.calls == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), (12,)),
        (([1.0], [2.0]), ([1.0, 2.0], [])),
        (("ab", "c"), ("a", "bc")),
        ((np.zeros(2), np.zeros(1)), (np.zeros(1), np.zeros(2))),
        ((np.zeros((2, 3)),), (np.zeros((3, 2)),)),
        ((np.zeros(1, dtype=np.int64),), (np.zeros(1),)),
        ((None,), ("None",)),
        ((1,), (1.0,)),
        ((True,), (1,)),
    ],
)
def test_values_that_could_be_taken_for_others_are_told_apart(one, other):
    assert digest(*one) == digest(*one)
    assert digest(*one) != digest(*other)


def test_what_cannot_be_told_is_not_remembered():
    with pytest.raises(TypeError, match="set"):
        remembered(LookupError)(len)({1, 2})


def test_that_nothing_fits_is_remembered_too():
    def contradict(_):
        raise ContradictionError

    counted = Counted()
    asked = counted.of(contradict)
    for _ in range(3):
        with pytest.raises(ContradictionError):
            asked(1)
    assert counted.calls == 1


def test_another_fault_is_no_answer():
    counted = Counted()
    asked = counted.of(lambda of: 1 / of)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            asked(0)
    assert counted.calls == 2


def test_those_asked_last_are_kept_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr(module, "_KEPT_BYTES", 4 * 1_100)
    counted = Counted()
    asked = counted.of(lambda _: np.zeros(100))  # 800 bytes and some each: four have room
    for one in range(4):
        asked(one)
    asked(0)
    assert counted.calls == 4
    asked(4)  # in the place of 1, asked for longest ago
    asked(0)
    assert counted.calls == 5
    asked(1)
    assert counted.calls == 6


def test_what_is_kept_cannot_be_changed_by_who_asks():
    asked = remembered(LookupError)(lambda _: (1.0, np.zeros(2)))
    with pytest.raises(ValueError, match="read-only"):
        asked(1)[1][0] = 7.0
    assert asked(1)[1].tolist() == [0.0, 0.0]


def test_programmes_are_answered_as_by_a_solver_that_remembers_nothing():
    rng = np.random.default_rng(5)
    fresh = cheapest_whole.__wrapped__
    seen = []
    for _ in range(40):
        matrix = csr_array(rng.integers(-1, 2, (4, 5)).astype(float))
        middle = matrix @ rng.integers(0, 4, 5).astype(float) + rng.integers(0, 2)
        one = Sums(matrix, middle - 1, middle, np.zeros(5), np.full(5, 6.0))
        seen.append((one, rng.integers(-2, 3, 5).astype(float)))
    answers = []
    for one, costs in [*seen, *seen]:
        try:
            expected = fresh(one, costs)
        except ContradictionError:
            with pytest.raises(ContradictionError):
                cheapest_whole(one, costs)
            continue
        found = cheapest_whole(one, costs)
        assert (found is None) == (expected is None)
        if expected is not None:
            assert found.tolist() == expected.tolist()
            answers.append(found)
    assert len(answers) > 20
