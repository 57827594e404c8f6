"""The gate for list studies: one pass over everything that a run releases.

No cell of the capture table is released. Sizes of lists, persons on a list and no other, and
overlaps of two lists are, save those of 1 or 2 persons and whatever would give such a number,
or tell that everybody on one list is on certain others. Figures on too few persons are not
shown; the others are rounded so far that no count can be solved for. See
docs/methods/lists-disclosure.md.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from measure87.disseminate.gate.lists.figures import safe_figures
from measure87.disseminate.gate.lists.hiding import margins_shown, something_hidden
from measure87.disseminate.gate.lists.margins import OBSERVED, Margin, Margins, margins_of
from measure87.disseminate.gate.lists.methods import safe_method
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.lists.small_strata import without_small_strata
from measure87.disseminate.gate.lists.texts import naming_no_list, safe_sentence
from measure87.disseminate.gate.lists.trust import TrustGate
from measure87.disseminate.gate.lists.verdict import safe_verdict
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    DisclosureRules,
)
from measure87.vocabulary.estimate import SUPPRESSED, Estimate, Notice, Result
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.common import Shown, StatedRules
from measure87.vocabulary.releases.lists import (
    AboutLists,
    ListCount,
    ListsDiagnostics,
    ListsDisclosure,
    StatedStep,
    StatedVerdict,
)

_NAMING_SIZES = ("near-threshold", "late-jump")
_DISAGREE = "methods-disagree"
_STRATUM = "stratum"
"""In the group of a figure, and in the values of a warning that is of one stratum."""


def is_list_study(result: Result) -> bool:
    """Whether a result is of overlapping lists."""
    return isinstance(result.diagnostics, ListsDiagnostics)


def release_lists(result: Result, rules: DisclosureRules) -> Result:
    """The result of a list study as it may be published.

    Parameters
    ----------
    result : Result
        With `ListsDiagnostics`, as `estimate lists` makes it.
    rules : DisclosureRules
        `minimum_cases` is the fewest persons of a count that is shown; 1 says that the counts
        are public, and nothing is kept back or rounded. `minimum_respondents` and
        `brackets_below` are persons observed.

    Returns
    -------
    Result
        Released; with what was kept back in `diagnostics.disclosure`.
    """
    said = lists_said(result)
    margins = margins_of(said.lists)
    shown = margins_shown(margins, rules.minimum_cases)
    hidden = something_hidden(margins, shown)
    rounding = Rounding(_observed(result, margins), exact=rules.minimum_cases <= 1)
    few_shared = hidden or _few_on_both(margins, said.lists.cells_rounded_to)
    figures = safe_figures(
        result.estimates, rules, rounding, all_hidden=few_shared and len(margins.lists) <= 2
    )
    sentence = partial(safe_sentence, names=margins.lists, rounding=rounding)
    told = {f.method: f for f in figures if not f.group and f.value is not None}
    values = {f.method: f.value for f in told.values() if f.value is not None}
    verdict = safe_verdict(said.lists.verdict, told, rounding)
    gate = TrustGate(margins, shown, rules.minimum_respondents, rounding, sentence, values)
    suppressed = {f.method for f in figures if f.suppressed}
    released = replace(
        result,
        estimates=tuple(figures),
        refused=tuple(
            replace(item, text=sentence(naming_no_list(item.code, item.text, None, rounding)))
            for item in result.refused
        ),
        warnings=tuple(
            _warning(item, verdict, sentence, rounding)
            for item in result.warnings
            if _may_be_told(item, figures)
        ),
        diagnostics=ListsDiagnostics(
            study=said.study,
            lists=_about(said.lists, verdict, gate, suppressed),
            disclosure=_account(figures, margins, shown, rules),
        ),
        provenance=_without_seed(result.provenance, rules),
        released=True,
    )
    return without_small_strata(released, rules)


def _without_seed(origin: Provenance, rules: DisclosureRules) -> Provenance:
    """Where the program runs on guesses, the seed would tell a right one to the last digit."""
    return origin if rules.minimum_cases <= 1 else replace(origin, seed=None)


def _observed(result: Result, margins: Margins) -> int:
    """Persons on a list; where cells are withheld, the fewest that a figure rests on."""
    if OBSERVED in margins.counts:
        return margins.counts[OBSERVED]
    return min((item.n for item in result.estimates if item.n and not item.group), default=1)


def _few_on_both(margins: Margins, rounded_to: int | None) -> bool:
    """Whether a rounded overlap of two lists says more of its rounding than of the size."""
    shared = margins.counts.get(("both", 0, 1))
    return rounded_to is not None and shared is not None and shared <= rounded_to


def _about(
    about: AboutLists, verdict: StatedVerdict, gate: TrustGate, suppressed: Collection[str]
) -> AboutLists:
    """Everything said about the lists."""
    path = about.stepwise_path if "stepwise" in gate.figures else None
    return AboutLists(
        counted=about.counted,
        lists=[_list(j, entry, gate) for j, entry in enumerate(about.lists)],
        methods={
            name: safe_method(said, gate.rounding)
            for name, said in about.methods.items()
            if name not in suppressed or name in gate.figures
        },
        observed=gate.count(OBSERVED) if OBSERVED in gate.margins.counts else None,
        mutually_exclusive=about.mutually_exclusive,
        stepwise_path=None if path is None else [_step(step, gate.rounding) for step in path],
        robustness_checks=None
        if about.robustness_checks is None
        else gate.released(about.robustness_checks),
        verdict=verdict,
        cells_rounded_to=about.cells_rounded_to,
    )


def _list(j: int, entry: ListCount, gate: TrustGate) -> ListCount:
    """One list: its name, and its counts where they may be shown."""

    def count(margin: Margin) -> Shown:
        return gate.count(margin) if margin in gate.margins.counts else "not-shown"

    return ListCount(name=entry.name, persons=count(("size", j)), on_no_other=count(("alone", j)))


def _step(step: StatedStep, rounding: Rounding) -> StatedStep:
    """One step of stepwise: its interaction, its p-value to two digits, its size."""
    lower, upper = (
        None if limit is None else rounding.persons(limit, step.size)
        for limit in (step.lower, step.upper)
    )
    return StatedStep(
        interaction=step.interaction,
        p_value=rounding.digits(step.p_value),
        size=rounding.persons(step.size),
        lower=lower,
        upper=upper,
    )


def _may_be_told(item: Notice, figures: Sequence[Estimate]) -> bool:
    """Whether a warning names no size of a method whose figure is not shown.

    What a stratum warns of, with its numbers, stands where the figure of the stratum does.
    """
    method, stratum = item.text.partition(": ")[0], item.values.get(_STRATUM)
    if stratum is None and item.code not in _NAMING_SIZES:
        return True
    return any(
        one.method == method and not one.suppressed and stratum in (None, one.group.get(_STRATUM))
        for one in figures
    )


def _warning(
    item: Notice, verdict: StatedVerdict, sentence: Callable[[str], str], rounding: Rounding
) -> Notice:
    """A warning; the disagreement in the figures that are shown. A stratum keeps its name."""
    if item.code == _DISAGREE:
        return replace(item, text=verdict.text)
    stratum = item.values.get(_STRATUM)
    text = naming_no_list(item.code, item.text, stratum, rounding)
    head = "" if stratum is None else f"{text.partition(': ')[0]}: stratum {stratum}: "
    return replace(item, text=head + sentence(text.removeprefix(head)))


def _account(
    figures: Sequence[Estimate],
    margins: Margins,
    shown: Collection[Margin],
    rules: DisclosureRules,
) -> ListsDisclosure:
    """How much was kept back, and the rules."""
    flags = Counter(flag for figure in figures for flag in figure.flags)
    return ListsDisclosure(
        rules=StatedRules(
            minimum_respondents=rules.minimum_respondents,
            brackets_below=rules.brackets_below,
            minimum_cases=rules.minimum_cases,
        ),
        figures=len(figures),
        shown=len(figures) - flags[SUPPRESSED],
        in_brackets=flags[IN_BRACKETS],
        suppressed={r: flags[r] for r in (FEW_RESPONDENTS, CONFIDENTIAL) if flags[r]},
        counts=len(margins.counts),
        counts_not_shown=len(set(margins.counts) - set(shown)),
        rounded=rules.minimum_cases > 1,
        ledger=rules.ledger.id,
        nothing_released_before=rules.stated_before,
    )
