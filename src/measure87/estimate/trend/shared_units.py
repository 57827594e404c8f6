"""What do the rounds of a table share: nothing, places or persons? Stated, and held to the data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, get_args

import narwhals as nw

from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.trend.overlap import Unit, keys_of_units
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SurveyDesign
from measure87.vocabulary.trend import Overlap


def what_is_shared(
    samples: Sequence["nw.LazyFrame[Any]"],
    design: SurveyDesign,
    stated: Overlap | None,
    person: str | None,
    rotation: str | None = None,
) -> tuple[Overlap, SurveyDesign]:
    """What rounds share, and the design whose first-stage units are what they share.

    Raises
    ------
    UsageError
        Where units of several rounds have the same code and nobody states what that means.
    DataError
        Where units are said to be shared and none is, persons have changed their cluster, or a
        rotation group is in two rounds without a unit in common.
    """
    _require_possible(stated, person, rotation)
    units = design if design.clusters or person is None else replace(design, clusters=(person,))
    if stated == "none" or (stated is None and not units.clusters):
        return "none", units
    if not units.clusters:
        raise UsageError(
            "rounds cannot share clusters that the design does not name",
            code="overlap",
            hint="name the clusters, or the column of persons",
        )
    if not design.clusters:
        _require_one_row(samples, units)
    keys = [keys_of_units(sample, units, rotation) for sample in samples]
    seen = Counter(key for own in keys for key in own)
    n_shared = sum(1 for n in seen.values() if n > 1)
    if stated is None and n_shared:
        raise UsageError(
            f"{n_shared} units of {units.clusters[0]} have the same code in several rounds",
            code="overlap",
            hint="say whether they are the same places (overlap clusters) or persons (persons), "
            "or new ones with old numbers (none)",
        )
    if stated is None:
        return "none", units
    if not n_shared:
        raise DataError(
            f"no unit of {units.clusters[0]} is in two rounds with the same stratum and code",
            code="nothing-shared",
            where=units.clusters[0],
            hint="give the same places the same codes in all rounds, or state overlap none",
        )
    if rotation is not None:
        _require_kept(keys, units.clusters[0], rotation)
    if stated == "persons" and design.clusters:
        _refuse_moved(samples, design, str(person))
    return stated, units


def _require_possible(stated: Overlap | None, person: str | None, rotation: str | None) -> None:
    """Refuse what no rounds can share, and columns without which they cannot share it."""
    if stated is not None and stated not in get_args(Overlap):
        raise UsageError(
            f"rounds cannot share {stated!r}",
            code="overlap",
            hint=f"choose one of {', '.join(get_args(Overlap))}",
        )
    if stated == "persons" and person is None:
        raise UsageError(
            "rounds that share persons need a column that names them",
            code="overlap",
            hint="name the column of persons",
        )
    if rotation is not None and stated != "clusters":
        raise UsageError(
            "rotation groups say which clusters are shared",
            code="rotation",
            hint="state overlap clusters, or name no rotation",
        )


def _require_kept(keys: Sequence[Sequence[Unit]], cluster: str, rotation: str) -> None:
    """Refuse rotation groups that are in two rounds and have no unit in both."""
    for first, second in combinations(keys, 2):
        both = {unit[-1] for unit in first} & {unit[-1] for unit in second}
        lost = both - {unit[-1] for unit in set(first) & set(second)}
        if lost:
            raise DataError(
                f"{len(lost)} groups of {rotation} are in two rounds without a unit of {cluster} "
                "in common",
                code="rotation",
                where=rotation,
                hint="a group that comes in anew has a new code; one that stays keeps the codes of "
                "its places",
            )


def _require_one_row(samples: Sequence["nw.LazyFrame[Any]"], units: SurveyDesign) -> None:
    """Refuse persons with several rows in one round: they are no units that vary by themselves."""
    person = units.clusters[0]
    names = [*([units.strata] if units.strata else []), person]
    rows = (collect(sample.select(*names)) for sample in samples)
    twice = sum(int(round_.height - round_.unique().height) for round_ in rows)
    if twice:
        raise DataError(
            f"{twice:,} rows are of a person who has another one in the same round",
            code="person-twice",
            where=person,
            hint="give one row a person and round; if persons have several, they are the clusters: "
            "name them as such, with overlap clusters",
        )


def _refuse_moved(
    samples: Sequence["nw.LazyFrame[Any]"], design: SurveyDesign, person: str
) -> None:
    """Refuse persons who are in one cluster in a round and in another in the next."""
    names = [*([design.strata] if design.strata else []), design.clusters[0], person]
    places: dict[Any, set[Any]] = {}
    for sample in samples:
        for row in collect(sample.select(*names).unique()).rows():
            places.setdefault(row[-1], set()).add(row[:-1])
    moved = sum(1 for found in places.values() if len(found) > 1)
    if moved:
        who = "1 person is" if moved == 1 else f"{moved} persons are"
        text = f"{who} in different clusters in different rounds"
        raise DataError(
            text,
            code="moved-persons",
            where=person,
            hint="keep for a panel the stratum and cluster in which each person was drawn",
        )
