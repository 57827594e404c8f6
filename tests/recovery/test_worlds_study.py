"""The study of invented worlds: its scores and bands, on forecasts whose worth is known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from measure87.combine.aggregation.country_draws import CountryDraws, NewSurvey
from measure87.simulate.world import invent_world
from tests.recovery import worlds_lively
from tests.recovery.worlds import PAGE, TABLE, main
from tests.recovery.worlds_fit import Effort, Refused
from tests.recovery.worlds_page import page
from tests.recovery.worlds_scores import (
    LEVELS,
    NEW_SURVEYS,
    TARGETS,
    WHEN,
    _holds,
    _holds_evenly,
    score_world,
)
from tests.recovery.worlds_study import Task, run_world
from tests.recovery.worlds_summary import (
    read_scores,
    refusals,
    summarise,
    together,
    write_scores,
)

WORLDS = 30
SPREAD = 0.3


@cache
def invented(seed):
    return invent_world(seed, countries=24, years=6, surveys=30)


def forecast(world, *, bias=0.0, claimed=SPREAD, in_common=0.0, whole_ages=False):
    """Draws around truth plus an error of known spread, a part of which all places share."""
    rng = np.random.default_rng([87, world.shape.seed])
    measure = "child_labour_sdg_a"
    share = world.share[measure]
    ages, persons = world.people.bands, world.people.persons
    if whole_ages:
        share = (share * persons).sum(axis=3, keepdims=True) / persons.sum(axis=3, keepdims=True)
        ages = ((5, 17),)
    truth = np.log(share / (1 - share))
    together, apart = np.sqrt(in_common), np.sqrt(1 - in_common)
    places = len(share)

    def error(n):
        common, own = rng.normal(size=(n, 1)), rng.normal(size=(n, places))
        return (together * common + apart * own)[:, :, None, None, None]

    centre = truth + bias + SPREAD * error(1)[0]
    logit = centre + claimed * error(800)
    surveyed = np.isin(world.places.codes, world.figures["country"].unique().to_list())
    return CountryDraws(
        measure=measure,
        share=1 / (1 + np.exp(-logit)),
        countries=world.places.codes,
        years=world.shape.calendar,
        sexes=("female", "male"),
        ages=ages,
        n_figures=surveyed.astype(np.int64),
        latest_figure=surveyed * 2020,
    )


def study(**how):
    scores = [
        score
        for seed in range(WORLDS)
        for score in score_world(invented(seed), forecast(invented(seed), **how))
    ]
    return {(row.target, row.when, row.level): row for row in summarise(scores)}


@pytest.fixture(scope="module")
def honest():
    return study()


def test_intervals_that_are_as_wide_as_the_errors_hold_in_all_bands_but_a_few(honest):
    held = [target for target in TARGETS if target != "country refused"]
    assert len(honest) == len(held) * len(WHEN) * len(LEVELS)
    assert np.mean([row.inside for row in honest.values()]) > 0.85
    for level in LEVELS:
        row = honest["country with figures", "last", level]
        assert row.covered_low - 0.02 < level < row.covered_high + 0.02
        assert row.bias_low - 0.02 < 0 < row.bias_high + 0.02


def test_intervals_of_new_surveys_hold_what_they_find_and_those_of_the_share_do_not():
    scores = []
    for seed in range(WORLDS):
        world = invented(seed)
        draws = forecast(world, whole_ages=True)
        rng = np.random.default_rng(seed)
        error = 0.36 * rng.normal(size=draws.share.shape[:2])
        draws = replace(draws, new_survey=NewSurvey(error, 2000.0))
        scores += [one for one in score_world(world, draws) if one.target in NEW_SURVEYS]
    rows = {(row.target, row.when, row.level): row for row in summarise(scores)}
    held = [target for target in NEW_SURVEYS if target != "new survey, country refused"]
    assert len(rows) == len(held) * len(WHEN) * len(LEVELS)
    for target in held:
        row = rows[target, "middle", 0.9]
        assert 0.84 < row.covered < 0.95
        # 1.645 standard deviations to either side: of the estimate, the survey and its sample.
        assert 1.2 < row.width < 2.2


def test_a_bias_is_found_and_its_size_too():
    found = study(bias=0.4, whole_ages=True)
    for target in {target for target, _, _ in found}:
        row = found[target, "middle", 0.9]
        assert 0.25 < row.bias_low < row.bias_high < 0.55
    assert not found["country with figures", "middle", 0.9].inside


def test_intervals_half_as_wide_as_the_errors_fall_short_of_their_bands():
    found = study(claimed=SPREAD / 2)
    row = found["country with figures", "first", 0.9]
    assert not row.inside
    assert row.one < row.band_from
    assert row.covered_high < 0.8
    # 90 % of a normal of half the spread: 1.645 / 2 standard deviations, 59 %.
    assert row.covered == pytest.approx(0.59, abs=0.06)


def test_errors_that_countries_share_widen_the_interval_between_worlds(honest):
    shared = study(in_common=0.9)
    width = [
        found["country with figures", "last", 0.8].covered_high
        - found["country with figures", "last", 0.8].covered_low
        for found in (honest, shared)
    ]
    assert width[1] > 1.5 * width[0]


def test_a_region_is_scored_by_persons_not_by_the_mean_of_countries():
    world = invented(3)
    draws = forecast(world, claimed=1e-9)
    scores = {(one.target, one.when): one for one in score_world(world, draws)}
    y = world.shape.years - 1
    people = world.people.persons[:, y]
    wanted = (world.share["child_labour_sdg_a"][:, y] * people).sum() / people.sum()
    assert scores["world", "last"].truth == pytest.approx(wanted, rel=1e-9)
    got = (draws.share[0, :, y] * people).sum() / people.sum()
    off = np.log(got / (1 - got)) - np.log(wanted / (1 - wanted))
    assert scores["world", "last"].bias == pytest.approx(off, abs=1e-6)


def test_estimates_of_some_ages_are_held_against_the_truth_of_these_ages():
    world = invent_world(3, topic="forced-labour", countries=24, years=6, surveys=30)
    adults = world.share["forced_labour_stock"][:, :, :, 1:]
    draws = CountryDraws(
        measure="forced_labour_stock",
        share=np.repeat(adults[None], 2, axis=0),
        countries=world.places.codes,
        years=world.shape.calendar,
        sexes=("female", "male"),
        ages=((18, None),),
        n_figures=np.ones(24, dtype=np.int64),
        latest_figure=np.full(24, 2020),
    )
    for score in score_world(world, draws):
        assert score.rmse == pytest.approx(0, abs=1e-9)
        assert 0.0005 < score.truth < 0.01


def test_a_refusal_is_a_line_and_the_truth_is_not_in_the_folder():
    def refuse(topic, folder, seed, effort):
        assert not list((folder / "truth").iterdir())
        assert (folder / "figures.csv").exists()
        return [Refused("child_labour_sdg_a", "trend-not-carried")]

    scores = run_world(Task("child-labour", 0, Effort(), 24, 6, 30), refuse)
    found = refusals(scores)
    assert found == {("child-labour", "child_labour_sdg_a", "trend-not-carried"): 1}
    assert not summarise(scores)
    assert "1 child_labour_sdg_a (trend-not-carried)" in page(scores)


def test_of_all_countries_each_counts_once_and_each_world_once():
    """Two worlds: of 10 + 30 countries 9 + 24 are held, of 20 + 20 then 20 + 10."""
    world = invented(1)
    one = next(iter(score_world(world, forecast(world))))

    def score(number, target, places, held):
        return replace(one, world=number, target=target, places=places, covered_90=held / places)

    scores = [
        score(0, TARGETS[0], 10, 9), score(0, TARGETS[1], 30, 24), score(0, TARGETS[2], 5, 0),
        score(1, TARGETS[0], 20, 20), score(1, TARGETS[1], 20, 10),
    ]  # fmt: skip
    found = {line.targets: line for line in together(scores, [TARGETS[:2], TARGETS[:1]])}
    every, own = found[TARGETS[:2]], found[TARGETS[:1]]
    assert every.covered == pytest.approx((33 / 40 + 30 / 40) / 2)
    assert own.covered == pytest.approx((0.9 + 1.0) / 2)
    # Student's t with one degree of freedom, 12.7: nothing is left out of two worlds.
    half = 12.706 * abs(33 / 40 - 30 / 40) / 2
    assert (every.covered_low, every.covered_high) == pytest.approx(
        (every.covered - half, 1.0), abs=1e-3
    )


def test_countries_that_are_refused_are_apart_from_those_that_are_published():
    world = invented(1)
    draws = forecast(world, whole_ages=True)
    draws = replace(draws, new_survey=NewSurvey(np.zeros(draws.share.shape[:2]), 2000.0))
    without = [c for c, n in zip(draws.countries, draws.n_figures, strict=True) if n == 0]
    whole = {(one.target, one.when): one for one in score_world(world, draws)}
    apart = {(one.target, one.when): one for one in score_world(world, draws, without[:2])}
    for kind in ("country", "new survey, country"):
        assert (f"{kind} refused", "last") not in whole
        assert apart[f"{kind} refused", "last"].places == 2
        published = apart[f"{kind} without", "last"].places
        assert published == whole[f"{kind} without", "last"].places - 2 == len(without) - 2
        name = f"{kind} with figures"
        assert apart[name, "last"].places == whole[name, "last"].places
    surveyed = draws.countries[int(np.argmax(draws.n_figures))]
    with pytest.raises(AssertionError, match="figures of its own"):
        list(score_world(world, draws, [surveyed]))


@pytest.mark.slow
def test_of_rare_cases_right_draws_hold_ninety_percent_evenly_and_more_as_they_stand():
    chance = np.random.default_rng(87)
    rate = chance.gamma(0.8, 1.0, 4000)
    found = chance.poisson(rate)
    drawn = chance.poisson(chance.gamma(0.8, 1.0, (2000, 4000)))
    as_it_stands = _holds(drawn, found, 0.9).mean()
    assert as_it_stands > 0.93
    assert _holds_evenly(drawn, found, 0.9).mean() == pytest.approx(0.9, abs=0.01)
    # Draws that are too near to each other hold less, evenly too.
    near = chance.poisson(np.full((2000, 4000), 0.8))
    assert _holds_evenly(near, found, 0.9).mean() < 0.86
    smooth = chance.normal(size=(999, 500))
    truth = chance.normal(size=500)
    assert (_holds_evenly(smooth, truth, 0.9) == _holds(smooth, truth, 0.9)).mean() > 0.99


def test_scores_come_back_from_their_file(tmp_path):
    world = invented(1)
    scores = list(score_world(world, forecast(world)))
    write_scores(tmp_path / "a.csv", scores)
    read = read_scores(tmp_path / "a.csv")
    write_scores(tmp_path / "b.csv", read)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert [(one.target, one.when, one.places) for one in read] == [
        (one.target, one.when, one.places) for one in scores
    ]


def test_worlds_that_are_in_the_table_are_not_run_again(tmp_path):
    table, made = tmp_path / "worlds.csv", tmp_path / "page.md"
    world = invented(0)
    write_scores(table, list(score_world(world, forecast(world))))
    before = table.read_bytes()
    options = ["--worlds", "1", "--topic", "child-labour", "--jobs", "1"]
    assert main([*options, "--table", str(table), "--page", str(made)]) == 0
    assert table.read_bytes() == before
    assert made.read_text("utf-8") == page(read_scores(table))


@pytest.mark.parametrize("other", [["--survey-error", "0.6"], ["--own-movement", "3"]])
def test_worlds_of_another_kind_do_not_get_into_the_committed_table(other, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--worlds", "1", *other, "--table", str(tmp_path / "worlds.csv")])
    assert "a --table and a --page of their own" in capsys.readouterr().err


def test_the_kind_of_world_that_is_asked_for_is_the_one_that_is_invented():
    task = Task("child-labour", 0, Effort(), 30, 10, survey_error=0.6, own_movement=3.0)
    shape = task.invent().shape
    assert (shape.survey_error, shape.own_movement) == (0.6, 3.0)


def test_the_number_of_surveys_goes_from_70_to_200_with_the_seed():
    found = [Task("child-labour", seed, Effort(), 30, 10).invent() for seed in (0, 1, 3)]
    assert [world.shape.surveys for world in found] == [70, 107, 181]


@pytest.mark.parametrize(
    ("table", "made", "movement"),
    [(TABLE, PAGE, 1.0), (worlds_lively.TABLE, worlds_lively.PAGE, worlds_lively.OWN_MOVEMENT)],
)
def test_the_page_in_the_documentation_is_made_of_the_table(table, made, movement):
    scores = read_scores(table)
    assert made.read_text("utf-8") == page(scores, movement)
    # Every world that was begun is there, with the size that the page names.
    for topic in {score.topic for score in scores}:
        seeds = sorted({score.world for score in scores if score.topic == topic})
        assert seeds == list(range(len(seeds)))
