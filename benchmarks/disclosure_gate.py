"""CPU seconds of the disclosure gate, beside their targets, and what it takes from the figures.

    python -m benchmarks.disclosure_gate [--repeats N] [--keep-readme]

The surveys are invented, mapped and estimated beforehand; what is measured is the gate alone:
judging, subtraction and audit. It is called in one process, first on a small table to warm up;
the median counts. Its price are the figures and numbers of unknowns that are not shown, main
figures of everybody that are not, and how much wider intervals are than before it. After earlier
releases it is the step of a run, which compares them all; these are made beforehand.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.results_page import median_cpu_seconds, write_results
from measure87.disseminate import release
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.tables.tables import headlines
from measure87.simulate import invent_country, write_study_data
from measure87.study import new_study, run_study
from measure87.study.keyed_hash import passing_key
from measure87.study.survey.figures import estimate_input
from measure87.study.survey.opening import open_study
from measure87.study.survey.recipe import SurveyStudy
from measure87.study.survey.run_result import disclosure_rules, study_result
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said

SEED = 7
COUNTRY_SEED = 87
EXAMPLE = Path(__file__).parents[1] / "examples" / "invented-country"

Judged = tuple[Result, Callable[[], Result]]
"""Figures before the gate, and the gate."""


def mics_study(folder: Path, persons: int, *, tables: bool) -> Judged:
    """Figures of an invented MICS survey before the gate, with or without the standard tables."""
    study = new_mics_study(folder, persons)
    ask_for(study, tables=tables)
    return judged(study)


def after_three_releases(folder: Path, persons: int) -> Judged:
    """The same with the standard tables, after three releases of the same persons."""
    study = new_mics_study(folder, persons)
    by = ask_for(study, tables=False)
    for other in (by, 'by = ["sex"]', 'by = ["sex*region"]'):
        ask_for(study, other, tables=False)
        run_study(study)
    ask_for(study, by, tables=True)
    computed = SurveyStudy(read_settings(study)).open(study / "out", trial=False).compute()
    return computed.result, lambda: computed.gate().judged.result


def new_mics_study(folder: Path, persons: int) -> Path:
    """A study of an invented MICS survey."""
    write_study_data(invent_country(SEED, persons=persons), folder / "data")
    new_study(folder / "study", "mics6", data=folder / "data" / "fs.sav", country="ZZZ")
    return folder / "study"


def ask_for(study: Path, by: str | None = None, *, tables: bool) -> str:
    """Let a study ask for figures by variables, as a line, and tables; its line before that."""
    settings = study / "study.toml"
    lines = [line for line in settings.read_text("utf-8").splitlines() if "tables = [" not in line]
    at = next(k for k, line in enumerate(lines) if line.startswith("by = "))
    before, lines[at] = lines[at], by or lines[at]
    if tables:
        lines.insert(at, 'tables = ["mics6", "child_labour"]')
    settings.write_text("\n".join(lines), "utf-8")
    return before


def country(folder: Path) -> Judged:
    """Figures of the example of an invented country before the gate."""
    write_study_data(invent_country(COUNTRY_SEED), folder / "study" / "data")
    for name in ("study.toml", "mapping.toml"):
        shutil.copyfile(EXAMPLE / name, folder / "study" / name)
    return judged(folder / "study")


def judged(folder: Path) -> Judged:
    """Figures of a study before the gate, and the gate."""
    study = read_settings(folder)
    opened = open_study(study, passing_key())
    figures = {name: estimate_input(one, study) for name, one in opened.inputs.items()}
    result = study_result(opened, figures)
    return result, partial(release, result, disclosure_rules(opened, figures, ()))


def price(result: Result, released: Result) -> str:
    """Cells of a row: figures, those not shown, unknowns not shown, main figures, widths."""
    after = released.estimates
    hidden = sum(one.suppressed for one in after)
    unknown = sum(UNKNOWN_NOT_SHOWN in one.flags for one in after)
    main = headlines(survey_said(released).measures or {})
    of_everybody = [one for one in after if not one.group and one.name in main]
    lost = sum(one.suppressed for one in of_everybody)
    wider = list(_wider(result, released))
    widths = f"{statistics.fmean(wider):.3f}, {max(wider):.2f}"
    return f"{len(after):,} | {hidden:,} | {unknown:,} | {lost} of {len(of_everybody)} | {widths}"


def _wider(result: Result, released: Result) -> Iterator[float]:
    """By how many times intervals that are shown are wider than before the gate."""
    before = {_key(one): _width(one) for one in result.estimates}
    for one in released.estimates:
        was, now = before[_key(one)], _width(one)
        if was and now:
            yield now / was


def _width(one: Estimate) -> float | None:
    return None if one.lower is None or one.upper is None else one.upper - one.lower


def _key(one: Estimate) -> tuple[object, ...]:
    group = tuple(sorted(one.group.items()))
    minus = None if one.minus is None else str(one.minus.to_json())
    return one.name, one.statistic, one.definition, group, one.quantile, minus


MEASUREMENTS: tuple[tuple[str, float | None, Callable[[Path], Judged]], ...] = (
    ("the invented country, two inputs and differences", 3.0, country),
    ("MICS survey of 8,000 persons, the tables of `by` alone", None,
     lambda folder: mics_study(folder, 8_000, tables=False)),
    ("MICS survey of 8,000 persons, all standard tables", 60.0,
     lambda folder: mics_study(folder, 8_000, tables=True)),
    ("MICS survey of 40,000 persons, all standard tables", 60.0,
     lambda folder: mics_study(folder, 40_000, tables=True)),
    ("MICS survey of 8,000 persons, all standard tables, after three releases", 90.0,
     lambda folder: after_three_releases(folder, 8_000)),
)  # fmt: skip


def warm_up() -> None:
    """Compile what is compiled once."""
    figures = [
        Estimate("a", "proportion", "taylor", group=group, value=c / n, n=n, n_cases=c)
        for n, c, group in ((900, 40, {}), (400, 38, {"sex": "1"}), (500, 2, {"sex": "2"}))
    ]
    release(Result("run", tuple(figures)))


def main() -> int:
    """Run everything; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.disclosure_gate")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    arguments.add_argument("--repeats", type=int, default=3)
    options = arguments.parse_args()
    warm_up()
    lines = [
        "| measurement | CPU seconds | target | figures | not shown | unknowns not shown "
        "| main figures not shown | width of intervals, mean and most |",
        "|---|---|---|---|---|---|---|---|",
    ]
    missed = []
    for title, target, make in MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            result, gate = make(Path(folder))
            seconds, released = median_cpu_seconds(gate, options.repeats)
        lines.append(
            f"| {title} | {seconds:.1f} | {'' if target is None else f'at most {target:g}'} "
            f"| {price(result, released)} |"
        )
        print(lines[-1], file=sys.stderr)
        if target is not None and seconds > target:
            missed.append(title)
    text = "\n".join(lines)
    print(text)
    if not options.keep_readme:
        write_results("disclosure-gate", text)
    for title in missed:
        print(f"missed: {title}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
