"""What is true of a study, counted person by person, to judge what an attack claims.

The rules are written a second time here, plainly, and are held against what the program counts
when nothing is hidden (`test_truth.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tests.attacks.studies import NO_HOURS, UNKNOWN, Study

NO, UNSURE, YES = 0, 1, 2
HAZARDS = {"loads": "heavy_loads", "tools": "dangerous_tools", "dust": "dust_fumes_gas"}

CROSSINGS = {"__and__": True, "__not__": False}
"""Between the names of two measures: whether cases of the first are cases of the other."""

type Group = frozenset[tuple[str, str]]
"""Codes that persons of a group share, by variable; the empty one is everybody."""


@dataclass(frozen=True)
class Truth:
    """Everybody's status by each measure, and the groups that she is in."""

    persons: dict[str, np.ndarray]
    statuses: dict[str, np.ndarray]

    def inside(self, group: Iterable[tuple[str, str]]) -> np.ndarray:
        """(n,) whether each person is in a group."""
        found = np.ones(len(self.persons["id"]), dtype=bool)
        for variable, code in group:
            found &= _has_code(self.persons[variable], variable, code)
        return found

    def count(self, kind: str, measure: str, group: Iterable[tuple[str, str]]) -> int:
        """How many of a group are `cases`, `others`, `unknown`, `answered` or `asked`."""
        wanted = {
            "cases": (YES,),
            "others": (NO,),
            "unknown": (UNSURE,),
            "answered": (NO, YES),
            "asked": (NO, UNSURE, YES),
        }[kind]
        return int(np.isin(self.of(measure)[self.inside(group)], wanted).sum())

    def status_of(self, person: int, measure: str) -> int:
        """Status of one person, by her row."""
        return int(self.of(measure)[person])

    def of(self, measure: str) -> np.ndarray:
        """(n,) statuses by a measure; a strict reading without a rule of its own is the other."""
        for word in CROSSINGS:
            if word in measure:
                return self._crossed(word, *map(self.of, measure.split(word)))
        plain = measure.removesuffix("_strict")
        return self.statuses[measure if measure in self.statuses else plain]

    def _crossed(self, word: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Of two measures that count whoever gave no answer as no case."""
        is_case = (one == YES) & ((other == YES) == CROSSINGS[word])
        return np.where(is_case, YES, NO)


def _has_code(column: np.ndarray, variable: str, code: str) -> np.ndarray:
    if variable == "age":
        low, high = (int(part) for part in code.split("-"))
        return (column >= low) & (column <= high)
    return column.astype(str) == code


def truth_of(study: Study) -> Truth:
    """Statuses of everybody by the rules of the measures that such studies have."""
    p = study.persons
    worker = _status(p["activity"])
    hours = np.where(np.isin(p["hours"], (-1, NO_HOURS)), np.nan, p["hours"])
    chores_hours = np.where(p["chores_hours"] == -1, np.nan, p["chores_hours"])
    young = p["age"] <= 14
    found = {
        "children_in_economic_activity": worker,
        "children_in_household_chores": _status(p["chores"]),
    }
    for suffix, last, most in (("", 43, 21), ("_strict", 44, 22)):
        least = np.where(p["age"] <= 11, 1, np.where(young, 14, last))
        long_work = np.minimum(worker, _reaches(hours, least))
        chores = np.minimum(_status(p["chores"]), _reaches(chores_hours, np.full(study.n, most)))
        if not suffix:
            found["economic_activity_below_threshold"] = np.minimum(worker, _below(hours, least))
            found["household_chores_below_threshold"] = np.where(
                young,
                np.minimum(_status(p["chores"]), _below(chores_hours, np.full(study.n, most))),
                NO,
            )
            found["household_chores_at_or_above_threshold"] = np.where(young, chores, NO)
        found[f"child_labour_sdg_a{suffix}"] = long_work
        found[f"child_labour_sdg_b{suffix}"] = np.maximum(long_work, np.where(young, chores, NO))
    hazards = {
        f"hazard_{measure}": _hazard(worker, p[name])
        for name, measure in HAZARDS.items()
        if name in p
    }
    found |= hazards
    found["hazardous_conditions"] = np.maximum.reduce(list(hazards.values()))
    for suffix in ("", "_strict"):
        found[f"child_labour_mics_pr34{suffix}"] = np.maximum(
            found[f"child_labour_sdg_b{suffix}"], found["hazardous_conditions"]
        )
    return Truth(p, found)


def _status(answer: np.ndarray) -> np.ndarray:
    return np.where(answer == 1, YES, np.where(answer == UNKNOWN, UNSURE, NO))


def _reaches(hours: np.ndarray, least: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(hours), UNSURE, np.where(hours >= least, YES, NO))


def _below(hours: np.ndarray, least: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(hours), UNSURE, np.where(hours < least, YES, NO))


def _hazard(worker: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """No of a child who was not asked and does not work; unsure of others who were not asked."""
    return np.where(answer == -1, np.where(worker == NO, NO, UNSURE), _status(answer))
