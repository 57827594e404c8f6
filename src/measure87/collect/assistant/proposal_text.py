"""Proposals as a `mapping.toml` whose entries nobody has confirmed yet; `run` refuses it as it is.

Each entry says in a comment which label it goes by, its score and the reason, and which other
variables came near. It holds names, labels and codes; no answer of a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measure87.collect.assistant.proposing import (
    BLOCKS,
    MAIN_JOB,
    SECOND_JOB,
    Proposal,
    Proposals,
)
from measure87.collect.assistant.value_frames import kind_of
from measure87.collect.mapping_text import one_line, toml_value
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

_STANDARD_CODES = {
    "sex": {"male": "1", "female": "2"},
    "area": {"urban": "1", "rural": "2"},
}
_ITEMS = dict(CIRCUMSTANCES["item"].levels)
_OTHERS = 3
"""Other variables that are named beside an entry."""
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
    yield from map(_remark, own or parts)
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
        yield from map(_remark, found)
        yield from _near(proposals, proposed[0])
        yield from (f"{key} = {toml_value(value)}" for key, value in _entry(found).items())
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
        yield "# Who has this job; without this, everybody:"
        yield '# present = { variable = "Q1", yes = [1], no = [2] }'
        for name, entries in found.items():
            yield from map(_remark, entries)
            yield from _near(proposals, entries[0])
            yield f"{name} = {toml_value(_entry(entries))}"
        yield "confirmed = false"


def _circumstances(proposals: Proposals, section: str) -> Iterator[str]:
    for (concept, _), found in proposals.chosen.items():
        if not concept.startswith("circumstances."):
            continue
        item = concept.split(".")[1]
        yield from ("", f"[[{section}.circumstances]]")
        yield from map(_remark, found)
        yield from _near(proposals, found[0])
        yield f"question = {toml_value(found[0].variable.name)}"
        yield f'job = "{MAIN_JOB}"'
        yield f'item = "{item}"    # {_ITEMS[item]}'
        yield '# When, how, by whom: stage = "DURING", mode = "subjected", by_whom = "employer"'
        yield from (f"{key} = {toml_value(value)}" for key, value in _entry(found).items())
        yield "confirmed = false"


def _seen(proposals: Proposals) -> Iterator[str]:
    """What was found and has no standard column."""
    for (concept, job), found in proposals.chosen.items():
        if concept == "seen.usual_hours":
            yield from (
                "",
                f"# Usual hours ({job} job); the standard column is hours actually worked:",
            )
            yield from map(_remark, found)


def _nothing_found(columns: Mapping[str, Sequence[Proposal]]) -> Iterator[str]:
    absent = [column.name for column in PERSONS.columns if column.name not in columns]
    yield from ("", "# Nothing was found for these columns of persons:")
    yield from (f"#   {name}" for name in absent if name != "person_id")


def _entry(found: Sequence[Proposal]) -> dict[str, Any]:
    """Keys of one column, from the variables and their code frames."""
    first = found[0]
    names = [proposal.variable.name for proposal in found]
    keys: dict[str, Any] = {"variable": names[0]} if len(names) == 1 else {"variables": names}
    if first.concept in BLOCKS and len(names) > 1:
        keys["combine"] = BLOCKS[first.concept]
    name = first.concept.split(".")[1]
    kind = kind_of(first.concept)
    unanswered = ("no_answer", "not_applicable")
    missing = _codes([code for each in unanswered for code in first.frame.codes.get(each, ())])
    if kind == "status":
        keys |= _status_keys(found)
    elif name in _STANDARD_CODES:
        keys["codes"] = _standard_codes(first, _STANDARD_CODES[name])
        keys |= {"missing": missing} if missing else {}
    elif kind in ("code", "number", "integer") and missing:
        keys["missing"] = missing
    return keys


def _status_keys(found: Sequence[Proposal]) -> dict[str, Any]:
    """Codes of yes, no and unknown of the first variable that has labels; else 1 and 2."""
    labelled = next((p.frame for p in found if p.frame.has("yes", "no")), None)
    if labelled is None:
        return {"yes": [1], "no": [2]}
    keys = {"yes": _codes(labelled.codes["yes"]), "no": _codes(labelled.codes["no"])}
    more = {"unknown": "no_answer", "not_asked": "not_applicable"}
    told = {key: _codes(labelled.codes.get(meaning, ())) for key, meaning in more.items()}
    return keys | {key: codes for key, codes in told.items() if codes}


def _standard_codes(proposal: Proposal, meanings: Mapping[str, str]) -> dict[str, str]:
    frame = proposal.frame
    if not frame.has(*meanings):
        return {standard: standard for standard in meanings.values()}
    return {
        code: standard for meaning, standard in meanings.items() for code in frame.codes[meaning]
    }


def _codes(codes: Sequence[str]) -> list[int | str]:
    return [int(code) if code.isdecimal() and str(int(code)) == code else code for code in codes]


def _remark(proposal: Proposal) -> str:
    label = one_line(proposal.variable.label) or "no label"
    reason = f"score {proposal.score:.2f}; {proposal.reason}"
    doubt = ""
    if kind_of(proposal.concept) == "status" and not proposal.frame.has("yes", "no"):
        doubt = "; codes without labels: 1 yes and 2 no are a guess"
    elif proposal.concept.split(".")[1] in _STANDARD_CODES and not proposal.frame.answers:
        doubt = "; codes without labels: 1 and 2 are a guess"
    return f"# {one_line(proposal.variable.name)} ({label}): {reason}{doubt}"


def _near(proposals: Proposals, proposal: Proposal) -> Iterator[str]:
    for other in proposals.others.get(proposal.place, ())[:_OTHERS]:
        label = one_line(other.variable.label)
        yield f"#   or {one_line(other.variable.name)} ({label}): score {other.score:.2f}"
