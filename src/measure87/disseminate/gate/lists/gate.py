"""The gate for list studies: one pass over everything that a run releases.

No cell of the capture table is released. Sizes of lists, persons on a list and no other, and
overlaps of two lists are, save those of 1 or 2 persons and whatever would give such a number,
or tell that everybody on one list is on certain others. Figures on too few persons are not
shown; the others are rounded so far that no count can be solved for. See
docs/methods/lists-disclosure.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.gate.lists.figures import safe_figures
from measure87.disseminate.gate.lists.hiding import margins_shown, something_hidden
from measure87.disseminate.gate.lists.margins import OBSERVED, Margin, Margins, margins_of
from measure87.disseminate.gate.lists.methods import safe_method
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.lists.texts import safe_sentence
from measure87.disseminate.gate.lists.trust import CONFIDENTIAL, FEW, TrustGate
from measure87.disseminate.gate.lists.verdict import safe_verdict
from measure87.disseminate.gate.rules import IN_BRACKETS, DisclosureRules
from measure87.vocabulary.estimate import SUPPRESSED, Estimate, Notice, Result

_NAMING_SIZES = ("near-threshold", "late-jump")
_DISAGREE = "methods-disagree"
_LISTS = "lists"


def is_list_study(result: Result) -> bool:
    """Whether a result is of overlapping lists."""
    return _LISTS in result.diagnostics


def release_lists(result: Result, rules: DisclosureRules) -> Result:
    """The result of a list study as it may be published.

    Parameters
    ----------
    result : Result
        With `diagnostics["lists"]`, as `estimate lists` makes it.
    rules : DisclosureRules
        `minimum_cases` is the fewest persons of a count that is shown; 1 says that the counts
        are public, and nothing is kept back or rounded. `minimum_respondents` and
        `brackets_below` are persons observed.

    Returns
    -------
    Result
        Released; with what was kept back in `diagnostics["disclosure"]`.
    """
    about: Mapping[str, Any] = result.diagnostics[_LISTS]
    margins = margins_of(about)
    shown = margins_shown(margins, rules.minimum_cases)
    hidden = something_hidden(margins, shown)
    rounding = Rounding(_observed(result, margins), exact=rules.minimum_cases <= 1)
    figures = safe_figures(
        result.estimates, rules, rounding, all_hidden=hidden and len(margins.lists) <= 2
    )
    sentence = partial(safe_sentence, names=margins.lists, rounding=rounding)
    values = {f.method: f.value for f in figures if not f.group and f.value is not None}
    verdict = safe_verdict(about["verdict"], values, rounding)
    gate = TrustGate(margins, shown, rules.minimum_respondents, rounding, sentence, values)
    released = _about(about, gate, {f.method for f in figures if f.suppressed}) | {
        "verdict": verdict
    }
    others = {k: v for k, v in result.diagnostics.items() if k not in (_LISTS, "disclosure")}
    return replace(
        result,
        estimates=tuple(figures),
        refused=tuple(replace(item, text=sentence(item.text)) for item in result.refused),
        warnings=tuple(
            _warning(item, verdict, sentence)
            for item in result.warnings
            if _may_be_told(item, figures)
        ),
        diagnostics={
            **others,
            _LISTS: released,
            "disclosure": _account(figures, margins, shown, rules),
        },
        released=True,
    )


def _observed(result: Result, margins: Margins) -> int:
    """Persons on a list; where cells are withheld, the fewest that a figure rests on."""
    if OBSERVED in margins.counts:
        return margins.counts[OBSERVED]
    return min((item.n for item in result.estimates if item.n and not item.group), default=1)


def _about(
    about: Mapping[str, Any], gate: TrustGate, suppressed: Collection[str]
) -> dict[str, Any]:
    """Everything said about the lists, save the verdict."""
    rounding = gate.rounding
    found: dict[str, Any] = {
        "counted": dict(about["counted"]),
        _LISTS: [_list(j, entry, gate) for j, entry in enumerate(about[_LISTS])],
        "methods": {
            name: safe_method(said, rounding)
            for name, said in about["methods"].items()
            if name not in suppressed or name in gate.figures
        },
    }
    if OBSERVED in gate.margins.counts:
        found["observed"] = gate.count(OBSERVED)
    if "apart" in about:
        found["apart"] = [list(pair) for pair in about["apart"]]
    if "stepwise_path" in about and "stepwise" in gate.figures:
        found["stepwise_path"] = [_step(step, rounding) for step in about["stepwise_path"]]
    if "trust" in about:
        found["trust"] = gate.released(about["trust"])
    return found


def _list(j: int, entry: Mapping[str, Any], gate: TrustGate) -> dict[str, Any]:
    """One list: its name, and its counts where they may be shown."""
    found: dict[str, Any] = {"name": entry["name"]}
    margins: tuple[tuple[str, Margin], ...] = (
        ("persons", ("size", j)),
        ("on_no_other", ("alone", j)),
    )
    for key, margin in margins:
        found[key] = gate.count(margin) if margin in gate.margins.counts else NOT_SHOWN
    return found


def _step(step: Mapping[str, Any], rounding: Rounding) -> dict[str, Any]:
    """One step of stepwise: its interaction, its p-value to two digits, its size."""
    sizes = {key: rounding.persons(float(step[key]), float(step["size"])) for key in _SIZES_OF_STEP
             if key in step}  # fmt: skip
    return {
        "interaction": step["interaction"],
        "p_value": rounding.digits(float(step["p_value"])),
        **sizes,
    }


_SIZES_OF_STEP = ("size", "lower", "upper")


def _may_be_told(item: Notice, figures: Sequence[Estimate]) -> bool:
    """Whether a warning names no size of a method whose figure is not shown."""
    method = item.text.partition(": ")[0]
    return item.code not in _NAMING_SIZES or any(
        one.method == method and not one.suppressed for one in figures
    )


def _warning(item: Notice, verdict: Mapping[str, Any], sentence: Any) -> Notice:
    """A warning; the disagreement in the figures that are shown."""
    if item.code == _DISAGREE:
        return replace(item, text=str(verdict.get("text", sentence(item.text))))
    return replace(item, text=sentence(item.text))


def _account(
    figures: Sequence[Estimate],
    margins: Margins,
    shown: Collection[Margin],
    rules: DisclosureRules,
) -> dict[str, Any]:
    """How much was kept back, and the rules."""
    flags = Counter(flag for figure in figures for flag in figure.flags)
    return {
        "rules": {
            "minimum_respondents": rules.minimum_respondents,
            "brackets_below": rules.brackets_below,
            "minimum_cases": rules.minimum_cases,
        },
        "figures": len(figures),
        "shown": len(figures) - flags[SUPPRESSED],
        "in_brackets": flags[IN_BRACKETS],
        "suppressed": {r: flags[r] for r in (FEW, CONFIDENTIAL) if flags[r]},
        "counts": len(margins.counts),
        "counts_not_shown": len(set(margins.counts) - set(shown)),
        "rounded": rules.minimum_cases > 1,
    }
