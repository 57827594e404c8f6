"""Small invented studies of children at work, each drawn from a seed, to be released and attacked.

Their truth is kept apart, in `truth.py`: an attack never sees a study, only what it released, and
what a reader knows from elsewhere (`Known`).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

UNKNOWN = 9
"""Code of an answer that was not given."""
NO_HOURS = 99
WEIGHTS = ("equal", "stratum", "cluster", "person", "heavy")
TABLES_BY = (
    ("sex", "region"),
    ("region", "sex*region"),
    ("sex", "age", "sex*age"),
    ("sex", "region*age"),
    ("area", "region", "area*region"),
    ("sex*area*region",),
    ("region", "sex*age*region"),
    ("sex*area*age*region",),
)
OTHER_TABLES = (("age",), ("area",), ("sex*area",), ("area*age",), ("region*area",), ("sex*age",))
"""What a second release of the same data is by, beside some of the first."""


@dataclass(frozen=True)
class Study:
    """One survey and what is asked of it.

    Attributes
    ----------
    persons : column to (n,) values; codes as in the file, `-1` an empty cell; of hazards there may
        be `dust` beside those that are drawn
    by : tables of groups, as in `study.toml`
    skip : whether those who do not work skip the questions on hazards (`empty`), or have the code
        of an answer that was not given there (`coded`)
    compared : two measures whose difference is asked for
    comparison : measures that are crossed person by person
    measures : which are asked for; all that there are where it is empty
    earlier : releases that it names as earlier ones
    published : counts that somebody else published, as (measure, group, asked, cases)
    hide_withdrawn : whether figures of those who left are hidden; else the earlier release stands
    country : a real one where files for the United Nations are wanted too
    without_outer : whether figures with a yes to each item that was not asked are left out
    population : how many persons of the one age that there is have which codes, as (variable, code)
        pairs and a number; weights are benchmarked to it
    replicates : (n, R) replicates of the weights, by bootstrap
    """

    seed: int
    persons: dict[str, np.ndarray]
    weights: str
    by: tuple[str, ...]
    definitions: tuple[str, ...]
    skip: str = "empty"
    tables: bool = False
    numbers: bool = False
    differences: bool = False
    compared: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    published: tuple[tuple[str, frozenset[tuple[str, str]], int, int], ...] = ()
    hide_withdrawn: bool = False
    minimum_cases: int = 3
    minimum_respondents: int = 25
    country: str = "ZZZ"
    without_outer: bool = False
    population: tuple[tuple[tuple[tuple[str, str], ...], int], ...] = ()
    replicates: np.ndarray | None = None

    @property
    def n(self) -> int:
        return len(self.persons["id"])


def drawn_study(seed: int, most: int = 3000) -> Study:
    """A study of 300 to `most` persons; everything about it follows from the seed."""
    rng = np.random.default_rng([87, seed])
    n = int(np.exp(rng.uniform(np.log(300), np.log(most))))
    weights = str(rng.choice(WEIGHTS))
    both = rng.random() < 0.5
    strict = rng.random() < 0.4
    sdg = "child_labour/sdg_8_7_1" + (":strict" if strict else "")
    pr34 = "child_labour/mics6_pr34" + (":strict" if strict and rng.random() < 0.5 else "")
    skip = "coded" if rng.random() < 0.4 else "empty"
    by = TABLES_BY[rng.integers(len(TABLES_BY))]
    return Study(
        seed,
        drawn_persons(rng, n, weights, skip),
        weights,
        by,
        (sdg, pr34)[0 if both or skip == "empty" else 1 : 2 if both or skip == "coded" else 1]
        + (("child_labour/mics6_tables",) if rng.random() < 0.4 else ()),
        skip=skip,
        tables=bool(rng.random() < 0.3) and max(map(len, (one.split("*") for one in by))) < 3,
        numbers=bool(rng.random() < 0.3),
        differences=bool(rng.random() < 0.3) and "sex" in by,
    )


def drawn_persons(
    rng: np.random.Generator, n: int, weights: str, skip: str
) -> dict[str, np.ndarray]:
    """Children of 5 to 17 in clusters of strata; work is rare, or general in one place."""
    regions = int(rng.integers(2, 7))
    region = np.sort(rng.choice(regions, n, p=rng.dirichlet(np.full(regions, 3.0)))) + 1
    cluster = np.arange(n) // 12
    work = rng.random(n) < rng.choice([0.02, 0.05, 0.1, 0.2])
    if rng.random() < 0.3:  # a place where nearly every child works
        work |= (region == 1) & (rng.random(n) < 0.985)
    activity = np.where(rng.random(n) < rng.choice([0.002, 0.02]), UNKNOWN, np.where(work, 1, 2))
    works = activity == 1
    hours = np.where(rng.random(n) < rng.choice([0.0, 0.05]), NO_HOURS, rng.integers(1, 55, n))
    chores = np.where(rng.random(n) < 0.005, UNKNOWN, np.where(rng.random(n) < 0.5, 1, 2))
    persons = {
        "id": np.arange(1, n + 1),
        "weight": drawn_weights(rng, weights, region, cluster),
        "stratum": region,
        "cluster": cluster,
        "age": rng.integers(5, 18, n),
        "sex": rng.integers(1, 3, n),
        "area": rng.integers(1, 3, n),
        "region": region,
        "activity": activity,
        "hours": np.where(works, hours, -1),
        "chores": chores,
        "chores_hours": np.where(chores == 1, rng.integers(0, 26, n), -1),
    }
    unsaid = rng.choice([0.0, 0.03])
    for hazard in ("loads", "tools"):
        told = np.where(rng.random(n) < unsaid, UNKNOWN, np.where(rng.random(n) < 0.3, 1, 2))
        persons[hazard] = np.where(works, told, UNKNOWN if skip == "coded" else -1)
    return persons


def drawn_weights(
    rng: np.random.Generator, kind: str, region: np.ndarray, cluster: np.ndarray
) -> np.ndarray:
    """Weights of one kind, about 100 each."""
    n = len(region)
    if kind == "equal":
        return np.full(n, 100.0)
    if kind == "stratum":
        return np.round(rng.uniform(40, 250, region.max() + 1), 6)[region]
    if kind == "cluster":
        return np.round(rng.uniform(40, 250, cluster.max() + 1), 6)[cluster]
    if kind == "person":
        return np.round(rng.uniform(40, 250, n), 6)
    return np.round(100 * rng.lognormal(0, 1.2, n), 6)


def children_of_ten(
    works: np.ndarray,
    weight: np.ndarray,
    sex: np.ndarray,
    *,
    stratum: np.ndarray,
    cluster: np.ndarray,
    region: np.ndarray,
) -> dict[str, np.ndarray]:
    """Columns of a study of (n,) children of ten, of whom those who work do so for thirty hours."""
    n = len(works)
    return {
        "id": np.arange(1, n + 1),
        "weight": weight,
        "stratum": stratum,
        "cluster": cluster,
        "age": np.full(n, 10),
        "sex": sex,
        "area": np.ones(n, dtype=int),
        "region": region,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, 30, -1),
        "chores": np.full(n, 2),
        "chores_hours": np.full(n, -1),
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }


def without(study: Study, leaving: Sequence[int]) -> Study:
    """The same study after some persons, by their rows, took their answers back."""
    stay = np.setdiff1d(np.arange(study.n), leaving)
    return replace(study, persons={name: column[stay] for name, column in study.persons.items()})


def by_other_tables(study: Study) -> Study:
    """The same data, released once more by other tables."""
    rng = np.random.default_rng([88, study.seed])
    other = OTHER_TABLES[rng.integers(len(OTHER_TABLES))]
    kept = study.by[: rng.integers(0, len(study.by) + 1)]
    return replace(study, by=tuple(dict.fromkeys((*kept, *other))), differences=False)


def write_study(study: Study, folder: Path) -> Path:
    """The study as a folder that `measure87 run` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    persons = dict(study.persons)
    if study.replicates is not None:
        persons |= {f"rw{r + 1}": column for r, column in enumerate(study.replicates.T)}
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(persons)
        for row in zip(*persons.values(), strict=True):
            lines.writerow(["" if value == -1 else value for value in row])
    if study.population:
        write_population(study, folder / "population.csv")
    if study.published:
        write_published(study, folder / "published.csv")
    (folder / "study.toml").write_text(_settings(study), encoding="utf-8")
    (folder / "mapping.toml").write_text(_mapping(study), encoding="utf-8")
    return folder


def write_published(study: Study, path: Path) -> None:
    """The counts of somebody else, as the study is told of them."""
    variables = sorted({name for _, group, *_ in study.published for name, _ in group})
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["measure", "asked", "cases", *variables])
        for measure, group, asked, cases in study.published:
            codes = dict(group)
            lines.writerow([measure, asked, cases, *(codes.get(name, "") for name in variables)])


def write_population(study: Study, path: Path) -> None:
    """The population by the codes of each margin, the others left empty."""
    variables = sorted({name for codes, _ in study.population for name, _ in codes})
    (age,) = {*study.persons["age"].tolist()}
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["age", *variables, "persons", "year", "source"])
        for pairs, persons in study.population:
            codes = dict(pairs)
            own = [codes.get(name, "") for name in variables]
            lines.writerow([age, *own, persons, 2024, "invented"])


def _quoted(words: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _settings(study: Study) -> str:
    lines = [
        f'schema = 1\ntitle = "Attacked, invented"\ncountry = "{study.country}"\nyear = 2024',
        'population = "invented children"\nexplain = false',
        f"invented = {'true' if study.country == 'ZZZ' else 'false'}",
        '[inputs.children]\npersons = "persons.csv"',
        f"definitions = {_quoted(study.definitions)}\nby = {_quoted(study.by)}",
    ]
    if study.measures:
        lines.append(f"measures = {_quoted(study.measures)}")
    if study.comparison:
        lines.append(f"comparison = {_quoted(study.comparison)}")
    if study.without_outer:
        lines.append("outer_bound = false")
    if study.tables:
        lines.append('tables = ["mics6"]')
    lines.append(f"[disclosure]\nminimum_cases = {study.minimum_cases}")
    lines.append(f"minimum_respondents = {study.minimum_respondents}")
    if study.earlier:
        lines.append(f"earlier = {_quoted(study.earlier)}")
    if study.published:
        lines.append('published = "published.csv"')
    if study.hide_withdrawn:
        lines.append('withdrawn = "hide"')
    return "\n".join([*lines, *_weights(study), *_differences(study)]) + "\n"


def _differences(study: Study) -> list[str]:
    lines = []
    if study.differences:
        suffix = "_strict" if study.definitions[0].endswith(":strict") else ""
        name = "child_labour_sdg_a" if "sdg" in study.definitions[0] else "hazardous_conditions"
        lines.append(f'[[differences]]\nmeasure = "{name}{suffix}"\nbetween = ["sex=1", "sex=2"]')
    if study.compared:
        lines.append(f"[[differences]]\nmeasures = {_quoted(study.compared)}")
    return lines


def _weights(study: Study) -> list[str]:
    """What weights add up to, and how they are repeated."""
    lines = []
    if study.numbers:
        lines.append('[numbers]\nweights = "expansion"')
    if study.population:
        lines.append('[numbers]\ntable = "population.csv"')
    if study.replicates is not None:
        lines.append('[design]\nreplicates = { columns = "rw*", method = "bootstrap" }')
    return lines


_CODES = "codes = { 1 = '1', 2 = '2' }"
_STATUS = f"yes = [1]\nno = [2]\nunknown = [{UNKNOWN}]"


def _mapping(study: Study) -> str:
    asked_if = 'asked_if = "economic_activity"'
    hazard = f"{_STATUS}\n{asked_if}" if study.skip == "empty" else _STATUS
    hours = f"range = [0, 96]\nmissing = [{NO_HOURS}]"
    columns = (
        ("person_id", "id", ""),
        ("weight", "weight", ""),
        ("stratum", "stratum", ""),
        ("cluster", "cluster", ""),
        ("age_years", "age", ""),
        ("sex", "sex", _CODES),
        ("area", "area", _CODES),
        ("region", "region", ""),
        ("economic_activity", "activity", _STATUS),
        ("economic_hours", "hours", f"{hours}\n{asked_if}"),
        ("household_chores", "chores", _STATUS),
        ("chores_hours", "chores_hours", hours),
        ("heavy_loads", "loads", hazard),
        ("dangerous_tools", "tools", hazard),
        ("dust_fumes_gas", "dust", hazard),
    )
    entries = (
        f'[children.persons.{standard}]\nvariable = "{variable}"\n{more}\n'
        for standard, variable, more in columns
        if variable in study.persons
    )
    return 'schema = 1\n[children]\nunmapped = "fail"\n' + "".join(entries)
