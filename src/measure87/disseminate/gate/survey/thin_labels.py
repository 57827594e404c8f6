"""Labels of groups that are too small to be shown at all: the names of a few persons or places."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from msgspec.structs import replace as changed

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import Sample, SampleVariable, SurveyDiagnostics

Codes = frozenset[tuple[str, str]]
"""Variable and code."""


def thin_codes(found: Sequence[Estimate], minimum: int, excluding: Collection[str] = ()) -> Codes:
    """Codes of which no figure, for everybody of that code or crossed, is of enough persons asked.

    By who answered, a label that is missing would tell that one of as many as are enough did not.

    Parameters
    ----------
    found : the figures before anything was hidden, which know their respondents
    minimum : persons
    excluding : names of measures that are known to leave their unknowns out
    """
    of_name: dict[str, list[Estimate]] = {}
    for figure in found:
        of_name.setdefault(figure.name, []).append(figure)
    left_out = {name for name, own in of_name.items() if leaves_unknown_out(own, excluding)}
    most: dict[tuple[str, str], int] = {}
    for figure in found:
        unknown = (figure.n_unknown or 0) if figure.name in left_out else 0
        for pair in figure.group.items():
            if figure.n is not None:
                most[pair] = max(most.get(pair, 0), figure.n + unknown)
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
