"""`Survey`: design-based estimates from a table of any library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Unpack, get_args

from measure87.estimate.replicates.settings import Kind, Method, Replicates
from measure87.estimate.survey import Side, SurveyDesign
from measure87.estimate.trend import Crosswalk
from measure87.estimate.weighting import (
    range_variables,
    read_population,
)
from measure87.library.analysing import Analyses, classes_of
from measure87.library.arguments import column_names, listed, one_code, one_stratum
from measure87.library.asking import (
    Codes,
    Names,
    Question,
    names_of,
    one_name,
    one_name_or_none,
    require_mapping,
    tables_of,
)
from measure87.library.comparing import Compared
from measure87.library.estimates import Estimates
from measure87.library.frames import frame_of, source_of
from measure87.library.hints import in_python
from measure87.library.options import (
    LEVEL,
    OfNumbers,
    OfPersons,
    OfQuantiles,
    number,
    options_of,
    takes,
)
from measure87.library.regressing import Regressed, RegressionQuestion, regression_of
from measure87.library.replicating import (
    given_replicates,
    made_replicates,
    pattern_or_names,
    refuse_unasked,
)
from measure87.library.trending import SEED, TrendQuestion, answer_trend
from measure87.numerics.calibration import Distance
from measure87.numerics.link_families import Family
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.survey_design import SingleCluster
from measure87.vocabulary.trend import Overlap, Scale


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Survey(Analyses):
    """A sample with its design, to be asked for estimates.

    Parameters
    ----------
    frame : table
        One row a person: polars (eager or lazy), pandas, pyarrow, a DuckDB relation, a PySpark
        DataFrame, or what `read` gave. It is never changed.
    weights : str, optional
        Column with the persons that each stands for; none weighs all alike.
    strata : str, optional
        Column with the first-stage stratum; of two columns make one first.
    clusters : str or sequence of str
        Columns with the units drawn, stage by stage; none: persons were drawn directly.
    fpc : str or sequence of str
        Columns for the finite population correction, stage by stage: units in the population, or
        the sampling fraction.
    single_cluster : str
        What to do with a stratum that has one cluster in the sample: `adjust`, `average`,
        `certainty`, `remove` or `fail`.
    statuses : str or sequence of str
        Columns of no 0, unknown 1 and yes 2 whose type does not say so.

    Notes
    -----
    0 and 1, or false and true, mean no and yes. An empty cell is outside the measure's universe.
    A column is one of statuses if it is an enumeration of no, unknown and yes, if `classify` put
    its reason beside it, or if it is named here. Methods: docs/methods/survey.md.

    Examples
    --------
    >>> import polars as pl
    >>> import measure87 as m
    >>> children = pl.DataFrame(
    ...     {"work": [0, 1, 0, 0] * 30, "weight": [100.0] * 120, "village": [i // 6 for i in range(120)]}
    ... )
    >>> survey = m.Survey(children, weights="weight", clusters="village")
    >>> found = survey.prevalence("work")
    >>> found.only.value, found.only.n
    (0.25, 120)
    """  # noqa: E501

    def __init__(
        self,
        frame: Any,
        weights: str | None = None,
        strata: str | None = None,
        clusters: Names = (),
        fpc: Names = (),
        *,
        single_cluster: SingleCluster = "adjust",
        statuses: Names = (),
    ) -> None:
        opened = frame_of(frame)
        if weights is not None:
            one_name("weights", weights)
        if strata is not None:
            one_stratum(strata)
        with in_python():
            stages, corrections = column_names("clusters", clusters), column_names("fpc", fpc)
            design = SurveyDesign(weights, strata, stages, corrections, single_cluster)
        if single_cluster not in get_args(SingleCluster):
            raise UsageError(
                f"there is no single_cluster {single_cluster!r}",
                code="single-cluster",
                hint=f"choose one of {', '.join(get_args(SingleCluster))}",
            )
        opened.require((*design.columns, *column_names("statuses", statuses)))
        for name, value in (
            ("frame", opened), ("design", design), ("statuses", names_of(statuses)),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        """The design, and nothing of the rows."""
        design = self.design
        parts = {
            "weights": design.weight, "strata": design.strata,
            "clusters": ", ".join(design.clusters), "fpc": ", ".join(design.fpc),
            "benchmarked to": ", ".join(self.benchmark.variables) if self.benchmark else "",
            "replicates": self.spread.method if self.spread else "",
        }  # fmt: skip
        stated = "; ".join(f"{name} {value}" for name, value in parts.items() if value)
        columns = len(self.frame.columns)
        return f"Survey of {self.frame.name}, {columns} columns: {stated or 'no weights'}"

    @takes(OfPersons)
    def prevalence(
        self,
        measure: Names,
        by: Names | None = None,
        **options: Unpack[OfPersons],
    ) -> Estimates:
        """Share of persons with a yes, with its interval.

        Parameters
        ----------
        measure : str or sequence of str
            Column of 0 and 1 or of statuses, or COLUMN=CODE for the share of one code.
        by : str or sequence of str
            Groups: `"sex"`, `"sex*area"` for both crossed, or several tables.
        where : mapping
            Column to the code, or codes, of the persons who count: a part of the sample, whose
            clusters are still counted in all of it.
        level, interval : float, str
            See docs/methods/rare-events.md.
        unknown : str
            What an unknown counts as: `exclude`, `no` or `yes`. Both bounds are given anyway.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 1] * 50, "sex": ["1", "1", "2", "2", "2"] * 20})
        >>> [(one.group["sex"], one.value) for one in m.Survey(frame).prevalence("work", by="sex")]
        [('1', 0.5), ('2', 0.5)]
        """
        asked = options_of(OfPersons, options)
        question = Question(column_names("measure", measure), "proportion", asked.unknown)
        return self.answer(question, tables_of(by), asked)

    @takes(OfNumbers)
    def mean(
        self,
        measure: Names,
        by: Names | None = None,
        **options: Unpack[OfNumbers],
    ) -> Estimates:
        """Mean of a number over those who have one, with its interval (t limits).

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> m.Survey(pl.DataFrame({"hours": [10.0, 20.0, 30.0]})).mean("hours").only.value
        20.0
        """
        question = Question(column_names("measure", measure), "mean")
        return self.answer(question, tables_of(by), options_of(OfNumbers, options))

    @takes(OfPersons)
    def total(
        self,
        measure: Names,
        by: Names | None = None,
        **options: Unpack[OfPersons],
    ) -> Estimates:
        """Number of persons with a yes, or sum of a number, in the population.

        Weights must add up to the population: where a person stands for fewer than two on average
        totals are refused, unless there are corrections (`fpc`) or a benchmark. The interval of a
        number of persons is that of their share; the sum of a number has t limits.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 1, 1], "weight": [100.0, 150.0, 50.0]})
        >>> m.Survey(frame, weights="weight").total("work").only.value
        200.0
        """
        asked = options_of(OfPersons, options)
        question = Question(column_names("measure", measure), "total", asked.unknown)
        return self.answer(question, tables_of(by), asked)

    @takes(OfNumbers)
    def ratio(
        self,
        measure: Names,
        denominator: str,
        by: Names | None = None,
        **options: Unpack[OfNumbers],
    ) -> Estimates:
        """Sum of one number over the sum of another, with its interval (t limits).

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"wage": [10.0, 30.0], "hours": [5.0, 5.0]})
        >>> m.Survey(frame).ratio("wage", "hours").only.value
        4.0
        """
        question = Question(column_names("measure", measure), "ratio", denominator=denominator)
        return self.answer(question, tables_of(by), options_of(OfNumbers, options))

    @takes(OfQuantiles)
    def quantile(
        self,
        measure: Names,
        share: float = 0.5,
        by: Names | None = None,
        **options: Unpack[OfQuantiles],
    ) -> Estimates:
        """Smallest value that a share of persons do not exceed; a half is the median.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> m.Survey(pl.DataFrame({"hours": list(range(1, 100))})).quantile("hours").only.value
        50.0
        """
        number("share", share)
        question = Question(column_names("measure", measure), "quantile", quantile=share)
        return self.answer(question, tables_of(by), options_of(OfQuantiles, options))

    @takes(OfPersons)
    def difference(
        self,
        measure: str,
        first: Codes,
        second: Codes,
        by: Names | None = None,
        *,
        less: str | None = None,
        statistic: str = "prevalence",
        denominator: str | None = None,
        **options: Unpack[OfPersons],
    ) -> Estimates:
        """One figure less another of the same sample, with the covariance of both.

        Parameters
        ----------
        measure : str
            As in the method named by `statistic`.
        first, second : mapping
            Groups, column to code; `{}` is everybody. The second is taken from the first.
        by : str or sequence of str
            Other groups: the difference in each of them, as in `prevalence`.
        less : str, optional
            Another measure for the second figure.
        statistic : str
            `prevalence`, `mean`, `total` or `ratio` (with `denominator`).
        interval : str
            `wald` gives a t interval; others put the limits together from both figures' own.
        where, level, unknown
            As in `prevalence`.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 0, 0, 1] * 20 + [0, 1] * 40, "sex": [1] * 80 + [2] * 80})
        >>> m.Survey(frame).difference("work", {"sex": 2}, {"sex": 1}).only.value
        0.25

        In each area, sexes compared: `survey.difference("work", {"sex": 2}, {"sex": 1}, by="area")`.
        """  # noqa: E501
        _known_statistic(statistic, "difference")
        less = one_name_or_none("less", less)
        names = tuple(dict.fromkeys((one_name("measure", measure), less or measure)))
        asked = options_of(OfPersons, options)
        question = Question(names, _STATISTICS[statistic], asked.unknown, denominator)
        one, other = one_code("first", first), one_code("second", second)
        if one == other and less in (None, measure):
            raise UsageError(
                "both sides of the difference are the same figure",
                code="difference",
                hint="name two groups or another measure in `less`",
            )
        compared = Compared(Side(measure, one), Side(less or measure, other), tables_of(by))
        return self.answer(question, compared.tables, asked, compared)

    def regress(
        self,
        outcome: str,
        terms: Names = (),
        *,
        numbers: Names = (),
        family: Family = "logistic",
        reference: Codes | None = None,
        exposure: str | None = None,
        averages: Names = (),
        where: Codes | None = None,
        level: float = LEVEL,
    ) -> Regressed:
        """Regression of an answer on terms, with errors of the design.

        Parameters
        ----------
        outcome : str
            Column of 0 and 1 or of statuses (unknown is left out and counted), COLUMN=CODE, or
            for `linear` and `poisson` a number.
        terms : str or sequence of str
            Categories, or `sex*area` for both and their interaction.
        numbers : str or sequence of str
            Columns that are numbers; by themselves, or within an interaction of `terms`.
        family : str
            `logistic`, `probit`, `poisson` or `linear`.
        reference : mapping
            Column to the code that its others are compared with; the first without it.
        exposure : str
            Column whose logarithm is added, as years under risk (`poisson`).
        averages : str or sequence of str
            Categories: the average predicted answer if everybody had each of their codes.
        where, level
            As in `prevalence`.

        Notes
        -----
        Methods, and when not: docs/methods/regression.md. Of a survey with `replicates` the errors
        come from fits in each of them. Warnings say what stands against showing
        the regression to others.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> work = [1, 0, 0, 0] * 20 + [1, 1, 0, 0] * 20
        >>> frame = pl.DataFrame({"work": work, "sex": [1] * 80 + [2] * 80})
        >>> round(m.Survey(frame).regress("work", "sex")["sex=2"].ratio, 6)
        3.0
        """
        one_name("outcome", outcome)
        one_name_or_none("exposure", exposure)
        number("level", level)
        if self.benchmark is not None:
            raise UsageError(
                "a regression does not take the residuals of a benchmark into its errors yet",
                code="benchmark",
                hint="ask the survey without benchmarked(...), and say so",
            )
        question = RegressionQuestion(
            outcome, terms, numbers, family, reference, exposure, averages, where, level
        )
        if self.spread is None:
            refuse_unasked(self.frame.columns)
        with in_python():
            return regression_of(self.frame, self.design, self.statuses, question, self.spread)

    @takes(OfPersons)
    def trend(
        self,
        measure: Names,
        over: str,
        by: Names | None = None,
        *,
        overlap: Overlap | None = None,
        person: str | None = None,
        rotation: str | None = None,
        scale: Scale = "identity",
        dates: Mapping[Any, float | str | date] | None = None,
        crosswalks: Sequence[Crosswalk | Mapping[str, Any]] = (),
        statistic: str = "prevalence",
        denominator: str | None = None,
        seed: int = SEED,
        **options: Unpack[OfPersons],
    ) -> Estimates:
        """Slope a year over the rounds of one table, with its test and a turning point.

        Parameters
        ----------
        measure : str or sequence of str
            As in the method named by `statistic`.
        over : str
            Column with the round of each row: a year, a month (`2019-05`), a day; or a code whose
            date is in `dates`.
        by : str or sequence of str
            Groups, as in `prevalence`.
        overlap : str, optional
            What rounds share: `none`, `clusters` (the same stratum and code is the same place), or
            `persons` (drawn directly, named by `person`). Asked for where codes are the same.
        rotation : str, optional
            Column with the rotation group of each cluster: the same code in another group is
            another place, so that a new group may have the numbers of one that left.
        dates : mapping, optional
            Code of a round -> its date: a day, or text as `2019-05-17`; a month (`2019-05`) or a
            year (`2019` as text or whole number) is its middle; a float is decimal years.
        scale : str
            `identity`: the line is straight in the figures, which is what targets are in; `logit`:
            in their log odds.
        crosswalks : sequence
            What carries rounds over that were measured otherwise: mappings with `rounds`, `kind`
            (`ratio` or `difference`), `value`, `se`, `source`.
        seed : int
            Of the turning point's null distribution.

        Notes
        -----
        The figures of the rounds are in `result.estimates`, the newest less each earlier one in
        `differences`. Methods: docs/methods/trend.md.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame(
        ...     {"work": [0, 1] * 40 + [0, 0, 0, 1] * 20, "year": [2015] * 80 + [2020] * 80}
        ... )
        >>> round(m.Survey(frame).trend("work", over="year").only.value, 4)
        -0.05
        """
        _known_statistic(statistic, "trend")
        asked = options_of(OfPersons, options)
        names = column_names("measure", measure)
        one_name("over", over)
        person, rotation = (
            one_name_or_none(argument, given)
            for argument, given in (("person", person), ("rotation", rotation))
        )
        require_mapping("dates", dates, "{2015: 2015.5}")
        question = Question(names, _STATISTICS[statistic], asked.unknown, denominator)
        about = TrendQuestion(over, overlap, person, rotation, scale, dates or {}, crosswalks, seed)
        return answer_trend(self, question, by, about, asked)

    def benchmarked(self, population: Any, *, distance: Distance = "raking") -> "Survey":
        """The same survey with weights made to meet known numbers of the population.

        Parameters
        ----------
        population : table
            One row a class: its columns are those of the survey, and `persons` the number of
            persons. One margin is post-stratification; rows by different columns, with empty
            cells for the others, are raked. See docs/methods/benchmarking.md.
        distance : str
            `raking`, `linear`, `logit` or `truncated`; the same for one margin.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [1, 0, 0, 0], "sex": [1, 1, 2, 2]})
        >>> known = pl.DataFrame({"sex": [1, 2], "persons": [300, 700]})
        >>> m.Survey(frame).benchmarked(known).total("work").only.value
        150.0
        """
        table = source_of(population)
        variables = classes_of(table)
        self.frame.require(variables)
        with in_python():
            kinds = self.frame.lazy(variables).collect_schema()
        ranges = [name for name in range_variables(table) if kinds[name].is_numeric()]
        with in_python():
            found = replace(read_population(table, ranges=ranges), distance=distance)
        return self._with(benchmark=found)

    def replicates(
        self,
        kind: Kind | None = None,
        *,
        n: int | None = None,
        seed: int = 1,
        columns: str | Sequence[str] | None = None,
        method: Method | None = None,
        scale: float | None = None,
        rscales: float | Sequence[float] = (),
        rho: float | None = None,
        mse: bool = False,
        factors: bool = False,
    ) -> "Survey":
        """The same survey with standard errors from replicates of its weights.

        Parameters
        ----------
        kind : str
            Of replicates that are made: `jk1`, `jkn`, `brr`, `fay`, `rao-wu` or `preston`. See
            docs/methods/replicates.md.
        n, seed : int
            Of the two bootstraps: how many (200), and which.
        columns : str or sequence of str
            Of replicates that the frame has: a pattern, `"rw*"`, or the names.
        method : str
            How the columns were made: `jk1`, `jkn`, `jk2`, `brr`, `fay`, `bootstrap`,
            `successive-difference` or `other`, with a scale.
        scale, rscales, rho : float, sequence of float, float
            As the producer says them, where the method does not.
        mse : bool
            Squares around the estimate, and not around the mean of the replicates.
        factors : bool
            Whether the columns hold factors of the weights, and not weights.

        Examples
        --------
        >>> import polars as pl, measure87 as m
        >>> frame = pl.DataFrame({"work": [0, 1, 1] * 40, "village": [i // 6 for i in range(120)]})
        >>> found = m.Survey(frame, clusters="village").replicates("jk1").prevalence("work")
        >>> found.only.method, found.only.df
        ('jk1', 19.0)
        """
        with in_python():
            if columns is None:
                asked: Replicates = made_replicates(
                    kind,
                    n,
                    seed,
                    rho,
                    mse,
                    (method, scale, factors or None, listed(rscales) or None),
                )
            else:
                names = pattern_or_names(columns, self.frame.columns)
                asked = given_replicates(
                    names, method, scale, listed(rscales), rho, mse, factors, kind or n
                )
        return self._with(spread=asked)

    def _with(self, **changed: Any) -> "Survey":
        """The same survey, but for some of what is known of it."""
        survey = object.__new__(Survey)
        for name, value in (vars(self) | changed).items():
            object.__setattr__(survey, name, value)
        return survey


_STATISTICS: Mapping[str, Any] = {
    "prevalence": "proportion", "mean": "mean", "total": "total", "ratio": "ratio",
}  # fmt: skip


def _known_statistic(statistic: str, of: str) -> None:
    if statistic not in _STATISTICS:
        raise UsageError(
            f"there is no {of} of a {statistic}",
            code="statistic",
            hint=f"choose one of {', '.join(_STATISTICS)}",
        )
