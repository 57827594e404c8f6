"""Rows of few cases by two sets of weights, or with errors of two designs: see decision 99.

A weighted share of few cases is an equation in who they are, and so is its error. The same persons
by other weights, or in other replicates, are another one, and the two together may name them. So of
two that are of one subject the later gives way: of two inputs of a study that which it names later,
and of two releases the new one. Which it is hangs on no answer, and whether on two counts alone.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.kept_releases import WeighedOtherwise, group_of
from measure87.disseminate.gate.rules import CONFIDENTIAL, DisclosureRules
from measure87.disseminate.gate.tables.tables import base_of, cases_of
from measure87.vocabulary.estimate import Estimate, Notice

ONE_SET_OF_WEIGHTS = 11
"""Cases from which figures by two sets of weights name nobody; see decision 43."""


def is_of_few(figure: Estimate) -> bool:
    """Whether its cases, or the others, are so few that two sets of weights could name them."""
    cases = cases_of(figure)
    if cases is None or figure.n is None:
        return False
    return 0 < cases < ONE_SET_OF_WEIGHTS or 0 < figure.n - cases < ONE_SET_OF_WEIGHTS


@dataclass(frozen=True)
class ByOneSet:
    """Figures as they are released, and what is said of those that gave way.

    estimates : in the order that they had
    inputs, releases : names of figures that gave way to an earlier input, and to an earlier release
    """

    estimates: list[Estimate]
    inputs: frozenset[str]
    releases: frozenset[str]

    @property
    def notices(self) -> list[Notice]:
        """What to say of what gave way."""
        notices = []
        for code, text, names in (
            (
                "weights-of-inputs",
                "two inputs have the same persons with other weights or another design, so that "
                "some figures of few cases of the later one are not shown",
                self.inputs,
            ),
            (
                "weights-changed",
                "weights or design changed since an earlier release, so that some figures are "
                "not shown",
                self.releases,
            ),
        ):
            if names:
                measures = sorted(names)
                text = f"{text}: {', '.join(measures)}"
                notices.append(Notice(code, text, {"measures": measures}))
        return notices


def by_one_set(
    judged: Sequence[Estimate], figures: Sequence[Estimate], rules: DisclosureRules
) -> ByOneSet:
    """Figures after the gate, without rows of few that another set of weights shows.

    What an earlier input keeps back of the same counts the later one does not show either, for to
    a reader they are the same cases.

    Parameters
    ----------
    judged, figures
        After the gate and before, in the same order.
    """
    found = list(judged)
    beside, before = rules.kept.weighed_beside, rules.kept.weighed_before
    if not (beside or before) or rules.minimum_cases <= 1:
        return ByOneSet(found, frozenset(), frozenset())
    cells = _cells(figures)
    inputs, releases = set[str](), set[str]()
    for key, at in _in_order(cells, figures, beside):
        status = figures[key]
        shown = {_place(one) for one in found if not one.suppressed}
        others = _others(status, beside)
        gives_way = any(_place(one) in shown and _are_few(status, one) for one in others)
        gives_way |= any(_place(one) not in shown and _are_alike(status, one) for one in others)
        stood = any(_are_few(status, one) for one in _others(status, before))
        if any(not found[k].suppressed for k in at) and (gives_way or stood):
            (inputs if gives_way else releases).add(status.name)
            for k in at:
                found[k] = found[k] if found[k].suppressed else found[k].suppress(CONFIDENTIAL)
    return ByOneSet(found, frozenset(inputs), frozenset(releases))


def gives_way_anyway(figures: Iterable[Estimate], rules: DisclosureRules) -> bool:
    """Whether figures of one cell give way to an earlier input whether that shows its own or not.

    Its row is of few, and the earlier input counts as many cases of as many persons: where these
    are shown that tells what the later one keeps back, and nothing has to hide them for it.
    """
    beside = rules.kept.weighed_beside
    return rules.minimum_cases > 1 and any(
        is_of_few(one) and any(_are_alike(one, other) for other in _others(one, beside))
        for one in figures
    )


def _cells(figures: Sequence[Estimate]) -> dict[int, list[int]]:
    """Position of a figure that counts cases to those that rest on its cases, with it."""
    counted = {_measure(one) for one in figures if cases_of(one) is not None}
    first: dict[Hashable, int] = {}
    for k, one in enumerate(figures):
        if cases_of(one) is not None:
            first.setdefault((_measure(one), group_of(one)), k)
    found: dict[int, list[int]] = {}
    for k, one in enumerate(figures):
        own = _measure(one)
        base = own if own in counted else base_of(own, counted)
        status = first.get((base, group_of(one)))
        if status is not None:
            found.setdefault(status, []).append(k)
    return found


def _in_order(
    cells: Mapping[int, list[int]],
    figures: Sequence[Estimate],
    beside: Mapping[str, WeighedOtherwise],
) -> Iterator[tuple[int, list[int]]]:
    """Those of earlier inputs first: what gave way is nothing to give way to."""
    inputs = [*dict.fromkeys(one.later for one in beside.values())]

    def order(key: int) -> int:
        one = beside.get(figures[key].name)
        return -1 if one is None else inputs.index(one.later)

    for key in sorted(cells, key=order):
        yield key, cells[key]


def _others(figure: Estimate, known: Mapping[str, WeighedOtherwise]) -> list[Estimate]:
    """Figures by other weights that count cases of the same group."""
    one = known.get(figure.name)
    group = group_of(figure)
    others = () if one is None else one.figures
    return [o for o in others if group_of(o) == group and cases_of(o) is not None]


def _are_few(one: Estimate, other: Estimate) -> bool:
    return is_of_few(one) and is_of_few(other)


def _are_alike(one: Estimate, other: Estimate) -> bool:
    return (one.n, cases_of(one)) == (other.n, cases_of(other))


def _place(figure: Estimate) -> Hashable:
    return *_measure(figure), group_of(figure)


def _measure(figure: Estimate) -> tuple[str, str]:
    return figure.name, figure.definition or ""
