"""Codes of strata, clusters and groups that may not be what they seem: told, and counted as they
stand.

A stratum that was mistyped in a few rows makes two clusters of one, as a code that is written in
two ways does, and a variable of persons in the place of the cluster makes a cluster of everybody.
Each makes more clusters than were drawn, and with them a standard error that is too small. A group
that is written in two ways is two groups.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.spelling import UNSEEN
from measure87.vocabulary.survey_design import SurveyDesign

MOST_SHARED = 0.1
"""Share of cluster codes in several strata up to which these look mistyped: where codes begin
anew in every stratum, most of them are."""

SPELT_TWICE = "codes-spelt-twice"
"""Of this notice."""

_ROUNDING = 1e-7
"""By how much a fraction that was computed may miss 1."""


def odd_codes(units: pl.DataFrame, strata: str | None, cluster: str) -> tuple[Notice, ...]:
    """What is odd in the codes of first-stage units.

    Parameters
    ----------
    units
        A row for each first-stage unit (or more), with the columns of the stratum and the cluster.
    """
    shared = () if strata is None or strata == cluster else _in_two_strata(units, strata, cluster)
    columns = dict.fromkeys(name for name in (strata, cluster) if name is not None)
    return (*shared, *(notice for name in columns for notice in codes_alike(units[name])))


def odd_units(sums: SampleSums, design: SurveyDesign) -> tuple[Notice, ...]:
    """What is odd in the units that were drawn."""
    ones = clusters_of_one(design, sums.rows, float(sums.units.sum()))
    return (*sums.notices, *ones, *drawn_whole(design, sums.fraction))


def clusters_of_one(design: SurveyDesign, rows: int, units: float) -> tuple[Notice, ...]:
    """A notice if every first-stage cluster holds one of several persons."""
    if not design.clusters or rows < 2 or units < rows:
        return ()
    text = (
        f"every code of {design.clusters[0]} is of one person, so that persons count as drawn "
        "singly; if places were drawn, name the variable of these"
    )
    return (Notice("clusters-of-one", text, {"variable": design.clusters[0]}),)


def drawn_whole(design: SurveyDesign, fraction: FloatArray) -> tuple[Notice, ...]:
    """A notice if the correction says that nobody was left undrawn, so that errors are 0.

    Stages below the first have errors of their own where they bear on the variance.

    fraction : (H,) share of the population's first-stage units that is in the sample
    """
    has_stages_below = len(design.clusters[: len(design.fpc) + 1]) > 1
    if not design.fpc or has_stages_below or not (fraction >= 1.0 - _ROUNDING).all():
        return ()
    text = (
        f"the correction {design.fpc[0]} says that all units of the population are in the sample, "
        "so that no error of sampling is left; if some were not drawn, write the units in the "
        "population or the fraction sampled"
    )
    return (Notice("drawn-whole", text, {"variable": design.fpc[0]}),)


def _in_two_strata(units: pl.DataFrame, strata: str, cluster: str) -> Iterator[Notice]:
    """A notice of cluster codes in several strata, where they are few."""
    strata_of = units.group_by(cluster).agg(pl.col(strata).n_unique())[strata]
    shared = int((strata_of > 1).sum())
    if not 0 < shared <= MOST_SHARED * len(strata_of):
        return
    are = "is" if shared == 1 else "are"
    text = (
        f"{shared:,} of {len(strata_of):,} codes of {cluster} {are} in more than one stratum "
        f"({strata}) and counted as another cluster in each; that is right where codes begin anew "
        "in every stratum, and else rows have a wrong stratum"
    )
    told = {"variable": cluster, "shared": shared}
    yield Notice("cluster-in-two-strata", text, told)


def codes_alike(codes: pl.Series) -> tuple[Notice, ...]:
    """A notice of codes of a column that differ in blanks or in capitals alone."""
    name = codes.name
    if codes.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return ()
    spelt = codes.cast(pl.String).unique()
    plain = (
        spelt.str.replace_all(UNSEEN.pattern, " ").str.strip_chars().str.to_lowercase().n_unique()
    )
    if plain == len(spelt):
        return ()
    text = (
        f"{name} has {len(spelt):,} codes, and {plain:,} if blanks and capitals are left aside; "
        "each spelling counts as another"
    )
    told = {"variable": name, "codes": len(spelt), "plain": plain}
    return (Notice(SPELT_TWICE, text, told),)


def groups_alike(groups: Iterable[Mapping[str, str]]) -> tuple[Notice, ...]:
    """The same of the codes that groups have, variable by variable.

    >>> [one.values["variable"] for one in groups_alike([{"a": "N"}, {"a": "n"}, {"b": "x"}])]
    ['a']
    """
    codes: dict[str, dict[str, None]] = {}
    for group in groups:
        for name, code in group.items():
            codes.setdefault(name, {})[code] = None
    return tuple(
        notice for name, found in codes.items() for notice in codes_alike(pl.Series(name, [*found]))
    )


def with_groups_alike(
    notices: Iterable[Notice], groups: Iterable[Mapping[str, str]]
) -> tuple[Notice, ...]:
    """Notices, and those of the codes of groups: of a stratum that is a group too once."""
    told = tuple(notices)
    known = {one.values["variable"] for one in told if one.code == SPELT_TWICE}
    return (*told, *(one for one in groups_alike(groups) if one.values["variable"] not in known))
