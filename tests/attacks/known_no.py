"""Attack: who is known to be no case. Persons asked, less those without an answer, less cases.

Questions on hazards are put to children who work. Where the others have the code of an answer that
was not given, those who answered are the children who work, whether or not their number is shown.
"""

from collections.abc import Iterator

from tests.attacks.claims import FEW, Claim, Count, distinct
from tests.attacks.evidence import Evidence
from tests.attacks.reading import Release
from tests.attacks.truth import Group

WORKING = "children_in_economic_activity"
OF_WORKERS = ("hazard_heavy_loads", "hazard_dangerous_tools", "hazardous_conditions")


def known_no(evidence: Evidence) -> list[Claim]:
    """One or two who are known to be no case, and children at work in hidden groups."""
    return distinct(
        claim for release in evidence.releases for claim in (*_few(release), *_workers(release))
    )


def _few(release: Release) -> Iterator[Claim]:
    for (name, group), figure in release.shares.items():
        if figure.n_cases is None or figure.answered is None:
            continue
        others = figure.answered - figure.n_cases
        if others in FEW:
            yield Count("others", name, group, others, "asked less unknown less cases")
        if figure.answered in FEW:
            yield Count("answered", name, group, figure.answered, "asked less unknown")


def _workers(release: Release) -> Iterator[Claim]:
    """Children at work where their figure is kept back or is not among those released."""
    if not asks_workers_alone(release):
        return
    for group in dict.fromkeys(group for _, group in release.shares):
        own = release.shares.get((WORKING, frozenset() if _is_everybody(release, group) else group))
        answered = _who_answered(release, group)
        if answered is not None and (own is None or own.is_hidden):
            yield Count("cases", WORKING, group, answered, "answered on hazards, so they work")


def _is_everybody(release: Release, group: Group) -> bool:
    """Whether a group (all ages of the survey) is of as many persons as everybody."""
    asked = [release.shares.get((OF_WORKERS[-1], one)) for one in (frozenset(), group)]
    sizes = [None if one is None else one.asked for one in asked]
    return sizes[0] is not None and sizes[0] == sizes[1]


def _who_answered(release: Release, group: Group) -> int | None:
    """How many answered on hazards, where every such question has the same number."""
    figures = (release.shares.get((name, group)) for name in _measures(release))
    told = [None if figure is None else figure.answered for figure in figures]
    alike = len(told) == len(OF_WORKERS) and len(set(told)) == 1
    return told[0] or None if alike else None


def _measures(release: Release) -> tuple[str, ...]:
    return tuple(m for m in release.measures if m.removesuffix("_strict") in OF_WORKERS)


def asks_workers_alone(release: Release) -> bool:
    """Whether most persons have no answer on hazards: those who were not asked."""
    everybody = (release.shares.get((name, frozenset())) for name in _measures(release))
    told = [f for f in everybody if f is not None and f.unknown is not None and f.asked]
    return any(f.unknown > f.asked / 2 for f in told)
