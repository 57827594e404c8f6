"""Refuses groups that are persons or clusters under another name, on any engine."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.identifying_groups import ALWAYS_ALLOWED, refuse_identifying


def refuse_groups(
    table: Any, variables: Sequence[str], clusters: Sequence[str], where: str
) -> None:
    """Raise `DataError` where a variable's groups would name persons or clusters.

    Only variables of more than five groups are looked at; of these the codes are read.
    """
    frame = as_frame(table)
    names = list(dict.fromkeys(variables))
    if not names:
        return
    counted = collect(frame.select(*(nw.col(name).n_unique() for name in names))).row(0)
    many = [name for name, n in zip(names, counted, strict=True) if n > ALWAYS_ALLOWED]
    if many:
        rows = collect(frame.select(*dict.fromkeys([*many, *clusters])))
        refuse_identifying(rows.lazy(), many, dict.fromkeys(clusters, "cluster"), where)
