"""Measures whose own figures contradict each other: none of them is shown.

Of figures that no population has (males and females who are more than everybody) the auditor
can try nothing, so that nobody could answer for showing them. The other measures of the run are
shown; a warning names those that are not.
"""

from collections.abc import Collection, Sequence

from measure87.disseminate.gate.judged import Layers
from measure87.vocabulary.estimate import Notice

CONTRADICTORY = "contradictory-figures"


def hide_contradictory(measures: Collection[str], layers: Layers) -> bool:
    """Hide every figure of some measures, and of those that count the same.

    Says whether any of them was shown.
    """
    changed = False
    for table, cases, unknown in zip(layers.tables, layers.cases, layers.unknown, strict=True):
        if set(table.names) & set(measures):
            changed |= bool(cases.shown.any())
            cases.shown[:] = False
            unknown.shown[:] = False
    return changed


def contradiction_notices(measures: Sequence[str]) -> list[Notice]:
    """The warning that names the measures that are kept back."""
    if not measures:
        return []
    text = (
        f"the counts of {', '.join(measures)} contradict each other: no population has them all. "
        "What they tell of single persons cannot be judged, so none of them is shown; look for "
        "groups that were counted from different persons"
    )
    return [Notice(CONTRADICTORY, text, values={"measures": list(measures)})]
