"""What a run says of the totals among its figures, and of what their linear form costs."""

from collections.abc import Mapping, Sequence

from measure87.study.world.fitting import FittedMeasure

LARGEST_ERROR = 0.1
"""In standard errors of the figures, root mean square: beyond it a run warns. Ours."""


def linearisation_content(fitted: Sequence[FittedMeasure]) -> dict[str, dict[str, float]]:
    """For `about.json`: by measure, how many totals serve, and the error of their linear form."""
    return {
        one.settings.name: {
            "totals": float(len(one.linearisation.row)),
            "root_mean_square": round(one.linearisation.overall, 4),
            "largest": round(one.linearisation.largest, 4),
        }
        for one in fitted
        if one.linearisation is not None
    }


def total_sentences(one: FittedMeasure) -> list[str]:
    """What is assumed of totals."""
    error = one.linearisation
    if error is None:
        return []
    return [
        f"{one.settings.label}: {len(error.row)} of {one.given.figures.n} figures are totals of "
        "several cells, which are weighed by the population; their linear form is "
        f"{error.overall:.2g} standard errors of a figure away from the sum (root mean square), "
        f"the worst {error.largest:.2g}."
    ]


def total_warnings(fitted: Sequence[FittedMeasure]) -> list[Mapping[str, str]]:
    """`linearised-totals` where the linear form is too far from the sum."""
    return [
        {
            "code": "linearised-totals",
            "text": f"{one.settings.label}: the linear form of {len(error.row)} totals is "
            f"{error.overall:.2g} standard errors of a figure away from the sum of their cells "
            "(root mean square); what they say of sexes and ages is only roughly used",
        }
        for one in fitted
        if (error := one.linearisation) is not None and error.overall > LARGEST_ERROR
    ]
