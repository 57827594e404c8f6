"""Attack: a group in which everybody, or everybody but one or two, is a case.

Nobody need be named: whoever is known to be in the group is known to be a case.
"""

from collections.abc import Iterator

from tests.attacks.claims import Claim, Count, Everybody, distinct
from tests.attacks.evidence import Evidence, nested_among, shown
from tests.attacks.reading import Release
from tests.attacks.sums import by_sums

MOST_OTHERS = 2


def everybody_alike(evidence: Evidence) -> list[Claim]:
    """Groups of one measure, by what is shown of them or by what follows."""
    shown_so = (claim for release in evidence.releases for claim in _of_measures(release))
    return distinct((*shown_so, *_by_sums(evidence)))


def _by_sums(evidence: Evidence) -> Iterator[Claim]:
    """Groups with one or two who are known to be none, beside cases that are known too."""
    told = [claim for claim in by_sums(evidence) if isinstance(claim, Count) and not claim.less]
    cases = {(claim.measure, claim.group) for claim in told if claim.kind == "cases"}
    cases |= {(figure.name, figure.group) for figure in evidence.figures if figure.n_cases}
    for claim in told:
        few = claim.kind == "others" and claim.number <= MOST_OTHERS
        if few and (claim.measure, claim.group) in cases:
            yield Everybody(claim.measure, claim.group, claim.number, claim.how)


def _of_measures(release: Release) -> Iterator[Claim]:
    for (name, group), figure in release.shares.items():
        if not figure.n_cases:
            continue
        others = shown(figure, "others")
        if others is None and figure.leaves_out and figure.value == 1.0:
            others = 0
        if others is not None and others <= MOST_OTHERS:
            yield Everybody(name, group, others, f"{figure.n_cases} cases of {figure.n}")


def across_measures(evidence: Evidence) -> list[Claim]:
    """Groups in which all cases of a wide measure, but one or two, are cases of a narrow one."""
    return distinct(claim for release in evidence.releases for claim in _across(release))


def _across(release: Release) -> Iterator[Claim]:
    for narrow, wide in nested_among(release.measures):
        for name, group in release.shares:
            one, other = (release.shares.get((m, group)) for m in (narrow, wide))
            if name != narrow or one is None or other is None:
                continue
            if one.n_cases and other.n_cases and other.n_cases - one.n_cases <= MOST_OTHERS:
                but = other.n_cases - one.n_cases
                how = f"{one.n_cases} of {other.n_cases}"
                yield Everybody(narrow, group, but, how, among=wide)
