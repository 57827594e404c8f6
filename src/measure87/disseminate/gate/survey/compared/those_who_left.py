"""Groups of which all who left, or all who came, are cases: what two releases tell of each of them.

Of those who left a group the old figure less the new one is a figure. Where nobody else came, both
numbers of it are known, and if they are equal, each of these persons is a case. That none is one is
told here as everywhere: no case is no person.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from measure87.disseminate.gate.kept_releases import WHO, group_of
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.vocabulary.estimate import Estimate

type _Counts = tuple[frozenset[str], int, int]
"""Who was in a release, respondents and cases."""


def all_are_cases(
    figures: Sequence[Estimate], before: Iterable[Estimate], parts: Mapping[str, Sequence[str]]
) -> set[int]:
    """Positions of figures that would tell so, beside what an earlier release shows.

    Parameters
    ----------
    figures, before
        Of this release, and of earlier ones; with `WHO` where persons differ.
    parts
        Code of `WHO` to those that it is made of.
    """
    known: dict[Hashable, list[_Counts]] = {}
    for figure in before:
        counts = _counts(figure, parts)
        if counts is not None and UNKNOWN_NOT_SHOWN not in figure.flags:
            known.setdefault(_same(figure), []).append(counts)
    return {
        k
        for k, figure in enumerate(figures)
        if (now := _counts(figure, parts)) is not None
        and any(_differ_in_cases_alone(now, then) for then in known.get(_same(figure), ()))
    }


def _counts(figure: Estimate, parts: Mapping[str, Sequence[str]]) -> _Counts | None:
    """What a figure counts, where persons differ and it is shown."""
    cases, code = cases_of(figure), figure.group.get(WHO)
    if cases is None or figure.n is None or code is None:
        return None
    return frozenset(parts[code]), figure.n, cases


def _differ_in_cases_alone(one: _Counts, other: _Counts) -> bool:
    less, more = sorted((one, other), key=lambda counts: len(counts[0]))
    respondents, cases = more[1] - less[1], more[2] - less[2]
    return less[0] < more[0] and respondents == cases > 0


def _same(figure: Estimate) -> Hashable:
    group = group_of(figure)
    return figure.name, figure.definition, figure.statistic, figure.quantile, group
