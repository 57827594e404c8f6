"""All that methods say of themselves before the disclosure gate: numbers that never leave."""

from collections.abc import Mapping, Sequence

from measure87.vocabulary.releases.lists import (
    MethodAccount,
    RankedModel,
    SizeAtEnd,
    WithheldCells,
)


class ModelInFull(RankedModel, frozen=True, kw_only=True):
    """A model with its criterion."""

    bic: float


class EndInFull(SizeAtEnd, frozen=True, kw_only=True):
    """A size with its limits (persons), or the code and text of its refusal."""

    lower: float | None = None
    upper: float | None = None
    refused: str | None = None
    text: str | None = None


class WithheldInFull(WithheldCells, frozen=True, kw_only=True):
    """Withheld cells with the fewest and the most persons that they may hold."""

    all_lowest: EndInFull
    all_highest: EndInFull
    persons: list[int]


class MethodFindings(
    MethodAccount,
    frozen=True,
    kw_only=True,
    rename={"high_coverage": "high-coverage", "one_step": "one-step"},
):
    """What one method says, of which the gate lets `MethodAccount` through.

    Attributes
    ----------
    deviance, df, aic, bic : of a loglinear or capture model
    log_normal, conditional : limits by another interval, and given the model; persons
    p_values : of the interactions taken by `stepwise`
    minus_infinity : interactions whose estimate is minus infinity, `A:B`
    n_models, models_without_estimate : of `bic`
    acceleration, bias_correction, quantiles_used : of the BCa interval
    replicates_without_bound, replicates_without_answer : of the bootstrap
    ratios : interaction to the ratio of its posterior mean to its standard deviation
    acceptance : share of proposals that a chain took
    frequencies : persons on exactly 1, 2, ... lists
    forms : form to its size (persons), standard error and more
    zelterman, petersen : sizes by other formulas, persons
    on_both : persons on both of two lists
    trend : of the chances of capture over the number of lists
    interval_of_form, independent, high_coverage, one_step : of coverage, persons
    pairs : pair of lists to its size and standard error, persons
    observed : fewest and most persons observed in the pooled tables
    """

    models: Sequence[ModelInFull] | None = None
    suppressed: WithheldInFull | None = None
    p_values: list[float] | None = None
    minus_infinity: list[str] | None = None
    log_normal: list[float] | None = None
    conditional: list[float] | None = None
    n_models: int | None = None
    models_without_estimate: int | None = None
    deviance: float | None = None
    df: int | None = None
    aic: float | None = None
    bic: float | None = None
    acceleration: float | None = None
    bias_correction: float | None = None
    quantiles_used: list[float] | None = None
    replicates_without_bound: int | None = None
    replicates_without_answer: int | None = None
    ratios: Mapping[str, float] | None = None
    acceptance: float | None = None
    frequencies: list[int] | None = None
    forms: Mapping[str, Mapping[str, float]] | None = None
    zelterman: float | None = None
    petersen: float | None = None
    on_both: int | None = None
    trend: float | None = None
    interval_of_form: list[float] | None = None
    independent: float | None = None
    high_coverage: float | None = None
    one_step: float | None = None
    pairs: Mapping[str, Mapping[str, float | int]] | None = None
    observed: list[int] | None = None
