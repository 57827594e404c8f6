"""Which published figures serve what is asked, of which cells, and why others do not.

A figure of girls 5-17, in a model of two sexes and three ages, tells of three cells together: it
is a total, and its cells are weighted by the persons in them.

No person may count twice. Of the figures of a survey on one measure those serve that share no
cell of sex and age, as many as can be; of two such sets the one that tells of more cells, then
the one of the finer figures. So cells serve before their totals, and where a survey has girls and
boys of all ages, and each age of both, but not the cells, those of which there are more serve: the
others tell of the same persons.

The choice is ours; nothing published rules it. Both margins together would say a little more.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Ages
from measure87.combine.inputs import FigureTable
from measure87.numerics.arrays import FloatArray

Persons = Callable[[str, int], FloatArray | None]
"""Persons (sexes, ages) of a country and year in the model's cells; None where nobody knows."""


@dataclass(frozen=True)
class Cells:
    """Places of sexes and of ages in what is asked for, all of them together; none: no cells."""

    sexes: tuple[int, ...] = ()
    ages: tuple[int, ...] = ()

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """Each sex with each age."""
        return frozenset((sex, age) for sex in self.sexes for age in self.ages)


def cells_of(sex: str, span: Ages, asked: Asked) -> Cells:
    """The cells of a figure; other ages that may stand in for the one age group are that group.

    >>> cells_of("both", (5, 14), Asked("a", ("female", "male"), ((5, 11), (12, 14), (15, 17))))
    Cells(sexes=(0, 1), ages=(0, 1))
    """
    ages = (0,) if span in asked.other_ages else ages_together(span, asked.ages)
    if sex in asked.sexes:
        return Cells((asked.sexes.index(sex),), ages)
    return Cells(tuple(range(len(asked.sexes))) if sex == "both" else (), ages)


def ages_together(span: Ages, ages: Sequence[Ages]) -> tuple[int, ...]:
    """Places of the adjacent age groups that are together exactly the span; none where none are.

    >>> ages_together((12, 17), [(5, 11), (12, 14), (15, 17)])
    (1, 2)
    """
    begin = [place for place, one in enumerate(ages) if one[0] == span[0]]
    end = [place for place, one in enumerate(ages) if one[1] == span[1]]
    return tuple(range(begin[0], end[0] + 1)) if begin and end else ()


def cell_weight(cells: Cells, asked: Asked, persons: FloatArray | None) -> FloatArray:
    """(sexes, ages) shares of the cells among the persons of a figure.

    Parameters
    ----------
    persons : (sexes, ages)
        Not needed for a single cell.
    """
    weight = np.zeros((len(asked.sexes), len(asked.ages)))
    at = np.ix_(cells.sexes, cells.ages)
    weight[at] = 1.0 if persons is None else persons[at]
    return np.asarray(weight / weight.sum(), dtype=np.float64)


PARTS = "the survey has the parts of which this total is the sum"
SAME_PERSONS = "other figures of the survey that are used tell of the same persons"
NO_PERSONS = "a total whose parts cannot be weighed: there is no population of its year"
SAME_AT = "the same as the survey's figure of {}, for they are equal at these ages"
_SURVEY = ("country", "year", "source_type", "source")
_Places = frozenset[tuple[int, int]]


def without_repeats(frame: pl.DataFrame, asked: Asked, persons: Persons | None) -> pl.DataFrame:
    """Leave out, in `why_not`, what tells of persons of whom another figure of the survey tells.

    Parameters
    ----------
    frame
        With `why_not`; empty for figures that serve as far as they themselves go.
    persons
        Without it no total serves.
    """
    if len(asked.sexes) * len(asked.ages) == 1:
        return frame
    why: list[str | None] = frame["why_not"].to_list()
    surveys: dict[tuple[object, ...], dict[tuple[object, ...], dict[int, Cells]]] = {}
    for place, row in enumerate(frame.iter_rows(named=True)):
        if why[place] is not None:
            continue
        cells = cells_of(row["sex"], (row["age_from"], row["age_to"]), asked)
        if len(cells.places) > 1 and _not_weighed(row, cells, persons):
            why[place] = NO_PERSONS
            continue
        survey = surveys.setdefault(tuple(row[name] for name in _SURVEY), {})
        survey.setdefault((row["measure"], row["recall_days"]), {})[place] = cells
    for survey in surveys.values():
        kept = {key: _finest(cells, why) for key, cells in survey.items()}
        _without_the_same(kept, asked, why)
    return frame.with_columns(why_not=pl.Series(why, dtype=pl.String))


def _not_weighed(row: Mapping[str, object], cells: Cells, persons: Persons | None) -> bool:
    if persons is None:
        return True
    found = persons(str(row["country"]), int(str(row["year"])))
    return found is None or not all(found[at] > 0.0 for at in cells.places)


def _finest(figures: Mapping[int, Cells], why: list[str | None]) -> dict[int, Cells]:
    """The figures that stay, by their place; the others get their reason."""
    distinct = sorted({one.places for one in figures.values()}, key=sorted)
    chosen = largest_apart(distinct)
    kept = {}
    for place, one in figures.items():
        if one.places in chosen:
            kept[place] = one
            continue
        inside = [other for other in chosen if other <= one.places]
        why[place] = PARTS if frozenset().union(*inside) == one.places else SAME_PERSONS
    return kept


def largest_apart(sets: Sequence[_Places]) -> list[_Places]:
    """The most sets without a common member; then most members, then the smallest sets.

    >>> girls, boys = frozenset({(0, 0), (0, 1)}), frozenset({(1, 0), (1, 1)})
    >>> largest_apart([girls, boys, girls | boys]) == [girls, boys]
    True
    """
    best: dict[_Places, list[_Places]] = {frozenset(): []}
    for one in sets:
        for covered, chosen in list(best.items()):
            if not covered & one:
                longer = [*chosen, one]
                now = best.get(covered | one)
                if now is None or _worth(longer) > _worth(now):
                    best[covered | one] = longer
    return max(best.values(), key=_worth)


def _worth(chosen: list[_Places]) -> tuple[int, int, int]:
    sizes = [len(one) for one in chosen]
    return len(chosen), sum(sizes), -sum(size**2 for size in sizes)


def _without_the_same(
    kept: Mapping[tuple[object, ...], dict[int, Cells]], asked: Asked, why: list[str | None]
) -> None:
    """Leave out figures of another measure that at their ages are those of the asked one."""
    for (measure, recall_days), figures in kept.items():
        same = set(asked.same_ages.get(str(measure), ()))
        theirs = kept.get((asked.measure, recall_days), {})
        told = {at for one in theirs.values() if set(one.ages) <= same for at in one.places}
        for place, one in figures.items():
            if set(one.ages) <= same and one.places & told:
                why[place] = SAME_AT.format(asked.measure)


DETECTED = "detected cases are not prevalence"
NOT_IN_POPULATION = "the population file does not have the country"
NOT_IN_REGIONS = "the country is not in the set of regions"
MODELLED = "a model's estimate, not an observation"
OUTSIDE_YEARS = "outside the years"
_SPAN = pl.concat_str(
    pl.col("age_from").cast(pl.String).fill_null("?"),
    pl.lit("-"),
    pl.col("age_to").cast(pl.String).fill_null(""),
)
"""Ages as `_span` writes them; no oldest age is an open span."""


def _span(youngest: int, oldest: int | None) -> str:
    return f"{youngest}-{'' if oldest is None else oldest}"


def _years(asked: Asked) -> str:
    first, last = asked.first_year, asked.last_year
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return f"{first} to {last}"


def selected(
    table: FigureTable,
    asked: Asked,
    countries: tuple[str, ...],
    persons: Persons | None = None,
    *,
    without_population: Collection[str] = (),
) -> pl.DataFrame:
    """The rows of the table, with `row` (its place in the table), `used` and `why_not`.

    Figures that were left out before stay so, with their reason.

    Parameters
    ----------
    countries
        ISO3 of those to be estimated.
    persons
        Persons in the model's cells, to weigh the parts of totals; without it no total serves.
    without_population
        Countries of the set of regions that are not estimated, for nobody knows their people.
    """
    frame = table.frame.with_row_index("row")
    measures = [asked.measure, *asked.other_measures]
    spans = [_span(*ages) for ages in (*asked.ages, *asked.other_ages)]
    together = {
        _span(a, b)
        for a, b in frame.select("age_from", "age_to").unique().iter_rows()
        if ages_together((a, b), asked.ages)
    }
    sexes = {*asked.sexes, "both"}
    first, last = asked.first_year or -(10**6), asked.last_year or 10**6
    flows = [one.measure for one in asked.flows]
    why = (
        pl.when(~pl.col("included"))
        .then(pl.col("reason").fill_null("left out"))
        .when(~pl.col("measure").is_in(measures))
        .then(pl.lit("another measure than those that serve " + asked.measure))
        .when(pl.col("source_type") == "administrative")
        .then(pl.lit(DETECTED))
        .when(pl.col("source_type") == "modelled")
        .then(pl.lit(MODELLED))
        .when(pl.col("country").is_in(list(without_population)))
        .then(pl.lit(NOT_IN_POPULATION))
        .when(~pl.col("country").is_in(countries))
        .then(pl.lit(NOT_IN_REGIONS))
        .when(~pl.col("year").is_between(first, last))
        .then(pl.lit(f"{OUTSIDE_YEARS} {_years(asked)}"))
        .when(~pl.col("sex").is_in(sexes))
        .then(pl.lit(f"the model's sexes are {' and '.join(asked.sexes)}"))
        .when(~_SPAN.is_in([*spans, *together]))
        .then(pl.lit(f"the model's ages are {', '.join(spans)}"))
        .when(pl.col("measure").is_in(flows) & pl.col("recall_days").is_null())
        .then(pl.lit("how many persons are affected at one time cannot be told without the period"))
    )
    frame = frame.with_columns(why_not=why)
    frame = without_repeats(_without_worse_ages(frame, asked), asked, persons)
    return frame.with_columns(used=pl.col("why_not").is_null())


def _without_worse_ages(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Leave out figures of other ages where the survey has one nearer to what is asked."""
    if not asked.other_ages:
        return frame
    order = {_span(*ages): place for place, ages in enumerate((*asked.ages, *asked.other_ages))}
    ranked = frame.with_columns(
        rank=pl.when(pl.col("why_not").is_null()).then(
            _SPAN.replace_strict(order, default=None, return_dtype=pl.Int64)
        )
    )
    survey = ("country", "year", "sex", "measure", "source_type", "source")
    best = pl.col("rank").min().over(survey)
    return ranked.with_columns(
        why_not=pl.when(pl.col("why_not").is_not_null())
        .then("why_not")
        .when(pl.col("rank") > best)
        .then(pl.lit("the survey has a figure of ages that are nearer"))
    ).drop("rank")
