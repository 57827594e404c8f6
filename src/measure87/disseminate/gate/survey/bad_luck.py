"""Draws anew where the lot took a main figure of everybody.

Which further figures are kept back is drawn (`DisclosureRules.lot`). In a small study a lot can
fall on a large group whose figures others rest on, and in the end on the figure of everybody that
the study was made for. Then it is drawn again, a few times. What is lost for its own few persons
is no bad luck, nor what is kept back before anything is drawn.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.tables.tables import cases_of, headlines, respondents_of
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said

_MOST_DRAWS = 4


Figure = tuple[str, str]
"""Name and statistic of a figure of everybody."""


def without_bad_luck(
    gate: Callable[[DisclosureRules], Result],
    result: Result,
    rules: DisclosureRules,
    anyway: Callable[[], Collection[Figure]] = frozenset,
) -> Result:
    """The release of the draw that loses the fewest main figures of everybody; of these the first.

    Parameters
    ----------
    gate : the release of a draw
    result : before anything is hidden
    rules : with the lot
    anyway : figures that are kept back whatever is drawn

    Raises
    ------
    StudyError
        As the gate of the first draw does.
    """
    best = gate(rules)
    if rules.lot is None:
        return best
    lost = _lost(result, best, rules)
    fixed = frozenset(anyway()) if lost else lost
    lost -= fixed
    for draw in range(1, _MOST_DRAWS):
        if not lost:
            break
        found = gate(replace(rules, lot=partial(_another, rules.lot, draw)))
        again = _lost(result, found, rules) - fixed
        if again == lost and (rules.earlier or rules.kept.results):
            break
        if len(again) < len(lost):
            best, lost = found, again
    return best


def _another(lot: Callable[[str], float], draw: int, text: str) -> float:
    return lot(f"draw {draw} of {text}")


def _lost(result: Result, released: Result, rules: DisclosureRules) -> frozenset[Figure]:
    """Main figures of everybody that are not shown, though enough persons are behind them."""
    main = headlines(survey_said(released).measures or {})
    everybody = (one for one in released.estimates if not one.group)
    shown = {(one.name, one.statistic) for one in everybody if not one.suppressed}
    return frozenset(
        (one.name, one.statistic)
        for one in result.estimates
        if not one.group
        and one.name in main
        and (one.name, one.statistic) not in shown
        and _has_enough(one, rules)
    )


def _has_enough(figure: Estimate, rules: DisclosureRules) -> bool:
    cases, n = cases_of(figure), figure.n
    if cases is None or n is None:
        return False
    judged = respondents_of(figure, rules.minimum_cases) or 0
    return judged >= rules.minimum_respondents and min(cases, n - cases) >= rules.minimum_cases
