"""Rows of the written tables, with what stands in their columns; the tables are in `vocabulary`.

A text that is not there is empty, a number that is not there is None.
"""

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, convert

if TYPE_CHECKING:
    import polars as pl


class Limited(Protocol):
    """What has limits."""

    @property
    def lower(self) -> float | None:
        """The lower limit; None where there is none."""

    @property
    def upper(self) -> float | None:
        """The upper limit."""


class Located(Protocol):
    """What is about a place."""

    @property
    def place(self) -> str:
        """Its code."""

    @property
    def place_kind(self) -> str:
        """World, region, sub-region, group or country."""


class Limits(Struct, frozen=True):
    """Two limits that stand in no row of their own."""

    lower: float | None
    upper: float | None


class Where(Struct, frozen=True):
    """A place that no row of estimates is about."""

    place: str
    place_kind: str


class EstimateRow(Struct, frozen=True, kw_only=True):
    """A row of `COMBINED_ESTIMATES`; `code` and `text` say why there is no figure, if so."""

    measure: str
    place_kind: str
    place: str
    place_name: str = ""
    region: str = ""
    year: int
    sex: str = ""
    age_from: int = 0
    age_to: int | None = None
    statistic: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    new_survey_lower: float | None = None
    new_survey_upper: float | None = None
    published: float | None = None
    published_year: int | None = None
    expected_without: float | None = None
    why_differs: str = ""
    basis: str = ""
    population: float | None = None
    n_figures: int | None = None
    n_countries_with_figures: int | None = None
    latest_figure: int | None = None
    coverage: float | None = None
    n_countries: int | None = None
    n_countries_missing: int | None = None
    n_countries_without_population: int | None = None
    population_missing: float | None = None
    flags: str = ""
    code: str = ""
    text: str = ""


class FigureRow(Struct, frozen=True, kw_only=True):
    """A row of `FITTED_FIGURES`."""

    country: str
    year: int
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    measure: str = ""
    source: str = ""
    source_type: str = ""
    estimate: float | None = None
    se: float | None = None
    included: str = ""
    reason: str = ""
    assumed_se: float | None = None
    assumed: str = ""
    adjusted: float | None = None
    fitted: float | None = None
    fitted_lower: float | None = None
    fitted_upper: float | None = None
    outlier: str = ""


class ChangeRow(Struct, frozen=True, kw_only=True):
    """A row of `COMBINED_CHANGES`."""

    measure: str
    place_kind: str
    place: str
    place_name: str = ""
    from_year: int
    to_year: int | None = None
    quantity: str
    scenario: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    probability_of_decline: float | None = None
    flags: str = ""


class RefusalRow(Struct, frozen=True, kw_only=True):
    """A row of `COMBINED_REFUSALS`."""

    measure: str
    place_kind: str
    place: str
    year: int | None = None
    sex: str = ""
    statistic: str = ""
    code: str = ""
    text: str = ""


class ScoreRow(Struct, frozen=True, kw_only=True):
    """A row of `VALIDATION_SCORES`."""

    measure: str = ""
    exercise: str
    method: str
    n: int | None = None
    rmse_logit: float | None = None
    bias_logit: float | None = None
    crps_logit: float | None = None
    log_score: float | None = None
    level: float | None = None
    covered: int | None = None
    band_from: int | None = None
    band_to: int | None = None


class MoveRow(Struct, frozen=True, kw_only=True):
    """A row of `WHAT_MOVES`."""

    measure: str
    changed: str
    setting: str
    how: str
    place: str
    before: float | None = None
    after: float | None = None
    width_before: float | None = None
    width_after: float | None = None


def rows_of[R](frame: "pl.DataFrame", kind: type[R]) -> list[R]:
    """The rows of a table, as what they are."""
    found: list[R] = convert(frame.to_dicts(), list[kind])  # type: ignore[valid-type]
    return found
