"""How the figures of two rounds vary together that went back to the same places or persons.

A place that was drawn for both rounds is high in both or low in both. Within each stratum, with
e_ri the deviation of unit i in round r from that round's mean, times sqrt(n_r / (n_r - 1)):

    cov(r, s) = sum over strata of K times the sum over shared units of e_ri e_si

K is 1 without a correction, else max(0, 1 - sqrt(f_r f_s n_r n_s) / n_rs) with f the fractions
sampled and n_rs the units shared. Where all units are the same this is what a table of both rounds
gives whose units are drawn once, with the rounds as domains (R's `svyby` with `svycontrast`).
Where some are, it is nearer to 0 than the truth, by (1 - n_rs/n) / (n - 1) of itself where both
rounds have n units, and the covariances of any number of rounds go together, which unbiased ones
need not. Units below the first stage add nothing: new persons in the same places have no
covariance of their own, and that of the same persons lies in their places' sums but for the part
that a correction takes away.

Strata and units of both rounds must have the same codes. Source for what is estimated (unseen in
print): Kish (1965), Survey Sampling, sec. 12.4; Tam (1984), The American Statistician 38, 288-289,
on covariances of samples that overlap.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from measure87.estimate.survey.covariance import FirstStage, linearised_rows
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.group_sums import grouped_units
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.numerics.arrays import FloatArray
from measure87.numerics.linearisation import totals_of
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.survey_design import SurveyDesign

Unit = tuple[Hashable, ...]
FigureKey = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class RoundUnits:
    """First-stage units of one round, with the deviations of its figures.

    units : (stratum, code) of each, in order; with rotation groups (stratum, code, group)
    deviations : (U, k) scaled, without correction
    fraction : (U,) fraction sampled in the stratum of each
    columns : figure to its column
    """

    units: tuple[Unit, ...]
    deviations: FloatArray
    fraction: FloatArray
    columns: Mapping[FigureKey, int]

    @property
    def sampled(self) -> dict[Hashable, int]:
        """Units in each stratum."""
        found: dict[Hashable, int] = {}
        for unit in self.units:
            found[unit[0]] = found.get(unit[0], 0) + 1
        return found


def keys_of_units(
    frame: "nw.LazyFrame[Any]", design: SurveyDesign, rotation: str | None = None
) -> tuple[Unit, ...]:
    """Stratum and code of each first-stage unit, in the order of the table of units.

    With a column of rotation groups the group is the third part: the same code in another group is
    another unit.

    Raises
    ------
    DataError
        If a unit has persons in several rotation groups, or without one.
    """
    names = [*([design.strata] if design.strata else []), design.clusters[0]]
    more = [] if rotation is None else [rotation]
    rows = collect(frame.select(*names, *more).unique()).sort(names).rows()
    units = [(row[0] if design.strata else None, row[len(names) - 1]) for row in rows]
    if rotation is None:
        return tuple(units)
    groups = [row[-1] for row in rows]
    _require_one_group(units, groups, design.clusters[0], rotation)
    return tuple((*unit, group) for unit, group in zip(units, groups, strict=True))


def _require_one_group(
    units: Sequence[Unit], groups: Sequence[Hashable], cluster: str, rotation: str
) -> None:
    """Raise where a unit is in several rotation groups, or in none."""
    if missing := sum(1 for group in groups if group is None):
        raise DataError(
            f"{rotation} is missing in {missing} units of {cluster}",
            code="rotation",
            where=rotation,
            hint="every unit is in one rotation group; correct these rows",
        )
    several = len(units) - len(set(units))
    if several:
        raise DataError(
            f"{several} units of {cluster} have persons in several groups of {rotation}",
            code="rotation",
            where=rotation,
            hint="where households rotate within places that stay, the places are shared whatever "
            "the group: name no rotation",
        )


def units_of_round(
    frame: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    table: DomainTable,
    where: Mapping[str, tuple[str, ...]],
    rotation: str | None = None,
) -> RoundUnits:
    """The units of one round with the figures of one table of domains."""
    domains = Domains((table,), where)
    units = grouped_units(frame, outcomes, design, domains)
    z, present, keys, _ = linearised_rows(units, outcomes, domains, domains.reported())
    begin = np.flatnonzero(units.change == 0)
    clusters = np.add.reduceat(z, begin, axis=0)
    stratum = units.stratum[begin].astype(np.int64)
    here = np.logical_or.reduceat(present, begin, axis=0).astype(np.float64)
    strata = totals_of(here, stratum, int(stratum.max()) + 1) > 0.0
    stage = FirstStage(units, design, strata)
    columns = {(name, frozenset(group.items())): k for k, (name, group) in enumerate(keys)}
    return RoundUnits(
        keys_of_units(frame, design, rotation),
        stage.scaled_deviations(clusters),
        stage.fraction,
        columns,
    )


def shared_covariance(first: RoundUnits, second: RoundUnits, key: FigureKey) -> float:
    """Covariance of a figure in two rounds, from the units that both have."""
    one, other = first.columns.get(key), second.columns.get(key)
    if one is None or other is None:
        return 0.0
    place = {unit: k for k, unit in enumerate(second.units)}
    pairs = [(k, place[unit]) for k, unit in enumerate(first.units) if unit in place]
    if not pairs:
        return 0.0
    at = np.array(pairs)
    strata = [first.units[k][0] for k in at[:, 0]]
    shared = {stratum: strata.count(stratum) for stratum in dict.fromkeys(strata)}
    n_first, n_second = first.sampled, second.sampled
    product = np.array([float(n_first[h] * n_second[h]) for h in strata])
    n_shared = np.array([float(shared[h]) for h in strata])
    f = np.sqrt(first.fraction[at[:, 0]] * second.fraction[at[:, 1]])
    k = np.maximum(0.0, 1.0 - f * np.sqrt(product) / n_shared)
    moved = first.deviations[at[:, 0], one] * second.deviations[at[:, 1], other]
    return float(k @ moved)


def covariance_of(
    figures: Sequence[Estimate], rounds: Sequence[RoundUnits], key: FigureKey
) -> FloatArray:
    """Covariance matrix (R, R) of one figure over rounds; its variances are as estimated."""
    v = np.diag([(one.se or 0.0) ** 2 for one in figures])
    for a, first in enumerate(rounds):
        for b in range(a + 1, len(rounds)):
            v[a, b] = v[b, a] = shared_covariance(first, rounds[b], key)
    return v
