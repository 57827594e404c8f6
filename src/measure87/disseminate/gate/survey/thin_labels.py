"""Labels of groups that are too small to be shown at all: the names of a few persons or places."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec.structs import replace as changed

from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import Sample, SampleVariable, SurveyDiagnostics

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


def without_thin_categories(said: SurveyDiagnostics, thin: Codes) -> SurveyDiagnostics:
    """The run's account without these codes among the categories of variables."""
    if not thin or said.study is None:
        return said
    samples = [_sample(one, thin) for one in said.study.samples]
    return changed(said, study=changed(said.study, samples=samples))


def _sample(sample: Sample, thin: Codes) -> Sample:
    return changed(sample, variables=[_thinned(one, thin) for one in sample.variables])


def _thinned(variable: SampleVariable, thin: Codes) -> SampleVariable:
    """A variable without the categories that are thin in what it stands for."""
    if variable.categories is None:
        return variable
    kept = {
        code: said
        for code, said in variable.categories.items()
        if not any((use, code) in thin for use in variable.stands_for)
    }
    return changed(variable, categories=kept)
