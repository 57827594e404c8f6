"""What it costs to classify the forced-labour module: joins in the plan, on whichever engine."""

import polars as pl
import pytest

from measure87.classify import Tables, classify, frames
from measure87.classify.cases import case_tables
from measure87.define import load_definition
from measure87.define.cases import read_cases
from measure87.define.characteristics import CHARACTERISTICS

MOST_JOINS = {True: 60, False: 80}
"""Of the plan as an engine runs it, and as it was written."""
FORCED = load_definition("forced_labour/icls20_2018")
BY = ("circumstance", "circumstance_stage", "means", "means_by_whom", "industry")
INDUSTRIES = ["0111", "4711", "97", None]


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The invented persons of the definition, in invented industries."""
    cases = case_tables(read_cases(FORCED.cases, FORCED.id))
    jobs = cases.jobs.collect()
    codes = [INDUSTRIES[row % len(INDUSTRIES)] for row in range(jobs.height)]
    jobs = jobs.with_columns(pl.Series("industry", codes, dtype=pl.String))
    return Tables(cases.persons, jobs.lazy(), cases.circumstances)


def _classified(tables: Tables, measures=tuple(FORCED.measures)):
    return classify(
        tables,
        [(FORCED, list(measures))],
        causes=True,
        parts={"forced_labour": [CHARACTERISTICS[name] for name in BY]},
        versions={"industry": "ISIC4"},
    )


def _by_person(rows) -> dict:
    return {row["person_id"]: row for row in rows}


@pytest.fixture
def kept_plans(monkeypatch):
    """No frame is computed on the way, as on an engine of its own memory."""
    monkeypatch.setattr(frames, "_computed", lambda frame: frame)


@pytest.fixture(scope="module")
def expected(tables) -> dict:
    found = _by_person(_classified(tables).collect().iter_rows(named=True))
    parts = {name for row in found.values() for name, value in row.items() if value == 2}
    assert {name.split("_by_")[1].rsplit("_", 1)[0] for name in parts if "_by_" in name} >= {
        "circumstance",
        "circumstance_stage",
        "means",
        "industry",
    }
    return found


@pytest.mark.parametrize("optimised", [False, True])
def test_the_whole_plan_with_causes_and_parts_has_few_joins(tables, kept_plans, optimised):
    plan = _classified(tables).to_native().explain(optimized=optimised)
    assert 0 < plan.count("JOIN:") <= MOST_JOINS[optimised]


def test_what_is_computed_on_the_way_changes_nothing(tables, kept_plans, expected):
    assert _by_person(_classified(tables).collect().iter_rows(named=True)) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "measures",
    [("forced_labour",), tuple(FORCED.measures)],
    ids=["one", "all"],
)
def test_duckdb_gives_the_same_classes_reasons_causes_and_parts(tables, expected, measures):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    lazy = (tables.persons, tables.jobs, tables.circumstances)
    with duckdb.connect() as connection:
        relations = [connection.from_arrow(frame.collect().to_arrow()) for frame in lazy]
        found = _classified(Tables(*relations), measures)
        rows = found.collect("pyarrow").to_native().to_pylist()
    assert any("_by_means_" in name for name in rows[0])
    same = {who: {name: row[name] for name in rows[0]} for who, row in expected.items()}
    assert _by_person(rows) == same


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_gives_the_same_classes_reasons_causes_and_parts(tables, expected, spark, tmp_path):
    spark.conf.set("spark.sql.codegen.wholeStage", "false")
    loaded = []
    for name in ("persons", "jobs", "circumstances"):
        path = str(tmp_path / f"{name}.parquet")
        getattr(tables, name).collect().write_parquet(path)
        loaded.append(spark.read.parquet(path))
    found = _classified(Tables(*loaded)).to_native().collect()
    spark.conf.unset("spark.sql.codegen.wholeStage")
    assert _by_person(row.asDict() for row in found) == expected
