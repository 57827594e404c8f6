"""Each measurement runs in a process of its own and prints one JSON object.

    python -m benchmarks.measurements NAME FILE

CPU seconds are user plus system time of the whole process, imports included, except in
`against_svy`, where both programs are loaded and warm and the calls alone are counted.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from benchmarks.rules import COLUMNS, MEASURES, with_measures
from benchmarks.sample_file import DESIGN, DOMAINS

ROWS_AGAINST_SVY = 1_000_000
REPEATS = 3


def classified(path: Path) -> pl.LazyFrame:
    """The sample with five measures out of forty rules, not yet computed."""
    table: pl.LazyFrame = with_measures(nw.from_native(pl.scan_parquet(path))).to_native()
    return table


def _scan(path: Path, variables: tuple[str, ...]) -> dict[str, Any]:
    """Decode the columns that an estimate needs, in order, and do nothing with them."""
    table = pl.scan_parquet(path).select(*DESIGN, *variables, *COLUMNS)
    batches = table.collect_batches(maintain_order=True, engine="streaming")
    return {"rows": sum(batch.height for batch in batches)}


def scan_one(path: Path) -> dict[str, Any]:
    """Bare scan for one domain variable."""
    return _scan(path, DOMAINS[:1])


def scan_six(path: Path) -> dict[str, Any]:
    """Bare scan for six domain variables."""
    return _scan(path, DOMAINS)


def _estimate(path: Path, variables: tuple[str, ...]) -> dict[str, Any]:
    from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey

    found = estimate_survey(
        classified(path),
        [Outcome(name, name, coding="status") for name in MEASURES],
        SurveyDesign("weight", "stratum", ("cluster",)),
        [DomainTable((name,)) for name in variables],
    )
    assert all(item.se is not None for item in found.estimates)
    return {"rows": found.diagnostics["rows"], "figures": len(found.estimates)}


def one_variable(path: Path) -> dict[str, Any]:
    """Forty rules; 20 domains x 5 measures with linearised errors and default intervals."""
    return _estimate(path, DOMAINS[:1])


def six_variables(path: Path) -> dict[str, Any]:
    """Forty rules; six domain tables x 5 measures."""
    return _estimate(path, DOMAINS)


def against_svy(path: Path) -> dict[str, Any]:
    """A million persons, 20 domains x 5 proportions, here and in svy; results compared."""
    import svy

    from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey

    table = _complete(path)
    design = svy.Design(stratum="stratum", psu="cluster", wgt="weight")
    yes_or_no = table.with_columns((pl.col(name) == 2).cast(pl.Int8) for name in MEASURES)

    def ours() -> Any:
        return estimate_survey(
            table,
            [Outcome(name, name, coding="status") for name in MEASURES],
            SurveyDesign("weight", "stratum", ("cluster",)),
            [DomainTable(("region",))],
        )

    def theirs() -> Any:
        return svy.Sample(yes_or_no, design).estimation.prop(list(MEASURES), by="region")

    mine, my_seconds = _cpu(ours)
    other, their_seconds = _cpu(theirs)
    return {
        "rows": table.height,
        "measure87": my_seconds,
        "svy": their_seconds,
        "svy_version": svy.__version__,
        "largest_difference": _largest_difference(mine, other),
    }


def _complete(path: Path) -> pl.DataFrame:
    """A million persons without unknowns: svy has no place for them."""
    chosen = classified(path).head(ROWS_AGAINST_SVY)
    frame = chosen.select(*DESIGN, "region", *MEASURES).collect()
    return frame.with_columns(
        pl.when(pl.col(name) == 2).then(2).otherwise(0).cast(pl.Int8).alias(name)
        for name in MEASURES
    )


def _cpu(call: Callable[[], Any]) -> tuple[Any, float]:
    """Result, and median CPU seconds of several calls after one to warm up."""
    result = call()
    seconds = []
    for _ in range(REPEATS):
        begin = time.process_time()
        result = call()
        seconds.append(time.process_time() - begin)
    return result, statistics.median(seconds)


def _largest_difference(mine: Any, other: Any) -> float:
    """Largest relative difference in values and standard errors between the programs."""
    found = {(item.name, item.group["region"]): item for item in mine.estimates}
    largest, compared = 0.0, 0
    for name, table in zip(MEASURES, other, strict=True):
        for row in table.estimates:
            if str(row.y_level) not in ("1", "1.0"):
                continue
            item = found[name, str(row.by_level[0])]
            largest = max(largest, abs(row.est / item.value - 1), abs(row.se / item.se - 1))
            compared += 1
    assert compared == len(found)
    return largest


MEASUREMENTS = {
    function.__name__: function
    for function in (scan_one, one_variable, scan_six, six_variables, against_svy)
}


def main() -> None:
    """Run one measurement and print it."""
    name, path = sys.argv[1:]
    found = MEASUREMENTS[name](Path(path))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found["cpu_seconds"] = usage.ru_utime + usage.ru_stime
    found["peak_mb"] = usage.ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
