"""What moves in places when a prior is half or twice as wide, or a survey is left out.

Draws under one prior stand in for draws under another, weighted by the ratio of the two
densities (`importance`); the shape of the largest weights says where they cannot, and such rows
are flagged. Widths that are set and not sampled (world, drift) change the density of the figures:
countries are then drawn anew. How far surveys of one country lie apart, where it is set, is tried
at other values with the model fitted anew.

What a survey does to the estimates is seen where they are made again without it. Given the scales
this is exact: the survey's figures are taken away and countries are drawn anew with the same
chance. The scales would be a little different without it; their draws are weighted by the ratio of
the figures' densities.

Changes are looked at in the shares of places, sums out of the draws of countries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.country_blocks import SET_SCALES
from measure87.combine.model.design import Design, design_of
from measure87.combine.model.marginal import Scales, log_marginal
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.held_out import design_in_the_same_form
from measure87.combine.validation.importance import (
    Weights,
    equal_weights,
    smoothed_weights,
    weighted_quantile,
)
from measure87.combine.validation.predicted import LEVEL
from measure87.combine.validation.prior_widths import sampled_priors
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import WHAT_MOVES, Cell
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Places:
    """Places of one year whose shares are followed.

    Attributes
    ----------
    measure : str
    names : (places,)
        WORLD, codes of regions, ISO3 of countries.
    year : int
        Calendar year.
    year_index : int
        Its place among the years that are drawn.
    weights : (places, countries, sexes, ages)
        Share of each place's population in each cell; they add to 1 within a place.
    """

    measure: str
    names: tuple[str, ...]
    year: int
    year_index: int
    weights: FloatArray

    def shares(self, share: FloatArray) -> FloatArray:
        """(draws, places) of shares (draws, countries, years, sexes, ages)."""
        return np.asarray(np.einsum("dksa,pksa->dp", share[:, :, self.year_index], self.weights))


def places_of(
    measure: str,
    year: int,
    year_index: int,
    population: FloatArray,
    members: Sequence[tuple[str, Sequence[int]]],
) -> Places:
    """Places as sets of countries, weighted by population.

    Parameters
    ----------
    population : (countries, sexes, ages)
        Persons of that year.
    members
        Name of each place and the countries that it has, as places in the first axis.

    Raises
    ------
    DataError
        For a place without countries or without people.
    """
    weights = np.zeros((len(members), *population.shape))
    for i, (name, countries) in enumerate(members):
        which = list(countries)
        total = population[which].sum() if which else 0.0
        if not total > 0.0:
            raise DataError(f"{name} has no people in {year}", code="no-population", where=name)
        weights[i, which] = population[which] / total
    return Places(measure, tuple(name for name, _ in members), year, year_index, weights)


def move_rows(
    places: Places,
    changed: str,
    setting: str,
    how: str,
    before: FloatArray,
    after: FloatArray,
    weights: Weights,
    level: float = LEVEL,
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`: (draws, places) before, and after with the draws' weights."""
    chance = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    equal = np.full(len(before), 1.0 / len(before))
    rows: list[dict[str, Cell]] = []
    for i, name in enumerate(places.names):
        old, new = before[:, i], after[:, i]
        row: dict[str, Cell] = {
            "measure": places.measure,
            "changed": changed,
            "setting": setting,
            "place": name,
            "year": places.year,
            "before": float(old.mean()),
            "after": float(weights.weight @ new),
            "width_before": _width(old, equal, chance),
            "width_after": _width(new, weights.weight, chance),
            "how": how,
            "pareto_k": weights.shape if np.isfinite(weights.shape) else None,
            "effective_draws": weights.effective_draws,
            "flags": "" if weights.usable else "unreliable",
        }
        rows.append({column: row[column] for column in WHAT_MOVES.names})
    return rows


def _width(values: FloatArray, weight: FloatArray, chance: tuple[float, float]) -> float:
    low, high = (weighted_quantile(values, weight, one) for one in chance)
    return high - low


SURVEY_ERRORS = (0.1, 0.5)
"""Beside the standard deviation of surveys' errors that is set: other ones, on the log-odds."""
FACTORS = (("halved", 0.5), ("doubled", 2.0))


@dataclass(frozen=True)
class ThinnedDraws:
    """Draws of the scales that are used, evenly spread over all.

    Attributes
    ----------
    given : list of (Scales, (K, m))
    sites : name to (draws, ...)
        The same draws by name.
    """

    given: list[tuple[Scales, FloatArray]]
    sites: dict[str, FloatArray]


def thinned_draws(draws: ScaleDraws, n: int) -> ThinnedDraws:
    """Up to `n` draws, the same that `ScaleDraws.thinned` gives."""
    chosen = np.unique(np.linspace(0, draws.n - 1, min(n, draws.n)).astype(np.int64))
    sites = {name: x.reshape(-1, *x.shape[2:])[chosen] for name, x in draws.sites.items()}
    return ThinnedDraws(list(draws.thinned(n)), sites)


def prior_sensitivity(
    draws: ScaleDraws, places: Places, *, n: int, seed: int, definition: int = 0
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`, every prior halved and doubled.

    Parameters
    ----------
    n : int
        Draws to use.
    seed : int
        Of the paths; before and after share their chance, so that differences are not noise.
    definition : int
        Under which definition shares are looked at.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    design, thin = draws.design, thinned_draws(draws, n)
    before = _shares(design, thin.given, places, seed, definition)
    rows: list[dict[str, Cell]] = []
    for prior in sampled_priors(design):
        value = thin.sites[prior.name]
        for setting, factor in FACTORS:
            weights = smoothed_weights(prior.log_ratio(value, factor))
            rows += move_rows(places, prior.name, setting, "reweighted", before, before, weights)
    for name, changed in _set_widths(design).items():
        for setting, factor in FACTORS:
            given = [(changed(scales, factor), logit) for scales, logit in thin.given]
            ratio = np.array(
                [
                    float(log_marginal(np, design.blocks, new, logit))
                    - float(log_marginal(np, design.blocks, old, logit))
                    for (new, logit), (old, _) in zip(given, thin.given, strict=True)
                ]
            )
            after = _shares(design, given, places, seed, definition)
            weights = smoothed_weights(ratio)
            rows += move_rows(places, name, setting, "redrawn", before, after, weights)
    return rows


def has_set_survey_errors(design: Design) -> bool:
    """Whether the size of surveys' errors is neither stated nor estimated for a kind of source."""
    return bool(_set_kinds(design))


def with_survey_errors(design: Design, sd: float) -> Design:
    """The same figures with another size of surveys' errors where it is set."""
    stated = (*design.parts.survey_errors, *((kind, sd) for kind in _set_kinds(design)))
    return design_of(design.figures, design.hierarchy, replace(design.parts, survey_errors=stated))


def survey_error_rows(
    draws: ScaleDraws,
    others: Mapping[float, ScaleDraws],
    places: Places,
    *,
    n: int,
    seed: int,
    definition: int = 0,
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`: other sizes of surveys' errors, the model fitted anew with each.

    Weights would not do: with errors of another size nearly every country lies elsewhere.

    Parameters
    ----------
    others
        Draws of `with_survey_errors`, by the size.
    """
    draws.convergence.refuse_unless_passed()
    before = _shares(draws.design, list(draws.thinned(n)), places, seed, definition)
    rows: list[dict[str, Cell]] = []
    for sd, again in others.items():
        after = _shares(again.design, list(again.thinned(n)), places, seed, definition)
        weights = equal_weights(len(after), usable=again.convergence.passed)
        rows += move_rows(places, "survey_scale", f"{sd:g}", "another_run", before, after, weights)
    return rows


def _set_kinds(design: Design) -> list[int]:
    """Kinds of source of whose surveys' errors nothing is stated, where none is estimated."""
    if design.estimates_survey_errors:
        return []
    stated = {kind for kind, _ in design.parts.survey_errors}
    return [kind for kind in range(design.source_types) if kind not in stated]


def _shares(
    design: Design,
    given: list[tuple[Scales, FloatArray]],
    places: Places,
    seed: int,
    definition: int,
) -> FloatArray:
    paths = draw_paths_given(design, given, np.random.default_rng(seed))
    return places.shares(paths.share_under(definition))


def _set_widths(design: Design) -> dict[str, Callable[[Scales, float], Scales]]:
    """Widths that are set: name and how scales look with a factor on it."""

    def of_group(place: int) -> Callable[[Scales, float], Scales]:
        factors = np.arange(len(design.blocks.groups)) == place
        return lambda scales, factor: replace(
            scales, group=np.where(factors, factor, 1.0) * scales.group
        )

    found = {
        f"{name}_scale": of_group(place)
        for place, name in enumerate(design.blocks.groups)
        if name in SET_SCALES
    }
    return found


def survey_influence(
    draws: ScaleDraws,
    places: Places,
    names: Sequence[str],
    *,
    n: int,
    seed: int,
    surveys: Sequence[int] | None = None,
    definition: int = 0,
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`, each survey left out in turn.

    Parameters
    ----------
    names : (surveys,)
        What each survey is called.
    n : int
        Draws of the scales to use; the work is this times the number of surveys.
    seed : int
        Of the paths.
    surveys
        Which are left out; all without.
    definition : int
        Under which definition shares are looked at.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    design, given = draws.design, list(draws.thinned(n))
    before = _shares(design, given, places, seed, definition)
    chosen = range(len(names)) if surveys is None else surveys
    rows: list[dict[str, Cell]] = []
    for survey in chosen:
        held = design.figures.survey == survey
        without = design_in_the_same_form(design, np.asarray(held))
        weights = smoothed_weights(_log_ratio(design, without, given))
        after = _shares(without, given, places, seed, definition)
        rows += move_rows(places, names[survey], "left_out", "redrawn", before, after, weights)
    return rows


def most_influential(rows: Sequence[dict[str, Cell]], place: str) -> list[dict[str, Cell]]:
    """The rows of one place, those that move it most first."""

    def moved(row: dict[str, Cell]) -> float:
        return -abs(float(str(row["after"])) - float(str(row["before"])))

    return sorted((row for row in rows if row["place"] == place), key=moved)


def _log_ratio(
    design: Design, without: Design, given: list[tuple[Scales, FloatArray]]
) -> FloatArray:
    """(draws,) log density of the other figures less that of all, up to a constant."""
    return np.array(
        [
            float(log_marginal(np, without.blocks, scales, logit))
            - float(log_marginal(np, design.blocks, scales, logit))
            for scales, logit in given
        ]
    )
