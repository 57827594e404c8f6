"""A study in parts on polars, DuckDB, a cluster of Spark and Spark Connect: the same release.

The forced-labour module of an invented country: persons, jobs, circumstances in folders of parts.
What Spark starts is on loopback alone, and ended by the ids of its processes.
"""

import json
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.scale.cluster import configured, connect_server, started_cluster, variables
from tests.scale.country import DEFINITION, write_study

ROOT = Path(__file__).parents[2]
PERSONS = 4000
_PROGRAM = (
    "from tests import stand_in_pdf; stand_in_pdf.install(); from measure87.cli import main; main()"
)
_SECONDS = 1500.0
"""A busy machine takes long; how much processor time is spent is said at the end of the run."""

_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For Java that runs a minute: it compiles once, and collects garbage in one thread."""

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module", autouse=True)
def java():
    """Every Java that is started here, master, workers, executors and drivers, is for a minute."""
    with pytest.MonkeyPatch.context() as change:
        change.setenv("JAVA_TOOL_OPTIONS", _SHORT_LIVED)
        yield


def command(*arguments, folder):
    """The program in a process of its own: two drivers of Spark do not share one."""
    given = {**variables(folder), "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=given,
    )


def ran(study, *options):
    """The study released in this process, which needs no driver: what it printed as one object."""
    found = CliRunner().invoke(main, ["run", str(study), *options, "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def done(process):
    """What a process printed as one object, and its exit status."""
    out, err = process.communicate(timeout=_SECONDS)
    assert "log4j" not in err.lower(), err
    assert " WARN " not in err, err
    return json.loads(out), process.returncode


def estimates(study):
    """What a study released, without its engine."""
    content = json.loads((study / "out" / "estimates.json").read_text())
    content["provenance"]["settings"].pop("engine", None)
    return content


def figures(study):
    """Every figure to all its digits, as the run kept them."""
    (file,) = (study / "private").glob("*/figures.json")
    return json.loads(file.read_text())["estimates"]


@contextmanager
def copied(study, name):
    """The study as it was before it was released, with the key under which inputs are hashed."""
    copy = shutil.copytree(study.with_name("as-it-was"), study.with_name(name))
    (copy / "private").mkdir(mode=0o700)
    shutil.copy(study / "private" / "hash.key", copy / "private")
    yield copy
    shutil.rmtree(copy)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = configured(tmp_path_factory.mktemp("scale"))
    with (made / "spark-defaults.conf").open("a") as file:
        file.write("spark.sql.shuffle.partitions 2\n")  # four thousand persons on two cores
    return made


@pytest.fixture(scope="module")
def study(folder):
    """The study, released by polars: of one measure, where the proof has two."""
    made = write_study(folder / "polars", PERSONS)
    asked = (made / "study.toml").read_text()
    assert asked.count(', "forced_labour_adults"') == 1
    (made / "study.toml").write_text(asked.replace(', "forced_labour_adults"', ""))
    shutil.copytree(made, folder / "as-it-was")
    ran(made)
    return made


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def connect(folder):
    pytest.importorskip("grpc", reason="pip install 'measure87[spark-connect]'")
    with connect_server(folder / "connect-server") as address:
        yield ["--engine", "spark", "--spark-remote", address]


def held_against(study, other):
    """Counts equal, sums to 1e-12, and what is released equal to the byte but for the engine."""
    for one, two in zip(figures(study), figures(other), strict=True):
        assert (one["name"], one["group"]) == (two["name"], two["group"])
        for key in ("n", "n_cases", "n_unknown", "n_clusters", "flags"):
            assert one.get(key) == two.get(key), (one["name"], key)
        for key in ("value", "weighted_n", "value_if_no", "value_if_yes"):
            assert one.get(key) == pytest.approx(two.get(key), rel=1e-12), (one["name"], key)
    assert estimates(study) == estimates(other)
    assert not (other / "private" / "working").exists()


def waited(condition, process):
    """Wait until something is so, as long as a process runs."""
    end = time.monotonic() + _SECONDS
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.2)


def test_duckdb_releases_the_same(study):
    with copied(study, "duckdb") as other:
        found = ran(other, "--engine", "duckdb", "--memory-limit", "1GB")
        assert found["provenance"]["settings"]["engine"] == "duckdb"
        held_against(study, other)


def test_a_cluster_releases_the_same_though_a_worker_is_killed(study, folder, cluster):
    with copied(study, "spark") as other:
        process = command(
            "run", "spark", "--engine", "spark", "--spark-master", cluster.url, "--json",
            folder=folder,
        )  # fmt: skip
        working = other / "private" / "working"
        waited(lambda: list(working.glob("*/kept-*/_SUCCESS")), process)
        assert cluster.executors() >= 1
        cluster.kill_worker(0)
        found, status = done(process)
        assert status == 0, found
        held_against(study, other)


def test_spark_connect_releases_the_same(study, folder, connect):
    with copied(study, "connect") as other:
        found, status = done(command("run", "connect", *connect, "--json", folder=folder))
        assert status == 0, found
        assert found["provenance"]["settings"]["engine"] == "spark"
        assert connect[-1] not in json.dumps(found)
        held_against(study, other)


@pytest.mark.proof
def test_spark_connect_gives_the_same_classes_and_rules(study, folder, connect):
    given = [
        "polars/persons", "--jobs", "polars/jobs", "--circumstances", "polars/circumstances",
        "--definition", DEFINITION, "--map", "polars/mapping.toml", "--period", "5 years",
        "--input", "forced_labour", "--json",
    ]  # fmt: skip
    one, status = done(command("classify", *given, "-o", "one.parquet", folder=folder))
    assert status == 0, one
    two, status = done(command("classify", *given, *connect, "-o", "parts", folder=folder))
    assert status == 0, two
    assert two == one
    found = pl.read_parquet(folder / "parts" / "*.parquet").sort("person_id")
    assert found.equals(pl.read_parquet(folder / "one.parquet"))


@pytest.mark.proof
def test_without_any_worker_there_is_a_sentence_and_no_release(study, folder, cluster):
    with copied(study, "lost") as other:
        process = command(
            "run", "lost", "--engine", "spark", "--spark-master", cluster.url, "--json",
            folder=folder,
        )  # fmt: skip
        before = cluster.executors()
        waited(lambda: cluster.executors() > before, process)
        for number in range(len(cluster.workers)):
            cluster.kill_worker(number)
        found, status = done(process)
        assert status == 1
        assert found["error"]["code"] == "no-workers"
        assert found["error"]["text"].count(".") == 0
        assert not (other / "out" / "manifest.json").exists()
        assert not (other / "private" / "working").exists()
