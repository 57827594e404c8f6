"""The sample as those in the field are held to it: what `field/sample.json` of a study says."""

from collections.abc import Sequence

import msgspec

from measure87.design.selection.result import Selection
from measure87.vocabulary.errors import DataError, UsageError


def field_sample(found: Selection, key: Sequence[str]) -> bytes:
    """The file's content: the questions that name a case, and the cases that were drawn.

    Parameters
    ----------
    key : questions of the form, in the order of the columns that name a unit

    Notes
    -----
    Replacements are not in it: an interview of one is told every evening until somebody has written
    it in, so that nobody is replaced without being seen.

    Raises
    ------
    UsageError, DataError
        If units have no names, clusters were drawn and no units, or a part of a name has a `/`.
    """
    columns = found.frame.columns
    if not columns.ids:
        raise UsageError("a sample for the field needs --id", code="bad-usage",
                         hint="name the columns that tell interviewers whom to visit")  # fmt: skip
    if columns.cluster is not None and found.plan.take is None:
        raise UsageError("clusters are no cases of an interview", code="bad-usage",
                         hint="list households, and draw them with --first-stage")  # fmt: skip
    if len(key) != len(columns.ids):
        raise UsageError(
            f"{len(key)} questions are named for the {len(columns.ids)} columns of --id",
            code="bad-usage",
            hint="give --question once for each --id, in the same order",
        )
    broken = [unit.row for unit in found.sampled if unit.id.count("/") != len(key) - 1]
    if broken:
        raise DataError(
            f"the name of the unit in row {broken[0]} has a / in it, which parts names of a case",
            code="bad-case",
            where=found.frame.name,
            hint="take it out of the columns of --id",
        )
    cases = [{"case": unit.id} | ({"unit": unit.cluster} if unit.cluster else {})
             for unit in found.sampled]  # fmt: skip
    sample = {"schema": 1, "key": list(key), "cases": cases}
    return msgspec.json.format(msgspec.json.encode(sample), indent=2)
