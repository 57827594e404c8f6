"""By what the cases of a measure are told apart in tables: industry, occupation, hours and more.

A characteristic belongs to a job, to an answer about a job or to a person. A case (a person in
forced labour, a child in child labour) has a code if one of the jobs that make her a case has it,
so that a person with several such jobs can have several codes. Groups are broad, for few cases
must be divided; the codes are those of the tables.

Sources: sections and divisions of ISIC Rev.4 and Rev.3.1 and major groups of ISCO as in
`classifications` (unseen). Bands of hours and of duration are this project's own: the hours
follow the limits of child labour (1, 14, 43).
"""

from dataclasses import dataclass
from typing import Literal

from measure87.vocabulary.columns import (
    BY_WHOM,
    COERCION_ITEMS,
    INVOLUNTARY_ITEMS,
    STAGES,
    STATUS_IN_EMPLOYMENT,
)

NOT_KNOWN = "not_known"
"""Code of cases of which no job with a known code is known."""

Kind = Literal["job-code", "job-number", "person-number", "person-status", "answer"]


@dataclass(frozen=True)
class Group:
    """One code of a characteristic.

    `beginnings` are beginnings of codes (of each version of a classification), `bounds` the
    first number and the first that no longer belongs to it (None: open).
    """

    code: str
    beginnings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    bounds: tuple[float, float | None] = (0.0, None)


@dataclass(frozen=True)
class Characteristic:
    """By what cases are told apart."""

    name: str
    kind: Kind
    column: str
    """Column of jobs, persons or circumstances."""
    groups: tuple[Group, ...]
    items: tuple[str, ...] = ()
    """Of an answer: the items that are looked at."""
    rule: str = "answer"
    """Of an answer: the rule, or the column, that says whether it counts."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its groups, in order, and the one for what is not known."""
        return (*(group.code for group in self.groups), NOT_KNOWN)


def measure_of(cases: str, characteristic: str, code: str) -> str:
    """Name of the measure `cases with this code`.

    >>> measure_of("forced_labour", "industry", "agriculture")
    'forced_labour_by_industry_agriculture'
    """
    return f"{cases}_by_{characteristic}_{code.lower()}"


def _digits(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{n:02d}" for n in range(first, last + 1))


_INDUSTRY = (
    Group(
        "agriculture", (("ISIC4", ("A", *_digits(1, 3))), ("ISIC3.1", ("A", "B", *_digits(1, 5))))
    ),
    Group(
        "industry",
        (
            ("ISIC4", (*"BCDEF", *_digits(5, 43))),
            ("ISIC3.1", (*"CDEF", *_digits(10, 45))),
        ),
    ),
    Group(
        "households",
        (("ISIC4", ("T", *_digits(97, 98))), ("ISIC3.1", ("P", *_digits(95, 97)))),
    ),
    Group(
        "services",
        (
            ("ISIC4", (*"GHIJKLMNOPQRSU", *_digits(45, 96), "99")),
            ("ISIC3.1", (*"GHIJKLMNOQ", *_digits(50, 93), "99")),
        ),
    ),
)
_OCCUPATION = (
    Group("1_4", (("", tuple("01234")),)),
    Group("5", (("", ("5",)),)),
    Group("6", (("", ("6",)),)),
    Group("7_8", (("", ("7", "8")),)),
    Group("9", (("", ("9",)),)),
)
_HOURS = (
    Group("below_1", bounds=(0, 1)),
    Group("1_13", bounds=(1, 14)),
    Group("14_42", bounds=(14, 43)),
    Group("43_over", bounds=(43, None)),
)
_DURATION = (
    Group("below_90", bounds=(0, 90)),
    Group("90_364", bounds=(90, 365)),
    Group("365_over", bounds=(365, None)),
)


def _levels(levels: tuple[tuple[str, str], ...]) -> tuple[Group, ...]:
    return tuple(Group(code, (("", (code,)),)) for code, _ in levels)


def _answer(
    name: str,
    column: str,
    levels: tuple[tuple[str, str], ...],
    items: tuple[str, ...],
    rule: str,
) -> Characteristic:
    return Characteristic(name, "answer", column, _levels(levels), items, rule)


_INVOLUNTARY = tuple(code for code, _ in INVOLUNTARY_ITEMS)
_COERCION = tuple(code for code, _ in COERCION_ITEMS)
_EVERY = (
    Characteristic("industry", "job-code", "industry", _INDUSTRY),
    Characteristic("occupation", "job-code", "occupation", _OCCUPATION),
    Characteristic("status", "job-code", "status_in_employment", _levels(STATUS_IN_EMPLOYMENT)),
    Characteristic("duration", "job-number", "days", _DURATION),
    Characteristic("hours", "person-number", "economic_hours", _HOURS),
    Characteristic(
        "school",
        "person-status",
        "school_attendance",
        (Group("attending"), Group("not_attending")),
    ),
    _answer("circumstance", "item", INVOLUNTARY_ITEMS, _INVOLUNTARY, "involuntary_answer"),
    _answer("circumstance_stage", "stage", STAGES, _INVOLUNTARY, "involuntary_answer"),
    _answer("means", "item", COERCION_ITEMS, _COERCION, "coercion_answer"),
    _answer("means_by_whom", "by_whom", BY_WHOM, _COERCION, "coercion_answer"),
)
CHARACTERISTICS = {one.name: one for one in _EVERY}
