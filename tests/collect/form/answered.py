"""People by hand: what one answers in the standard form, with what the form computes of it."""

from typing import Any

from measure87.collect.form.bank import load_bank
from measure87.collect.form.patterns import MODES
from measure87.vocabulary.columns import HAZARDS

BANK = load_bank()
GATES = {
    item.name: item
    for module in BANK.modules.values()
    for item in module.items
    if item.pattern in ("involuntary", "coercion", "both")
}
PRIVATE_OF_CHILDREN = ("abuse_at_work", "confined_to_premises", "worst_form_3a",
                       "worst_form_3b", "worst_form_3c")  # fmt: skip
BEYOND_PRIVATE = ("abuse_at_work", "confined_to_premises")
ASKED_HAZARDS = [name for name in HAZARDS if name not in BEYOND_PRIVATE]


def yes(gate: str, *, agreed: str | None = None, **by_whom: set[str]) -> dict[str, Any]:
    """A yes to a question on freedom: whether she had agreed; who did it, threatened it, ..."""
    found: dict[str, Any] = {gate: "1"}
    if agreed is not None:
        found[f"{gate}_consent"] = agreed
    if GATES[gate].pattern != "involuntary":
        who = {mode: by_whom.get(mode, {"nobody"}) for mode, *_ in MODES}
        found |= {f"{gate}_{mode}": chosen for mode, chosen in who.items()}
        told = any(chosen != {"nobody"} for chosen in who.values())
        found[f"{gate}_answer"] = "told" if told else "1"
    return found


def answer(gate: str, code: str) -> dict[str, Any]:
    """A no, a don't know or a refusal to a question on freedom."""
    computed = {f"{gate}_answer": code} if GATES[gate].pattern != "involuntary" else {}
    return {gate: code, **computed}


def private_part(*told: dict[str, Any]) -> dict[str, Any]:
    """No to every question on freedom, but for what is told."""
    found: dict[str, Any] = {}
    for gate in GATES:
        found |= answer(gate, "2")
    for one in told:
        found |= one
    return found | {"imposed_by": "private", "exclusion": "none"}


def job(hours: int | None = 40, *told: dict[str, Any], private: bool = True, **other: Any) -> Any:
    """A work of the last 7 days, without dangers; the private part answered, or not asked."""
    found: dict[str, Any] = {
        "in_reference_week": "1", "hours": hours, "usual_hours": hours, "seasonal": "2",
        "form_of_work": "employment", "status_in_employment": "employee", "industry": "47",
        "occupation": "52", "in_reference_period": "1", "goes_on": "1", "days": 200,
        "for_third_party": "1", "with_or_for_parents": "2",
        **dict.fromkeys(ASKED_HAZARDS, "2"),
    }  # fmt: skip
    private_of_children = "2" if private else "none"
    found |= {f"{name}_answer": private_of_children for name in PRIVATE_OF_CHILDREN}
    found["commercial_sexual_answer"] = "2" if private else "none"
    return found | (private_part(*told) if private else {}) | other


def person(age: int | None, *jobs: Any, **told: Any) -> dict[str, Any]:
    """A member of a household who answers for herself and does no housework."""
    found: dict[str, Any] = {
        "age": -8 if age is None else age, "sex": "2", "mother_line": 0, "father_line": 0,
        "respondent": "self", "work_consent": "1", "jobs": list(jobs),
        "worked_week": "1" if jobs else "2", "worked_period": None if jobs else "2",
        "worked_year": "1" if jobs else "2", "answered_on_work": "1",
        **dict.fromkeys(("fetched_water", "collected_firewood", "household_chores"), "2"),
        "chores_unhealthy_answer": "none", "chores_dangerous_location_answer": "none",
        "protected_at_work_answer": "none",
    }  # fmt: skip
    return found | told


def household(*members: dict[str, Any]) -> dict[str, Any]:
    """An interview of a household."""
    return {"cluster": 1, "region": "1", "area": "2", "persons": list(members)}
