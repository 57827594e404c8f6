"""Proposals as a `mapping.toml` whose entries nobody has confirmed yet; `run` refuses it as it is.

Each entry says in a comment which label it goes by, its score and the reason, and which other
variables came near. It holds names, labels and codes; no answer of a person.
"""

from collections.abc import Iterator, Mapping, Sequence

from measure87.collect.assistant.entry_text import FILLED, digits, entry, near, remark
from measure87.collect.assistant.proposing import MAIN_JOB, SECOND_JOB, Proposal, Proposals
from measure87.collect.mapping_text import one_line, toml_value
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

_ITEMS = dict(CIRCUMSTANCES["item"].levels)
_STATUSES = ", ".join(code for code, _ in JOBS["status_in_employment"].levels)
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
    lines = [
        f"# Proposals for {one_line(proposals.codebook.name)}, "
        f"by its labels ({proposals.language}).",
        "# Look at each beside the questionnaire. Then write confirmed = true, or delete the",
        "# entry: a run refuses a mapping that holds confirmed = false.",
        "# All keys: docs/reference/mapping.md.",
        "",
        "schema = 1",
        "",
        f"[{section}]",
        'unmapped = "fail"',
        "# Only completed interviews:",
        '# keep = [{ variable = "RESULT", codes = [1] }]',
        *_versions(proposals, section),
        *_person(proposals, section),
        *_columns(proposals, columns, section),
        *_jobs(proposals, section),
        *_circumstances(proposals, section),
        *_seen(proposals),
        *_nothing_found(columns),
    ]
    return "\n".join(lines) + "\n"


def _person_columns(proposals: Proposals) -> dict[str, tuple[Proposal, ...]]:
    """Standard column -> what is proposed for it, in the order of the table."""
    found = {
        c.split(".")[1]: p for (c, _), p in proposals.chosen.items() if c.startswith("persons.")
    }
    return {name: found[name] for name in PERSONS.names if name in found and name != "person_id"}


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


def _person(proposals: Proposals, section: str) -> Iterator[str]:
    """The identifier: one variable that is one, or cluster, household and line together."""
    own = proposals.chosen.get(("persons.person_id", ""), ())
    parts = _identifying(proposals, "cluster", "household_id", "line")
    yield from ("", "# Variables that together differ for every person.")
    if not own and not parts:
        yield f"# [{section}.persons.person_id]"
        yield '# variables = ["CLUSTER", "HOUSEHOLD", "LINE"]      # not found; needed'
        return
    yield f"[{section}.persons.person_id]"
    yield from map(remark, own or parts)
    yield f"variables = {toml_value([p.variable.name for p in own or parts])}"
    yield "confirmed = false"


def _identifying(proposals: Proposals, *names: str) -> list[Proposal]:
    places = ((f"persons.{name}", "") for name in names)
    return [found[0] for place in places if (found := proposals.chosen.get(place))]


def _columns(
    proposals: Proposals, columns: Mapping[str, tuple[Proposal, ...]], section: str
) -> Iterator[str]:
    for name, proposed in columns.items():
        found: Sequence[Proposal] = proposed
        if name == "household_id":
            found = _identifying(proposals, "cluster", "household_id")
        yield from ("", f"[{section}.persons.{name}]")
        yield from map(remark, found)
        yield from near(proposals, proposed[0])
        yield from (f"{key} = {toml_value(value)}" for key, value in entry(found).items())
        gate = _ACTIVITY_HOURS.get(name)
        if gate in columns:
            yield f'asked_if = "{gate}"'
        yield "confirmed = false"


def _jobs(proposals: Proposals, section: str) -> Iterator[str]:
    asked = any(concept.startswith("circumstances.") for concept, _ in proposals.chosen)
    for job in (MAIN_JOB, SECOND_JOB):
        found = {
            name: proposals.chosen[f"jobs.{name}", job]
            for name in JOBS.names
            if (f"jobs.{name}", job) in proposals.chosen
        }
        if not found and not (asked and job == MAIN_JOB):
            continue
        yield from ("", f"[[{section}.jobs]]", f'job = "{job}"')
        yield from _present(proposals, job, needed=bool(found))
        for name, entries in found.items():
            yield from map(remark, entries)
            yield from near(proposals, entries[0])
            if name in FILLED and digits(entries[0]):
                yield "#   digits: as numbers the codes have lost their zeros at the left"
            if name == "status_in_employment":
                yield f'#   write codes = {{ 1 = "employee", ... }}: one of {_STATUSES}'
            yield f"{name} = {toml_value(entry(entries))}"
        yield "confirmed = false"


def _present(proposals: Proposals, job: str, *, needed: bool) -> Iterator[str]:
    """Who has a job: whoever works has a main one, if it was found who works.

    Without it everybody has the job, so a name that no file has stands where nothing was found, for
    the run to stop at. A job of which only circumstances were found may be everybody's.
    """
    works = proposals.chosen.get(("persons.economic_activity", ""), ())
    yield "# Who has this job; without this, everybody:"
    if works and job == MAIN_JOB:
        yield from map(remark, works)
        yield f"present = {toml_value(entry(works))}"
    elif needed:
        yield f'present = {{ variable = "WHO_HAS_A_{job.upper()}_JOB", yes = [1], no = [2] }}'
        yield "# (not found; needed: put your variable in)"
    else:
        yield '# present = { variable = "Q1", yes = [1], no = [2] }'


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


def _nothing_found(columns: Mapping[str, Sequence[Proposal]]) -> Iterator[str]:
    absent = [column.name for column in PERSONS.columns if column.name not in columns]
    yield from ("", "# Nothing was found for these columns of persons:")
    yield from (f"#   {name}" for name in absent if name != "person_id")
