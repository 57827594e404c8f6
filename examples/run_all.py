"""Run the examples, an evening and the world estimate; say where their pages lie: `make demo`.

python examples/run_all.py
"""

import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measure87.cli.progress_bar import shown_progress
from measure87.simulate import invent_country, write_study_data
from measure87.study import run_study
from measure87.study.evening import HTML, check_evening
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.survey import StatedPeriod

EXAMPLES = Path(__file__).parent
INVENTED = EXAMPLES / "invented-country"
WORKERS = EXAMPLES / "uk-domestic-workers"
LISTS = EXAMPLES / "uk-2013-lists"
FIELD = EXAMPLES / "first-survey"
EVENING = date(2026, 3, 27)
"""The day that stands on the page of the invented fieldwork."""
WORLD = EXAMPLES / "world-child-labour"
DEMO = EXAMPLES / "demo"
"""Where the copies lie that are run: a run writes into `study.toml`, and the examples stay."""
SEED = 87
"""Of the invented country, as its README says."""

FINDINGS: Mapping[Path, Sequence[str]] = {
    INVENTED: (
        "child_labour_sdg_a",
        "child_labour_sdg_b",
        "child_labour_mics_pr34",
        "forced_labour_adults_stock",
        "forced_labour_adults",
        "forced_labour_children_stock",
        "forced_labour_children",
    ),
    WORKERS: (
        "ilo_indicator_5_physical_sexual_violence",
        "ilo_indicator_6_intimidation_threats",
        "ilo_indicator_8_withholding_of_wages",
        "ilo_indicator_9_debt_bondage",
        "ilo_indicator_10_abusive_conditions",
    ),
    LISTS: ("population_size",),
}
"""Figures for everybody that are printed, by study."""

LABELS: Mapping[Path, str] = {
    INVENTED: "An invented country. Nobody in it lives or has lived; quote no figure from it.",
    WORKERS: "85 domestic workers in the United Kingdom: shares among those who answered, "
    "no estimates for any population.",
    LISTS: "Five lists in the United Kingdom, 2013: potential victims known to at least one of "
    "them, and to none. The methods side by side.",
}


@dataclass(frozen=True)
class Done:
    """A study that was run."""

    folder: Path
    result: Result
    seconds: float

    @property
    def report(self) -> Path:
        """Its report."""
        return self.folder / "out" / "report.html"


def make_data(folder: Path = INVENTED, *, seed: int = SEED) -> None:
    """Invent the country's survey, unless its files are there."""
    data = folder / "data"
    if (data / "truth.json").is_file():
        return
    _say(f"Inventing a country (seed {seed}) ...")
    data.mkdir(parents=True, exist_ok=True)
    write_study_data(invent_country(seed), data)


def copied(folder: Path) -> Path:
    """A copy of an example to be run, beside what earlier runs of it keep and released."""
    kept = shutil.ignore_patterns("out", "out.previous", "private", "__pycache__")
    return Path(shutil.copytree(folder, DEMO / folder.name, ignore=kept, dirs_exist_ok=True))


def run(folder: Path) -> Done:
    """Run one study; errors as in `run_study`."""
    _say(f"Running {folder.name} ...")
    start = time.perf_counter()
    with shown_progress():
        result = run_study(folder)
    return Done(folder, result, time.perf_counter() - start)


def run_world_example(folder: Path = WORLD) -> list[str]:
    """Run the world estimate with the demonstration's settings; regions and world, and the report.

    Errors as in `run_world`; numpyro must be there, which `make demo` sees to.
    """
    from measure87.study.world.recipe import run_world
    from measure87.study.world.summary import summary_lines

    _say(f"Running {folder.name} ...")
    with shown_progress():
        done = run_world(folder / "demo.toml", folder / "out")
    return summary_lines(done)


def run_evening(folder: Path = FIELD) -> list[str]:
    """The evening of the fielded survey: what its page found, and where it lies.

    Errors as in `check_evening`.
    """
    _say(f"Checking {folder.name} ...")
    study = copied(folder)
    field = study / "field"
    shutil.copytree(study / "tables", field / "tables", dirs_exist_ok=True)
    shutil.copy(study / "evening.toml", field)
    done = check_evening(study, EVENING)
    found = done.run.evening
    alarms = [one for one in found.findings if one.alarm]
    checks = ", ".join(dict.fromkeys(one.check.replace("_", " ") for one in alarms))
    return [
        f"{found.interviews} interviews by {len(found.interviewers)} interviewers: "
        + (
            f"{len(alarms)} findings need action ({checks})." if alarms else "nothing needs action."
        ),
        f"Page: {done.folder / HTML}",
    ]


def findings(done: Done, names: Sequence[str]) -> list[str]:
    """One line for each figure: the share, with its interval or its two codings.

    Of lists the verdict, then one line for each method.
    """
    if isinstance(done.result.diagnostics, ListsDiagnostics):
        return list_findings(done.result)
    measures = survey_said(done.result).measures or {}
    everybody = {item.name: item for item in done.result.estimates if not item.group}
    return [
        f"{measures[name].title}: {_figure(everybody[name], measures[name].per)}"
        f"{_period(measures[name].reference_period)}"
        for name in names
        if name in everybody
    ]


def _period(period: StatedPeriod | None) -> str:
    """How far back the survey looked, where the measure has such a period."""
    if period is None or period.stated == "not stated":
        return ""
    return f", in the past {period.stated}"


def list_findings(result: Result) -> list[str]:
    """The verdict, and the figures of all methods."""
    lines = [result.diagnostics.lists.verdict.text]
    for item in result.estimates:
        if item.group or item.value is None:
            continue
        limits = ""
        if item.lower is not None:
            upper = "no upper limit" if item.upper is None else f"{item.upper:,.0f}"
            limits = f" ({item.lower:,.0f} to {upper})"
        lines.append(f"{item.method}: {item.value:,.0f} persons{limits}")
    return lines


def _figure(item: Estimate, per: int) -> str:
    if item.value is None:
        return "not shown, to protect respondents"
    text = f"{item.value * per:.1f} per {per:,}"
    if item.lower is not None and item.upper is not None:
        return f"{text} ({item.lower * per:.1f} to {item.upper * per:.1f})"
    if item.value_if_no is not None:
        return f"{text} who answered, {item.value_if_no * per:.1f} if `I don't know` is no"
    return f"{text} who answered"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Run them all and print findings and reports; 1 if one of them failed."""
    start = time.perf_counter()
    try:
        make_data()
        finished = {folder: run(copied(folder)) for folder in FINDINGS}
        evening = run_evening()
        world = run_world_example()
    except Measure87Error as error:
        _say(f"The demonstration failed: {error}")
        return 1
    for folder, done in finished.items():
        print(f"\n{LABELS[folder]}")
        for line in findings(done, FINDINGS[folder]):
            print(f"  {line}")
        refused = len({item.name for item in done.result.refused})
        if refused and not isinstance(done.result.diagnostics, ListsDiagnostics):
            print(f"  Refused, with what is missing: {refused} measures")
        print(f"  Report: {done.report}")
    print("\nThe evening of an invented survey in the field. Nobody was asked.")
    for line in evening:
        print(f"  {line}")
    print("\nPublished figures of 91 countries: an example of the method, nobody's estimate.")
    for line in world:
        print(f"  {line}".rstrip())
    print(f"\nDone in {time.perf_counter() - start:.0f} seconds.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
