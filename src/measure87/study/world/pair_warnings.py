"""Warns of figures that contradict those of another measure of the same survey.

A nested measure is made of pairs of figures. Where hazardous work is published as more frequent
than the child labour that it lies within, one of the two was misread, or they are not of the same
children: the pair says nothing, and who brought it has to know.
"""

from collections.abc import Iterator, Sequence

from measure87.combine.adjustment.nested import Contradiction, contradictions
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.define.classifications.countries import country_names
from measure87.vocabulary.releases.world import StatedWarning


def pair_warnings(inputs: WorldInputs, fitted: Sequence[FittedMeasure]) -> Iterator[StatedWarning]:
    """`contradictory-pair`: each figure of a nested measure that its base does not allow."""
    labels = {one.settings.name: one.settings.label for one in fitted}
    for one in fitted:
        asked = one.settings
        if asked.base is None:
            continue
        beyond = asked.beyond is not None
        for pair in contradictions(inputs.figures, asked.name, asked.base, beyond=beyond):
            yield _warning(pair, labels)


def _warning(pair: Contradiction, labels: dict[str, str]) -> StatedWarning:
    figure, base = pair.figure, pair.base
    share, base_share = _per_cent(figure.estimate), _per_cent(base.estimate)
    name = country_names().get(figure.country, figure.country)
    return StatedWarning(
        code="contradictory-pair",
        text=f"{labels[figure.measure]}: the figure of {name} of {figure.year} is left out, for it "
        f"contradicts that of {labels.get(base.measure, base.measure)} of the same survey: "
        f"{share:g} % beside {base_share:g} %",
        values={
            "measure": figure.measure,
            "base": base.measure,
            "country": figure.country,
            "year": str(figure.year),
            "share": share,
            "base_share": base_share,
        },
    )


def _per_cent(share: float | None) -> float:
    """A share as published, per cent, without the dust of binary fractions."""
    return float(f"{100 * (share or 0.0):.6g}")
