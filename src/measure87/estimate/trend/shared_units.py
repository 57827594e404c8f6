"""What do the rounds of a table share: nothing, places or persons? Stated, and held to the data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import narwhals as nw

from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.trend.overlap import keys_of_units
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SurveyDesign
from measure87.vocabulary.trend import Overlap


def what_is_shared(
    samples: Sequence["nw.LazyFrame[Any]"],
    design: SurveyDesign,
    stated: Overlap | None,
    person: str | None,
) -> tuple[Overlap, SurveyDesign]:
    """What rounds share, and the design whose first-stage units are what they share.

    Raises
    ------
    UsageError
        Where units of several rounds have the same code and nobody states what that means.
    DataError
        Where units are said to be shared and none is, or persons have changed their cluster.
    """
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
    units = design if design.clusters or person is None else replace(design, clusters=(person,))
    if stated == "none" or (stated is None and not units.clusters):
        return "none", units
    if not units.clusters:
        raise UsageError(
            "rounds cannot share clusters that the design does not name",
            code="overlap",
            hint="name the clusters, or the column of persons",
        )
    keys = [keys_of_units(sample, units) for sample in samples]
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
    if stated == "persons" and design.clusters:
        _refuse_moved(samples, design, str(person))
    return stated, units


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
        raise DataError(
            f"{moved} persons are in different clusters in different rounds",
            code="moved-persons",
            where=person,
            hint="keep for a panel the stratum and cluster in which each person was drawn",
        )
