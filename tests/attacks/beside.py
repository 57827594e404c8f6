"""Attack: what a release says beside its figures, such as the counts of its mapping.

How many persons gave no answer to one question is told of everybody. Where a measure is the answer
to that question, those are its unknown, whether or not its own figure is shown.
"""

from collections.abc import Iterator

from tests.attacks.claims import Claim, Count
from tests.attacks.evidence import Evidence
from tests.attacks.reading import Release

EVERYBODY: frozenset[tuple[str, str]] = frozenset()
MEASURE_OF = {
    "economic_activity": "children_in_economic_activity",
    "household_chores": "children_in_household_chores",
    "heavy_loads": "hazard_heavy_loads",
    "dangerous_tools": "hazard_dangerous_tools",
}
"""Question to the measure that is its answer, by the definitions."""


def told_beside(release: Release) -> Iterator[Count]:
    """Numbers of unknown answers of everybody, by measure."""
    told = release.said.get("diagnostics", {})
    for counts in told.get("mapping", {}).values():
        for column, number in counts.get("unknown", {}).items():
            measure = MEASURE_OF.get(column.removeprefix("persons."))
            for name in release.measures if isinstance(number, int) else ():
                if name.removesuffix("_strict") == measure:
                    how = f"the mapping counts {column}"
                    yield Count("unknown", name, EVERYBODY, number, how)
    for name, items in told.get("undetermined", {}).items():
        numbers = list(items.values())
        if len(numbers) == 1 and isinstance(numbers[0], int) and name in release.measures:
            yield Count("unknown", name, EVERYBODY, numbers[0], "counted by what is missing")


def told_by_all(evidence: Evidence) -> tuple[Count, ...]:
    """What every release says so, where all have the same persons."""
    if evidence.left:
        return ()
    return tuple(count for release in evidence.releases for count in told_beside(release))


def by_mapping_counts(evidence: Evidence) -> list[Claim]:
    """Hidden numbers of unknown answers that are told beside the figures."""
    return [
        claim
        for release in evidence.releases
        for claim in told_beside(release)
        if (claim.kind, claim.measure, claim.group) in evidence.hidden and claim.number > 0
    ]
