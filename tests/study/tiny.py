"""A tiny invented survey in CSV files, to be spoilt in one place at a time."""

import csv
from pathlib import Path

STUDY = """
schema = 1
title = "Tiny, invented"
country = "ZZZ"
year = 2024
population = "invented persons"
invented = true

[inputs.survey]
persons = "persons.csv"
jobs = "jobs.csv"
definitions = [{definitions}]
by = ["sex", "area"]

[design]
single_cluster = "{single_cluster}"
"""

MAPPING = """
schema = 1

[survey]
unmapped = "{unmapped}"

[survey.versions]
occupation = "{version}"
industry = "ISIC4"

[survey.persons.person_id]
variable = "id"
[survey.persons.weight]
variable = "w"
[survey.persons.stratum]
variable = "strat"
[survey.persons.cluster]
variable = "ea"
[survey.persons.age_years]
variable = "age"
[survey.persons.sex]
variable = "sex"
codes = {{ 1 = "1", 2 = "2" }}
[survey.persons.area]
variable = "area"
codes = {{ 1 = "1", 2 = "2" }}

[survey.jobs.person_id]
variable = "id"
[survey.jobs.job_id]
variable = "job"
[survey.jobs.hours]
variable = "hours"
missing = [97, 98, 99]
[survey.jobs.occupation]
variable = "occ"
[survey.jobs.industry]
variable = "ind"
[survey.jobs.night_work]
variable = "night"
yes = [1]
no = [2]
unknown = [8, 9]
[survey.jobs.heavy_loads]
variable = "loads"
yes = [1]
no = [2]
unknown = [8, 9]
[survey.jobs.dangerous_tools]
variable = "tools"
yes = [1]
no = [2]
unknown = [8, 9]
"""


def persons() -> list[dict[str, object]]:
    """Three hundred children in thirty clusters of three strata."""
    return [
        {
            "id": 1000 + i,
            "w": 1.5 + (i % 4) / 4,
            "strat": 1 + (i // 10) % 3,
            "ea": i // 10,
            "age": 5 + (i * 7) % 13,
            "sex": 1 + i % 2,
            "area": 1 + (i // 10) % 2,
        }
        for i in range(300)
    ]


def jobs() -> list[dict[str, object]]:
    """Every fifth child works, every tenth in two jobs."""
    return [
        a_job(1000 + i, job, hours=4 + i % 40)
        for i in range(0, 300, 5)
        for job in range(1, 3 if i % 10 == 0 else 2)
    ]


def a_job(person: int, job: int, hours: int = 4) -> dict[str, object]:
    """One job, without any hazard."""
    answers = {"night": 2, "loads": 2, "tools": 2}
    return {"id": person, "job": job, "hours": hours, "occ": "921", "ind": "4711"} | answers


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_study(
    folder: Path,
    *,
    people: list[dict[str, object]] | None = None,
    work: list[dict[str, object]] | None = None,
    definitions: tuple[str, ...] = ("child_labour/icls18_2008_amended_2018",),
    single_cluster: str = "adjust",
    unmapped: str = "fail",
    version: str = "ISCO88",
) -> Path:
    """The study folder, with some people or some work in place of the tidy ones."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "persons.csv", persons() if people is None else people)
    write_csv(folder / "jobs.csv", jobs() if work is None else work)
    named = ", ".join(f'"{identity}"' for identity in definitions)
    (folder / "study.toml").write_text(
        STUDY.format(definitions=named, single_cluster=single_cluster)
    )
    (folder / "mapping.toml").write_text(MAPPING.format(unmapped=unmapped, version=version))
    return folder
