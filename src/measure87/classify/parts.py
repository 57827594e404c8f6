"""Parts of the cases of a measure: those with a given industry, hours, circumstance and so on.

For a measure and a characteristic (`measure87.define.characteristics`) each person gets, for each
code, a status: yes for a case that has the code, no for everybody else in the figure's
universe. A case without any known code has the code `not_known`. The universe is that of the
measure's own figure: whom the measure cannot decide is unknown in its parts where it leaves her
out, and counts as the measure says where it does not. So a part and its measure have the same
denominator and the same unknowns, and their quotient is the share among cases.

Which codes a job has does not depend on the measure: that is found once for all jobs (`flag_jobs`).
Which of her jobs make a person a case does: their codes pass to her (`flags_of_persons`).
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.classify.derived import add_bounds
from measure87.classify.frames import Levels
from measure87.define import Definition, Measure
from measure87.define.characteristics import NOT_KNOWN, Characteristic, Group, measure_of
from measure87.vocabulary.columns import HIGH_SUFFIX, LOW_SUFFIX, PERSONS
from measure87.vocabulary.status import NO, UNKNOWN, YES, any_of, status

_OF_JOBS = ("job-code", "job-number", "answer")


def missing_for(
    levels_of: Mapping[str, set[str]], one: Characteristic, versions: Mapping[str, str]
) -> str | None:
    """The column without which a characteristic cannot be told, or None if it can.

    Parameters
    ----------
    levels_of : columns by table: `persons`, `jobs`, `circumstances`
    versions : column to the version of its classification
    """
    table = {"answer": "circumstances", "job-code": "jobs", "job-number": "jobs"}.get(one.kind)
    if one.kind == "person-number":
        has = one.column in levels_of["persons"] or "hours" in levels_of["jobs"]
        return None if has else one.column
    if one.column not in levels_of[table or "persons"]:
        return one.column
    if _is_versioned(one) and versions.get(one.column) not in _versions(one):
        return f"{one.column} ({' or '.join(sorted(_versions(one)))})"
    return None


def flag_jobs(
    levels: Levels, parts: Mapping[str, Sequence[Characteristic]], versions: Mapping[str, str]
) -> None:
    """Find which codes each job has, by its own columns and by the answers about it."""
    wanted = {one.name: one for by in parts.values() for one in by}
    tests: dict[str, nw.Expr] = {}
    of_answers: dict[str, nw.Expr] = {}
    counts: list[nw.Expr] = []
    for one in wanted.values():
        if one.kind in ("job-code", "job-number"):
            tests |= {_flag(one, code): test for code, test in _tests(one, versions).items()}
        elif one.kind == "answer":
            row_counts = _row_counts(levels, one)
            counts.append(row_counts)
            for code, test in _tests(one, versions).items():
                of_answers[_flag(one, code)] = nw.when(row_counts).then(_is(test))
    levels.add("job", **{name: _is(test) for name, test in tests.items()})
    if of_answers:
        # Few answers are a yes, so little is grouped.
        rows = levels.frames["circumstance"].filter(nw.any_horizontal(*counts, ignore_nulls=True))
        levels.join_to_jobs(rows, of_answers)


def flags_of_persons(
    levels: Levels,
    definition: Definition,
    measures: Sequence[Measure],
    parts: Mapping[str, Sequence[Characteristic]],
) -> dict[str, nw.Expr]:
    """For each measure and code of a job: the job's flag, where the job makes her a case."""
    found: dict[str, nw.Expr] = {}
    for measure in measures:
        is_case = _is_case(levels, definition, measure) == YES
        for one in parts.get(measure.name, ()):
            if one.kind in _OF_JOBS:
                found |= {
                    _flag(one, group.code, measure): nw.when(is_case).then(
                        nw.col(_flag(one, group.code))
                    )
                    for group in one.groups
                }
    return found


def derive_bounds(levels: Levels, parts: Mapping[str, Sequence[Characteristic]]) -> None:
    """Derive the bounds of numbers of persons; the measures' own rules may ask for none."""
    for one in (one for by in parts.values() for one in by if one.kind == "person-number"):
        add_bounds(levels, "person", PERSONS[one.column], frozenset(_ends(one)))


def _ends(one: Characteristic) -> tuple[str, str]:
    return f"{one.column}{LOW_SUFFIX}", f"{one.column}{HIGH_SUFFIX}"


def parts_of(
    measure: Measure, wanted: Sequence[Characteristic], answer: nw.Expr
) -> dict[str, nw.Expr]:
    """Name of each part of a measure's cases to its status.

    Parameters
    ----------
    measure, wanted : the measure, and by what its cases are told apart; the flags are at the
        person's level
    answer : the measure's
    """
    found: dict[str, nw.Expr] = {}
    for one in wanted:
        flags = _flags(measure, one)
        known = any_of(*flags.values())
        nothing = nw.when(known.is_null()).then(status(NO)).otherwise(known)
        parts = {
            **flags,
            NOT_KNOWN: nw.when(nothing == YES).then(status(NO)).otherwise(status(YES)),
        }
        for code, flag in parts.items():
            found[measure_of(measure.name, one.name, code)] = _of_case(measure, answer, flag, code)
    return found


def _of_case(measure: Measure, answer: nw.Expr, flag: nw.Expr, code: str) -> nw.Expr:
    """Status of `a case with this code`, with the denominator of the measure's figure."""
    has = nw.when(flag.is_null()).then(status(NO)).otherwise(flag)
    undetermined = {
        "exclude": status(UNKNOWN),
        "no": status(NO),
        "yes": status(YES if code == NOT_KNOWN else NO),
    }[measure.unknown]
    return (
        nw.when(answer == YES)
        .then(has)
        .when(answer == UNKNOWN)
        .then(undetermined)
        .when(answer == NO)
        .then(status(NO))
    )


def _flag(one: Characteristic, code: str, measure: Measure | None = None) -> str:
    """Column with the flag of a code: of a job, or of a person as a case of a measure."""
    return "__".join(("part", *([measure.name] if measure else []), one.name, code))


def _flags(measure: Measure, one: Characteristic) -> dict[str, nw.Expr]:
    """Code to a status at the person's level: whether she has it (null: nothing known)."""
    if one.kind == "person-status":
        told = nw.col(one.column)
        codes = [group.code for group in one.groups]
        return dict(zip(codes, (_is(told == YES), _is(told == NO)), strict=True))
    if one.kind == "person-number":
        low, high = (nw.col(end) for end in _ends(one))
        return {g.code: _is((low == high) & _between(low, g)) for g in one.groups}
    return {g.code: nw.col(_flag(one, g.code, measure)) for g in one.groups}


def _tests(one: Characteristic, versions: Mapping[str, str]) -> dict[str, nw.Expr]:
    """Code to the test that a job, or an answer about it, has the code."""
    column = nw.col(one.column)
    if one.kind == "answer":
        return {g.code: column == g.code for g in one.groups}
    if one.kind == "job-number":
        return {g.code: _between(column, g) for g in one.groups}
    version = versions.get(one.column, "") if _is_versioned(one) else ""
    return {g.code: _begins(column, dict(g.beginnings)[version]) for g in one.groups}


def _row_counts(levels: Levels, one: Characteristic) -> nw.Expr:
    """Whether a row of an answer is a yes to one of a characteristic's items."""
    rule = one.rule if levels.has("circumstance", one.rule) else "answer"
    return (nw.col(rule) == YES) & nw.col("item").is_in(list(one.items))


def _is_case(levels: Levels, definition: Definition, measure: Measure) -> nw.Expr:
    """Status of `this job makes her a case`; of a measure of persons, any job of the week."""
    of_jobs = [
        nw.col(name)
        for name in measure.grounds
        if definition.rule(name).level == "job" and levels.has("job", name)
    ]
    return any_of(*of_jobs) if of_jobs else nw.col("in_reference_week")


def _is(test: nw.Expr) -> nw.Expr:
    """A test as a status; what cannot be told is no."""
    return nw.when(test).then(status(YES)).otherwise(status(NO))


def _between(number: nw.Expr, group: Group) -> nw.Expr:
    first, end = group.bounds
    return number >= first if end is None else (number >= first) & (number < end)


def _begins(code: nw.Expr, beginnings: Sequence[str]) -> nw.Expr:
    """Whether a code is one of some letters, or begins with one of some digits."""
    letters = [beginning for beginning in beginnings if not beginning.isdigit()]
    tests = [code.is_in(letters)] if letters else []
    for length in sorted({len(beginning) for beginning in beginnings if beginning.isdigit()}):
        digits = [one for one in beginnings if one.isdigit() and len(one) == length]
        tests.append(code.str.slice(0, length).is_in(digits))
    return nw.any_horizontal(*tests, ignore_nulls=False)


def _is_versioned(one: Characteristic) -> bool:
    return any(version for group in one.groups for version, _ in group.beginnings)


def _versions(one: Characteristic) -> frozenset[str]:
    return frozenset(version for group in one.groups for version, _ in group.beginnings)
