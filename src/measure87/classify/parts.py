"""Parts of the cases of a measure: those with a given industry, hours, circumstance and so on.

For a measure and a characteristic (`measure87.define.characteristics`) each person gets, for each
code, a status: yes for a case that has the code, no for everybody else in the figure's
universe. A case without any known code has the code `not_known`. The universe is that of the
measure's own figure: an undetermined person is left out (null), or counts as the measure says.
So a part and its measure have the same denominator, and their quotient is the share among cases.
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.classify.frames import KEYS, Frame, Levels
from measure87.define import Definition, Measure
from measure87.define.characteristics import NOT_KNOWN, Characteristic, Group, measure_of
from measure87.vocabulary.columns import HIGH_SUFFIX, LOW_SUFFIX
from measure87.vocabulary.status import NO, UNKNOWN, YES, any_of, status

_CASE = "part__case"


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


def bring_parts(
    levels: Levels,
    definition: Definition,
    measure: Measure,
    wanted: Sequence[Characteristic],
    versions: Mapping[str, str],
) -> dict[str, nw.Expr]:
    """Bring what tells the parts apart to the person's level.

    Returns
    -------
    dict
        Name of each part to its status, of persons in the measure's universe.
    """
    found: dict[str, nw.Expr] = {}
    for one in wanted:
        flags = _flags(levels, definition, measure, one, versions)
        known = any_of(*flags.values())
        nothing = nw.when(known.is_null()).then(status(NO)).otherwise(known)
        parts = {
            **flags,
            NOT_KNOWN: nw.when(nothing == YES).then(status(NO)).otherwise(status(YES)),
        }
        for code, flag in parts.items():
            name = measure_of(measure.name, one.name, code)
            found[name] = _of_case(definition, measure, flag, code)
    return found


def _of_case(definition: Definition, measure: Measure, flag: nw.Expr, code: str) -> nw.Expr:
    """Status of `a case with this code`, with the denominator of the measure's figure."""
    answer = any_of(*(nw.col(name) for name in measure.grounds))
    has = nw.when(flag.is_null()).then(status(NO)).otherwise(flag)
    undetermined = {
        "exclude": nw.lit(None, dtype=nw.Int8),
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


def _flags(
    levels: Levels,
    definition: Definition,
    measure: Measure,
    one: Characteristic,
    versions: Mapping[str, str],
) -> dict[str, nw.Expr]:
    """Code to a status at the person's level: whether she has it (null: nothing known)."""
    if one.kind == "person-status":
        told = nw.col(one.column)
        codes = [group.code for group in one.groups]
        return dict(zip(codes, (_is(told == YES), _is(told == NO)), strict=True))
    if one.kind == "person-number":
        low, high = nw.col(f"{one.column}{LOW_SUFFIX}"), nw.col(f"{one.column}{HIGH_SUFFIX}")
        return {g.code: _is((low == high) & _between(low, g)) for g in one.groups}
    names = {g.code: f"part__{measure.name}_{one.name}_{g.code}" for g in one.groups}
    rows, tests = _rows_of_cases(levels, definition, measure, one, versions)
    flags = {names[code]: _is(test) for code, test in tests.items()}
    keys = list(KEYS["person"])
    having = (
        rows.select(*keys, **flags)
        .group_by(*keys)
        .agg(*[nw.col(name).max().alias(name) for name in flags])
    )
    levels.frames["person"] = levels.frames["person"].join(having, on=keys, how="left")
    levels.columns["person"] |= set(flags)
    return {code: nw.col(name) for code, name in names.items()}


def _rows_of_cases(
    levels: Levels,
    definition: Definition,
    measure: Measure,
    one: Characteristic,
    versions: Mapping[str, str],
) -> tuple[Frame, dict[str, nw.Expr]]:
    """The jobs, or answers about jobs, that make cases, and a test for each code."""
    jobs = levels.frames["job"].with_columns(**{_CASE: _is_case(levels, definition, measure)})
    jobs = jobs.filter(nw.col(_CASE) == YES)
    if one.kind == "answer":
        rule = one.rule if levels.has("circumstance", one.rule) else "answer"
        rows = levels.frames["circumstance"].filter(
            (nw.col(rule) == YES) & nw.col("item").is_in(list(one.items))
        )
        keys = list(KEYS["job"])
        rows = rows.join(jobs.select(*keys), on=keys, how="inner")
        return rows, {g.code: nw.col(one.column).is_in([g.code]) for g in one.groups}
    if one.kind == "job-number":
        return jobs, {g.code: _between(nw.col(one.column), g) for g in one.groups}
    version = versions.get(one.column, "") if _is_versioned(one) else ""
    code = nw.col(one.column)
    return jobs, {g.code: _begins(code, dict(g.beginnings)[version]) for g in one.groups}


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
    test = nw.lit(False)
    for beginning in beginnings:
        same = code.str.starts_with(beginning) if beginning.isdigit() else code == beginning
        test = test | same
    return test


def _is_versioned(one: Characteristic) -> bool:
    return any(version for group in one.groups for version, _ in group.beginnings)


def _versions(one: Characteristic) -> frozenset[str]:
    return frozenset(version for group in one.groups for version, _ in group.beginnings)
