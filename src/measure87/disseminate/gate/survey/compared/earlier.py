"""Earlier releases of the same survey: what they showed stays known.

A figure is the same when its measure, definition, statistic and group are. The ledger knows who
was in each of its releases (`kept_releases`). Of a release that the study names and the ledger
does not have, counts alone say it: where they differ, its measure is left aside, and the release
says so.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from measure87.disseminate.gate.audit import Audit, Recovered
from measure87.disseminate.gate.kept_releases import KeptReleases, without_who
from measure87.disseminate.gate.rules import CONFIDENTIAL, UNKNOWN_NOT_SHOWN, DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer, is_few
from measure87.disseminate.gate.survey.compared.inputs_that_share import (
    named_by_moves,
    told_by_inputs,
    told_by_readings,
)
from measure87.disseminate.gate.survey.compared.other_weights import is_of_few
from measure87.disseminate.gate.survey.compared.published_elsewhere import as_figures, not_used
from measure87.disseminate.gate.survey.compared.rows_of_those_who_left import named_by_rows
from measure87.disseminate.gate.survey.compared.those_who_left import all_are_cases
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.tables.tables import Table, cases_of, family_of
from measure87.vocabulary.estimate import Estimate, Notice, Result
from measure87.vocabulary.release_files.reading import account_of_gate

Measure = tuple[str, str | None]
Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Earlier:
    """What of earlier releases bears on this one.

    before : figures of measures whose counts agree; one that any of them shows, as it shows it
    secrets : figures that nobody shows, of those who left and of those who came
    withheld : positions of figures of this release that are not shown for the ledger's sake
    changed : those of them that may not be had by subtraction either
    without_unknown : positions of figures whose number of unknowns no release shows
    notices : what to say of it
    """

    before: list[Estimate]
    secrets: tuple[Estimate, ...]
    withheld: frozenset[int]
    changed: frozenset[int]
    without_unknown: frozenset[int]
    notices: list[Notice]


def earlier_figures(
    figures: Sequence[Estimate], rules: DisclosureRules, excluding: Collection[str] = ()
) -> Earlier:
    """Figures of earlier releases that bear on those of this one, each once.

    Parameters
    ----------
    figures
        Of this release, before anything is hidden; with `WHO` where persons differ.
    rules
        With the releases that the study names, taken to be of the same persons, and those of the
        ledger, which knows.
    excluding
        Measures that leave their unknowns out of the persons they are taken of.
    """
    kept = rules.kept
    named = [kept.told_apart(result.estimates, CONFIDENTIAL) for result in rules.earlier]
    named.append(kept.told_apart(as_figures(rules.published, figures, excluding), CONFIDENTIAL))
    found = _each_once([*named, *(result.estimates for result in kept.results)])
    now = {figure.key: figure for figure in figures}
    differ = {
        _measure(before)
        for key, before in found.items()
        if key in now and not _agree(now[key], before)
    }
    kept_ones = _of_kept(kept.results)
    differ |= {
        _measure(before)
        for key, before in kept_ones.items()
        if key in now and 0 < abs(_unknown_more(now[key], before)) < rules.minimum_cases
    }
    before = [figure for figure in found.values() if _measure(figure) not in differ]
    told = _answers_tell(figures, kept.results, differ, rules.minimum_cases, rules.extends)
    few = {k for k, figure in enumerate(figures) if kept.withholds(figure)}
    protected = {k for k in few if figures[k].name in kept.who}
    moved = {k for k, figure in enumerate(figures) if kept.few_moved(figure)}
    few, protected = few | moved, protected | moved
    reweighted = {
        k
        for k, figure in enumerate(figures)
        if figure.name in kept.reweighted
        and is_of_few(figure)
        and (known := found.get(figure.key)) is not None
        and not known.suppressed
    }
    readings = told_by_readings(figures, rules)
    alike = all_are_cases(figures, found.values(), kept.parts) | readings.counted
    tried = named_by_rows(figures, found.values(), rules, protected | told | alike)
    tried |= named_by_moves(figures, rules) | readings.named
    alike |= tried
    inputs = told_by_inputs(figures, rules)
    few |= inputs.of_few
    alike |= inputs.told
    notices = not_used(rules.published, figures) + _notices(differ)
    notices += _of_the_ledger(kept, figures, few - inputs.of_few | tried, reweighted, told)
    notices += inputs.notices(figures)
    return Earlier(
        before,
        kept.secrets,
        frozenset(few | reweighted | told | alike),
        frozenset(protected | told | alike),
        frozenset(
            k
            for k, figure in enumerate(figures)
            if UNKNOWN_NOT_SHOWN in getattr(kept_ones.get(figure.key), "flags", ())
        ),
        notices,
    )


def withhold(table: Table, layer: Layer, earlier: Earlier) -> None:
    """Hide, in the layer of one measure, what is not shown for the ledger's sake."""
    for k, cell in enumerate(table.cells.values()):
        if earlier.withheld.intersection(cell.at):
            layer.shown[k] = False
        if earlier.changed.intersection(cell.at):
            layer.protected[k] = True


def withhold_unknown(table: Table, layer: Layer, earlier: Earlier) -> None:
    """Hide, in the layer of unknowns, numbers that earlier releases of these persons keep back.

    One that is shown after another person gave no answer tells of her, for whoever knows that her
    answers were corrected: where they had been those of a case, the figure is not shown.
    """
    for k, cell in enumerate(table.cells.values()):
        if earlier.without_unknown.intersection(cell.at):
            layer.shown[k] = False
            layer.protected[k] = layer.counts[k] != 0


def of_groups_as_released(audit: Audit) -> Audit:
    """What was found, in groups that a study knows."""
    recovered = tuple(
        replace(one, groups=tuple(without_who(group) for group in one.groups))
        for one in audit.recovered
    )
    return replace(audit, recovered=recovered)


def _each_once(releases: Sequence[Sequence[Estimate]]) -> dict[Key, Estimate]:
    """Each figure as the release has it that says most of it; of equals, the first."""
    found: dict[Key, Estimate] = {}
    for estimates in releases:
        for figure in estimates:
            known = found.get(figure.key)
            if known is None or _says(figure) > _says(known):
                found[figure.key] = figure
    return found


def _of_kept(kept: Sequence[Result]) -> dict[Key, Estimate]:
    """Figures of the releases of the ledger, each once; of those that rounded counts, none."""
    return _each_once([one.estimates for one in kept if not _rounds(one)])


def _says(figure: Estimate) -> tuple[int, float]:
    """Nothing (0), its counts without how many are unknown (1), or those too (2); and how finely.

    All its digits are finer than any step.
    """
    if figure.suppressed:
        return 0, 0.0
    return 1 if UNKNOWN_NOT_SHOWN in figure.flags else 2, -(figure.digits or 0.0)


def _answers_tell(
    figures: Sequence[Estimate],
    kept: Sequence[Result],
    differ: Collection[Measure],
    minimum: int,
    extends: Mapping[str, str] | None = None,
) -> set[int]:
    """Figures that could tell whose answers changed, of measures that count the same otherwise.

    The ledger has no answers, so it cannot say how many persons changed theirs. Where any count
    moved by one or two, only what is as it was stays; and so it is where those whose answer is
    unknown now and was known then, or the other way round, are cases alone, or all but one or two.
    So it is of those who are cases of a measure and not of one that lies in it: the wide one goes.
    """
    before = _of_kept(kept)
    few, same = set[Measure](), set[int]()
    for k, figure in enumerate(figures):
        known = before.get(figure.key)
        if known is None or _measure(figure) not in differ:
            continue
        moves = [*_moves(figure, known), abs(_unknown_more(figure, known))]
        if any(0 < one < minimum for one in moves) or _is_known_of_few(figure, known, minimum):
            few.add(_measure(figure))
        if not (known.suppressed or any(moves) or UNKNOWN_NOT_SHOWN in known.flags):
            same.add(k)
    few |= _moved_by_few_alone(figures, before, differ, minimum, extends)
    return {k for k, one in enumerate(figures) if _measure(one) in few and k not in same}


def _moved_by_few_alone(
    figures: Sequence[Estimate],
    before: Mapping[Key, Estimate],
    differ: Collection[Measure],
    minimum: int,
    extends: Mapping[str, str] | None,
) -> set[Measure]:
    """Measures of whose cases one or two more moved than of a measure that lies in them.

    It does, as far as counts tell, where it has no more cases in any group, then and now; and it is
    of the same family of definitions.
    """
    counts: dict[Measure, dict[frozenset[tuple[str, str]], tuple[int, int]]] = {}
    for figure in figures:
        known = before.get(figure.key)
        if known is not None and _measure(figure) in differ:
            had, has = cases_of(known), cases_of(figure)
            if had is not None and has is not None:
                of_measure = counts.setdefault(_measure(figure), {})
                of_measure[frozenset(figure.group.items())] = had, has
    found = set()
    for narrow, wide in permutations(counts, 2):
        groups = counts[narrow].keys() & counts[wide].keys()
        pairs = [(*counts[narrow][one], *counts[wide][one]) for one in groups]
        may_nest = family_of(narrow[1] or "", extends) == family_of(wide[1] or "", extends)
        may_nest &= all(a <= c and b <= d for a, b, c, d in pairs)
        if may_nest and any(0 < abs((d - c) - (b - a)) < minimum for a, b, c, d in pairs):
            found.add(wide)
    return found


def _moves(now: Estimate, before: Estimate) -> list[int]:
    """By how much each count that both say has moved."""
    counts = [(cases_of(now), cases_of(before))]
    if UNKNOWN_NOT_SHOWN not in before.flags:
        counts += [(now.n, before.n), (now.n_unknown, before.n_unknown)]
    return [abs(a - b) for a, b in counts if a is not None and b is not None]


def _unknown_more(now: Estimate, before: Estimate) -> int:
    """How many more are unknown now, where both say it.

    Of a measure that counts them as no, nothing else may tell that somebody is among them.
    """
    if now.suppressed or before.suppressed or UNKNOWN_NOT_SHOWN in before.flags:
        return 0
    if cases_of(now) is None or cases_of(before) is None:
        return 0
    return (now.n_unknown or 0) - (before.n_unknown or 0)


def _is_known_of_few(now: Estimate, before: Estimate, minimum: int) -> bool:
    """Whether of those who are unknown in one of two figures alone few are cases, or all but few.

    So it would be of a group that they left, or came to.
    """
    had, has = cases_of(before), cases_of(now)
    if had is None or has is None:
        return False
    if UNKNOWN_NOT_SHOWN in before.flags:
        return _may_be_of_few(had - has, now.n_unknown or 0, minimum)
    unknown = (now.n_unknown or 0) - (before.n_unknown or 0)
    cases = (had - has) * (1 if unknown > 0 else -1)
    if not 0 < cases <= abs(unknown):
        return False
    return bool(is_few(np.array([cases]), np.array([abs(unknown) - cases]), minimum)[0])


def _may_be_of_few(cases: int, unknown: int, minimum: int) -> bool:
    """Whether they may be, where it is not told how many were unknown before.

    Mostly one or two were, and at times more, whose number is kept back for others. So up to ten
    cases less may be all of those who are unknown now, and up to ten more all who were.

    Parameters
    ----------
    cases
        How many less there are now.
    unknown
        How many are unknown now.
    """
    if not cases or cases > unknown:
        return False
    if abs(cases) <= MOST_PERSONS:
        return True
    return cases > 0 and unknown - (minimum - 1) - cases < minimum


def _rounds(result: Result) -> bool:
    """Whether a release rounded its counts, so that they say nothing of one or two persons."""
    account = account_of_gate(result)
    return account is not None and account.rules.rounding is not None


def _of_the_ledger(
    kept: KeptReleases,
    figures: Sequence[Estimate],
    few: Collection[int],
    reweighted: Collection[int],
    told: Collection[int],
) -> list[Notice]:
    """What is not shown for what the ledger holds; which persons are meant is not said."""
    notices = []
    for code, text, at in (
        ("few-left-or-came", "so few persons left or came since an earlier release", few),
        ("weights-changed", "weights or design changed since an earlier release", reweighted),
        ("answers-changed", "counts moved by one or two persons since an earlier release", told),
    ):
        if at:
            measures = sorted({figures[k].name for k in at})
            said = f"{text} that some figures are not shown: {', '.join(measures)}"
            notices.append(Notice(code, said, {"measures": measures}))
    if kept.persons_differ:
        notices.append(
            Notice(
                "other-persons",
                "an earlier release was of other persons; what the two tell together is judged, "
                "and how many persons gave no answer to a question is not said",
            )
        )
    return notices


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
    shown = {figure.key for figure in before if not figure.suppressed}
    published = {e.name for e in estimates if e.suppressed and e.key in shown}
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
