"""Were a child's work and a parent's work at the same time?

Shown by dates, by ages, by both going on at the interview, by days inside the reference period
that are too many not to overlap, or by a reference period so short that it is one time. Without
any of these it is not known.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from measure87.classify.frames import KEYS, Levels
from measure87.define.limits import Limits
from measure87.define.rule import PARENTS_THEN_PREFIX, Rule
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES, all_of, any_of, or_unknown, status

_RELATIVES = ("household_id", "line", "mother_line", "father_line")
_TIMES = {
    "goes_on": nw.Int8(),
    "start_date": nw.Date(),
    "end_date": nw.Date(),
    "start_age": nw.Int64(),
    "end_age": nw.Int64(),
    "days": nw.Float64(),
}
_CHILD, _PARENT = "child__", "parent__"
_PARENT_LINE, _KNOWN = "parent__line", "parent__known"


def join_parents_then(levels: Levels, rules: Sequence[Rule], limits: Limits) -> None:
    """Bring to each job, as `parents_then_NAME`, the status of rules among parents at that time.

    The greatest over the parents who live in the household and their jobs. Of a rule on persons
    it is not known when it was. A parent whose line is unknown, who is not in the table or did not
    answer on work leaves it unknown, and so does it if neither lives in the household.
    """
    for needed in _RELATIVES:
        if not levels.has("person", needed):
            raise DataError(f"the rule on parents needs the column {needed}", code="missing-column")
    parents = nw.concat(
        [_jobs_of_parents(levels, rules), _parents_themselves(levels, rules)], how="vertical"
    )
    line = nw.col(_PARENT_LINE)
    pairs = _timed(levels.given["job"], levels, _CHILD).join(parents, on="household_id", how="left")
    is_parent = (line == nw.col("mother_line")) | (line == nw.col("father_line"))
    together = _at_the_same_time(limits)
    found = {
        rule.name: nw.when(is_parent).then(all_of(nw.col(f"{_PARENT}{rule.name}"), together))
        for rule in rules
    }
    known = nw.when(is_parent).then(nw.col(_KNOWN)).otherwise(nw.lit(0))
    keys = list(KEYS["job"])
    greatest = (
        pairs.with_columns(**{_KNOWN: known}, **found)
        .group_by(*keys, "mother_line", "father_line")
        .agg(*[nw.col(name).max().alias(name) for name in found], nw.col(_KNOWN).sum())
    )
    unknown = nw.when(_all_are_known()).then(status(NO)).otherwise(status(UNKNOWN))
    brought = {f"{PARENTS_THEN_PREFIX}{name}": any_of(nw.col(name), unknown) for name in found}
    levels.frames["job"] = levels.frames["job"].join(
        greatest.select(*keys, **brought), on=keys, how="left"
    )
    levels.columns["job"] |= set(brought)


def _all_are_known() -> nw.Expr:
    """Whether every parent of the household has a row of her own, and there is one at least."""
    mother, father = nw.col("mother_line"), nw.col("father_line")
    told = ~mother.is_null() & ~father.is_null()
    one, other = (mother != 0).cast(nw.Int64), ((father != 0) & (father != mother)).cast(nw.Int64)
    return told & (one + other > 0) & (nw.col(_KNOWN) == one + other)


def _jobs_of_parents(levels: Levels, rules: Sequence[Rule]) -> nw.LazyFrame[Any]:
    """Jobs of which a rule holds or may hold, by household and line, with their times."""
    of_jobs = [rule.name for rule in rules if rule.level == "job"]
    may = [or_unknown(nw.col(name)) != NO for name in of_jobs]
    jobs = levels.frames["job"].filter(nw.any_horizontal(*may, ignore_nulls=False))
    timed = _timed(jobs, levels, _PARENT, of_jobs)
    others = {f"{_PARENT}{r.name}": status(NO) for r in rules if r.level == "person"}
    return timed.with_columns(**others, **{_KNOWN: nw.lit(0, dtype=nw.Int64)}).select(
        *_of_parents(rules)
    )


def _parents_themselves(levels: Levels, rules: Sequence[Rule]) -> nw.LazyFrame[Any]:
    """Everybody by household and line: what holds of the person, at a time that is not known."""
    with_job = levels.given["job"].group_by("person_id").agg(nw.len().alias("jobs__number"))
    persons = levels.frames["person"].join(with_job, on="person_id", how="left")
    unsaid = status(NO)
    if levels.has("person", "answered_on_work"):
        answered = nw.col("answered_on_work")
        said = answered.is_null() | (answered == YES) | ~nw.col("jobs__number").is_null()
        unsaid = nw.when(said).then(status(NO)).otherwise(status(UNKNOWN))
    statuses = {
        f"{_PARENT}{r.name}": unsaid if r.level == "job" else or_unknown(nw.col(r.name))
        for r in rules
    }
    times = {f"{_PARENT}{name}": nw.lit(None, dtype=kind) for name, kind in _TIMES.items()}
    return (
        persons.filter(~nw.col("line").is_null())
        .with_columns(
            **statuses,
            **times,
            **{f"{_PARENT}age_years": nw.col("age_years"), _KNOWN: nw.lit(1, dtype=nw.Int64)},
            **{_PARENT_LINE: nw.col("line")},
        )
        .select(*_of_parents(rules))
    )


def _of_parents(rules: Sequence[Rule]) -> list[str]:
    names = (*_TIMES, "age_years", *(rule.name for rule in rules))
    return ["household_id", _PARENT_LINE, _KNOWN, *(f"{_PARENT}{name}" for name in names)]


def _timed(
    jobs: nw.LazyFrame[Any], levels: Levels, whose: str, names: Sequence[str] = ()
) -> nw.LazyFrame[Any]:
    """Jobs with the lines of the person and her parents, and all that tells when they were."""
    times = {
        f"{whose}{name}": nw.col(name).cast(kind)
        if levels.has("job", name)
        else nw.lit(None, dtype=kind)
        for name, kind in _TIMES.items()
    }
    statuses = {f"{whose}{name}": or_unknown(nw.col(name)) for name in names}
    relatives = levels.given["person"].select(
        *KEYS["person"],
        *_RELATIVES,
        nw.col("age_years").alias(f"{whose}age_years"),
        nw.col("line").alias(f"{whose}line"),
    )
    timed = jobs.select(*KEYS["job"], **times, **statuses)
    return timed.join(relatives, on=list(KEYS["person"]), how="left")


def _at_the_same_time(limits: Limits) -> nw.Expr:
    """Status of `the child's episode and the parent's overlap`."""
    period = limits["reference_period"].length
    each = all_of(_began_before(_CHILD, _PARENT), _began_before(_PARENT, _CHILD))
    if period is None:
        return each
    if period <= limits["one_time"].number:
        return status(YES)
    days = nw.col(f"{_CHILD}days") + nw.col(f"{_PARENT}days")
    too_many = nw.when(days > period).then(status(YES)).otherwise(status(UNKNOWN))
    return nw.when(too_many == YES).then(status(YES)).otherwise(each)


def _began_before(one: str, other: str) -> nw.Expr:
    """Status of `one began before the other ended`; one that may go on may not have ended."""
    goes_on = nw.col(f"{other}goes_on")
    start, end = nw.col(f"{one}start_date"), nw.col(f"{other}end_date")
    by_date = nw.when(start <= end).then(status(YES)).otherwise(status(NO))
    undated = start.is_null() | end.is_null()
    by_age = _began_before_by_age(one, other)
    return any_of(nw.when(~undated).then(by_date).otherwise(by_age), goes_on)


def _began_before_by_age(one: str, other: str) -> nw.Expr:
    """The same by ages in completed years: each leaves open when in a year, and the birthday.

    So a start lies between one year less and one year more before the interview than the
    difference of the two ages, and an end likewise.
    """
    began = nw.col(f"{one}age_years") - nw.col(f"{one}start_age")
    ended = nw.col(f"{other}age_years") - nw.col(f"{other}end_age")
    surely = nw.when(began - 1 >= ended + 1).then(status(YES))
    told = surely.when(began + 1 <= ended - 1).then(status(NO)).otherwise(status(UNKNOWN))
    return nw.when(~(began.is_null() | ended.is_null())).then(told).otherwise(status(UNKNOWN))
