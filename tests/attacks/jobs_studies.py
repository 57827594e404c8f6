"""Children of eight with a file of their jobs: one row for each who works, who is then a case."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MEASURE = "child_labour_icls"
AGE = 8
NEVER = (
    "heavy_loads", "dangerous_tools", "dust_fumes_gas", "extreme_temperature", "noise_vibration",
    "heights", "chemicals_explosives", "abuse_at_work", "underground_underwater_confined",
    "night_work", "confined_to_premises",
)  # fmt: skip
"""Hazards that were asked, and that nobody met."""


@dataclass(frozen=True)
class JobsStudy:
    """Who works, and the sex of each: (n,)."""

    works: np.ndarray
    sex: np.ndarray

    @property
    def n(self) -> int:
        return len(self.works)


def all_but(seed: int, most: int = 2) -> JobsStudy:
    """60 to 119 children, of whom all work but one, or up to so many."""
    rng = np.random.default_rng([104, seed])
    n = int(rng.integers(60, 120))
    works = np.ones(n, dtype=bool)
    works[rng.permutation(n)[: int(rng.integers(1, most + 1))]] = False
    return JobsStudy(works, rng.integers(1, 3, n))


def one_or_two(seed: int) -> JobsStudy:
    """The same, but that those work who did not, and no others."""
    study = all_but(seed)
    return JobsStudy(~study.works, study.sex)


def a_third(seed: int) -> JobsStudy:
    """60 to 119 children, of whom about one in three works."""
    rng = np.random.default_rng([105, seed])
    n = int(rng.integers(60, 120))
    return JobsStudy(rng.random(n) < 1 / 3, rng.integers(1, 3, n))


def write_jobs(study: JobsStudy, folder: Path) -> None:
    """A study folder: `study.toml`, `mapping.toml`, and a file each of persons and of jobs."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(("id", "age", "sex", "weight", "works", "never"))
        for k, (works, sex) in enumerate(zip(study.works, study.sex, strict=True)):
            sheet.writerow((k, AGE, sex, 100, 1 if works else 2, 2))
    with (folder / "jobs.csv").open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(("id", "job", "hours"))
        sheet.writerows((k, 1, 20) for k in np.flatnonzero(study.works))
    (folder / "study.toml").write_text(_STUDY, encoding="utf-8")
    (folder / "mapping.toml").write_text(_mapping(), encoding="utf-8")


_STUDY = f"""\
schema = 1
title = "Attacked, invented"
country = "ZZZ"
year = 2025
population = "invented children"
invented = true
explain = false

[inputs.cl]
persons = "persons.csv"
jobs = "jobs.csv"
definitions = ["child_labour/icls18_2008_amended_2018"]
measures = ["{MEASURE}"]
by = ["sex"]
"""


def _mapping() -> str:
    lines = ["schema = 1"]
    for column, variable in (("person_id", "id"), ("age_years", "age"), ("weight", "weight")):
        lines.append(f'[cl.persons.{column}]\nvariable = "{variable}"')
    lines.append("[cl.persons.sex]\nvariable = \"sex\"\ncodes = { 1 = '1', 2 = '2' }")
    for column in ("economic_activity", *NEVER):
        variable = "never" if column in NEVER else "works"
        lines.append(f'[cl.persons.{column}]\nvariable = "{variable}"\nyes = [1]\nno = [2]')
    for column, variable in (("person_id", "id"), ("job_id", "job"), ("hours", "hours")):
        lines.append(f'[cl.jobs.{column}]\nvariable = "{variable}"')
    return "\n".join(lines) + "\n"
