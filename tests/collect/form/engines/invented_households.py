"""Households of the invented country, with everything told, as respondents of a form."""

from contextlib import contextmanager

import polars as pl

from measure87.collect.form.engines.households import Household, Job, Person
from measure87.simulate import InventedCountry, answers, child_answers, invent_country
from measure87.vocabulary.columns import JOBS, PERSONS

_STATUS = {1: "yes", 2: "no", 8: "unknown", 9: "refused"}
_STATUSES = {
    column.name for table in (PERSONS, JOBS) for column in table.columns if column.kind == "status"
} | {"answer", "consent_lacked"}

_CASES = ("forced_labour_children", "forced_labour_adults", "child_labour_sdg_b")


@contextmanager
def _everything_told():
    """The shares of answers that stay away are 0 meanwhile."""
    kept = [(one, dict(one)) for one in (answers.MECHANISM, child_answers.MECHANISM)]
    try:
        for mechanism, shares in kept:
            mechanism.update(dict.fromkeys(shares, 0.0))
        yield
    finally:
        for mechanism, shares in kept:
            mechanism.update(shares)


def complete_country(seed: int, persons: int) -> InventedCountry:
    """A country in which (but for one answer in a thousand on the worst forms) all is told."""
    with _everything_told():
        return invent_country(seed, persons=persons)


def households(country: InventedCountry, persons: int) -> list[Household]:
    """About so many persons in whole households, up to half of them in households with cases."""
    by_household = pl.col(*_CASES).cast(pl.Boolean).fill_null(value=False).any()
    there = country.sample_truth.group_by("household_id", maintain_order=True).agg(
        by_household, pl.len().alias("n")
    )
    there = there.filter(~pl.col("household_id").is_in(_not_told(country)))
    chosen: list[str] = []
    for kind in _CASES:
        left = there.filter(pl.col(kind) & ~pl.col("household_id").is_in(chosen))
        chosen += _first(left, persons // 6)
    taken = there.filter(pl.col("household_id").is_in(chosen))["n"].sum()
    chosen += _first(there.filter(~pl.any_horizontal(*_CASES)), persons - taken)
    return [_household(one) for one in _by_household(country, chosen)]


def _first(there: pl.DataFrame, persons: int) -> list[str]:
    return there.filter(pl.col("n").cum_sum() <= persons)["household_id"].to_list()


def _not_told(country: InventedCountry) -> list[str]:
    """Households in which an answer is missing all the same."""
    codes = [pl.col(name).is_in([8, 9]) for name in country.jobs.columns if name in _STATUSES]
    persons = country.jobs.filter(pl.any_horizontal(codes))["person_id"]
    return country.persons.filter(pl.col("person_id").is_in(persons.to_list()))[
        "household_id"
    ].to_list()


def _by_household(country: InventedCountry, chosen: list[str]):
    people = country.persons.filter(pl.col("household_id").is_in(chosen)).sort(
        "household_id", "line"
    )
    ids = people["person_id"].to_list()
    jobs = country.jobs.filter(pl.col("person_id").is_in(ids))
    told = country.circumstances.filter(pl.col("person_id").is_in(ids))
    return [
        (group, jobs.join(group.select("person_id"), on="person_id", how="semi"),
         told.join(group.select("person_id"), on="person_id", how="semi"))
        for group in people.partition_by("household_id", maintain_order=True)
    ]  # fmt: skip


def _household(tables) -> Household:
    people, jobs, told = tables
    assert people["line"].to_list() == list(range(1, people.height + 1))
    rows = people.to_dicts()
    main = {name: rows[0][name] for name in ("region", "area", "cluster", "household_id")}
    return Household(main, tuple(_person(row, jobs, told) for row in rows))


def _person(row, jobs: pl.DataFrame, told: pl.DataFrame) -> Person:
    mine = [_in_words(job) for job in jobs.filter(person_id=row["person_id"]).to_dicts()]
    about = told.filter(person_id=row["person_id"])
    works = any(job["in_reference_week"] == "yes" for job in mine)
    own = {
        **_in_words(row),
        "economic_activity": "yes" if works else "no",
        "respondent": "self",
        "person_id": row["person_id"],
    }
    return Person(own, tuple(_job(job, about) for job in mine))


def _job(row, told: pl.DataFrame) -> Job:
    mine = told.filter(job_id=row["job_id"]).to_dicts()
    own = {
        **row,
        "temporarily_absent": "no",
        "usual_hours": row["hours"],
        "seasonal": "no",
        "form_of_work": "employment",
        "goes_on": row["in_reference_week"],
    }
    return Job(own, tuple(map(_in_words, mine)))


def _in_words(row):
    """A row with its statuses in words."""
    return {
        name: _STATUS.get(value) if name in _STATUSES and value is not None else value
        for name, value in row.items()
    }


def _worked_before(where) -> str:
    return "1" if where.person.jobs else "2"


ALSO = {
    "worked_period": _worked_before,
    "private": lambda where: "1",
    "child_officer": lambda where: "1",
}
"""Of the standard form: what routes a person on and fills no cell."""
