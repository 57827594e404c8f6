"""Benchmarked weights: they meet every number, and say so where they cannot."""

import numpy as np
import polars as pl
import pytest

from measure87.cli.speech.speaker import speaker
from measure87.collect.report import MappingReport
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.messages import warning_text
from measure87.estimate.weighting import Benchmark, Margin, Range, calibrate
from measure87.estimate.weighting.calibration import (
    CLASS,
    WEIGHT,
    outside_benchmark,
    outside_notice,
)
from measure87.vocabulary.errors import DataError

SEX = Margin(("sex",), {("1",): 5200.0, ("2",): 4800.0})
AGE = Margin(("age",), {(Range(5, 11),): 6000.0, (Range(12, 17),): 4000.0})


def persons(n: int = 400) -> pl.DataFrame:
    rng = np.random.default_rng(8)
    return pl.DataFrame(
        {
            "age": rng.integers(5, 18, n),
            "sex": rng.integers(1, 3, n),
            "w": rng.uniform(0.5, 1.5, n),
        }
    )


def naive_raking(frame: pl.DataFrame, margins: list[Margin], rounds: int = 500) -> np.ndarray:
    """Proportional fitting, margin after margin: a second way to the same weights."""
    weight = frame["w"].to_numpy().copy()
    for _ in range(rounds):
        for margin in margins:
            (name,) = margin.variables
            values = frame[name].to_list()
            for (part,), wanted in margin.persons.items():
                own = [part.holds(v) if isinstance(part, Range) else part == str(v) for v in values]
                weight[own] *= wanted / weight[own].sum()
    return weight


def test_raking_is_proportional_fitting():
    frame = persons()
    found = calibrate(frame.lazy(), "w", Benchmark((SEX, AGE))).table.collect()
    np.testing.assert_allclose(found[WEIGHT], naive_raking(frame, [SEX, AGE]), rtol=1e-10)
    assert found.select(frame.columns).equals(frame)


@pytest.mark.parametrize("distance", ["raking", "linear", "logit", "truncated"])
def test_all_distances_meet_all_margins(distance):
    benchmark = Benchmark((SEX, AGE), distance=distance, bounds=(0.5, 2.0))
    found = calibrate(persons().lazy(), "w", benchmark).table.collect()
    by_sex = found.group_by("sex").agg(pl.col(WEIGHT).sum()).sort("sex")[WEIGHT]
    np.testing.assert_allclose(by_sex, [5200.0, 4800.0], rtol=1e-10)
    young = found.filter(pl.col("age") <= 11)[WEIGHT].sum()
    assert young == pytest.approx(6000.0, rel=1e-10)


@pytest.mark.parametrize("distance", ["raking", "linear", "logit", "truncated"])
def test_a_known_sum_of_which_nobody_has_a_part_is_refused_and_of_nothing_is_met(distance):
    frame = persons().with_columns(work=0.0)
    wide = {"distance": distance, "bounds": (0.01, 100.0)}
    with pytest.raises(DataError, match=r"nobody in the sample has any work, .* is 1,500") as fault:
        calibrate(
            frame.lazy(), "w", Benchmark((SEX,), numbers={"age": 9e4, "work": 1500.0}, **wide)
        )
    assert (fault.value.code, fault.value.where) == ("population-sum-empty", "work")
    none = Benchmark((SEX,), numbers={"work": 0.0}, **wide)
    found = calibrate(frame.lazy(), "w", none).table.collect()[WEIGHT]
    plain = calibrate(frame.lazy(), "w", Benchmark((SEX,), **wide)).table.collect()[WEIGHT]
    np.testing.assert_allclose(found, plain, rtol=1e-9)


def test_the_scale_of_the_given_weights_does_not_matter():
    benchmark = Benchmark((SEX, AGE))
    one = calibrate(persons().lazy(), "w", benchmark).table.collect()[WEIGHT]
    many = persons().with_columns(pl.col("w") * 1000).lazy()
    np.testing.assert_allclose(calibrate(many, "w", benchmark).table.collect()[WEIGHT], one)


def test_other_ages_are_outside_and_said_so():
    frame = pl.concat(
        [persons(), pl.DataFrame({"age": [30, None], "sex": [1, 2], "w": [1.0, 1.0]})]
    )
    found = calibrate(frame.lazy(), "w", Benchmark((SEX, AGE)))
    assert found.n_outside == 2
    last = found.table.collect().tail(2)
    assert last[WEIGHT].to_list() == [0.0, 0.0]
    assert last[CLASS].to_list() == [None, None]
    assert [notice.code for notice in found.notices] == ["outside-population-table"]


@pytest.mark.parametrize(
    ("outside", "said", "persons"),
    [
        (1, "fewer than 25 persons of ages that are unknown", "not-shown"),
        (24, "fewer than 25 persons of ages that are unknown", "not-shown"),
        (25, "25 persons of ages that are unknown", 25),
        (1204, "1,204 persons of ages that are unknown", 1204),
    ],
)
def test_who_is_outside_is_counted_from_where_unknown_ages_are(outside, said, persons):
    """Mostly they are the same persons: what was read must not tell less than this."""
    (notice,) = outside_notice(outside)
    assert notice.text.startswith(said)
    assert notice.values == {"persons": persons}
    (read,) = MappingReport(without_age=outside).warnings
    assert ("fewer than 25" in read.text) == ("fewer than 25" in notice.text)


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ru", "ar"])
@pytest.mark.parametrize("outside", [1, 1204])
def test_who_is_outside_is_said_in_every_language(outside, language):
    (notice,) = outside_notice(outside)
    said = speaker(language).known(notice.text)
    assert said not in (None, notice.text)
    assert warning_text(notice, {}, words(language)) != notice.text


def test_nobody_outside_is_nothing_to_say():
    assert outside_notice(0) == []


def test_a_person_of_the_tables_ages_without_a_class_is_an_error():
    frame = pl.concat([persons(), pl.DataFrame({"age": [9], "sex": [None], "w": [1.0]})])
    with pytest.raises(DataError, match="no number for a class of sex") as fault:
        calibrate(frame.lazy(), "w", Benchmark((SEX, AGE)))
    assert fault.value.code == "population-hole"


def test_codes_that_are_written_otherwise_are_shown():
    """A table has 01 where the survey has 1."""
    sex = Margin(("sex",), {("01",): 5200.0, ("02",): 4800.0})
    with pytest.raises(DataError, match="no number for a class of sex") as fault:
        calibrate(persons().lazy(), "w", Benchmark((sex,)))
    assert "of sex the table has 01, 02" in fault.value.hint


def test_a_class_that_one_side_lacks_is_an_error():
    three = Margin(("sex",), {("1",): 5200.0, ("2",): 4000.0, ("3",): 800.0})
    with pytest.raises(DataError, match=r"nobody in the sample is in sex 3, which has 800"):
        calibrate(persons().lazy(), "w", Benchmark((three,)))
    none = Margin(("sex",), {("1",): 5200.0, ("2",): 0.0})
    with pytest.raises(DataError, match="the population has nobody in sex 2"):
        calibrate(persons().lazy(), "w", Benchmark((none,)))


def test_margins_that_contradict_each_other_have_no_weights():
    frame = pl.DataFrame({"a": [1, 2], "b": [1, 2], "w": [1.0, 1.0]})
    margins = (
        Margin(("a",), {("1",): 70.0, ("2",): 30.0}),
        Margin(("b",), {("1",): 30.0, ("2",): 70.0}),
    )
    with pytest.raises(DataError) as fault:
        calibrate(frame.lazy(), "w", Benchmark(margins))
    assert fault.value.code == "calibration-failed"


def test_a_linear_weight_below_nought_is_refused():
    frame = pl.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 1, 2], "w": [50.0, 1.0, 1.0, 50.0]})
    margins = (
        Margin(("a",), {("1",): 90.0, ("2",): 10.0}),
        Margin(("b",), {("1",): 20.0, ("2",): 80.0}),
    )
    with pytest.raises(DataError) as fault:
        calibrate(frame.lazy(), "w", Benchmark(margins, distance="linear"))
    assert fault.value.code == "calibration-negative"
    found = calibrate(frame.lazy(), "w", Benchmark(margins)).table.collect()
    assert found[WEIGHT].min() > 0.0


def test_margins_that_differ_by_rounding_are_scaled_and_said_so():
    rounded = Margin(("age",), {(Range(5, 11),): 6000.0, (Range(12, 17),): 4010.0})
    found = calibrate(persons().lazy(), "w", Benchmark((SEX, rounded)))
    assert found.table.collect()[WEIGHT].sum() == pytest.approx(10_000.0)
    assert "population-scaled" in [notice.code for notice in found.notices]


def test_a_table_of_the_whole_population_serves_a_survey_of_children():
    ages = {(Range(0, 4),): 5000.0, **AGE.persons, (Range(18),): 40_000.0}
    whole = Benchmark((Margin(("age",), ages),))
    found = calibrate(persons().lazy(), "w", whole)
    assert found.table.collect()[WEIGHT].sum() == pytest.approx(10_000.0)
    assert [notice.code for notice in found.notices] == ["population-unreached"]


@pytest.mark.parametrize("ages", [Range(12, 24), Range(0, 11)])
def test_a_class_that_lies_half_beyond_the_sample_is_an_error(ages):
    other = Range(5, 11) if ages.first == 12 else Range(12, 17)
    half = Margin(("age",), {(ages,): 9000.0, (other,): 5000.0})
    with pytest.raises(DataError, match="reaches beyond the sample, which has age 5 to 17"):
        calibrate(persons().lazy(), "w", Benchmark((half,)))


@pytest.mark.parametrize("unit", [1000.0, 10_000.0 / 100.0])
def test_a_population_in_thousands_or_per_cent_is_refused(unit):
    """Its numbers of children would be a thousandth of what they are."""
    small = Margin(("sex",), {which: persons / unit for which, persons in SEX.persons.items()})
    with pytest.raises(DataError, match="the sample 400") as fault:
        calibrate(persons().lazy(), "w", Benchmark((small,)))
    assert fault.value.code == "population-below-sample"
    own = Margin(("sex",), {("1",): 190.0, ("2",): 210.0})
    assert calibrate(persons().lazy(), "w", Benchmark((own,))).n_outside == 0


@pytest.mark.parametrize(("times", "warned"), [(9.5, False), (11.0, True)])
def test_weights_of_some_that_grow_ten_times_as_much_as_those_of_others_are_told(times, warned):
    frame = persons().with_columns(w=pl.lit(1.0))
    girls, boys = ((frame["sex"] == sex).sum() for sex in (1, 2))
    margin = Margin(("sex",), {("1",): 1000.0 * times * girls, ("2",): 1000.0 * boys})
    found = calibrate(frame.lazy(), "w", Benchmark((margin,)))
    codes = [notice.code for notice in found.notices]
    assert ("unequal-factors" in codes) is warned


def test_those_with_a_weight_and_a_value_who_are_in_no_class_are_counted_by_column():
    """Of five persons beyond the ages one has no weight; of four one has no x, two no y."""
    outside = {
        "age": [30, 31, None, 32, 33],
        "sex": [1, 2, 1, 2, 1],
        "w": [1.0, 1.0, 1.0, 0.0, 2.0],
    }
    beyond = pl.DataFrame(outside | {"x": [1, None, 0, 1, 1], "y": [None, None, 0, 1, 1]})
    inside = persons().with_columns(x=pl.lit(1), y=pl.lit(None, pl.Int64))
    table = pl.concat([inside, beyond], how="diagonal_relaxed").lazy()
    benchmark = Benchmark((SEX, AGE))
    assert outside_benchmark(table, "w", benchmark, ("x", "y")) == {"x": 3, "y": 2}
    assert outside_benchmark(table, None, benchmark, ("y", "x")) == {"y": 3, "x": 4}
    assert outside_benchmark(inside.lazy(), "w", benchmark, ("x",)) == {"x": 0}


@pytest.mark.parametrize(("number", "thin"), [(1, True), (9, True), (10, False)])
def test_a_class_of_fewer_than_ten_persons_is_told(number, thin):
    """One person is few, and nobody is an error of its own."""
    sex = [1] * number + [2] * (400 - number)
    found = calibrate(persons().with_columns(sex=pl.Series(sex)).lazy(), "w", Benchmark((SEX,)))
    told = [one for one in found.notices if one.code == "thin-class"]
    assert [one.values["which"] for one in told] == (["sex 1"] if thin else [])
