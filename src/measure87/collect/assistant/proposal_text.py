"""Proposals as a `mapping.toml` whose entries nobody has confirmed yet; `run` refuses it as it is.

Each entry says in a comment which label it goes by, its score and the reason, and which other
variables came near. It holds names, labels and codes; no answer of a person.
"""

from collections.abc import Iterator, Mapping, Sequence

from measure87.collect.assistant.codebook import alike_rows
from measure87.collect.assistant.entry_text import (
    FILLED,
    asked,
    digits,
    entry,
    near,
    perhaps_missing,
    remark,
)
from measure87.collect.assistant.held_numbers import is_few_years
from measure87.collect.assistant.identifying import identifying, of_a_household
from measure87.collect.assistant.proposing import (
    HAS_JOB,
    JOBS_IN_ORDER,
    MAIN_JOB,
    Proposal,
    Proposals,
)
from measure87.collect.mapping_text import one_line, toml_value
from measure87.collect.unfinished import ASK
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

_ITEMS = dict(CIRCUMSTANCES["item"].levels)
_STATUSES = ", ".join(code for code, _ in JOBS["status_in_employment"].levels)
_IDENTIFIERS = ("person_id", "cluster", "household_id", "line", "stratum", "region")
_PARTS = ("cluster", "household_id", "line")
"""What a person is numbered by where she has no number of her own."""
_ACTIVITY_HOURS = {
    "economic_hours": "economic_activity",
    "water_hours": "fetched_water",
    "firewood_hours": "collected_firewood",
    "chores_hours": "household_chores",
}


def proposals_text(proposals: Proposals, section: str = "survey") -> str:
    """Text of a mapping with every proposal as an entry with `confirmed = false`.

    `section` is the name of the input in `study.toml`.
    """
    columns = _person_columns(proposals)
    named = {column: proposals.named(column) for column in _IDENTIFIERS}
    person = identifying(proposals.codebook, named)
    lines = [
        f"# Proposals for {one_line(proposals.codebook.name)}, "
        f"by its labels and names ({proposals.language}).",
        "# Look at each beside the questionnaire. Then write confirmed = true, or delete the",
        "# entry: a run refuses a mapping that holds confirmed = false.",
        "# All keys: docs/reference/mapping.md.",
        "",
        "schema = 1",
        "",
        f"[{section}]",
        'unmapped = "fail"',
        "# Only completed interviews:",
        '# keep = [{ variable = "...", codes = [1] }]',
        *_several_years(proposals),
        *_versions(proposals, section),
        *_person(proposals, person, section),
        *_columns(proposals, columns, person, section),
        *_jobs(proposals, section),
        *_added_up(proposals, section),
        *_circumstances(proposals, section),
        *_seen(proposals),
        *_nothing_found(proposals, columns),
    ]
    return "\n".join(lines) + "\n"


def _person_columns(proposals: Proposals) -> dict[str, tuple[Proposal, ...]]:
    """Standard column -> what is proposed for it, in the order of the table."""
    found = {
        c.split(".")[1]: p for (c, _), p in proposals.chosen.items() if c.startswith("persons.")
    }
    return {name: found[name] for name in PERSONS.names if name in found and name != "person_id"}


def _several_years(proposals: Proposals) -> Iterator[str]:
    """Variables that hold a few years, as a comment: several surveys may be in the file."""
    for variable in proposals.codebook.variables:
        if not is_few_years(variable.bounds):
            continue
        name = one_line(variable.name)
        yield f"# {name} holds several years: are several surveys in the file? Then keep one:"
        year = int(variable.bounds[1]) if variable.bounds else 0
        yield f"# keep = [{{ variable = {toml_value(variable.name)}, codes = [{year}] }}]"


def _versions(proposals: Proposals, section: str) -> Iterator[str]:
    coded = [
        name
        for name in ("industry", "occupation")
        if any(concept == f"jobs.{name}" for concept, _ in proposals.chosen)
    ]
    if coded:
        yield from ("", f"[{section}.versions]")
        yield "# Which classification the codes are of; without it the mapping is refused:"
        for name in coded:
            standard = "ISIC4" if name == "industry" else "ISCO08"
            yield f'# {name} = "{standard}"'


def _person(proposals: Proposals, person: tuple[str, ...], section: str) -> Iterator[str]:
    """The identifier: the variables that together tell the persons apart, or the question which."""
    yield from ("", "# Variables that together differ for every person.")
    yield f"[{section}.persons.person_id]"
    if not person:
        candidates = [name for column in _IDENTIFIERS for name in proposals.named(column)]
        wanted = "variables that together differ for every person: cluster, household, line"
        yield from _alike(proposals)
        yield from asked(wanted, candidates)
        return
    yield from (remark(found) for name in person for found in proposals.of_variable(name))
    yield f"variables = {toml_value(person)}"
    yield "confirmed = false"


def _alike(proposals: Proposals) -> Iterator[str]:
    """In how many rows the parts of an identifier are those of another row, as a comment."""
    parts = [proposals.named(column)[:1] for column in _PARTS]
    names = tuple(name for part in parts for name in part)
    if len(parts) != len(names) or proposals.codebook.alike is None:
        return
    said = alike_rows(names, proposals.codebook.alike(names))
    if said:
        yield f"# {said}"


def _columns(
    proposals: Proposals,
    columns: Mapping[str, tuple[Proposal, ...]],
    person: tuple[str, ...],
    section: str,
) -> Iterator[str]:
    for name, proposed in columns.items():
        found: Sequence[Proposal] = proposed
        if name == "household_id":
            within = of_a_household(person, proposals.named("line"))
            found = _household(proposals, within)
        yield from ("", f"[{section}.persons.{name}]")
        yield from map(remark, found)
        yield from near(proposals, proposed[0])
        yield from (line for p in found for line in perhaps_missing(proposals.codebook, p))
        yield from (f"{key} = {toml_value(value)}" for key, value in entry(found).items())
        gate = _ACTIVITY_HOURS.get(name)
        if gate in columns:
            yield f'asked_if = "{gate}"'
        yield "confirmed = false"


def _household(proposals: Proposals, names: Sequence[str]) -> list[Proposal]:
    """What a household is numbered by: those of a person's variables that are not her own.

    A person with a number of her own says nothing of it; then the household is numbered within its
    cluster, as is usual.
    """
    found = [each for name in names for each in proposals.of_variable(name)]
    if any(each.concept == "persons.household_id" for each in found):
        return found
    usual = (proposals.named(column)[:1] for column in ("cluster", "household_id"))
    return [each for names in usual for name in names for each in proposals.of_variable(name)]


def _added_up(proposals: Proposals, section: str) -> Iterator[str]:
    """How hours of several jobs are added up where no question says who has a further one."""
    hours = {job: found for (concept, job), found in proposals.chosen.items()
             if concept == "jobs.hours"}  # fmt: skip
    further = [job for job in hours if job != MAIN_JOB]
    if all((HAS_JOB, job) in proposals.chosen for job in further):
        return
    names = [hours[job][0].variable.name for job in JOBS_IN_ORDER if job in hours]
    yield from (
        "",
        "# If no question says who has a further job, delete the jobs and add their hours up:",
        f"# [{section}.persons.economic_hours]",
        f"# variables = {toml_value(names)}",
        '# combine = "sum"',
    )
    if ("persons.economic_activity", "") in proposals.chosen:
        yield '# asked_if = "economic_activity"'


def _jobs(proposals: Proposals, section: str) -> Iterator[str]:
    questions = any(concept.startswith("circumstances.") for concept, _ in proposals.chosen)
    for job in JOBS_IN_ORDER:
        found = {
            name: proposals.chosen[f"jobs.{name}", job]
            for name in JOBS.names
            if (f"jobs.{name}", job) in proposals.chosen
        }
        if not found and not (questions and job == MAIN_JOB):
            continue
        yield from ("", f"[[{section}.jobs]]", f'job = "{job}"')
        yield from _present(proposals, job, needed=bool(found))
        for name, entries in found.items():
            yield from map(remark, entries)
            yield from near(proposals, entries[0])
            yield from perhaps_missing(proposals.codebook, entries[0])
            if name in FILLED and digits(entries[0]):
                yield "#   digits: as numbers the codes have lost their zeros at the left"
            if name == "status_in_employment":
                yield f'#   write codes = {{ 1 = "employee", ... }}: one of {_STATUSES}'
            yield f"{name} = {toml_value(entry(entries))}"
        yield "confirmed = false"


def _present(proposals: Proposals, job: str, *, needed: bool) -> Iterator[str]:
    """Who has a job: whoever works has a main one, if it was found who works.

    Without it everybody has the job, so it is asked for where nothing was found. A job of which
    only circumstances were found may be everybody's.
    """
    place = ("persons.economic_activity", "") if job == MAIN_JOB else (HAS_JOB, job)
    works = proposals.chosen.get(place, ())
    yield "# Who has this job; without this, everybody:"
    if works:
        yield from map(remark, works)
        yield f"present = {toml_value(entry(works))}"
    elif needed:
        wanted = f"who has a {job} job, yes and no; without this line everybody has one"
        yield f"present = {toml_value({ASK: wanted})}"
    else:
        yield '# present = { variable = "...", yes = [1], no = [2] }'


def _circumstances(proposals: Proposals, section: str) -> Iterator[str]:
    for (concept, _), found in proposals.chosen.items():
        if not concept.startswith("circumstances."):
            continue
        item = concept.split(".")[1]
        yield from ("", f"[[{section}.circumstances]]")
        yield from map(remark, found)
        yield from near(proposals, found[0])
        yield f"question = {toml_value(found[0].variable.name)}"
        yield f'job = "{MAIN_JOB}"'
        yield f'item = "{item}"    # {_ITEMS[item]}'
        yield '# When, how, by whom: stage = "DURING", mode = "subjected", by_whom = "employer"'
        yield from (f"{key} = {toml_value(value)}" for key, value in entry(found).items())
        yield "confirmed = false"


def _seen(proposals: Proposals) -> Iterator[str]:
    """What was found and has no standard column."""
    for (concept, job), found in proposals.chosen.items():
        if concept == "seen.usual_hours":
            yield from (
                "",
                f"# Usual hours ({job} job); the standard column is hours actually worked:",
            )
            yield from map(remark, found)


def _nothing_found(
    proposals: Proposals, columns: Mapping[str, Sequence[Proposal]]
) -> Iterator[str]:
    rivals: dict[str, list[str]] = {}
    for proposal in (each for found in proposals.chosen.values() for each in found):
        for concept in proposal.rivals:
            rivals.setdefault(concept, []).append(one_line(proposal.variable.name))
    absent = [column.name for column in PERSONS.columns if column.name not in columns]
    yield from ("", "# Nothing was found for these columns of persons:")
    for name in absent:
        if name != "person_id":
            maybe = rivals.get(f"persons.{name}")
            yield f"#   {name}" + (f" (perhaps {', '.join(maybe)})" if maybe else "")
