"""What a run says of the totals among its figures, and of what their linear form costs."""

from collections.abc import Sequence

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.vocabulary.releases.world import (
    Linearisation,
    StatedSentence,
    StatedWarning,
    WarningValue,
)

LARGEST_LEAN = 0.1
"""In standard errors of the figures, how far totals lean, root mean square: beyond it a run warns.

Ours. The rest of the error does not move estimates: see the methods page.
"""


def stated_linearisation(fitted: Sequence[FittedMeasure]) -> dict[str, Linearisation]:
    """For `about.json`: by measure, how many totals serve, and the error of their linear form."""
    return {
        one.settings.name: Linearisation(
            totals=float(len(one.linearisation.row)),
            mean=round(one.linearisation.overall_mean, 4),
            leaning=round(one.linearisation.leaning, 4),
            root_mean_square=round(one.linearisation.overall, 4),
            largest=round(one.linearisation.largest, 4),
        )
        for one in fitted
        if one.linearisation is not None
    }


def total_sentences(one: FittedMeasure) -> list[StatedSentence]:
    """What is assumed of totals."""
    error = one.linearisation
    if error is None:
        return []
    text = (
        f"{one.settings.label}: {len(error.row)} of {one.given.figures.n} figures are totals of "
        "several cells, which are weighed by the population; their linear form is "
        f"{error.overall:.2g} standard errors of a figure away from the sum (root mean square), "
        f"the worst {error.largest:.2g}, and leans by {error.leaning:.2g}."
    )
    values: dict[str, WarningValue] = {
        "measure": one.settings.name,
        "totals": len(error.row),
        "n": int(one.given.figures.n),
        "overall": float(f"{error.overall:.2g}"),
        "largest": float(f"{error.largest:.2g}"),
        "leaning": float(f"{error.leaning:.2g}"),
    }
    return [StatedSentence(code="totals-of-cells", text=text, values=values)]


def total_warnings(fitted: Sequence[FittedMeasure]) -> list[StatedWarning]:
    """`linearised-totals` where linear forms lean too far."""
    return [
        StatedWarning(
            code="linearised-totals",
            text=f"{one.settings.label}: the linear form of {len(error.row)} totals leans by "
            f"{error.leaning:.2g} standard errors of a figure from the sum of their cells "
            "(root mean square); what they say of sexes and ages is only roughly used",
            values={
                "measure": one.settings.name,
                "totals": len(error.row),
                "leaning": float(f"{error.leaning:.2g}"),
            },
        )
        for one in fitted
        if (error := one.linearisation) is not None and error.leaning > LARGEST_LEAN
    ]
