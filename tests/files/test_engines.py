"""Engines by the command line: the same figures, and refusals before any work."""

import itertools
import json
import os
import random
import runpy
import traceback
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from measure87.cli import main
from measure87.files.engines import (
    ABILITIES,
    ENGINES,
    AskedEngine,
    EngineChoice,
    memory_bytes,
    opened_engine,
    read_on,
    refuse_unable,
)
from measure87.files.engines.spark_engine import _plain as spark_path
from measure87.files.engines.spark_session import _options_of_java as options_of_java
from measure87.vocabulary.errors import DataError, UsageError

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PERSONS = pl.DataFrame(
    {
        "stratum": [k // 60 for k in range(240)],
        "psu": [k // 10 for k in range(240)],
        "weight": [1.0 + (k % 7) / 3 for k in range(240)],
        "work": [int(k % 9 == 0) for k in range(240)],
        "income": [float("nan") if k % 17 == 0 else float(k % 13) for k in range(240)],
        "word": pl.Series(
            [("no", "unknown", "yes")[k % 3] for k in range(240)],
            dtype=pl.Enum(["no", "unknown", "yes"]),
        ),
    }
)
DESIGN = ["--weight", "weight", "--strata", "stratum", "--cluster", "psu"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The persons in parts of several folders: cut across strata and clusters, one part empty."""
    made = tmp_path_factory.mktemp("engines")
    cuts = [0, 13, 77, 77, 145, 240]
    pieces = [PERSONS[a:b] for a, b in itertools.pairwise(cuts)]
    random.Random(3).shuffle(pieces)
    for number, piece in enumerate(pieces):
        place = made / "parts" / f"area=0{1 + number % 2}"
        place.mkdir(parents=True, exist_ok=True)
        piece.write_parquet(place / f"part-[{number}].parquet")
    return made


def answered(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--json"])
    return left.value.code, json.loads(capsys.readouterr().out)


def figures(capsys, folder, *options):
    status, found = answered(capsys, "estimate", "survey", str(folder / "parts"), *options, *DESIGN)
    assert status == 0, found
    return found


@pytest.mark.parametrize(
    "options",
    [
        ["--measure", "work", "--by", "area", "--difference", "area=01 minus area=02"],
        ["--measure", "income", "--statistic", "mean", "--by", "area"],
        ["--measure", "word", "--unknown", "no"],
        ["--measure", "work", "--make-replicates", "jkn"],
    ],
    ids=["shares and their difference", "means", "words", "replicates"],
)
def test_duckdb_gives_the_figures_of_polars(folder, capsys, options):
    one = figures(capsys, folder, *options)
    two = figures(capsys, folder, *options, "--engine", "duckdb", "--memory-limit", "500MB")
    assert two["provenance"]["settings"].pop("engine") == "duckdb"
    assert one["provenance"] == two["provenance"]
    for kind in ("estimates", "differences"):
        for a, b in zip(one.get(kind, []), two.get(kind, []), strict=True):
            assert a.keys() == b.keys()
            for key in a:
                assert (
                    a[key] == pytest.approx(b[key], rel=1e-9)
                    if isinstance(a[key], float)
                    else (a[key] == b[key] or key == "alternatives")
                )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--measure", "income", "--statistic", "quantile"], "quantiles are"),
        (["--measure", "work", "--population", "nobody.csv"], "benchmarked weights are"),
    ],
)
def test_what_an_engine_cannot_do_is_refused_before_any_work(folder, capsys, options, said):
    nowhere = str(folder / "parts")
    for engine in ("duckdb", "spark"):
        where = ["--engine", engine]
        status, found = answered(capsys, "estimate", "survey", nowhere, *options, *where, *DESIGN)
        assert status == 2
        assert found["error"]["text"] == f"{said} not to be had on {engine}"
        assert "--engine polars" in found["error"]["hint"]


def test_differences_of_persons_drawn_directly_are_refused(folder, capsys):
    status, found = answered(
        capsys, "estimate", "survey", str(folder / "parts"), "--measure", "work",
        "--difference", "area=01 minus area=02", "--engine", "duckdb",
    )  # fmt: skip
    assert status == 2
    assert "drawn directly" in found["error"]["text"]


def test_other_files_and_stores_are_for_polars(folder, capsys):
    (folder / "persons.csv").write_text("work\n1\n")
    for table in (str(folder / "persons.csv"), "s3://bucket/persons"):
        status, found = answered(
            capsys, "estimate", "survey", table, "--measure", "work", "--engine", "duckdb"
        )
        assert status == 2
        assert "polars" in found["error"]["hint"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--spark-master", "spark://127.0.0.1:1"], "--spark-master is given, and the engine is"),
        (["--engine", "spark", "--spark-master", "spark://a", "--spark-remote", "sc://b"], "both"),
        (
            ["--engine", "spark", "--spark-remote", "http://127.0.0.1"],
            "no address of Spark Connect",
        ),
        (["--engine", "spark", "--memory-limit", "1GB"], "Spark has its own"),
        (["--engine", "duckdb", "--memory-limit", "much"], "no amount of memory"),
    ],
)
def test_choices_that_contradict_themselves(folder, capsys, options, text):
    status, found = answered(
        capsys, "estimate", "survey", str(folder / "parts"), "--measure", "work", *options
    )
    assert status == 2
    assert text in found["error"]["text"]


@pytest.mark.parametrize(
    ("option", "address"),
    [
        ("--spark-master", "spark://127.0.0.1:1"),
        ("--spark-remote", "sc://127.0.0.1:1/;token=planted-token"),
    ],
)
def test_a_cluster_that_does_not_answer_is_said_without_its_address(
    folder, capsys, option, address
):
    for library in ("pyspark", "grpc"):
        pytest.importorskip(library)
    status, found = answered(
        capsys, "estimate", "survey", str(folder / "parts"), "--measure", "work",
        "--engine", "spark", option, address,
    )  # fmt: skip
    assert status == 1
    assert found["error"]["code"] == "no-cluster"
    assert "planted-token" not in json.dumps(found)
    assert "127.0.0.1" not in json.dumps(found)


def test_amounts_of_memory():
    assert memory_bytes("2GB") == 2 * 10**9
    assert memory_bytes("1.5 GiB") == 3 * 2**29
    for told in ("2", "GB", "-1GB", "1e9GB", "10MB"):
        with pytest.raises(UsageError):
            memory_bytes(told)


def test_the_command_line_goes_before_the_settings():
    stated = EngineChoice("duckdb", memory_limit=10**9)
    assert AskedEngine().over(stated) == stated
    assert AskedEngine("polars").over(stated) == EngineChoice("polars", memory_limit=10**9)
    spark = AskedEngine("spark", "spark://host:7077").over(stated)
    assert (spark.name, spark.memory_limit) == ("spark", None)
    assert "host" not in repr(spark)


def test_spark_is_told_paths_from_the_root_and_without_patterns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert spark_path("parts/a.parquet") == f"file:{tmp_path}/parts/a.parquet"
    assert spark_path("/of [2020]/b*.parquet") == "file:/of \\[2020\\]/b\\*.parquet"


def test_an_error_of_duckdb_repeats_no_cell(tmp_path):
    pl.DataFrame({"name": ["Amina of the blue house"]}).write_parquet(tmp_path / "one.parquet")

    def cast():
        with opened_engine(EngineChoice("duckdb")) as engine:
            frame = read_on(engine, tmp_path / "one.parquet", ["name"])
            frame.to_native().project("CAST(name AS INTEGER)").fetchall()

    with pytest.raises(DataError) as caught:
        cast()
    assert caught.value.code == "engine-failed"
    assert "Amina" not in "".join(traceback.format_exception(caught.value))


def test_duckdb_leaves_nothing_that_it_spilled():
    with opened_engine(EngineChoice("duckdb")) as engine:
        (spilled,) = engine._connection.execute(
            "SELECT current_setting('temp_directory')"
        ).fetchone()
        assert Path(spilled).stat().st_mode & 0o077 == 0
    assert not Path(spilled).exists()


def test_polars_can_do_everything_and_each_refusal_names_who_can():
    for key, ability in ABILITIES.items():
        assert "polars" in ability.engines
        for engine in ENGINES:
            if engine not in ability.engines:
                with pytest.raises(UsageError, match=engine):
                    refuse_unable(engine, [key])


def test_the_table_of_the_how_to_is_the_one_of_the_code():
    made = runpy.run_path(str(HOW_TO / "make_study_on_a_cluster.py"))["page"]()
    assert made == (HOW_TO / "study-on-a-cluster.md").read_text("utf-8")


def test_options_of_the_drivers_java_come_before_the_machines_own_and_are_gone_afterwards(
    monkeypatch,
):
    for own in (None, "-XX:TieredStopAtLevel=4"):
        monkeypatch.delenv("JDK_JAVA_OPTIONS", raising=False)
        if own is not None:
            monkeypatch.setenv("JDK_JAVA_OPTIONS", own)
        with suppress(ZeroDivisionError), options_of_java("-XX:TieredStopAtLevel=1"):
            told = os.environ["JDK_JAVA_OPTIONS"]  # Java takes the last of two
            _ = 1 / 0
        assert told == f"-XX:TieredStopAtLevel=1 {own or ''}".strip()
        assert os.environ.get("JDK_JAVA_OPTIONS") == own
