"""Small invented studies of adults in forced labour, of whom some cases do not tell their days."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.attacks.evidence import Public

MEASURE = "forced_labour_adults"
NOT_TOLD = 999
BY = ("sex", "region", "sex*region")
_NO_ANSWER = "9"
_ITEMS = ("IN2", "IN3", "IN9", "CO1", "CO2", "CO5")
_OF_CHILDREN = ("yes", "no", "home", "line", "mother", "father")
_COLUMNS = ("id", "age", "sex", "region", "cluster", "weight", "days")


@dataclass(frozen=True)
class DaysStudy:
    """Persons by column, (n,) each, `case` and `days` (`NOT_TOLD`) among them.

    Where some have parents in the sample: `home`, `line`, and the lines of `mother` and `father`.
    Where some gave no answer to any item: `silent`.
    """

    persons: dict[str, np.ndarray]
    by: tuple[str, ...] = BY
    between: tuple[str, ...] = ()
    """Two groups whose difference is asked for."""
    measures: tuple[str, ...] = (MEASURE,)
    """Where there are more, children are asked too what a child is."""
    definitions: tuple[str, ...] = ("forced_labour/icls20_2018",)
    tables: tuple[str, ...] = ()
    """Sets of standard tables."""

    @property
    def n(self) -> int:
        return len(self.persons["id"])

    @property
    def of_children(self) -> bool:
        """Whether children are asked what a child is."""
        return len(self.measures) > 1 or "home" in self.persons

    @property
    def of_a_life(self) -> bool:
        """Whether persons are asked of all their life, and how old they were in forced labour."""
        return "age_then" in self.persons


def drawn_days(seed: int) -> DaysStudy:
    """200 to 600 persons in clusters of six to nine, a tenth or a fifth of them cases."""
    rng = np.random.default_rng([92, seed])
    n = int(rng.integers(200, 600))
    region = np.sort(rng.integers(1, 3, n))
    size = int(rng.integers(6, 10))
    weights = (
        np.full(n, 100.0),
        np.round(rng.uniform(40, 250, n), 6),
        np.round(100 * rng.lognormal(0, 1.2, n), 6),
    )
    weight = weights[rng.integers(3)]
    case = rng.random(n) < rng.choice([0.1, 0.2])
    told = rng.random(n) > rng.choice([0.1, 0.3])
    days = np.where(told, rng.integers(10, 366, n), NOT_TOLD)
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": rng.integers(1, 3, n),
            "region": region,
            "cluster": np.arange(n) // size,
            "weight": weight,
            "days": np.where(case, days, 30),
            "case": case,
        }
    )


def drawn_beside(seed: int) -> DaysStudy:
    """A group of few of whom three or four are cases, beside a large one; drawn one by one."""
    rng = np.random.default_rng([94, seed])
    few, many = int(rng.integers(26, 60)), int(rng.integers(250, 500))
    n = few + many
    kind = int(rng.integers(2))
    weights = np.round(rng.uniform(40, 250, n), 6), np.round(100 * rng.lognormal(0, 0.8, n), 6)
    case = np.zeros(n, dtype=bool)
    case[rng.permutation(few)[: int(rng.integers(3, 5))]] = True
    case[few:] = rng.random(many) < 0.2
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": np.where(np.arange(n) < few, 1, 2),
            "region": np.ones(n, dtype=int),
            "cluster": np.arange(n),
            "weight": weights[kind],
            "days": np.where(case, rng.integers(10, 366, n), 30),
            "case": case,
        },
        by=("sex",),
        between=("sex=1", "sex=2"),
    )


def drawn_heavy(seed: int) -> DaysStudy:
    """A group of which more than ten are cases, beside a large one; of very unequal weights."""
    rng = np.random.default_rng([973, seed])
    few, many = int(rng.integers(30, 80)), int(rng.integers(100, 400))
    n = few + many
    weight = np.round(100 * rng.lognormal(0, 1.2, n), 6)
    case = np.zeros(n, dtype=bool)
    case[rng.permutation(few)[: int(rng.integers(11, few // 2 + 1))]] = True
    case[few:] = rng.random(many) < 0.3
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": np.where(np.arange(n) < few, 1, 2),
            "region": np.ones(n, dtype=int),
            "cluster": np.arange(n),
            "weight": weight,
            "days": np.where(case, 300, 30),
            "case": case,
        },
        by=("sex",),
        between=("sex=1", "sex=2"),
    )


def drawn_threes(seed: int) -> DaysStudy:
    """Four small regions with three cases each, and a large one; persons drawn one by one."""
    rng = np.random.default_rng([975, seed])
    sizes = [*rng.integers(26, 60, 4), 120]
    region = np.repeat(np.arange(1, 6), sizes)
    n = len(region)
    kind = int(rng.integers(2))
    weights = np.round(rng.uniform(40, 250, n), 6), np.round(100 * rng.lognormal(0, 0.8, n), 6)
    case = np.zeros(n, dtype=bool)
    for one in range(1, 6):
        case[rng.permutation(np.flatnonzero(region == one))[: 3 if one < 5 else 20]] = True
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": rng.integers(1, 3, n),
            "region": region,
            "cluster": np.arange(n),
            "weight": weights[kind],
            "days": np.where(case, 300, 30),
            "case": case,
        },
        by=("region",),
    )


def public_file(study: DaysStudy) -> Public:
    """Who took part, without answers."""
    p = study.persons
    columns = {name: p[name] for name in ("sex", "region", "cluster", "age")}
    return Public(columns | {"stratum": np.ones(study.n)}, p["weight"])


def write_days(study: DaysStudy, folder: Path) -> None:
    """The study as a folder that `measure87 run` takes; cases say yes to every item."""
    folder.mkdir(parents=True, exist_ok=True)
    p = study.persons
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        asks_children = study.of_children
        columns = (*_COLUMNS, "age_then") if study.of_a_life else _COLUMNS
        lines.writerow([*columns, *(_OF_CHILDREN if asks_children else ()), *_ITEMS])
        for k in range(study.n):
            silent = "silent" in p and p["silent"][k]
            answers = [_NO_ANSWER if silent else "1" if p["case"][k] else "2"] * len(_ITEMS)
            home, line = (p["home"][k], p["line"][k]) if "home" in p else (k, 1)
            parents = [p[one][k] if "home" in p else "" for one in ("mother", "father")]
            of_children = [1, 2, home, line, *parents] if asks_children else []
            lines.writerow([*(p[name][k] for name in columns), *of_children, *answers])
    by = ", ".join(f'"{one}"' for one in study.by)
    groups = ", ".join(f'"{one}"' for one in study.between)
    measures = ", ".join(f'"{one}"' for one in study.measures)
    definitions = ", ".join(f'"{one}"' for one in study.definitions)
    tables = ", ".join(f'"{one}"' for one in study.tables)
    tables = f"tables = [{tables}]\n" if tables else ""
    between = f'[[differences]]\nmeasure = "{MEASURE}"\nbetween = [{groups}]\n' if groups else ""
    period = "lifetime" if study.of_a_life else "12 months"
    (folder / "study.toml").write_text(
        'schema = 1\ntitle = "Attacked, invented"\ncountry = "ZZZ"\nyear = 2025\n'
        'population = "invented adults"\ninvented = true\nexplain = false\n'
        f'reference_period = "{period}"\n[inputs.fl]\npersons = "persons.csv"\n'
        f"definitions = [{definitions}]\nmeasures = [{measures}]\nby = [{by}]\n"
        f"{tables}{between}",
        encoding="utf-8",
    )
    mapping = _mapping(study.of_children, study.of_a_life)
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")


def _mapping(of_children: bool, of_a_life: bool) -> str:
    columns = {
        "person_id": "id",
        "age_years": "age",
        "sex": "sex",
        "region": "region",
        "cluster": "cluster",
        "weight": "weight",
    }
    lines = ["schema = 1"]
    for standard, variable in columns.items():
        lines.append(f'[fl.persons.{standard}]\nvariable = "{variable}"')
        lines += ["codes = { 1 = '1', 2 = '2' }"] if standard == "sex" else []
    lines.append('[[fl.jobs]]\njob = "1"')
    if of_a_life:
        lines.append('[fl.jobs.age_at_episode]\nvariable = "age_then"')
    else:
        lines.append(f'[fl.jobs.days]\nvariable = "days"\nmissing = [{NOT_TOLD}]')
    if of_children:
        lines += [
            f'[fl.jobs.{name}]\nvariable = "{variable}"\nyes = [1]\nno = [2]'
            for name, variable in (("for_third_party", "yes"), ("with_or_for_parents", "no"))
        ]
    by_whom = 'by_whom = "employer"\n' if of_children else ""
    lines += [
        f'[[fl.circumstances]]\nquestion = "{item}"\nitem = "{item}"\nvariable = "{item}"\n'
        f"{by_whom if item.startswith('CO') else ''}yes = [1]\nno = [2]\nunknown = [{_NO_ANSWER}]"
        for item in _ITEMS
    ]
    if of_children:
        lines += [
            f'[fl.persons.worst_form_3{one}]\nvariable = "no"\nyes = [1]\nno = [2]' for one in "abc"
        ]
        lines += [
            f'[fl.persons.{name}]\nvariable = "{variable}"'
            for name, variable in (
                ("household_id", "home"),
                ("line", "line"),
                ("mother_line", "mother"),
                ("father_line", "father"),
            )
        ]
    return "\n".join(lines) + "\n"
