"""The examples, run from anywhere: `measure87 demo`, and `examples/run_all.py` in a checkout.

The examples lie in the wheel as `measure87/examples`, and in a checkout in `examples` beside `src`.
They are copied before they run, for a run writes into its folder, and the examples stay.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measure87.study.demonstration_text import findings
from measure87.vocabulary.errors import MissingExtraError, UsageError
from measure87.vocabulary.estimate import Result


def examples_folder() -> Path:
    """Where the examples lie: beside the installed package's rooms, or in the checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "examples"
    return shipped if shipped.is_dir() else package.parents[1] / "examples"


EXAMPLES = examples_folder()
INVENTED = EXAMPLES / "invented-country"
WORKERS = EXAMPLES / "uk-domestic-workers"
LISTS = EXAMPLES / "uk-2013-lists"
FIELD = EXAMPLES / "first-survey"
EVENING = date(2026, 3, 27)
"""The day that stands on the page of the invented fieldwork."""
WORLD = EXAMPLES / "world-child-labour"
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
    WORKERS: "85 domestic workers in the United Kingdom: shares among those who answered, "
    "no estimates for any population.",
    INVENTED: "An invented country. Nobody in it lives or has lived; quote no figure from it.",
    LISTS: "Five lists in the United Kingdom, 2013: potential victims known to at least one of "
    "them, and to none. The methods side by side.",
    FIELD: "The evening of an invented survey in the field. Nobody was asked.",
    WORLD: "Published figures of 91 countries: an example of the method, nobody's estimate.",
}
"""What each example is, in the order in which they run: the quickest first."""

type Begin = Callable[[str], AbstractContextManager[None]]
"""Takes the name of an example that begins; gives the context in which it runs."""


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


@dataclass(frozen=True)
class Shown:
    """What one example showed.

    lines : findings, one a line; of an example that was left out, why
    page : its report or page; None if it was left out
    seconds : since the demonstration began
    """

    name: str
    label: str
    lines: Sequence[str]
    page: Path | None
    seconds: float

    @property
    def brief(self) -> Path | None:
        """Its brief, beside the report; None where it has none."""
        if self.page is None:
            return None
        from measure87.disseminate.brief import BRIEF

        beside = self.page.with_name(BRIEF)
        return beside if beside.is_file() else None


def refuse_other_folder(folder: Path) -> None:
    """A UsageError if the folder holds something else than copies of the examples."""
    ours = {path.name for path in LABELS}
    if not folder.exists():
        return
    if not folder.is_dir() or any(path.name not in ours for path in folder.iterdir()):
        raise UsageError(
            f"{folder} holds something else than the examples",
            code="exists",
            hint="name another folder, which may be new: measure87 demo DIR",
        )


def demonstrate(folder: Path, begin: Begin) -> Iterator[Shown]:
    """Run the examples in copies below a folder, one after another, the quickest first.

    What needs a library that is not installed is left out, and says so in one line.

    Raises
    ------
    Measure87Error
        If an example fails, as in `run_study`, `check_evening` and `run_world`.
    """
    start = time.perf_counter()
    for example, label in LABELS.items():
        page: Path | None
        with begin(example.name):
            try:
                lines, page = _run(example, folder)
            except MissingExtraError as missing:
                lines, page = [f"Left out: {missing.text}; {missing.hint}"], None
        yield Shown(example.name, label, lines, page, time.perf_counter() - start)


def _run(example: Path, folder: Path) -> tuple[list[str], Path]:
    """Findings and page of one example."""
    if example == FIELD:
        return run_evening(folder)
    if example == WORLD:
        return run_world_example(folder)
    study = copied(example, folder)
    if example == INVENTED:
        make_data(study)
    done = run(study)
    return findings(done.result, FINDINGS[example]), done.report


def copied(example: Path, folder: Path) -> Path:
    """A copy of an example to be run, beside what earlier runs of it keep and released."""
    kept = shutil.ignore_patterns("out", "out.previous", "private", "__pycache__")
    return Path(shutil.copytree(example, folder / example.name, ignore=kept, dirs_exist_ok=True))


def make_data(study: Path, *, seed: int = SEED) -> None:
    """Invent the country's survey, unless its files are there."""
    from measure87.simulate import invent_country, write_study_data

    data = study / "data"
    if (data / "truth.json").is_file():
        return
    data.mkdir(parents=True, exist_ok=True)
    write_study_data(invent_country(seed), data)


def run(study: Path) -> Done:
    """Run one study; errors as in `run_study`."""
    from measure87.study import run_study

    start = time.perf_counter()
    result = run_study(study)
    return Done(study, result, time.perf_counter() - start)


def run_world_example(folder: Path) -> tuple[list[str], Path]:
    """Run the world estimate with the demonstration's settings: regions and world, and the report.

    Errors as in `run_world`; it needs numpyro.
    """
    from measure87.study.world.recipe import run_world
    from measure87.study.world.summary import finding_lines

    study = copied(WORLD, folder)
    done = run_world(study / "demo.toml", study / "out")
    return finding_lines(done), study / "out" / "report.html"


def run_evening(folder: Path) -> tuple[list[str], Path]:
    """The evening of the fielded survey: what its page found, and where it lies.

    Errors as in `check_evening`.
    """
    from measure87.study.evening import HTML, check_evening

    study = copied(FIELD, folder)
    field = study / "field"
    shutil.copytree(study / "tables", field / "tables", dirs_exist_ok=True)
    shutil.copy(study / "evening.toml", field)
    done = check_evening(study, EVENING)
    found = done.run.evening
    alarms = [one for one in found.findings if one.alarm]
    checks = ", ".join(dict.fromkeys(one.check.replace("_", " ") for one in alarms))
    said = f"{len(alarms)} findings need action ({checks})." if alarms else "nothing needs action."
    line = f"{found.interviews} interviews by {len(found.interviewers)} interviewers: {said}"
    return [line], done.folder / HTML
