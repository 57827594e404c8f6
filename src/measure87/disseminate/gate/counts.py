"""Counts of persons in what a run says about itself: none of one or two persons.

Diagnostics, warnings and refusals are released too. What is known to be no count of persons
passes; every other whole number is taken for one, and every other fraction is left out.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Final, SupportsIndex

from measure87.vocabulary.releases.common import Json, Shown


class _Gap(Enum):
    """Stands where a value was."""

    LEFT_OUT = "left-out"


type _Kept = Json | _Gap

NOT_SHOWN: Final = "not-shown"
"""Stands in diagnostics where a count was taken away."""

# What these keys hold are settings and names, never counts of persons.
_NO_COUNTS = frozenset({"study", "measures", "unsupported", "disclosure"})
_NOT_OF_PERSONS = frozenset(
    {"schema", "strata", "clusters", "stages", "columns", "minimum", "maximum"}
)
_UNDETERMINED = "undetermined"
_ROWS = "rows"
_CASES = "cases"
_PERSONS = "persons"
"""Key of a number of persons among the values of a warning or refusal."""

_NOUNS = "persons?|people|child(?:ren)?|respondents?|rows?|cases?|women|men|girls|boys|answers?"
_ADJECTIVES = "unknown|undetermined|sampled|eligible|other"
_BEFORE_NOUN = rf"(?=(?:of\s+(?:the\s+)?[\d,]+\s+)?(?:(?:{_ADJECTIVES})\s+)?(?:{_NOUNS})\b)"
_FEW_IN_TEXT = re.compile(rf"\b(?:[12]|one|two)\s+{_BEFORE_NOUN}", re.IGNORECASE)
_ANY_IN_TEXT = re.compile(rf"\b(?:fewer than )?[\d,]+\s+{_BEFORE_NOUN}", re.IGNORECASE)

_SEVERAL = {
    "person": "persons", "child": "children", "respondent": "respondents", "row": "rows",
    "case": "cases", "woman": "women", "man": "men", "girl": "girls", "boy": "boys",
    "answer": "answers",
}  # fmt: skip
_VERBS = {"is": "are", "was": "were", "has": "have", "does": "do"}
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b")
_OF_ONE = re.compile(
    rf"\b(?P<one>1|one)(?P<between>\s+(?:(?:{_ADJECTIVES})\s+)?)(?P<noun>{'|'.join(_SEVERAL)})\b"
    r"(?:\(s\))?"
    r"(?P<rest>[^.;:)]*)",
    re.IGNORECASE,
)

_SEVERAL_OF_FEW = re.compile(rf"(?P<few>fewer than \d+ )(?P<noun>{'|'.join(_SEVERAL)})\(s\)")

_COUNT_FIRST = re.compile(r"^[\d,]+(?= )")


def safe_count(count: int, minimum: int = 3) -> Shown:
    """A count of persons as it may be released: 0, `minimum` or more, or `NOT_SHOWN`.

    >>> safe_count(0), safe_count(2), safe_count(7)
    (0, 'not-shown', 7)
    """
    return NOT_SHOWN if 0 < count < minimum else count


def safe_counts(
    counts: Mapping[str, int], minimum: int = 3, *, total_known: bool = True
) -> dict[str, Shown]:
    """Counts that add up to a total, as they may be released.

    Where the total is known elsewhere, what is hidden must not be had by subtraction: the
    hidden counts are never one alone, never one or two persons together and never one person
    each, so the next smallest count is hidden as well until that holds.

    >>> safe_counts({"refused": 1, "hours": 9, "age": 4, "job": 0})
    {'refused': 'not-shown', 'hours': 9, 'age': 'not-shown', 'job': 0}
    """
    hidden = {key for key, count in counts.items() if 0 < count < minimum}
    if hidden and total_known:
        rest = sorted((count, key) for key, count in counts.items() if count >= minimum)
        for _, key in rest:
            together = sum(counts[item] for item in hidden)
            if len(hidden) > 1 and together >= minimum and together > len(hidden):
                break
            hidden.add(key)
    return {key: NOT_SHOWN if key in hidden else count for key, count in counts.items()}


def told_answers(
    counts: Mapping[str, int], minimum: int = 3, *, hidden: bool = False
) -> dict[str, int]:
    """Persons by the answer that left them undetermined, of those answers that may be named.

    Each who is undetermined lacks one of them, so that they are as many persons at least as answers
    are named. Where their number is `hidden` none is; nor are answers that one person each lacks,
    where no other could be kept back beside them.

    >>> told_answers({"hours": 1, "age": 1}, hidden=True), told_answers({"hours": 1, "age": 2})
    ({}, {'hours': 1, 'age': 2})
    >>> told_answers({"hours": 1, "age": 1, "job": 1})
    {}
    """
    some = {answer: count for answer, count in counts.items() if count}
    shown = safe_counts(some, minimum)
    kept_back = [answer for answer in some if shown[answer] == NOT_SHOWN]
    if hidden:
        kept_back = list(some)
    elif sum(some[answer] for answer in kept_back) > len(kept_back):
        kept_back = []
    return {answer: count for answer, count in counts.items() if answer not in kept_back}


def safe_text(text: str, minimum: int = 3) -> str:
    """A sentence in which one or two persons are `fewer than 3` (the last net, not the first).

    >>> safe_text("code 9 of HL4 is not mapped: 2 rows are taken as unknown")
    'code 9 of HL4 is not mapped: fewer than 3 rows are taken as unknown'
    >>> safe_text("1 person(s) of an unknown age are left out")
    'fewer than 3 persons of an unknown age are left out'
    """
    told = _FEW_IN_TEXT.sub(f"fewer than {minimum} ", _as_of_several(text))
    return _SEVERAL_OF_FEW.sub(lambda found: found["few"] + _SEVERAL[found["noun"]], told)


def without_counts(text: str) -> str:
    """A sentence without any number of persons.

    >>> without_counts("code 9 of HL4 is not mapped: 12 rows are taken as unknown")
    'code 9 of HL4 is not mapped: some rows are taken as unknown'
    """
    return _ANY_IN_TEXT.sub("some ", _as_of_several(text))


def _as_of_several(text: str) -> str:
    """A sentence of one person in the words of one of several, which do not tell that it is one.

    >>> _as_of_several("work: 1 unknown person is not in the total")
    'work: 1 unknown persons are not in the total'
    """
    return _OF_ONE.sub(_several, text)


def _several(found: re.Match[str]) -> str:
    rest = _VERB.sub(lambda verb: _VERBS[verb[0]], found["rest"], count=1)
    return f"{found['one']}{found['between']}{_SEVERAL[found['noun'].lower()]}{rest}"


def values_without_counts(values: Mapping[str, Json]) -> dict[str, Json]:
    """The values of a warning or refusal without any number of persons.

    >>> values_without_counts({"variable": "HL4", "rows": {"below": 25}})
    {'variable': 'HL4', 'rows': 'not-shown'}
    """
    counted = {_PERSONS, _ROWS, _CASES}
    return {key: NOT_SHOWN if key in counted else value for key, value in values.items()}


def without_unknowns(text: str, hidden: Collection[str]) -> str:
    """A sentence without the number of unknowns of a measure of which it is not shown.

    >>> without_unknowns("child_labour: 14 unknown persons are left out", {"child_labour"})
    'child_labour: some unknown persons are left out'
    """
    name, colon, said = text.partition(": ")
    if colon and name in hidden:
        return f"{name}: {_COUNT_FIRST.sub('some', _as_of_several(said))}"
    return text


def safe_values(
    values: Mapping[str, Json], hidden: Collection[str], minimum: int = 3
) -> dict[str, Json]:
    """The values of a warning or refusal as they may be released, like those in its sentence.

    Persons of a measure whose number of unknowns is not shown are not told, nor one or two.

    >>> safe_values({"measure": "child_labour", "persons": 14}, {"child_labour"})
    {'measure': 'child_labour', 'persons': 'not-shown'}
    """
    unknown_hidden = values.get("measure") in hidden
    return {
        key: NOT_SHOWN
        if key == _PERSONS and unknown_hidden
        else safe_count(value, minimum)
        if key == _PERSONS and isinstance(value, int)
        else value
        for key, value in values.items()
    }


def safe_diagnostics(
    diagnostics: Mapping[str, Json], minimum: int = 3, *, unknown_hidden: Collection[str] = ()
) -> tuple[dict[str, Json], list[str]]:
    """Diagnostics as they may be released, and the paths of what was left out.

    Whole numbers side by side are taken to add up to a known total. Fractions may be
    weighted counts or shares of few persons, so they are left out. The undetermined are
    counted by the answer that is missing, whatever rule asked for it: rules are of single
    ages, and with the unknowns of the ages they would give small counts back. Of the measures
    in `unknown_hidden`, whose number of unknowns is not shown, no such count is.
    """
    left_out: list[str] = []
    by_answer = {
        key: _by_answer(value, unknown_hidden, minimum) if key == _UNDETERMINED else value
        for key, value in diagnostics.items()
    }
    kept = {
        key: value if key in _NO_COUNTS else _safe(value, minimum, key, left_out)
        for key, value in by_answer.items()
    }
    return _without_gaps(kept), left_out


def _by_answer(undetermined: Json, hidden: Collection[str], minimum: int) -> Json:
    """Persons by missing answer for each measure, from those by `rule: answer`."""
    if not isinstance(undetermined, Mapping):
        return undetermined
    return {
        measure: _answers(causes, minimum, hidden=measure in hidden)
        for measure, causes in undetermined.items()
    }


def _answers(causes: Json, minimum: int, *, hidden: bool) -> Json:
    """Of one measure; what is no table of counts falls under the rule for all else."""
    if not isinstance(causes, Mapping):
        return causes
    answers: Counter[str] = Counter()
    for cause, told in causes.items():
        count = _whole(told)
        if count is None:
            return causes
        answers[cause.rpartition(_OF_RULE)[2]] += count
    return {**told_answers(answers, minimum, hidden=hidden)}


_OF_RULE = ": "


def _safe(value: Json, minimum: int, path: str, left_out: list[str]) -> _Kept:
    """One value of the diagnostics, whatever its shape."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return safe_text(value, minimum)
    if isinstance(value, Mapping):
        return _safe_mapping(value, minimum, path, left_out)
    if isinstance(value, Sequence):
        items = [_safe(item, minimum, f"{path}[{i}]", left_out) for i, item in enumerate(value)]
        return [item for item in items if not isinstance(item, _Gap)]
    number = _whole(value)
    if number is None:
        left_out.append(path)
        return _Gap.LEFT_OUT
    return safe_count(number, minimum)


def _without_gaps(kept: Mapping[str, _Kept]) -> dict[str, Json]:
    return {key: value for key, value in kept.items() if not isinstance(value, _Gap)}


def _safe_mapping(
    table: Mapping[str, Json], minimum: int, path: str, left_out: list[str]
) -> dict[str, Json]:
    """A table of the diagnostics: its counts together, the rest one by one."""
    counts = {
        key: number
        for key, value in table.items()
        if key not in _NOT_OF_PERSONS
        and not isinstance(value, bool)
        and (number := _whole(value)) is not None
    }
    shown = safe_counts(counts, minimum)
    kept: dict[str, _Kept] = {}
    for key, value in table.items():
        if key in shown or key in _NOT_OF_PERSONS:
            kept[str(key)] = shown.get(key, value)
        else:
            kept[str(key)] = _safe(value, minimum, f"{path}.{key}", left_out)
    return _without_gaps(kept)


def _whole(value: Json) -> int | None:
    """A whole number of Python's or numpy's, or None for anything else."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return int(value) if isinstance(value, SupportsIndex) else None
