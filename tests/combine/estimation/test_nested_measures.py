"""Measures within and beyond another, estimated together: in every draw they lie as they must."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest

from measure87.combine.adjustment.asked import Asked
from measure87.combine.aggregation.country_draws import NewSurvey
from measure87.combine.estimate import estimate_world
from measure87.combine.estimation import fitting
from measure87.combine.estimation.families import require_figures
from measure87.combine.estimation.fitting import FittedMeasure, _nested
from measure87.combine.inputs import Figure, figure_table
from measure87.vocabulary.errors import RefusedError
from tests.combine.aggregation.made_world import made_draws
from tests.combine.estimation.made_questions import (
    DRAWS,
    MEASURE,
    SHARES,
    YEAR,
    Asking,
    Measure,
    inputs,
    scales_without_sampling,
)

INNER = Measure("inner", "Inner", asked=Asked("inner"), within=MEASURE, base=MEASURE)
OUTER = Measure("outer", "Outer", asked=Asked("outer"), beyond=MEASURE, base=MEASURE)
PART = 0.3
"""Of those in the base, and of those outside it."""


@pytest.fixture(autouse=True)
def without_sampling(monkeypatch):
    monkeypatch.setattr(fitting, "draw_scales", scales_without_sampling)


def figures(source="", **measures):
    """Figures of measures by country; of a survey of another name where a source is given."""
    return [
        Figure(
            country=code, year=YEAR, sex="both", age_from=5, age_to=17, measure=measure,
            origin="made up", estimate=share, source_type="mics",
            source=source or f"made up, {code}", se=0.01,
        )
        for measure, shares in measures.items()
        for code, share in shares.items()
    ]  # fmt: skip


WITHIN = {code: PART * share for code, share in SHARES.items()}
BEYOND = {code: share + PART * (1.0 - share) for code, share in SHARES.items()}


def given(*more):
    return replace(inputs(), figures=figure_table([*figures(**{MEASURE: SHARES}), *more]))


def asking(*measures):
    return Asking().but(measures=(Measure(), *measures))


@pytest.fixture(scope="module")
def world():
    both = given(*figures(inner=WITHIN, outer=BEYOND))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "draw_scales", scales_without_sampling)
        return estimate_world(both, asking(INNER, OUTER))


def test_in_every_draw_of_every_place_the_inner_lies_within_the_base_and_the_outer_around_it(world):
    draws = {
        (row["measure"], row["place"]): np.array(row["draws"])
        for row in world.draws.iter_rows(named=True)
    }
    places = {place for _, place in draws}
    assert {"WORLD", "EAST", "WEST", *SHARES} == places
    for place in places:
        base = draws[MEASURE, place]
        assert len(base) == DRAWS
        assert (draws["inner", place] <= base).all()
        assert (draws["outer", place] >= base).all()
        assert np.corrcoef(draws["inner", place], base)[0, 1] < 0.999, "q has an error of its own"


def test_estimates_of_parts_lie_near_what_was_published_of_them(world):
    rows = world.estimates.rows.filter(statistic="share", sex="both")
    for name, shares in (("inner", WITHIN), ("outer", BEYOND)):
        for row in rows.filter(measure=name, place_kind="country").to_dicts():
            assert row["value"] == pytest.approx(shares[row["place"]], abs=0.05)
            assert row["lower"] < shares[row["place"]] < row["upper"]


def test_what_a_new_survey_finds_of_a_part_is_told_too(world):
    rows = world.estimates.rows.filter(statistic="share", sex="both", place_kind="country")
    for row in rows.filter(measure="inner").to_dicts():
        assert 0.0 <= row["new_survey_lower"] < row["value"] < row["new_survey_upper"]


def test_the_error_of_a_part_rests_on_its_own_published_one(world):
    fitted = {one.settings.name: one for one in world.fitted}
    assert fitted["inner"].given.assumed == ("published",) * len(SHARES)


def test_everything_that_is_drawn_is_drawn_by_numbers_of_its_own(monkeypatch):
    """Two models, each with a stream for paths, linear form and new surveys; one to pair them."""
    streams = []
    made = np.random.default_rng

    def recorded(seed):
        if isinstance(seed, list):
            streams.append(tuple(seed))
        return made(seed)

    monkeypatch.setattr(fitting.np.random, "default_rng", recorded)
    estimate_world(given(*figures(inner=WITHIN)), asking(INNER))
    assert len(streams) == len(set(streams)) == 7
    assert {seed for seed, *_ in streams} == {1}


@pytest.mark.parametrize("name", ["inner", "outer"])
def test_a_part_of_which_no_survey_has_the_base_too_is_refused(name):
    measure = {"inner": INNER, "outer": OUTER}[name]
    other = figures("another survey", **{name: WITHIN if name == "inner" else BEYOND})
    with pytest.raises(RefusedError, match=f"no survey has both {name} and {MEASURE}") as caught:
        require_figures(asking(measure), given(*other))
    assert caught.value.code == "no-figures"
    assert caught.value.where == f"nowhere.toml [measures.{name}]"


@pytest.mark.parametrize(("measure", "shares"), [(INNER, BEYOND), (OUTER, WITHIN)])
def test_figures_that_lie_the_wrong_way_round_are_not_enough(measure, shares):
    """Larger than the base where they are within it, or smaller where they are beyond it."""
    with pytest.raises(RefusedError):
        require_figures(asking(measure), given(*figures(**{measure.name: shares})))


@pytest.mark.parametrize(("measure", "shares"), [(INNER, WITHIN), (OUTER, BEYOND)])
def test_a_part_of_every_country_is_enough_and_one_of_four_is_not(measure, shares):
    require_figures(asking(measure), given(*figures(**{measure.name: shares})))
    few = {code: shares[code] for code in list(shares)[:4]}
    with pytest.raises(RefusedError, match=r"too few to estimate all others from: 4 \(ZZA, ZZB"):
        require_figures(asking(measure), given(*figures(**{measure.name: few})))


@dataclass(frozen=True)
class Given:
    """What the model was fitted to: no figure at all."""

    table: pl.DataFrame
    assumed: tuple[str, ...] = ()


def fitted(n, *, new=True, settings=INNER, seed=1):
    draws = made_draws(n, seed=seed)
    errors = np.random.default_rng(seed).normal(size=draws.share.shape[:2])
    survey = NewSurvey(errors, 2000.0) if new else None
    table = pl.DataFrame(
        {"used": [], "country": [], "year": [], "sex": [], "age_from": [], "age_to": [],
         "source_type": [], "source": []},
        schema_overrides={"used": pl.Boolean},
    )  # fmt: skip
    return FittedMeasure(
        settings=settings, given=Given(table), draws=None, shares_of_cells=np.ones((0, 1, 1)),
        countries=replace(draws, new_survey=survey), without_trend=(),
    )  # fmt: skip


@pytest.mark.parametrize(("of_q", "of_base"), [(6, 9), (9, 6), (7, 7)])
@pytest.mark.parametrize("settings", [INNER, OUTER])
def test_draws_are_paired_each_once_as_many_as_both_have(settings, of_q, of_base):
    q, base = fitted(of_q, settings=settings), fitted(of_base, seed=2)
    found = _nested(q, base, figure_table([]), np.random.default_rng(3)).countries
    n = min(of_q, of_base)
    assert found.n_draws == n
    of_base_draws = base.countries.share[:n]
    whole = of_base_draws if settings is INNER else 1.0 - of_base_draws
    inside = found.share if settings is INNER else found.share - of_base_draws
    part = inside / whole
    order = [int(np.abs(q.countries.share - one).sum(axis=(1, 2, 3, 4)).argmin()) for one in part]
    assert len(set(order)) == n
    assert part == pytest.approx(q.countries.share[order], rel=1e-9)
    assert found.new_survey.error.shape == found.share.shape
    assert found.new_survey.effective_n == 2000.0


@pytest.mark.parametrize(("of_q", "of_base"), [(True, False), (False, True), (False, False)])
def test_where_one_of_two_says_nothing_of_new_surveys_their_part_does_not(of_q, of_base):
    q, base = fitted(6, new=of_q), fitted(6, new=of_base, seed=2)
    found = _nested(q, base, figure_table([]), np.random.default_rng(3)).countries
    assert found.new_survey is None
