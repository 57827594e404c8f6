"""An invented world: what is true in it, and who is asked."""

import numpy as np
import polars as pl
import pytest

from measure87.combine.inputs import Covariates, CovariateUse, covariate_matrix
from measure87.simulate.world import ever_within, invent_world
from measure87.vocabulary.errors import UsageError

TRUTH_KEYS = ["measure", "place", "year", "sex", "age_from", "age_to"]


def logit(share):
    return np.log(share / (1 - share))


def test_the_same_seed_gives_the_same_world_and_another_seed_another(children):
    again, other = invent_world(5), invent_world(7)
    assert again.figures.equals(children.figures)
    assert again.truth.equals(children.truth)
    assert not other.figures["estimate"].equals(children.figures["estimate"])


def test_the_world_has_the_size_that_was_asked_for():
    world = invent_world(0, countries=40, years=10, surveys=60)
    assert len(world.places) == len(set(world.places.codes)) == 40
    assert world.share["child_labour_sdg_a"].shape == (40, 10, 2, 3)
    assert world.surveys.height == world.figures["source"].n_unique() == 60
    assert world.figures["year"].is_between(2015, 2024).all()


@pytest.mark.parametrize(
    "wanted",
    [
        {"countries": 5},
        {"years": 99},
        {"surveys": 0},
        {"survey_error": -0.1},
        {"own_movement": float("nan")},
    ],
)
def test_sizes_that_cannot_be_are_refused_with_what_can(wanted):
    with pytest.raises(UsageError) as refused:
        invent_world(1, **wanted)
    assert "from" in refused.value.hint


def test_an_unknown_topic_and_a_seed_under_0_are_refused():
    with pytest.raises(UsageError, match="topic"):
        invent_world(1, topic="debt")
    with pytest.raises(UsageError, match="seed"):
        invent_world(-1)


def test_measures_of_children_lie_within_each_other_as_their_definitions_do(children):
    share = children.share
    labour, employed = share["child_labour_icls"], share["children_in_employment_icls"]
    assert (share["hazardous_work_icls"] < labour).all()
    assert (labour < employed).all()
    assert (share["child_labour_sdg_a"] < labour).all()


def test_chores_add_to_child_labour_at_5_to_14_and_nothing_at_15_to_17(children):
    a, b = children.share["child_labour_sdg_a"], children.share["child_labour_sdg_b"]
    assert (b[..., :2] > a[..., :2]).all()
    assert (b[..., 2] == a[..., 2]).all()


def test_the_truth_of_a_region_is_what_a_loop_over_its_countries_gives(children):
    places, people = children.places, children.people
    truth = {
        tuple(row[key] for key in TRUTH_KEYS): row["share"]
        for row in children.truth.iter_rows(named=True)
    }
    year = children.shape.calendar[3]
    for r, region in enumerate(places.regions):
        concerned = population = 0.0
        for c in np.flatnonzero(places.region == r):
            for band in (1, 2):
                count = people.persons[c, 3, 1, band]
                population += count
                concerned += count * children.share["child_labour_sdg_b"][c, 3, 1, band]
        wanted = concerned / population
        parts = [
            (
                truth["child_labour_sdg_b", region, year, "male", *ages],
                sum(people.persons[c, 3, 1, b] for c in np.flatnonzero(places.region == r)),
            )
            for b, ages in ((1, (12, 14)), (2, (15, 17)))
        ]
        got = sum(share * people for share, people in parts) / sum(people for _, people in parts)
        assert got == pytest.approx(wanted, abs=1e-8)


def test_regions_rise_as_well_as_fall():
    change = []
    for seed in range(6):
        world = invent_world(seed, surveys=5)
        truth = world.truth
        ends = truth.filter(
            (truth["place_kind"] == "region")
            & (truth["sex"] == "both")
            & (truth["age_from"] == 5)
            & (truth["age_to"] == 17)
            & (truth["measure"] == "child_labour_sdg_a")
        )
        first = ends.filter(ends["year"] == 2000)["share"].to_numpy()
        last = ends.filter(ends["year"] == 2024)["share"].to_numpy()
        change.extend(logit(last) - logit(first))
    assert 0.1 < np.mean(np.array(change) > 0) < 0.5


def test_some_countries_are_far_off_what_their_place_and_wealth_suggest():
    level = invent_world(2, surveys=5).share["child_labour_sdg_a"][:, 12].mean(axis=(1, 2))
    world = invent_world(2, surveys=5)
    value = logit(level)
    dummies = np.equal.outer(world.places.subregion, np.arange(len(world.places.subregions)))
    rest = value - dummies @ np.linalg.lstsq(dummies.astype(float), value, rcond=None)[0]
    assert np.abs(rest).max() > 4 * np.median(np.abs(rest)) / 0.6745


def test_populations_of_ages_and_countries_grow_differently(children):
    persons = children.people.persons
    growth = np.log(persons[:, -1] / persons[:, 0]).mean(axis=1)
    assert growth.std(axis=0).min() > 0.1
    assert np.abs(growth[:, 0] - growth[:, 2]).mean() > 0.02
    assert (persons == np.rint(persons)).all()


def test_poor_countries_are_surveyed_more_often_and_some_never(children):
    income = children.covariates.filter(children.covariates["covariate"] == "gdp_per_head")
    surveyed = set(children.figures["country"])
    assert 0.2 < len(surveyed) / 195 < 0.7
    worth = dict(income.group_by("country").agg(pl.col("value").mean()).iter_rows())
    with_figures = [np.log(v) for c, v in worth.items() if c in surveyed]
    without = [np.log(v) for c, v in worth.items() if c not in surveyed]
    assert np.mean(with_figures) < np.mean(without) - 0.2


def test_covariates_are_missing_more_often_where_the_level_is_high():
    gaps_high, gaps_low = [], []
    for seed in range(4):
        world = invent_world(seed, surveys=5)
        level = world.share["child_labour_sdg_a"].mean(axis=(1, 2, 3))
        counts = dict(
            world.covariates.filter(world.covariates["covariate"] == "rainfall_mm")
            .group_by("country")
            .len()
            .iter_rows()
        )
        there = np.array([counts.get(code, 0) for code in world.places.codes]) / 25
        high = level > np.median(level)
        gaps_high.append(1 - there[high].mean())
        gaps_low.append(1 - there[~high].mean())
    assert np.mean(gaps_high) > np.mean(gaps_low) + 0.05


def test_covariates_that_matter_go_with_the_truth_and_noise_does_not():
    matters, noise = [], []
    for seed in range(6):
        world = invent_world(seed, surveys=5)
        level = logit(world.share["child_labour_sdg_a"][:, 12].mean(axis=(1, 2)))
        wanted = world.population.filter(world.population["year"] == 2012).select("country", "year")
        names = ("gdp_per_head", "rainfall_mm")
        found = covariate_matrix(
            Covariates(world.covariates),
            wanted.unique(maintain_order=True),
            [CovariateUse(name, "log", 24) for name in names],
        )
        for name, kept in zip(names, (matters, noise), strict=True):
            value = found[name].to_numpy()
            known = np.isfinite(value)
            kept.append(np.corrcoef(value[known], level[known])[0, 1])
    assert np.mean(matters) < -0.3
    assert abs(np.mean(noise)) < 0.15


def test_forced_labour_is_about_3_per_1000_and_the_sum_of_its_forms(forced):
    total = forced.share["forced_labour_stock"]
    parts = sum(share for form, share in forced.share.items() if form != "forced_labour_stock")
    assert total == pytest.approx(parts, rel=1e-12)
    persons = forced.people.persons
    world = (total * persons).sum(axis=(0, 2, 3)) / persons.sum(axis=(0, 2, 3))
    assert 0.0018 < world.min() <= world.max() < 0.0045


def test_a_flow_is_what_spells_drawn_one_by_one_give():
    rng = np.random.default_rng(3)
    stock, mean, window, people = 0.004, 300.0, 1826.0, 4_000_000
    entries = rng.poisson(people * stock / mean * 12_000)  # entries in 12,000 days
    start = rng.uniform(-12_000 + window, window, entries)
    end = start + rng.exponential(mean, entries)
    ever = ((start < window) & (end > 0)).sum() / people
    today = ((start < 0) & (end > 0)).sum() / people
    assert today == pytest.approx(stock, rel=0.03)
    assert ever == pytest.approx(float(ever_within(stock, window, mean)), rel=0.02)


def test_surveys_of_one_country_lie_apart_by_the_error_between_them_and_that_of_their_kind():
    world = invent_world(3, surveys=400)
    found = world.surveys.filter(~pl.col("gross"))
    rest = found["error"] - found["bias_of_kind"]
    kinds = found.select("source_type").with_columns(rest=rest).group_by("source_type").agg("rest")
    spread = dict(kinds.rows())
    for kind, of_kind in (("mics", 0.1), ("labour_force_survey", 0.18)):
        n = len(spread[kind])
        wanted = np.hypot(0.35, of_kind)
        # Four standard errors of a standard deviation.
        assert np.std(spread[kind]) == pytest.approx(wanted, abs=4 * wanted / np.sqrt(2 * n))


@pytest.mark.parametrize("topic", ["child-labour", "forced-labour"])
def test_new_surveys_of_all_countries_find_the_truth_but_for_their_errors(topic):
    world = invent_world(2, topic=topic, surveys=40)
    measure = next(iter(world.share))
    years = world.shape.calendar
    found = world.new_surveys.filter(measure=measure)
    assert set(found["year"]) == {years[0], years[12], years[24]}
    assert set(found["country"]) == set(world.places.codes)
    joined = found.join(
        world.truth.filter(pl.col("sex") == "both", pl.col("measure") == measure).select(
            "year", "age_from", "age_to", country="place", truth="share"
        ),
        on=["country", "year", "age_from", "age_to"],
        nulls_equal=True,
    )
    assert joined.height == found.height
    joined = joined.filter(pl.col("truth") * pl.col("effective_n") > 30)
    apart = logit(joined["share"].to_numpy()) - logit(joined["truth"].to_numpy())
    left = apart - joined["error"].to_numpy()
    n, p = joined["effective_n"].to_numpy(), joined["truth"].to_numpy()
    white = left / np.sqrt(1.0 / (n * p * (1.0 - p)))
    if len(white) > 50:
        assert np.abs(np.median(white)) < 0.2
        assert 0.8 < np.quantile(np.abs(white), 0.683) < 1.25
    errors = found["error"].to_numpy()
    middle = np.quantile(errors, [0.159, 0.841])
    assert 0.25 < np.ptp(middle) / 2.0 < 0.5


@pytest.mark.parametrize("between", [0.0, 0.6])
def test_another_error_between_surveys_sets_them_apart_by_it_and_leaves_the_truth(between):
    usual, other = (invent_world(3, surveys=600, survey_error=sd) for sd in (0.35, between))
    assert other.truth.equals(usual.truth)
    apart = other.surveys["error"] - usual.surveys["error"]
    assert apart.std() == pytest.approx(abs(between - 0.35), rel=0.1)
    # What new surveys find in the first year shifts the stream of chance of the later ones.
    first = [one.new_surveys.filter(year=one.shape.calendar[0])["error"] for one in (usual, other)]
    later = first[1] - first[0]
    assert later.std() == pytest.approx(abs(between - 0.35), rel=0.1)


@pytest.mark.parametrize("topic", ["child-labour", "forced-labour"])
def test_countries_move_more_apart_where_they_are_told_to_move_by_themselves(topic):
    usual, other = (invent_world(3, topic=topic, own_movement=times) for times in (1.0, 3.0))
    measure = next(iter(usual.share))
    change = [
        logit(one.share[measure])[:, -1] - logit(one.share[measure])[:, 0] for one in (usual, other)
    ]
    apart = [(one - one.mean(axis=0)).std() for one in change]
    assert apart[1] > 1.3 * apart[0]
