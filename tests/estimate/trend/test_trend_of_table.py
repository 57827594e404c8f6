"""Changes and slopes of rounds that share places or persons, against R and by hand."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    difference,
    estimate_survey,
)
from measure87.estimate.trend import RoundsOfTable, estimate_trends
from measure87.estimate.trend.of_table import as_frame, with_statuses
from measure87.estimate.trend.overlap import units_of_round
from measure87.vocabulary.errors import DataError, UsageError

REFERENCE = Path(__file__).parents[2] / "reference" / "trend"
ROUNDS = pl.read_csv(REFERENCE / "rounds.csv")
R = json.loads((REFERENCE / "trend.json").read_text())
DESIGN = SurveyDesign("weight", "stratum", ("psu",))
OUTCOMES = (
    Outcome("work", "work"),
    Outcome("total", "work", statistic="total"),
    Outcome("hours", "hours", "number", "mean"),
)
SAME = RoundsOfTable("year", overlap="clusters")


def trends(table=ROUNDS, outcomes=OUTCOMES, design=DESIGN, rounds=SAME, by=(), **options):
    tables = [DomainTable((name,)) for name in by]
    rng = np.random.default_rng(1)
    return estimate_trends(table, outcomes, design, rounds, tables, rng=rng, **options)


def one(found, name, statistic, **group):
    everything = [*found.estimates, *found.changes]
    (it,) = (x for x in everything if (x.name, x.statistic, x.group) == (name, statistic, group))
    return it


# Reference: R survey 4.4-2, one design of all rounds with shared places, rounds as domains,
# svyby(covmat = TRUE) and svycontrast; made by tests/reference/trend/trend.R. The same arithmetic,
# and no iteration, so rounding only.
@pytest.mark.parametrize("kind", ["plain", "fpc"])
@pytest.mark.parametrize("name", ["work", "total", "hours"])
def test_places_in_all_rounds_are_as_r_has_them(kind, name):
    design = DESIGN if kind == "plain" else replace(DESIGN, fpc=("places",))
    found = trends(design=design)
    for statistic, key in (("slope", "slope"), ("change-of-slope", "bend")):
        got = one(found, name, statistic)
        assert [got.value, got.se] == pytest.approx(R[f"{kind}.{name}.{key}"], rel=1e-9)
    (change,) = (x for x in found.changes if x.name == name and x.minus.group == {"year": "2014"})
    assert [change.value, change.se] == pytest.approx(R[f"{kind}.{name}.change"], rel=1e-9)
    assert change.group == {"year": "2021"}


def test_groups_and_log_odds_are_as_r_has_them():
    found = trends(outcomes=OUTCOMES[:1], by=("sex",))
    got = one(found, "work", "slope", sex="2")
    assert [got.value, got.se] == pytest.approx(R["plain.girls.work.slope"], rel=1e-9)
    found = trends(outcomes=OUTCOMES[:1], by=("sex",), scale="logit")
    for key, group in (("plain.work", {}), ("plain.girls.work", {"sex": "2"})):
        got = one(found, "work", "slope", **group)
        assert [got.value, got.se] == pytest.approx(R[f"{key}.logit.slope"], rel=1e-9)
        assert got.unit == "log odds per year"


def rotated(table=ROUNDS):
    """Each round leaves out two places of a stratum, other ones each time."""
    out = {2014: (1, 2), 2017: (3, 4), 2021: (1, 5)}
    keep = pl.lit(True)
    for year, places in out.items():
        keep &= ~((pl.col("year") == year) & pl.col("psu").is_in(places))
    return table.filter(keep)


def by_hand(table, first, second, *, correction=False):
    """Covariance of the mean of `work` in two rounds, place by place."""
    deviation, n, place_count = {}, {}, {}
    for year in (first, second):
        rows = table.filter(pl.col("year") == year).to_dicts()
        total = sum(r["weight"] for r in rows)
        mean = sum(r["weight"] * r["work"] for r in rows) / total
        z = {}
        for r in rows:
            at = (r["stratum"], r["psu"])
            z[at] = z.get(at, 0.0) + r["weight"] * (r["work"] - mean) / total
            place_count[r["stratum"]] = r["places"]
        for stratum in {at[0] for at in z}:
            own = {at: v for at, v in z.items() if at[0] == stratum}
            n[year, stratum] = m = len(own)
            centre = sum(own.values()) / m
            for at, v in own.items():
                deviation[year, at] = (v - centre) * (m / (m - 1)) ** 0.5
    found = 0.0
    for stratum in range(1, 5):
        shared = [
            p
            for p in range(1, 7)
            if (first, (stratum, p)) in deviation and (second, (stratum, p)) in deviation
        ]
        k = 1.0
        if correction and shared:
            n1, n2, big = n[first, stratum], n[second, stratum], place_count[stratum]
            k = max(0.0, 1.0 - n1 * n2 / (big * len(shared)))
        found += k * sum(
            deviation[first, (stratum, p)] * deviation[second, (stratum, p)] for p in shared
        )
    return found


@pytest.mark.parametrize("correction", [False, True])
def test_places_that_rotate_are_as_by_hand(correction):
    table = rotated()
    design = replace(DESIGN, fpc=("places",)) if correction else DESIGN
    found = trends(table, OUTCOMES[:1], design)
    levels = {x.group["year"]: x for x in found.figures}
    for change in found.changes:
        early = change.minus.group["year"]
        shared = by_hand(table, int(early), 2021, correction=correction)
        assert shared != 0.0
        expected = difference(levels["2021"], levels[early], shared)
        assert change.se == pytest.approx(expected.se, rel=1e-12)
        assert change.lower == pytest.approx(expected.lower, rel=1e-12)


def test_new_places_with_old_numbers_have_no_covariance():
    found = trends(outcomes=OUTCOMES[:1], rounds=RoundsOfTable("year", overlap="none"))
    levels = {x.group["year"]: x for x in found.figures}
    change = found.changes[0]
    assert change.se == pytest.approx(np.hypot(levels["2014"].se, levels["2021"].se), rel=1e-12)


def test_a_panel_of_persons_is_like_one_whose_persons_are_places():
    persons = ROUNDS.with_columns(id=pl.col("stratum") * 100 + pl.col("psu")).unique(
        ["year", "id"], keep="first", maintain_order=True
    )
    panel = RoundsOfTable("year", overlap="persons", person="id")
    got = trends(persons, OUTCOMES[:1], SurveyDesign("weight", "stratum"), panel)
    design = SurveyDesign("weight", "stratum", ("id",))
    expected = trends(persons, OUTCOMES[:1], design)
    for a, b in zip(got.estimates, expected.estimates, strict=True):
        assert (a.value, a.se, a.lower) == pytest.approx((b.value, b.se, b.lower), rel=1e-12)
    assert got.estimates[0].trend.overlap == "persons"


def test_two_rounds_are_their_difference_over_the_years():
    found = trends(ROUNDS.filter(pl.col("year") != 2017), OUTCOMES)
    assert not [x for x in found.estimates if x.statistic != "slope"]
    for slope, change in zip(found.estimates, found.changes, strict=True):
        for part in ("value", "se", "lower", "upper"):
            assert getattr(slope, part) == pytest.approx(getattr(change, part) / 7, rel=1e-9)


def test_order_of_rows_scale_of_weights_and_names_of_places_do_not_matter():
    expected = trends(outcomes=OUTCOMES[:1], by=("sex",)).estimates
    other = ROUNDS.sample(fraction=1.0, shuffle=True, seed=3).with_columns(
        weight=pl.col("weight") * 7, psu=pl.format("place {}", 9 - pl.col("psu"))
    )
    got = trends(other, OUTCOMES[:1], by=("sex",)).estimates
    for a, b in zip(got, expected, strict=True):
        assert a.group == b.group
        assert (a.value, a.se, a.upper) == pytest.approx((b.value, b.se, b.upper), rel=1e-9)


def assert_same(got, expected, names=None):
    """Equal figures of equal groups, whose codes may have other names."""
    assert len(got) == len(expected) > 0
    for a, b in zip(got, expected, strict=True):
        group = {key: (names or {}).get(code, code) for key, code in b.group.items()}
        assert (a.name, a.statistic, a.group) == (b.name, b.statistic, group)
        assert (a.value, a.se, a.upper) == pytest.approx((b.value, b.se, b.upper), rel=1e-9)


def test_names_of_groups_and_a_category_that_nobody_has_do_not_matter():
    expected = trends(outcomes=OUTCOMES[:1], by=("sex",)).estimates
    names = {"1": "boys", "2": "girls"}
    text = pl.col("sex").cast(pl.String)
    renamed = ROUNDS.with_columns(text.replace(names).alias("sex"))
    assert_same(trends(renamed, OUTCOMES[:1], by=("sex",)).estimates, expected, names)
    empty = ROUNDS.with_columns(text.cast(pl.Enum(["0", "1", "2", "3"])).alias("sex"))
    assert_same(trends(empty, OUTCOMES[:1], by=("sex",)).estimates, expected)


@pytest.mark.spark
def test_spark_gives_the_same(spark, tmp_path):
    ROUNDS.write_parquet(tmp_path / "rounds.parquet")
    table = spark.read.parquet(str(tmp_path / "rounds.parquet"))
    assert_same(trends(table, by=("sex",)).estimates, trends(by=("sex",)).estimates)


def test_duckdb_gives_the_same():
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.from_arrow(ROUNDS.to_arrow())
    got, expected = trends(relation, OUTCOMES).estimates, trends().estimates
    for a, b in zip(got, expected, strict=True):
        assert (a.name, a.statistic) == (b.name, b.statistic)
        assert (a.value, a.se, a.upper) == pytest.approx((b.value, b.se, b.upper), rel=1e-9)


def test_places_with_the_same_code_are_asked_about():
    with pytest.raises(UsageError, match="24 units of psu have the same code in several rounds"):
        trends(rounds=RoundsOfTable("year"))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (ROUNDS.filter(pl.col("year") == 2017), "one-round"),
        (ROUNDS.with_columns(stratum=pl.col("stratum") + 10 * pl.col("year")), "nothing-shared"),
        (ROUNDS.with_columns(year=pl.lit("spring")), "round-date"),
        (ROUNDS.with_columns(year=pl.when(pl.col("psu") > 1).then("year")), "missing-round"),
        (ROUNDS.with_columns(pl.lit(None, pl.Int64).alias("work")), "empty-domain"),
    ],
)
def test_bad_tables_are_refused_in_a_sentence(table, code):
    with pytest.raises(DataError) as caught:
        trends(table, OUTCOMES[:1])
    assert caught.value.code == code
    assert "spring" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (9999, "a code of year is before 1900 or after 2200 as a year"),
        (1899, "a code of year is before 1900 or after 2200 as a year"),
        (99, "a code of year is no date"),
        (None, "year is missing in some rows"),
    ],
)
def test_a_code_for_an_unknown_round_is_no_year(code, text):
    rows = ROUNDS.with_row_index("row").with_columns(
        year=pl.when(pl.col("row").is_in([3, 5])).then(code).otherwise("year")
    )
    named = replace(SAME, table="rounds.csv")
    with pytest.raises(DataError) as caught:
        trends(rows, OUTCOMES[:1], rounds=named)
    assert caught.value.text == f"{text} (2 such rows, first at row 4)"
    assert caught.value.where == "rounds.csv, year"


@pytest.mark.parametrize(
    "rounds",
    [
        pl.datetime(pl.col("year"), 12, 31, 23, 30),
        pl.datetime(pl.col("year"), 12, 31, time_zone="America/Lima"),
        pl.concat_str("year", pl.lit("-12-31T23:30")),
    ],
)
def test_of_rounds_with_a_time_of_day_the_hint_is_to_keep_the_day(rounds):
    rows = ROUNDS.with_columns(year=rounds)
    with pytest.raises(DataError, match="a code of year is no date") as caught:
        trends(rows, OUTCOMES[:1])
    assert "keep the day alone" in caught.value.hint
    days = rows.with_columns(pl.col("year").cast(pl.String).str.head(10).str.to_date())
    assert trends(days, OUTCOMES[:1]).estimates


def test_a_year_of_another_calendar_is_taken_with_its_date():
    rows = ROUNDS.with_columns(year=pl.col("year") + 543)
    with pytest.raises(DataError, match="before 1900 or after 2200 as a year"):
        trends(rows)
    stated = replace(SAME, dates={str(y + 543): y + 0.5 for y in (2014, 2017, 2021)})
    (ours, *_), (plain, *_) = trends(rows, rounds=stated).estimates, trends().estimates
    assert (ours.value, ours.se) == (plain.value, plain.se)


def test_two_rounds_of_one_date_are_refused():
    rounds = replace(SAME, dates={"2014": 2014.5, "2017": 2014.5, "2021": 2021.5})
    with pytest.raises(DataError, match="same date"):
        trends(rounds=rounds)


def test_persons_who_moved_to_another_cluster_are_refused():
    rows = ROUNDS.with_columns(id=pl.int_range(pl.len()) % 50)
    panel = RoundsOfTable("year", overlap="persons", person="id")
    with pytest.raises(DataError, match="in different clusters"):
        trends(rows, rounds=panel)


def test_a_round_without_a_case_has_limits_and_no_test():
    none = ROUNDS.with_columns(
        work=pl.when(pl.col("year") == 2017).then(0).otherwise(pl.col("work"))
    )
    found = trends(none, OUTCOMES[:1])
    (slope,) = found.estimates
    assert slope.lower < slope.value < slope.upper
    assert slope.se is None
    assert slope.trend.p_value is None
    assert [x.code for x in found.refused] == ["no-case-in-a-round"]
    on_log_odds = trends(none, OUTCOMES[:1], scale="logit")
    assert not on_log_odds.estimates
    assert [x.code for x in on_log_odds.refused] == ["no-case-in-a-round"]


def test_no_case_at_all_is_refused():
    found = trends(ROUNDS.with_columns(work=pl.lit(0)), OUTCOMES[:1])
    assert not found.estimates
    assert found.refused[0].text == "no round has a case, so there is no slope to tell"


def test_rounds_that_are_copies_of_each_other_have_no_error_of_a_slope():
    copied = ROUNDS.filter(pl.col("year") == 2014)
    table = pl.concat([copied.with_columns(year=pl.lit(year)) for year in (2014, 2017, 2021)])
    found = trends(table, OUTCOMES[:1])
    assert [one.statistic for one in found.estimates] == ["slope"]
    assert found.estimates[0].se is None
    assert [one.code for one in found.refused] == ["no-variance"]


def test_totals_of_weights_that_are_no_numbers_of_persons_have_no_trend():
    scaled = ROUNDS.with_columns(weight=pl.col("weight") / pl.col("weight").mean())
    found = trends(scaled, OUTCOMES[:2])
    assert {one.name for one in found.estimates} == {"work"}
    assert {one.code for one in found.refused} == {"scaled-weights"}


def in_rotation(*, reused):
    """Half of the places of each round are new, with the old numbers or ones of their own."""
    own = pl.col("psu").cast(pl.Int64) + (0 if reused else 10_000) * (
        (pl.col("wave") != 0).cast(pl.Int64) * pl.col("wave")
    )
    wave = pl.when(pl.col("psu") % 2 == 0).then(0).otherwise(pl.col("year"))
    return ROUNDS.with_columns(wave=wave).with_columns(psu=own)


def test_a_new_rotation_group_may_have_the_numbers_of_one_that_left():
    rotating = RoundsOfTable("year", overlap="clusters", rotation="wave")
    found = trends(in_rotation(reused=True), OUTCOMES[:1], rounds=rotating)
    expected = trends(in_rotation(reused=False), OUTCOMES[:1])
    for statistic in ("slope", "change-of-slope"):
        got, right = one(found, "work", statistic), one(expected, "work", statistic)
        assert [got.value, got.se] == pytest.approx([right.value, right.se], rel=1e-12)
    unaware = one(trends(in_rotation(reused=True), OUTCOMES[:1]), "work", "slope")
    assert unaware.se != pytest.approx(one(found, "work", "slope").se, rel=1e-3)


def test_a_group_of_which_no_place_is_left_is_refused():
    table = in_rotation(reused=False).with_columns(wave=pl.col("wave").clip(0, 1))
    with pytest.raises(DataError, match="1 groups of wave are in two rounds without a unit of psu"):
        trends(
            table, OUTCOMES[:1], rounds=RoundsOfTable("year", overlap="clusters", rotation="wave")
        )


@pytest.mark.parametrize(
    ("wave", "message"),
    [
        (pl.when(pl.col("psu") > 1).then(1), "wave is missing in"),
        (pl.int_range(pl.len()) % 2, "have persons in several groups of wave"),
    ],
)
def test_a_place_is_in_one_rotation_group(wave, message):
    table = ROUNDS.with_columns(wave=wave)
    with pytest.raises(DataError, match=message):
        trends(
            table, OUTCOMES[:1], rounds=RoundsOfTable("year", overlap="clusters", rotation="wave")
        )


def test_rotation_groups_are_of_shared_clusters_alone():
    table = ROUNDS.with_columns(wave=1)
    with pytest.raises(UsageError, match="which clusters are shared"):
        trends(table, OUTCOMES[:1], rounds=RoundsOfTable("year", overlap="none", rotation="wave"))


def test_weights_that_cannot_be_are_told_by_their_row_in_the_table():
    """The last row of the table is of one of three rounds, and not the last of that round."""
    last = pl.int_range(pl.len()) == pl.len() - 1
    for weight, said in ((-1.0, "is a negative number"), (None, "is missing")):
        table = ROUNDS.with_columns(weight=pl.when(last).then(weight).otherwise("weight"))
        with pytest.raises(DataError, match=said) as caught:
            trends(table, OUTCOMES[:1])
        assert f"(1 such rows, first at row {ROUNDS.height})" in caught.value.text


def test_a_column_of_weights_that_is_not_there_or_of_text_is_refused_as_in_one_round():
    with pytest.raises(DataError, match="the table has no column weight"):
        trends(ROUNDS.drop("weight"), OUTCOMES[:1])
    with pytest.raises(DataError, match="weight holds text and not numbers, first in row 1"):
        trends(ROUNDS.with_columns(weight=pl.lit("a")), OUTCOMES[:1])


def test_without_weights_each_person_counts_once():
    plain = trends(ROUNDS, OUTCOMES[:1], replace(DESIGN, weight=None))
    ones = trends(ROUNDS.with_columns(weight=1.0), OUTCOMES[:1])
    for a, b in zip(plain.estimates, ones.estimates, strict=True):
        assert (a.value, a.se) == pytest.approx((b.value, b.se), rel=1e-12)


def test_some_rounds_of_a_table_may_be_chosen():
    chosen = trends(outcomes=OUTCOMES[:1], where={"year": ("2014", "2021")})
    alone = trends(ROUNDS.filter(pl.col("year") != 2017), OUTCOMES[:1])
    (slope,), (expected,) = chosen.estimates, alone.estimates
    assert (slope.value, slope.se) == (expected.value, expected.se)
    assert [one.name for one in slope.trend.rounds] == ["2014", "2021"]


def test_groups_of_a_trend_have_the_labels_of_their_codes():
    found = trends(outcomes=OUTCOMES[:1], by=("sex",), labels={"sex": {"1": "boys", "2": "girls"}})
    slopes = [one for one in found.estimates if one.statistic == "slope"]
    assert [one.labels for one in slopes] == [{}, {"sex": "boys"}, {"sex": "girls"}]


@pytest.mark.parametrize(("rounds", "refused"), [(100, False), (101, True)])
def test_a_chain_has_at_most_100_rounds(rounds, refused):
    """With one row and more of each year; a hundred years are too many for other reasons."""
    table = ROUNDS.with_columns(year=1950 + pl.int_range(pl.len()) % rounds)
    with pytest.raises((DataError, UsageError)) as caught:
        trends(table, OUTCOMES[:1], rounds=RoundsOfTable("year"))
    assert (caught.value.code == "too-many-rounds") is refused
    if refused:
        assert caught.value.text == "year has 101 values, and a chain at most 100 rounds"


def test_a_date_of_a_round_that_there_is_not_is_refused():
    with pytest.raises(UsageError, match="a date is of the round 2015, which there is not"):
        trends(rounds=replace(SAME, dates={"2015": 2015.5}))


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        ("1899", False),
        ("1900", True),
        ("1900-01-01", True),
        ("2200", True),
        ("2201-01-01", False),
        ("2201", False),
    ],
)
def test_a_round_may_be_of_any_year_from_1900_to_2200(code, fine):
    table = ROUNDS.with_columns(year=pl.col("year").cast(pl.String).replace("2017", code))
    if fine:
        slope = trends(table, OUTCOMES[:1]).estimates[0]
        assert code in [one.name for one in slope.trend.rounds]
    else:
        with pytest.raises(DataError, match="before 1900 or after 2200"):
            trends(table, OUTCOMES[:1])


@pytest.mark.parametrize(
    "year",
    [
        pl.col("year").cast(pl.Float64),
        pl.col("year").cast(pl.String),
        pl.date(pl.col("year"), 7, 2),
        pl.datetime(pl.col("year"), 7, 2),
    ],
    ids=["number", "text", "day", "time"],
)
def test_the_year_of_a_row_may_be_a_number_a_text_or_a_day(year):
    found = trends(ROUNDS.with_columns(year=year), OUTCOMES[:1])
    expected = trends(outcomes=OUTCOMES[:1])
    assert [one.value for one in found.figures] == [one.value for one in expected.figures]
    assert found.estimates[0].value == pytest.approx(expected.estimates[0].value, rel=1e-3)


def test_rows_of_a_table_without_an_order_have_no_numbers():
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.from_arrow(ROUNDS.with_columns(year=pl.lit("spring")).to_arrow())
    with pytest.raises(DataError) as caught:
        trends(relation, OUTCOMES[:1])
    assert caught.value.text == "a code of year is no date"


def test_a_group_of_one_round_has_no_trend_and_is_told_with_those_that_lack_it():
    third = pl.when((pl.col("year") == 2021) & (pl.col("psu") == 2)).then(3).otherwise("sex")
    found = trends(ROUNDS.with_columns(sex=third), OUTCOMES[:1], by=("sex",))
    (refused,) = found.refused
    assert (refused.code, refused.group) == ("not-in-every-round", {"sex": "3"})
    assert refused.text == "there is no such figure in 2014, 2017"


def test_a_change_between_rounds_of_one_table_has_no_other_source():
    assert {one.minus.source for one in trends(outcomes=OUTCOMES[:1]).changes} == {None}


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty"])
def test_deviations_of_units_have_the_variance_of_their_figure(rule):
    """One stratum has one unit, and a group is in three of the strata: errors squared add up."""
    table = ROUNDS.filter(
        (pl.col("year") == 2014) & ((pl.col("stratum") > 1) | (pl.col("psu") == 1))
    )
    table = table.with_columns(group=pl.when(pl.col("stratum") < 4).then("sex").otherwise(2))
    design = replace(DESIGN, single_cluster=rule)
    by = DomainTable(("group",))
    frame, outcomes = with_statuses(as_frame(table), OUTCOMES[:1])
    units = units_of_round(frame, outcomes, design, by, {})
    figures = estimate_survey(table, OUTCOMES[:1], design, (by,)).estimates
    assert len(figures) == 2
    for figure in figures:
        column = units.columns["work", frozenset(figure.group.items())]
        assert (units.deviations[:, column] ** 2).sum() == pytest.approx(figure.se**2, rel=1e-9)
