"""A small invented study of adults with a forced-labour module of chosen items."""

from collections.abc import Sequence
from pathlib import Path

STUDY = """
schema = 1
title = "Module, invented"
country = "ZZZ"
year = 2025
population = "invented adults"
invented = true
[inputs.fl]
persons = "persons.csv"
definitions = ["forced_labour/icls20_2018"]
measures = ["forced_labour_adults"]
"""
MAPPING = """
schema = 1
[fl.persons.person_id]
variable = "id"
[fl.persons.age_years]
variable = "age"
[[fl.jobs]]
job = "1"
[fl.jobs.days]
variable = "days"
missing = [999]
"""
ITEM = """
[[fl.circumstances]]
question = "{0}"
item = "{0}"
variable = "{0}"
yes = [1]
no = [2]
"""


def write_module(
    folder: Path,
    items: Sequence[str] = ("IN2", "IN3", "IN9", "CO1", "CO2", "CO5"),
    *,
    settings: str = 'reference_period = "12 months"\n',
    persons: int = 1000,
    cases: int = 90,
    days_known: int = 90,
    mapping: str = "",
    columns: str = "",
    cells: str = "",
) -> Path:
    """A study in which the first `cases` persons say yes to everything, for 200 days.

    A third of the others say yes to involuntary items alone, a third to means of coercion alone.
    The days of the first `days_known` cases are told.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f"id,age,days,{','.join(items)}{columns}"]
    for n in range(persons):
        answers = [_answer(n, item, cases) for item in items]
        days = 30 if n >= cases else 200 if n < days_known else 999
        rows.append(f"{n},30,{days},{','.join(answers)}{cells}")
    (folder / "persons.csv").write_text("\n".join(rows) + "\n")
    (folder / "study.toml").write_text(STUDY + settings)
    entries = "".join(ITEM.format(item) for item in items)
    (folder / "mapping.toml").write_text(MAPPING + mapping + entries)
    return folder


def _answer(n: int, item: str, cases: int) -> str:
    """1 of a case, of the 30 after the cases if involuntary, of the 60 after if coercion."""
    alone = item.startswith("IN") if n < cases + 30 else item.startswith("CO")
    return "1" if n < cases or (n < cases + 90 and alone) else "2"
