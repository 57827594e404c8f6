"""Which of a survey's figures serve where some tell of the sum of what others tell.

No person may count twice. Of the figures of a survey on one measure those serve that share no
cell of sex and age, as many as can be; of two such sets the one that tells of more cells, then
the one of the finer figures. So cells serve before their totals, and where a survey has girls and
boys of all ages, and each age of both, but not the cells, those of which there are more serve: the
others tell of the same persons.

The choice is ours; nothing published rules it. Both margins together would say a little more.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.cells import Cells, Persons, cells_of

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
