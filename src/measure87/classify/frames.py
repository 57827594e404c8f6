"""The tables during classification: one frame a level, and moving columns between levels.

Levels run from the finest to the coarsest: circumstance, answer (all rows of one question
about one job), job, person. A column passes to a coarser level by a maximum (statuses) or a
sum (numbers without nulls), to a finer one by a join. A lazy frame holds the plans of all frames
that were joined to it, so what costs is how often a level is joined to another: whatever is to
pass should pass at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.tied_jobs import answers_of_episodes
from measure87.define.rule import LEVELS, PARENTS_PREFIX, Level, Rule
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES, or_unknown

Frame = nw.LazyFrame[Any]
Settle = Callable[[Frame], Frame]
"""Computes a frame once, and gives the same frame without its plan."""

KEYS: dict[Level, tuple[str, ...]] = {
    "circumstance": ("person_id", "job_id", "question"),
    "answer": ("person_id", "job_id", "question"),
    "job": ("person_id", "job_id"),
    "person": ("person_id",),
}

_ROWS_BELOW = "rows_below"


@dataclass(frozen=True)
class Tables:
    """The three tables of a survey; only persons must be there.

    Each may be a polars, DuckDB or PySpark frame, all three of the same engine.
    """

    persons: Any
    jobs: Any | None = None
    circumstances: Any | None = None


class Levels:
    """The working frames, by level, and which columns each has."""

    def __init__(self, tables: Tables, settled: "Settle | None" = None) -> None:
        self._settled = _computed if settled is None else settled
        self._is_settling = settled is not None
        self.frames: dict[Level, Frame] = {"person": _lazy(tables.persons, PERSONS.required)}
        if tables.jobs is not None:
            self.frames["job"] = _lazy(tables.jobs, JOBS.required)
        if tables.circumstances is not None:
            rows = _lazy(tables.circumstances, CIRCUMSTANCES.required)
            rows = answers_of_episodes(rows, self.frames.get("job"))
            self.frames["circumstance"] = rows
            self.frames["answer"] = rows.select(*KEYS["answer"]).unique()
        self.given: dict[Level, Frame] = dict(self.frames)
        """The tables before any rule ran: what reads them alone need not wait for the rules."""
        self.columns: dict[Level, set[str]] = {
            level: set(frame.collect_schema().names()) for level, frame in self.frames.items()
        }

    def has(self, level: Level, column: str) -> bool:
        """Whether the frame of a level is there and has the column."""
        return level in self.frames and column in self.columns[level]

    def add(self, level: Level, **columns: nw.Expr) -> None:
        """Compute columns at a level, next to those it has."""
        if columns:
            self.frames[level] = self.frames[level].with_columns(**columns)
            self.columns[level] |= set(columns)

    def pull_down(self, level: Level, names: Sequence[str]) -> None:
        """Bring columns of coarser levels to a finer one."""
        for source in LEVELS[LEVELS.index(level) + 1 :]:
            wanted = [n for n in names if self.has(source, n) and not self.has(level, n)]
            if wanted and source in self.frames:
                keys = list(KEYS[source])
                right = self.frames[source].select(*keys, *wanted)
                self.frames[level] = self.frames[level].join(right, on=keys, how="left")
                self.columns[level] |= set(wanted)

    def lift(
        self, level: Level, rules: Iterable[Rule], more: Mapping[str, nw.Expr] | None = None
    ) -> None:
        """Bring rules of finer levels to a coarser one, by their reduction.

        A person without a job is a no, unless she did not answer on work at all; a job or
        answer without rows below it was not asked about, and stays null.

        Parameters
        ----------
        level : where to
        rules : those that are there already are left alone
        more : columns of jobs that pass to the person in the same join, by their greatest value;
            null for a person without jobs
        """
        rules = list(rules)
        if level == "person" and "job" in self.frames:
            # By way of the job, lest a job without any answer pass for no job.
            self.lift("job", [r for r in rules if not self.has("person", r.name)])
        for source in reversed(LEVELS[: LEVELS.index(level)]):
            wanted = [r for r in rules if self.has(source, r.name) and not self.has(level, r.name)]
            added = dict(more or {}) if source == "job" else {}
            if wanted or added:
                self._lift_from(source, level, wanted, added)

    def _lift_from(
        self, source: Level, level: Level, rules: Sequence[Rule], more: Mapping[str, nw.Expr]
    ) -> None:
        keys = list(KEYS[level])
        unasked = _unasked_jobs(rules) if (source, level) == ("job", "person") else {}
        rows = self.frames[source]
        if unasked or more:
            rows = rows.with_columns(**unasked, **more)
        lifted = rows.group_by(*keys).agg(
            *[_reduced(r) for r in rules],
            *[nw.col(name).max().alias(name) for name in more],
            nw.len().alias(_ROWS_BELOW),
        )
        bare = level == "answer" and self.columns[level] == set(keys)
        # An answer is there because it has rows, so nothing has to be joined to it at first.
        joined = lifted if bare else self.frames[level].join(lifted, on=keys, how="left")
        if level == "person" and rules:
            absent = self._without_jobs()
            joined = joined.with_columns(**{r.name: _filled(r, absent) for r in rules})
        self.frames[level] = joined.drop(_ROWS_BELOW)
        self.columns[level] |= {r.name for r in rules} | set(more)

    def join_to_jobs(self, rows: Frame, flags: Mapping[str, nw.Expr]) -> None:
        """Bring the greatest value of some columns of rows about jobs to the job.

        Parameters
        ----------
        rows : any rows with the keys of jobs, such as some of the circumstances
        flags : their columns; null for a job without such rows
        """
        keys = list(KEYS["job"])
        found = (
            rows.select(*keys, **flags)
            .group_by(*keys)
            .agg(*[nw.col(name).max().alias(name) for name in flags])
        )
        self.frames["job"] = self.frames["job"].join(found, on=keys, how="left")
        self.columns["job"] |= set(flags)

    def settle(self, level: Level) -> None:
        """Compute now a frame from which several steps go on.

        An engine would do its work again at each step, or spend long on finding out that it need
        not. Where nobody said how to settle, polars computes in this process, and an engine of its
        own memory keeps its plan.
        """
        if level in self.frames:
            self.frames[level] = self._settled(self.frames[level])
            if self._is_settling or self.frames[level].implementation.is_polars():
                self.given[level] = self.frames[level]  # what is computed is not read again

    def _without_jobs(self) -> nw.Expr:
        """Status of every job measure for a person who has no job."""
        answered = nw.col("answered_on_work")
        if not self.has("person", "answered_on_work"):
            return nw.lit(NO, dtype=nw.Int8)
        return (
            nw.when(answered.is_null() | (answered == YES))
            .then(nw.lit(NO, dtype=nw.Int8))
            .otherwise(nw.lit(UNKNOWN, dtype=nw.Int8))
        )

    def join_parents(self, names: Sequence[str]) -> None:
        """Bring the statuses of co-resident parents to the person, as `parents_NAME`.

        A parent whose line is unknown, or who is not in the table, leaves the answer
        unknown; a parent who does not live in the household (line 0) adds nothing; where
        neither lives there it is unknown. No two persons of a household have the same line.
        """
        person = self.frames["person"]
        for needed in ("household_id", "line", "mother_line", "father_line"):
            if needed not in self.columns["person"]:
                raise DataError(
                    f"the rule on parents needs the column {needed}", code="missing-column"
                )
        sides = []
        for side in ("mother", "father"):
            found = {f"{side}__{name}": nw.col(name) for name in names}
            parents = person.filter(~nw.col("line").is_null()).select(
                "household_id", nw.col("line").alias("parent__line"), **found
            )
            person = person.join(
                parents,
                left_on=["household_id", f"{side}_line"],
                right_on=["household_id", "parent__line"],
                how="left",
            )
            sides.append(side)
        person = person.with_columns(
            **{f"{PARENTS_PREFIX}{name}": _parents(name) for name in names}
        ).drop(*[f"{side}__{name}" for side in sides for name in names])
        self.frames["person"] = person
        self.columns["person"] |= {f"{PARENTS_PREFIX}{name}" for name in names}


def _computed(frame: Frame) -> Frame:
    return frame.collect().lazy() if frame.implementation.is_polars() else frame


def _lazy(table: Any, required: tuple[str, ...]) -> Frame:
    frame: Frame = nw.from_native(table).lazy()
    names = frame.collect_schema().names()
    missing = [name for name in required if name not in names]
    if missing:
        raise DataError(
            f"the column {missing[0]} is missing",
            code="missing-column",
            hint=f"present: {', '.join(names[:20])}",
        )
    return frame


def _unasked_jobs(rules: Iterable[Rule]) -> dict[str, nw.Expr]:
    """Statuses of jobs, unknown for a job that was not asked about, though others were."""
    return {r.name: or_unknown(nw.col(r.name)) for r in rules if r.gives == "status"}


def _reduced(rule: Rule) -> nw.Expr:
    column = nw.col(rule.name)
    if rule.reduce == "sum":
        return column.sum().alias(rule.name)
    return column.max().alias(rule.name)


def _filled(rule: Rule, absent: nw.Expr) -> nw.Expr:
    """A person without a job: nothing to sum, or the status of who has no job.

    A job that was not asked about (null) leaves the person unknown.
    """
    column = nw.col(rule.name)
    none = nw.col(_ROWS_BELOW).is_null()
    if rule.gives == "number":
        return nw.when(none | column.is_null()).then(nw.lit(0.0)).otherwise(column)
    unasked = nw.when(column.is_null()).then(nw.lit(UNKNOWN, dtype=nw.Int8)).otherwise(column)
    return nw.when(none).then(absent).otherwise(unasked)


def _parents(name: str) -> nw.Expr:
    """Greatest status among the parents who live in the household."""
    statuses = []
    for side in ("mother", "father"):
        line = nw.col(f"{side}_line")
        known = nw.col(f"{side}__{name}")
        status = nw.when(known.is_null()).then(nw.lit(UNKNOWN, dtype=nw.Int8)).otherwise(known)
        absent = nw.when(line == 0).then(nw.lit(None, dtype=nw.Int8)).otherwise(status)
        unknown = nw.lit(UNKNOWN, dtype=nw.Int8)
        statuses.append(nw.when(line.is_null()).then(unknown).otherwise(absent))
    found = nw.max_horizontal(*statuses)
    return nw.when(found.is_null()).then(nw.lit(UNKNOWN, dtype=nw.Int8)).otherwise(found)
