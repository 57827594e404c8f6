"""Differences of a study's figures: asked for by input, released only of shown figures."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from measure87.disseminate.gate.rules import IN_BRACKETS, UNKNOWN_NOT_SHOWN, DisclosureRules
from measure87.disseminate.gate.survey.precision.digits import difference_in_digits, is_coarse
from measure87.disseminate.gate.survey.rows import overlaps
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.estimate.survey import Contrast, Side, differences_of_rounds
from measure87.estimate.survey.differences import difference
from measure87.numerics.weighed_persons import KnownPersons
from measure87.study.survey.difference_settings import DifferenceSettings
from measure87.study.survey.rounds import read_round, rounds_differ
from measure87.study.survey.settings import StudySettings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Notice, Result, rounding_variance
from measure87.vocabulary.flags import (
    BORROWED,
    COVERAGE_DOUBTFUL,
    FEW_DEGREES_OF_FREEDOM,
    NO_VARIANCE,
    OPEN_INTERVAL,
    ORDER,
    WIDE_INTERVAL,
)
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.release_files.reading import survey_said

SIDE_NOT_SHOWN = "side-not-shown"
ERROR_NOT_SHOWN = "error-not-shown"
_OF_INTERVAL = {FEW_DEGREES_OF_FREEDOM, WIDE_INTERVAL, BORROWED, COVERAGE_DOUBTFUL, OPEN_INTERVAL}
"""Flags that are said of an error or interval, and of nothing where there is none."""
_MOST_STEPS = 2.0
"""Steps that a value may move where its digits follow the error, and no count was rounded."""

Key = tuple[str, str, frozenset[tuple[str, str]]]


def contrasts_within(study: StudySettings, measures: Collection[str]) -> list[Contrast]:
    """The differences whose two sides are measures of one input, in the study's order."""
    return [
        Contrast(*(Side(m, g) for m, g in zip(entry.measures, entry.groups, strict=True)))
        for entry in study.differences
        if entry.measures and set(entry.measures) <= set(measures)
    ]


def check_differences(study: StudySettings, measures: Mapping[str, str]) -> None:
    """Refuse differences of measures that the study has not, or has of two samples.

    Parameters
    ----------
    measures : measure to the input that it is computed from.

    Raises
    ------
    StudyError
        With the name at fault.
    """
    for number, entry in enumerate(study.differences, start=1):
        where = f"study.toml [[differences]] {number}"
        for name in entry.measures:
            if name not in measures:
                raise StudyError(
                    f"there is no measure {name!r} in this study",
                    code="unknown-measure",
                    where=where,
                    hint=nearest(name, measures),
                )
        if len({measures[name] for name in entry.measures}) > 1:
            raise StudyError(
                f"{' and '.join(entry.measures)} are of different samples",
                code="bad-value",
                where=where,
                hint="compare measures of one input",
            )


def with_differences(
    released: Result,
    found: Sequence[Estimate],
    entries: Sequence[DifferenceSettings],
    rules: DisclosureRules | None = None,
) -> Result:
    """A released result with the differences of the figures that it shows.

    A difference of which a side is not shown is suppressed: with the other side it would give
    that side back. Both values of one that is released are known already.

    Parameters
    ----------
    released : Result
        After the gate.
    found : differences within the study, before the gate.
    entries : what the study asks for; of these the earlier releases are compared here.
    rules : who is behind the figures, and how few are too few to be told of.
    """
    shown = {_key(item): item for item in released.estimates if not item.suppressed}
    persons = None if rules is None else rules.persons
    differences = [_if_shown(_of_enough(item, rules), shown, persons) for item in found]
    warnings: list[Notice] = []
    for entry in entries:
        if entry.earlier is not None:
            earlier, name = read_round(entry.earlier, released=True), entry.earlier.name
            rounds = differences_of_rounds(list(shown.values()), earlier.figures, name)
            differences += [_of_rounds(item, shown, earlier.figures) for item in rounds.estimates]
            compared = [item.name for item in rounds.estimates]
            warnings += rounds_differ(survey_said(released), earlier.said, compared, name)
    return replace(
        released, differences=tuple(differences), warnings=(*released.warnings, *warnings)
    )


def _of_enough(item: Estimate, rules: DisclosureRules | None) -> Estimate:
    """A difference without the error that would tell how few are cases of one of two measures."""
    if item.value is None or rules is None:
        return item
    few = overlaps.tells_of_few(item, rules.persons, rules.minimum_cases)
    return _without_error(item) if few else item


def _of_rounds(
    item: Estimate, shown: Mapping[Key, Estimate], earlier: Sequence[Estimate]
) -> Estimate:
    """The difference of a released figure from an earlier round's, in digits of the two."""
    if item.minus is None:
        raise AssertionError("a difference has a second side")
    of = item.minus
    first = shown.get((item.name, of.statistic, frozenset(item.group.items())))
    key = (of.name, of.statistic, frozenset(of.group.items()))
    second = next((one for one in earlier if _key(one) == key), None)
    return item if first is None or second is None else difference_in_digits(item, first, second)


def _if_shown(
    item: Estimate, shown: Mapping[Key, Estimate], persons: KnownPersons | None
) -> Estimate:
    """The difference, suppressed if a side is not shown, in brackets if a side is."""
    if item.minus is None:
        raise AssertionError("a difference has a second side")
    statistic = item.minus.statistic
    first = shown.get((item.name, statistic, frozenset(item.group.items())))
    second = shown.get((item.minus.name, statistic, frozenset(item.minus.group.items())))
    if first is None or second is None:
        return item.suppress(SIDE_NOT_SHOWN)
    item = _of_released_sides(item, first, second)
    if IN_BRACKETS in (*first.flags, *second.flags):
        item = item.with_flags(IN_BRACKETS)
    return _of_released_values(item, first, second, persons)


def _of_released_sides(item: Estimate, first: Estimate, second: Estimate) -> Estimate:
    """The difference with the degrees of freedom, flags and limits that its released sides give.

    Its own are by who answered, of sides that are released by who was asked: they would tell how
    many did not. Where sides keep everything, and their degrees of freedom, it keeps its own.
    """
    made = difference(first, second, _covariance(item, first, second))
    short = any(UNKNOWN_NOT_SHOWN in side.flags for side in (first, second))
    if not short and item.df in (None, made.df):
        return item
    flags = (*made.flags, *(one for one in item.flags if one == NO_VARIANCE))
    own = (one for one in item.flags if one not in ORDER)
    found = replace(item, df=made.df, flags=(*(one for one in ORDER if one in flags), *own))
    if ERROR_NOT_SHOWN in item.flags:
        return _without_error(found)
    if item.value is None or item.lower is None or made.value is None:
        return found
    if made.lower is None or made.upper is None:
        return replace(found, lower=None, upper=None, level=None, interval=None)
    return replace(
        found,
        lower=item.value - (made.value - made.lower),
        upper=item.value + (made.upper - made.value),
        interval=made.interval,
    )


def _covariance(item: Estimate, first: Estimate, second: Estimate) -> float | None:
    """That by which released sides have the error of their difference."""
    if item.se is None or first.se is None or second.se is None:
        return None
    return (first.se**2 + second.se**2 - item.se**2) / 2


def _of_released_values(
    item: Estimate, first: Estimate, second: Estimate, persons: KnownPersons | None
) -> Estimate:
    """The difference of the values that are released, where the gate put them in steps.

    The rounding is part of its error. Where the gate rounded counts, the values are further off:
    error and limits of the difference would tell the unrounded ones, and are left out.
    """
    if item.value is None or first.value is None or second.value is None:
        return item
    is_of_groups = dict(first.group) != dict(second.group)
    if is_of_groups and (_was_tried(first, persons) or _was_tried(second, persons)):
        return difference_in_digits(_of_released_alone(item, first, second), first, second)
    steps = [one.digits or 0.0 for one in (first, second)]
    released = first.value - second.value
    if math.isclose(released, item.value, rel_tol=1e-12, abs_tol=1e-12 + _MOST_STEPS * sum(steps)):
        error = item.se and math.sqrt(item.se**2 + sum(map(rounding_variance, steps)))
        return difference_in_digits(replace(item, se=error), first, second)
    return _without_error(replace(item, value=released))


def _was_tried(side: Estimate, persons: KnownPersons | None) -> bool:
    """Whether a row was tried for whom it could name, or is coarser for what it would tell."""
    return _is_of_few(side) or overlaps.somebody_stands_out(side, persons)


def _is_of_few(side: Estimate) -> bool:
    """Whether so few are cases, or none, that their row is tried, or whether it is coarser."""
    cases, n = side.n_cases, side.n
    if cases is None or n is None:
        return False
    return 0 < min(cases, n - cases) <= MOST_PERSONS or is_coarse(side)


def _of_released_alone(item: Estimate, first: Estimate, second: Estimate) -> Estimate:
    """A difference of two groups with the error and limits that its released sides give.

    Its own would be one more equation of who the few cases of a side are, finer than the row that
    was tried. What groups in the same clusters vary together by is left out, so that the error may
    be off either way, and mostly up (decision 79). It is flagged as resting on what is assumed of
    clusters.
    """
    made = difference(first, second, 0.0)
    return replace(
        item.with_flags(COVERAGE_DOUBTFUL),
        value=made.value,
        se=made.se,
        lower=made.lower,
        upper=made.upper,
        level=made.level,
        interval=made.interval,
    )


def _without_error(item: Estimate) -> Estimate:
    """The value alone, which says so."""
    flags = tuple(flag for flag in item.flags if flag not in _OF_INTERVAL)
    alone = replace(item, se=None, lower=None, upper=None, level=None, interval=None, df=None)
    return replace(alone, flags=flags).with_flags(ERROR_NOT_SHOWN)


def _key(item: Estimate) -> Key:
    return item.name, item.statistic, frozenset(item.group.items())
