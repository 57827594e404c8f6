"""Weighted numbers in steps, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.weight_classes import WeightClasses, weights_notices
from measure87.disseminate.gate.weighted.coarse import (
    Numbers,
    Weighted,
    in_steps,
    numbers_of,
    off_by_digits,
    rounding_error,
    step_of,
    to_step,
    with_coarse_errors,
)
from measure87.disseminate.gate.weighted.splits import splits_of
from measure87.vocabulary.alike_weights import AlikeWeights, WeightClass
from measure87.vocabulary.estimate import Alternative, Estimate

M = ("y", "d", 0)
"""A measure."""


@pytest.mark.parametrize(
    ("spread", "persons", "step"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (1, 3, 5),
        (1, 5, 5),
        (1, 6, 10),
        (10, 1, 10),
        (0.1, 3, 0.5),
        (34, 3, 200),
    ],
)
def test_a_step_is_the_next_round_number(spread, persons, step):
    assert step_of(spread, persons) == pytest.approx(step, rel=1e-12)


def test_a_number_goes_to_the_nearest_multiple():
    assert [to_step(x, 10.0) for x in (4.9, 5.1, 14.0, 16.0, 0.0)] == [0, 10, 10, 20, 0]


def test_numbers_in_steps_are_known_as_such():
    assert Numbers(20.0, 100.0, None).are_multiples_of(10.0)
    assert Numbers(20.0, 100.0, 10.0).are_multiples_of(10.0)
    assert Numbers(20.0 + 1e-9, 100.0, 10.0).are_multiples_of(10.0)
    assert Numbers(2e7 + 1e-3, 1e8, 0.0).are_multiples_of(10.0), "to the digits of the machine"
    assert not Numbers(2e7 + 1e-1, 1e8, 0.0).are_multiples_of(10.0)
    for wrong in (
        Numbers(21.0, 100.0, None),
        Numbers(20.0, 101.0, None),
        Numbers(20.0, 100.0, 1.0),
    ):
        assert not wrong.are_multiples_of(10.0)


def test_what_is_seen_in_steps_is_off_by_half_a_step():
    seen = Weighted.stepped("total", Numbers(14.0, 97.0, 6.0), 10.0, tells_unknown=True)
    assert (seen.numbers, seen.half) == (Numbers(10.0, 100.0, 10.0), 5.0)
    hidden = Weighted.stepped("total", Numbers(14.0, 97.0, 6.0), 10.0, tells_unknown=False)
    assert hidden.numbers.unknown is None
    exact = Weighted.exactly("total", Numbers(14.0, 97.0, 6.0), tells_unknown=True)
    assert (exact.numbers, exact.half) == (Numbers(14.0, 97.0, 6.0), 0.0)
    assert Weighted.exactly("total", exact.numbers, tells_unknown=False).numbers.unknown is None


def test_what_is_seen_tells_no_more_than_the_same_with_its_unknown():
    full = Weighted("total", Numbers(10.0, 100.0, 10.0), 5.0)
    bare = Weighted("total", Numbers(10.0, 100.0, None), 5.0)
    assert full.tells_no_more_than(full)
    assert bare.tells_no_more_than(full)
    assert not full.tells_no_more_than(bare)
    assert not replace(full, half=4.0).tells_no_more_than(full)
    assert not full.tells_no_more_than(replace(full, numbers=Numbers(10.0, 100.0, 20.0)))


def estimate(statistic="proportion", value=0.2, weighted_n=100.0, bounds=(None, None), **more):
    return Estimate(
        "y", statistic, "taylor", definition="d", value=value, weighted_n=weighted_n,
        value_if_no=bounds[0], value_if_yes=bounds[1], **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "leaves_out", "spreads", "numbers"),
    [
        (estimate(), False, False, (20.0, 100.0, None)),
        # 20 cases among 100 persons of whom 10 are unknown and counted as no.
        (estimate(value=0.2, bounds=(0.2, 0.3)), False, False, (20.0, 100.0, 10.0)),
        # 20 of 100 who answered, 25 did not: 20/125 to 45/125.
        (estimate(value=0.2, bounds=(0.16, 0.36)), True, False, (20.0, 100.0, 25.0)),
        (estimate(value=0.0, bounds=(0.0, 1.0)), True, False, (0.0, 100.0, 0.0)),
        (estimate("total", 20.0), False, False, (20.0, 100.0, None)),
        (estimate("total", 20.0, bounds=(20.0, 45.0)), True, False, (20.0, 100.0, 25.0)),
        # 25 is the share 0.2 of all 125 who were asked.
        (estimate("total", 25.0, bounds=(20.0, 45.0)), True, True, (20.0, 100.0, 25.0)),
        (estimate("total", 25.0), True, True, (25.0, 100.0, None)),
        (estimate(bounds=(0.3, 0.2)), False, False, (20.0, 100.0, 0.0)),
        # One bound alone tells nothing.
        (estimate(bounds=(0.2, None)), False, False, (20.0, 100.0, None)),
        (estimate(bounds=(None, 0.3)), False, False, (20.0, 100.0, None)),
    ],
)
def test_the_numbers_behind_a_figure_are_found_by_hand(figure, leaves_out, spreads, numbers):
    found = numbers_of(figure, leaves_out=leaves_out, spreads=spreads)
    assert (found.cases, found.respondents, found.unknown) == pytest.approx(numbers)


def test_without_a_value_or_a_weight_there_are_no_numbers():
    assert numbers_of(estimate(value=None), leaves_out=False, spreads=False) is None
    assert numbers_of(estimate(weighted_n=None), leaves_out=False, spreads=False) is None


@pytest.mark.parametrize(
    ("figure", "off"),
    [
        # Three steps of 0.01 are 6 of 200 persons; and 0.01 of 0.2 is a 20th of them, 10 persons.
        (estimate(value=0.2, digits=0.01), 6.0 + 10.0),
        # Of a share of none the limit tells how large a step is: 0.01 of 0.1.
        (estimate(value=0.0, upper=0.1, digits=0.01), 6.0 + 20.0),
        (estimate(value=None, upper=0.1, digits=0.01), 6.0 + 20.0),
        (estimate(value=0.2, upper=0.1, digits=0.01), 6.0 + 10.0),
        # A step larger than the value, or no value at all: the persons may be any.
        (estimate(value=0.2, digits=0.5), 300.0 + 200.0),
        (estimate(value=0.0, digits=0.01), 6.0 + 200.0),
        # A total is in persons already: three steps of 5, and an eighth of all.
        (estimate("total", 40.0, digits=5.0), 15.0 + 25.0),
        (estimate("total", -40.0, digits=5.0), 15.0 + 25.0),
        (estimate(value=0.2), 0.0),
    ],
)
def test_numbers_behind_a_figure_in_digits_are_off_by_its_steps(figure, off):
    assert off_by_digits(figure, Numbers(40.0, 200.0, None)) == pytest.approx(off, rel=1e-12)


def stepped(figure, cases, respondents, unknown=None, *, leaves_out=False, spreads=False):
    seen = Weighted(figure.statistic, Numbers(cases, respondents, unknown), 5.0)
    return in_steps(figure, seen, leaves_out=leaves_out, spreads=spreads)


def test_a_share_is_what_its_steps_come_to():
    now = stepped(estimate(), 20.0, 90.0)
    assert (now.value, now.weighted_n) == (pytest.approx(20 / 90), 90.0)
    assert (now.value_if_no, now.value_if_yes) == (None, None)
    assert stepped(estimate(), 20.0, 10.0).value == 1.0
    assert stepped(estimate(), 20.0, 0.0).value == 0.0
    assert stepped(estimate(weighted_n=None), 20.0, 90.0).weighted_n is None


def test_bounds_are_made_of_the_same_steps():
    """30 unknown beside 20 cases, counted as no, as yes, or left out of 100."""
    no = stepped(estimate(value=0.2, bounds=(0.2, 0.5)), 20.0, 100.0, 30.0)
    assert (no.value_if_no, no.value_if_yes) == (0.2, 0.5)
    yes = stepped(estimate(value=0.5, bounds=(0.2, 0.5)), 50.0, 100.0, 30.0)
    assert (yes.value, yes.value_if_no, yes.value_if_yes) == (0.5, 0.2, 0.5)
    out = stepped(estimate(value=0.2, bounds=(0.15, 0.38)), 20.0, 100.0, 30.0, leaves_out=True)
    assert (out.value_if_no, out.value_if_yes) == (pytest.approx(20 / 130), pytest.approx(50 / 130))
    none = stepped(estimate(value=0.2, bounds=(0.2, 0.2)), 20.0, 100.0, leaves_out=True)
    assert (none.value_if_no, none.value_if_yes) == (0.2, 0.2)
    full = stepped(estimate(value=0.9, bounds=(0.9, 1.0)), 90.0, 100.0, 20.0)
    assert full.value_if_yes == 1.0
    less = stepped(estimate(value=0.1, bounds=(0.0, 0.1)), 10.0, 100.0, 20.0)
    assert less.value_if_no == 0.0
    # Nobody answered, and all are counted as cases: the least is that nobody is one.
    all_unknown = stepped(estimate(value=1.0, bounds=(0.0, 1.0)), 100.0, 100.0, 100.0)
    assert (all_unknown.value, all_unknown.value_if_no, all_unknown.value_if_yes) == (1, 0, 1)
    # Everybody is a case for certain, which is no figure that counts unknowns.
    certain = stepped(estimate(value=1.0, bounds=(1.0, 1.0)), 100.0, 100.0, 0.0)
    assert (certain.value, certain.value_if_no, certain.value_if_yes) == (1, 1, 1)


def test_a_total_is_its_steps_or_spread_over_all_who_were_asked():
    total = estimate("total", 21.0, bounds=(21.0, 50.0))
    own = stepped(total, 20.0, 100.0, 30.0, leaves_out=True)
    assert (own.value, own.value_if_no, own.value_if_yes) == (20.0, 20.0, 50.0)
    spread = stepped(total, 20.0, 100.0, 30.0, leaves_out=True, spreads=True)
    assert spread.value == pytest.approx(26.0)
    assert stepped(total, 20.0, 0.0, 30.0, leaves_out=True, spreads=True).value == 20.0


def test_errors_have_two_digits_and_limits_keep_their_distance():
    figure = estimate(
        value=0.2, se=0.01234, lower=0.1766, upper=0.2566, deff=1.567, deff_replacement=1.557,
        deff_used=2.345, n_effective=123.4,
        alternatives=(Alternative("wald", 0.18, 0.22, 1.56, "n"),),
    )  # fmt: skip
    now = with_coarse_errors(figure, 0.21)
    assert now.se == 0.012
    assert now.lower == pytest.approx(0.21 - 0.023)
    assert now.upper == pytest.approx(0.21 + 0.057)
    errors = (now.deff, now.deff_replacement, now.deff_used, now.n_effective)
    assert errors == (1.6, 1.6, 2.3, 120.0)
    (other,) = now.alternatives
    assert (other.lower, other.upper) == (pytest.approx(0.19), pytest.approx(0.23))
    assert other.note == "n"
    assert other.deff == 1.6


def test_limits_of_a_share_stay_between_0_and_1_and_those_of_a_total_do_not():
    share = estimate(value=0.5, lower=0.0, upper=1.0)
    assert (with_coarse_errors(share, 0.1).lower, with_coarse_errors(share, 0.9).upper) == (
        0.0,
        1.0,
    )
    total = estimate("total", 50.0, lower=0.0, upper=100.0)
    assert (with_coarse_errors(total, 10.0).lower, with_coarse_errors(total, 90.0).upper) == (
        -40.0,
        140.0,
    )
    nobody = estimate(value=0.0, lower=0.0, upper=0.0,
                      alternatives=(Alternative("wald", 0.0, 0.0, 1.0, "n"),))  # fmt: skip
    (other,) = with_coarse_errors(nobody, 0.0).alternatives
    assert (other.lower, other.upper) == (0.0, 0.0)
    bare = estimate(value=0.5)
    assert with_coarse_errors(bare, 0.4) == bare
    assert with_coarse_errors(replace(share, value=None), 0.4).lower == 0.0
    assert with_coarse_errors(share, None).lower == 0.0


# Classes.

FIGURES = frozenset((*M, statistic) for statistic in ("proportion", "total", "mean"))
ALIKE = AlikeWeights(
    ("r",),
    (WeightClass({"r": "1"}, 10.0, 10.0), WeightClass({"r": "2"}, 13.0, 13.0)),
    FIGURES,
    spreads_unknown=True,
)
GROUPS = ({}, {"r": "1"}, {"r": "2"}, {"s": "1"})
DIMS = dimensions(GROUPS, [{}] * 4, {})


def test_groups_are_cut_by_the_classes_that_they_hold():
    (split,) = splits_of([ALIKE], DIMS)
    assert split.of(Box({})) == [
        (DIMS.box({"r": "1"}), 10.0, 10.0),
        (DIMS.box({"r": "2"}), 13.0, 13.0),
    ]
    assert split.of(DIMS.box({"r": "2"})) == [(DIMS.box({"r": "2"}), 13.0, 13.0)]
    assert split.of(DIMS.box({"s": "1"}))[0][0] == DIMS.box({"r": "1", "s": "1"})
    assert split.tells(M, "total")
    assert not split.tells(("z", "d", 0), "total")
    assert not split.tells(M, "ratio")


def test_a_group_and_a_class_by_the_same_variable_are_cut_to_whom_both_hold():
    """Those of 5 to 14 and of 12 to 17 years have 12 to 14 in common, and nobody over 17."""
    ages = ({"age": "5-14"}, {"age": "12-17"}, {"age": "12-14"}, {"age": "18+"})
    dims = dimensions(ages, [{}] * 4, {})
    classes = (WeightClass({"age": "12-17"}, 10.0, 10.0), WeightClass({"age": "18+"}, 2.0, 2.0))
    (split,) = splits_of([replace(ALIKE, variables=("age",), classes=classes)], dims)
    assert split.of(dims.box({"age": "5-14"})) == [(dims.box({"age": "12-14"}), 10.0, 10.0)]


def test_classes_by_codes_that_no_figure_is_by_tell_nothing():
    other = replace(ALIKE, classes=(*ALIKE.classes, WeightClass({"r": "3"}, 1.0, 1.0)))
    assert splits_of([other], DIMS) == []
    assert not WeightClasses([other], DIMS, [estimate()], (), 3)
    assert weights_notices(WeightClasses([other], DIMS, [estimate()], (), 3)) == []


def weights(*figures, excluding=(), alike=ALIKE):
    return WeightClasses([alike], DIMS, figures, excluding, 3)


def test_a_group_of_several_classes_is_given_in_steps_of_three_persons():
    """3 x (13 - 10) = 9, so steps of 10."""
    share = estimate(weighted_n=104.0, value=0.2)
    of_one = replace(share, group={"r": "1"})
    mean = replace(share, statistic="mean", value=3.5)
    bare = replace(mean, weighted_n=None)
    other = replace(share, name="z")
    gate = weights(share, of_one, mean)
    assert gate
    assert gate.variables == ["r"]
    now = gate.released([share, of_one, mean, bare, other, share.suppress("x")])
    assert (now[0].weighted_n, now[0].value) == (100.0, 0.2)
    assert now[1] == of_one
    assert (now[2].value, now[2].weighted_n) == (3.5, 100.0)
    assert now[3].weighted_n is None
    assert now[4] == other
    assert now[5].suppressed


def test_classes_of_one_weight_tell_nothing():
    same = tuple(replace(one, least=10.0, most=10.0) for one in ALIKE.classes)
    share = estimate(weighted_n=104.0)
    gate = weights(share, alike=replace(ALIKE, classes=same))
    assert gate.released([share]) == [share]
    assert gate.seen(M, share, is_before=False) is None


def test_what_is_seen_of_a_figure_is_its_steps():
    share = estimate(weighted_n=104.0, value=0.2)
    gate = weights(share)
    seen = gate.seen(M, share, is_before=False)
    assert (seen.numbers.cases, seen.numbers.respondents, seen.half) == (20.0, 100.0, 5.0)
    assert gate.seen(M, share.suppress("x"), is_before=False) is None
    assert gate.seen(M, replace(share, statistic="mean"), is_before=False) is None
    assert gate.seen(M, replace(share, group={"s": "1"}), is_before=False) is None


def test_what_was_released_before_is_seen_to_all_its_digits_or_in_its_steps():
    share = estimate(weighted_n=104.0, value=0.2)
    gate = weights(share)
    before = gate.seen(M, share, is_before=True)
    assert (before.numbers.respondents, before.half) == (104.0, 0.0)
    steps = estimate(weighted_n=100.0, value=0.2)
    assert gate.seen(M, steps, is_before=True).half == 5.0


def test_what_was_made_with_other_weights_before_says_nothing_by_these():
    share = estimate(weighted_n=104.0, value=0.2)
    other = replace(share, name="z")
    alike = replace(
        ALIKE, figures=ALIKE.figures | {("z", *one[1:]) for one in ALIKE.figures if one[0] == "y"}
    )
    gate = WeightClasses([alike], DIMS, (share, other), (), 3, {"y"})
    assert gate.seen(M, share, is_before=True) is None
    assert gate.seen(M, share, is_before=False).half == 5.0
    assert gate.seen(("z", *M[1:]), other, is_before=True).half == 0.0


def test_of_an_earlier_figure_in_digits_its_steps_and_half_of_ours_are_open():
    """Half of 10, three hundredths of 104 persons, and a 20th of them."""
    share = estimate(weighted_n=104.0, value=0.2, digits=0.01)
    gate = weights(share)
    before = gate.seen(M, share, is_before=True)
    assert (before.numbers.respondents, before.numbers.cases) == (104.0, pytest.approx(20.8))
    assert before.half == pytest.approx(5.0 + 3.12 + 5.2)
    now = gate.seen(M, share, is_before=False)
    assert (now.numbers.respondents, now.half) == (100.0, 5.0)


def test_unknowns_are_seen_by_bounds_and_by_totals_that_spread_them():
    share = estimate(weighted_n=104.0, value=0.2, bounds=(0.16, 0.36), n_unknown=25)
    total = estimate("total", 26.0, 100.0, bounds=(20.0, 50.0), n_unknown=25)
    gate = weights(share, total, excluding=("y",))
    assert gate.seen(M, share, is_before=False).numbers.unknown == 30.0
    hidden = replace(share, value_if_no=None, value_if_yes=None)
    assert gate.seen(M, hidden, is_before=False).numbers.unknown is None
    bare = replace(total, value_if_no=None, value_if_yes=None)
    assert gate.seen(M, bare, is_before=False).numbers.unknown == 30.0
    counted = weights(share, total, excluding=(), alike=replace(ALIKE, spreads_unknown=False))
    assert counted.seen(M, bare, is_before=False).numbers.unknown is None


@pytest.mark.parametrize(
    ("value", "less"),
    [
        (0.0, False),
        (0.05, True),
        (0.099, True),
        (0.1, False),
        (0.95, True),
        (1.0, False),
        (1 - 1e-10, False),
        (1e-10, False),
    ],  # rounding of the machine
)
def test_a_figure_of_less_than_a_step_is_all_rounding(value, less):
    share = estimate(weighted_n=100.0, value=value)
    assert weights(share).less_than_a_step([share]) == ({0} if less else set())


def test_what_counts_nobody_is_not_all_rounding_and_is_given_without_a_weighted_n_as_it_is():
    """Half an hour in the mean is no half person; steps of 10 are for numbers of persons."""
    mean = estimate("mean", 0.5, weighted_n=104.0)
    assert weights(mean).less_than_a_step([mean]) == set()
    bare = replace(mean, weighted_n=None)
    assert weights(bare).released([bare]) == [bare]
    share = estimate(weighted_n=None, value=0.25)
    assert weights(share).released([share]) == [share]


def test_a_total_spreads_its_unknowns_if_any_of_its_weights_do():
    total = estimate("total", 26.0, 100.0, bounds=(20.0, 50.0), n_unknown=25)
    both = [ALIKE, replace(ALIKE, spreads_unknown=False)]
    bare = replace(total, value_if_no=None, value_if_yes=None)
    for some, unknown in ((both, 30.0), (both[::-1], 30.0), (both[1:], None)):
        gate = WeightClasses(some, DIMS, [total], ("y",), 3)
        assert gate.seen(M, bare, is_before=False).numbers.unknown == unknown


def test_bounds_of_a_released_share_are_of_all_who_were_asked():
    """104 respondents and 26 unknown beside them, in tens: 20 and 50 of 130."""
    share = estimate(weighted_n=104.0, value=0.2, bounds=(0.16, 0.36), n_unknown=25)
    (now,) = weights(share, excluding=("y",)).released([share])
    assert (now.value, now.weighted_n) == (0.2, 100.0)
    assert (now.value_if_no, now.value_if_yes) == pytest.approx((20 / 130, 50 / 130))


def test_where_unknowns_count_as_no_they_are_among_those_asked():
    """Of 104 persons 26 are unknown, in tens: from 20 to 50 of 100."""
    share = estimate(weighted_n=104.0, value=0.2, bounds=(0.2, 0.45), n_unknown=25)
    (now,) = weights(share).released([share])
    assert (now.value_if_no, now.value_if_yes) == pytest.approx((0.2, 0.5))


def test_where_the_classes_of_a_group_weigh_the_same_it_is_given_as_it_is():
    equal = replace(
        ALIKE, classes=tuple(replace(one, least=10.0, most=10.0) for one in ALIKE.classes)
    )
    share = estimate(weighted_n=104.0, value=0.2)
    gate = weights(share, alike=equal)
    assert gate.released([share]) == [share]
    assert not gate.steps(M, share)


def test_a_group_of_one_class_is_given_as_it_is_whatever_persons_without_a_code_weigh():
    wide = replace(ALIKE, classes=(replace(ALIKE.classes[0], most=12.0), ALIKE.classes[1]))
    of_one = estimate(weighted_n=104.0, value=0.2, group={"r": "1"})
    gate = weights(of_one, alike=wide)
    assert gate.released([of_one]) == [of_one]
    assert gate.steps(M, replace(of_one, group={}))


@pytest.mark.parametrize(
    ("statistic", "numbers", "spreads", "off"),
    [
        # Within 5 of each: 25 / 3 of variance; 20 of 100 are a fifth of a hundredth each.
        ("proportion", (20.0, 100.0, None), False, (25 / 3 * (1 + 0.04)) ** 0.5 / 100),
        ("total", (20.0, 100.0, None), False, (25 / 3) ** 0.5),
        ("total", (20.0, 100.0, 30.0), False, (25 / 3) ** 0.5),
        # 20 and 20 times 30 by 100: 1.3 a case, a fifth of 0.3 a respondent, a fifth an unknown.
        ("total", (20.0, 100.0, 30.0), True, (25 / 3 * (1.3**2 + 0.06**2 + 0.04)) ** 0.5),
        ("total", (20.0, 100.0, None), True, (25 / 3 * (1 + 0.04)) ** 0.5),
        ("total", (20.0, 100.0, 0.0), True, (25 / 3 * (1 + 0.04)) ** 0.5),
        # Weights in thousands of persons: half of one is somebody.
        ("total", (0.5, 100.0, None), False, (25 / 3) ** 0.5),
        ("proportion", (0.0, 100.0, None), False, 0.0),
        ("proportion", (100.0, 100.0, None), False, 0.0),
        ("total", (0.0, 0.0, None), True, 0.0),
    ],
)
def test_what_a_figure_is_off_by_its_steps_is_found_by_hand(statistic, numbers, spreads, off):
    seen = Weighted(statistic, Numbers(*numbers), 5.0)
    assert rounding_error(seen, spreads=spreads) == pytest.approx(off, rel=1e-12)


@pytest.mark.parametrize(
    ("statistic", "spreads"), [("proportion", False), ("total", False), ("total", True)]
)
def test_figures_vary_in_steps_by_as_much(statistic, spreads):
    """Of 20,000 weighted numbers anywhere within half a step of those that are shown."""
    rng = np.random.default_rng(11)
    cases, respondents, unknown = (m + rng.uniform(-5, 5, 20_000) for m in (60.0, 200.0, 80.0))
    value = cases / respondents
    if statistic == "total":
        value = cases * (respondents + unknown) / respondents if spreads else cases
    seen = Weighted(statistic, Numbers(60.0, 200.0, 80.0), 5.0)
    assert rounding_error(seen, spreads=spreads) == pytest.approx(value.std(), rel=0.02)


def test_errors_and_limits_take_in_what_the_steps_do():
    """Of 0.04 and 0.03 is 0.05; 0.08 and 1.96 times 0.03 are 0.0993, and below 0.12: 0.1337."""
    share = estimate(
        value=0.5, se=0.04, lower=0.42, upper=0.62,
        alternatives=(Alternative("wald", 0.42, 0.62, 1.5, "n"),),
    )  # fmt: skip
    now = with_coarse_errors(share, 0.5, 0.03)
    limits = (pytest.approx(0.5 - 0.099), pytest.approx(0.5 + 0.13))
    assert now.se == 0.05
    assert (now.lower, now.upper) == limits
    assert (now.alternatives[0].lower, now.alternatives[0].upper) == limits
    more = with_coarse_errors(replace(share, level=0.99), 0.5, 0.03)  # 2.576 times 0.03
    assert (more.lower, more.upper) == (pytest.approx(0.5 - 0.11), pytest.approx(0.5 + 0.14))
    at_the_end = with_coarse_errors(replace(share, lower=0.5, upper=0.5), 0.5, 0.03)
    assert (at_the_end.lower, at_the_end.upper) == (pytest.approx(0.441), pytest.approx(0.559))
    assert with_coarse_errors(replace(share, se=None), 0.5, 0.03).se is None


def test_intervals_in_steps_hold_the_truth_as_often_as_they_say():
    """Of normal estimates of shares, in steps of as much as 3 and a half of their error."""
    rng = np.random.default_rng(7)
    error, step = 0.03, 100.0
    held = as_were = 0
    for truth in rng.uniform(0.3, 0.6, 4000):
        drawn = truth + error * rng.normal()
        own = replace(
            estimate(value=drawn, se=error, lower=drawn - 1.96 * error, upper=drawn + 1.96 * error),
            weighted_n=rng.uniform(900, 1100),
        )
        numbers = numbers_of(own, leaves_out=False, spreads=False)
        seen = Weighted.stepped("proportion", numbers, step, tells_unknown=False)
        now = in_steps(own, seen, leaves_out=False, spreads=False)
        held += now.lower <= truth <= now.upper
        as_were += now.value - 1.96 * error <= truth <= now.value + 1.96 * error
    assert as_were / 4000 < 0.85
    assert 0.94 < held / 4000 < 0.965
