"""How many persons are undetermined, and which missing answer left them so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.frames import Frame
from measure87.vocabulary.columns import CAUSE_SUFFIX


@dataclass(frozen=True)
class Undetermined:
    """Undetermined persons of one measure, unweighted.

    `by_cause` maps the deciding rule and the answer that was missing to a number of
    persons; each undetermined person is counted once, under the first rule in the text
    that is unknown for her and the first unknown answer that it reads.
    """

    measure: str
    persons: int
    by_cause: Mapping[str, int]


def undetermined_by_cause(classified: Any, measure: str) -> Undetermined:
    """Count the undetermined persons of a measure by cause.

    Parameters
    ----------
    classified : frame
        What `classify` gave with `causes=True`, of any engine.
    measure : str
    """
    frame: Frame = nw.from_native(classified).lazy()
    cause = f"{measure}{CAUSE_SUFFIX}"
    rows = frame.filter(~nw.col(cause).is_null()).select(nw.col(cause).alias("cause"))
    counts = rows.group_by("cause").agg(nw.len().alias("persons")).sort("cause")
    table = counts.collect()
    by_cause = {
        str(cause): int(persons)
        for cause, persons in zip(table["cause"].to_list(), table["persons"].to_list(), strict=True)
    }
    return Undetermined(measure, sum(by_cause.values()), by_cause)
