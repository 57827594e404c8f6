"""CPU seconds and memory from the files of a study to its report, part by part.

    python -m benchmarks.file_to_report [--repeats N] [--keep-readme]

The study is that of the invented country: a MICS file and the forced-labour module, all standard
tables, with the PDF of tables and without it; and the MICS file alone, as `new --preset mics6`
makes its study. Each run is a process of its own, with the processes that it starts; the median
counts.
Compiled code is kept as on a second run.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.results_page import write_results

SEED = 87
_HERE = Path(__file__).parent
_EXAMPLE = _HERE.parent / "examples" / "invented-country"
TARGETS = {"all": (15.0, 800), "without-pdf": (9.0, 800), "mics": (4.0, 800)}
"""CPU seconds and MB."""
TITLES = {
    "all": "the invented country, all tables, PDF",
    "without-pdf": "the same without PDF",
    "mics": "its MICS file alone, without PDF",
}
_STEPS = {
    "read": ("measure87.study.survey.inputs", "read_sources"),
    "mapped": ("measure87.study.survey.inputs", "apply_mapping"),
    "classified": ("measure87.study.survey.figures", "classify_input"),
    "estimated": ("measure87.study.survey.recipe", "_figures"),
    "gated": ("measure87.study.survey.recipe", "release"),
}
_PARTS = {"report": "report", "tables-csv": "tables", "tables-html": "tables",
          "tables-xlsx": "tables", "tables-pdf": "PDF"}  # fmt: skip
COLUMNS = ("imports", *_STEPS, "report", "tables", "PDF", "other")


def write_studies(folder: Path) -> dict[str, Path]:
    """The studies to run, by name."""
    from measure87.simulate import invent_country, write_study_data
    from measure87.study import new_study

    country = folder / "country"
    write_study_data(invent_country(SEED), country / "data")
    for name in ("study.toml", "mapping.toml"):
        shutil.copyfile(_EXAMPLE / name, country / name)
    new_study(folder / "mics", "mics6", data=country / "data" / "fs.sav", country="ZZZ", year=2025)
    return {"all": country, "without-pdf": country, "mics": folder / "mics"}


def run_once(study: Path, *, pdf: bool) -> dict[str, Any]:
    """Run a study in this process; CPU seconds of its parts and of the processes it started."""
    if not pdf:
        sys.modules["weasyprint"] = None  # type: ignore[assignment]  # as if it were not installed
    from measure87.disseminate import format_registry, publishing
    from measure87.study import run_study

    parts: Counter[str] = Counter({"imports": time.process_time()})
    for part, (module, name) in _STEPS.items():
        home = import_module(module)
        setattr(home, name, _timed(getattr(home, name), part, parts))
    formats = tuple(
        replace(one, write=_timed(one.write, _PARTS.get(one.name, "other"), parts))
        for one in format_registry.every_format()
    )
    publishing.every_format = lambda: formats  # type: ignore[assignment]
    run_study(study)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    probes = children.ru_utime + children.ru_stime
    parts["read"] += probes
    parts["estimated"] -= parts["classified"]
    total = time.process_time() + probes
    parts["other"] = total - sum(parts[name] for name in COLUMNS if name != "other")
    return {"cpu_seconds": total, "peak_mb": _peak_mb(), "parts": dict(parts)}


def _timed(call: Callable[..., Any], part: str, parts: Counter[str]) -> Callable[..., Any]:
    """The same call, whose CPU seconds are added to those of its part."""

    @wraps(call)
    def counted(*given: Any, **named: Any) -> Any:
        begin = time.process_time()
        try:
            return call(*given, **named)
        finally:
            parts[part] += time.process_time() - begin

    return counted


def _peak_mb() -> float:
    """Greatest memory so far; what the system counts of a new process is also its parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(name: str, study: Path, repeats: int) -> dict[str, Any]:
    """The median of several processes by CPU seconds, after one that compiles."""
    command = [sys.executable, "-m", "benchmarks.file_to_report", "--study", str(study)]
    command += [] if name == "all" else ["--no-pdf"]
    found = []
    for _ in range(repeats + 1):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=_HERE.parent, env=os.environ
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    found = sorted(found[1:], key=lambda one: one["cpu_seconds"])
    middle = found[len(found) // 2]
    return middle | {
        "cpu_seconds": statistics.median(one["cpu_seconds"] for one in found),
        "peak_mb": max(one["peak_mb"] for one in found),
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """The results as a Markdown table."""
    heads = ("study", "CPU seconds", "target", *COLUMNS, "peak memory", "target")
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for name, one in results.items():
        seconds, megabytes = TARGETS[name]
        parts = " | ".join(f"{one['parts'].get(column, 0.0):.1f}" for column in COLUMNS)
        lines.append(
            f"| {TITLES[name]} | {one['cpu_seconds']:.1f} | at most {seconds:g} | {parts} "
            f"| {one['peak_mb']:.0f} MB | at most {megabytes} MB |"
        )
    return "\n".join(lines)


def main() -> int:
    """Run everything; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.file_to_report")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--study", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--no-pdf", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.study:
        print(json.dumps(run_once(options.study, pdf=not options.no_pdf)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        studies = write_studies(Path(scratch))
        results = {}
        for name, study in studies.items():
            results[name] = measure(name, study, options.repeats)
            print(name, results[name], file=sys.stderr)
    text = table(results)
    print(text)
    if not options.keep_readme:
        write_results("file-to-report", text)
    missed = [
        name
        for name, one in results.items()
        if one["cpu_seconds"] > TARGETS[name][0] or one["peak_mb"] > TARGETS[name][1]
    ]
    for name in missed:
        print(f"missed: {TITLES[name]}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
