"""How far surveys of one country lie apart beyond sampling: stated, estimated, or set.

Fieldwork, questionnaire, season and sample of one survey move all of its figures together. Two
surveys of a country differ by that, by sampling and by what changed between them. Where enough
countries have two surveys the scale of these errors is estimated, a scale for each kind of
source; where they have one each nothing tells it from the country's own level, and it is set. What
the user states of a kind of source comes before both.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import FEWEST_COUNTRIES_WITH_TWO_YEARS, ModelParts
from measure87.combine.model.widths import SET_SURVEY_SCALE
from measure87.numerics.arrays import BoolArray, FloatArray

CLOSE_YEARS = 3
"""Two surveys of a country so near to each other show more of their errors than of change; ours."""
FEWEST_COUNTRIES = FEWEST_COUNTRIES_WITH_TWO_YEARS


@dataclass(frozen=True)
class Repeats:
    """What there is to tell surveys' errors by.

    Attributes
    ----------
    countries : int
        With two surveys or more.
    close : int
        With two surveys at most `CLOSE_YEARS` apart.
    """

    countries: int
    close: int

    @property
    def enough(self) -> bool:
        """Whether surveys' errors can be told from countries' own levels."""
        return self.countries >= FEWEST_COUNTRIES


def repeats_of(figures: Figures) -> Repeats:
    """Countries with two surveys, and with two that are near to each other."""
    surveys: dict[int, dict[int, int]] = {}
    for country, survey, year in zip(
        figures.country.tolist(), figures.survey.tolist(), figures.year.tolist(), strict=True
    ):
        surveys.setdefault(country, {})[survey] = year
    years = [list(one.values()) for one in surveys.values()]
    close = [any(abs(a - b) <= CLOSE_YEARS for a, b in combinations(one, 2)) for one in years]
    return Repeats(sum(len(one) > 1 for one in years), sum(close))


def set_survey_scales(figures: Figures, parts: ModelParts) -> FloatArray:
    """(source types,) standard deviation of surveys' errors where it is not estimated, else NaN."""
    estimated = parts.survey_errors_estimated
    if estimated is None:
        estimated = repeats_of(figures).enough
    kinds = int(figures.source_type.max()) + 1
    found = np.full(kinds, np.nan if estimated else SET_SURVEY_SCALE)
    for kind, sd in parts.survey_errors:
        if kind < kinds:  # one country's figures need not be of every kind
            found[kind] = sd
    return found


def with_tails(figures: Figures, parts: ModelParts) -> BoolArray:
    """(surveys,) whether a survey's error has heavy tails: where its scale is estimated."""
    found = np.zeros(int(figures.survey.max()) + 1, dtype=np.bool_)
    found[figures.survey] = np.isnan(set_survey_scales(figures, parts))[figures.source_type]
    return found
