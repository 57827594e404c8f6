"""Columns of codes with unknown statuses as missing: an unknown is no answer to a test."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from measure87.estimate.survey.status_columns import holds_statuses, is_enumeration
from measure87.vocabulary.status import LABELS, UNKNOWN

Frame = nw.LazyFrame[Any]


def without_unknown(frame: Frame, columns: Sequence[str], statuses: Sequence[str] = ()) -> Frame:
    """The table with the unknown of these columns missing, where they hold statuses."""
    schema = frame.collect_schema()
    present = schema.names()
    known: dict[str, nw.Expr] = {}
    for name in columns:
        if name not in present:
            continue
        if is_enumeration(schema[name]):
            word = nw.col(name).cast(nw.String)
            known[name] = nw.when(word != LABELS[UNKNOWN]).then(word)
        elif name in statuses or holds_statuses(name, schema[name], present):
            known[name] = nw.when(nw.col(name) != UNKNOWN).then(nw.col(name))
    return frame.with_columns(**known) if known else frame
