"""What a `Survey` is asked beside figures: tests, contrasts, standardised rates, moments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

import polars as pl
from polars import selectors

from measure87.estimate.survey.contrast_sets import ContrastSet
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.linear_contrasts import Simultaneous
from measure87.estimate.weighting import population_variables, range_variables, read_population
from measure87.estimate.weighting.benchmark import Margin
from measure87.estimate.weighting.population_table import PERSONS
from measure87.files import SourceTable
from measure87.files.source_table import column_in_index
from measure87.library.analyses import (
    TestMethod,
    run_contrasts,
    run_moment,
    run_standardised,
    run_tests,
)
from measure87.library.answering import Sample
from measure87.library.asking import Codes, Names, Question, names_of, one_name
from measure87.library.estimates import Estimates
from measure87.library.frames import Frame, source_of
from measure87.library.hints import in_python
from measure87.library.options import OfNumbers, OfQuantiles, options_of, takes
from measure87.library.tested import Tested
from measure87.vocabulary.errors import UsageError

_STATISTICS: Mapping[str, Any] = {
    "prevalence": "proportion", "mean": "mean", "total": "total", "ratio": "ratio",
}  # fmt: skip


class Analyses(Sample):
    """Tests, contrasts, standardised rates and moments of a sample; see `Survey`."""

    def test(
        self,
        measure: Names,
        by: str | None = None,
        *,
        method: TestMethod = "rao-scott",
        value: float | None = None,
        where: Codes | None = None,
    ) -> Tested:
        """Test whether groups differ, or a mean differs from a value.

        Parameters
        ----------
        measure : str or sequence of str
            Column; of several each is tested, and p-values are adjusted by Holm's rule too.
        by : str, optional
            Column of the groups, or the second column of a test of independence.
        method : str
            Independence of two columns of codes: `rao-scott`, `rao-scott-chi-squared`, `wald`,
            `adjusted-wald`, `lincom`, `saddlepoint`. Equal means or shares: `means`, `shares`.
            Ranks of a number: `wilcoxon`, `kruskal-wallis`, `van-der-waerden`, `median`.
        value : float
            Without groups: the mean or share that is tested.
        where : mapping
            As in `prevalence`.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 0, 0, 1] * 30, "sex": [1, 1, 2, 2] * 30})
        >>> found = m.Survey(frame).test("work", by="sex").only
        >>> found.statistic_name, round(found.df, 3), found.p_value < 0.001
        ('F', 1.0, True)
        """
        if by is not None:
            one_name("by", by)
        with in_python():
            return Tested(run_tests(self, names_of(measure), by, method, value=value, where=where))

    @takes(OfQuantiles)
    def contrast(
        self,
        measure: Names,
        by: str,
        contrasts: ContrastSet | Mapping[str, Mapping[Any, float]] = "baseline",
        *,
        baseline: Any = None,
        statistic: str = "prevalence",
        denominator: str | None = None,
        adjust: Simultaneous = "holm",
        **options: Unpack[OfQuantiles],
    ) -> Estimates:
        """Contrasts of a figure between groups, with limits and tests (`result.tests`).

        Parameters
        ----------
        measure : str or sequence of str
            As in the method named by `statistic`.
        by : str
            Column of the groups.
        contrasts : str or mapping
            `baseline` (each group less one), `pairs`, `mean` (each less the mean of all), `trend`;
            or name to weights by code, as `{"urban less rural": {"1": 1, "2": -1}}`.
        baseline : code, optional
            With `baseline`: the group that others are compared with; the first without it.
        statistic, denominator : str
            As in `difference`.
        adjust : str
            `holm`, or `multivariate-t` for limits that hold for all contrasts together.
        where, level, interval
            As in `prevalence`.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"hours": [1.0, 3.0, 5.0, 7.0] * 9, "area": [1, 1, 2, 2] * 9})
        >>> m.Survey(frame).contrast("hours", "area", statistic="mean").only.value
        4.0
        """
        one_name("by", by)
        question = Question(names_of(measure), _statistic(statistic), denominator=denominator)
        first = None if baseline is None else code_text(baseline)
        with in_python():
            result = run_contrasts(
                self, question, by, contrasts, baseline=first, adjust=adjust,
                options=options_of(OfQuantiles, options),
            )  # fmt: skip
        return Estimates(result)

    @takes(OfNumbers)
    def standardised(
        self,
        measure: Names,
        standard: Any,
        by: str | None = None,
        *,
        statistic: str = "prevalence",
        denominator: str | None = None,
        **options: Unpack[OfNumbers],
    ) -> Estimates:
        """Figures of groups as if all had the classes (ages, sexes) of one population.

        Parameters
        ----------
        measure : str or sequence of str
            As in the method named by `statistic`.
        standard : table
            One row a class: its columns are those of the survey, and `persons`, as in
            `benchmarked`; only shares matter.
        by : str, optional
            Column of the groups.
        statistic, denominator : str
            `prevalence`, `mean` or `ratio` (with `denominator`).
        where, level
            As in `prevalence`.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 1, 1, 1] * 9, "age": [1, 1, 1, 2] * 9})
        >>> world = pl.DataFrame({"age": [1, 2], "persons": [50, 50]})
        >>> round(m.Survey(frame).standardised("work", world).only.value, 4)
        0.8333
        """
        if by is not None:
            one_name("by", by)
        question = Question(names_of(measure), _statistic(statistic), denominator=denominator)
        with in_python():
            result = run_standardised(
                self, question, standard_of(self.frame, standard), by,
                options_of(OfNumbers, options),
            )  # fmt: skip
        return Estimates(result)

    @takes(OfNumbers)
    def variance(
        self, measure: str, by: str | None = None, **options: Unpack[OfNumbers]
    ) -> Estimates:
        """How much a number varies between persons of the population, with its interval.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> m.Survey(pl.DataFrame({"hours": [1.0, 2.0, 3.0]})).variance("hours").only.value
        1.0
        """
        if by is not None:
            one_name("by", by)
        with in_python():
            return Estimates(
                run_moment(
                    self,
                    [one_name("measure", measure)],
                    "variance",
                    by,
                    options_of(OfNumbers, options),
                )
            )

    @takes(OfNumbers)
    def correlation(
        self, first: str, second: str, by: str | None = None, **options: Unpack[OfNumbers]
    ) -> Estimates:
        """Pearson's correlation of two numbers in the population, with its interval.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"age": [1, 2, 3, 4], "hours": [1.0, 3.0, 2.0, 4.0]})
        >>> round(m.Survey(frame).correlation("age", "hours").only.value, 6)
        0.8
        """
        if by is not None:
            one_name("by", by)
        with in_python():
            return Estimates(
                run_moment(
                    self,
                    [one_name("first", first), one_name("second", second)],
                    "correlation",
                    by,
                    options_of(OfNumbers, options),
                )
            )


def standard_of(frame: Frame, standard: Any) -> Margin:
    """A standard population from a table of one row a class, in the spelling of the survey."""
    table = _with_codes_of_answers(source_of(standard))
    variables = classes_of(table)
    frame.require(variables)
    kinds = frame.lazy(variables).collect_schema()
    ranges = [name for name in range_variables(table) if kinds[name].is_numeric()]
    margins: Sequence[Margin] = read_population(table, ranges=ranges).margins
    if len(margins) != 1:
        raise UsageError(
            "a standard population has one row for each class of all its columns together",
            code="standard",
            hint="fill every cell of the columns, so that there is one margin",
        )
    return margins[0]


def _with_codes_of_answers(table: SourceTable) -> SourceTable:
    """True and false as 1 and 0, which is how groups name them."""
    answers = selectors.boolean().cast(pl.Int8)
    return replace(table, frame=table.lazy.with_columns(answers))


def classes_of(population: SourceTable) -> list[str]:
    """The columns of classes of a population table.

    Raises
    ------
    UsageError
        If it names no class, or has no column with the numbers of persons.
    """
    if PERSONS not in population.columns:
        raise UsageError(
            f"the population has no column {PERSONS}",
            code="population-persons",
            hint=f"name the column of numbers {PERSONS}; every other column is one of the survey",
        )
    variables = population_variables(population)
    if not variables and population.in_index:
        raise column_in_index(population.in_index[0], population.name)
    if not variables:
        raise UsageError(
            "the population has no column of classes",
            code="population-class",
            hint="give one row a class: columns of the survey, such as sex, and persons (year and "
            "source say where the numbers are from, and are no classes)",
        )
    return variables


def _statistic(name: str) -> Any:
    if name not in _STATISTICS:
        raise UsageError(
            f"there is no statistic {name!r}",
            code="statistic",
            hint=f"choose one of {', '.join(_STATISTICS)}",
        )
    return _STATISTICS[name]
