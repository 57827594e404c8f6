"""What 200 replicates cost: plain, beside svy, with a recipe repeated in each, and of ten million.

    python -m benchmarks.survey_statistics.replicates WORK PERSONS FOLDER

is one measurement, in a process of its own so that its memory is its own: five measures in twenty
domains, of a sample in clusters of 500. The standard errors of both programs must be alike; they
are not equal, for each draws its own replicates.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.results_page import median_cpu_seconds
from benchmarks.survey_statistics.rows import Row
from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin, calibrate
from measure87.estimate.weighting.recipe import BaseWeights, Calibration, Recipe, Response
from tests.own_peak import own_peak_bytes

MEASURES = [f"measure_{i}" for i in range(5)]
OUTCOMES = [Outcome(name, name, coding="status") for name in MEASURES]
PLACES = DomainTable(("place",))
DESIGN = SurveyDesign("weight", "stratum", ("cluster",))
REPLICATES = MadeReplicates("rao-wu", n=200)
CLASSES = {"sex": 2, "region": 6, "age_group": 8, "education": 4, "wealth": 5}
PER_CLUSTER, PER_STRATUM, BATCH, REPEATS = 500, 20, 1_000_000, 3
LEAST_SVY, MOST_RECIPE, MOST_LARGE = 50.0, 40.0, 12.0
MOST_MB, MOST_LARGE_MB = 500.0, 1_500.0


def write_sample(path: Path, persons: int) -> None:
    """An invented sample in parts of a million, as Parquet."""
    import pyarrow.parquet as pq

    writer = None
    for first in range(0, persons, BATCH):
        part = _part(first, min(BATCH, persons - first)).to_arrow()
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _part(first: int, n: int) -> pl.DataFrame:
    rng = np.random.default_rng(first + 87)
    cluster = np.arange(first, first + n) // PER_CLUSTER
    columns: dict[str, np.ndarray] = {
        "stratum": (cluster // PER_STRATUM).astype(np.int32),
        "cluster": cluster.astype(np.int32),
        "weight": rng.uniform(1.0, 3.0, n),
        "place": rng.integers(0, 20, n).astype(np.int8),
        "answered": (rng.random(n) < 0.8).astype(np.int8),
    }
    columns |= {name: rng.integers(0, size, n).astype(np.int8) for name, size in CLASSES.items()}
    for i, name in enumerate(MEASURES):
        columns[name] = np.where(rng.random(n) < 0.05 + 0.02 * i, 2, 0).astype(np.int8)
    return pl.DataFrame(columns)


def _population(frame: pl.DataFrame) -> Benchmark:
    """Twice the persons that the weights add up to, by each variable up to a fifth otherwise."""
    rng = np.random.default_rng(7)
    margins = []
    for name, size in CLASSES.items():
        own = np.bincount(frame[name], frame["weight"], size) * rng.uniform(0.8, 1.2, size)
        own *= 2.0 * float(frame["weight"].sum()) / own.sum()
        margins.append(Margin((name,), {(str(code),): own[code] for code in range(size)}))
    return Benchmark(tuple(margins))


def _ours(path: Path) -> Callable[[], float]:
    def estimate() -> float:
        found = estimate_survey(
            pl.scan_parquet(path), OUTCOMES, DESIGN, [PLACES], replicates=REPLICATES
        )
        return _mean_error([one.se or 0.0 for one in found.estimates])

    return estimate


def _recipe(path: Path) -> Callable[[], float]:
    frame = pl.read_parquet(path)
    steps = (
        Response(column="answered", answered=("1",), not_answered=("0",), classes=("place",)),
        Calibration(benchmark=_population(frame)),
    )
    recipe = Recipe(base=BaseWeights(weights=("weight",)), steps=steps)
    design = SurveyDesign(None, "stratum", ("cluster",))

    def estimate() -> float:
        found = estimate_survey(
            frame, OUTCOMES, design, [PLACES], replicates=REPLICATES, recipe=recipe
        )
        return _mean_error([one.se or 0.0 for one in found.estimates])

    return estimate


def _calibrate(path: Path) -> Callable[[], float]:
    frame = pl.read_parquet(path)
    benchmark = _population(frame)

    def weigh() -> float:
        return float(calibrate(frame.lazy(), "weight", benchmark).n_outside)

    return weigh


def _svy(path: Path) -> Callable[[], float]:
    import svy

    frame = pl.read_parquet(path)

    def estimate() -> float:
        sample = svy.Sample(frame, svy.Design(wgt="weight", stratum="stratum", psu="cluster"))
        replicated = sample.weighting.create_bs_wgts(n_reps=200, rstate=1)
        errors: list[float] = []
        for name in MEASURES:
            found = replicated.estimation.prop(name, by="place", method="replication")
            table = found.to_polars(tidy=True)
            errors += table.filter(pl.col(name).cast(pl.String) == "2")["se"].to_list()
        return _mean_error(errors)

    return estimate


def _mean_error(errors: list[float]) -> float:
    if len(errors) != len(MEASURES) * 20:
        raise AssertionError(f"{len(errors)} standard errors, and not 100")
    return float(np.mean(errors))


WORK = {"ours": _ours, "recipe": _recipe, "calibrate": _calibrate, "svy": _svy}


def _measured(work: str, path: Path, repeats: int = REPEATS) -> dict[str, float]:
    """CPU seconds, peak memory and the mean standard error of one piece of work."""
    command = [sys.executable, "-m", __name__, work, str(path), str(repeats)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Row]:
    """The rows of this module; the sample of ten million is made in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder:
        one, ten = Path(folder) / "one.parquet", Path(folder) / "ten.parquet"
        write_sample(one, 1_000_000)
        ours, recipe = _measured("ours", one), _measured("recipe", one, 1)
        plain, svy = _measured("calibrate", one), _measured("svy", one, 1)
        write_sample(ten, 10_000_000)
        large = _measured("ours", ten, 1)
    if not 0.9 < ours["error"] / svy["error"] < 1.1:
        raise AssertionError(f"standard errors differ: {ours['error']} and {svy['error']}")
    seconds, what = ours["seconds"], "200 bootstrap replicates, 20 x 5 estimates, 1 M rows"
    again = "the same with non-response and raking of 5 margins repeated in each"
    times, memory = svy["seconds"] / seconds, ours["peak_mb"]
    repeated, larger = recipe["seconds"] / plain["seconds"], large["seconds"] / seconds
    return [
        Row(what, times, "times less than svy", LEAST_SVY, True, seconds, svy["seconds"], memory),
        Row("its memory", memory, "MB", MOST_MB, peak_mb=memory),
        Row(
            again, repeated, "times one plain calibrate", MOST_RECIPE,
            seconds=recipe["seconds"], beside=plain["seconds"], peak_mb=recipe["peak_mb"],
        ),
        Row(
            "10 M rows, 200 replicates", larger, "times 1 M rows", MOST_LARGE,
            seconds=large["seconds"], beside=seconds, peak_mb=large["peak_mb"],
        ),
        Row("its memory", large["peak_mb"], "MB", MOST_LARGE_MB, peak_mb=large["peak_mb"]),
    ]  # fmt: skip


def main() -> None:
    """One measurement: WORK FILE REPEATS; warm, but for svy, which takes too long for that."""
    work, path, repeats = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    call = WORK[work](path)
    if work == "ours":
        small = pl.read_parquet(path, n_rows=20_000)
        estimate_survey(small, OUTCOMES, DESIGN, [PLACES], replicates=REPLICATES)
    elif work != "svy":
        call()
    seconds, error = median_cpu_seconds(call, repeats)
    peak = own_peak_bytes() / 2**20
    print(json.dumps({"seconds": seconds, "error": error, "peak_mb": peak}))


if __name__ == "__main__":
    main()
