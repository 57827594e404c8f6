"""The parts that checks rest on: interviewers beside others, far values, pairs, times, answers."""

from datetime import date, datetime
from types import SimpleNamespace

import msgspec
import numpy as np
import polars as pl
import pytest

from measure87.collect.form.model import Question, Section
from measure87.collect.quality.answers import all_answers
from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.extremes import far_values, suited_scale
from measure87.collect.quality.field_data import read_field_data
from measure87.collect.quality.likeness import (
    LEAST_ANSWERS,
    Coded,
    alike_pairs,
    chance_pairs,
    likeness,
    pairs_looked_at,
    tail_of,
)
from measure87.collect.quality.times import instants
from tests.collect.quality.field_study import clean_study


def looked_at(who, units=None, k=None):
    k = int(max(who)) + 1 if k is None else k
    data = SimpleNamespace(who=np.asarray(who), units=units)
    return SimpleNamespace(data=data, labels=tuple(f"L{n}" for n in range(k)))


def test_an_interviewer_is_beside_others_by_means_and_counts():
    who = np.repeat(np.arange(10), 30)
    events = np.zeros(300)
    events[:15] = 1.0
    areas = np.tile(np.arange(30), 10)
    found = compared(looked_at(who, areas), events, np.ones(300))
    assert (found[0].own, found[0].others, found[0].interviews) == (0.5, 0.0, 30)
    assert found[0].p < 1e-9
    assert min(one.p for one in found[1:]) > 0.5


def test_fewer_than_twenty_interviews_are_not_judged():
    who = np.repeat([0, 1, 2, 3], [19, 20, 40, 40])
    assert [one.who for one in compared(looked_at(who), np.arange(119.0))] == [1, 2, 3]


def test_two_interviewers_are_not_compared():
    assert compared(looked_at(np.repeat([0, 1], 40)), np.arange(80.0)) == []


def test_what_areas_differ_by_is_not_an_interviewers():
    """Areas of different truths: no alarm, whether they are known or not."""
    rng = np.random.default_rng(1)
    who, units = np.repeat(np.arange(8), 40), np.arange(320) // 10
    alarms = {"known": 0, "not known": 0}
    for _ in range(100):
        values = rng.normal(0, 2.0, 32)[units] + rng.normal(0, 1.0, 320)
        for name, areas in (("known", units), ("not known", None)):
            found = compared(looked_at(who, areas), values, side="both")
            alarms[name] += min(one.p for one in found) < 0.01 / 8
    # At most one in a hundred is meant; five would be a chance of four in a thousand.
    assert alarms["known"] < 5
    assert alarms["not known"] < 5


def test_with_one_area_each_nobody_is_accused_of_what_her_area_is_like():
    """Areas that refuse more or less; then one interviewer who has others' refusals many times."""
    rng = np.random.default_rng(8)
    who = np.repeat(np.arange(20), 25)
    alarms = found = 0
    for _ in range(100):
        odds = -3.0 + rng.normal(0, 0.7, 20)[who] + rng.normal(0, 0.7, who.size)
        events = rng.binomial(12, 1 / (1 + np.exp(-odds))).astype(float)
        chances = np.full(who.size, 12.0)
        look = looked_at(who, who)
        alarms += bool(beyond_chance(compared(look, events, chances), 0.01))
        events[who == 4] = rng.binomial(12, 0.6, 25)
        found += 4 in {one.who for one in beyond_chance(compared(look, events, chances), 0.01)}
    assert alarms <= 4  # one is meant
    assert found >= 90


def test_p_values_of_dice_are_uniform():
    rng = np.random.default_rng(2)
    who = np.repeat(np.arange(5), 60)
    p = [one.p for _ in range(200) for one in compared(looked_at(who), rng.normal(size=300))]
    # 1,000 p-values, five of a set a little dependent: five standard errors are 0.034.
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.034)
    assert np.mean(p) == pytest.approx(0.5, abs=0.05)


def test_a_far_value_is_found_on_the_side_that_is_asked_for():
    values = np.concatenate([np.random.default_rng(3).normal(0, 1, 200), [-40.0]])
    assert far_values(values, 0.01).nonzero()[0].tolist() == [200]
    assert not far_values(values, 0.01, side="high").any()


FORMS = ["normal", "exponential", "gamma", "poisson", "student", "lognormal"]


@pytest.mark.parametrize("draw", FORMS)
def test_clean_numbers_of_many_forms_have_no_far_values(draw):
    rng = np.random.default_rng(4)
    draws = {
        "normal": lambda: rng.normal(30, 5, 500),
        "exponential": lambda: rng.exponential(100, 500),
        "gamma": lambda: rng.gamma(2, 10, 500),
        "poisson": lambda: rng.poisson(3, 500).astype(float),
        "student": lambda: 50 + rng.standard_t(8, 500),
        "lognormal": lambda: rng.lognormal(4, 1.5, 500),
    }
    alarms = sum(far_values(suited_scale(draws[draw]()), 0.001, comparisons=5_000).any()
                 for _ in range(200))  # fmt: skip
    # The level is one in a thousand studies; long tails may have a few in 200 without a gap.
    assert alarms <= 2


def test_a_slip_of_a_digit_is_found_among_numbers_of_many_forms():
    rng = np.random.default_rng(5)
    for usual, slip in ((rng.normal(36, 12, 400), 360), (rng.lognormal(4, 0.8, 400), 90_000),
                        (rng.integers(0, 80, 400).astype(float), 430)):  # fmt: skip
        values = np.append(np.abs(usual), float(slip))
        assert far_values(suited_scale(values), 0.001, comparisons=5_000)[-1]


def test_all_alike_have_no_far_value():
    assert not far_values(np.ones(50), 0.01).any()


@pytest.fixture
def content():
    rng = np.random.default_rng(7)
    codes = rng.integers(-1, 4, (150, 20))
    codes[10] = codes[3]
    codes[90, :18] = codes[40, :18]
    return Coded(codes, rng.uniform(0.2, 3.0, (20, 4)), np.full(20, -3.0))


def test_pairs_above_a_score_are_those_of_a_naive_search(content):
    """By products of matrices as by looking at every pair."""

    def score(i, j):
        a, b = content.codes[i], content.codes[j]
        both = [m for m in range(20) if a[m] >= 0 and b[m] >= 0]
        return sum(
            content.worth[m, a[m]] if a[m] == b[m] else content.unequal[m] for m in both
        ), both

    naive = set()
    for i in range(150):
        for j in range(i + 1, 150):
            total, both = score(i, j)
            assert likeness(content, np.array([i]), np.array([j]))[0] == pytest.approx(
                total if len(both) >= LEAST_ANSWERS else -np.inf
            )
            if total > -18.0 and len(both) >= LEAST_ANSWERS:
                naive.add((i, j))
    assert {(3, 10), (40, 90)} < naive
    found = alike_pairs(content, np.zeros(150, np.int64), -18.0)
    assert set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == naive
    assert found.count == 150 * 149 // 2


def test_beyond_a_limit_pairs_are_those_of_one_interviewer(content, monkeypatch):
    monkeypatch.setattr("measure87.collect.quality.likeness._ALL_PAIRS_UP_TO", 100)
    who = np.arange(150) % 2
    found = alike_pairs(content, who, 5.0)
    assert list(zip(found.first, found.second, strict=True)) == [(40, 90)]
    assert found.count == pairs_looked_at(who) == 2 * 75 * 74 // 2


def test_pairs_by_chance_are_of_different_interviewers():
    who = np.repeat(np.arange(4), 50)
    first, second = chance_pairs(who)
    assert (who[first] != who[second]).all()


def test_a_tail_that_is_exponential_is_found_again():
    scores = np.random.default_rng(6).exponential(3.0, 200_000)
    tail = tail_of(scores)
    assert tail.scale == pytest.approx(3.0, rel=0.25)
    assert tail.chance(np.array([30.0]))[0] == pytest.approx(np.exp(-10), rel=1.5)
    assert tail.chance(np.array([0.0]))[0] == 1.0
    assert tail.chance(np.array([tail.score_of(1e-9)]))[0] == pytest.approx(1e-9)


def test_times_are_read_with_and_without_a_zone(tmp_path):
    study = clean_study(1, interviews=40)
    data = read_field_data(study.write(tmp_path))
    text = instants(data)
    first = datetime.fromisoformat(study.main["start"][0])
    assert text.start[0] == first.timestamp()
    assert text.wall[0] == pytest.approx(first.hour + first.minute / 60)
    for zone, expected in ((None, None), ("Africa/Nairobi", first.hour + first.minute / 60)):
        typed = study.main.with_columns(
            pl.col("start", "end").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3f%z", time_unit="us")
        )
        settings = f'time_zone = "{zone}"\n' if zone else ""
        (tmp_path / "field" / "evening.toml").write_text(settings)
        typed.write_parquet(tmp_path / "field" / "tables" / "main.parquet")
        found = instants(read_field_data(tmp_path))
        assert found.start[0] == first.timestamp()
        assert found.wall is None if expected is None else found.wall[0] == pytest.approx(expected)


def test_asked_given_refused_are_told_apart_in_tables_and_repeats(tmp_path):
    study = clean_study(1, interviews=40)
    data = read_field_data(study.write(tmp_path))
    found = {one.item.name: one for one in all_answers(data)}
    person = study.person
    asked = (person["age"] >= 5).to_numpy()
    assert (found["works"].asked == asked).all()
    assert (found["works"].given == asked).all()
    assert found["works"].refused.sum() == (person["works"] == "9").sum()
    assert found["works"].not_known.sum() == (person["works"] == "8").sum()
    agreed = (study.main["consent"] == "1").fill_null(False).to_numpy()
    assert (found["co1"].asked == agreed).all()
    assert (found["goods"].given == agreed).all()
    assert "name" not in found, "a direct identifier is in no table"
    ids = np.array(study.main["_id"].to_list())[found["works"].interview]
    assert (ids == person["_id"].to_numpy()).all()


def test_a_relevance_that_cannot_be_worked_out_leaves_asked_unknown(tmp_path):
    study = clean_study(1, interviews=40)
    odd = [msgspec.structs.replace(c, relevant="pulldata(1)") if c.name == "house" else c
           for c in study.form.children]  # fmt: skip
    study.form = msgspec.structs.replace(study.form, children=tuple(odd))
    found = {one.item.name: one for one in all_answers(read_field_data(study.write(tmp_path)))}
    assert found["rooms"].asked is None
    assert found["co1"].asked is not None


def test_the_day_is_given_and_not_taken_from_the_clock(tmp_path):
    from measure87.collect.quality.evening import check_field_data
    from measure87.collect.quality.labels import kept_labels

    data = read_field_data(clean_study(1, interviews=40).write(tmp_path))
    labels = kept_labels(tmp_path / "field", data.interviewers)
    assert check_field_data(data, labels, date(2027, 1, 2)).evening.evening == "2027-01-02"


def test_a_block_within_a_block_sees_what_was_said_above(tmp_path):
    """Jobs of members: asked of those who work, in households that were interviewed."""
    study = clean_study(1, interviews=40)
    job = Section(
        "job",
        (Question("paid", "select_one", choices="yesno", required=True,
                  relevant="${works} = '1' and ${consent} = '1'"),
         Question("tools", "select_one", choices="yesno", relevant="${paid} = '1'")),
        repeats=True,
    )  # fmt: skip
    study.form = msgspec.structs.replace(study.form, children=tuple(
        msgspec.structs.replace(c, children=(*c.children, job)) if c.name == "person" else c
        for c in study.form.children
    ))  # fmt: skip
    folder = study.write(tmp_path)
    jobs = study.person.select("_id", _parent_row="_row", _row=pl.lit(1)).with_columns(
        paid=pl.lit("1"), tools=pl.lit(None, pl.String)
    )
    jobs.write_parquet(folder / "field" / "tables" / "job.parquet")
    found = {one.item.name: one for one in all_answers(read_field_data(folder))}
    works = (study.person["works"] == "1").fill_null(False).to_numpy()
    assert (found["paid"].asked == works).all()
    assert found["tools"].asked.all()
    assert not found["tools"].given.any()
    jobs.drop("_parent_row").write_parquet(folder / "field" / "tables" / "job.parquet")
    found = {one.item.name: one for one in all_answers(read_field_data(folder))}
    assert found["paid"].asked is None
    assert found["tools"].asked.all()


def test_without_interviewers_and_with_typed_times_everything_else_is_checked(tmp_path):
    from measure87.collect.quality.evening import check_field_data

    study = clean_study(1, interviews=120)
    study.main = study.main.drop("_submitter", "_review", "_deleted").with_columns(
        pl.col("start", "end").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3f%z", time_unit="us"),
        pl.col("consent", "co1").cast(pl.Categorical),
    )
    study.form = msgspec.structs.replace(study.form, country="KEN")
    data = read_field_data(study.write(tmp_path))
    run = check_field_data(data, (), date(2027, 3, 20))
    assert run.evening.interviewers == ()
    assert [one for one in run.evening.findings if one.alarm] == []
    made = {one.name for one in run.evening.checks if one.not_made is None}
    assert {"outliers", "near_identical", "times_of_day", "item_nonresponse"} <= made
