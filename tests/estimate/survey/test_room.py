"""The arrays of a pass: their shapes are those that `pass_arrays` tells, and they grow as told."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.survey.sampled_units import SampledUnits
from measure87.estimate.survey.sums import Room, _more, _stretch
from measure87.vocabulary.survey_design import SurveyDesign


def outcome(kind):
    return SimpleNamespace(kind=kind, in_denominator=(1.0, 1.0, 1.0), is_case=(0.0, 0.0, 1.0))


def a_room(kinds=("status", "number", "status"), stages=2, single_cluster="average"):
    design = SurveyDesign(weight="w", single_cluster=single_cluster)
    return Room(tuple(map(outcome, kinds)), design, stages, np.ones(stages, dtype=np.bool_))


def levels(n_base, n_cells):
    """Base level b belongs to cells 0 and b."""
    return SimpleNamespace(
        targets=[(0, min(b, n_cells - 1)) for b in range(n_base)], cells=list(range(n_cells))
    )


def shapes(group):
    return [np.shape(array) for array in group]


def expected(outcomes, statuses, stages, levels, cells, slots, strata):
    """As the docstrings of `pass_arrays` tell, written anew."""
    b, r, o, s = levels, cells, outcomes, stages
    return {
        "leaf": [(b, statuses, 4, 3), (b, o - statuses, 10), (b, o, 4), (b,), (b,)],
        "units": [(s, r, o, 3), (s, r, o, 6), (s, r, o, 6), (s, r, o, 3), (s, r, o), (s, r, o),
                  (s, r), (s, r), (s,), (s,), (s,), (r, o, 6)],
        "slots": [(strata, r), (slots,), (slots,), (slots, o, 3), (slots, o, 6), (slots, o, 6),
                  (slots, o), (slots, o)],
        "cells": [(r, o, 3), (r, o), (r, o), (r, o), (r, o)],
        "strata": [(strata,)] * 3,
    }  # fmt: skip


def test_a_pass_begins_without_levels_cells_slots_and_strata():
    room = a_room()
    for name, wanted in expected(3, 2, 2, 0, 0, 0, 0).items():
        assert shapes(getattr(room.sums, name)) == wanted, name
    assert shapes(room.sums.state) == [(1,)] * 7
    assert room.order == [0, 2, 1], "statuses before numbers"
    plan = room.sums.plan
    assert (plan.target_start.shape, plan.target.shape) == ((1,), (0,))
    assert plan.is_number.tolist() == [False, False, True]
    assert plan.in_denominator.shape == plan.is_case.shape == (3, 3)
    assert plan.averages
    assert not a_room(single_cluster="center").sums.plan.averages
    assert np.isnan(room.sums.units.correction).all()


def test_room_grows_to_half_as_much_again_as_is_needed_and_to_eight_at_least():
    room = a_room()
    room.fit(levels(3, 2), 1)
    for name, wanted in expected(3, 2, 2, 8, 8, 0, 8).items():
        assert shapes(getattr(room.sums, name)) == wanted, name
    room.add_slots()
    assert shapes(room.sums.slots)[1:] == expected(3, 2, 2, 8, 8, 12, 8)["slots"][1:]
    room.fit(levels(20, 40), 11)
    for name, wanted in expected(3, 2, 2, 30, 60, 12, 16).items():
        assert shapes(getattr(room.sums, name)) == wanted, name
    room.add_slots()
    assert shapes(room.sums.slots) == expected(3, 2, 2, 30, 60, 108, 16)["slots"]
    assert [_more(n) for n in (0, 5, 6, 7, 100)] == [8, 8, 9, 10, 150]


def test_only_what_has_become_too_small_grows():
    room = a_room()
    room.fit(levels(8, 8), 8)
    assert shapes(room.sums.strata) == [(12,)] * 3
    before = room.sums
    room.fit(levels(8, 12), 12)
    assert room.sums is before, "all is there already"
    room.fit(levels(12, 12), 12)
    assert room.sums.units is before.units
    assert room.sums.leaf.touched is before.leaf.touched
    assert room.sums.plan.target_start.shape == (13,)
    room.fit(levels(12, 13), 12)
    assert shapes(room.sums.cells)[1] == (19, 3)
    assert shapes(room.sums.strata) == [(18,)] * 3
    room.fit(levels(12, 2), 19)
    assert shapes(room.sums.cells)[1] == (19, 3)
    assert shapes(room.sums.strata) == [(28,)] * 3


def test_cells_of_a_level_stand_between_its_start_and_the_next():
    room = a_room()
    room.fit(levels(4, 3), 1)
    start, target = room.sums.plan.target_start, room.sums.plan.target
    found = [tuple(target[start[b] : start[b + 1]]) for b in range(4)]
    assert found == [(0, 0), (0, 1), (0, 2), (0, 2)]
    assert start.tolist() == [0, 2, 4, 6, 8]


def test_what_is_summed_stays_when_room_grows_and_new_room_is_empty():
    room = a_room()
    room.fit(levels(8, 8), 8)
    room.add_slots()
    rng = np.random.default_rng(1)
    kept = {}
    for name in ("leaf", "units", "slots", "cells", "strata"):
        for field, array in getattr(room.sums, name)._asdict().items():
            array[...] = rng.integers(1, 9, array.shape)
            kept[name, field] = array.copy()
    room.fit(levels(30, 30), 30)
    room.add_slots()
    for (name, field), before in kept.items():
        now = getattr(getattr(room.sums, name), field)
        inside = tuple(slice(0, size) for size in before.shape)
        assert (now[inside] == before).all(), field
        outside = np.ones(now.shape, dtype=np.bool_)
        outside[inside] = False
        assert (now[outside] == (-1 if field == "slot_of" else 0)).all(), field


def test_an_axis_is_lengthened_and_never_shortened():
    array = np.arange(6.0).reshape(2, 3)
    assert _stretch(array, 0, 2) is array
    assert _stretch(array, 1, 1) is array
    assert _stretch(array, 0, 3).tolist() == [[0, 1, 2], [3, 4, 5], [0, 0, 0]]
    assert _stretch(array, 1, 4, -1).tolist() == [[0, 1, 2, -1], [3, 4, 5, -1]]


@pytest.mark.parametrize("n", [0, 1, 5])
def test_rows_without_corrections_have_nan_for_each_stage(n):
    """The same array as long as it is long enough."""
    units = SampledUnits(SurveyDesign(weight="w", clusters=("c",)))
    assert units._missing.shape == (1, 0)
    found = units._without_corrections(n)
    assert found.shape == (1, n)
    assert np.isnan(found).all()
    again = units._without_corrections(n)
    assert again.base is found.base
    assert units._without_corrections(n + 1).shape == (1, n + 1)
