"""Tests, contrasts, standardised rates and moments of a sample, as results of the contract.

Asked by `Survey` in Python and by the commands; hints are those of the command line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from measure87.estimate.survey import (
    DomainTable,
    LinearContrast,
    Outcome,
    Side,
    contrast_set,
    estimate_contrasts,
    estimate_moment,
    estimate_survey,
    independence_test,
    means_test,
    rank_test,
    standardised_rates,
)
from measure87.estimate.survey.contrast_sets import ContrastSet
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.independence import IndependenceMethod
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.linear_contrasts import Simultaneous
from measure87.estimate.survey.location_tests import RankMethod
from measure87.estimate.survey.lone_units import OF_DESIGN, lone_units
from measure87.estimate.survey.moments import Moment
from measure87.estimate.survey.raw_columns import prepare
from measure87.estimate.survey.regression import missing_of, unknown_answers
from measure87.estimate.survey.unit_codes import with_groups_alike
from measure87.estimate.weighting import Margin
from measure87.library.answering import Sample
from measure87.library.asked import asked_settings, design_settings, where_settings
from measure87.library.asking import (
    Codes,
    Question,
    absent_codes,
    asked_of,
    codes_of,
    column_of,
    names_list,
)
from measure87.library.groups import refuse_groups
from measure87.library.options import Options
from measure87.numerics.simultaneous import holm
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import (
    MISSING_CATEGORY,
    Estimate,
    Notice,
    Refusal,
    Result,
    Statistic,
)
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.provenance import NOT_HASHED, Provenance
from measure87.vocabulary.releases.common import Json

type TestMethod = Literal["means", "shares"] | IndependenceMethod | RankMethod
"""Of equal means or shares; of independence; of ranks."""

_OF_MOMENTS = (*OF_DESIGN, "missing-numbers")
"""Codes of the notices of means that are told of variances and correlations too."""

METHODS = ("means", "shares", *get_args(IndependenceMethod), *get_args(RankMethod))


def run_tests(
    sample: Sample,
    measures: Sequence[str],
    by: str | None,
    method: TestMethod = "rao-scott",
    *,
    value: float | None = None,
    where: Codes | None = None,
) -> Result:
    """Test each measure; of several the p-values are adjusted by Holm's rule as well."""
    _check(method, by, value)
    sample.refuse_replicates(
        "a test", "a difference and a regression have them, and say as much by their limits"
    )
    tests: list[HypothesisTest] = []
    refused: list[Refusal] = []
    told: list[Notice] = []
    for measure in dict.fromkeys(measures):
        told += _counted_as_no(sample, measure, by, where)
        try:
            tests.append(_one_test(sample, measure, by, method, value or 0.0, where))
        except RefusedError as error:
            refused.append(Refusal(measure, error.code, error.text))
    if len(tests) > 1:
        adjusted = holm([one.p_value for one in tests])
        tests = [
            replace(one, p_adjusted=float(p), adjustment="holm")
            for one, p in zip(tests, adjusted, strict=True)
        ]
    are_of_codes = method in get_args(IndependenceMethod)
    of_codes = [one for one in measures if are_of_codes and one in sample.frame.columns]
    odd = _of_design_and_codes(sample, [*of_codes, *names_list(by)])
    return _result(
        sample, "estimate test", tests=tests, refused=refused, where=codes_of(where),
        method=method, warnings=[*odd, *told],
    )  # fmt: skip


def _counted_as_no(
    sample: Sample, measure: str, by: str | None, where: Codes | None
) -> list[Notice]:
    """Who has no answer and counts as a no in the share of one code."""
    if column_of(measure, sample.frame.columns)[1] is None:
        return []
    codes = codes_of(where)
    table, outcomes = _asked(sample, Question((measure,), "proportion"), names_list(by), codes)
    return sample.not_answered(table, outcomes, codes)


def _of_design_and_codes(sample: Sample, names: Sequence[str]) -> tuple[Notice, ...]:
    """What is odd in the design, and in the codes of columns that are tested by their codes."""
    of_design = lone_units(_codes_table(sample, [], {}), sample.design)
    table = sample.frame.lazy(list(dict.fromkeys(names)))
    codes = [
        {name: code_text(value)}
        for name in table.collect_schema().names()
        for value in collect(table.select(name).unique())[name].to_list()
    ]
    return with_groups_alike(of_design, codes)


def _check(method: str, by: str | None, value: float | None) -> None:
    if method not in METHODS:
        raise UsageError(
            f"there is no test {method!r}", code="method", hint=f"methods: {', '.join(METHODS)}"
        )
    if by is None and method not in ("means", "shares"):
        raise UsageError(
            f"the test {method} compares groups, and none are named",
            code="by",
            hint="name the column of the groups with --by",
        )
    if value is not None and by is not None:
        raise UsageError(
            "groups are compared with each other, not with a value",
            code="value",
            hint="leave out --by, or --value",
        )
    if by is None and value is None:
        raise UsageError(
            "a test without groups needs a value to compare with",
            code="value",
            hint="name groups with --by, or give --value",
        )


def _one_test(
    sample: Sample, measure: str, by: str | None, method: Any, value: float, where: Codes | None
) -> HypothesisTest:
    """One test of one measure."""
    codes = codes_of(where)
    groups = [] if by is None else [by]
    options: dict[str, Any] = {
        "where": codes, "benchmark": sample.benchmark, "statuses": statuses_of(sample, groups),
    }  # fmt: skip
    is_of_codes = method in get_args(IndependenceMethod)
    if is_of_codes and column_of(measure, sample.frame.columns)[1] is not None:
        table, (share,) = _asked(sample, Question((measure,), "proportion"), groups, codes)
        refuse_groups(table, groups, sample.design.clusters[:1], sample.frame.name)
        options["statuses"] = (*options["statuses"], share.column)
        one = independence_test(
            table, share.column, groups[0], sample.design, method=method, **options
        )
        return replace(one, name=measure)
    if is_of_codes:
        table = _codes_table(sample, [measure, *groups], codes)
        refuse_groups(table, [measure, *groups], sample.design.clusters[:1], sample.frame.name)
        options["statuses"] = statuses_of(sample, [measure, *groups])
        return independence_test(table, measure, groups[0], sample.design, method=method, **options)
    statistic: Statistic = "proportion" if method == "shares" else "mean"
    table, (outcome,) = _asked(sample, Question((measure,), statistic), groups, codes)
    refuse_groups(table, groups, sample.design.clusters[:1], sample.frame.name)
    if method in ("means", "shares"):
        return means_test(table, outcome, by, sample.design, value=value, **options)
    found = rank_test(table, outcome.column, groups[0], sample.design, method=method, **options)
    return replace(found, name=measure)


def statuses_of(sample: Sample, names: Sequence[str]) -> tuple[str, ...]:
    """Those of some columns that hold statuses: named, or with their reasons beside them."""
    source = sample.frame.source
    present = {*sample.frame.columns, *(source.present if source is not None else ())}
    return tuple(
        name for name in names if name in sample.statuses or f"{name}{REASON_SUFFIX}" in present
    )


def _codes_table(sample: Sample, names: Sequence[str], codes: Mapping[str, Any]) -> Any:
    """The columns of a test of codes; what a file declares missing is missing."""
    benchmark = () if sample.benchmark is None else sample.benchmark.variables
    wanted = [*names, *codes, *sample.design.columns, *benchmark]
    sample.frame.require(wanted)
    source = sample.frame.source
    if source is not None:
        return prepare(source, [], "proportion", domain_variables=[*names, *codes]).table
    return sample.frame.lazy(wanted).to_native()


def _asked(
    sample: Sample, question: Question, groups: Sequence[str], codes: Mapping[str, Any]
) -> Any:
    """The table and outcomes of a question."""
    benchmark = () if sample.benchmark is None else sample.benchmark.variables
    more = [*sample.design.columns, *groups, *codes, *benchmark]
    return asked_of(sample.frame, question, sample.statuses, more)


def run_contrasts(
    sample: Sample,
    question: Question,
    by: str,
    contrasts: ContrastSet | Mapping[str, Mapping[str, float]],
    *,
    baseline: str | None = None,
    adjust: Simultaneous = "holm",
    options: Options | None = None,
) -> Result:
    """Contrasts between groups of each measure: a set by its name, or weights by group's code."""
    sample.refuse_replicates("a contrast", "a difference of two groups has them")
    chosen = options or Options()
    codes = codes_of(chosen.where)
    table, outcomes = _asked(sample, question, [by], codes)
    refuse_groups(table, [by], sample.design.clusters[:1], sample.frame.name)
    found = estimate_survey(
        table, outcomes, sample.design, [DomainTable((by,))], interval=chosen.interval,
        level=chosen.level, labels=sample.frame.labels, where=codes, benchmark=sample.benchmark,
    )  # fmt: skip
    asked = [
        contrast
        for outcome in outcomes
        for contrast in _contrasts_of(outcome.name, by, found.estimates, contrasts, baseline)
    ]
    got = estimate_contrasts(
        table, outcomes, sample.design, asked, found.estimates, adjust=adjust, where=codes,
        benchmark=sample.benchmark,
    )  # fmt: skip
    return _result(
        sample, "estimate contrast", estimates=got.estimates, tests=got.tests,
        refused=[*found.refused, *got.refused], where=codes, question=question, by=by,
        warnings=[
            *found.warnings, *_left_out(by, asked, outcomes, found.estimates),
            *sample.not_answered(table, outcomes, codes),
        ],
    )  # fmt: skip


def _left_out(
    by: str,
    asked: Sequence[LinearContrast],
    outcomes: Sequence[Outcome],
    figures: Sequence[Estimate],
) -> list[Notice]:
    """Who is in no contrast: those with an unknown status, and those of no group.

    Numbers that are missing, and unknown persons in a total, the figures themselves tell of.
    """
    sides = {(one.outcome, *one.group.values()) for each in asked for one, _ in each.weights}
    of_status = {
        one.name for one in outcomes if one.statistic == "proportion" and one.unknown == "exclude"
    }
    unknown: dict[str, int] = {}
    apart: dict[str, int] = {}
    for one in figures:
        code = one.group[by]
        if (one.name, code) in sides and one.name in of_status:
            unknown[one.name] = unknown.get(one.name, 0) + (one.n_unknown or 0)
        elif code == MISSING_CATEGORY and (one.name, code) not in sides:
            apart[one.name] = apart.get(one.name, 0) + (one.n or 0) + (one.n_unknown or 0)
    notices = [
        Notice("unknown-left-out", unknown_answers(name, n)) for name, n in unknown.items() if n
    ]
    if n := max(apart.values(), default=0):
        notices.append(Notice("missing-terms", missing_of(by, n)))
    return notices


def _contrasts_of(
    measure: str,
    by: str,
    figures: Sequence[Estimate],
    contrasts: Any,
    baseline: str | None,
) -> Sequence[LinearContrast]:
    """The contrasts of one measure."""
    if isinstance(contrasts, str):
        groups = [one.group[by] for one in figures if one.name == measure]
        known = [code for code in groups if code != MISSING_CATEGORY]
        return contrast_set(contrasts, measure, by, known, baseline=baseline)  # type: ignore[arg-type]
    if not isinstance(contrasts, Mapping) or not contrasts:
        raise UsageError(
            "no contrast is named",
            code="contrast",
            hint=f"name a set ({', '.join(get_args(ContrastSet))}), or give weights by code: "
            '{"urban less rural": {"1": 1, "2": -1}}',
        )
    return [
        LinearContrast(
            f"{measure}: {name}",
            tuple((Side(measure, {by: code_text(code)}), float(c)) for code, c in weights.items()),
        )
        for name, weights in contrasts.items()
    ]


def run_standardised(
    sample: Sample,
    question: Question,
    standard: Margin,
    by: str | None,
    options: Options | None = None,
) -> Result:
    """Directly standardised figures of each measure, by group."""
    sample.refuse_replicates("a standardised rate", "the rate of each class has them")
    chosen = options or Options()
    codes = codes_of(chosen.where)
    groups = [] if by is None else [by]
    table, outcomes = _asked(sample, question, [*groups, *standard.variables], codes)
    refuse_groups(table, groups, sample.design.clusters[:1], sample.frame.name)
    found = [
        standardised_rates(
            table, outcome, sample.design, standard, by, where=codes, level=chosen.level,
            benchmark=sample.benchmark, labels=sample.frame.labels,
        )
        for outcome in outcomes
    ]  # fmt: skip
    warnings = {one.text: one for result in found for one in result.warnings}
    result = _result(
        sample, "estimate standardised",
        estimates=[one for result in found for one in result.estimates],
        refused=[one for result in found for one in result.refused], where=codes,
        question=question, by=by, warnings=sample.not_answered(table, outcomes, codes),
    )  # fmt: skip
    return replace(result, warnings=(*result.warnings, *warnings.values()))


def run_moment(
    sample: Sample,
    columns: Sequence[str],
    statistic: Moment,
    by: str | None = None,
    options: Options | None = None,
) -> Result:
    """Variance, covariance or correlation, of everybody or in each group."""
    sample.refuse_replicates(f"a {statistic}", "means, shares and quantiles have them")
    chosen = options or Options()
    codes = codes_of(chosen.where)
    groups = [] if by is None else [by]
    table, outcomes = _asked(sample, Question(tuple(columns), "mean"), groups, codes)
    refuse_groups(table, groups, sample.design.clusters[:1], sample.frame.name)
    plain = estimate_survey(
        table, outcomes, sample.design, [DomainTable(tuple(groups))], where=codes
    )
    first = outcomes[0].name
    names = dict(zip((one.column for one in outcomes), columns, strict=True))

    def of(group: Mapping[str, str]) -> Estimate:
        found = estimate_moment(
            table, [one.column for one in outcomes], sample.design, statistic, where=codes,
            group=group, level=chosen.level, benchmark=sample.benchmark,
            labels=sample.frame.labels,
        )  # fmt: skip
        return replace(found, name=" with ".join(names.values()))

    there = [one.group for one in plain.estimates if one.name == first]
    empty = [one for one in plain.refused if one.name == first]
    estimates, refused = _each_group(of, there, columns[0])
    return _result(
        sample, "estimate moment", estimates=estimates, refused=[*empty, *refused],
        where=codes, by=by,
        warnings=[one for one in plain.warnings if one.code in _OF_MOMENTS],
    )  # fmt: skip


def _each_group(
    of: Callable[[Mapping[str, str]], Estimate], groups: Sequence[Mapping[str, str]], name: str
) -> tuple[list[Estimate], list[Refusal]]:
    """A figure of each group, or its refusal."""
    found, refused = [], []
    for group in groups:
        try:
            found.append(of(group))
        except RefusedError as error:
            refused.append(Refusal(name, error.code, error.text, dict(group)))
    return found, refused


def _result(
    sample: Sample,
    command: str,
    *,
    estimates: Sequence[Estimate] = (),
    tests: Sequence[HypothesisTest] = (),
    refused: Sequence[Refusal] = (),
    where: Mapping[str, tuple[str, ...]],
    question: Question | None = None,
    by: str | None = None,
    method: str | None = None,
    warnings: Sequence[Notice] = (),
) -> Result:
    """The object of the contract."""
    stated: dict[str, Json] = {
        **({} if question is None else asked_settings(question)), "by": by,
        "method": method, **where_settings(where), **design_settings(sample.design),
        "benchmark": list(sample.benchmark.variables) if sample.benchmark else None,
    }  # fmt: skip
    return Result(
        command,
        tuple(estimates),
        tuple(refused),
        (*sample.assumed(), *absent_codes(sample.frame, where), *warnings),
        provenance=Provenance(
            inputs={sample.frame.name: NOT_HASHED},
            settings={name: value for name, value in stated.items() if value},
        ),
        tests=tuple(tests),
    )
