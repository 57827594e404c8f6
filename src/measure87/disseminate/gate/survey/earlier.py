"""Earlier releases of the same survey: what they showed stays known.

A figure is the same when its measure, definition, statistic and group are. Where an earlier
release counts other persons for a group (the data were edited since), nothing can be
subtracted between the two, so its measure is left aside, and the release says so.
"""

from collections.abc import Hashable, Mapping, Sequence

from measure87.disseminate.gate.audit import Recovered
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.tables.tables import cases_of
from measure87.vocabulary.estimate import Estimate, Notice, Result

Measure = tuple[str, str | None]
Key = tuple[Hashable, ...]


def earlier_figures(
    figures: Sequence[Estimate], results: Sequence[Result]
) -> tuple[list[Estimate], list[Notice]]:
    """Figures of earlier releases that bear on those of this one, each once.

    Parameters
    ----------
    figures
        Of this release, before anything is hidden.
    results
        Earlier releases, the oldest first.

    Returns
    -------
    list of Estimate
        Of measures whose counts agree; a figure that one of them shows, as it shows it.
    list of Notice
        Names of measures that count other persons now.
    """
    found: dict[Key, Estimate] = {}
    for result in results:
        for figure in result.estimates:
            known = found.get(_key(figure))
            if known is None or known.suppressed:
                found[_key(figure)] = figure
    now = {_key(figure): figure for figure in figures}
    differ = {
        _measure(before)
        for key, before in found.items()
        if key in now and not _agree(now[key], before)
    }
    kept = [figure for figure in found.values() if _measure(figure) not in differ]
    return kept, _notices(differ)


def already_published(
    estimates: Sequence[Estimate], before: Sequence[Estimate], known: Sequence[Recovered]
) -> list[Notice]:
    """Warnings of figures that hiding does not protect: they were published, or follow.

    Parameters
    ----------
    estimates
        As they are released now.
    before
        Of earlier releases.
    known
        What the reader recovers from those alone.
    """
    shown = {_key(figure) for figure in before if not figure.suppressed}
    published = {e.name for e in estimates if e.suppressed and _key(e) in shown}
    follow = {name for one in known for name in one.names}
    notices = []
    if published:
        notices.append(
            Notice(
                "published-before",
                f"figures of {', '.join(sorted(published))} are not shown now and were shown "
                "in an earlier release; hiding them protects nobody",
                {"measures": sorted(published)},
            )
        )
    if follow:
        notices.append(
            Notice(
                "known-from-earlier",
                f"counts of {', '.join(sorted(follow))} that are not shown follow from earlier "
                "releases alone; nothing hidden now can undo that",
                {"measures": sorted(follow)},
            )
        )
    return notices


def _agree(now: Estimate, before: Estimate) -> bool:
    """Whether two figures count the same persons, as far as both say."""
    counts = [(cases_of(now), cases_of(before))]
    if UNKNOWN_NOT_SHOWN not in before.flags:
        counts.append((now.n, before.n))
    return all(a == b for a, b in counts if a is not None and b is not None)


def _notices(differ: set[Measure]) -> list[Notice]:
    if not differ:
        return []
    measures = sorted(name for name, _ in differ)
    names = ", ".join(measures)
    return [
        Notice(
            "earlier-differs",
            f"an earlier release counts other persons for {names}; it is not judged together "
            "with this one there",
            {"measures": measures},
        )
    ]


def _measure(figure: Estimate) -> Measure:
    return figure.name, figure.definition


def _key(figure: Estimate) -> Key:
    group: Mapping[str, str] = figure.group
    return (*_measure(figure), figure.statistic, figure.quantile, frozenset(group.items()))
