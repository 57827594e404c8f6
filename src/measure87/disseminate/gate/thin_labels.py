"""Labels of groups that are too small to be shown at all: the names of a few persons or places."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from measure87.vocabulary.estimate import Estimate

Codes = frozenset[tuple[str, str]]
"""Variable and code."""


def thin_codes(found: Sequence[Estimate], minimum: int) -> Codes:
    """Codes of which no figure, for everybody of that code or crossed, rests on enough persons.

    Parameters
    ----------
    found : the figures before anything was hidden, which know their respondents
    minimum : respondents
    """
    most: dict[tuple[str, str], int] = {}
    for figure in found:
        for pair in figure.group.items():
            if figure.n is not None:
                most[pair] = max(most.get(pair, 0), figure.n)
    return frozenset(pair for pair, n in most.items() if n < minimum)


def without_thin_labels(estimates: Sequence[Estimate], thin: Codes) -> tuple[Estimate, ...]:
    """The figures without labels of these codes."""
    return tuple(
        replace(figure, labels=_others(figure, thin))
        if thin & set(figure.group.items())
        else figure
        for figure in estimates
    )


def _others(figure: Estimate, thin: Codes) -> dict[str, str]:
    """Labels of a figure but those of thin codes."""
    group, labels = figure.group, figure.labels
    return {name: said for name, said in labels.items() if (name, group.get(name)) not in thin}


def without_thin_categories(diagnostics: Mapping[str, Any], thin: Codes) -> dict[str, Any]:
    """The run's account without these codes among the categories of variables."""
    study = diagnostics.get("study")
    if not thin or not isinstance(study, Mapping) or not study.get("samples"):
        return dict(diagnostics)
    samples = [
        {**sample, "variables": [_thinned(one, thin) for one in sample.get("variables", ())]}
        for sample in study["samples"]
    ]
    return {**diagnostics, "study": {**study, "samples": samples}}


def _thinned(variable: Mapping[str, Any], thin: Codes) -> dict[str, Any]:
    """A variable without the categories that are thin in what it stands for."""
    uses = variable.get("stands_for", ())
    kept = {
        code: said
        for code, said in variable.get("categories", {}).items()
        if not any((use, code) in thin for use in uses)
    }
    return {**variable, "categories": kept} if "categories" in variable else dict(variable)
