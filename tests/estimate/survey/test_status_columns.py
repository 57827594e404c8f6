"""What 0 and 1 mean is known by a column's type, and never by its values or its width."""

import json
import math

import duckdb
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    SurveyDesign,
    estimate_covariance,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.raw_columns import prepare
from measure87.estimate.survey.status_columns import are_statuses, holds_statuses, with_statuses
from measure87.files import SourceTable, UserMissing
from measure87.vocabulary.errors import DataError, UsageError

DESIGN = SurveyDesign("w", None, "c")
STATUS = pl.Enum(["no", "unknown", "yes"])


def persons() -> pl.DataFrame:
    """2,000 invented persons, half of them with a 1."""
    rng = np.random.default_rng(16)
    return pl.DataFrame(
        {
            "c": np.arange(2000) // 20,
            "w": rng.uniform(1.0, 3.0, 2000),
            "y": rng.integers(0, 2, 2000),
            "g": rng.choice(["a", "b"], 2000),
        }
    )


FRAME = persons()
SHARE = float((FRAME["w"] * FRAME["y"]).sum() / FRAME["w"].sum())


def only(frame, outcome=None, **more):
    return estimate_survey(frame, [outcome or Outcome("y", "y")], DESIGN, **more).estimates[0]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt8, pl.Int64, pl.Float32, pl.Boolean])
def test_one_is_yes_whatever_the_type_of_the_number(dtype):
    got = only(FRAME.with_columns(pl.col("y").cast(dtype)))
    assert got.value == pytest.approx(SHARE, rel=1e-12)
    assert got.n_cases == int(FRAME["y"].sum())
    assert got.n_unknown == 0


def test_other_engines_read_the_same():
    frame = FRAME
    relation = duckdb.sql("select * from frame")
    assert only(relation).value == pytest.approx(only(frame).value, rel=1e-12)


def test_a_reason_beside_it_makes_a_column_one_of_statuses():
    """Nobody is a yes, and 1 is unknown."""
    got = only(FRAME.with_columns(y__reason=pl.lit(9999, dtype=pl.Int32)))
    assert (got.value, got.n_cases, got.n_unknown) == (0.0, 0, int(FRAME["y"].sum()))


def test_an_enumeration_makes_a_column_one_of_statuses():
    words = pl.Series([["no", "unknown"][one] for one in FRAME["y"]], dtype=STATUS)
    got = only(FRAME.with_columns(y=words))
    assert (got.value, got.n_unknown) == (0.0, int(FRAME["y"].sum()))
    words = words.set(FRAME["g"] == "a", "yes")
    got = only(FRAME.with_columns(y=words))
    assert got.n_cases == int((FRAME["g"] == "a").sum())


def test_the_caller_may_say_that_a_column_holds_statuses():
    got = only(FRAME, Outcome("y", "y", coding="status"))
    assert (got.value, got.n_unknown) == (0.0, int(FRAME["y"].sum()))
    with pytest.raises(UsageError, match="no coding"):
        Outcome("y", "y", coding="statuses")


@pytest.mark.parametrize("values", [[1, 2], [0, 2], [0, 1, 2], [0.5, 1.0], [0.0, math.nan]])
def test_values_beyond_zero_and_one_are_told_and_not_taken_for_statuses(values):
    """1 for yes and 2 for no is the usual coding of a questionnaire."""
    frame = FRAME.with_columns(y=pl.Series((values * 2000)[:2000]))
    with pytest.raises(DataError, match="not known to hold statuses") as raised:
        only(frame)
    assert raised.value.code == "bad-status"
    assert 'coding="status"' in raised.value.hint


def test_persons_outside_the_universe_stay_outside():
    frame = FRAME.with_columns(y=pl.when(pl.col("g") == "a").then("y"))
    assert only(frame).n == int((FRAME["g"] == "a").sum())


def test_a_measure_may_be_its_own_domain():
    found = estimate_survey(FRAME, [Outcome("y", "y")], DESIGN, [DomainTable(("y",))]).estimates
    assert [(item.group["y"], item.value) for item in found] == [("0", 0.0), ("1", 1.0)]


def test_differences_and_covariances_read_zero_and_one_alike():
    outcomes, table = [Outcome("y", "y")], DomainTable(("g",))
    figures = estimate_survey(FRAME, outcomes, DESIGN, [table]).estimates
    contrast = Contrast(Side("y", {"g": "a"}), Side("y", {"g": "b"}))
    (got,) = estimate_differences(FRAME, outcomes, DESIGN, [contrast], figures).estimates
    joint = estimate_covariance(FRAME, outcomes, DESIGN, table)
    value, se = joint.contrast({joint.position("y", g="a"): 1.0, joint.position("y", g="b"): -1.0})
    assert (got.value, got.se) == (pytest.approx(value), pytest.approx(se))
    assert se > 0.0


def test_one_name_is_one_stage():
    assert SurveyDesign("w", None, "psu", "n").clusters == ("psu",)
    assert SurveyDesign("w", None, "psu", "n").fpc == ("n",)
    assert SurveyDesign("w", "h", ["psu", "hh"]).columns == ("w", "h", "psu", "hh")


def on_the_command_line(path, *more):
    arguments = ["estimate", "survey", str(path), "--measure", "y", "--weight", "w", *more]
    return CliRunner().invoke(main, [*arguments, "--cluster", "c", "--json"])


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int64, pl.Boolean])
def test_the_command_reads_zero_and_one_as_python_does(dtype, tmp_path):
    FRAME.with_columns(pl.col("y").cast(dtype)).write_parquet(tmp_path / "t.parquet")
    told = on_the_command_line(tmp_path / "t.parquet")
    assert told.exit_code == 0, told.output
    (got,) = json.loads(told.output)["estimates"]
    assert got["value"] == pytest.approx(SHARE)


def test_the_command_knows_statuses_by_reason_type_or_option(tmp_path):
    unknown = FRAME.with_columns(y__reason=pl.lit(9999))
    words = FRAME.with_columns(
        y=pl.Series([["no", "unknown"][one] for one in FRAME["y"]], dtype=STATUS)
    )
    unknown.write_csv(tmp_path / "reason.csv")
    words.write_parquet(tmp_path / "type.parquet")
    FRAME.write_csv(tmp_path / "plain.csv")
    calls = [("reason.csv",), ("type.parquet",), ("plain.csv", "--status", "y")]
    for name, *more in calls:
        told = on_the_command_line(tmp_path / name, *more)
        assert told.exit_code == 0, told.output
        assert "no-cases" in told.output


@pytest.mark.parametrize("order", [["no", "unknown", "yes"], ["yes", "no", "unknown"]])
def test_an_enumeration_is_read_by_its_words_whatever_their_order(order, tmp_path):
    text = ["yes", "unknown", "no", "no", "no"] * 400
    frame = FRAME.with_columns(y=pl.Series(text, dtype=pl.Enum(order)))
    got = only(frame)
    assert (got.n, got.n_cases, got.n_unknown) == (1600, 400, 400)
    frame.write_parquet(tmp_path / "t.parquet")
    for measure, cases in {"y=yes": 400, "y=no": 1200}.items():
        told = on_the_command_line(tmp_path / "t.parquet", "--measure", measure)
        assert told.exit_code == 0, told.output
        got = json.loads(told.output)["estimates"][1]
        assert (got["n"], got["n_cases"], got["n_unknown"]) == (1600, cases, 400)


def test_the_command_leaves_the_unknown_of_a_code_unknown(tmp_path):
    frame = FRAME.with_columns(y=pl.Series([0, 1, 2, 2] * 500))
    frame.write_csv(tmp_path / "t.csv")
    for measure, cases, n in (("y=2", 1000, 1500), ("y=no", 500, 1500), ("y=unknown", 500, 2000)):
        more = ("--status", "y", "--measure", measure)
        told = on_the_command_line(tmp_path / "t.csv", *more)
        assert told.exit_code == 0, told.output
        got = json.loads(told.output)["estimates"][1]
        assert (got["n"], got["n_cases"], got["n_unknown"]) == (n, cases, 2000 - n)
    told = on_the_command_line(tmp_path / "t.csv", "--status", "y", "--measure", "y=4")
    assert "y never holds the code 4" in told.output


def test_a_code_of_statuses_may_be_one_that_is_declared_missing():
    """Who has it is unknown in the share of yes, and is a share of her own under her code."""
    frame = FRAME.with_columns(y=pl.Series([0, 1, 2, 9] * 500))
    source = SourceTable(
        "t", "frame", frame.lazy(), tuple(frame.columns), missing_codes={"y": UserMissing(("9",))}
    )

    def found(measure):
        got = prepare(source, [measure], "proportion", statuses=["y"])
        return only(got.table, got.outcomes[0])

    assert (found("y").n_cases, found("y").n_unknown) == (500, 1000)
    assert (found("y=yes").n_cases, found("y=yes").n_unknown) == (500, 1000)
    assert found("y=9").n_cases == 500


def test_the_command_refuses_one_and_two(tmp_path):
    FRAME.with_columns(pl.col("y") + 1).write_csv(tmp_path / "t.csv")
    told = on_the_command_line(tmp_path / "t.csv")
    assert told.exit_code == 1
    assert "y holds 2 different values without a label" in told.output
    assert "--status y" in told.output


@pytest.mark.parametrize("wrong", [1, 2, 3])
def test_rows_with_a_value_that_is_neither_0_nor_1_are_counted(wrong):
    frame = pl.DataFrame({"s": [0.0, 1.0, None] + [7.0] * wrong, "w": [1.0] * (3 + wrong)})
    with pytest.raises(DataError, match=f"other than 0 and 1 in {wrong} rows"):
        with_statuses(as_frame(frame), (Outcome("s", "s"),))


def test_an_enumeration_of_no_and_yes_is_of_statuses_and_one_of_other_words_is_not():
    assert are_statuses(["no", "yes"])
    assert not are_statuses(["no", "unknown"])
    assert not are_statuses(["unknown", "yes"])
    assert not are_statuses(["unknown"])


@pytest.mark.parametrize(
    ("name", "dtype", "known"),
    [("s", pl.Int8, True), ("t", pl.Int8, False), ("t", pl.Enum(["no", "yes"]), True)],
)
def test_a_column_holds_statuses_by_a_reason_beside_it_or_by_its_type(name, dtype, known):
    assert holds_statuses(name, dtype, ["s", "s__reason", "t"]) is known
