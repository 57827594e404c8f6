"""What Spark sends whole to every worker: only what is small in memory too."""

import polars as pl
import pytest

from measure87.files.engines.spark_engine import SparkEngine

pytestmark = pytest.mark.spark

MIB = 2**20


def part(folder, name, rows):
    """A table of so many rows with a number of its own, and its bytes."""
    numbers = pl.int_range(rows, eager=True)
    file = folder / f"{name}.parquet"
    pl.DataFrame({"person_id": numbers, name: numbers.hash(seed=7)}).write_parquet(file)
    return str(file), file.stat().st_size


@pytest.mark.parametrize(("rows", "is_sent_whole"), [(300_000, False), (2_000, True)])
def test_a_table_of_some_megabytes_in_its_file_is_joined_where_it_lies(
    spark, tmp_path, rows, is_sent_whole
):
    """By itself Spark sends up to ten, a driver's whole memory where columns hold few codes."""
    files = [part(tmp_path, name, rows) for name in ("persons", "jobs")]
    assert all((MIB < size < 10 * MIB) is not is_sent_whole for _, size in files)
    persons, jobs = (SparkEngine().scan([path]).to_native() for path, _ in files)
    plan = persons.join(jobs, "person_id", "left")._jdf.queryExecution().executedPlan()
    assert ("BroadcastHashJoin" in plan.toString()) is is_sent_whole
