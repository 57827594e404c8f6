"""How persons of the invented country would answer the standard form, all of them and in private.

Their answers come as three tables of a module with standard names (`simulate.module_tables`).
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from measure87.collect.form.patterns import MODES, gate_of
from measure87.simulate import InventedCountry
from tests.collect.form.answered import (
    ASKED_HAZARDS,
    GATES,
    PRIVATE_OF_CHILDREN,
    answer,
    household,
    person,
)

GATE_OF = {
    "IN1": "born_or_sold", "IN2": "other_work", "IN3": "overtime", "IN4": "dangerous_conditions",
    "IN5": "low_pay", "IN6": "living_conditions", "IN7": "other_employers",
    "IN8": "longer_period", "IN9": "not_free_to_leave", "INX": "other_involuntary",
    "CO1": "violence", "CO2": "movement", "CO3": "debt_work", "CO4": "wages_withheld",
    "CO5": "papers", "CO6": "vulnerability", "COX": "other_coercion",
}  # fmt: skip
AGREED = {1: "2", 2: "1", 8: "8", 9: "9", None: "9"}
"""Whether consent lacked, as she says whether she had agreed."""
AS_THEY_ARE = (
    "in_reference_week", "industry", "occupation", "status_in_employment", "in_reference_period",
    "for_third_party", "with_or_for_parents", "imposed_by", "purely_military",
    "self_governing_citizens", "public_supervision", "hired_to_private", "population_endangered",
    "community_direct_interest", "community_consulted", "c105_purpose",
)  # fmt: skip
NUMBERS = ("hours", "age_at_episode", "days", "end_age")
OWN_QUESTIONS = ("FL_WAGES_KEPT_BACK",)


def interviews(country: InventedCountry) -> dict[str, dict[str, Any]]:
    """One interview a household, members in the order of their lines."""
    answers: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for row in country.circumstances.iter_rows(named=True):
        answers.setdefault((row["person_id"], row["job_id"]), []).append(row)
    jobs: dict[Any, list[dict[str, Any]]] = {}
    for row in country.jobs.iter_rows(named=True):
        told = answers.get((row["person_id"], row["job_id"]), [])
        jobs.setdefault(row["person_id"], []).append(_job(row, told))
    found = {}
    for home in country.persons.sort("household_id", "line").partition_by("household_id"):
        assert home["line"].to_list() == list(range(1, home.height + 1))
        members = [
            _person(one, jobs.get(one["person_id"], [])) for one in home.iter_rows(named=True)
        ]
        found[str(home["household_id"][0])] = household(*members)
    return found


def _code(value: Any) -> str | None:
    return None if value is None else str(value)


def _person(row: dict[str, Any], jobs: list[dict[str, Any]]) -> dict[str, Any]:
    week = any(job["in_reference_week"] == "1" for job in jobs)
    status = ("fetched_water", "collected_firewood", "household_chores")
    hours = ("water_hours", "firewood_hours", "chores_hours")
    return person(
        row["age_years"],
        *jobs,
        sex=str(row["sex"]),
        **{name: -8 if row[name] is None else row[name] for name in ("mother_line", "father_line")},
        worked_week="1" if week else "2",
        worked_period=None if week else ("1" if jobs else "2"),
        protected_at_work_answer="2",
        **{name: _code(row[name]) for name in status},
        **{name: -8 if row[name] is None else int(row[name]) for name in hours},
    )


def _job(row: dict[str, Any], told: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: _code(row[name]) for name in AS_THEY_ARE}
    found |= {name: None if row[name] is None else int(row[name]) for name in NUMBERS}
    found |= {name: _code(row.get(name)) or "2" for name in ASKED_HAZARDS}
    found |= {f"{name}_answer": _code(row.get(name)) or "2" for name in PRIVATE_OF_CHILDREN}
    found["commercial_sexual_answer"] = _code(row["commercial_sexual"])
    found |= {"start_date": row["start_date"], "end_date": row["end_date"]}
    found["goes_on"] = "1" if row["in_reference_week"] == 1 else "2"
    found["exclusion"] = row["exclusion"] or "none"
    asked = bool(told)
    for gate in GATES:
        found |= answer(gate, "2") if asked else {}
    for each in _by_question(told):
        found |= _answered(each)
    return found


def _by_question(told: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows of one answer together; what was asked by a question of its own item comes alone."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in told:
        found.setdefault(row["question"], []).append(row)
    yield from found.values()


def _answered(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    gate = "wages_kept" if first["question"] in OWN_QUESTIONS else GATE_OF[first["item"]]
    if first["answer"] != 1:
        return answer(gate, str(first["answer"]))
    found: dict[str, Any] = {gate: "1"}
    for row in rows:
        if row["item"].startswith("IN"):
            found[f"{gate}_consent"] = AGREED[row["consent_lacked"]]
        else:
            found |= _by_whom(gate, row)
    return found


def _by_whom(gate: str, row: dict[str, Any]) -> dict[str, Any]:
    others = row["on_whom"] == "others" or row["mode"] == "witnessed"
    done = {"subjected": "did", "threatened": "threatened"}
    mode = "witnessed" if others else done[row["mode"] or "subjected"]
    who = {name: {"nobody"} for name, *_ in MODES} | {mode: {row["by_whom"] or "8"}}
    found: dict[str, Any] = {f"{gate}_{name}": chosen for name, chosen in who.items()}
    return found | {f"{gate}_answer": "told"}


def without_consent_to_leave(answers: dict[str, Any]) -> dict[str, Any]:
    """The same interview where nobody asks who may not leave what she agreed to."""
    found = {n: one for n, one in answers.items() if n != "not_free_to_leave_consent"}
    for name in ("persons", "jobs"):
        if name in found:
            found[name] = [without_consent_to_leave(one) for one in found[name]]
    return found


KEPT = {"age", "sex", "cluster", "region", "area", "respondent", "worked_week", "worked_period",
        "worked_year", "answered_on_work", "work_consent", "persons", "jobs", "start_date",
        "industry", "occupation"}  # fmt: skip
"""What is left as it is: routing, on which hang whole blocks, and what no status is."""


def with_less_told(answers: dict[str, Any], rng: Random, share: float) -> dict[str, Any]:
    """The same interview with some answers refused, not known or skipped, at every level."""
    found = dict(answers)
    for name in [n for n in answers if n in GATES and rng.random() < share]:
        for after in [n for n in found if gate_of(n) == name]:
            del found[after]
        found |= answer(name, rng.choice(["8", "9"])) if rng.random() < 2 / 3 else {}
    for name, value in answers.items():
        if isinstance(value, list):
            found[name] = [with_less_told(one, rng, share) for one in value]
        elif name not in KEPT and gate_of(name) not in GATES and rng.random() < share:
            found[name] = _untold(name, value, rng)
    return found


def _untold(name: str, value: Any, rng: Random) -> Any:
    if isinstance(value, int):
        return rng.choice([-8, -9, None])
    if name in ("form_of_work", "status_in_employment", "imposed_by"):
        return rng.choice(["8", "9", None])
    if name == "exclusion":
        return "EX_UNKNOWN"
    return value if value == "none" or not isinstance(value, str) else rng.choice(["8", "9", None])
