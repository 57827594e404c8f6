"""The cases of a definition as cards for a panel: what a working group is asked about each person.

A card tells of a person what the questionnaire would: in words, and as answers. It does not say
what the rules make of her, nor which place of the text she tests, for that would give the answer
away. The same cases and measure give the same cards, known by their digest.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from measure87.define.cases import Cases, read_cases
from measure87.define.definition import Definition
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Table
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.status import LABELS, NO, UNKNOWN, YES

ANSWERS = (LABELS[YES], LABELS[NO], LABELS[UNKNOWN])
"""What a member of the panel may answer, in the order in which it is asked."""
_NOT_TOLD = ("person_id", "job_id", "household_id", "line", "mother_line", "father_line")
_DETAILS = ("stage", "mode", "by_whom", "on_whom")
_CONSENT = ("consent_lacked", "consent_in_words")


@dataclass(frozen=True)
class Fact:
    """What was told: a column or an item, the answer, and codes that say more about it."""

    about: str
    value: str
    """A status in words, a number or a code."""
    details: tuple[tuple[str, str], ...] = ()
    """Pairs of column and code."""


@dataclass(frozen=True)
class Card:
    """One person of the cases."""

    case: str
    who: str
    lives_with: tuple[str, ...]
    """Those of her household, in words."""
    person: tuple[Fact, ...]
    jobs: tuple[tuple[Fact, ...], ...]
    """Of each job what was told, and the answers about it."""


@dataclass(frozen=True)
class Panel:
    """What is asked: under a definition, of one measure, about some persons."""

    definition: str
    """Id with reading and date."""
    identity: str
    title: str
    measure: str
    measure_title: str
    cards: tuple[Card, ...]
    places: Mapping[str, str]
    """Case to the place in the text that she tests; not on the cards."""

    @property
    def digest(self) -> str:
        """Known by what the cards say: an answer belongs to these and no other cards."""
        text = json.dumps([self.definition, self.measure, [asdict(one) for one in self.cards]])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def panel_of(definition: Definition, measure: str | None = None) -> Panel:
    """The cards of the cases that test a measure.

    Parameters
    ----------
    definition : the definition, under its reading
    measure : name of a measure; None takes the one that most cases test, a headline first

    Raises
    ------
    DefinitionError
        If no case tests the measure.
    """
    cases = read_cases(definition.cases, f"{definition.id}/cases.csv")
    name = measure or _most_tested(definition, cases)
    tested = cases.expected.get(name, {})
    if name not in definition.measures or not tested:
        known = [one for one in definition.measures if cases.expected.get(one)]
        raise DefinitionError(
            f"no case of {definition.id} tests {name!r}",
            code="unknown-measure",
            hint=nearest(name, known),
        )
    return Panel(
        definition=definition.versioned_id,
        identity=definition.id,
        title=definition.title,
        measure=name,
        measure_title=definition.measures[name].title,
        cards=tuple(_card(row, cases) for row in cases.persons if row["person_id"] in tested),
        places={case: cases.tests[case].partition(":")[0].strip() for case in tested},
    )


def _most_tested(definition: Definition, cases: Cases) -> str:
    def weight(name: str) -> tuple[bool, int]:
        return definition.measures[name].headline, len(cases.expected.get(name, {}))

    return max(definition.measures, key=weight)


def _card(person: Mapping[str, Any], cases: Cases) -> Card:
    case, home = person["person_id"], person["household_id"]
    others = [p["person_id"] for p in cases.persons if p["household_id"] == home]
    return Card(
        case=case,
        who=cases.who[case],
        lives_with=tuple(cases.who[other] for other in others if other != case),
        person=_facts(PERSONS, person),
        jobs=tuple(
            (*_facts(JOBS, job), *_answers(job["job_id"], case, cases.circumstances))
            for job in cases.jobs
            if job["person_id"] == case
        ),
    )


def _facts(table: Table, row: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(
        Fact(name, _word(table, name, value))
        for name, value in row.items()
        if value is not None and name not in _NOT_TOLD
    )


def _word(table: Table, name: str, value: Any) -> str:
    if table[name].kind == "status":
        return LABELS[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _answers(job: str, case: str, rows: Iterable[Mapping[str, Any]]) -> list[Fact]:
    """What was answered about a job; consent stands beside the item that it belongs to."""
    found = []
    for row in rows:
        if (row["person_id"], row["job_id"]) != (case, job) or row["answer"] is None:
            continue
        details = [(name, row[name]) for name in _DETAILS if row.get(name) is not None]
        details += [
            (name, _word(CIRCUMSTANCES, name, row[name]))
            for name in _CONSENT
            if row.get(name) is not None
        ]
        found.append(
            Fact(row["item"], _word(CIRCUMSTANCES, "answer", row["answer"]), tuple(details))
        )
    return found
